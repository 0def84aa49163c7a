"""Ctrl+K from Today: what is found opens where it stands."""

from uuid import uuid4

from PySide6.QtCore import Qt

from sbp_desktop.services import conversations, people, webs
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.people.people_page import PeoplePage
from sbp_desktop.ui.web.web_page import WebPage
from tests.journeys.hand import Hand

CTRL = Qt.KeyboardModifier.ControlModifier


def test_somebody_on_a_web_is_found_and_chosen_there(app_open: Hand) -> None:
    eric = app_open.ask(people.add_person, "Eric").created[0]
    sheila = app_open.ask(webs.add_node, eric, "Sheila").created[0]
    app_open.press(Qt.Key.Key_K, CTRL)
    app_open.type("sheil")
    app_open.press(Qt.Key.Key_Return)
    app_open.wait(lambda: isinstance(app_open.window.page(), WebPage))
    page = app_open.window.page()
    app_open.wait(lambda: page.canvas.scene.chosen == sheila)


def test_a_sentence_is_found_and_opened_in_its_conversation(app_open: Hand) -> None:
    eric = app_open.ask(people.add_person, "Eric").created[0]
    talk = app_open.ask(conversations.start, eric).created[0]
    app_open.ask(conversations.write_entry, talk, uuid4(), "The wireless was always on.")
    line = uuid4()
    app_open.ask(conversations.write_entry, talk, line, "Tuesdays are good.")
    app_open.press(Qt.Key.Key_K, CTRL)
    app_open.type("tuesd")
    app_open.press(Qt.Key.Key_Return)
    app_open.wait(lambda: isinstance(app_open.window.page(), ConversationPage))
    page = app_open.window.page()
    app_open.wait(lambda: page.text.current().entry == line)


def test_a_command_is_found_and_done(app_open: Hand) -> None:
    app_open.press(Qt.Key.Key_K, CTRL)
    app_open.type("people")
    app_open.press(Qt.Key.Key_Return)
    app_open.wait(lambda: isinstance(app_open.window.page(), PeoplePage))
