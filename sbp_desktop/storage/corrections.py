"""Reads what was put right after it had been given to somebody or agreed: what it said before, and since when not."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from sbp_desktop.models import marked_text, schema, showing_to
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.ops import Op, OpKind
from sbp_desktop.models.schema import Entity, Kind
from sbp_desktop.models.snapshots import FOR_WORKER, Audience, Correction
from sbp_desktop.storage import oplog, rows, seeing, texts
from sbp_desktop.storage.statements import Connection, scalar

_WORDS = {
    name: frozenset(f.name for f in declared.fields if f.kind is Kind.TEXT or f.search)
    for name, declared in schema.ENTITIES.items()
}
_CHANGED = "SELECT DISTINCT ent FROM op WHERE person = ? AND kind IN (?, ?) AND hlc > ?"
_GIVEN = (
    "SELECT o.hlc FROM op o JOIN sharing_record_now s ON s.id = o.ent "
    "WHERE o.person = ? AND o.kind = ? AND s.alive = 1 AND coalesce(s.withheld, 0) = 0"
)
_AGREED = "SELECT min(hlc) FROM op WHERE person = ? AND field = 'agreed' AND ent IN (SELECT id FROM decision_now)"


def put_right(conn: Connection, person: UUID, audience: Audience = FOR_WORKER) -> Mapping[UUID, tuple[Correction, ...]]:
    """Thing -> what of its words was put right since a copy of the record left or, of a decision, since it was agreed.

    What it said before is left out where that names somebody whom this audience may not hear of.
    """
    given = _given(conn, person)
    agreed = scalar(conn.execute(_AGREED, (person.bytes,)))
    first = min((hlc for hlc in (*given[:1], agreed) if hlc is not None), default=None)
    if first is None:
        return {}
    changed = conn.execute(_CHANGED, (person.bytes, int(OpKind.SET), int(OpKind.REV), first)).fetchall()
    found = {UUID(bytes=ent): _of_thing(conn, ent, given, audience) for (ent,) in changed}
    return {thing: told for thing, told in found.items() if told}


def of_thing(conn: Connection, thing: UUID, audience: Audience = FOR_WORKER) -> tuple[Correction, ...]:
    """As `put_right`, of one thing. Raises NotFound."""
    row = rows.one(conn, rows.kind_of(conn, thing), thing, alive_only=False)
    return _of_thing(conn, thing.bytes, _given(conn, row.person), audience) if row is not None else ()


def _given(conn: Connection, person: UUID) -> list[int]:
    """When copies of somebody's record left, as the log counts."""
    return sorted(hlc for (hlc,) in conn.execute(_GIVEN, (person.bytes, int(OpKind.NEW))))


def _of_thing(conn: Connection, ent: bytes, given: list[int], audience: Audience) -> tuple[Correction, ...]:
    kind = rows.known_kind(conn, UUID(bytes=ent))
    if kind is None or not (words := _WORDS.get(kind, frozenset())):
        return ()
    declared = schema.ENTITIES[kind]
    written: dict[str, list[tuple[Op, str]]] = {}
    moments = list(given)
    for op in sorted((op for _, op in oplog.read(conn, "WHERE ent = ?", (ent,))), key=lambda op: op.hlc):
        for name, value in said_in(conn, declared, op, marked=True):
            if name in words:
                written.setdefault(name, []).append((op, value))
            elif kind == "Decision" and name == "agreed" and value is True:
                moments.append(op.hlc)
    corrected = (_of_field(conn, UUID(bytes=ent), name, kept, moments, audience) for name, kept in written.items())
    return tuple(one for one in corrected if one is not None)


def _of_field(
    conn: Connection, thing: UUID, name: str, written: list[tuple[Op, str]], moments: list[int], audience: Audience
) -> Correction | None:
    now = marked_text.plain(written[-1][1])
    for moment in sorted(moments, reverse=True):
        there = [value for op, value in written if op.hlc <= moment]
        before = there[-1] if there else ""
        plain, mentions = marked_text.read(before)
        if not plain.strip() or plain == now:
            continue
        if not all(seeing.may_hear_of(conn, mention.node, audience) for mention in mentions):
            return None
        since = next(op for op, _ in written[len(there) :])
        return Correction(thing, name, plain, local_day(since.wall))
    return None


def said_in(conn: Connection, declared: Entity, op: Op, *, marked: bool = False) -> Iterator[tuple[str, Any]]:
    """(field, value) of what an op says of its thing, one member of several at a time; nothing for what it takes back.

    A text as it reads, or as it is stored where its names are asked for (`marked`).
    """
    if op.kind is OpKind.REV:
        if text := texts.text_of(conn, op):
            yield op.field, text if marked else showing_to.plain(text, Kind.TEXT)
        return
    said = op.value if op.kind is OpKind.NEW else {op.field: op.value} if op.kind is OpKind.SET else {}
    for field, value in said.items() if isinstance(said, dict) else ():
        name, _, member = field.partition(":")
        one = declared.by_name.get(name)
        if one is None or value is None:
            continue
        if not member:
            held = rows.read_value(one, value)
            if held is None:
                continue
            yield name, held if marked else showing_to.plain(held, one.kind)
        elif value:
            yield name, member
