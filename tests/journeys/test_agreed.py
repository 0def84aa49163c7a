"""What we agreed, in the real app: reached by key and by mouse, undone like everything else, and gone with the person."""

from functools import partial
from typing import Any
from uuid import uuid4

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu

from sbp_desktop.models.agreed import has_said_yes
from sbp_desktop.services import good_life, webs
from sbp_desktop.storage import agreed, queries
from sbp_desktop.ui.agreed.agreed_page import AgreedPage
from sbp_desktop.ui.agreed.circle_part import CirclePart
from sbp_desktop.ui.agreed.good_life_part import GoodLifePart
from sbp_desktop.ui.agreed.learning_part import LearningPart
from sbp_desktop.ui.agreed.small_money_part import SmallMoneyPart
from sbp_desktop.ui.agreed.sum_row import AMOUNT
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.councils_return.return_page import ReturnPage
from tests.journeys.conftest import unlock
from tests.journeys.hand import Hand, spoken

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
ENTER, TAB = Qt.Key.Key_Return, Qt.Key.Key_Tab
_SWIMMING = {"day": "wed", "part": "morning", "what": "Swimming"}


def _page(hand: Hand) -> AgreedPage:
    hand.wait(lambda: isinstance(hand.window.page(), AgreedPage))
    hand.settle()
    page: AgreedPage = hand.window.page()
    return page


def _part(hand: Hand, kind: type[Any]) -> Any:
    return next(part for part in _page(hand).parts if isinstance(part, kind))


def test_by_keys_alone_a_skill_is_written_and_taken_back(app_open: Hand) -> None:
    hand = app_open
    hand.start_writing("Martin")
    hand.press(Qt.Key.Key_4, ALT)
    part = _part(hand, LearningPart)
    part.turn.setFocus(Qt.FocusReason.TabFocusReason)
    hand.press(ENTER)
    hand.type("Email")
    hand.press(ENTER)
    hand.settle()
    (martin,) = hand.ask(queries.people)
    assert [skill.words("skill") for skill in _skills(hand, martin.id)] == ["Email"]
    hand.press(Qt.Key.Key_Z, CTRL)
    hand.settle()
    assert _skills(hand, martin.id) == ()
    assert hand.dialogs == 0


def test_by_mouse_it_opens_from_the_persons_page_and_nothing_of_it_stays_when_they_are_left(app_open: Hand) -> None:
    hand = app_open
    hand.start_writing("Martin")
    (martin,) = hand.ask(queries.people)
    hand.life.workspace.open_person(martin.id)
    hand.settle()
    hand.click(hand.life.workspace.person.agreed_link)
    part = _part(hand, LearningPart)
    hand.click(part.turn)
    part.list.in_order()[0].first.setFocus()
    hand.type("Ring Ann by video")
    hand.press(Qt.Key.Key_1, ALT)
    hand.settle()
    assert [skill.words("skill") for skill in _skills(hand, martin.id)] == ["Ring Ann by video"]
    assert not [page for page in hand.window.findChildren(AgreedPage) if page.isVisible()]
    assert not any("Ann" in words for words in spoken(hand.window))
    hand.press(Qt.Key.Key_4, ALT)
    hand.settle()
    assert not isinstance(hand.window.page(), AgreedPage)  # nobody is open
    QApplication.processEvents()


def _in_a_good_life(hand: Hand) -> tuple[ConversationPage, GoodLifePart]:
    page: ConversationPage = hand.window.page()
    hand.wait(lambda: any(isinstance(part, GoodLifePart) and part.unfolded for part in page.alongside.parts))
    hand.settle()
    part: Any = page.alongside.parts[0]
    return page, part


def _plan(hand: Hand) -> Any:
    (martin,) = hand.ask(queries.people)
    (plan,) = hand.ask(agreed.of_person, martin.id, "GoodLifePlan").of("GoodLifePlan")
    return plan


def _take(hand: Hand, words: str) -> None:
    """Choose from the list that is open."""
    menu = next(each for each in hand.window.findChildren(QMenu) if each.isVisible())
    next(action for action in menu.actions() if action.text() == words).trigger()
    menu.close()
    hand.settle()


def test_a_good_life_is_filled_by_mouse(app_open: Hand) -> None:
    hand = app_open
    hand.start_writing("Martin")
    page: ConversationPage = hand.window.page()
    hand.click(page.kinds.links["C3"])
    _take(hand, "They ask for it")
    page, part = _in_a_good_life(hand)
    assert part.dream is not None
    assert part.week is not None
    assert part.budget is not None
    hand.click(part.dream.viewport())
    hand.type("To have people in and out of the house again.")
    hand.click(part.planning)
    _take(hand, "Martin")
    cell = part.week.cells["mon", "morning"].in_order()[0].first
    hand.click(cell.viewport())
    hand.type("Lunch at the hub")
    hand.click(part.budget.ways["self"])
    hand.settle()
    plan = _plan(hand)
    assert plan.words("good_life_words") == "To have people in and out of the house again."
    assert plan.words("budget.held_by") == "self"
    assert len(plan.values["who_is_planning"]) == 1
    part.leave()
    hand.settle()
    assert [each.words("what") for each in _plan(hand).parts["WeekPart"]] == ["Lunch at the hub"]
    assert hand.dialogs == 0


