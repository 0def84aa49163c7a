"""In a window too narrow for words and web beside each other they take turns, and nothing typed is lost by it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from sbp_desktop.ui import theme
from tests.ui.conversations.conftest import Desk


@pytest.mark.parametrize("by", ["mouse", "key"])
def test_words_and_web_take_turns(desk: Desk, by: str) -> None:
    page = desk.page(beside=True)
    assert page.beside is not None
    assert not page.other_side.isVisible()
    assert page.beside.isVisible()
    assert page.text.isVisible()

    page.resize(theme.scaled(800), 700)
    desk.type(page, "We walked by the water")
    assert not page.beside.isVisible()
    for words, in_front, behind in (("Web", page.beside, page.text), ("Words", page.text, page.beside)):
        assert page.other_side.text() == words
        if by == "mouse":
            QTest.mouseClick(page.other_side, Qt.MouseButton.LeftButton)
        else:
            page.other_side.setFocus()
            QTest.keyClick(page.other_side, Qt.Key.Key_Space)
        desk.settle()
        assert in_front.isVisible()
        assert not behind.isVisible()
    assert page.text.hasFocus()
    desk.type(page, " again.")
    assert page.text_of_current_line() == "We walked by the water again."

    QTest.mouseClick(page.other_side, Qt.MouseButton.LeftButton)
    page.resize(1200, 700)
    assert page.text.isVisible()
    assert page.beside.isVisible()
    assert not page.other_side.isVisible()
