"""Reads what was changed in two places at once: for the worker to settle, and with both versions for every copy."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from sbp_desktop.errors import NotFound
from sbp_desktop.models import folding, marked_text, schema, showing_to
from sbp_desktop.models.merge import ALIVE, Head, seen_by
from sbp_desktop.models.ops import Op, OpId, OpKind
from sbp_desktop.models.schema import Kind, Stream
from sbp_desktop.models.snapshots import FOR_WORKER, Audience
from sbp_desktop.models.text_merge import Alternative, Piece
from sbp_desktop.models.versions import Version, Versions, to_settle
from sbp_desktop.storage import colleagues, enrolment, materialise, oplog, rows, seeing, tables, texts
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.statements import Connection

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

_OF_A_PERSON = [name for name, declared in schema.ENTITIES.items() if declared.stream is Stream.PERSON]
_DOUBTED = "person = ? AND alternatives <> '[]'"
# Asked whenever a person is opened, and hardly ever answered: one statement instead of one for each kind of thing.
_KINDS_DOUBTED = " UNION ALL ".join(
    f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {tables.now[name].name} "
    "WHERE person = ?1 AND alive = 1 AND alternatives <> '[]')"
    for name in _OF_A_PERSON
)
_NAMES = ("label", "preferred_name", "name", "what", "what_for", "skill")
"""Fields that say what a thing is called."""
_FOR_US = frozenset({ALIVE, "audience"})


def of_person(vault: "Vault", person: UUID, audience: Audience = FOR_WORKER) -> tuple[Versions, ...]:
    """Everything of a person's that the worker has to settle, as those in the room may see it; oldest thing first."""
    return recorded_twice(vault, person, audience) if audience.who == "worker" else ()


def recorded_twice(vault: "Vault", person: UUID, audience: Audience) -> tuple[Versions, ...]:
    """Everything of a person's that stands in several versions, as it may be said on a copy for this audience."""
    with vault.reading() as conn:
        kinds = [name for (name,) in conn.execute(_KINDS_DOUBTED, (person.bytes,))]
        found = [(row, name) for name in kinds for row in rows.select(conn, name, _DOUBTED, (person.bytes,))]
        found.sort(key=lambda one: (one[0].born, one[0].id.bytes))
        return tuple(
            one
            for row, name in found
            for one in _of_row(conn, enrolment.own_names(conn, vault.worker_id), name, row, audience)
        )


def of_thing(vault: "Vault", thing: UUID, audience: Audience = FOR_WORKER) -> tuple[Versions, ...]:
    """The fields of one thing that stand in several versions, as the audience may have it. Raises NotFound."""
    with vault.reading() as conn:
        name = rows.kind_of(conn, thing)
        row = rows.one(conn, name, thing)
        if row is None or audience.who != "worker":
            return ()
        return tuple(_of_row(conn, enrolment.own_names(conn, vault.worker_id), name, row, audience))


def _of_row(
    conn: Connection, us: Collection[bytes], type_name: str, row: Row, audience: Audience
) -> Iterator[Versions]:
    shown = seeing.shown(conn, type_name, row, audience)
    if shown is None:
        return
    heads = sorted(materialise.entity_heads(conn, row.id.bytes), key=lambda one: (one.hlc, one.id.origin), reverse=True)
    for field in to_settle(row.alternatives):
        if audience.who != "worker" and field.partition(":")[0] in _FOR_US:
            continue
        own = [head for head in heads if head.field == field]
        if field == ALIVE:
            versions = _removed_and_changed(conn, us, row, own, heads)
        elif _all_to_be_seen(conn, type_name, row, own, audience):
            versions = tuple(_version(conn, us, row.id.bytes, head, _told(conn, type_name, head)) for head in own)
        else:
            continue  # one of them speaks of somebody who is not to be seen, and the others would hint at it
        yield Versions(
            row.person, row.id, type_name, field, versions, _pieces(conn, type_name, row, field),
            _called(conn, type_name, shown, audience), row.get("parent") if type_name == "Entry" else None,
        )  # fmt: skip


