"""The words of a conversation are there before the web beside them, and nothing typed meanwhile notices it come."""

from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from sbp_desktop.services import people, webs
from sbp_desktop.storage import queries
from sbp_desktop.ui import theme
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.web.web_canvas import WebCanvas
from tests.ui.conversations.conftest import BY_HAND, Desk

NEVER = 3_600_000


@pytest.fixture
def jean(desk: Desk) -> UUID:
    made: UUID = desk.ask(webs.add_node, desk.person, "Jean").created[0]
    return made


@pytest.fixture
def page(desk: Desk, jean: UUID) -> ConversationPage:
    """A page not yet open, whose web comes when the test says so."""

    def web() -> WebCanvas:
        return WebCanvas(desk.background, desk.person, lambda *_said: None)

    made = ConversationPage(desk.background, desk.changes, web, pace=BY_HAND)
    made._web_next.setInterval(NEVER)
    desk.qtbot.addWidget(made)
    made.resize(1200, 760)
    made.show()
    return made


def bring(desk: Desk, page: ConversationPage) -> None:
    assert page._web_next.isActive(), "the words are there"
    page._web_next.stop()
    page._web_next.timeout.emit()
    desk.settle()


def test_typing_goes_on_while_the_web_comes(desk: Desk, page: ConversationPage, jean: UUID) -> None:
    page.open(desk.person, desk.conversation)
    desk.settle()
    assert page.beside is None
    page.text.setFocus()
    desk.type(page, "Then Jean came ")
    width = page.text.width()
    bring(desk, page)
    assert page.beside is not None
    assert page.text.hasFocus()
    assert page.text.width() == width, "its room was kept for it"
    assert page.beside.scene.lit == {jean}, "whom the line in hand is about"
    assert page.beside.pen.conversation == desk.conversation
    desk.type(page, "by.")
    assert page.text_of_current_line() == "Then Jean came by."
    desk.qtbot.mouseClick(page.beside.view.viewport(), Qt.MouseButton.LeftButton)
    page.beside.scene.choose(jean)
    assert page.text.underliner.chosen == jean


def test_leaving_before_the_web_has_come_keeps_what_was_typed(desk: Desk, page: ConversationPage) -> None:
    page.open(desk.person, desk.conversation)
    desk.settle()
    desk.type(page, "She was glad.")
    page.hide()
    desk.settle()
    assert [line.text for line in desk.lines()] == ["She was glad."]
    page.open(desk.person, desk.conversation)
    assert not page._web_next.isActive(), "it waits for the words of what is opened now"
    desk.settle()
    bring(desk, page)
    assert page.beside is not None


def test_in_a_narrow_window_whoever_asks_for_the_web_has_it_at_once(desk: Desk, page: ConversationPage) -> None:
    page.resize(theme.scaled(800), 700)
    page.open(desk.person, desk.conversation)
    desk.settle()
    QTest.mouseClick(page.other_side, Qt.MouseButton.LeftButton)
    desk.settle()
    assert page.beside is not None
    assert page.beside.isVisible()
    assert page.beside.view.hasFocus()
    assert {node.label for node in page.beside.scene.nodes.values()} == {"Eric", "Jean"}


def test_who_it_is_need_not_be_read_first_and_is_right_in_the_end(desk: Desk, page: ConversationPage) -> None:
    known = desk.ask(queries.here, queries.person, desk.person, desk.person)
    desk.ask(people.set_person, desk.person, preferred_name="Rick")  # before this page could hear of it
    page.open(desk.person, desk.conversation, known=known)
    assert page.title.text() == "Eric", "before anything was read"
    desk.settle()
    bring(desk, page)
    assert page.title.text() == "Rick"
    assert page.speakers.speakers[0].label == "Rick"
