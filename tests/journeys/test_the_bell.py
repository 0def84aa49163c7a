"""Somebody rings the bell on the shared screen, and from then on our team says it plainer."""

from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from sbp_desktop.services import bell, people, webs
from sbp_desktop.ui import local_words
from sbp_desktop.ui.help.glossary_page import GlossaryPage
from tests.journeys.hand import Hand
from tests.journeys.test_together import turn

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def eric(app_open: Hand) -> UUID:
    person: UUID = app_open.ask(people.add_person, "Eric").created[0]
    app_open.ask(webs.add_node, person, "Zzyxqua respite", kind="service")
    app_open.ask(webs.add_node, person, "Jean")
    return person


def _glossary(hand: Hand) -> GlossaryPage:
    hand.life.workspace.open_glossary()
    hand.settle()
    page: Any = hand.window.page()
    assert isinstance(page, GlossaryPage)
    return page


def test_a_word_rung_for_is_on_our_list_and_its_plainer_word_is_offered(app_open: Hand, eric: UUID) -> None:
    hand = app_open
    hand.life.workspace.open_web(eric)
    hand.settle()
    page = turn(hand)
    hand.click(page.bell)
    scene = page.web.scene
    scene.choose(next(node.id for node in scene.nodes.values() if node.label == "Jean"))
    hand.click(page.bell)  # for a name: that is for the worker alone
    hand.click(page.turn)
    hand.settle()
    assert hand.window.notices.text() == "The bell rang for: respite, Jean"

    glossary = _glossary(hand)
    assert list(glossary.rung.rows) == ["respite"]
    assert [word.term for word in hand.ask(bell.words)] == ["respite"]
    row = glossary.rung.rows["respite"]
    row.instead.setFocus()
    hand.type("a proper break")
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    (offer,) = local_words.avoided().offers_in("She has respite in May.")
    assert offer.instead == "a proper break"
    assert glossary.rung.rows["respite"].instead.text() == "a proper break"

    glossary.setFocus()
    glossary.undo()
    hand.settle()
    assert local_words.avoided().offers_in("She has respite in May.") == []
    hand.click(glossary.rung.rows["respite"].away)
    hand.settle()
    assert glossary.rung.rows == {}
    assert glossary.rung.isHidden()
    hand.ask(bell.ring, ["Respite"])
    hand.settle()
    assert list(glossary.rung.rows) == ["respite"]
    assert hand.dialogs == 0
