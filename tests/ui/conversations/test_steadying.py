"""Getting back in control: the plan on the real page, and the real file."""

from datetime import date
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.plan_snapshots import PlanSnapshot
from sbp_desktop.services import conversations, plans, webs
from sbp_desktop.storage import history, queries
from sbp_desktop.storage import plans as kept
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.plans.plan_part import PlanPart
from tests.fixtures import WORKER
from tests.ui.conversations.conftest import Desk

LEFT, ENTER = Qt.MouseButton.LeftButton, Qt.Key.Key_Return


@pytest.fixture
def page(desk: Desk) -> ConversationPage:
    desk.ask(conversations.set_kind, desk.conversation, "C2")
    return desk.page()


def _plan(desk: Desk) -> PlanSnapshot:
    found: PlanSnapshot = desk.ask(kept.of_conversation, desk.conversation)
    return found


def _part(page: ConversationPage) -> PlanPart:
    assert page.steadying.part is not None
    return page.steadying.part


def _choose(desk: Desk, under: QWidget, words: str) -> None:
    menu = next(each for each in under.findChildren(QMenu) if each.isVisible())
    next(action for action in menu.actions() if action.text() == words).trigger()
    menu.close()
    desk.settle()


def _write_step(desk: Desk, page: ConversationPage, words: str) -> UUID:
    part = _part(page)
    blank = part._blank
    assert blank is not None
    desk.type_into(part.rows[blank].text, words)
    desk.qtbot.keyClick(part.rows[blank].text, ENTER)
    desk.settle()
    return blank


def test_it_opens_with_its_first_line_and_nothing_asked(desk: Desk, page: ConversationPage) -> None:
    part = _part(page)
    assert part.change.isVisible()
    assert [row.text.toPlainText() for row in part.rows.values()] == [""]
    assert (part.next.link.text(), part.often.text()) == ("Which day?", "a day at a time")
    assert _plan(desk).expected is None


def test_another_kind_has_no_plan_on_the_page(desk: Desk) -> None:
    page = desk.page()
    assert page.steadying.part is None
    desk.qtbot.mouseClick(page.kinds.links["C2"], LEFT)
    desk.settle()
    assert _part(page).isVisible()
    desk.qtbot.mouseClick(page.kinds.links["C1"], LEFT)
    desk.settle()
    assert page.steadying.part is None


def test_what_must_change_is_kept_and_comes_back_after_a_crash(desk: Desk, page: ConversationPage) -> None:
    text = _part(page).change
    desk.type_into(text, "I want to sleep.")
    text._step()
    desk.settle()
    assert desk.drafts() == ["I want to sleep."]
    again = desk.page()
    desk.settle()
    assert _part(again).change.toPlainText() == "I want to sleep."
    assert _plan(desk).what_must_change == "I want to sleep."
    assert desk.drafts() == []


def test_steps_are_written_one_after_the_other_and_undone(desk: Desk, page: ConversationPage) -> None:
    for words in ("Ring the landlord", "Stay till Friday"):
        _write_step(desk, page, words)
    assert [step.what for step in _plan(desk).steps] == ["Ring the landlord", "Stay till Friday"]
    shown = sorted(_part(page).rows.values(), key=_part(page)._steps.indexOf)
    assert [row.text.toPlainText() for row in shown] == ["Ring the landlord", "Stay till Friday", ""]
    assert shown[-1].text.hasFocus()
    desk.ask(history.undo, desk.person)
    desk.settle()
    assert [step.what for step in _plan(desk).steps] == ["Ring the landlord"]
    assert sorted(row.text.toPlainText() for row in _part(page).rows.values()) == ["", "Ring the landlord"]


def test_a_step_half_typed_comes_back_after_a_crash(desk: Desk, page: ConversationPage) -> None:
    part = _part(page)
    blank = part._blank
    assert blank is not None
    desk.type_into(part.rows[blank].text, "Ring the lan")
    part.rows[blank].text._step()
    desk.settle()
    again = desk.page()
    desk.settle()
    assert [row.text.toPlainText() for row in _part(again).rows.values() if row.text.toPlainText()] == ["Ring the lan"]
    assert [step.what for step in _plan(desk).steps] == ["Ring the lan"]


def test_one_alone_does_a_step_and_a_tap_says_how_far_it_is(desk: Desk, page: ConversationPage) -> None:
    jean = desk.ask(webs.add_node, desk.person, "Jean", relation="daughter").created[0]
    row = _part(page).rows[_write_step(desk, page, "Ring the landlord")]
    desk.qtbot.mouseClick(row.who, LEFT)
    _choose(desk, row, "Jean")
    assert [(step.who, step.who_node) for step in _plan(desk).steps] == [("Jean", jean)]
    desk.qtbot.mouseClick(row.who, LEFT)
    _choose(desk, row, "Me, the worker")
    assert [step.who_node for step in _plan(desk).steps] == [None]
    seen = []
    for _ in range(3):
        desk.qtbot.mouseClick(row.done, LEFT)
        desk.settle()
        seen.append((_plan(desk).steps[0].done, row.done.text()))
    assert seen == [("some", "some of it"), ("yes", "done"), ("no", "not yet")]


