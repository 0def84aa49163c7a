"""How to reach somebody is kept on their page, the call now due says the number, and a no takes the offer away."""

from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from sbp_desktop.models import rhythm
from sbp_desktop.models.clock import wall_ms
from sbp_desktop.models.snapshots import FOR_PERSON
from sbp_desktop.services import conversations, people, plans
from sbp_desktop.storage import drafts, queries
from sbp_desktop.storage import plans as kept
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.people.person_page import PersonPage
from tests.journeys.hand import Hand

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
TAB = Qt.Key.Key_Tab


@pytest.fixture
def mrs_b(app_open: Hand) -> UUID:
    """Somebody to be rung every other day, her page in front."""
    person: UUID = app_open.ask(people.add_person, "Mrs B").created[0]
    talk = app_open.ask(conversations.start, person, kind="C2").created[0]
    app_open.ask(plans.agree_rhythm, app_open.ask(kept.of_conversation, talk).id, 2)
    app_open.life.workspace.open_person(person)
    app_open.settle()
    return person


def _page(hand: Hand) -> PersonPage:
    page: PersonPage = hand.life.workspace.person
    return page


def test_by_keys_alone_with_a_lock_half_way_and_taken_back(app_open: Hand, mrs_b: UUID) -> None:
    hand = app_open
    part = _page(hand).reach
    assert part.link.text() == "How to reach them"
    part.link.setFocus(Qt.FocusReason.TabFocusReason)
    hand.press(Qt.Key.Key_Return)
    hand.type("01632 960100")
    hand.press(TAB)
    hand.type("mornings")
    hand.press(TAB)
    hand.type("12 Mill La")
    part.texts["address"]._step()
    hand.settle()
    assert [draft.field for draft in hand.ask(drafts.pending, mrs_b)] == ["contact.address"]
    hand.type("ne")
    hand.press(TAB)
    assert QApplication.focusWidget() is part.texts["getting_in"]
    hand.press(TAB)
    assert QApplication.focusWidget() is part.chips["safe_to_ring"].chips["yes"]
    hand.press(Qt.Key.Key_Space)
    hand.settle()
    reach = hand.ask(queries.person, mrs_b).reach
    assert (reach.phone, reach.safe_times, reach.address) == ("01632 960100", "mornings", "12 Mill Lane")
    assert reach.may_ring is True
    assert part.link.text() == "01632 960100 · mornings"
    assert hand.ask(queries.person, mrs_b, FOR_PERSON).reach.address == ""  # their screen has no use for it
    hand.press(Qt.Key.Key_Z, CTRL)
    hand.settle()
    assert hand.ask(queries.person, mrs_b).reach.may_ring is None
    hand.life.workspace.open_today()
    hand.settle()
    assert "01632" not in part.link.text()


def test_the_line_on_today_says_the_number_until_they_would_rather_not(
    app_open: Hand, mrs_b: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = app_open
    hand.ask(people.set_reach, mrs_b, contact__phone="01632 960100")
    days = rhythm.next_day(when_and_where.today(), 4) - when_and_where.today()
    today, now = when_and_where.today() + days, wall_ms() + days * 24 * 3600 * 1000

    def move(vault: Vault) -> None:
        vault.clock.now_ms = lambda: now

    monkeypatch.setattr(when_and_where, "today", lambda: today)
    hand.ask(move)
    hand.press(Qt.Key.Key_1, ALT)
    hand.settle()
    links = hand.life.workspace.today.nudge.links
    assert links["call"].text() == "Call now: 01632 960100"

    hand.click(links["call"])
    hand.settle()
    part = _page(hand).reach
    hand.click(part.link)
    hand.click(part.chips["safe_to_ring"].chips["no"])
    hand.click(part.chips["message_ok"].chips["no"])
    hand.settle()
    assert part.link.text() == "Please do not call"
    in_touch = _page(hand).in_touch
    hand.click(in_touch.link)
    assert in_touch.panel is not None
    assert [mode for mode, chip in in_touch.panel.modes.items() if chip.isHidden()] == ["call", "message"]
    hand.press(Qt.Key.Key_1, ALT)
    hand.settle()
    assert set(hand.life.workspace.today.nudge.links) == {"ask", "rhythm", "not_now"}
    assert hand.dialogs == 0
