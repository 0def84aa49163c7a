"""From somebody on the web to a sentence about them, and from a name in a sentence back to the web."""

from uuid import uuid4

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor

from sbp_desktop.models.marked_text import Mention, mark
from sbp_desktop.services import conversations, people, webs
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.web.about_sentences import SaidRow
from sbp_desktop.ui.web.web_page import WebPage
from sbp_desktop.ui.widgets import LinkButton
from tests.journeys.hand import Hand

CTRL = Qt.KeyboardModifier.ControlModifier


def test_there_and_back_by_keyboard(app_open: Hand) -> None:
    eric = app_open.ask(people.add_person, "Eric").created[0]
    jean = app_open.ask(webs.add_node, eric, "Jean").created[0]
    talk = app_open.ask(conversations.start, eric).created[0]
    line = uuid4()
    app_open.ask(conversations.write_entry, talk, uuid4(), "Cold today.")
    app_open.ask(conversations.write_entry, talk, line, mark("Jean came.", [Mention(0, 4, jean)]))
    app_open.ask(conversations.write_entry, talk, uuid4(), "Tea at four.")

    app_open.life.workspace.open_web(eric, jean)
    app_open.wait(lambda: isinstance(app_open.window.page(), WebPage))
    app_open.settle()
    app_open.press(Qt.Key.Key_Return)
    panel = app_open.window.page().canvas.panel
    link = next(each for each in panel.findChildren(LinkButton) if each.text() == "What was said")
    link.setFocus(Qt.FocusReason.TabFocusReason)
    app_open.press(Qt.Key.Key_Space)
    app_open.settle()
    assert isinstance(panel.window().focusWidget(), SaidRow)
    app_open.press(Qt.Key.Key_Return)
    app_open.wait(lambda: isinstance(app_open.window.page(), ConversationPage))
    app_open.settle()
    page = app_open.window.page()
    assert page.text.current().entry == line
    app_open.wait(lambda: page.beside is not None)
    app_open.settle()
    assert page.beside.scene.lit == {jean}

    page.text.moveCursor(QTextCursor.MoveOperation.StartOfBlock)
    page.beside.hide()  # as where the window is narrow
    app_open.press(Qt.Key.Key_Return, CTRL)
    app_open.wait(lambda: isinstance(app_open.window.page(), WebPage))
    app_open.settle()
    assert app_open.window.page().canvas.scene.chosen == jean
