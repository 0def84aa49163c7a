"""Entities as plain rows, now or as they stood in the log at a past moment; snapshots are built from these alone."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from zlib import crc32

from sbp_desktop.errors import NotFound
from sbp_desktop.models import schema, text_merge
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.merge import PRIVATE_LANE, Head, State, current
from sbp_desktop.models.ops import Op, OpKind
from sbp_desktop.models.schema import Entity, Field, Kind
from sbp_desktop.models.snapshots import Audience, HistoryEntry
from sbp_desktop.storage import history, materialise, tables, texts
from sbp_desktop.storage.statements import Connection

NOT_WITH = "not_with:"
# How we keep a thing, how we came by it and what we fear is no part of what the person looks at.
_BESIDE_THE_POINT = frozenset(
    {"audience", "seen_together", "seen_as", "still_so", "show_as", "source", "reach", "harm"}
)
Reader = Callable[[Any], Any]
_READ: Mapping[Kind, Reader] = {
    Kind.SET: lambda held: frozenset(json.loads(held)),
    Kind.FLAG: bool,
    Kind.REF: lambda held: UUID(bytes=held),
    Kind.DAY: PartialDate.of,
}
"""How a value that a column holds otherwise is read; all others are as they are held."""
GONE = "That is not in this store any more."


@dataclass(frozen=True, slots=True)
class Row:
    """One entity. `values` by field name: ids as UUID, days as PartialDate, sets as frozenset, flags as bool."""

    id: UUID
    person: UUID
    private: bool
    alive: bool
    concealed: bool
    born: int
    written: int
    locked: bool
    alternatives: tuple[str, ...]
    history: tuple[HistoryEntry, ...]
    values: Mapping[str, Any] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:
        value = self.values.get(name)
        return default if value is None else value

    def seen_by(self, audience: Audience) -> bool:
        """Whether this may be shown to an audience in a room with these people (decisions.md D3)."""
        allowed: frozenset[str] = self.values.get("audience", frozenset())
        if any(f"{NOT_WITH}{who.hex}" in allowed for who in audience.present):
            return False
        return audience.who == "worker" or (not self.private and audience.who in allowed)


def seen_as(row: Row) -> str:
    """A few letters that stand for a thing as it is now: kept when the person has seen it so, and so different once
    it has changed, whoever changed it, and the same again once that was taken back.
    """
    shown = sorted((name, value) for name, value in row.values.items() if name not in _BESIDE_THE_POINT)
    plain = [(name, sorted(value) if isinstance(value, frozenset) else value) for name, value in shown]
    return f"{crc32(repr(plain).encode()):08x}"


def select(
    conn: Connection, type_name: str, where: str, parameters: tuple[Any, ...] = (), *, alive_only: bool = True
) -> list[Row]:
    """Rows as they are now. `where` is literal SQL of ours on the read table's columns; never data."""
    declared, table = schema.ENTITIES[type_name], tables.now[type_name]
    alive = "alive = 1 AND " if alive_only else ""
    found = conn.execute(f"SELECT * FROM {table.name} WHERE {alive}{where}", parameters)
    fields = [(f.name, _READ.get(f.kind)) for f in declared.fields]
    return [_from_columns(fields, row) for row in found]


def one(conn: Connection, type_name: str, id: UUID, *, alive_only: bool = True) -> Row | None:
    """One entity now, None when it is not there (any more)."""
    return next(iter(select(conn, type_name, "id = ?", (id.bytes,), alive_only=alive_only)), None)


def there(conn: Connection, type_name: str, id: UUID) -> Row:
    """One entity now. Raises NotFound when it is not there (any more)."""
    row = one(conn, type_name, id)
    if row is None:
        raise NotFound(GONE)
    return row


def kind_of(conn: Connection, id: UUID) -> str:
    """The entity name of whatever has this id. Raises NotFound when nothing has."""
    found = conn.execute("SELECT type FROM entity WHERE id = ?", (id.bytes,)).fetchone()
    if found is None:
        raise NotFound(GONE)
    return str(found[0])


