"""Another worker stays with somebody: two taps and two sentences, on the real page, and all of it taken back."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QMenu

from sbp_desktop.services import named_workers
from sbp_desktop.storage import named_workers as kept
from sbp_desktop.storage import queries
from sbp_desktop.ui.people.who_stays import WhoStaysPart
from sbp_desktop.ui.web import photos
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


def test_who_covers_is_chosen_by_keys_and_is_nobody_again_by_two_taps(app_open: Hand) -> None:
    hand = app_open
    eric = _met(hand)
    part = _part(hand)
    part.choose_cover.setFocus(Qt.FocusReason.TabFocusReason)
    hand.press(ENTER)
    assert part.choice.field.accessibleName() == "Who covers while the named worker is away?"
    hand.type("Amina Bello, 01632 960144")
    hand.press(ENTER)
    hand.settle()
    (link,) = [each for each in part.findChildren(LinkButton, "colleague") if each.isVisible()]
    assert link.text() == "When away: Amina Bello, 01632 960144"
    assert part.choose_cover.text() == "Change who covers"
    hand.click(part.choose_cover)
    assert "Amina Bello" not in part.choice.chips
    hand.press(Qt.Key.Key_Escape)
    hand.click(link)
    menu = next(each for each in part.findChildren(QMenu) if each.isVisible())
    next(action for action in menu.actions() if action.text() == "Nobody covers any more").trigger()
    menu.close()
    hand.settle()
    assert hand.ask(kept.of_person, eric).cover is None
    part.change.setFocus()
    hand.press(Qt.Key.Key_Z, CTRL)
    hand.settle()
    assert hand.ask(kept.of_person, eric).cover.worker.name == "Amina Bello"


def test_the_face_of_who_stays_is_on_the_page_once_they_have_one(
    app_open: Hand, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hand = app_open
    _met(hand)
    part = _part(hand)
    assert not part.face.isVisible()
    picture = QImage(300, 400, QImage.Format.Format_RGB32)
    picture.fill(0x208040)
    picture.save(str(tmp_path / "me.png"))
    monkeypatch.setattr(photos, "choose_file", lambda _parent: tmp_path / "me.png")
    hand.life.workspace.open_settings()
    hand.settle()
    me = hand.life.workspace.settings.me
    assert me.take_away.isHidden()
    me.choose.setFocus(Qt.FocusReason.TabFocusReason)
    hand.press(ENTER)
    hand.settle()
    assert me.face.photo is not None
    hand.window.step_back()
    hand.settle()
    assert _part(hand).face.isVisible()
    assert _part(hand).face.accessibleName() == WORKER["name"]
    hand.life.workspace.open_settings()
    hand.click(me.take_away)
    hand.settle()
    assert me.face.photo is None
    me.texts["name"].setFocus()
    hand.press(Qt.Key.Key_Z, CTRL)
    hand.settle()
    assert me.face.photo is not None
