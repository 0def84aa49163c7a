"""The line in hand shows on the web beside whom it is about, and a name in it leads there."""

from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor

from sbp_desktop.services import webs
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from tests.ui.conversations.conftest import Desk

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def jean(desk: Desk) -> UUID:
    made: UUID = desk.ask(webs.add_node, desk.person, "Jean").created[0]
    return made


def lit(page: ConversationPage) -> Any:
    assert page.beside is not None
    return page.beside.scene.lit


def middle_of(page: ConversationPage, word: str) -> QPoint:
    """Put the cursor inside a word and return where that is."""
    cursor: QTextCursor = page.text.document().find(word)
    cursor.setPosition(cursor.selectionStart() + 2)
    page.text.setTextCursor(cursor)
    return page.text.cursorRect().center()


def test_those_the_line_in_hand_is_about_are_ringed_on_the_web(desk: Desk, jean: UUID) -> None:
    page = desk.page(beside=True)
    desk.type(page, "Jean came. \rMy son Tom rang.\rNobody else.")
    desk.settle()
    assert lit(page) == set()
    page.text.moveCursor(QTextCursor.MoveOperation.Up)
    assert lit(page) == {desk.people_on_web()["Tom"]}
    page.text.moveCursor(QTextCursor.MoveOperation.Up)
    assert lit(page) == {jean}
    assert page.beside is not None
    assert page.beside.scene.picked == frozenset(), "nothing on the web is picked by reading"


def test_a_name_is_ringed_as_soon_as_it_is_typed(desk: Desk, jean: UUID) -> None:
    page = desk.page(beside=True)
    desk.type(page, "Then Jean came ")
    assert lit(page) == {jean}


def test_who_says_it_is_ringed_but_not_the_person_and_a_line_kept_apart_rings_nobody(desk: Desk, jean: UUID) -> None:
    page = desk.page(beside=True)
    desk.type(page, '"I am well.')
    desk.settle()
    assert lit(page) == set()
    desk.type(page, "\rJean: I will ring. ")
    desk.settle()
    assert lit(page) == {jean}
    page.line_actions.kept_apart.emit()
    desk.settle()
    assert lit(page) == set()


@pytest.mark.parametrize("by", ["key", "press"])
def test_a_name_leads_to_its_place_on_the_web_beside(desk: Desk, jean: UUID, by: str) -> None:
    page = desk.page(beside=True)
    desk.type(page, "Then Jean came. ")
    desk.settle()
    where = middle_of(page, "Jean")
    page.activateWindow()
    if by == "key":
        desk.qtbot.keyClick(page.text, Qt.Key.Key_Return, CTRL)
    else:
        desk.qtbot.mouseClick(page.text.viewport(), Qt.MouseButton.LeftButton, CTRL, pos=where)
    assert page.beside is not None
    assert page.beside.scene.chosen == jean
    assert page.beside.view.hasFocus()
    assert page.text.toPlainText() == "Then Jean came. "


def test_where_there_is_no_room_beside_a_name_leads_to_the_webs_own_page(desk: Desk, jean: UUID) -> None:
    page = desk.page(beside=True)
    desk.type(page, "Then Jean came. ")
    desk.settle()
    page.resize(600, 700)
    middle_of(page, "Jean")
    with desk.qtbot.waitSignal(page.web_wanted) as told:
        desk.qtbot.keyClick(page.text, Qt.Key.Key_Return, CTRL)
    assert told.args == [jean]
