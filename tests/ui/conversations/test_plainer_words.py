"""Plainer words are offered under what a worker notes, never under what somebody said; one tap takes them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sbp_desktop.models.jargon import Offer
from sbp_desktop.services import rules
from sbp_desktop.ui import theme
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.conversations.line import Line
from sbp_desktop.ui.conversations.listening_text import ListeningText
from tests.ui.conversations.conftest import Desk

DOTTED = QTextCharFormat.UnderlineStyle.DotLine


def dotted(page: ConversationPage) -> list[str]:
    """What has a dotted line under it, line by line."""
    found = []
    for block, _ in page.text.blocks():
        units = block.text().encode("utf-16-le")
        found += [
            units[2 * each.start : 2 * (each.start + each.length)].decode("utf-16-le")
            for each in block.layout().formats()
            if each.format.underlineStyle() == DOTTED
        ]
    return found


def take_offer(desk: Desk, page: ConversationPage) -> None:
    QTest.mouseClick(page.speakers.plainer, Qt.MouseButton.LeftButton)
    desk.settle()


def test_referred_to_offers_introduced_to_and_one_tap_takes_it(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "I referred to the choir.")
    assert dotted(page) == ["referred to"]
    assert page.speakers.plainer.accessibleName() == "Say “introduced to” instead of “referred to”"
    take_offer(desk, page)
    assert page.text_of_current_line() == "I introduced to the choir."
    assert dotted(page) == []
    assert page.speakers.plainer.isHidden()
    desk.type(page, "\r")
    desk.settle()
    assert desk.lines()[0].text == "I introduced to the choir."


def test_undo_takes_back_the_offer_alone_and_then_the_typing(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "Utilise the ramp")
    take_offer(desk, page)
    assert page.text_of_current_line() == "Use the ramp"
    page.undo()
    desk.settle()
    assert page.text_of_current_line() == "Utilise the ramp"
    page.redo()
    desk.settle()
    assert page.text_of_current_line() == "Use the ramp"


def test_what_somebody_said_is_never_touched(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, '"They referred me to services.')
    assert dotted(page) == []
    assert page.speakers.plainer.isHidden()
    desk.type(page, "\rNote: services\r")
    assert dotted(page) == ["services"]


def test_the_offer_is_for_the_word_the_cursor_is_at_and_counts_as_qt_does(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "🙂 the client has services")
    assert dotted(page) == ["client", "services"]
    assert page.speakers.plainer.text() == "Say “help”"
    assert page.speakers.plainer.sizePolicy().retainSizeWhenHidden(), "no line jumps as it comes and goes"
    page.text.moveCursor(QTextCursor.MoveOperation.StartOfBlock)
    assert page.speakers.plainer.text() == "Say “person”"
    take_offer(desk, page)
    assert page.text_of_current_line() == "🙂 the person has services"


def test_a_team_that_switched_it_off_is_offered_nothing(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "The services")
    assert dotted(page) == ["services"]
    desk.ask(rules.set_rule, "R32", on=False)
    assert dotted(page) == []
    page.text.moveCursor(QTextCursor.MoveOperation.StartOfBlock)
    assert page.speakers.plainer.isHidden()


def test_a_key_in_a_long_conversation_looks_at_its_own_line_alone(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = ListeningText()
    qtbot.addWidget(text)
    text.offer_plainer(True)
    text.show_lines([Line(order=f"{number:04}", text=f"Line {number} names services") for number in range(500)])
    asked: list[str] = []

    def noted(line: Line, words: str) -> list[Offer]:
        asked.append(words)
        return []

    monkeypatch.setattr(text.underliner, "offers", noted)
    QTest.keyClicks(text, "x")
    assert set(asked) == {"Line 499 names servicesx"}


def test_the_offer_has_room_beside_the_web(desk: Desk) -> None:
    """At the smallest width that shows words and web together the widest offer moves nothing."""
    page = desk.page(beside=True)
    page.resize(theme.scaled(1000), 700)
    desk.type(page, "handed over t")
    desk.settle()
    width, height = page._sheet.width(), page.text.height()
    desk.type(page, "o")
    desk.settle()
    assert page.speakers.plainer.isVisible()
    assert (page._sheet.width(), page.text.height()) == (width, height)
    assert page.speakers.plainer.height() >= theme.TOUCH_TARGET
    assert page.speakers.plainer.geometry().right() <= page.speakers.rect().right()
