"""One person's page, on the real store."""

import threading
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import QCoreApplication, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.order import between
from sbp_desktop.services import conversations, decisions, people
from sbp_desktop.storage import drafts, history, plans, queries
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.decisions.decision_row import DecisionRow
from sbp_desktop.ui.people.conversation_row import ConversationRow
from sbp_desktop.ui.people.kept_text import KeptText
from sbp_desktop.ui.people.person_page import PersonPage
from sbp_desktop.ui.web import photos
from sbp_desktop.ui.widgets import LinkButton, PrimaryButton, TextField, Words
from sbp_desktop.ui.widgets.pressable import Pressable
from tests.ui.conftest import Ask
from tests.ui.reading import bury_the_dead, kept, seen

WORDS = "The mornings are the long part."


@pytest.fixture
def page(qtbot: QtBot, background: Background) -> PersonPage:
    made = PersonPage(background)
    background.committed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    made.show()
    return made


@pytest.fixture
def eric(ask: Ask) -> UUID:
    person = ask(people.add_person, "Eric", age=100, pronouns="he/him", neighbourhood="Riverside").created[0]
    talk = ask(conversations.start, person, setting="home_visit").created[0]
    order = between(None, None)
    ask(
        conversations.write_entry, talk, uuid4(), WORDS, kind="words", said_by=queries.self_node_of(person), order=order
    )
    ask(conversations.write_entry, talk, uuid4(), "We tried the loop.", order=between(order, None))
    ask(conversations.finish, talk)
    return person


def _show(page: PersonPage, person: UUID, qtbot: QtBot) -> None:
    page.open(person)
    qtbot.waitUntil(lambda: page.shown is not None)
    page._background.drain()
    QCoreApplication.processEvents()


def _text(page: PersonPage, label: str) -> KeptText:
    return next(each for each in page.findChildren(KeptText) if each.accessibleName() == label)


def _links(page: PersonPage) -> dict[str, LinkButton]:
    return {link.text(): link for link in page.findChildren(LinkButton)}


def test_the_person_and_their_words_come_first(page: PersonPage, eric: UUID, qtbot: QtBot) -> None:
    _show(page, eric, qtbot)
    words = page.findChild(Words)
    assert words.plain == f"“{WORDS}”"
    assert words.font().pointSizeF() == pytest.approx(page.font().pointSizeF() * 1.25, rel=0.02)
    text = seen(page)
    assert "he/him · 100 years old · Riverside" in text
    assert "We tried the loop." in text
    assert text.count(WORDS) == 2  # said at the top, and how the conversation in the list began


def test_no_empty_page_is_drawn_on_the_way_to_a_whole_one_but_where_that_takes_long(
    page: PersonPage, eric: UUID, background: Background, qtbot: QtBot
) -> None:
    read_on = threading.Event()
    background.run_alone(read_on.wait, 10)
    page.open(eric)
    assert not page.updatesEnabled()
    qtbot.waitUntil(page.updatesEnabled)
    assert page.shown is None
    read_on.set()
    page.clear_names()
    _show(page, eric, qtbot)
    assert page.updatesEnabled()


def test_an_empty_page_invites(page: PersonPage, ask: Ask, qtbot: QtBot) -> None:
    _show(page, ask(people.add_person, "Anna").created[0], qtbot)
    text = seen(page)
    assert "Their words will stand here, just as they said them." in text
    assert "What do you know about how to get by here that we don’t?" in text
    assert "Everything we talked about" not in text
    assert "Last time" not in text


def test_start_writing_begins_one_conversation(page: PersonPage, ask: Ask, qtbot: QtBot) -> None:
    person = ask(people.add_person, "Anna").created[0]
    _show(page, person, qtbot)
    button = page.findChild(PrimaryButton)
    assert button.text() == "Start writing"
    with qtbot.waitSignal(page.conversation_opened) as opened:
        button.click()
        button.click()
    talks = ask(queries.conversations, person)
    assert opened.args == [person, talks[0].id]
    assert len(talks) == 1


@pytest.mark.parametrize("unfinished", [False, True])
def test_a_press_before_the_page_has_its_contents_counts_once_it_has(
    page: PersonPage, ask: Ask, qtbot: QtBot, unfinished: bool
) -> None:
    person = ask(people.add_person, "Anna").created[0]
    talk = ask(conversations.start, person).created[0] if unfinished else None
    opened: list[tuple[UUID, UUID]] = []
    page.conversation_opened.connect(lambda *where: opened.append(where))
    page.open(person)
    qtbot.mouseClick(page.findChild(PrimaryButton), Qt.MouseButton.LeftButton)
    assert opened == []
    qtbot.waitUntil(lambda: bool(opened))
    (found,) = ask(queries.conversations, person)
    assert opened == [(person, found.id)]
    assert talk in (None, found.id)


