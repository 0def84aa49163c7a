"""What is agreed stands beside what is said: a good life in its conversation, small money in a crisis too."""

from sbp_desktop.services import conversations
from sbp_desktop.storage import agreed, outcomes
from sbp_desktop.ui.agreed.good_life_part import GoodLifePart
from sbp_desktop.ui.agreed.small_money_part import SmallMoneyPart
from sbp_desktop.ui.agreed.sum_row import AMOUNT
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.outcomes.hopes_part import HopesPart
from tests.ui.conversations.conftest import Desk


def _good_life(desk: Desk) -> ConversationPage:
    desk.ask(conversations.set_kind, desk.conversation, "C3", "person_asked")
    return desk.page()


def test_connecting_has_nothing_alongside(desk: Desk) -> None:
    page = desk.page()
    assert page.alongside.parts == ()
    assert page.alongside.isHidden()


def test_small_money_is_one_quiet_link_while_getting_back_in_control(desk: Desk) -> None:
    desk.ask(conversations.set_kind, desk.conversation, "C2")
    page = desk.page()
    (part,) = page.alongside.parts
    assert isinstance(part, SmallMoneyPart)
    assert part.turn.property("quiet")
    assert not part.unfolded
    part.turn.click()
    desk.settle()
    assert part.list is not None
    row = part.list.in_order()[0]
    for text, words in ((row.first, "Kettle"), (row.texts[AMOUNT], "20")):
        desk.type_into(text, words)
        text.leave()
    desk.settle()
    (spend,) = desk.ask(agreed.of_person, desk.person, "SmallSpend").of("SmallSpend")
    assert spend.ref("conversation") == desk.conversation


def test_a_good_life_stands_open_to_be_written_and_is_the_same_everywhere(desk: Desk) -> None:
    page = _good_life(desk)
    part = page.alongside.parts[0]
    assert isinstance(part, GoodLifePart)
    assert part.unfolded
    assert part.dream is not None
    desk.type_into(part.dream, "To sing again.")
    page.flush()
    desk.settle()
    (plan,) = desk.ask(agreed.of_person, desk.person, "GoodLifePlan").of("GoodLifePlan")
    assert (plan.words("good_life_words"), plan.ref("conversation")) == ("To sing again.", desk.conversation)
    page._undo_change()
    desk.settle()
    assert part.dream.toPlainText() == ""


def test_what_was_being_typed_alongside_comes_back_after_a_crash(desk: Desk) -> None:
    page = _good_life(desk)
    part = page.alongside.parts[0]
    assert isinstance(part, GoodLifePart)
    assert part.dream is not None
    desk.type_into(part.dream, "To sing")
    part.dream._step()
    desk.settle()
    again = desk.page().alongside.parts[0]
    desk.settle()
    assert isinstance(again, GoodLifePart)
    assert again.dream is not None
    assert again.dream.toPlainText() == "To sing"


def test_another_kind_takes_it_away_and_keeps_what_was_typed(desk: Desk) -> None:
    page = _good_life(desk)
    part = page.alongside.parts[0]
    assert isinstance(part, GoodLifePart)
    assert part.dream is not None
    desk.type_into(part.dream, "To sing again.")
    desk.ask(conversations.set_kind, desk.conversation, "C1")
    desk.settle()
    assert page.alongside.isHidden()
    (plan,) = desk.ask(agreed.of_person, desk.person, "GoodLifePlan").of("GoodLifePlan")
    assert plan.words("good_life_words") == "To sing again."


def test_what_they_hope_for_stands_beside_a_good_life(desk: Desk) -> None:
    page = _good_life(desk)
    (part,) = [each for each in page.alongside.parts if isinstance(each, HopesPart)]
    part.turn.click()
    desk.settle()
    blank = part.hopes.rows.blank
    assert blank is not None
    desk.type_into(blank.text, "I want to sing again.")
    page.flush()
    desk.settle()
    (hope,) = desk.ask(outcomes.of_person, desk.person)
    assert hope.words == "I want to sing again."
