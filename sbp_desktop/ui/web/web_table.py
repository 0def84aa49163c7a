"""The web as two tables, cell for cell: who and what is there with their line to the person, and the lines between."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QLineEdit

from sbp_desktop.models.snapshots import NodeSnapshot, TieSnapshot, WebSnapshot
from sbp_desktop.ui.half_line import HalfLine
from sbp_desktop.ui.web import words
from sbp_desktop.ui.web.edits import WebEdits
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP, Choices, said, say

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_UNSAID = "unknown"


class Row(NamedTuple):
    """One line of a table: a node with its line to the person if there is one, or a line between two others."""

    id: UUID
    node: NodeSnapshot | None
    tie: TieSnapshot | None


Get = Callable[[Row, WebSnapshot], Any]
Put = Callable[[WebEdits, Row, WebSnapshot, Any], object]


@dataclass(frozen=True)
class Column:
    """One column. `choices` None: free words; `put` None: only to read here, Enter opens the panel instead."""

    title: str
    get: Get
    put: Put | None = None
    choices: Callable[[Row, WebSnapshot], Choices] | None = None
    text: Get | None = None


def _of_node(name: str) -> Get:
    return lambda row, _web: getattr(row.node, name)


def _of_tie(name: str) -> Get:
    return lambda row, _web: getattr(row.tie, name) if row.tie is not None else _UNSAID


def _put_node(name: str) -> Put:
    return lambda edits, row, _web, value: edits.set_node(row.id, **{name: value or None})


def _put_tie(name: str) -> Put:
    def put(edits: WebEdits, row: Row, web: WebSnapshot, value: Any) -> None:
        kept = value or _UNSAID
        if row.tie is not None:
            edits.set_tie(row.tie.id, **{name: kept})
        else:
            edits.join(row.id, web.self_node, **{name: kept})

    return put


def _put_label(edits: WebEdits, row: Row, _web: WebSnapshot, value: Any) -> None:
    if value:
        edits.set_node(row.id, label=value)


def _choices(choices: Choices, *, unsaid: bool = True) -> Callable[[Row, WebSnapshot], Choices]:
    offered = {"": QT_TRANSLATE_NOOP("web", "not said"), **choices} if unsaid else choices
    return lambda _row, _web: offered


def _ways(row: Row, web: WebSnapshot) -> Choices:
    labels = {node.id: node.label for node in web.nodes}
    a, b = (row.tie.a, row.tie.b) if row.tie is not None else (row.id, web.self_node)
    to = say(QT_TRANSLATE_NOOP("web", "to {0}"))
    return {
        "": say(QT_TRANSLATE_NOOP("web", "not said")),
        "a_to_b": to.format(labels.get(b, "")),
        "b_to_a": to.format(labels.get(a, "")),
        "both": say(QT_TRANSLATE_NOOP("web", "both ways")),
        "none": say(QT_TRANSLATE_NOOP("web", "neither way")),
    }


def _gives(row: Row, _web: WebSnapshot) -> str:
    held = row.tie.support if row.tie is not None else frozenset()
    return ", ".join(said(words.SUPPORT, kind) for kind in words.SUPPORT if kind in held)


def _part_of(row: Row, web: WebSnapshot) -> str:
    labels = {node.id: node.label for node in web.nodes}
    return ", ".join(labels[group] for group, member in web.members if member == row.id)


def _end(name: str) -> Get:
    def get(row: Row, web: WebSnapshot) -> str:
        labels = {node.id: node.label for node in web.nodes}
        return labels.get(getattr(row.tie, name), "")

    return get


def _others(than: str) -> Callable[[Row, WebSnapshot], Choices]:
    """Everybody a line may end at, but for its other end."""

    def choices(row: Row, web: WebSnapshot) -> Choices:
        taken = getattr(row.tie, than)
        return {node.id.hex: node.label for node in web.nodes if node.id != taken}

    return choices


def _put_end(name: str) -> Put:
    return lambda edits, row, _web, value: edits.join_again(row.id, name, UUID(hex=value))


def _end_id(name: str) -> Get:
    return lambda row, _web: getattr(row.tie, name).hex


_ABOUT_LINE = (
    Column(QT_TRANSLATE_NOOP("web", "How close"), _of_tie("strength"), _put_tie("strength"), _choices(words.STRENGTHS)),
    Column(QT_TRANSLATE_NOOP("web", "Hard at times"), _of_tie("stress"), _put_tie("stress"), _choices(words.STRESSES)),
    Column(QT_TRANSLATE_NOOP("web", "Help goes"), _of_tie("flow"), _put_tie("flow"), _ways),
    Column(
        QT_TRANSLATE_NOOP("web", "How often"), _of_tie("frequency"), _put_tie("frequency"), _choices(words.FREQUENCIES)
    ),
    Column(QT_TRANSLATE_NOOP("web", "What it gives"), _gives),
)
NODE_COLUMNS = (
    Column(QT_TRANSLATE_NOOP("web", "Name"), _of_node("label"), _put_label),
    Column(QT_TRANSLATE_NOOP("web", "Who they are"), _of_node("relation"), _put_node("relation")),
    Column(
        QT_TRANSLATE_NOOP("web", "What it is"), _of_node("kind"), _put_node("kind"),
        _choices(words.KINDS, unsaid=False),
    ),
    Column(
        QT_TRANSLATE_NOOP("web", "Where it belongs"), _of_node("domain"), _put_node("domain"),
        _choices(words.LAYERS, unsaid=False),
    ),
    *_ABOUT_LINE,
    Column(
        QT_TRANSLATE_NOOP("web", "Now"), _of_node("status"), _put_node("status"),
        _choices(words.STATUSES, unsaid=False),
    ),
    Column(QT_TRANSLATE_NOOP("web", "Part of"), _part_of),
)  # fmt: skip
TIE_COLUMNS = (
    Column(QT_TRANSLATE_NOOP("web", "Between"), _end_id("a"), _put_end("a"), _others("b"), text=_end("a")),
    Column(QT_TRANSLATE_NOOP("web", "And"), _end_id("b"), _put_end("b"), _others("a"), text=_end("b")),
    Column(
        QT_TRANSLATE_NOOP("web", "What kind of line"), _of_tie("kind"),
        lambda edits, row, _web, value: edits.set_tie(row.id, kind=value),
    ),
    *_ABOUT_LINE,
)  # fmt: skip


def node_rows(web: WebSnapshot, order: Sequence[UUID]) -> tuple[Row, ...]:
    """Everybody and everything in an order, without the person, each with the first line to them."""
    nodes = {node.id: node for node in web.nodes}
    mine: dict[UUID, TieSnapshot] = {}
    for tie in web.ties:
        if web.self_node in (tie.a, tie.b):
            mine.setdefault(tie.b if tie.a == web.self_node else tie.a, tie)
    return tuple(Row(id_, nodes[id_], mine.get(id_)) for id_ in order if id_ in nodes and id_ != web.self_node)


def tie_rows(web: WebSnapshot, shown: Mapping[UUID, TieSnapshot]) -> tuple[Row, ...]:
    """The lines between others, and any further line to the person."""
    met: set[UUID] = set()
    rows = []
    for tie in shown.values():
        other = tie.b if tie.a == web.self_node else tie.a if tie.b == web.self_node else None
        if other is not None and other not in met:
            met.add(other)  # told in the other's own row
        else:
            rows.append(Row(tie.id, None, tie))
    return tuple(rows)


class WebTable(QAbstractTableModel):
    """Rows of one kind. What is typed or chosen goes to `edits` and comes back with the next web."""

    def __init__(self, edits: WebEdits, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._edits, self.columns = edits, tuple(columns)
        self.rows: tuple[Row, ...] = ()
        self._web = WebSnapshot(UUID(int=0), UUID(int=0))

    def show(self, web: WebSnapshot, rows: Sequence[Row]) -> None:
        """Take a newer web; the same rows in the same order stay where they are."""
        new, same = tuple(rows), [row.id for row in rows] == [row.id for row in self.rows]
        if same:
            self._web, self.rows = web, new
            if new:
                self.dataChanged.emit(self.index(0, 0), self.index(len(new) - 1, len(self.columns) - 1))
            return
        self.beginResetModel()
        self._web, self.rows = web, new
        self.endResetModel()

    def row_of(self, id_: UUID | None) -> int:
        """Return where a node or line stands, -1 if it does not."""
        return next((i for i, row in enumerate(self.rows) if row.id == id_), -1)

    def choices(self, index: Index) -> Choices | None:
        """Return what a cell can be chosen from, None for free words."""
        column = self.columns[index.column()]
        return None if column.choices is None else column.choices(self.rows[index.row()], self._web)

    def half_line(self, field: QLineEdit) -> HalfLine:
        """What is half typed in the field of a cell."""
        return self._edits.half_line(field, "cell")

    def show_half(self, half: HalfLine, index: Index) -> None:
        """Show what is kept in this cell, or what was left half typed there."""
        column, kept = self.columns[index.column()].title, str(self.data(index, Qt.ItemDataRole.EditRole))
        half.belong(self._edits.person, self.rows[index.row()].id, name=f".{column}", rest=kept)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        editable = not self._edits.only_to_look and self.columns[index.column()].put is not None
        return flags | Qt.ItemFlag.ItemIsEditable if editable else flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if orientation == Qt.Orientation.Horizontal:
            return say(self.columns[section].title)
        row = self.rows[section]
        return row.node.label if row.node is not None else words.describe_tie(row.tie, self._web) if row.tie else ""

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        column, row = self.columns[index.column()], self.rows[index.row()]
        if role == Qt.ItemDataRole.EditRole:
            return column.get(row, self._web)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._with_doubt(column, row, index)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            text = self._with_doubt(column, row, index) or say(QT_TRANSLATE_NOOP("web", "not said"))
            return f"{say(column.title)}: {text}"
        return None

    def setData(self, index: Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        column, row = self.columns[index.column()], self.rows[index.row()]
        if role != Qt.ItemDataRole.EditRole or column.put is None or value == column.get(row, self._web):
            return False
        column.put(self._edits, row, self._web, value)
        return True

    def _with_doubt(self, column: Column, row: Row, index: Index) -> str:
        """The cell, in the first column with a badge where the thing or its line stands in two versions."""
        doubts = [words.doubt(thing) for thing in (row.node, row.tie) if thing is not None]
        said = [self._text(column, row, index), *(dict.fromkeys(doubts) if index.column() == 0 else ())]
        return " · ".join(filter(None, said))

    def _text(self, column: Column, row: Row, index: Index) -> str:
        if column.text is not None:
            return str(column.text(row, self._web))
        value = column.get(row, self._web)
        choices = self.choices(index)
        if choices is None:
            return str(value or "")
        return say(choices[value]) if value and value in choices else ""