def test_a_press_on_a_page_that_was_left_meanwhile_counts_nowhere(page: PersonPage, ask: Ask, qtbot: QtBot) -> None:
    anna, ben = (ask(people.add_person, name).created[0] for name in ("Anna", "Ben"))
    page.open(anna)
    qtbot.mouseClick(page.findChild(PrimaryButton), Qt.MouseButton.LeftButton)
    page.clear_names()
    _show(page, ben, qtbot)
    assert [ask(queries.conversations, each) for each in (anna, ben)] == [(), ()]


def test_an_unfinished_conversation_is_carried_on(page: PersonPage, ask: Ask, qtbot: QtBot) -> None:
    person = ask(people.add_person, "Anna").created[0]
    talk = ask(conversations.start, person).created[0]
    _show(page, person, qtbot)
    assert page.findChild(PrimaryButton).text() == "Carry on writing"
    with qtbot.waitSignal(page.conversation_opened) as opened:
        page.findChild(PrimaryButton).click()
    assert opened.args == [person, talk]


def test_an_earlier_conversation_opens_to_read(page: PersonPage, eric: UUID, ask: Ask, qtbot: QtBot) -> None:
    _show(page, eric, qtbot)
    row = page.findChild(ConversationRow)
    assert row.accessibleName().endswith(f", at home, “{WORDS}”")
    with qtbot.waitSignal(page.conversation_opened) as opened:
        qtbot.keyClick(row, Qt.Key.Key_Return)
    assert opened.args == [eric, ask(queries.conversations, eric)[0].id]


def test_the_web_is_one_press_away(page: PersonPage, eric: UUID, qtbot: QtBot) -> None:
    _show(page, eric, qtbot)
    with qtbot.waitSignal(page.web_wanted) as wanted:
        _links(page)["Web"].click()
    assert wanted.args == [eric]


def test_somebody_without_a_name_is_given_one(page: PersonPage, ask: Ask, qtbot: QtBot) -> None:
    person = ask(people.add_person).created[0]
    _show(page, person, qtbot)
    assert "No name yet" in seen(page)
    _links(page)["Give a name"].click()
    field = page.head.findChild(TextField)
    qtbot.keyClicks(field, "  Winifred   May ")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: ask(queries.person, person).name == "Winifred May")
    assert "No name yet" not in seen(page)
    assert "Give a name" not in seen(page)


def test_esc_keeps_the_old_name(page: PersonPage, eric: UUID, ask: Ask, qtbot: QtBot) -> None:
    _show(page, eric, qtbot)
    title = page.findChild(QWidget, "person_name")
    qtbot.mouseClick(title, Qt.MouseButton.LeftButton)
    field = page.head.findChild(TextField)
    assert field.text() == "Eric"
    qtbot.keyClicks(field, "Somebody else")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    page._background.drain()
    assert ask(queries.person, eric).name == "Eric"
    assert "Eric" in seen(page)


def test_what_is_typed_about_me_is_safe_at_a_pause_and_kept_on_leaving(
    page: PersonPage, eric: UUID, ask: Ask, qtbot: QtBot
) -> None:
    _show(page, eric, qtbot)
    text = _text(page, "What matters to me")
    text.setFocus()
    qtbot.keyClicks(text, "Something on every day")
    qtbot.waitUntil(lambda: [d.text for d in ask(drafts.pending, eric)] == ["Something on every day"], timeout=2000)
    assert ask(queries.person, eric).about_me["important"] == ""
    text.clearFocus()
    qtbot.waitUntil(lambda: ask(queries.person, eric).about_me["important"] == "Something on every day")
    qtbot.waitUntil(lambda: not ask(drafts.pending, eric))
    assert text.toPlainText() == "Something on every day"


def test_typing_without_a_pause_is_safe_within_two_seconds(
    page: PersonPage, eric: UUID, ask: Ask, qtbot: QtBot
) -> None:
    _show(page, eric, qtbot)
    text = _text(page, "What helps")

    def typed_on_and_safe() -> bool:
        qtbot.keyClick(text, "a")
        return bool(ask(drafts.pending, eric))

    qtbot.waitUntil(typed_on_and_safe, timeout=2500)


