"""Another worker stays with somebody: two taps and two sentences, on the real page, and all of it taken back."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from sbp_desktop.services import named_workers
from sbp_desktop.storage import named_workers as kept
from sbp_desktop.storage import queries
from sbp_desktop.ui.people.who_stays import WhoStaysPart
from sbp_desktop.ui.widgets import LinkButton
from tests.fixtures import WORKER
from tests.journeys.hand import Hand

CTRL = Qt.KeyboardModifier.ControlModifier
ENTER = Qt.Key.Key_Return


def _met(hand: Hand) -> Any:
    hand.press(Qt.Key.Key_N, CTRL)
    hand.type("Eric")
    hand.press(ENTER)
    hand.wait(lambda: hand.life.workspace.listening)
    hand.settle()
    (eric,) = hand.ask(queries.people)
    hand.life.workspace.open_person(eric.id)
    hand.settle()
    return eric.id


def _part(hand: Hand) -> WhoStaysPart:
    part: WhoStaysPart = hand.window.page().head.who_stays
    return part


def test_the_named_worker_changes_in_two_taps_and_two_sentences(app_open: Hand) -> None:
    hand = app_open
    eric = _met(hand)
    part = _part(hand)
    assert part.named.text() == f"Named worker: {WORKER['name']}, {WORKER['direct_number']}"
    assert part.so_far.isHidden()
    hand.ask(named_workers.bring_in, eric, "Amina Bello, 01632 960144")
    hand.settle()
    hand.actions = 0
    hand.click(part.change)
    hand.click(part.choice.chips["Amina Bello"])
    hand.settle()
    assert (hand.actions, hand.dialogs) == (2, 0)
    assert part.named.text() == "Named worker: Amina Bello, 01632 960144"
    assert part.so_far.text() == "Changed once so far"
    hand.type("Test worker moves away.")
    hand.press(Qt.Key.Key_Tab)
    hand.type("He is sorry, and glad it is Amina.")
    hand.press(Qt.Key.Key_Tab)
    hand.settle()
    (change,) = hand.ask(kept.of_person, eric).changes
    assert (change.told, change.feel) == ("Test worker moves away.", "He is sorry, and glad it is Amina.")
    for _ in range(3):
        hand.press(Qt.Key.Key_Z, CTRL)
        hand.settle()
    assert part.named.text() == f"Named worker: {WORKER['name']}, {WORKER['direct_number']}"
    assert hand.ask(kept.of_person, eric).changes == ()


def test_a_colleague_is_brought_in_by_a_typed_name_and_the_named_worker_is_the_same(app_open: Hand) -> None:
    hand = app_open
    _met(hand)
    part = _part(hand)
    named = part.named.text()
    hand.click(part.bring_in)
    hand.type("Amina Bello, 01632 960144")
    hand.press(ENTER)
    hand.settle()
    assert part.named.text() == named
    (link,) = [each for each in part.findChildren(LinkButton, "colleague") if each.isVisible()]
    assert link.text() == "With Amina Bello, 01632 960144"
    hand.click(part.bring_in)
    hand.type("Amina Bello")
    hand.press(ENTER)
    hand.settle()
    assert part.choice.problem.plain == "They are with this person already."
    hand.press(Qt.Key.Key_Escape)
    assert part.choice.isHidden()
    hand.click(link)
    menu = next(each for each in part.findChildren(QMenu) if each.isVisible())
    next(action for action in menu.actions() if action.text() == "Not with them any more").trigger()
    menu.close()
    hand.settle()
    assert [each for each in part.findChildren(LinkButton, "colleague") if each.isVisible()] == []


def test_both_questions_come_back_when_the_changes_are_asked_for(app_open: Hand) -> None:
    hand = app_open
    eric = _met(hand)
    part = _part(hand)
    hand.ask(named_workers.change, eric, "Amina Bello")
    hand.settle()
    (told,) = part.told.values()
    hand.type("It is")
    told.texts["told"]._step()
    hand.settle()
    hand.life.workspace.open_today()
    hand.settle()
    hand.life.workspace.open_person(eric)
    hand.settle()
    part = _part(hand)
    assert part.told == {}
    hand.click(part.so_far)
    (told,) = part.told.values()
    assert told.texts["told"].toPlainText() == "It is"
    hand.click(part.so_far)
    assert part.told == {}
