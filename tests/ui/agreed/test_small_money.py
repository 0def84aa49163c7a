"""Small money: two things are needed, a third over the limit, and never anybody's yes (practice.md A103, R36, I-28)."""

import csv
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QMenu

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models import money
from sbp_desktop.models.agreed import Thing
from sbp_desktop.services import (
    conversations,
    exporting,
    good_life,
    outcomes,
    people,
    plans,
    rules,
    small_money,
    teams,
)
from sbp_desktop.storage import agreed, history, rows
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui.agreed.small_money_part import SmallMoneyPart, SpendRow
from sbp_desktop.ui.agreed.sum_row import AMOUNT
from sbp_desktop.ui.web import photos
from tests.ui.agreed.conftest import Table

WHY = "over_limit_reason"


@pytest.fixture
def part(table: Table) -> SmallMoneyPart:
    made: SmallMoneyPart = table.part(table.page(), SmallMoneyPart)
    return made


def _blank(part: SmallMoneyPart) -> SpendRow:
    assert part.list is not None
    row = part.list.in_order()[-1]
    assert isinstance(row, SpendRow)
    return row


def _spend(table: Table, part: SmallMoneyPart, what: str, amount: str) -> SpendRow:
    row = _blank(part)
    table.write(row.first, what)
    table.write(row.texts[AMOUNT], amount)
    return row


def _spends(table: Table) -> tuple[Thing, ...]:
    return table.found("SmallSpend").of("SmallSpend")


@pytest.mark.parametrize(
    ("said", "read"),
    [("12", 1200), ("12.5", 1250), ("£1,200.05", 120005), (" 3 ", 300), ("a fiver", None), ("-4", None), ("1.234", None)],
)  # fmt: skip
def test_a_sum_is_read_as_it_is_written(said: str, read: int | None) -> None:
    assert money.pence(said) == read


def test_what_for_and_how_much_are_all_it_needs(table: Table, part: SmallMoneyPart) -> None:
    talk = table.ask(conversations.start, table.person).created[0]
    row = _blank(part)
    table.write(row.first, "Bus pass")
    assert _spends(table) == ()
    assert row.texts[AMOUNT].hasFocus()
    table.write(row.texts[AMOUNT], "12.5")
    (spend,) = _spends(table)
    assert (spend.words("what_for"), spend.number("amount_pence"), spend.ref("conversation")) == (
        "Bus pass",
        1250,
        talk,
    )
    assert row.texts[AMOUNT].toPlainText() == "12.50"
    assert part.total.text() == "£12.50 of £200"
    assert table.drafts() == []


def test_one_hundred_and_ninety_nine_and_two_ask_for_a_sentence_and_go_on(table: Table, part: SmallMoneyPart) -> None:
    _spend(table, part, "Cooker", "199")
    row = _spend(table, part, "Kettle", "2")
    assert len(_spends(table)) == 1
    assert row.texts[WHY].isVisible()
    assert row.texts[WHY].hasFocus()
    table.write(row.texts[WHY], "He has nothing to cook on.")
    assert [spend.words("what_for") for spend in _spends(table)] == ["Cooker", "Kettle"]
    assert _spends(table)[1].words(WHY) == "He has nothing to cook on."
    assert part.total.text() == "£201 of £200"
    assert table.problems == []


def test_urgent_is_one_tap(table: Table, part: SmallMoneyPart) -> None:
    row = _spend(table, part, "Cooker", "250")
    assert _spends(table) == ()
    table.click(row.urgent)
    assert [spend.words(WHY) for spend in _spends(table)] == ["Urgent."]


def test_a_team_that_switched_the_rule_off_is_not_asked(table: Table, part: SmallMoneyPart) -> None:
    table.ask(rules.set_rule, "R36", on=False)
    part._ask()
    table.settle()
    row = _spend(table, part, "Cooker", "250")
    assert not row.texts[WHY].isVisible()
    assert len(_spends(table)) == 1


def test_a_sum_that_is_none_is_said_so_and_stays_as_typed(table: Table, part: SmallMoneyPart) -> None:
    row = _spend(table, part, "Cooker", "a fiver")
    assert table.problems == [money.NO_SUM]
    assert row.texts[AMOUNT].toPlainText() == "a fiver"
    assert _spends(table) == ()
    table.problems.clear()


def test_whether_it_helped_is_one_tap_and_can_be_taken_back(table: Table, part: SmallMoneyPart) -> None:
    row = _spend(table, part, "Bus pass", "12")
    table.choose(row.at, "it helped")
    assert _spends(table)[0].words("helped") == "yes"
    table.undo()
    assert _spends(table)[0].words("helped") == ""


