"""What of a thing somebody may be shown, by the rule of `models.showing_to`, asked of the store."""

import json
from collections.abc import Iterable
from uuid import UUID

from sbp_desktop.models import outsiders, schema, showing_to
from sbp_desktop.models.schema import Stream
from sbp_desktop.models.snapshots import Audience
from sbp_desktop.storage import rows, tables
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.statements import Connection

_KEPT_FROM_SOME = [name for name, declared in schema.ENTITIES.items() if declared.stream is Stream.PERSON]


def kept_in_the_dark(conn: Connection, person: UUID) -> frozenset[UUID]:
    """Everybody in front of whom something of a person's is not to be seen: for all others nothing need be asked."""
    named: set[str] = set()
    for type_name in _KEPT_FROM_SOME:
        told = f"SELECT audience FROM {tables.now[type_name].name} WHERE person = ? AND instr(audience, ?) > 0"
        for (audience,) in conn.execute(told, (person.bytes, rows.NOT_WITH)):
            named |= {m.removeprefix(rows.NOT_WITH) for m in json.loads(audience) if m.startswith(rows.NOT_WITH)}
    return frozenset(UUID(hex=one) for one in named if showing_to.is_id(one))


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


def shown(conn: Connection, type_name: str, row: Row, audience: Audience) -> Row | None:
    """The row as this audience may have it, None where they may not."""
    return showing_to.shown(_found_in(conn), type_name, row, audience)


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
    return showing_to.may_hear_of(_found_in(conn), ident, audience)


def without_hidden(conn: Connection, members: frozenset[str], audience: Audience) -> frozenset[str]:
    """Ids (hex) of people and places without those that may not be shown."""
    return showing_to.without_hidden(_found_in(conn), members, audience)


def clear(conn: Connection, row: Row, audience: Audience) -> Row:
    """The row without hidden people in its lists (who was in the room)."""
    return showing_to.clear(_found_in(conn), row, audience)


def _found_in(conn: Connection) -> showing_to.LookUp:
    def look_up(ident: UUID) -> tuple[str, Row] | None:
        type_name = rows.known_kind(conn, ident)
        row = rows.one(conn, type_name, ident, alive_only=False) if type_name is not None else None
        return (type_name, row) if type_name is not None and row is not None else None

    return look_up
