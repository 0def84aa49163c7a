"""Whether somebody may be shown a thing: the thing itself and everything it speaks of (decisions.md D3)."""

import re
from collections.abc import Iterator
from uuid import UUID

from sbp_desktop.models import marked_text, schema
from sbp_desktop.models.schema import Kind
from sbp_desktop.models.snapshots import Audience
from sbp_desktop.storage import rows
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.statements import Connection, scalar

_IS_ID = re.compile(r"[0-9a-f]{32}\Z")


def sees_all(audience: Audience) -> bool:
    """Whether nothing at all is kept from this audience: the worker, alone."""
    return audience.who == "worker" and not audience.present


def may_see(conn: Connection, type_name: str, row: Row, audience: Audience) -> bool:
    """Whether a row may be shown: a sentence that names somebody hidden is hidden too, or it would give them away."""
    return row.seen_by(audience) and (
        sees_all(audience) or all(_may_hear_of(conn, ident, audience, {row.id}) for ident in _speaks_of(type_name, row))
    )


def without_hidden(conn: Connection, members: frozenset[str], audience: Audience) -> frozenset[str]:
    """Ids (hex) of people and places without those that may not be shown."""
    if sees_all(audience):
        return members
    return frozenset(m for m in members if not _IS_ID.match(m) or _may_hear_of(conn, UUID(hex=m), audience, set()))


def _may_hear_of(conn: Connection, ident: UUID, audience: Audience, met: set[UUID]) -> bool:
    if ident in met:
        return True
    met.add(ident)
    type_name = scalar(conn.execute("SELECT type FROM entity WHERE id = ?", (ident.bytes,)))
    row = rows.one(conn, type_name, ident, alive_only=False) if type_name in schema.ENTITIES else None
    if row is None:
        return True  # not here: there is nothing to give away
    if not row.seen_by(audience) or (row.concealed and audience.who != "worker"):
        return False
    return all(_may_hear_of(conn, other, audience, met) for other in _speaks_of(type_name, row))


def _speaks_of(type_name: str, row: Row) -> Iterator[UUID]:
    """Ids of what a row refers to, by a field or by a name in its text."""
    for field in schema.ENTITIES[type_name].fields:
        held = row.values.get(field.name)
        if field.kind is Kind.REF and held is not None:
            yield held
        elif field.kind is Kind.TEXT and held:
            yield from (mention.node for mention in marked_text.read(held)[1])
