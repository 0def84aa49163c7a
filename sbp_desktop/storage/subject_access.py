"""Reads everything that is kept about a person, as it is and as it was, for the answer to whoever asks to see it."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sbp_desktop.models import disclosure, schema, showing_to
from sbp_desktop.models.disclosure import WHOLE, Item, Old, Reason
from sbp_desktop.models.schema import Kind, Stream
from sbp_desktop.models.vocabulary import Disclosure
from sbp_desktop.storage import corrections, drafts, oplog, rows
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.statements import Connection

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

DRAFT = "Draft"
"""The kind of what somebody has begun to type and not finished."""
_TYPES = [name for name, declared in schema.ENTITIES.items() if declared.stream is Stream.PERSON]
_ABOUT_THE_ASKING = frozenset({"AccessRequest", "AccessDecision"})


def request(conn: Connection, person: UUID) -> Row | None:
    """What they asked and was not answered yet; None where nothing is."""
    found = rows.select(conn, "AccessRequest", "person = ? AND finished_on IS NULL ORDER BY born DESC", (person.bytes,))
    return found[0] if found else None


def others(vault: "Vault") -> dict[str, str]:
    """What workers, teams and places around here are called, by id (hex): things of a person's speak of them."""
    with vault.reading() as conn:
        named = conn.execute("SELECT id, name FROM colleague").fetchall()
        for table in ("worker_now", "team_now", "resource_now"):
            named += conn.execute(f"SELECT id, name FROM {table} WHERE name IS NOT NULL").fetchall()
    return {ident.hex(): name for ident, name in named}


def items(vault: "Vault", person: UUID) -> tuple[Item, ...]:
    """Everything kept about a person, removed things too, each with what is held back of it. Raises NotFound."""
    with vault.reading() as conn:
        rows.there(conn, "Person", person)
        asked = request(conn, person)
        found = {
            name: rows.select(conn, name, "person = ? ORDER BY born, id", (person.bytes,), alive_only=False)
            for name in _TYPES
            if name not in _ABOUT_THE_ASKING
        }
        held = disclosure.proposed(found)
        decided = _decisions(conn, asked)
        secret = {ident for ident, fields in held.items() if WHOLE in fields} - {
            ident for ident, fields in decided.items() if fields.get(WHOLE) == ""
        }
        old, born = _old_versions(conn, person), _born(conn, person)
        made = [
            _item(name, row, held, decided, secret, old.get(row.id, {}), born.get(row.id, 0))
            for name, kept in found.items()
            for row in kept
        ]
    return (*made, *_drafts(vault, person, decided))


def _item(
    kind: str, row: Row, held: Mapping[UUID, Mapping[str, str]], decided: Mapping[UUID, Mapping[str, str]],
    secret: set[UUID], old: Mapping[str, list[Old]], born: int,
) -> Item:  # fmt: skip
    kept, chosen = dict(held.get(row.id, {})), decided.get(row.id, {})
    for name, reason in chosen.items():
        if reason:
            kept[name] = reason
        else:
            kept.pop(name, None)
    if row.concealed:  # what it says was written anew apart, and is judged there
        kept[WHOLE] = Reason.APART
    values = disclosure.told(kind, row, secret)
    before = tuple(
        one
        for name, several in old.items()
        for one in several
        if disclosure.in_old_versions(kind, name) and one.value != values.get(name)
    )
    return Item(row.id, kind, values, born, row.private, not row.alive, before, kept, frozenset(chosen))


def _decisions(conn: Connection, asked: Row | None) -> dict[UUID, dict[str, str]]:
    """Thing -> field -> the reason it was decided to hold it back, "" where it was decided to give it."""
    found: dict[UUID, dict[str, str]] = {}
    if asked is not None:
        for row in rows.select(conn, "AccessDecision", "parent = ? ORDER BY born", (asked.id.bytes,)):
            gives = row.get("verdict") == Disclosure.GIVE
            reason = "" if gives else row.get("reason", Reason.DECIDED.value)
            found.setdefault(row.values["item"], {})[row.get("field", WHOLE)] = reason
    return found


def _old_versions(conn: Connection, person: UUID) -> dict[UUID, dict[str, list[Old]]]:
    """Thing -> field -> every value it had, oldest first, each once."""
    found: dict[UUID, dict[str, list[Old]]] = {}
    for ent, name, value, at in _values(conn, person):
        kept = found.setdefault(ent, {}).setdefault(name, [])
        if all(one.value != value for one in kept):
            kept.append(Old(name, value, at))
    return found


def _values(conn: Connection, person: UUID) -> Iterator[tuple[UUID, str, Any, int]]:
    types = dict(conn.execute("SELECT id, type FROM entity WHERE person = ?", (person.bytes,)).fetchall())
    for _, op in oplog.read(conn, f"WHERE person = ? AND kind IN (0, 1, 3) AND {oplog.AT_HOME}", (person.bytes,)):
        declared, ent = schema.ENTITIES.get(types.get(op.ent, "")), UUID(bytes=op.ent)
        if declared is not None:
            yield from ((ent, name, value, op.wall) for name, value in corrections.said_in(conn, declared, op))


def _born(conn: Connection, person: UUID) -> dict[UUID, int]:
    written = "SELECT ent, min(wall) FROM op WHERE person = ? GROUP BY ent"
    return {UUID(bytes=ent): wall for ent, wall in conn.execute(written, (person.bytes,))}


def _drafts(vault: "Vault", person: UUID, decided: Mapping[UUID, Mapping[str, str]]) -> Iterator[Item]:
    for draft in (*drafts.pending(vault, person), *drafts.half_lines(vault, person)):
        chosen = decided.get(draft.entity, {})
        held = {name: reason for name, reason in chosen.items() if reason}
        values = {draft.field: showing_to.plain(draft.text, Kind.TEXT)}
        private = bool(draft.context.get("private"))
        yield Item(draft.entity, DRAFT, values, draft.at_ms, private, held=held, decided=frozenset(chosen))
