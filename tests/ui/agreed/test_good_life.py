"""A good life on the real page: the dream, five questions from the web, a week and a budget (practice.md A04, A18, A33)."""

from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from sbp_desktop import config
from sbp_desktop.models import five_questions
from sbp_desktop.models.agreed import Thing
from sbp_desktop.models.five_questions import Question
from sbp_desktop.models.vocabulary import BudgetHeldBy
from sbp_desktop.services import conversations, importing, webs
from sbp_desktop.storage import agreed, queries, search
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.agreed import budget as budgets
from sbp_desktop.ui.agreed.good_life_part import GoodLifePart
from sbp_desktop.ui.agreed.sum_row import AMOUNT, SumRow
from sbp_desktop.ui.agreed.thing_list import ThingList
from tests.ui.agreed.conftest import Table


@pytest.fixture
def part(table: Table) -> GoodLifePart:
    made: GoodLifePart = table.part(table.page(), GoodLifePart)
    return made


def _plan(table: Table) -> Thing:
    (plan,) = table.found("GoodLifePlan").of("GoodLifePlan")
    return plan


def _week(table: Table) -> list[tuple[str, str, str]]:
    return [(each.words("day"), each.words("part"), each.words("what")) for each in _plan(table).parts["WeekPart"]]


def _sum(table: Table, things: ThingList, what: str, amount: str) -> SumRow:
    row = things.in_order()[-1]
    assert isinstance(row, SumRow)
    table.write(row.first, what)
    table.write(row.texts[AMOUNT], amount)
    return row


def test_the_dream_is_written_in_their_words_and_undone(table: Table, part: GoodLifePart) -> None:
    assert part.dream is not None
    table.qtbot.keyClicks(part.dream, "I want to hear my brother laugh.")
    part.dream.leave()
    table.settle()
    assert _plan(table).words("good_life_words") == "I want to hear my brother laugh."
    table.click(part.turn)
    assert part.summary.text() == "I want to hear my brother laugh."
    table.undo()
    assert table.found("GoodLifePlan").of("GoodLifePlan") == ()
    assert not part.summary.isVisible()


def test_a_dream_half_typed_comes_back_after_a_crash(table: Table, part: GoodLifePart) -> None:
    assert part.dream is not None
    table.qtbot.keyClicks(part.dream, "I want to")
    part.dream._step()
    table.settle()
    again = next(each for each in table.page().parts if isinstance(each, GoodLifePart))
    assert again.unfolded
    assert again.dream is not None
    assert again.dream.toPlainText() == "I want to"


def test_for_martin_the_web_answers_without_any_typing(vault: Vault) -> None:
    importing.load_people(vault, Path(str(config.resources("demo", "people.yaml"))))
    martin = next(each.id for each in queries.people(vault) if each.name == "Martin")
    found = five_questions.answers(
        queries.web(vault, martin),
        agreed.of_person(vault, martin, "DevelopmentItem", "RiskEnablement"),
        when_and_where.today(),
    )
    assert "Going online" in [answer.words for answer in found[Question.OWN]]
    spain = [answer.words for answer in found[Question.CIRCLE] if "Spain" in answer.words]
    assert len(spain) == 2
    assert [answer.words for answer in found[Question.AROUND]] == ["Community hub"]


def test_whoever_they_are_out_of_touch_with_or_lean_on_alone_is_marked(table: Table, part: GoodLifePart) -> None:
    quiet, care = {"frequency": "not_now"}, {"support": ["personal_care"], "flow": "a_to_b", "strength": "tenuous"}
    table.ask(webs.add_node, table.person, "Ann", tie_fields=quiet)
    table.ask(webs.add_node, table.person, "Jean", paid="unpaid", tie_fields=care)
    table.ask(webs.add_node, table.person, "Singing", kind="interest", had_has_would="would_like")
    part._ask()
    table.settle()
    circle = part.questions.answers[Question.CIRCLE].plain
    assert "Ann · out of touch just now" in circle
    assert "Jean · the one they have for personal care · a thin line" in circle
    assert part.questions.answers[Question.GROW].plain == "Singing"
    assert part.questions.answers[Question.OWN].plain == "What would a friend say?"  # silence invites


def test_who_is_planning_is_ticked_and_unticked(table: Table, part: GoodLifePart) -> None:
    table.ask(webs.add_node, table.person, "Jean")
    part._ask()
    table.settle()
    table.choose(part.planning, "Martin")
    table.choose(part.planning, "Jean")
    assert part.planning.text() == "Who is planning: Martin, Jean"
    table.choose(part.planning, "Martin")
    assert part.planning.text() == "Who is planning: Jean"
    table.undo()
    assert part.planning.text() == "Who is planning: Martin, Jean"


def test_the_week_is_written_in_its_days_and_parts(table: Table, part: GoodLifePart) -> None:
    assert part.week is not None
    cell = part.week.cells["tue", "morning"]
    assert cell.in_order()[0].first.accessibleName() == "Tuesday morning"
    table.write(cell.in_order()[0].first, "Swimming")
    assert _week(table) == [("tue", "morning", "Swimming")]
    assert [row.first.toPlainText() for row in cell.in_order()] == ["Swimming"]  # one line, and no empty one below
    cell.in_order()[0].first.selectAll()
    table.qtbot.keyClick(cell.in_order()[0].first, Qt.Key.Key_Delete)
    cell.leave()
    table.settle()
    assert _week(table) == []
    assert len(cell.rows) == 1


