"""What of a thing somebody may be shown: the thing itself and everything it speaks of (decisions.md D3)."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from uuid import UUID

from sbp_desktop.models import marked_text, outsiders, schema
from sbp_desktop.models.schema import Kind, Stream
from sbp_desktop.models.snapshots import Audience
from sbp_desktop.storage import rows, tables
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.statements import Connection, scalar

_KEPT_FROM_SOME = [name for name, declared in schema.ENTITIES.items() if declared.stream is Stream.PERSON]
is_id = re.compile(r"[0-9a-f]{32}\Z").match
# What stays without the part that speaks of somebody hidden, rather than going with it: a person on the web is there
# whatever is noted of them, and a line between two is there whatever it is about.
_STAYS_WITHOUT = {
    "Person": frozenset(f.name for f in schema.ENTITIES["Person"].fields if f.kind is Kind.TEXT),
    "Node": frozenset(f.name for f in schema.ENTITIES["Node"].fields if f.kind in (Kind.TEXT, Kind.REF)),
    "Tie": frozenset({"note", "view"}),
    "Conversation": frozenset({"led_by"}),  # on a copy for somebody outside no worker is named
}


def kept_in_the_dark(conn: Connection, person: UUID) -> frozenset[UUID]:
    """Everybody in front of whom something of a person's is not to be seen: for all others nothing need be asked."""
    named: set[str] = set()
    for type_name in _KEPT_FROM_SOME:
        told = f"SELECT audience FROM {tables.now[type_name].name} WHERE person = ? AND instr(audience, ?) > 0"
        for (audience,) in conn.execute(told, (person.bytes, rows.NOT_WITH)):
            named |= {m.removeprefix(rows.NOT_WITH) for m in json.loads(audience) if m.startswith(rows.NOT_WITH)}
    return frozenset(UUID(hex=one) for one in named if is_id(one))


def named_outside(conn: Connection, person: UUID, middle: UUID) -> frozenset[str]:
    """Everybody outside us whom something of a person's is named for; `middle` is their own place on the web, which is
    on every copy and is no reason for one.
    """
    found: set[str] = set()
    for type_name in _KEPT_FROM_SOME:
        told = f"SELECT audience FROM {tables.now[type_name].name} WHERE person = ? AND alive = 1 AND id <> ?"
        for (audience,) in conn.execute(told, (person.bytes, middle.bytes)):
            found |= outsiders.named(json.loads(audience or "[]"))
    return frozenset(found)


def sees_all(audience: Audience) -> bool:
    """Whether nothing at all is kept from this audience: the worker, alone."""
    return audience.who == "worker" and not audience.present


def shown(
    conn: Connection, type_name: str, row: Row, audience: Audience, met: frozenset[UUID] = frozenset()
) -> Row | None:
    """The row as this audience may have it, None where they may not: a sentence that names somebody hidden is hidden
    too, or it would give them away. `met` are rows already being asked about.
    """
    if not row.seen_by(audience) or (row.concealed and audience.who != "worker"):
        return None
    if sees_all(audience):
        return row
    met |= {row.id}
    hidden = {name for name, ident in _speaks_of(type_name, row) if not _may_hear_of(conn, ident, audience, met)}
    if not hidden <= _STAYS_WITHOUT.get(type_name, frozenset()):
        return None
    return replace(row, values={k: v for k, v in row.values.items() if k not in hidden}) if hidden else row


def may_see(conn: Connection, type_name: str, row: Row, audience: Audience) -> bool:
    """Whether anything of a row may be shown."""
    return shown(conn, type_name, row, audience) is not None


def all_shown(conn: Connection, type_name: str, rows_: Iterable[Row], audience: Audience) -> list[Row]:
    """Those of some rows that this audience may have, as they may have them."""
    return [row for one in rows_ if (row := shown(conn, type_name, one, audience)) is not None]


def seen_today(conn: Connection, past: Iterable[Row], audience: Audience) -> list[Row]:
    """Those of some rows of a past moment that may be shown now: what was kept apart since is kept apart there too."""
    return [row for row in past if may_hear_of(conn, row.id, audience)]


def may_hear_of(conn: Connection, ident: UUID, audience: Audience) -> bool:
    """Whether it may be known that there is such a thing."""
    return sees_all(audience) or _may_hear_of(conn, ident, audience, frozenset())


def without_hidden(conn: Connection, members: frozenset[str], audience: Audience) -> frozenset[str]:
    """Ids (hex) of people and places without those that may not be shown."""
    if sees_all(audience):
        return members
    nobody: frozenset[UUID] = frozenset()
    return frozenset(m for m in members if not is_id(m) or _may_hear_of(conn, UUID(hex=m), audience, nobody))


def _may_hear_of(conn: Connection, ident: UUID, audience: Audience, met: frozenset[UUID]) -> bool:
    if ident in met:
        return True
    type_name = scalar(conn.execute("SELECT type FROM entity WHERE id = ?", (ident.bytes,)))
    row = rows.one(conn, type_name, ident, alive_only=False) if type_name in schema.ENTITIES else None
    # What is not here has nothing to give away.
    return row is None or shown(conn, type_name, row, audience, met) is not None


def _speaks_of(type_name: str, row: Row) -> Iterator[tuple[str, UUID]]:
    """(field, id) of what a row refers to, by a field or by a name in its text."""
    for field in schema.ENTITIES[type_name].fields:
        held = row.values.get(field.name)
        if field.kind is Kind.REF and held is not None:
            yield field.name, held
        elif field.kind is Kind.TEXT and held:
            yield from ((field.name, mention.node) for mention in marked_text.read(held)[1])