def test_a_good_life_is_filled_by_keys_alone(app_open: Hand) -> None:
    hand = app_open
    hand.start_writing("Martin")
    page: ConversationPage = hand.window.page()
    page.kinds.links["C3"].setFocus(Qt.FocusReason.TabFocusReason)
    hand.press(Qt.Key.Key_Space)
    _take(hand, "Urgent: do it now")
    page, part = _in_a_good_life(hand)
    part.turn.setFocus(Qt.FocusReason.TabFocusReason)
    hand.press(TAB)
    hand.type("To sing again.")
    hand.press(TAB)
    assert part.planning.hasFocus()
    hand.press(Qt.Key.Key_Space)
    _take(hand, "Me, the worker")
    hand.press(TAB)
    assert part.week is not None
    assert part.week.cells["mon", "morning"].in_order()[0].first.hasFocus()
    hand.type("Choir")
    hand.press(ENTER)
    hand.settle()
    plan = _plan(hand)
    assert plan.words("good_life_words") == "To sing again."
    assert [(each.words("day"), each.words("what")) for each in plan.parts["WeekPart"]] == [("mon", "Choir")]
    assert plan.values["who_is_planning"] == {"worker"}
    hand.press(Qt.Key.Key_Z, CTRL)
    hand.settle()
    assert _plan(hand).parts["WeekPart"] == ()


def test_unlocking_leads_back_here_with_what_was_half_typed(app_open: Hand) -> None:
    hand = app_open
    hand.start_writing("Martin")
    (martin,) = hand.ask(queries.people)
    hand.press(Qt.Key.Key_4, ALT)
    part = _part(hand, SmallMoneyPart)
    hand.click(part.turn)
    part.list.in_order()[0].first.setFocus()
    hand.type("Bus pass")  # no sum yet, so it is not in the record
    hand.press(Qt.Key.Key_L, CTRL)
    hand.wait(lambda: hand.life.unlock_page is not None)
    unlock(hand)
    again = _part(hand, SmallMoneyPart)
    hand.wait(lambda: again.unfolded)
    hand.settle()
    row = again.list.in_order()[0]
    assert row.first.toPlainText() == "Bus pass"
    row.texts[AMOUNT].setFocus()
    hand.type("12")
    hand.press(ENTER)
    hand.settle()
    (spend,) = hand.ask(agreed.of_person, martin.id, "SmallSpend").of("SmallSpend")
    assert (spend.words("what_for"), spend.number("amount_pence")) == ("Bus pass", 1200)


def test_the_screen_turned_round_shows_nothing_of_it_and_turns_back_here(app_open: Hand) -> None:
    hand = app_open
    hand.start_writing("Martin")
    hand.press(Qt.Key.Key_4, ALT)
    part = _part(hand, LearningPart)
    hand.click(part.turn)
    part.list.in_order()[0].first.setFocus()
    hand.type("Zzyxqua")
    hand.press(Qt.Key.Key_F8)
    hand.wait(lambda: hand.life.workspace.turning.page is not None)
    hand.settle()
    assert not any("Zzyxqua" in words for words in spoken(hand.window))
    hand.press(Qt.Key.Key_F8)
    hand.wait(lambda: hand.life.workspace.turning.page is None)
    hand.settle()
    assert "Zzyxqua" in _part(hand, LearningPart).summary.text()


def test_what_was_agreed_is_found_and_opens_where_it_stands(app_open: Hand) -> None:
    hand = app_open
    hand.start_writing("Martin")
    (martin,) = hand.ask(queries.people)
    hand.ask(partial(good_life.write_week, person=martin.id), uuid4(), plan=good_life.plan_of(martin.id), **_SWIMMING)
    hand.press(Qt.Key.Key_K, CTRL)
    hand.type("swimm")
    hand.wait(hand.life.workspace.search._model.rowCount)
    hand.press(ENTER)
    part = _part(hand, GoodLifePart)
    assert part.unfolded
    assert part.week is not None
    assert part.week.cells["wed", "morning"].in_order()[0].first.toPlainText() == "Swimming"


def test_somebody_in_the_circle_is_to_be_asked_until_they_have_said_yes(app_open: Hand) -> None:
    hand = app_open
    hand.start_writing("Martin")
    (martin,) = hand.ask(queries.people)
    hand.ask(webs.add_node, martin.id, "Jean", relation="daughter")
    hand.press(Qt.Key.Key_4, ALT)
    part = _part(hand, CirclePart)
    hand.click(part.turn)
    hand.click(part.ask)
    _take(hand, "Jean")
    hand.type("Rings every evening")
    hand.press(ENTER)
    hand.settle()
    (jean,) = part.list.in_order()
    assert jean.asked.isVisible()
    assert not has_said_yes(_member(hand, martin.id))
    assert "To be asked" in set(spoken(hand.window))
    hand.click(jean.yes)
    hand.settle()
    assert has_said_yes(_member(hand, martin.id))
    assert not jean.asked.isVisible()


def _member(hand: Hand, person: Any) -> Any:
    (circle,) = hand.ask(agreed.of_person, person, "CircleAgreement").of("CircleAgreement")
    (member,) = circle.parts["CircleMember"]
    return member


def _skills(hand: Hand, person: Any) -> tuple[Any, ...]:
    found: tuple[Any, ...] = hand.ask(agreed.of_person, person, "DevelopmentItem").of("DevelopmentItem")
    return found


def test_the_councils_return_is_one_key_or_one_press_away_and_esc_leads_back(app_open: Hand) -> None:
    hand = app_open
    hand.start_writing("Martin")
    hand.press(Qt.Key.Key_6, ALT)
    hand.wait(lambda: isinstance(hand.window.page(), ReturnPage))
    hand.settle()
    (row,) = hand.window.page().events.values()
    assert row.codes["event"].text() == "Event: Request?"
    hand.press(Qt.Key.Key_Escape)
    hand.press(Qt.Key.Key_4, ALT)
    agreed_page = _page(hand)
    hand.click(agreed_page.councils_return)
    hand.wait(lambda: isinstance(hand.window.page(), ReturnPage))
    hand.press(Qt.Key.Key_Escape)
    assert hand.window.page() is agreed_page