def test_a_rhythm_or_a_day_says_when_i_see_you_next(desk: Desk, page: ConversationPage) -> None:
    part, now = _part(page), when_and_where.today()
    desk.qtbot.mouseClick(part.often, LEFT)
    _choose(desk, part, "every day")
    plan = _plan(desk)
    assert plan.expected is not None
    assert plan.expected.lo > now
    assert date.fromordinal(plan.expected.lo).weekday() < 5
    assert part.next.link.text() == when_and_where.expected(plan.expected, now)
    desk.qtbot.mouseClick(part.next.link, LEFT)
    _choose(desk, part, "Another day…")
    desk.qtbot.keyClicks(part.next.field, "Sunday")
    desk.qtbot.keyClick(part.next.field, ENTER)
    desk.settle()
    agreed = _plan(desk).expected
    assert agreed is not None
    assert date.fromordinal(agreed.lo).weekday() == 6  # a day that was agreed counts, whichever it is
    assert [each.person for each in desk.ask(queries.today, now).expects_me] == [desk.person]


def test_finishing_keeps_their_own_answer(desk: Desk, page: ConversationPage) -> None:
    desk.ask(plans.agree_rhythm, _plan(desk).id, 2)
    desk.settle()
    finish = page.line_actions.finish
    desk.qtbot.mouseClick(finish, LEFT)
    _choose(desk, page.steadying, "Not yet")
    assert (_plan(desk).control_regained, desk.talk().closed_ms) == ("not_yet", None)
    assert desk.ask(queries.today, when_and_where.today()).expects_me
    desk.qtbot.mouseClick(finish, LEFT)
    with desk.qtbot.waitSignal(page.finished):
        _choose(desk, page.steadying, "Mostly")
    talk = desk.talk()
    assert (_plan(desk).control_regained, talk.outcome, talk.closed_ms is not None) == (
        "mostly",
        "control_regained",
        True,
    )
    assert desk.ask(queries.today, when_and_where.today()).expects_me == ()


def test_nobody_expects_us_after_a_goodbye(desk: Desk, page: ConversationPage) -> None:
    desk.ask(plans.agree_rhythm, _plan(desk).id, 2)
    desk.settle()
    desk.qtbot.mouseClick(page.line_actions.finish, LEFT)
    _choose(desk, page.steadying, "Say goodbye")
    assert page.goodbye.part is not None
    desk.qtbot.mouseClick(page.goodbye.part.end, LEFT)
    desk.settle()
    assert desk.talk().outcome == "goodbye"
    assert desk.ask(queries.today, when_and_where.today()).expects_me == ()


def test_a_day_gone_by_cannot_be_agreed(desk: Desk, page: ConversationPage) -> None:
    plan = _plan(desk).id
    page.close()
    with pytest.raises(RuleRefused), desk.straight() as vault:
        plans.agree_day(vault, plan, PartialDate.on(when_and_where.today() - 1))


def test_by_when_is_said_where_the_step_stands(desk: Desk, page: ConversationPage) -> None:
    step = _write_step(desk, page, "Ring the choir")
    row = _part(page).rows[step]
    assert row.by.link.text() == "By when?"
    now = when_and_where.today()
    desk.qtbot.mouseClick(row.by.link, LEFT)
    _choose(desk, row.by, when_and_where.day_title(now + 3))
    assert _plan(desk).steps[0].by == PartialDate.on(now + 3)
    assert row.by.link.text() == f"by {when_and_where.expected(PartialDate.on(now + 3), now)}"
    desk.settle()
    desk.ask(history.undo, desk.person)
    desk.settle()
    assert _plan(desk).steps[0].by is None
    page.close()
    with pytest.raises(RuleRefused), desk.straight() as vault:
        plans.set_by(vault, step, PartialDate.of("2001-01-01"))


def test_among_whom_the_steps_are_shared_is_said_in_words_and_never_counted(desk: Desk, page: ConversationPage) -> None:
    jean = desk.ask(webs.add_node, desk.person, "Jean").created[0]
    first, second, third = (_write_step(desk, page, words) for words in ("Ring the choir", "Buy a pan", "Mow"))
    spread = _part(page).spread
    assert spread.isHidden(), "nobody has taken any"
    desk.ask(plans.give_step, first, None)
    assert spread.isHidden(), "one step is nothing to share"
    desk.ask(plans.give_step, second, None)
    assert spread.text() == f"All of this rests with {WORKER['name']} so far."
    desk.ask(plans.give_step, third, jean)
    assert spread.text() == f"{WORKER['name']} and Jean share this."
