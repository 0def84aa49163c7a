"""Saying goodbye from any kind of conversation: who stays, whom they can ring, and the way back."""

from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.services import conversations, looking_again, plans, rules, webs
from sbp_desktop.storage import decisions as kept_decisions
from sbp_desktop.storage import history, looking_back, queries
from sbp_desktop.storage import plans as kept
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.conversations.goodbye import GoodbyePart
from tests.fixtures import WORKER
from tests.ui.conversations.conftest import Desk

LEFT = Qt.MouseButton.LeftButton


def _opened(desk: Desk, page: ConversationPage) -> GoodbyePart:
    desk.qtbot.mouseClick(page.goodbye.link, LEFT)
    desk.settle()
    assert page.goodbye.part is not None
    return page.goodbye.part


def _kind(desk: Desk, kind: str) -> None:
    desk.ask(conversations.set_kind, desk.conversation, kind, "person_asked" if kind == "C3" else "")


@pytest.mark.parametrize("kind", ["C1", "C2", "C3", "REVIEW"])
def test_every_kind_of_conversation_can_end_so(desk: Desk, kind: str) -> None:
    if kind != "C1":
        _kind(desk, kind)
    desk.ask(webs.add_node, desk.person, "Jean")
    page = desk.page()
    part = _opened(desk, page)
    assert part.stays.plain == "Here for you: Jean"
    with desk.qtbot.waitSignal(page.finished):
        desk.qtbot.mouseClick(part.end, LEFT)
    desk.settle()
    talk = desk.talk()
    assert (talk.outcome, talk.closed_ms is not None) == ("goodbye", True)
    (moment,) = desk.ask(looking_back.moments, desk.person)
    assert (moment.reason, moment.label) == ("goodbye", "Goodbye")


def test_not_yet_changes_nothing(desk: Desk) -> None:
    page = desk.page()
    part = _opened(desk, page)
    desk.qtbot.mouseClick(part.back, LEFT)
    desk.settle()
    assert page.goodbye.part is None
    assert (desk.talk().closed_ms, desk.ask(looking_back.moments, desk.person)) == (None, ())


def test_it_says_whom_they_can_ring(desk: Desk) -> None:
    jean = desk.ask(webs.add_node, desk.person, "Jean").created[0]
    desk.ask(webs.set_node, jean, lifeline=True)
    page = desk.page()
    part = _opened(desk, page)
    who = f"Jean and {WORKER['name']}, {WORKER['direct_number']}"
    assert part.to_ring.text() == f"Good to ring: {who}. Coming back is always all right."


def test_where_only_the_worker_is_left_it_asks_who_will_be_there(desk: Desk) -> None:
    """R27, a question and no statement (decisions.md D23), which a team may switch off."""
    desk.ask(webs.add_node, desk.person, "Ms Bello", kind="worker", domain="network", tier="close")
    page = desk.page()
    part = _opened(desk, page)
    assert part.stays.plain == "Who will be there for you? We can look for somebody first."
    page.goodbye.put_away()
    desk.ask(rules.set_rule, "R27", False)
    desk.settle()
    assert not _opened(desk, page).stays.plain


def test_after_it_nobody_expects_us_by_any_day(desk: Desk) -> None:
    desk.ask(plans.log_contact, desk.person, "call", next_on=PartialDate.on(when_and_where.today() + 2))
    desk.ask(looking_again.agree_day, desk.person, PartialDate.on(when_and_where.today() + 40))
    assert len(desk.ask(queries.today, when_and_where.today()).expects_me) == 2
    page = desk.page()
    desk.qtbot.mouseClick(_opened(desk, page).end, LEFT)
    desk.settle()
    assert desk.ask(queries.today, when_and_where.today()).expects_me == ()
    desk.ask(history.undo, desk.person)
    assert len(desk.ask(queries.today, when_and_where.today()).expects_me) == 2
    assert desk.talk().closed_ms is None
    assert desk.ask(looking_back.moments, desk.person) == ()