def test_typing_a_crash_cut_short_comes_back(page: PersonPage, eric: UUID, ask: Ask, qtbot: QtBot) -> None:
    ask(drafts.step, eric, eric, "about_me.important", "Half a sen", {})
    _show(page, eric, qtbot)
    qtbot.waitUntil(lambda: ask(queries.person, eric).about_me["important"] == "Half a sen")
    qtbot.waitUntil(lambda: not ask(drafts.pending, eric))
    assert _text(page, "What matters to me").toPlainText() == "Half a sen"


def test_undo_takes_back_typing_first_and_then_asks_for_the_last_change(
    page: PersonPage, eric: UUID, ask: Ask, qtbot: QtBot
) -> None:
    ask(people.set_person, eric, about_me__important="Tea.")
    _show(page, eric, qtbot)
    text = _text(page, "What matters to me")
    qtbot.waitUntil(lambda: text.toPlainText() == "Tea.")
    text.setFocus()
    text.moveCursor(text.textCursor().MoveOperation.End)
    qtbot.keyClicks(text, " Cake.")
    qtbot.waitUntil(lambda: bool(ask(drafts.pending, eric)))
    qtbot.keyClicks(text, " Jam.")
    qtbot.keyClick(text, "z", Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: text.toPlainText() == "Tea. Cake.")
    qtbot.keyClick(text, "z", Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: text.toPlainText() == "Tea.")
    with qtbot.waitSignal(page.undo_wanted):
        qtbot.keyClick(text, "z", Qt.KeyboardModifier.ControlModifier)


def test_what_others_change_does_not_overwrite_what_is_being_typed(
    page: PersonPage, eric: UUID, ask: Ask, background: Background, qtbot: QtBot
) -> None:
    _show(page, eric, qtbot)
    text = _text(page, "What I give")
    qtbot.keyClicks(text, "Lifts to church")
    background.run(people.set_person, eric, neighbourhood="Canal Side")
    qtbot.waitUntil(lambda: "Canal Side" in seen(page))
    assert text.toPlainText() == "Lifts to church"


def test_opening_somebody_else_leaves_nothing_of_the_one_before(
    page: PersonPage, eric: UUID, ask: Ask, qtbot: QtBot
) -> None:
    anna = ask(people.add_person, "Anna").created[0]
    ask(people.set_person, eric, about_me__important="Hymns.")
    _show(page, eric, qtbot)
    page.open(anna)
    for trace in ("Eric", WORDS, "Hymns.", "Riverside"):
        assert trace not in kept(page)
    _show(page, anna, qtbot)
    assert "Anna" in seen(page)
    assert "Eric" not in kept(page)


def test_half_a_sentence_is_kept_when_the_page_is_emptied(page: PersonPage, eric: UUID, ask: Ask, qtbot: QtBot) -> None:
    _show(page, eric, qtbot)
    qtbot.keyClicks(_text(page, "What helps"), "Knock twice")
    page.clear_names()
    page._background.drain()
    assert ask(queries.person, eric).about_me["support"] == "Knock twice"
    assert "Knock" not in kept(page)


def test_their_face_is_shown_and_goes_with_them(page: PersonPage, eric: UUID, ask: Ask, qtbot: QtBot) -> None:
    photo = QImage(300, 200, QImage.Format.Format_RGB32)
    photo.fill(QColor(40, 60, 200))
    ask(photos.keep_face, eric, photo)
    other = ask(people.add_person, "Jean").created[0]
    _show(page, eric, qtbot)
    face = page.head._face

    def blue() -> bool:
        middle = face.grab().toImage().pixelColor(face.rect().center())
        return middle.blue() - middle.red() > 120

    qtbot.waitUntil(blue)
    page.open(other)
    assert not blue()
    _show(page, other, qtbot)
    assert not blue()


