"""Things under one another, each written where it stands, with an empty row for the next one last."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from uuid import UUID, uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QSizePolicy, QVBoxLayout, QWidget

from sbp_desktop.models.agreed import Agreed, Thing
from sbp_desktop.models.snapshots import DraftSnapshot
from sbp_desktop.ui.agreed.thing_row import ThingRow, Where


class ThingList(QWidget):
    """`make` makes the row of a thing, from its id and, where typing comes back, from what was noted with it.

    `open_ended`: there is always an empty row; without it rows come by `add`, and with `one` there is an empty row only
    while there is no other. `done` rings after Enter in it.
    """

    undo_wanted = Signal()
    redo_wanted = Signal()
    done = Signal()

    def __init__(
        self, where: Where, make: Callable[[UUID, DraftSnapshot | None], ThingRow], parent: QWidget | None = None, *,
        open_ended: bool = True, one: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._where, self._make, self._open_ended, self._one = where, make, open_ended, one
        self.rows: dict[UUID, ThingRow] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        self._keep_room()

    def show_things(self, things: Iterable[Thing], agreed: Agreed) -> None:
        """Show these as the record has them, in their order, leaving alone what is being typed."""
        found = {thing.id: thing for thing in things}
        for thing in found.values():
            self._row(thing.id).show_thing(thing, agreed)
        for gone in [ident for ident, row in self.rows.items() if row.written and ident not in found]:
            self._let_go(gone)
        self._keep_room()

    def add(self, row: ThingRow) -> None:
        """Put a row in that is not written yet, with the cursor in it."""
        self._put(row)
        row.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_drafts(self, drafts: Sequence[DraftSnapshot]) -> None:
        """Bring back typing that a crash, or words still missing, left unfinished."""
        for draft in drafts:
            if self._where.holds(draft):
                self._row(draft.entity, draft).take_draft(draft)
        self._keep_room()

    def leave(self) -> None:
        """Keep what is being typed."""
        for row in list(self.rows.values()):
            row.leave()

    def clear(self) -> None:
        """Keep what is being typed, then forget it all."""
        for ident in list(self.rows):
            self._take_out(ident)

    def enter(self) -> None:
        """Put the cursor in the empty row."""
        for row in self.rows.values():
            if row.empty:
                row.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def in_order(self) -> list[ThingRow]:
        """Return the rows as they stand under one another."""
        return sorted(self.rows.values(), key=self._lines.indexOf)

    def _row(self, ident: UUID, draft: DraftSnapshot | None = None) -> ThingRow:
        if ident not in self.rows:
            self._put(self._make(ident, draft))
        return self.rows[ident]

    def _put(self, row: ThingRow) -> None:
        self.rows[row.thing] = row
        row.undo_wanted.connect(self.undo_wanted)
        row.redo_wanted.connect(self.redo_wanted)
        row.entered.connect(partial(self._go_on_from, row))
        empty = sum(other.empty for other in self.rows.values() if other is not row)
        self._lines.insertWidget(self._lines.count() - empty, row)
        row.show()

    def _keep_room(self) -> None:
        """Have one empty row, and no more."""
        empty = [ident for ident, row in self.rows.items() if row.empty]
        if not empty and (self._open_ended or (self._one and not self.rows)):
            self._put(self._make(uuid4(), None))
        elif self._one and len(self.rows) > 1:
            for ident in empty:
                self._let_go(ident)

    def _let_go(self, ident: UUID) -> None:
        """Take a row out; the cursor stays in this list where it was in that row: Qt would take it to the next one."""
        row, under = self.rows[ident], QApplication.focusWidget()
        if under is not None and row.isAncestorOf(under):
            if self._one and len(self.rows) == 1:
                self._put(self._make(uuid4(), None))
            order = self.in_order()
            at = order.index(row)
            for beside in order[at + 1 : at + 2] or order[:at][-1:]:
                beside.first.setFocus(Qt.FocusReason.OtherFocusReason)
        self._take_out(ident)

    def _take_out(self, ident: UUID) -> None:
        row = self.rows.pop(ident)
        row.clear()
        row.hide()
        row.deleteLater()

    def _go_on_from(self, row: ThingRow) -> None:
        """Go to the row after this one, to a new one after the last, and on from an empty one."""
        order = self.in_order()
        after = order[order.index(row) + 1 :]
        if row.empty or not (after or self._open_ended):
            self.done.emit()
            return
        if not after:
            self._keep_room()
            after = self.in_order()[-1:]
        after[0].first.setFocus(Qt.FocusReason.OtherFocusReason)
