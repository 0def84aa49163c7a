"""Rows that are written one after the other, the last always an empty one to write in."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar
from uuid import UUID, uuid4

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.ui.people.kept_text import KeptText


class WrittenRow(QWidget):
    """A row with a text in it; `written` once the record has it."""

    text: KeptText
    written = False

    def leave(self) -> None:
        """Keep what is being typed."""
        self.text.leave()


RowT = TypeVar("RowT", bound=WrittenRow)


class KeptRows(QWidget, Generic[RowT]):
    """`make` makes the row of an id. A row being typed in keeps its place and its words whatever the record says."""

    def __init__(self, make: Callable[[UUID], RowT], parent: QWidget | None = None, *, spacing: int = 0) -> None:
        super().__init__(parent)
        self._make = make
        self.rows: dict[UUID, RowT] = {}
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(spacing)

    @property
    def blank(self) -> RowT | None:
        """The row with nothing of the record in it."""
        return next((row for row in self.rows.values() if not row.written), None)

    def follow(self, ids: Iterable[UUID]) -> None:
        """Have a row for each of these and one to write in; those written that are gone are taken out."""
        there = list(ids)
        for gone in [id_ for id_, row in self.rows.items() if row.written and id_ not in there]:
            self._take_out(gone)
        for id_ in there:
            self.row(id_).written = True
        if self.blank is None:
            self.row(uuid4(), last=True)

    def row(self, id_: UUID, *, last: bool = False) -> RowT:
        """Return the row of an id, made above the empty one where there is none, or else `last`."""
        if id_ not in self.rows:
            empty = 0 if last else sum(not row.written for row in self.rows.values())
            made = self.rows[id_] = self._make(id_)
            self._lines.insertWidget(self._lines.count() - empty, made)
            made.show()
        return self.rows[id_]

    def go_on_from(self, id_: UUID) -> None:
        """Put the cursor in the next row, a new one after the last, unless that is empty."""
        order = self.in_order()
        at = order.index(self.rows[id_])
        if at + 1 < len(order):
            order[at + 1].text.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.rows[id_].text.toPlainText().strip():
            self.row(uuid4(), last=True).text.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Keep what is being typed."""
        for row in self.rows.values():
            row.leave()

    def clear(self) -> None:
        """Keep what is being typed, then have no rows."""
        for id_ in list(self.rows):
            self._take_out(id_)

    def in_order(self) -> list[RowT]:
        """Return the rows as they stand."""
        return sorted(self.rows.values(), key=self._lines.indexOf)

    def _take_out(self, id_: UUID) -> None:
        row = self.rows.pop(id_)
        row.leave()
        row.hide()
        row.deleteLater()
