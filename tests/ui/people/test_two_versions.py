"""What of a person was changed in two places, on their page: all of it together, settled with one press each."""

from uuid import UUID

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sbp_desktop.services import people, webs
from sbp_desktop.storage import queries, versions
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.people.kept_text import KeptText
from sbp_desktop.ui.people.person_page import PersonPage
from sbp_desktop.ui.widgets import PrimaryButton, QuietButton
from tests.colleague import Written, come_in, heads_here, named_colleague, newest_op
from tests.ui.conftest import Ask
from tests.ui.reading import kept, seen

FIELD = "about_me.important"
BASE = "My garden. The chair by the window. Quiet mornings."
OURS = "My garden. The chair by the window, and nobody moves it. Quiet mornings."
THEIRS = "My garden. The old chair. Quiet mornings."
TOGETHER = "My garden. The chair by the window, and nobody moves it. The old chair. Quiet mornings."


@pytest.fixture
def page(qtbot: QtBot, background: Background) -> PersonPage:
    made = PersonPage(background)
    background.committed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1100, 900)
    made.show()
    return made


@pytest.fixture
def eric(ask: Ask) -> UUID:
    person: UUID = ask(people.add_person, "Eric").created[0]
    ask(people.set_person, person, about_me__important=BASE)
    return person


def settle(page: PersonPage) -> None:
    for _ in range(4):
        page._background.drain()
        QCoreApplication.processEvents()


def opened(page: PersonPage, person: UUID) -> None:
    page.open(person)
    settle(page)


def sam_writes(ask: Ask, eric: UUID, base: str = BASE) -> Written:
    on = ask(newest_op, eric, FIELD)
    written: Written = ask(named_colleague, eric, "Sam").revise(eric, FIELD, THEIRS, on, base, lane=0)
    return written


def text(page: PersonPage) -> KeptText:
    return next(each for each in page.findChildren(KeptText) if each._field == FIELD)


def press(page: PersonPage, label: str) -> None:
    button = next(b for b in page.versions.findChildren(QuietButton) if b.text() == label and b.isVisible())
    assert button.height() >= theme.TARGET
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(page)


@pytest.mark.parametrize(("label", "left"), [("Keep Sam’s", THEIRS), ("Keep yours", OURS), ("Keep both", TOGETHER)])
def test_a_text_about_them_is_settled_there(page: PersonPage, eric: UUID, ask: Ask, label: str, left: str) -> None:
    theirs = sam_writes(ask, eric)
    ask(people.set_person, eric, about_me__important=OURS)
    opened(page, eric)
    assert page.versions.isHidden()
    ask(come_in, theirs)
    settle(page)
    assert "What is important to them" in seen(page.versions)
    assert text(page).toPlainText() == TOGETHER
    press(page, label)
    assert page.versions.isHidden()
    assert ask(queries.person, eric).about_me["important"] == left
    assert text(page).toPlainText() == left


def test_what_comes_while_a_text_is_typed_stays_beside_it(page: PersonPage, eric: UUID, ask: Ask) -> None:
    theirs = sam_writes(ask, eric)
    opened(page, eric)
    box = text(page)
    box.setFocus()
    box.moveCursor(box.textCursor().MoveOperation.End)
    QTest.keyClicks(box, " Tea.")
    ask(come_in, theirs)
    settle(page)
    box.leave()
    settle(page)
    found = ask(versions.of_person, eric)
    assert {one.value for one in found[0].versions} == {THEIRS, f"{BASE} Tea."}
    settle(page)
    assert box.toPlainText() == "My garden. The old chair. Quiet mornings. Tea."


def test_typing_that_a_crash_cut_short_replaces_only_what_it_began_from(
    page: PersonPage, eric: UUID, ask: Ask, qtbot: QtBot, background: Background
) -> None:
    theirs = sam_writes(ask, eric)
    opened(page, eric)
    box = text(page)
    box.moveCursor(box.textCursor().MoveOperation.End)
    QTest.keyClicks(box, " Tea.")
    box.hold()
    settle(page)
    page.leave = lambda: None  # the power went
    ask(come_in, theirs)
    again = PersonPage(background)
    qtbot.addWidget(again)
    background.committed.connect(again.refresh)
    again.show()
    opened(again, eric)
    settle(again)
    assert {one.value for one in ask(versions.of_person, eric)[0].versions} == {THEIRS, f"{BASE} Tea."}


def test_all_that_is_doubted_of_somebody_stands_together_and_goes_with_them(
    page: PersonPage, eric: UUID, ask: Ask
) -> None:
    jean = ask(webs.add_node, eric, "Jean").created[0]
    over = ask(heads_here, jean, "label")
    ask(webs.set_node, jean, label="Jeanie")
    ask(come_in, ask(named_colleague, eric, "Sam").set(jean, "label", "Jean M", over=over))
    opened(page, eric)
    assert "Jean M: Name" in seen(page.versions)
    assert "Also recorded: Jeanie" in seen(page.versions)
    other = ask(people.add_person, "Somebody else").created[0]
    page.open(other)
    assert "Jean" not in kept(page)


def test_the_keyboard_goes_on_when_the_last_is_settled(page: PersonPage, eric: UUID, ask: Ask) -> None:
    theirs = sam_writes(ask, eric)
    ask(people.set_person, eric, about_me__important=OURS)
    ask(come_in, theirs)
    opened(page, eric)
    page.activateWindow()
    button = next(b for b in page.versions.findChildren(QuietButton) if b.text() == "Keep both")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    settle(page)
    assert isinstance(page.focusWidget(), PrimaryButton)