def _removed_and_changed(
    conn: Connection, us: Collection[bytes], row: Row, removals: list[Head], heads: list[Head]
) -> tuple[Version, ...]:
    """Who took it away, and the newest change that whoever did had not seen."""
    removals = [head for head in removals if head.kind is OpKind.DEL]
    seen = set[OpId]().union(*map(seen_by, removals))
    lines = materialise.live_ties(conn, row.id.bytes)  # a change of a line is one of what it joins
    beside = [(row.id.bytes, head) for head in heads]
    beside += [(line, head) for line in lines for head in materialise.entity_heads(conn, line)]
    changed = [one for one in beside if one[1].kind is not OpKind.DEL and one[1].id not in seen]
    newest = sorted(changed, key=lambda one: (one[1].hlc, one[1].id.origin))[-1:]
    taken = [_version(conn, us, row.id.bytes, head, None) for head in removals]
    return (
        *(_version(conn, us, ent, head, None) for ent, head in newest),
        *(replace(one, removed=True) for one in taken),
    )


def _all_to_be_seen(conn: Connection, type_name: str, row: Row, heads: list[Head], audience: Audience) -> bool:
    if showing_to.sees_all(audience):
        return True
    for head in heads:
        declared = schema.ENTITIES[type_name].by_name.get(head.field)
        value = rows.read_value(declared, head.value) if declared is not None else None
        if declared is not None and value is not None:
            seen = seeing.shown(conn, type_name, replace(row, values={**row.values, declared.name: value}), audience)
            if seen is None or declared.name not in seen.values:
                return False
    return True


def _version(conn: Connection, us: Collection[bytes], ent: bytes, head: Head, value: object) -> Version:
    op = _first_written(conn, ent, head)
    worker, wall = (op.worker, op.wall) if op is not None else (head.worker, 0)
    return Version(head.id, value, colleagues.name_of(conn, worker), worker in us, wall)


def _first_written(conn: Connection, ent: bytes, head: Head) -> Op | None:
    """The op that first said what a head says: an undo that brought it back did not write it."""
    found = _op(conn, ent, head.id)
    met: set[OpId] = set()
    while found is not None and found.id not in met:
        met.add(found.id)
        former = folding.name_in(found.meta, folding.BRINGS_BACK)
        found = (_op(conn, ent, former) if former is not None else None) or found
    return found


def _op(conn: Connection, ent: bytes, name: OpId) -> Op | None:
    found = oplog.read(conn, f"WHERE ent = ? AND origin = ? AND oseq = ? AND {oplog.AT_HOME}", (ent, *name))
    return next((op for _, op in found), None)


def _told(conn: Connection, type_name: str, head: Head) -> object:
    """A version's value for a screen."""
    declared = schema.ENTITIES[type_name].by_name.get(head.field)
    if declared is None:  # one of several that is in or out, whatever another laptop may have said of it
        return None if head.value is None else bool(head.value)
    value = rows.read_value(declared, head.value)
    if value is None:
        return None
    if declared.kind is Kind.TEXT:
        return marked_text.plain(value)
    return _name_of(conn, value) if declared.kind is Kind.REF else value


def _name_of(conn: Connection, ident: UUID) -> str:
    """What somebody or something is called that a field points at."""
    try:
        row = rows.there(conn, rows.kind_of(conn, ident), ident)
    except NotFound:
        return ""
    return next((str(row.values[name]) for name in _NAMES if row.values.get(name)), "")


def _called(conn: Connection, type_name: str, row: Row, audience: Audience) -> tuple[str, ...]:
    """What a thing is called, or both ends of a line, as far as they may be seen."""
    if type_name != "Tie":
        return tuple(str(row.values[name]) for name in _NAMES if row.values.get(name))[:1]
    ends = [rows.one(conn, "Node", row.values[end]) for end in ("a", "b") if end in row.values]
    seen = [seeing.shown(conn, "Node", end, audience) if end is not None else None for end in ends]
    return tuple(end.get("label", "") if end is not None else "" for end in seen)


def _pieces(conn: Connection, type_name: str, row: Row, field: str) -> tuple[Piece, ...]:
    """A long text as it reads together, in plain words."""
    if not folding.doubled(schema.ENTITIES[type_name], (field,)):
        return ()
    return tuple(
        marked_text.plain(piece)
        if isinstance(piece, str)
        else tuple(Alternative(one.of, marked_text.plain(one.text)) for one in piece)
        for piece in texts.merged(conn, row.id.bytes, field)
    )
