"""A line that two wrote on, on the page it is written on: both versions with who wrote them, and a press to keep one."""

from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from sbp_desktop.services import conversations
from sbp_desktop.storage import versions
from sbp_desktop.ui import theme
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.widgets import QuietButton
from tests.colleague import come_in, named_colleague, newest_op
from tests.ui.conversations.conftest import Desk
from tests.ui.reading import seen

BASE = "Tea first. She felt safe at home. Then a walk."
OURS = "Tea first. She did not feel safe at home. Then a walk."
THEIRS = "Tea first. She felt unsafe at night. Then a walk."
TOGETHER = "Tea first. She did not feel safe at home. She felt unsafe at night. Then a walk."


@pytest.fixture
def line(desk: Desk) -> UUID:
    entry = uuid4()
    desk.ask(conversations.write_entry, desk.conversation, entry, BASE)
    return entry


def sam_writes(desk: Desk, line: UUID, base_text: str = BASE, theirs: str = THEIRS) -> object:
    """What Sam wrote on another laptop over the line as it is now, not yet here."""
    base = desk.ask(newest_op, line, "text")
    return desk.ask(named_colleague, desk.person, "Sam").revise(line, "text", theirs, base, base_text)


def twice_written(desk: Desk, line: UUID) -> ConversationPage:
    theirs = sam_writes(desk, line)
    desk.ask(conversations.write_entry, desk.conversation, line, OURS)
    page = desk.page()
    desk.ask(come_in, theirs)
    desk.settle()
    return page


def buttons(page: ConversationPage) -> dict[str, QuietButton]:
    return {b.text(): b for b in page.versions.findChildren(QuietButton) if b.isVisibleTo(page.versions)}


def test_both_stand_there_with_who_wrote_them(desk: Desk, line: UUID) -> None:
    page = twice_written(desk, line)
    shown = seen(page.versions)
    assert not page.versions.isHidden()
    for words in ("She did not feel safe at home.", "She felt unsafe at night.", "Sam, ", "You, "):
        assert words in shown
    assert [*buttons(page)] == ["Keep Sam’s", "Keep yours", "Keep both"]
    assert page.text.toPlainText().strip() == TOGETHER
    bar = page.text.viewport().grab().toImage().pixelColor(1, 6)
    assert bar == QColor(theme.tokens().accent)


@pytest.mark.parametrize(("label", "kept"), [("Keep Sam’s", THEIRS), ("Keep yours", OURS), ("Keep both", TOGETHER)])
def test_a_press_keeps_one_or_both_and_undo_brings_them_back(desk: Desk, line: UUID, label: str, kept: str) -> None:
    page = twice_written(desk, line)
    QTest.mouseClick(buttons(page)[label], Qt.MouseButton.LeftButton)
    desk.settle()
    assert desk.lines()[0].text == kept
    assert page.text.toPlainText().strip() == kept
    assert page.versions.isHidden()
    page.undo()
    desk.settle()
    assert len(desk.ask(versions.of_thing, line)[0].versions) == 2
    assert not page.versions.isHidden()
    page.redo()
    desk.settle()
    assert desk.lines()[0].text == kept
    assert page.versions.isHidden()


def test_the_bar_stands_beside_its_line_and_no_other(desk: Desk, line: UUID) -> None:
    desk.ask(conversations.write_entry, desk.conversation, uuid4(), "He was in the garden when I came.", order="a0")
    page = twice_written(desk, line)
    for large in (2, 1):
        theme.enlarge(large)
        desk.settle()
        for block, each in page.text.blocks():
            assert (block.blockFormat().leftMargin() > 0) == each.doubted == (each.entry == line)


def test_it_is_done_by_keyboard_alone(desk: Desk, line: UUID) -> None:
    page = twice_written(desk, line)
    page.activateWindow()
    page.text.setFocus()
    QTest.keyClick(page.text, Qt.Key.Key_Tab)
    assert page.focusWidget() is buttons(page)["Keep Sam’s"]
    QTest.keyClick(buttons(page)["Keep Sam’s"], Qt.Key.Key_Return)
    desk.settle()
    assert desk.lines()[0].text == THEIRS
    assert page.focusWidget() is page.text


def test_buttons_are_large_enough_for_a_thumb_and_say_what_they_keep(desk: Desk, line: UUID) -> None:
    page = twice_written(desk, line)
    for button in buttons(page).values():
        assert button.height() >= theme.TARGET
    assert "She felt unsafe at night." in buttons(page)["Keep Sam’s"].accessibleName()


def test_what_comes_while_somebody_types_is_not_written_over(desk: Desk, line: UUID) -> None:
    """The line was on the screen without Sam's words; what is typed then replaces only what stood there."""
    page = desk.page()
    theirs = sam_writes(desk, line)
    page.text.go_to(page.text.line_with(line))
    desk.type(page, " Rain.")
    desk.ask(come_in, theirs)
    desk.type(page, " Bed.")
    page.flush()
    desk.settle()
    found = desk.ask(versions.of_thing, line)
    assert {one.value for one in found[0].versions} == {THEIRS, f"{BASE} Rain. Bed."}
    assert "She felt unsafe at night." in page.text.toPlainText()
    assert "Rain. Bed." in page.text.toPlainText()


def test_what_comes_after_a_crash_is_not_written_over_either(desk: Desk, line: UUID) -> None:
    page = desk.page()
    theirs = sam_writes(desk, line)
    page.text.go_to(page.text.line_with(line))
    desk.type(page, " Rain.")
    desk.pause(page)
    page.writing.flush = lambda _line: None  # the power went
    page.close()
    desk.ask(come_in, theirs)
    page = desk.page()
    page.flush()
    desk.settle()
    assert {one.value for one in desk.ask(versions.of_thing, line)[0].versions} == {THEIRS, f"{BASE} Rain."}


def test_typing_taken_back_begins_again_from_what_the_record_has(desk: Desk, line: UUID) -> None:
    page = desk.page()
    theirs = sam_writes(desk, line)
    page.text.go_to(page.text.line_with(line))
    desk.type(page, " Rain.")
    desk.ask(come_in, theirs)
    page.undo()
    desk.settle()
    assert page.text.line_with(line).text == THEIRS
    desk.type(page, " Bed.")
    page.flush()
    desk.settle()
    assert desk.ask(versions.of_thing, line) == ()
    assert desk.lines()[0].text == f"{THEIRS} Bed."


def test_writing_on_from_both_settles_it(desk: Desk, line: UUID) -> None:
    page = twice_written(desk, line)
    page.text.go_to(page.text.line_with(line))
    desk.type(page, " So we asked.")
    assert page.versions.isHidden()
    page.flush()
    desk.settle()
    assert desk.ask(versions.of_thing, line) == ()
    assert desk.lines()[0].text == f"{TOGETHER} So we asked."