def test_a_receipt_is_kept_shown_and_taken_away(
    table: Table, part: SmallMoneyPart, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    picture = QImage(900, 1200, QImage.Format.Format_RGB32)
    picture.fill(0xFFFFFF)
    picture.save(str(tmp_path / "till.png"))
    monkeypatch.setattr(photos, "choose_file", lambda _parent: tmp_path / "till.png")
    row = _spend(table, part, "Kettle", "20")
    table.choose(row.at, "Keep a photo of the receipt…")
    assert row.at.text().endswith("receipt")
    kept = _spends(table)[0].ref("receipt")
    table.choose(row.at, "Show the receipt")
    assert row.receipt.isVisible()
    assert 0 < row.receipt.pixmap().width() <= 900
    table.choose(row.at, "Take the receipt away")
    assert _spends(table)[0].ref("receipt") is None
    assert not row.receipt.isVisible()
    table.undo()
    assert _spends(table)[0].ref("receipt") == kept
    table.choose(row.at, "Show the receipt")
    assert row.receipt.isVisible()


def test_it_can_go_to_a_step_of_theirs_and_be_taken_back(table: Table, part: SmallMoneyPart) -> None:
    row = _spend(table, part, "Song book", "12")
    assert not row.step.isVisible(), "nothing to choose from"
    hope, step = uuid4(), uuid4()
    table.ask(outcomes.write_outcome, hope, "To sing again.", person=table.person)
    table.ask(outcomes.write_step, step, "Find the song book", outcome=hope)
    assert row.step.text() == "Which?"
    row.step.setFocus()
    table.qtbot.keyClick(row.step, Qt.Key.Key_Space)
    menu = next(each for each in row.window().findChildren(QMenu) if each.isVisible())
    table.qtbot.keyClick(menu, Qt.Key.Key_Down)
    table.qtbot.keyClick(menu, Qt.Key.Key_Return)
    table.settle()
    assert _spends(table)[0].ref("step") == step
    assert row.step.text() == "Find the song book"
    table.undo()
    assert _spends(table)[0].ref("step") is None
    table.choose(row.step, "Find the song book")
    table.choose(row.step, "No step")
    assert _spends(table)[0].ref("step") is None


def test_a_step_that_went_away_is_not_named(table: Table, part: SmallMoneyPart) -> None:
    row = _spend(table, part, "Song book", "12")
    table.ask(good_life.write_week, uuid4(), day="mon", part="am", what="Choir", person=table.person, plan=uuid4())
    table.choose(row.step, "Choir")
    assert row.step.text() == "Choir"
    table.ask(history.undo, table.person)
    table.ask(history.undo, table.person)
    assert not row.step.isVisible()


def test_only_a_step_of_their_own_can_have_it(vault: Vault) -> None:
    martin, jean = (people.add_person(vault, name).created[0] for name in ("Martin", "Jean"))
    spend, hope, step = uuid4(), uuid4(), uuid4()
    small_money.write_spend(vault, spend, person=martin, what_for="Kettle", amount="20")
    outcomes.write_outcome(vault, hope, "Tea with friends.", person=jean)
    outcomes.write_step(vault, step, "Ask Ann", outcome=hope)
    for other in (step, hope):
        with pytest.raises(RuleRefused):
            small_money.give_to_step(vault, spend, other)


def _limit(vault: Vault, person: UUID) -> int:
    return agreed.of_person(vault, person).small_limit


def test_the_service_itself_keeps_the_limit_and_the_team_sets_it(vault: Vault) -> None:
    person = people.add_person(vault, "Martin").created[0]
    with pytest.raises(RuleRefused):
        small_money.write_spend(vault, uuid4(), person=person, what_for="Cooker", amount="200.01")
    small_money.write_spend(vault, uuid4(), person=person, what_for="Cooker", amount="200")
    with pytest.raises(RuleRefused):
        small_money.write_spend(vault, uuid4(), person=person, what_for="Pan", amount="1")
    assert _limit(vault, person) == 200
    teams.set_team(vault, "Agreed on small money", small_spend_limit=250)
    small_money.write_spend(vault, uuid4(), person=person, what_for="Pan", amount="1")
    assert _limit(vault, person) == 250


def test_finance_gets_a_table_with_the_pounds_and_why(vault: Vault, tmp_path: Path) -> None:
    person = people.add_person(vault, "Martin").created[0]
    kettle = uuid4()
    small_money.write_spend(vault, kettle, person=person, what_for="Kettle", amount="19.99")
    small_money.write_spend(
        vault, uuid4(), person=person, what_for="Cooker", amount="250", over_limit_reason="Nothing to cook on."
    )
    plan = conversations.start(vault, person, kind="C2")
    with vault.reading() as conn:
        (crisis,) = rows.select(conn, "EmergencyPlan", "conversation = ?", (plan.created[0].bytes,))
    step = uuid4()
    plans.write_step(vault, step, plan=crisis.id, what="Cook a meal")
    small_money.give_to_step(vault, kettle, step)
    folder = exporting.export(vault, person, tmp_path / "web", format="csv")
    with (folder / "small_money.csv").open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file))
    assert [(row["what_for"], row["pounds"], row["why"], row["step"]) for row in read] == [
        ("Kettle", "19.99", "", "Cook a meal"), ("Cooker", "250.00", "Nothing to cook on.", "")
    ]  # fmt: skip
    assert all(row["day"] for row in read)
