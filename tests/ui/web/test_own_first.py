"""On a new web the person's own life is offered first, and again when the first paid help comes before any of it."""

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sbp_desktop.services import webs
from sbp_desktop.ui.web import words
from tests.ui.web.conftest import Hand

LEFT = Qt.MouseButton.LeftButton


def offered(hand: Hand) -> bool:
    return all(slot.isVisible() for slot in hand.canvas.own_first.slots.values())


def test_a_new_web_opens_with_two_places_in_the_middle(hand: Hand) -> None:
    own = hand.canvas.own_first
    assert offered(hand)
    assert [slot.accessibleName() for slot in own.slots.values()] == ["What are they good at?", "What do they know?"]
    inmost = [hand.scene.part_at(hand.view.mapToScene(slot.geometry().center())) for slot in own.slots.values()]
    assert inmost == ["personal", "personal"]
    QTest.mouseClick(own.slots["skill"], LEFT)
    assert hand.canvas.naming.box.isVisible()
    QTest.keyClicks(hand.canvas.naming.box, "Mending clocks")
    QTest.keyClick(hand.canvas.naming.box, Qt.Key.Key_Return)
    hand.settle()
    good = hand.node("Mending clocks")
    assert (good.kind, good.domain) == ("skill", "personal")
    assert not offered(hand)
    hand.canvas.undo()
    hand.settle()
    assert offered(hand)


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_it_is_where_tab_comes_first_and_typing_still_names_somebody(hand: Hand, key: Qt.Key) -> None:
    hand.page.window().activateWindow()
    hand.view.setFocus()
    QTest.keyClick(hand.view, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is hand.canvas.own_first.slots["skill"]
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is hand.canvas.own_first.slots["knowledge"]
    QTest.keyClick(QApplication.focusWidget(), key)
    QTest.keyClicks(QApplication.focusWidget(), "Which bus runs at night")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    hand.settle()
    assert hand.node("Which bus runs at night").kind == "knowledge"
    hand.canvas.undo()
    hand.settle()
    hand.type_name("Jean, daughter")
    assert not offered(hand)


def test_the_first_paid_help_asks_for_something_of_their_own_and_holds_nothing_up(hand: Hand) -> None:
    own = hand.canvas.own_first
    hand.type_name("Jean, daughter")
    hand.type_name("Home care")
    assert offered(hand)
    assert own.asks.isVisible()
    assert own.asks.text() == "Anything of their own to put here first?"
    assert hand.node("Home care").status == "active"
    hand.type_name("Day centre")
    assert not offered(hand), "it is said of the first alone"
    hand.canvas.undo()
    hand.settle()
    hand.background.run(webs.add_node, hand.page.person, "Singing", kind="interest")
    hand.settle()
    hand.canvas.load()
    hand.settle()
    assert not offered(hand)


def test_what_belongs_where_is_offered_from_their_own_life_outwards() -> None:
    assert list(words.LAYERS) == ["personal", "network", "community", "targeted", "statutory"]


def test_a_picture_without_anybody_offers_nothing(hand: Hand) -> None:
    """As for a moment when the person open is another, or on a day before anything was written."""
    hand.canvas.show_web(dataclasses.replace(hand.kept(), nodes=(), ties=()))
    assert not offered(hand)
    hand.view.zoom(1.2)
    hand.canvas.load()
    hand.settle()
    assert offered(hand)
