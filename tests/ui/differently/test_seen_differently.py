"""“They see this differently” at a decision, a hope, a line, a name, a thing agreed and in what we hold, by real widgets."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from sbp_desktop.services import conversations, decisions, disagreements, exporting, learning, outcomes, people, webs
from sbp_desktop.storage import disagreements as kept
from sbp_desktop.storage import drafts, queries
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.change_signals import ChangeSignals
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.decisions.decision_page import DecisionPage
from sbp_desktop.ui.differently.beside_it import BesideIt
from sbp_desktop.ui.differently.differently_sheet import DifferentlyRow, DifferentlySheet
from sbp_desktop.ui.outcomes.outcomes_part import OutcomesPart
from sbp_desktop.ui.people.what_we_hold import WhatWeHoldSheet
from sbp_desktop.ui.web.web_canvas import WebCanvas
from sbp_desktop.ui.widgets import LinkButton, Secondary
from tests.ui.conftest import Ask

Show = Callable[[QWidget], None]


@pytest.fixture
def eric(ask: Ask) -> UUID:
    person: UUID = ask(people.add_person, "Eric").created[0]
    return person


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    def shown(page: QWidget) -> None:
        qtbot.addWidget(page)
        page.resize(1000, 760)
        page.show()

    return shown


def settle(background: Background) -> None:
    for _ in range(4):
        background.drain()
        QCoreApplication.processEvents()


def sheet_on(page: QWidget) -> DifferentlySheet:
    [found] = [one for one in page.findChildren(DifferentlySheet) if one.isVisible()]
    assert found.list is not None
    return found


def rows_of(sheet: DifferentlySheet) -> list[DifferentlyRow]:
    assert sheet.list is not None
    return [row for row in sheet.list.in_order() if isinstance(row, DifferentlyRow)]


def write(qtbot: QtBot, background: Background, page: QWidget, words: str) -> DifferentlySheet:
    """Write it as somebody would: the cursor is in the empty row already."""
    sheet = sheet_on(page)
    text = rows_of(sheet)[-1].first
    assert text.hasFocus()
    qtbot.keyClicks(text, words)
    text.leave()
    settle(background)
    return sheet


def decision_page(background: Background, ask: Ask, eric: UUID, show: Show) -> tuple[DecisionPage, UUID]:
    made = ask(decisions.open_decision, eric, "residential").created[0]
    ask(decisions.set_decision, made, decided="To move", because="He forgets the stove")
    page = DecisionPage(background)
    background.committed.connect(page.refresh)
    show(page)
    page.open(eric, made)
    settle(background)
    return page, made


def test_at_a_decision_their_words_stand_under_it_and_it_stays_as_it_was(
    background: Background, ask: Ask, eric: UUID, show: Show, qtbot: QtBot
) -> None:
    page, _made = decision_page(background, ask, eric, show)
    assert page.beside.said.isHidden()
    qtbot.mouseClick(page.beside.link, Qt.MouseButton.LeftButton)
    sheet = write(qtbot, background, page, "I can cook")
    assert "He forgets the stove" in sheet.words.plain
    assert page.beside.said.text().startswith("Eric sees this differently, ")
    assert page.beside.said.text().endswith("“I can cook”")
    assert page.card is not None
    assert page.card.texts["because"].toPlainText() == "He forgets the stove"
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert sheet.words.plain == ""


def test_ctrl_z_in_the_sheet_takes_it_back(
    background: Background, ask: Ask, eric: UUID, show: Show, qtbot: QtBot
) -> None:
    page, made = decision_page(background, ask, eric, show)
    page.beside.link.setFocus()
    qtbot.keyClick(page.beside.link, Qt.Key.Key_Return)
    sheet = write(qtbot, background, page, "No")
    assert len(ask(kept.about, made)) == 1
    qtbot.keyClick(rows_of(sheet)[0].first, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(background)
    assert ask(kept.about, made) == ()
    assert page.beside.said.isHidden()
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert page.beside.link.hasFocus()


def test_who_sees_it_so_is_chosen_from_their_people(
    background: Background, ask: Ask, eric: UUID, show: Show, qtbot: QtBot
) -> None:
    jean = ask(webs.add_node, eric, "Jean").created[0]
    page, made = decision_page(background, ask, eric, show)
    page.beside.link.click()
    [row, _empty] = rows_of(write(qtbot, background, page, "He can come to me"))
    assert row.who.text() == "Eric"
    row.who.click()
    menu = row.who.findChild(QMenu)
    next(action for action in menu.actions() if action.text() == "Jean").trigger()
    menu.close()
    settle(background)
    [said] = ask(kept.about, made)
    assert (said.said_by, said.who) == (jean, "Jean")
    assert row.who.text() == "Jean"


def test_what_was_typed_when_the_app_ended_is_there_again(
    background: Background, ask: Ask, eric: UUID, show: Show, qtbot: QtBot
) -> None:
    page, made = decision_page(background, ask, eric, show)
    context = {"part": "differently", "of": made.hex}
    ask(drafts.step, eric, uuid4(), "words", "I was not th", context)
    page.beside.link.click()
    settle(background)
    assert [one.words for one in ask(kept.about, made)] == ["I was not th"]


def test_a_decision_changed_after_it_was_given_says_what_it_was(
    background: Background, ask: Ask, eric: UUID, show: Show
) -> None:
    page, made = decision_page(background, ask, eric, show)
    ask(exporting.note_copy, eric, what="A page", for_whom="Their own copy")
    ask(decisions.set_decision, made, because="His sister asks")
    settle(background)
    assert "before: “He forgets the stove”" in page.beside.said.text()


def test_under_a_hope(background: Background, ask: Ask, eric: UUID, show: Show, qtbot: QtBot) -> None:
    outcome = uuid4()
    ask(outcomes.write_outcome, outcome, "To sing again", person=eric)
    part = OutcomesPart(background)
    show(part)
    part.set_person(eric)
    settle(background)
    beside = part.rows.row(outcome).beside
    beside.link.click()
    write(qtbot, background, part, "I would rather dance")
    assert "I would rather dance" in beside.said.text()


def test_a_line_of_a_conversation_has_it_under_it_and_it_is_changed_from_there(
    background: Background, ask: Ask, eric: UUID, show: Show, qtbot: QtBot
) -> None:
    talk, line = ask(conversations.start, eric).created[0], uuid4()
    ask(conversations.write_entry, talk, line, "He has no friends.")
    signals = ChangeSignals()
    background.committed.connect(signals.changed)
    page = ConversationPage(background, signals)
    show(page)
    page.open(eric, talk, at=line)
    settle(background)
    page.text.go_to(page.text.line_with(line))
    assert page.line_actions.differently.isVisible()
    qtbot.mouseClick(page.line_actions.differently, Qt.MouseButton.LeftButton)
    sheet = write(qtbot, background, page, "I have two")
    assert sheet.words.plain == "He has no friends."
    sheet.close_sheet()
    lines = [one for _, one in page.text.blocks() if one.text]
    assert [one.text for one in lines] == ["He has no friends.", "I have two"]
    assert page.text.before(lines[1]) == "Eric sees this differently"
    page.text.go_to(lines[1])
    qtbot.keyClicks(page.text, "x")
    assert lines[1].text == "I have two"
    shown = page.line_actions
    assert [b.isVisible() for b in (shown.back, shown.apart, shown.who_sees, shown.correct)] == [False] * 4
    shown.differently.click()
    settle(background)
    assert sheet_on(page).words.plain == "He has no friends."
    assert rows_of(sheet_on(page))[0].first.toPlainText() == "I have two"
    sheet_on(page).close_sheet()
    ask(disagreements.write, lines[1].entry, "", of=line)
    settle(background)
    assert [one.text for _, one in page.text.blocks() if one.text] == ["He has no friends."]


def test_in_the_panel_of_a_name_on_the_web(
    background: Background, ask: Ask, eric: UUID, show: Show, qtbot: QtBot
) -> None:
    jean = ask(webs.add_node, eric, "Jean").created[0]
    canvas = WebCanvas(background, eric, lambda *_said: None)
    show(canvas)
    canvas.load()
    settle(background)
    canvas.scene.choose(jean)
    canvas.panel.open_on(canvas.scene.web, jean)
    settle(background)
    more = next(link for link in canvas.panel.findChildren(LinkButton) if link.text() == "More")
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    [beside] = canvas.panel.findChildren(BesideIt)
    beside.link.click()
    write(qtbot, background, canvas, "She is my best friend")
    assert [one.words for one in ask(kept.about, jean)] == ["She is my best friend"]
    canvas.load()
    settle(background)
    said = [label.text() for label in canvas.panel.findChildren(Secondary) if "best friend" in label.text()]
    assert len(said) == 2


def test_in_what_we_hold_anything_can_be_seen_differently(
    background: Background, ask: Ask, eric: UUID, show: Show, qtbot: QtBot
) -> None:
    skill = uuid4()
    ask(learning.write_skill, skill, person=eric, skill="Email")
    over = QWidget()
    show(over)
    sheet = WhatWeHoldSheet(background, over)
    sheet.open(eric)
    settle(background)
    besides = [one for one in sheet.given.findChildren(BesideIt) if "Email" in one.link.accessibleDescription()]
    besides[0].link.click()
    settle(background)
    differently = sheet_on(over)
    qtbot.keyClicks(rows_of(differently)[-1].first, "I know it already")
    differently.close_sheet()
    settle(background)
    said = ask(queries.here, kept.of_person, eric, eric)
    assert [one.words for several in said.values() for one in several] == ["I know it already"]
