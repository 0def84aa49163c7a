"""Spelling: a soft line under a wrong word on the real pages, suggestions by hand, key and finger, words to keep."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent, QTextCharFormat, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from sbp_desktop.services import people, plans, spelling, webs
from sbp_desktop.storage import drafts, queries
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.main_window import MainWindow
from sbp_desktop.ui.people.kept_text import KeptText
from sbp_desktop.ui.spelling import Speller
from tests.fixtures import needs_dictionary
from tests.ui.conftest import Ask
from tests.ui.conversations.conftest import Desk, desk

pytestmark = needs_dictionary

__all__ = ["desk"]

WAVE = QTextCharFormat.UnderlineStyle.WaveUnderline


def waved(box: QTextEdit) -> list[str]:
    """The words with a wave under them."""
    found, block = [], box.document().begin()
    while block.isValid():
        units = block.text().encode("utf-16-le")
        found += [
            units[2 * each.start : 2 * (each.start + each.length)].decode("utf-16-le")
            for each in block.layout().formats()
            if each.format.underlineStyle() == WAVE
        ]
        block = block.next()
    return found


def settle(background: Background) -> None:
    for _ in range(6):
        assert background.drain()
        QApplication.processEvents()


@pytest.fixture
def eric(ask: Ask) -> UUID:
    person: UUID = ask(people.add_person, "Eric").created[0]
    return person


@pytest.fixture
def box(qtbot: QtBot, window: MainWindow, background: Background, eric: UUID) -> Iterator[KeptText]:
    page = QWidget()
    made = KeptText(background, "about_me.important", "What matters", "", page)
    QVBoxLayout(page).addWidget(made)
    window.start_at("today", page)
    window.show()
    window.activateWindow()
    made.show_text(eric, "")
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    yield made
    made.leave()
    settle(background)


def at_word(box: QTextEdit, word: str) -> QPoint:
    """The middle of a word on the screen."""
    cursor = box.textCursor()
    cursor.setPosition(box.toPlainText().index(word) + len(word) // 2)
    return box.cursorRect(cursor).center()


def opened(qtbot: QtBot) -> QMenu:
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(menu: QMenu, words: str) -> None:
    next(action for action in menu.actions() if action.text() == words).trigger()
    menu.close()


def right_press(box: QTextEdit, at: QPoint) -> None:
    shown = box.viewport().mapToGlobal(at)
    QApplication.sendEvent(box.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, shown))


def test_a_wrong_word_is_underlined_once_it_is_written_and_a_right_one_never(
    box: KeptText, background: Background
) -> None:
    QTest.keyClicks(box, "She recieved")
    settle(background)
    assert waved(box) == [], "while it is typed"
    QTest.keyClicks(box, " the colour of my neighbour's")
    settle(background)
    assert waved(box) == ["recieved"]
    QTest.keyClicks(box, " alotment")
    settle(background)
    box.clearFocus()
    settle(background)
    assert waved(box) == ["recieved", "alotment"]


def test_what_is_in_quotation_marks_stays_as_it_was_said(box: KeptText, background: Background) -> None:
    QTest.keyClicks(box, 'He says "nowt wrang wi me, lass" and recieved it. ')
    settle(background)
    assert waved(box) == ["recieved"]


def test_a_suggestion_is_taken_with_the_right_button_kept_and_undone(
    box: KeptText, background: Background, qtbot: QtBot, ask: Ask, eric: UUID
) -> None:
    QTest.keyClicks(box, "She recieved it. ")
    settle(background)
    right_press(box, at_word(box, "recieved"))
    menu = opened(qtbot)
    texts = [action.text() for action in menu.actions()]
    assert texts[0] == "received"
    assert "Keep this word" in texts
    assert any("Paste" in text for text in texts), "the box's own menu is there too"
    choose(menu, "received")
    settle(background)
    assert box.toPlainText() == "She received it. "
    assert waved(box) == []
    box.leave()
    settle(background)
    assert ask(queries.person, eric).about_me["important"] == "She received it. "


def test_the_menu_key_offers_for_the_word_the_cursor_is_in(box: KeptText, background: Background, qtbot: QtBot) -> None:
    QTest.keyClicks(box, "Teh end. ")
    settle(background)
    box.moveCursor(QTextCursor.MoveOperation.Start)
    here = box.cursorRect().center()
    QApplication.sendEvent(box, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, here, box.mapToGlobal(here)))
    choose(opened(qtbot), "The")
    settle(background)
    assert box.toPlainText() == "The end. "


def test_a_word_kept_is_right_from_then_on_here_and_after_a_start_and_can_be_let_go(
    box: KeptText, background: Background, qtbot: QtBot, ask: Ask
) -> None:
    QTest.keyClicks(box, "A ginnelly path. ")
    settle(background)
    right_press(box, at_word(box, "ginnelly"))
    choose(opened(qtbot), "Keep this word")
    settle(background)
    assert waved(box) == []
    assert ask(spelling.kept) == {"ginnelly"}
    Speller.of(background).forget()
    box.setPlainText("Ginnelly again, and teh end. ")
    box.moveCursor(QTextCursor.MoveOperation.End)
    settle(background)
    assert waved(box) == ["teh"]
    ask(spelling.keep, "ginnelly", on=False)
    settle(background)
    assert waved(box) == ["Ginnelly", "teh"]


def test_looking_at_spelling_is_no_typing(box: KeptText, background: Background, ask: Ask, eric: UUID) -> None:
    box.show_text(eric, "She recieved it. ")
    settle(background)
    assert waved(box) == ["recieved"]
    assert not box._unstepped
    assert ask(drafts.pending, eric) == ()


def test_a_note_is_looked_at_and_their_words_and_names_on_the_web_are_not(desk: Desk) -> None:
    desk.ask(webs.add_node, desk.person, "Xiaorong Wojtkiewicz")
    page = desk.page()
    desk.type(page, "Wojtkiewicz said she recieved it.\r")
    desk.settle()
    assert waved(page.text) == ["recieved"]
    desk.type(page, '"I were reet glad of it, I recieved it.\r')
    desk.settle()
    assert waved(page.text) == ["recieved"]
    right_press(page.text, at_word(page.text, "recieved"))
    choose(opened(desk.qtbot), "received")
    desk.settle()
    assert page.text.toPlainText().startswith("Wojtkiewicz said she received it.")
    assert waved(page.text) == []
    page.undo()
    desk.settle()
    assert page.text.toPlainText().startswith("Wojtkiewicz said she recieved it.")


def test_their_own_answer_at_the_end_is_left_as_they_said_it(background: Background, qtbot: QtBot, eric: UUID) -> None:
    box = KeptText(background, "their_words", "Their words", "", keep=plans.set_plan)
    qtbot.addWidget(box)
    box.show_text(eric, "I recieved it. ")
    settle(background)
    assert box.spelled is None
    assert waved(box) == []


def test_a_held_finger_offers_too(box: KeptText, background: Background, qtbot: QtBot) -> None:
    QTest.keyClicks(box, "Teh end. ")
    settle(background)
    screen = QTest.createTouchDevice()
    at = at_word(box, "Teh")
    QTest.touchEvent(box.viewport(), screen).press(0, at, box.viewport()).commit()
    menu = opened(qtbot)
    QTest.touchEvent(box.viewport(), screen).release(0, at, box.viewport()).commit()
    choose(menu, "The")
    assert box.toPlainText() == "The end. "
