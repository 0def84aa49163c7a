"""A list of frozen snapshots for Qt's list views: one row each, in words, and nothing kept once it is cleared."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

SNAPSHOT = int(Qt.ItemDataRole.UserRole)
_NOWHERE = QModelIndex()
_SPOKEN = frozenset({int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)})


class SnapshotListModel(QAbstractListModel):
    """Holds the rows of one answer. `in_words(row)` is what a screen reader says; `SNAPSHOT` gives the row itself."""

    def __init__(self, in_words: Callable[[Any], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._in_words = in_words
        self._rows: tuple[Any, ...] = ()

    def show(self, rows: Sequence[Any]) -> None:
        """Take a new answer. An unchanged one is left alone and a longer one grows in place, so nothing jumps."""
        new, old = tuple(rows), self._rows
        if new == old:
            return
        if old and new[: len(old)] == old:
            self.beginInsertRows(_NOWHERE, len(old), len(new) - 1)
            self._rows = new
            self.endInsertRows()
            return
        self.beginResetModel()
        self._rows = new
        self.endResetModel()

    def clear(self) -> None:
        """Forget every row; views empty themselves."""
        self.show(())

    def row(self, index: int) -> Any:
        """Return the snapshot of a row. Raises IndexError beyond the end."""
        return self._rows[index]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        if role == SNAPSHOT:
            return self._rows[index.row()]
        return self._in_words(self._rows[index.row()]) if role in _SPOKEN else None