def test_the_cursor_stays_in_its_part_of_the_week_when_a_name_takes_the_empty_rows_place(
    table: Table, part: GoodLifePart
) -> None:
    assert part.week is not None
    table.ask(webs.add_node, table.person, "Jean")
    part._ask()
    table.settle()
    cell = part.week.cells["fri", "evening"]
    cell.in_order()[0].first.setFocus()
    table.choose(part.week.link, "Jean")
    table.settle()
    assert [row.first.toPlainText() for row in cell.in_order()] == ["Jean"]
    part.week.cells["fri", "evening"].in_order()[0].first.setFocus()
    thing = cell.in_order()[0].thing
    table.undo()
    assert thing not in cell.rows
    assert cell.in_order()[0].first.hasFocus()
    assert part.week.link.text() == "From their web, on Friday evening"


def test_somebody_from_the_web_is_put_in_the_week_with_an_at_sign_and_by_tap(table: Table, part: GoodLifePart) -> None:
    assert part.week is not None
    jean: UUID = table.ask(webs.add_node, table.person, "Jean").created[0]
    part._ask()
    table.settle()
    row = part.week.cells["fri", "evening"].in_order()[0]
    row.first.setFocus()
    table.qtbot.keyClick(row.first, "@")
    menu = row.findChildren(QMenu)[0]
    next(action for action in menu.actions() if action.text() == "Jean").trigger()
    menu.close()
    table.settle()
    # Where the keyboard goes when a menu closes is the window system's choice, and there is none.
    part.week.cells["fri", "evening"].in_order()[0].first.setFocus()
    table.settle()
    assert part.week.link.text() == "From their web, on Friday evening"
    table.choose(part.week.link, "Jean")
    assert _week(table) == [("fri", "evening", "Jean")] * 2
    (first, _) = _plan(table).parts["WeekPart"]
    assert first.ref("node") == jean
    table.undo()
    first_row = part.week.cells["fri", "evening"].in_order()[0].first
    first_row.selectAll()
    table.write(first_row, "Choir")
    assert _plan(table).parts["WeekPart"][0].ref("node") is None


def test_a_budget_has_sources_before_uses_and_both_sums(table: Table, part: GoodLifePart) -> None:
    assert part.budget is not None
    assert part.budget.sources.y() < part.budget.uses.y()
    _sum(table, part.budget.sources, "Attendance allowance", "73.90")
    _sum(table, part.budget.sources, "The council", "40")
    _sum(table, part.budget.uses, "Taxi to the choir", "12.50")
    assert part.budget.in_all.text() == "£113.90 comes in, £12.50 is spoken for."
    assert [each.number("amount") for each in _plan(table).parts["BudgetSource"]] == [73.9, 40.0]


def test_ways_to_hold_a_budget_stand_side_by_side_and_none_is_chosen(table: Table, part: GoodLifePart) -> None:
    assert part.budget is not None
    assert set(budgets.ways()) == {way.value for way in BudgetHeldBy}
    assert list(budgets.ways())[:3] == ["self", "isf", "council"]
    assert not any(chip.isChecked() for chip in part.budget.ways.values())
    table.click(part.budget.ways["isf"])
    assert _plan(table).words("budget.held_by") == "isf"
    assert [way for way, chip in part.budget.ways.items() if chip.isChecked()] == ["isf"]
    table.click(part.budget.ways["isf"])
    assert _plan(table).words("budget.held_by") == ""


def test_why_they_hold_it_so_is_asked_once_a_way_is_chosen_and_found_again(table: Table, part: GoodLifePart) -> None:
    assert part.budget is not None
    assert not part.budget.why.isVisible()
    table.click(part.budget.ways["circle"])
    assert part.budget.why.isVisible()
    part.budget.why.setFocus()
    table.qtbot.keyClicks(part.budget.why, "My sister is good with sums.")
    part.budget.leave()
    table.settle()
    assert _plan(table).words("budget.why") == "My sister is good with sums."
    assert [hit.kind for hit in table.ask(search.find, "sister sums", within=table.person)] == ["GoodLifePlan"]
    table.click(part.budget.ways["circle"])
    assert part.budget.why.isVisible(), "what was said is not put out of sight with the choice"
    table.undo()
    table.undo()
    assert _plan(table).words("budget.why") == ""
    table.undo()
    assert not part.budget.why.isVisible()


def test_a_reason_half_typed_comes_back_after_a_crash(table: Table, part: GoodLifePart) -> None:
    assert part.budget is not None
    table.click(part.budget.ways["self"])
    table.qtbot.keyClicks(part.budget.why, "I have al")
    part.budget.why._step()
    table.settle()
    again = table.part(table.page(), GoodLifePart)
    assert again.budget.why.toPlainText() == "I have al"


def test_while_getting_back_in_control_the_budget_is_folded_away_and_can_be_opened(table: Table) -> None:
    talk = table.ask(conversations.start, table.person).created[0]
    table.ask(conversations.set_kind, talk, "C2")
    part: GoodLifePart = table.part(table.page(), GoodLifePart)
    assert part.budget is not None
    assert not part.budget.sheet.isVisible()
    table.click(part.budget.later)
    assert part.budget.sheet.isVisible()
    part._ask()
    table.settle()
    assert part.budget.sheet.isVisible()  # opened on purpose stays open


def test_without_a_crisis_the_budget_is_simply_there(table: Table, part: GoodLifePart) -> None:
    assert part.budget is not None
    assert part.budget.sheet.isVisible()
    assert not part.budget.later.isVisible()
