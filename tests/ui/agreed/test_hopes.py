"""What they hope for stands first in what we agreed: the same list as when looking again."""

from uuid import uuid4

from PySide6.QtCore import Qt

from sbp_desktop.services import outcomes
from sbp_desktop.storage import outcomes as kept
from sbp_desktop.ui.outcomes.hopes_part import HopesPart
from tests.ui.agreed.conftest import Table


def test_a_hope_is_written_where_it_stands_and_said_in_one_line(table: Table) -> None:
    page = table.page()
    part = table.part(page, HopesPart)
    assert page.parts[0] is part
    blank = part.hopes.rows.blank
    assert blank is not None
    blank.text.setFocus()
    table.qtbot.keyClicks(blank.text, "I want to sing again.")
    page.leave()
    table.settle()
    (hope,) = table.ask(kept.of_person, table.person)
    assert hope.words == "I want to sing again."
    table.click(part.turn)
    assert part.summary.text() == "I want to sing again"


def test_a_face_and_a_step_are_taken_back_one_by_one(table: Table) -> None:
    table.ask(outcomes.write_outcome, uuid4(), "I want to sing again.", person=table.person)
    part = table.part(table.page(), HopesPart)
    row = part.hopes.rows.in_order()[0]
    table.click(row.faces.faces["yes"])
    assert row.faces.faces["yes"].isChecked()
    step = row.steps.blank
    assert step is not None
    table.write(step.text, "Find the song book")
    assert step.done.isVisible()
    for _ in range(2):
        table.qtbot.keyClick(row.text, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        table.settle()
    assert not row.faces.faces["yes"].isChecked()
    assert [each.steps for each in table.ask(kept.of_person, table.person)] == [()]


def test_typing_cut_short_unfolds_what_it_belongs_to(table: Table) -> None:
    part = table.part(table.page(), HopesPart)
    blank = part.hopes.rows.blank
    assert blank is not None
    table.qtbot.keyClicks(blank.text, "I want to si")
    blank.text._step()
    table.settle()
    again = next(each for each in table.page().parts if isinstance(each, HopesPart))
    table.settle()
    assert again.unfolded
    assert [row.text.toPlainText() for row in again.hopes.rows.in_order()] == ["I want to si", ""]
    assert table.drafts() == []


def test_a_step_found_by_its_words_unfolds_the_hopes(table: Table) -> None:
    hope, step = uuid4(), uuid4()
    table.ask(outcomes.write_outcome, hope, "I want to sing again.", person=table.person)
    table.ask(outcomes.write_step, step, "Find the song book", outcome=hope)
    page = table.page()
    page.open(table.person, "OutcomeStep")
    table.settle()
    part = next(each for each in page.parts if isinstance(each, HopesPart))
    assert part.unfolded
