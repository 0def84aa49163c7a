"""A good life: its reasons are begun by the tap that opens it, and needed only once it is agreed."""

from uuid import uuid4

import pytest
from PySide6.QtCore import Qt

from sbp_desktop.models.decisions import DecisionSnapshot
from sbp_desktop.models.vocabulary import C3Opening
from sbp_desktop.services import conversations, decisions, plans
from sbp_desktop.storage import decisions as why_kept
from sbp_desktop.storage import history
from sbp_desktop.storage import plans as kept
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.decisions.decision_card import DecisionCard
from sbp_desktop.ui.decisions.option_row import OptionRow
from tests.ui.conversations.conftest import Desk

LEFT = Qt.MouseButton.LeftButton


def _why(desk: Desk) -> DecisionSnapshot:
    found: DecisionSnapshot = desk.ask(why_kept.of_conversation, desk.conversation)
    return found


def _opened(desk: Desk, opening: C3Opening) -> ConversationPage:
    desk.ask(conversations.set_kind, desk.conversation, "C3", opening.value)
    return desk.page()


def _press(desk: Desk, page: ConversationPage, which: str) -> None:
    if which == "open":
        desk.qtbot.mouseClick(page.why.open_link, LEFT)
    else:
        desk.qtbot.mouseClick(_card(page).agreed, LEFT)
    desk.settle()


def _card(page: ConversationPage) -> DecisionCard:
    assert page.why.card is not None
    return page.why.card


def _first(page: ConversationPage) -> OptionRow:
    return next(iter(_card(page).rows.values()))


@pytest.mark.parametrize("opening", list(C3Opening))
def test_the_tap_says_why_and_asks_nothing(desk: Desk, opening: C3Opening) -> None:
    page = _opened(desk, opening)
    why = _why(desk)
    assert why.because
    assert bool(why.options[0].why_not) == (opening is C3Opening.URGENT)  # urgent fills it for later
    assert page.why.open_link.isVisible()
    assert page.why._sheet.isHidden()


def test_what_was_tried_stands_there_already(desk: Desk) -> None:
    desk.ask(conversations.set_kind, desk.conversation, "C2")
    plan = desk.ask(kept.of_conversation, desk.conversation).id
    for words, done in (("Ring the landlord", "some"), ("Sing again", "no")):
        made = desk.ask(plans.write_step, uuid4(), plan=plan, what=words).created[0]
        desk.ask(plans.set_done, made, done)
    desk.ask(conversations.set_kind, desk.conversation, "C3", "person_asked")
    why = _why(desk)
    assert (why.options[0].what, bool(why.options[0].why_not)) == ("Ring the landlord", True)


def test_it_is_agreed_only_with_reasons_and_can_be_taken_back(desk: Desk) -> None:
    page = _opened(desk, C3Opening.PERSON_ASKED)
    _press(desk, page, "open")
    _press(desk, page, "agreed")
    assert (_why(desk).agreed, _card(page).agreed.isChecked(), len(desk.problems)) == (False, False, 1)
    desk.type_into(_first(page).what, "Going on as now")
    desk.type_into(_first(page).why_not, "She is worn out")
    _press(desk, page, "agreed")
    why = _why(desk)
    assert (why.options[0].what, why.options[0].why_not, why.agreed) == ("Going on as now", "She is worn out", True)
    assert page.why.open_link.text() == "Why, agreed"
    desk.ask(history.undo, desk.person)
    desk.settle()
    assert (_why(desk).agreed, _card(page).agreed.isChecked()) == (False, False)


def test_one_undo_takes_back_the_opening_with_its_reasons(desk: Desk) -> None:
    page = _opened(desk, C3Opening.HUDDLE)
    desk.ask(history.undo, desk.person)
    desk.settle()
    assert desk.ask(why_kept.of_conversation, desk.conversation) is None
    assert page.why.isHidden()


def test_a_reason_half_typed_comes_back_after_a_crash(desk: Desk) -> None:
    page = _opened(desk, C3Opening.HUDDLE)
    _press(desk, page, "open")
    desk.type_into(_first(page).what, "A befri")
    _first(page).what._step()
    desk.settle()
    again = desk.page()
    desk.settle()
    assert _first(again).what.toPlainText() == "A befri"
    decision = _why(desk)
    changed = desk.ask(decisions.set_option, decision.options[0].id, decision=decision.id, why_not="Too far")
    assert changed.persons == {desk.person}
