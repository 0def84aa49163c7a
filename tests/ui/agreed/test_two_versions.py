"""What was agreed, and changed in two places since: both versions stand on its page, and a press keeps one or both."""

from uuid import uuid4

from PySide6.QtCore import Qt

from sbp_desktop.services import outcomes
from sbp_desktop.storage import outcomes as kept
from sbp_desktop.ui.widgets import QuietButton
from tests.colleague import come_in, heads_here, named_colleague, newest_op
from tests.ui.agreed.conftest import Table
from tests.ui.reading import seen

BASE = "I want to sing again."


def test_a_hope_and_a_step_are_settled_on_their_page(table: Table) -> None:
    hope, step = uuid4(), uuid4()
    table.ask(outcomes.write_outcome, hope, BASE, person=table.person)
    table.ask(outcomes.write_step, step, "Find the song book", outcome=hope)
    base = table.ask(newest_op, hope, "words")
    over = table.ask(heads_here, step, "what")
    table.ask(outcomes.write_outcome, hope, "I want to sing in the choir.", person=table.person)
    table.ask(outcomes.write_step, step, "Find the hymn book", outcome=hope)
    sam = table.ask(named_colleague, table.person, "Sam")
    page = table.page()
    assert page.versions.isHidden()
    table.ask(
        come_in,
        sam.revise(hope, "words", "I want to sing to my grandson.", base, BASE, lane=0),
        sam.set(step, "what", "Find the songs", over=over),
    )
    shown = seen(page.versions)
    for words in ("What they hope for", "I want to sing in the choir.", "I want to sing to my grandson.", "Sam, "):
        assert words in shown
    assert "Shown now: Find the songs" in shown
    for label in ("Keep both", "Keep “Find the hymn book”"):
        button = next(b for b in page.versions.findChildren(QuietButton) if b.text() == label and b.isVisible())
        table.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        table.settle()
    assert page.versions.isHidden()
    (found,) = table.ask(kept.of_person, table.person)
    assert found.words == "I want to sing in the choir. I want to sing to my grandson."
    assert [each.what for each in found.steps] == ["Find the hymn book"]
