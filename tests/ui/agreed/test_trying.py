"""What they want to try: it needs the wish and what could go right, and nothing else (practice.md A21)."""

from uuid import uuid4

import pytest
from PySide6.QtCore import Qt

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.agreed import Thing
from sbp_desktop.services import people, risks, webs
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.agreed.trying_part import HappenedRow, PartRow, TryingPart, WishRow
from sbp_desktop.ui.people.kept_text import KeptText
from tests.ui.agreed.conftest import Table


@pytest.fixture
def part(table: Table) -> TryingPart:
    made: TryingPart = table.part(table.page(), TryingPart)
    return made


def _wishes(table: Table) -> tuple[Thing, ...]:
    return table.found("RiskEnablement").of("RiskEnablement")


def _blank(part: TryingPart) -> WishRow:
    assert part.list is not None
    row = part.list.in_order()[-1]
    assert isinstance(row, WishRow)
    return row


def _type(table: Table, text: KeptText, words: str) -> None:
    text.setFocus()
    table.qtbot.keyClicks(text, words)
    table.qtbot.keyClick(text, Qt.Key.Key_Tab)
    text.leave()  # without a window manager the cursor may not really leave
    table.settle()


def _written(table: Table, part: TryingPart) -> WishRow:
    row = _blank(part)
    _type(table, row.texts["wish"], "Walk to the shop alone")
    _type(table, row.texts["could_go_right"], "Choosing his own bread")
    return row


def test_a_wish_waits_for_what_could_go_right_and_then_both_are_one_change(table: Table, part: TryingPart) -> None:
    row = _blank(part)
    _type(table, row.texts["wish"], "Walk to the shop alone")
    assert _wishes(table) == ()
    assert table.drafts() == ["Walk to the shop alone"]
    _type(table, row.texts["could_go_right"], "Choosing his own bread")
    (wish,) = _wishes(table)
    assert (wish.words("wish"), wish.words("could_go_right")) == ("Walk to the shop alone", "Choosing his own bread")
    assert table.drafts() == []
    table.undo()
    assert _wishes(table) == ()
    assert table.problems == []


def test_a_wish_half_said_comes_back_as_it_was_typed(table: Table, part: TryingPart) -> None:
    _type(table, _blank(part).texts["wish"], "Walk to the shop alone")
    again = next(each for each in table.page().parts if isinstance(each, TryingPart))
    assert again.unfolded
    assert again.list is not None
    row = again.list.in_order()[0]
    assert row.first.toPlainText() == "Walk to the shop alone"
    _type(table, row.texts["could_go_right"], "Choosing his own bread")
    assert [wish.words("wish") for wish in _wishes(table)] == ["Walk to the shop alone"]
    assert table.drafts() == []


def test_the_service_takes_no_wish_without_what_could_go_right(vault: Vault) -> None:
    person = people.add_person(vault, "Martin").created[0]
    with pytest.raises(RuleRefused):
        risks.write_wish(vault, uuid4(), person=person, wish="Walk to the shop alone", could_go_wrong="A fall")
    thing = uuid4()
    risks.write_wish(vault, thing, person=person, wish="Walk to the shop alone", could_go_right="Bread")
    with pytest.raises(RuleRefused):
        risks.write_wish(vault, thing, person=person, could_go_right="")


def test_everything_else_is_optional_and_kept(table: Table, part: TryingPart) -> None:
    row = _written(table, part)
    for field in ("why", "could_go_wrong", "signs", "then_who", "public_purse"):
        assert row.texts[field].isVisible()
        _type(table, row.texts[field], f"words for {field}")
    table.choose(row.again.link, "Today")
    (wish,) = _wishes(table)
    assert [wish.words(field) for field in ("why", "signs", "public_purse")] == [
        "words for why", "words for signs", "words for public_purse"
    ]  # fmt: skip
    day = wish.day("look_again_on")
    assert day is not None
    assert day.lo == when_and_where.today()


def test_what_we_each_do_need_not_be_the_worker(table: Table, part: TryingPart) -> None:
    table.ask(webs.add_node, table.person, "Jean")
    row = _written(table, part)
    inner = row.each.in_order()[0]
    assert isinstance(inner, PartRow)
    table.write(inner.first, "Wait at the gate")
    table.choose(inner.who, "Jean")
    (wish,) = _wishes(table)
    assert [(each.words("what"), each.words("who")) for each in wish.parts["RiskPart"]] == [
        ("Wait at the gate", "Jean")
    ]
    table.choose(inner.who, "Martin")
    assert inner.who.text() == "Martin"


def test_what_one_of_us_does_half_typed_comes_back_inside_its_wish(table: Table, part: TryingPart) -> None:
    row = _written(table, part)
    inner = row.each.in_order()[0]
    table.qtbot.keyClicks(inner.first, "Wait at the")
    inner.first._step()
    table.settle()
    table.page()
    (wish,) = _wishes(table)
    assert [each.words("what") for each in wish.parts["RiskPart"]] == ["Wait at the"]


def test_what_happened_since_has_its_day(table: Table, part: TryingPart) -> None:
    assert part.since is not None
    row = part.since.in_order()[0]
    assert isinstance(row, HappenedRow)
    table.write(row.first, "He bought bread")
    (note,) = table.found("RiskNote").of("RiskNote")
    day = note.day("at")
    assert day is not None
    assert (note.words("what"), day.lo) == ("He bought bread", when_and_where.today())
    assert row.at.isVisible()
