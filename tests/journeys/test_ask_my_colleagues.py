"""Colleagues round a table think along without knowing whom it is about, and their ideas are on the web at once."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from sbp_desktop.services import connections, conversations, people, rules, webs
from sbp_desktop.storage import huddles as kept
from sbp_desktop.storage import queries
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.huddle.huddle_page import HuddlePage
from sbp_desktop.ui.web.web_page import WebPage
from tests.journeys.hand import Hand, spoken

ENTER = Qt.Key.Key_Return


@pytest.fixture
def eric(app_open: Hand) -> UUID:
    person: UUID = app_open.ask(people.add_person, "Eric").created[0]
    app_open.ask(webs.add_node, person, "Jean", relation="daughter")
    hidden = app_open.ask(webs.add_node, person, "Bob").created[0]
    app_open.ask(webs.make_private, hidden)
    app_open.life.workspace.open_person(person)
    app_open.settle()
    return person


def _page(hand: Hand) -> HuddlePage:
    hand.wait(lambda: isinstance(hand.window.page(), HuddlePage))
    hand.settle()
    page: Any = hand.window.page()
    return page  # type: ignore[no-any-return]


def _from_person(hand: Hand, _eric: UUID) -> None:
    hand.click(hand.life.workspace.person.colleagues_link)


def _from_web(hand: Hand, eric: UUID) -> None:
    hand.life.workspace.open_web(eric)
    hand.wait(lambda: isinstance(hand.window.page(), WebPage))
    hand.settle()
    hand.window.page().colleagues.click()  # may stand behind More


def _from_conversation(hand: Hand, eric: UUID) -> None:
    hand.life.workspace.open_conversation(eric, hand.ask(conversations.start, eric).created[0])
    hand.settle()
    kinds = hand.window.page().kinds
    hand.click(kinds.links["C3"])
    menu = kinds.findChild(QMenu)
    next(one for one in menu.actions() if one.text() == "Ask my colleagues first").trigger()
    menu.close()


def _by_key(hand: Hand, _eric: UUID) -> None:
    hand.press(Qt.Key.Key_5, Qt.KeyboardModifier.AltModifier)


@pytest.mark.parametrize("way", [_from_person, _from_web, _from_conversation, _by_key])
def test_it_opens_masked_from_wherever_it_is_wanted(
    app_open: Hand, eric: UUID, way: Callable[[Hand, UUID], None]
) -> None:
    way(app_open, eric)
    page = _page(app_open)
    said = " ".join(spoken(app_open.window))
    assert not any(name in said for name in ("Eric", "Jean", "Bob"))
    assert "daughter" in said
    app_open.click(page.turn_mask)
    said = " ".join(spoken(app_open.window))
    assert "Eric" in said
    assert "Jean" in said
    assert "Bob" not in said  # private things are never there
    app_open.click(page.turn_mask)
    assert "Jean" not in " ".join(spoken(app_open.window))


def test_ideas_typed_one_a_line_are_on_the_web_and_going_ahead_goes_on_writing(app_open: Hand, eric: UUID) -> None:
    hand = app_open
    _by_key(hand, eric)
    page = _page(hand)
    page.present.setFocus()
    hand.type("Sam, Priya")
    page.ideas.field.setFocus()
    hand.settle()
    hand.type("Tea with Jean")
    hand.press(ENTER)
    hand.settle()
    assert page.ideas.whose is not None
    hand.click(page.ideas.whose.chips["Priya"])
    hand.type("The choir")
    hand.press(ENTER)
    hand.settle()
    nodes = {node.label: node for node in hand.ask(queries.web, eric).nodes}
    assert (nodes["Tea with Jean"].source, nodes["The choir"].source) == ("Sam", "Priya")
    assert nodes["The choir"].status == "possible"
    assert "Jean" not in " ".join(spoken(hand.window))  # not in an idea either, until the names are shown
    hand.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hand.settle()
    assert [idea.text for idea in hand.ask(kept.asking, eric).ideas] == ["Tea with Jean"]
    hand.click(page.choice.chips["try_more"])
    hand.settle()
    assert hand.ask(kept.asking, eric).choice == "try_more"
    hand.click(page.choice.chips["go_ahead"])
    hand.wait(lambda: isinstance(hand.window.page(), ConversationPage))
    hand.settle()
    talk = hand.ask(queries.conversation, hand.ask(queries.person, eric).open_conversation)
    assert (talk.kind, talk.c3_opening) == ("C3", "huddle")
    assert hand.dialogs == 0


def test_an_idea_half_typed_comes_back(app_open: Hand, eric: UUID) -> None:
    hand = app_open
    _by_key(hand, eric)
    page = _page(hand)
    page.ideas.field.setFocus()
    hand.type("A lod")
    page.leave()
    hand.settle()
    hand.life.workspace.open_people()
    hand.settle()
    hand.life.workspace.open_person(eric)
    _by_key(hand, eric)
    assert _page(hand).ideas.field.text() == "A lod"


def test_what_was_tried_stands_first_and_is_asked_after_unless_the_team_has_it_otherwise(
    app_open: Hand, eric: UUID
) -> None:
    hand = app_open
    choir = hand.ask(webs.add_node, eric, "Choir", kind="group", domain="community").created[0]
    hand.ask(webs.add_node, eric, "To sing again", kind="aspiration")
    _by_key(hand, eric)
    page = _page(hand)
    assert "Nothing is written yet. Who knows what was tried?" in list(spoken(page))
    assert page.tried.y() < page.wants.y()
    hand.ask(connections.set_status, choir, "stopped")
    hand.settle()
    assert "Who knows what was tried?" not in " ".join(spoken(page))
    hand.ask(rules.set_rule, "R34", on=False)
    hand.settle()
    assert page.tried.y() > page.wants.y()


def test_an_idea_answers_a_question_and_tells_nobody_what_they_did_wrong(app_open: Hand, eric: UUID) -> None:
    _by_key(app_open, eric)
    assert "Have you thought of …? One idea a line" in list(spoken(_page(app_open)))
