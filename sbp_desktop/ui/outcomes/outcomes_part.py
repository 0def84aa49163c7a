"""Everything a person hopes for, one under the other, with room to write the next; on any page of theirs."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.outcome_snapshots import OutcomeSnapshot
from sbp_desktop.models.snapshots import ChangeSet, DraftSnapshot
from sbp_desktop.storage import outcomes, queries
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.outcomes.kept_rows import KeptRows
from sbp_desktop.ui.outcomes.outcome_row import FIELD, OutcomeRow


class OutcomesPart(QWidget):
    """Belongs to one person at a time; what is typed is kept before it belongs to another."""

    undo_wanted = Signal()
    redo_wanted = Signal()
    grown = Signal()

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._person: UUID | None = None
        self._drafts: Sequence[DraftSnapshot] = ()
        self._read = False
        self.rows: KeptRows[OutcomeRow] = KeptRows(self._make_row, self, spacing=theme.SPACE_8)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.rows)

    def set_person(self, person: UUID | None) -> None:
        """Belong to this person from now on, or to nobody."""
        if person != self._person:
            self.rows.clear()
            self._person, self._drafts, self._read = person, (), False
        if person is not None:
            self._background.run(queries.here, outcomes.of_person, person, person, then=partial(self._show, person))

    def refresh(self, changes: ChangeSet) -> None:
        """Ask again when this person's record changed."""
        if self._person is not None and changes.concerns(self._person):
            self.set_person(self._person)

    def take_drafts(self, drafts: Sequence[DraftSnapshot]) -> None:
        """Bring back typing that a crash cut short."""
        self._drafts = drafts
        if self._read:
            self._place_drafts()

    def leave(self) -> None:
        """Keep what is being typed."""
        self.rows.leave()

    def enter(self) -> None:
        """Put the cursor where the next hope is written."""
        if self.rows.blank is not None:
            self.rows.blank.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, person: UUID, found: tuple[OutcomeSnapshot, ...]) -> None:
        if person != self._person:
            return
        self._read = True
        self.rows.follow([outcome.id for outcome in found])
        for outcome in found:
            self.rows.row(outcome.id).show_outcome(outcome)
        self._place_drafts()
        self.grown.emit()

    def _place_drafts(self) -> None:
        drafts, self._drafts = self._drafts, ()
        for draft in drafts:
            if draft.field == FIELD and self._person is not None and draft.context.get("hopes") == self._person.hex:
                self.rows.row(draft.entity)
        for row in self.rows.rows.values() if drafts else ():
            row.take_drafts(drafts)

    def _make_row(self, outcome: UUID) -> OutcomeRow:
        assert self._person is not None  # noqa: S101 - rows are there only while somebody is
        row = OutcomeRow(self._background, self._person, outcome, self.rows)
        row.undo_wanted.connect(self.undo_wanted)
        row.redo_wanted.connect(self.redo_wanted)
        row.text.document().documentLayout().documentSizeChanged.connect(self.grown)
        return row