def test_a_risk_or_a_wish_for_more_begins_the_reasons_and_holds_nothing_up(desk: Desk) -> None:
    page = desk.page()
    part = _opened(desk, page)
    assert not part.more.isChecked()
    desk.qtbot.mouseClick(part.more, LEFT)
    with desk.qtbot.waitSignal(page.decision_opened) as opened:
        desk.qtbot.mouseClick(part.end, LEFT)
    desk.settle()
    decision = desk.ask(kept_decisions.one, opened.args[0])
    assert (decision.point, decision.agreed) == ("goodbye_with_risk", False)
    assert desk.talk().closed_ms is not None


def test_a_line_that_may_harm_is_thought_of_first(desk: Desk) -> None:
    kay = desk.ask(webs.add_node, desk.person, "Kay").created[0]
    (line,) = [tie for tie in desk.web().ties if kay in (tie.a, tie.b)]
    desk.ask(webs.set_tie, line.id, harm="suspected")
    part = _opened(desk, desk.page())
    assert part.more.isChecked()
    desk.qtbot.mouseClick(part.more, LEFT)
    desk.ask(webs.add_node, desk.person, "Jean")
    desk.settle()
    assert not part.more.isChecked()  # it was thought of; what changes on the web does not ask again


def test_the_plan_leads_to_it_too(desk: Desk) -> None:
    _kind(desk, "C2")
    page = desk.page()
    desk.qtbot.mouseClick(page.line_actions.finish, LEFT)
    menu = next(each for each in page.steadying.findChildren(QMenu) if each.isVisible())
    next(action for action in menu.actions() if action.text() == "Say goodbye").trigger()
    menu.close()
    desk.settle()
    assert page.goodbye.part is not None


def test_whoever_comes_back_finds_their_last_words_and_the_web_as_it_was(desk: Desk) -> None:
    """R24, A36."""
    words = {"kind": "words", "said_by": queries.self_node_of(desk.person)}
    desk.ask(conversations.write_entry, desk.conversation, uuid4(), "I sing again.", **words)
    desk.ask(webs.add_node, desk.person, "Choir")
    page = desk.page()
    assert page.last_words.isHidden()
    desk.qtbot.mouseClick(_opened(desk, page).end, LEFT)
    desk.settle()
    assert page.last_words.isHidden()
    desk.conversation = desk.ask(conversations.start, desk.person).created[0]
    again = desk.page(beside=True)
    assert again.last_words.text() == "Last time: “I sing again.” What is different now?"
    assert again.beside is not None
    assert "Choir" in {node.label for node in again.beside.scene.nodes.values()}
    desk.ask(conversations.write_entry, desk.conversation, uuid4(), "My knee hurts.", **words)
    desk.settle()
    assert again.last_words.text() == "Last time: “I sing again.” What is different now?"


def test_a_day_to_look_again_is_agreed_shown_and_used_up_by_looking(desk: Desk) -> None:
    _kind(desk, "REVIEW")
    page = desk.page()
    part = page.look_again.part
    assert part is not None
    today = when_and_where.today()
    desk.ask(looking_again.agree_day, desk.person, PartialDate.on(today + 3))
    desk.settle()
    desk.qtbot.mouseClick(part.chips["next"], LEFT)
    assert part.next.day.link.text() == when_and_where.expected(PartialDate.on(today + 3), today)
    (expected,) = desk.ask(queries.today, today).expects_me
    assert (expected.person, expected.looks_again) == (desk.person, True)
    with desk.qtbot.waitSignal(page.finished):
        desk.qtbot.mouseClick(page.line_actions.finish, LEFT)
    desk.settle()
    assert desk.ask(queries.person, desk.person).look_again_on is not None  # agreed while we looked
    desk.conversation = desk.ask(conversations.start, desk.person, kind="REVIEW").created[0]
    desk.ask(conversations.finish, desk.conversation)
    assert desk.ask(queries.person, desk.person).look_again_on is None
    assert desk.ask(queries.today, today).expects_me == ()


def test_the_day_is_also_the_plans_while_there_is_one(desk: Desk) -> None:
    _kind(desk, "C2")
    day = PartialDate.on(when_and_where.today() + 30)
    desk.ask(looking_again.agree_day, desk.person, day)
    plan = desk.ask(kept.of_conversation, desk.conversation)
    desk.ask(conversations.finish, desk.conversation)
    assert plan is not None
    assert desk.ask(queries.person, desk.person).look_again_on == day
    assert len(desk.ask(queries.today, when_and_where.today()).expects_me) == 1
