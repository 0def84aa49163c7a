"""My space: written in at once, newest first, found, taken back, and not a word of it left on the page afterwards."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from sbp_desktop.models.my_space import LineKind, OwnLine
from sbp_desktop.services import my_space
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.main_window import MainWindow
from sbp_desktop.ui.my_space.line_row import LineRow
from sbp_desktop.ui.my_space.my_space_page import MySpacePage
from tests.ui.conftest import Ask

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow, background: Background) -> Iterator[MySpacePage]:
    made = MySpacePage(background)
    background.committed.connect(made.refresh)
    elsewhere = QWidget()
    window.start_at("today", elsewhere)
    window.show_page("my_space", made)
    window.show()
    window.activateWindow()
    settle(background)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    yield made
    settle(background)


def settle(background: Background) -> None:
    for _ in range(6):
        assert background.drain()
        QApplication.processEvents()


def rows(page: MySpacePage) -> list[LineRow]:
    """The rows on the screen from the top."""
    return sorted((row for row in page.rows.values() if row.isVisible()), key=lambda row: row.y())


def kept(ask: Ask) -> list[OwnLine]:
    return list(ask(my_space.lines))


def write(page: MySpacePage, background: Background, text: str) -> LineRow:
    """Write a line into the blank row and leave it; the row it stands in."""
    row = rows(page)[0]
    row.text.setFocus()
    QTest.keyClicks(row.text, text)
    page.field.setFocus()
    row.text.leave()
    settle(background)
    return row


def test_the_cursor_waits_in_a_blank_line_and_what_is_written_stands_under_a_fresh_one(
    page: MySpacePage, background: Background, ask: Ask
) -> None:
    assert QApplication.focusWidget() is rows(page)[0].text
    write(page, background, "I listened well.")
    write(page, background, "That was hard.")
    assert [line.text for line in kept(ask)] == ["That was hard.", "I listened well."]
    assert [row.text.toPlainText() for row in rows(page)] == ["", "That was hard.", "I listened well."]


def test_a_heading_is_chosen_with_one_press_and_taken_back(page: MySpacePage, background: Background, ask: Ask) -> None:
    row = rows(page)[0]
    assert row.kind.isHidden()
    row.text.setFocus()
    QTest.keyClicks(row.text, "She told me I rush.")
    assert row.kind.isVisible()
    assert row.kind.sizeHint().height() >= theme.TOUCH_TARGET
    QTest.mouseClick(row.kind, Qt.MouseButton.LeftButton)
    (menu,) = row.findChildren(QMenu)
    next(action for action in menu.actions() if action.text() == "Something I was told").trigger()
    menu.close()
    settle(background)
    (line,) = kept(ask)
    assert (line.kind, line.text) == (LineKind.FEEDBACK, "She told me I rush.")
    assert row.kind.accessibleName() == "Heading: Something I was told"
    page.undo()
    settle(background)
    assert row.kind.text() == "Add a heading"
    page.redo()
    settle(background)
    assert row.kind.text() == "Something I was told"


def test_ctrl_z_walks_back_through_typing_then_through_what_was_kept(
    page: MySpacePage, background: Background, ask: Ask
) -> None:
    row = write(page, background, "First.")
    row.text.setFocus()
    QTest.keyClicks(row.text, " And more.")
    QTest.keyClick(row.text, Qt.Key.Key_Z, CTRL)
    settle(background)
    assert row.text.toPlainText() == "First."
    QTest.keyClick(row.text, Qt.Key.Key_Z, CTRL)
    settle(background)
    assert kept(ask) == []
    assert [each.text.toPlainText() for each in rows(page)] == [""]
    QTest.keyClick(rows(page)[0].text, Qt.Key.Key_Y, CTRL)
    settle(background)
    assert [each.text.toPlainText() for each in rows(page)] == ["", "First."]


def test_words_typed_leave_the_lines_that_have_them_and_the_blank_one(
    page: MySpacePage, background: Background
) -> None:
    write(page, background, "I listened well.")
    write(page, background, "That was hard.")
    QTest.keyClicks(page.field, "WELL list")
    assert [row.text.toPlainText() for row in rows(page)] == ["", "I listened well."]
    QTest.keyClicks(page.field, " zzz")
    assert page._nothing.isVisible()
    page.field.clear()
    assert len(rows(page)) == 3
    assert page._nothing.isHidden()


def test_left_for_another_page_it_is_kept_and_no_word_stays(
    page: MySpacePage, window: MainWindow, background: Background, ask: Ask
) -> None:
    write(page, background, "Gone.")
    write(page, background, "That was hard.")
    gone = next(row for row in rows(page) if row.text.toPlainText() == "Gone.")
    gone.text.setFocus()
    gone.text.selectAll()
    QTest.keyClick(gone.text, Qt.Key.Key_Delete)
    blank = rows(page)[0]
    blank.text.setFocus()
    QTest.keyClicks(blank.text, "Half a sen")
    assert window.step_back()
    settle(background)
    assert [row.text.toPlainText() for row in page.rows.values()] == [""]
    assert [line.text for line in kept(ask)] == ["Half a sen", "That was hard."]
    ask(my_space.undo)  # the half sentence
    ask(my_space.undo)  # the line before it: the emptied one is not there to be brought back
    assert kept(ask) == []
    window.show_page("my_space", page)
    settle(background)
    assert QApplication.focusWidget() is rows(page)[0].text


def test_it_reads_at_twice_the_text_size_in_a_narrow_window(
    page: MySpacePage, window: MainWindow, background: Background
) -> None:
    write(page, background, "That was hard.")
    theme.enlarge(2)
    window.resize(640, 800)
    settle(background)
    for row in rows(page):
        assert row.text.geometry().right() <= row.width()
        assert row.kind.isHidden() or row.kind.mapTo(row, row.kind.rect().bottomLeft()).y() <= row.text.y()
    theme.enlarge(1)
