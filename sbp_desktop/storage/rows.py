"""Entities as plain rows, now or as they stood in the log at a past moment; snapshots are built from these alone."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sbp_desktop.errors import NotFound
from sbp_desktop.models import schema
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.merge import PRIVATE_LANE, current
from sbp_desktop.models.ops import OpKind
from sbp_desktop.models.schema import Entity, Kind
from sbp_desktop.models.snapshots import Audience, HistoryEntry
from sbp_desktop.storage import history, oplog, tables
from sbp_desktop.storage.statements import Connection

NOT_WITH = "not_with:"
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


def select(
    conn: Connection, type_name: str, where: str, parameters: tuple[Any, ...] = (), *, alive_only: bool = True
) -> list[Row]:
    """Rows as they are now. `where` is literal SQL of ours on the read table's columns; never data."""
    declared, table = schema.ENTITIES[type_name], tables.now[type_name]
    alive = "alive = 1 AND " if alive_only else ""
    found = conn.execute(f"SELECT * FROM {table.name} WHERE {alive}{where}", parameters)
    return [_from_columns(declared, row) for row in found]


def one(conn: Connection, type_name: str, id: UUID, *, alive_only: bool = True) -> Row | None:
    """One entity now, None when it is not there (any more)."""
    return next(iter(select(conn, type_name, "id = ?", (id.bytes,), alive_only=alive_only)), None)


def there(conn: Connection, type_name: str, id: UUID) -> Row:
    """One entity now. Raises NotFound when it is not there (any more)."""
    row = one(conn, type_name, id)
    if row is None:
        raise NotFound(GONE)
    return row


def _from_columns(declared: Entity, row: Any) -> Row:
    id_, person, lane, alive, born, written, _author, alternatives, dated, locked = row[:10]
    values = {
        f.name: _value(f.kind, held) for f, held in zip(declared.fields, row[10:], strict=True) if held is not None
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


def _value(kind: Kind, held: Any) -> Any:
    match kind:
        case Kind.SET:
            return frozenset(json.loads(held))
        case Kind.FLAG:
            return bool(held)
        case Kind.REF:
            return UUID(bytes=held)
        case Kind.DAY:
            return PartialDate.of(held)
        case _:
            return held


def as_written(conn: Connection, person: UUID, moment_ms: int, types: Iterable[str]) -> dict[str, list[Row]]:
    """Rows of these types as the log stood at `moment_ms` (decisions.md D4: what we had written by then)."""
    wanted = set(types)
    news = {op.ent: op for _, op in oplog.read(conn, "WHERE person = ? AND kind = ?", (person.bytes, int(OpKind.NEW)))}
    found: dict[str, list[Row]] = {name: [] for name in wanted}
    heads = history.heads_written_by(conn, person, moment_ms)
    ends = {
        ent: {h.value for h in hs if h.field in ("a", "b")}
        for ent, hs in heads.items()
        if ent in news and news[ent].field == "Tie"
    }
    for ent, entity_heads in heads.items():
        new = news.get(ent)
        if new is None or new.field not in wanted:
            continue
        incident = (
            [h.id for tie, pair in ends.items() if ent in pair for h in heads[tie]] if new.field == "Node" else []
        )
        state = current(schema.ENTITIES[new.field], new.lane, entity_heads, incident)
        dated = [
            HistoryEntry(PartialDate.of(op.meta["at"]), op.field, op.value, str(op.meta.get("how", "")))
            for _, op in oplog.read(conn, "WHERE ent = ? AND wall <= ?", (ent, moment_ms))
            if op.kind is OpKind.SET and "at" in op.meta
        ]
        values = {
            n: _from_op(schema.ENTITIES[new.field].by_name[n].kind, v) for n, v in state.values.items() if v is not None
        }
        found[new.field].append(
            Row(
                UUID(bytes=ent), person, new.lane == PRIVATE_LANE, state.alive, state.concealed, new.hlc, state.written,
                state.locked, state.alternatives, tuple(sorted(dated, key=lambda entry: entry.at.lo)), values,
            )
        )  # fmt: skip
    return found


def _from_op(kind: Kind, value: Any) -> Any:
    if kind is Kind.SET:
        return value
    return _value(kind, value)
