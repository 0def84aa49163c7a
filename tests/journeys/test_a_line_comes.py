"""The line that comes by itself on Today leads where it says, in the whole app, and what it notes is taken back there."""

from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from sbp_desktop.models import rhythm
from sbp_desktop.models.clock import wall_ms
from sbp_desktop.services import conversations, people, plans, webs
from sbp_desktop.storage import plans as kept
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.huddle.huddle_page import HuddlePage
from sbp_desktop.ui.web.web_page import WebPage
from sbp_desktop.ui.widgets import LinkButton
from tests.journeys.hand import Hand

ALT = Qt.KeyboardModifier.AltModifier


def _go_on(hand: Hand, patch: pytest.MonkeyPatch, days: int) -> None:
    today, now = when_and_where.today() + days, wall_ms() + days * 24 * 3600 * 1000

    def move(vault: Vault) -> None:
        vault.clock.now_ms = lambda: now

    patch.setattr(when_and_where, "today", lambda: today)
    hand.ask(move)


def _line(hand: Hand) -> dict[str, LinkButton]:
    hand.press(Qt.Key.Key_1, ALT)
    hand.settle()
    assert hand.life.workspace.today.nudge.isVisible()
    return hand.life.workspace.today.nudge.links


@pytest.fixture
def mrs_b(app_open: Hand) -> UUID:
    """Somebody to be rung every other day."""
    person: UUID = app_open.ask(people.add_person, "Mrs B").created[0]
    talk = app_open.ask(conversations.start, person, kind="C2").created[0]
    app_open.ask(plans.agree_rhythm, app_open.ask(kept.of_conversation, talk).id, 2)
    return person


def test_each_way_out_of_a_long_silence_is_one_tap(
    app_open: Hand, mrs_b: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand, today = app_open, when_and_where.today()
    _go_on(hand, monkeypatch, rhythm.next_day(today, 4) - today)
    for way, page in (("call", type(hand.life.workspace.person)), ("ask", HuddlePage), ("rhythm", ConversationPage)):
        hand.click(_line(hand)[way])
        hand.wait(lambda kind=page: isinstance(hand.window.page(), kind))
        hand.settle()
        assert hand.life.workspace._person == mrs_b
    hand.click(_line(hand)["not_now"])
    hand.settle()
    assert not hand.life.workspace.today.nudge.isVisible()
    assert hand.dialogs == 0


def test_a_carer_is_asked_where_they_stand_on_the_web(app_open: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    hand = app_open
    person = hand.ask(people.add_person, "Abigail").created[0]
    care = {"flow": "a_to_b", "support": ["personal_care"], "frequency": "daily"}
    sam = hand.ask(webs.add_node, person, "Sam", paid="unpaid", tie_fields=care).created[0]
    hand.ask(conversations.set_kind, hand.ask(conversations.start, person).created[0], "C3", "urgent")
    _go_on(hand, monkeypatch, 7)
    hand.click(_line(hand)["ask"])
    hand.wait(lambda: isinstance(hand.window.page(), WebPage))
    hand.settle()
    assert hand.window.page().canvas.scene.chosen == sam


def test_a_walk_is_noted_and_taken_back_on_today(app_open: Hand) -> None:
    hand = app_open
    hand.ask(conversations.start, hand.ask(people.add_person, "Eric", neighbourhood="Riverside").created[0])
    hand.click(_line(hand)["walked"])
    hand.settle()
    assert hand.window.notices.text() == "Noted that you walked it."
    assert not hand.life.workspace.today.nudge.isVisible()
    hand.click(next(each for each in hand.window.notices.findChildren(LinkButton) if each.text() == "Undo"))
    hand.settle()
    assert hand.life.workspace.today.nudge.isVisible()