def _from_columns(fields: Sequence[tuple[str, Reader | None]], row: Any) -> Row:
    id_, person, lane, alive, born, written, _author, alternatives, dated, locked = row[:10]
    values = {
        name: held if read is None else read(held)
        for (name, read), held in zip(fields, row[10:], strict=True)
        if held is not None
    }
    return Row(
        UUID(bytes=id_), UUID(bytes=person), lane == PRIVATE_LANE, alive == 1, alive < 0, born, written, bool(locked),
        tuple(json.loads(alternatives)) if alternatives != "[]" else (),
        _history(dated),
        values,
    )  # fmt: skip


def _history(dated: str) -> tuple[HistoryEntry, ...]:
    if dated == "[]":
        return ()
    return tuple(HistoryEntry(PartialDate.of(at), name, value, how) for at, name, value, how in json.loads(dated))


def read_value(kind: Kind, held: Any) -> Any:
    """A value as a row has it, from how a column or an op holds it."""
    read = _READ.get(kind)
    return held if read is None else read(held)


def as_written(
    conn: Connection, person: UUID, then: int | history.Written, types: Iterable[str]
) -> dict[str, list[Row]]:
    """Rows of these types as the log stood then (decisions.md D4: what we had written by then)."""
    ops = history.written_by(conn, person, then)
    heads = history.heads_written_by(ops)
    dated = _dated(ops)
    born: dict[bytes, Op] = {}
    for op in sorted((op for op in ops if op.kind is OpKind.NEW), key=lambda op: op.hlc):
        born.setdefault(op.ent, op)
    lines = _live_lines(born, heads)
    found: dict[str, list[Row]] = {name: [] for name in types}
    for ent, new in born.items():
        if new.field not in found:
            continue
        declared = schema.ENTITIES[new.field]
        incident = [head.id for line in lines.get(ent, ()) for head in heads[line]] if new.field == "Node" else []
        state = current(declared, new.lane, heads.get(ent, []), incident)
        held = {**state.values, **_texts_then(declared, state, ops, ent)}
        values = {
            f.name: _value_then(f, held.get(f.name))
            for f in declared.fields
            if schema.value_problem(f, held.get(f.name)) is None
        }
        found[new.field].append(
            Row(
                UUID(bytes=ent), person, new.lane == PRIVATE_LANE, state.alive, state.concealed, new.hlc, state.written,
                state.locked, state.alternatives, materialise.dated_values(dated.get(ent, ())),
                {name: value for name, value in values.items() if value is not None},
            )
        )  # fmt: skip
    return found


def _texts_then(declared: Entity, state: State, ops: Iterable[Op], ent: bytes) -> Mapping[str, str]:
    """Texts of several heads as they read together then."""
    doubled = texts.doubled(declared, state.alternatives)
    if not doubled:
        return {}
    own = [op for op in ops if op.ent == ent]
    full = history.texts_of(own)
    return {name: text_merge.whole(texts.merged_from(own, full, name)) for name in doubled}


def _dated(ops: Iterable[Op]) -> dict[bytes, list[Op]]:
    """Values that said since when, by entity, without those taken back."""
    said = [op for op in ops if op.kind is OpKind.SET and op.meta]
    undone = {(op.person, op.lane, *op.meta["undo_of"]) for op in said if "undo_of" in op.meta}
    dated: dict[bytes, list[Op]] = {}
    for op in said:
        if "at" in op.meta and (op.person, op.lane, *op.id) not in undone:
            dated.setdefault(op.ent, []).append(op)
    return dated


def _live_lines(born: Mapping[bytes, Op], heads: Mapping[bytes, list[Head]]) -> dict[bytes, list[bytes]]:
    """Lines that had not been taken away, by the two they join."""
    lines: dict[bytes, list[bytes]] = {}
    for ent, new in born.items():
        if new.field == "Tie":
            state = current(schema.ENTITIES["Tie"], new.lane, heads.get(ent, []))
            if state.alive:
                for end in {state.values.get("a"), state.values.get("b")}:
                    if isinstance(end, bytes):
                        lines.setdefault(end, []).append(ent)
    return lines


def _value_then(declared: Field, value: Any) -> Any:
    return value if value is None or declared.kind is Kind.SET else read_value(declared.kind, value)
