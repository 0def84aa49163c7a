"""Weekly steadying over six visits without a form, over a holiday and a day off; and one sentence kept in a moment."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.services import my_days, plans
from sbp_desktop.storage import plans as kept
from sbp_desktop.storage import queries
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.today.expected_row import ExpectedRow
from sbp_desktop.ui.widgets import LinkButton
from tests.journeys.hand import Hand

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
ENTER = Qt.Key.Key_Return
# Fridays, until Christmas Day (then a weekend, Boxing Day's Monday, and a day off) moves the fourth.
VISITS = ["2026-12-04", "2026-12-11", "2026-12-18", "2026-12-30", "2027-01-06", "2027-01-13", "2027-01-20"]
DAY_OFF = date(2026, 12, 29)


def _page(hand: Hand) -> ConversationPage:
    page: Any = hand.window.page()
    assert isinstance(page, ConversationPage)
    return page


def _expected(hand: Hand) -> list[str]:
    """Go to Today, one action, and read who expects me."""
    hand.press(Qt.Key.Key_1, ALT)
    hand.settle()
    rows = [row for row in hand.window.page().findChildren(ExpectedRow) if row.isVisible()]
    return [row.accessibleName() for row in rows]


def test_six_weekly_visits_need_no_form_and_nobody_expects_me_falsely(
    app_open: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = app_open
    hand.move_clock(monkeypatch, VISITS[0])
    hand.ask(my_days.set_day_off, DAY_OFF.toordinal(), off=True)
    hand.start_writing("Mrs B")
    hand.click(_page(hand).kinds.links["C2"])
    hand.settle()
    part = _page(hand).steadying.part
    assert part is not None
    part.change.setFocus()
    hand.type("I want to go out again.")
    next(iter(part.rows.values())).text.setFocus()
    for step in ("Walk to the gate", "Walk to the shop", "Tea with the choir"):
        hand.type(step)
        hand.press(ENTER)
        hand.settle()
    hand.click(part.often)
    menu = part.findChild(QMenu)
    next(action for action in menu.actions() if action.text() == "every week").trigger()
    menu.close()
    hand.settle()

    for before, day in pairwise(VISITS):
        for between in range(date.fromisoformat(before).toordinal() + 1, date.fromisoformat(day).toordinal()):
            hand.move_clock(monkeypatch, date.fromordinal(between).isoformat())
            (said,) = _expected(hand)
            assert not said.endswith(("Today", "Yesterday")), (between, said)
        hand.move_clock(monkeypatch, day)
        hand.actions = 0
        (said,) = _expected(hand)
        assert said.endswith(", Today"), (day, said)
        row = hand.window.page().findChild(ExpectedRow)
        hand.click(row.in_touch.link)
        assert row.in_touch.panel is not None
        hand.click(row.in_touch.panel.modes["visit"])
        hand.settle()
        assert hand.actions <= 4
    assert hand.dialogs == 0
    (mrs_b,) = hand.ask(queries.people)
    (talk,) = hand.ask(queries.conversations, mrs_b.id)
    plan = hand.ask(kept.of_conversation, talk.id)
    assert plan.what_must_change == "I want to go out again."
    assert [step.what for step in plan.steps] == ["Walk to the gate", "Walk to the shop", "Tea with the choir"]
    assert len(hand.ask(kept.contacts, mrs_b.id)) == len(VISITS) - 1


def test_how_a_first_conversation_was_left_takes_one_tap_or_none(app_open: Hand) -> None:
    hand = app_open
    hand.start_writing("Martin")
    hand.type("He would like to sing again.")
    hand.press(ENTER)
    hand.click(_page(hand).line_actions.finish)
    hand.settle()
    last = hand.life.workspace.person._last
    (martin,) = hand.ask(queries.people)
    hand.click(last.ways["continue"])
    hand.settle()
    assert hand.ask(queries.conversations, martin.id)[0].outcome == "continue"
    assert not last.question.isVisible()  # asked once
    hand.press(Qt.Key.Key_Z, CTRL)
    hand.settle()
    assert hand.ask(queries.conversations, martin.id)[0].outcome is None
    last.ways["move_to_c2"].setFocus(Qt.FocusReason.TabFocusReason)
    hand.press(ENTER)
    hand.wait(lambda: hand.life.workspace.listening)
    hand.settle()
    now, before = hand.ask(queries.conversations, martin.id)
    assert (before.outcome, now.kind, now.closed_ms) == ("move_to_c2", "C2", None)
    assert _page(hand).steadying.part is not None
    assert hand.dialogs == 0


def test_what_was_noted_on_today_is_taken_back_there(app_open: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    hand = app_open
    hand.move_clock(monkeypatch, VISITS[0])
    hand.start_writing("Mrs B")
    (mrs_b,) = hand.ask(queries.people)
    hand.ask(plans.log_contact, mrs_b.id, "call", next_on=PartialDate.of(VISITS[1]))
    _expected(hand)
    row = hand.window.page().findChild(ExpectedRow)
    hand.click(row.in_touch.link)
    hand.click(row.in_touch.panel.modes["visit"])
    hand.settle()
    assert [each.mode for each in hand.ask(kept.contacts, mrs_b.id)] == ["visit", "call"]
    undo = next(each for each in hand.window.notices.findChildren(LinkButton) if each.text() == "Undo")
    hand.click(undo)
    hand.settle()
    assert [each.mode for each in hand.ask(kept.contacts, mrs_b.id)] == ["call"]


def test_one_sentence_is_kept_in_four_actions_from_opening_the_person(app_open: Hand) -> None:
    hand = app_open
    hand.start_writing("Martin")
    hand.click(_page(hand).line_actions.finish)
    hand.settle()
    hand.actions = 0
    hand.click(hand.life.workspace.person._start)
    hand.wait(lambda: hand.life.workspace.listening)
    hand.settle()
    hand.type("He would like to sing again.")
    hand.press(ENTER)
    hand.click(_page(hand).line_actions.finish)
    hand.settle()
    assert (hand.actions, hand.dialogs) == (3, 0)
    (martin,) = hand.ask(queries.people)
    newest = hand.ask(queries.conversations, martin.id)[0]
    assert [entry.text for entry in newest.entries] == ["He would like to sing again."]
    assert newest.closed_ms is not None
