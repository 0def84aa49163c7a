"""What they are learning, on the real page and the real file."""

from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from sbp_desktop.models.agreed import Agreed
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.snapshots import FOR_PERSON
from sbp_desktop.services import webs
from sbp_desktop.storage import agreed, queries
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui.agreed.learning_part import LearningPart, SkillRow
from tests.ui.agreed.conftest import Table

KIND = "DevelopmentItem"


@pytest.fixture
def part(table: Table) -> LearningPart:
    made: LearningPart = table.part(table.page(), LearningPart)
    return made


def _rows(part: LearningPart) -> list[SkillRow]:
    assert part.list is not None
    return [row for row in part.list.in_order() if isinstance(row, SkillRow)]


def _written(table: Table, part: LearningPart, words: str) -> SkillRow:
    table.write(next(row for row in _rows(part) if row.empty).first, words)
    return next(row for row in _rows(part) if row.first.toPlainText() == words)


def _skills_on_web(table: Table) -> dict[str, str]:
    web = table.ask(queries.web, table.person)
    return {node.label: node.since.text for node in web.nodes if node.kind == "skill"}


def test_an_empty_part_is_one_quiet_link_that_opens_it(table: Table) -> None:
    page = table.page()
    part = next(each for each in page.parts if isinstance(each, LearningPart))
    assert part.turn.property("quiet")
    assert not part.summary.isVisible()
    assert part.sheet is None
    table.click(part.turn)
    assert part.unfolded
    table.click(part.turn)
    assert not part.unfolded


def test_a_skill_is_written_with_one_line_and_the_next_row_waits(table: Table, part: LearningPart) -> None:
    _written(table, part, "Email")
    (skill,) = table.found(KIND).of(KIND)
    assert (skill.words("skill"), skill.words("done")) == ("Email", "no")
    assert [row.first.toPlainText() for row in _rows(part)] == ["Email", ""]
    assert next(row for row in _rows(part) if row.empty).first.hasFocus()
    assert table.drafts() == []


def test_how_with_whom_and_a_first_step_stand_below_it(table: Table, part: LearningPart) -> None:
    table.ask(webs.add_node, table.person, "Hub", kind="place")
    row = _written(table, part, "Email")
    table.write(row.texts["how"], "One morning a week")
    table.write(row.texts["first_step"], "Write to Ann")
    table.choose(row.whom, "Hub")
    (skill,) = table.found(KIND).of(KIND)
    assert (skill.words("how"), skill.words("first_step")) == ("One morning a week", "Write to Ann")
    assert table.found(KIND).label(skill.ref("with_whom")) == "Hub"
    assert row.whom.text() == "Hub"


def test_what_is_learned_stands_on_the_web_from_that_day_and_is_undone_with_it(
    table: Table, part: LearningPart
) -> None:
    row = _written(table, part, "Email")
    for _ in range(2):
        table.click(row.done)
    today = table.ask(_today)
    assert row.done.text() == "done"
    assert _skills_on_web(table) == {"Email": today}
    table.undo()
    assert row.done.text() == "some of it"
    assert _skills_on_web(table) == {}
    table.click(row.done)
    table.click(row.done)
    table.click(row.done)
    table.click(row.done)
    assert row.done.text() == "done"
    assert list(_skills_on_web(table)) == ["Email"]  # said twice, there once


def test_a_skill_half_typed_comes_back_after_a_crash(table: Table, part: LearningPart) -> None:
    row = next(row for row in _rows(part) if row.empty)
    table.qtbot.keyClicks(row.first, "Video ca")
    row.first._step()
    table.settle()
    again = next(each for each in table.page().parts if isinstance(each, LearningPart))
    assert again.unfolded
    assert [each.first.toPlainText() for each in _rows(again)] == ["Video ca", ""]
    assert [skill.words("skill") for skill in table.found(KIND).of(KIND)] == ["Video ca"]


def test_a_skill_with_no_words_left_goes_and_comes_back_with_undo(table: Table, part: LearningPart) -> None:
    row = _written(table, part, "Email")
    row.first.selectAll()
    table.qtbot.keyClick(row.first, Qt.Key.Key_Delete)
    row.first.leave()
    table.settle()
    assert table.found(KIND).of(KIND) == ()
    table.undo()
    assert [row.first.toPlainText() for row in _rows(part)] == ["Email", ""]


def test_the_folded_part_says_what_there_is_in_a_line(table: Table, part: LearningPart) -> None:
    _written(table, part, "Email")
    _written(table, part, "Maps")
    table.click(part.turn)
    assert part.summary.text() == "Email, Maps"
    assert part.turn.property("heading")


def test_leaving_the_person_leaves_no_word(table: Table, part: LearningPart) -> None:
    _written(table, part, "Email")
    part.set_person(None)
    assert part.summary.text() == ""
    assert part.sheet is None


def test_somebody_in_the_room_who_may_not_know_is_named_nowhere(table: Table, part: LearningPart) -> None:
    hub: UUID = table.ask(webs.add_node, table.person, "Ann").created[0]
    table.choose(_written(table, part, "Email").whom, "Ann")
    table.ask(webs.make_private, hub)
    assert "Ann" not in _said_for_the_person(table)


def _said_for_the_person(table: Table) -> str:
    return repr(table.ask(_for_the_person, table.person))


def _for_the_person(vault: Vault, person: UUID) -> Agreed:
    return agreed.of_person(vault, person, KIND, audience=FOR_PERSON)


def _today(vault: Vault) -> str:
    return local_day(vault.clock.now_ms()).isoformat()
