"""Entities as plain rows, as they are now; snapshots are built from these alone (of a past moment: models.folding)."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID
from zlib import crc32

from sbp_desktop.errors import NotFound
from sbp_desktop.models import folding, schema
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.merge import PRIVATE_LANE
from sbp_desktop.models.schema import Field, Kind
from sbp_desktop.models.snapshots import HistoryEntry
from sbp_desktop.storage import tables
from sbp_desktop.storage.statements import Connection, in_parts, marks, scalar

Row = folding.Row
NOT_WITH = folding.NOT_WITH
# How we keep a thing, how we came by it and what we fear is no part of what the person looks at.
_BESIDE_THE_POINT = frozenset(
    {
        "audience",
        "seen_together",
        "seen_as",
        "still_so",
        "show_as",
        "source",
        "reach",
        "harm",
        "linked_person",
        "resource",
    }
)
Reader = Callable[[Any], Any]
_READ: Mapping[Kind, Reader] = {
    Kind.SET: lambda held: frozenset(json.loads(held)),
    Kind.FLAG: bool,
    Kind.REF: lambda held: UUID(bytes=held),
    Kind.DAY: PartialDate.of,
}
"""How a value that a column holds otherwise is read; all others are as they are held."""
_PARTS = tuple(name for name, declared in schema.ENTITIES.items() if "parent" in declared.by_name)
GONE = "That is not in this store any more."


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


def words(conn: Connection, type_name: str, id: UUID, name: str) -> str:
    """What a thing's short line says now, "" where nothing. Raises NotFound when it is not there (any more)."""
    found = conn.execute(_one_column(type_name, name), (id.bytes, id.bytes)).fetchone()
    if found is None:
        raise NotFound(GONE)
    return found[0] or ""


@cache
def _one_column(type_name: str, name: str) -> str:
    return (
        f'SELECT "{tables.column_name(name)}" FROM {tables.now[type_name].name} '
        "WHERE person = (SELECT person FROM entity WHERE id = ?) AND id = ? AND alive = 1"
    )


def known_kind(conn: Connection, id: UUID) -> str | None:
    """The entity name of whatever has this id, None when nothing has. What has a name that is none of ours is kept, for
    a later release may know it, and here it is nothing.
    """
    name = scalar(conn.execute("SELECT type FROM entity WHERE id = ?", (id.bytes,)))
    return name if name in schema.ENTITIES else None


def kind_of(conn: Connection, id: UUID) -> str:
    """The entity name of whatever has this id. Raises NotFound when nothing has."""
    name = known_kind(conn, id)
    if name is None:
        raise NotFound(GONE)
    return name


def children(
    conn: Connection, type_name: str, parent: UUID, rest: str = "", parameters: tuple[Any, ...] = (), *,
    alive_only: bool = True,
) -> list[Row]:  # fmt: skip
    """What belongs to one thing, in its own person's record: what names it from another's belongs to nothing.

    `rest` is literal SQL of ours that follows.
    """
    where = f"parent = ? AND person = (SELECT person FROM entity WHERE id = ?) {rest}"
    return select(conn, type_name, where, (parent.bytes, parent.bytes, *parameters), alive_only=alive_only)


def ids_of_person(conn: Connection, type_name: str, person: UUID) -> list[UUID]:
    """All of a person's things of one entity, those taken away too."""
    found = conn.execute(f"SELECT id FROM {tables.now[type_name].name} WHERE person = ?", (person.bytes,))
    return [UUID(bytes=row[0]) for row in found]


def parts_of(conn: Connection, things: Sequence[UUID]) -> list[UUID]:
    """What belongs to these things: whatever names one of them as its parent, in the records they are in."""
    found: list[UUID] = []
    for some in in_parts([thing.bytes for thing in things]):
        for name in _PARTS:
            asked = conn.execute(
                f"SELECT id FROM {tables.now[name].name} WHERE parent IN ({marks(some)}) AND person IN "
                f"(SELECT person FROM entity WHERE id IN ({marks(some)}))",
                [*some, *some],
            )
            found += [UUID(bytes=row[0]) for row in asked]
    return found


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


def read_value(declared: Field, held: Any) -> Any:
    """A value as a row has it, from how an op holds it; None where it is none that may stand in this field, for another
    laptop may have said anything. A set is said member by member, so that there is no value of the whole of it.
    """
    if held is None or declared.kind is Kind.SET or schema.value_problem(declared, held) is not None:
        return None
    read = _READ.get(declared.kind)
    return held if read is None else read(held)