def test_being_in_touch_is_noted_on_the_page_in_two_taps(page: PersonPage, eric: UUID, ask: Ask, qtbot: QtBot) -> None:
    _show(page, eric, qtbot)
    qtbot.mouseClick(page.in_touch.link, Qt.MouseButton.LeftButton)
    assert page.in_touch.panel is not None
    qtbot.keyClicks(page.in_touch.panel.line, "Out with the dog.")
    qtbot.mouseClick(page.in_touch.panel.modes["together_out"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "out together: Out with the dog." in seen(page))
    assert page.in_touch.panel is None
    ask(history.undo, eric)
    qtbot.waitUntil(lambda: "Out with the dog." not in seen(page))
    assert ask(plans.contacts, eric) == ()


def test_the_newest_conversations_stand_there_and_earlier_ones_come_when_asked_for(
    page: PersonPage, ask: Ask, eric: UUID, qtbot: QtBot
) -> None:
    for number in range(60):
        talk = ask(conversations.start, eric).created[0]
        ask(conversations.write_entry, talk, uuid4(), f"Talk {number}.", order=between(None, None))
        ask(conversations.finish, talk)
    _show(page, eric, qtbot)

    def rows() -> int:
        page._background.drain()
        QCoreApplication.processEvents()
        bury_the_dead()
        return len(page.talked.findChildren(ConversationRow))

    assert rows() == 8
    assert page.talked.earlier.isVisible()
    page.talked.earlier.click()
    assert rows() == 58
    page.talked.earlier.click()
    assert rows() == 61
    assert not page.talked.earlier.isVisible()


def test_what_was_decided_stands_where_it_comes_in_their_time(
    page: PersonPage, ask: Ask, eric: UUID, qtbot: QtBot
) -> None:
    first = _decided_long_ago(ask, eric)
    second = ask(decisions.open_decision, eric, "statutory_service", decided="Somebody comes at night").created[0]
    opened: list[tuple[UUID, UUID]] = []
    page.decision_opened.connect(lambda *asked: opened.append(asked))
    _show(page, eric, qtbot)
    newest, talk, oldest = _rows(page)
    today = when_and_where.day_and_month(when_and_where.today(), when_and_where.today())
    assert [row.accessibleName().rpartition(", ")[0] for row in (newest, oldest)] == [
        f"Somebody comes at night, Long-term help that starts, {today}",
        "Eric moves to Elm House, Nights at home frighten him, 4 May 2020",
    ]
    assert [row.accessibleName().rpartition(", ")[2] for row in (newest, oldest)] == ["not agreed yet", "decided"]
    assert isinstance(talk, ConversationRow)
    oldest.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(oldest, Qt.Key.Key_Return)
    qtbot.mouseClick(newest, Qt.MouseButton.LeftButton)
    assert opened == [(eric, first), (eric, second)]
    ask(history.undo, eric)
    _show(page, eric, qtbot)
    assert len(_rows(page)) == 2


def test_a_decision_older_than_the_talks_in_view_comes_with_the_earlier_ones(
    page: PersonPage, ask: Ask, eric: UUID, qtbot: QtBot
) -> None:
    _decided_long_ago(ask, eric)
    for _ in range(9):
        ask(conversations.finish, ask(conversations.start, eric).created[0])
    _show(page, eric, qtbot)
    assert not any(isinstance(row, DecisionRow) for row in _rows(page))
    page.talked.earlier.click()
    page._background.drain()
    QCoreApplication.processEvents()
    assert isinstance(_rows(page)[-1], DecisionRow)


def _decided_long_ago(ask: Ask, person: UUID) -> UUID:
    made: UUID = ask(decisions.open_decision, person, "residential", decided="Eric moves to Elm House").created[0]
    ask(decisions.set_decision, made, because="Nights at home frighten him.")
    ask(decisions.set_option, uuid4(), decision=made, what="Somebody at night", why_not="Nobody was to be found.")
    ask(decisions.agree, made)
    ask(decisions.set_decision, made, at=PartialDate.of("2020-05-04"))
    return made


def _rows(page: PersonPage) -> list[QWidget]:
    bury_the_dead()
    found = [row for row in page.talked.findChildren(Pressable) if row.isVisible()]
    return sorted(found, key=lambda row: row.mapTo(page.talked, row.rect().topLeft()).y())


def test_an_invitation_longer_than_its_line_is_seen_whole(qtbot: QtBot, background: Background) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    text = KeptText(
        background, "about_me.important", "What matters", "What matters to you most, every day of the week?"
    )
    text.setParent(page)
    page.show()
    heights = []
    for wide in (900, 160):
        text.resize(wide, text.height())
        text.show()
        heights.append(text.height())
    line = text.fontMetrics().lineSpacing()
    assert heights[1] >= 3 * line
    rows = text.viewport().grab(QRect(0, 2 * line, 160, line)).toImage()
    assert len({rows.pixel(x, y) for x in range(rows.width()) for y in range(rows.height())}) > 1
    qtbot.keyClicks(text, "Tea")
    assert text.height() < heights[1]
