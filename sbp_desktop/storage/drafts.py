"""Typing that is not yet part of the record, kept every moment so that a crash costs two seconds at most (D8)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import msgpack

from sbp_desktop.models.snapshots import FOR_WORKER, Audience, DraftSnapshot
from sbp_desktop.storage import seeing
from sbp_desktop.storage.statements import Connection, scalar

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

HALF: Final = "half."
"""Begins the name of a field of one line that is none of the record: only Enter makes something of its words."""
NOT_HALF: Final = f"field NOT GLOB '{HALF}*'"
NOBODY: Final = UUID(int=0)
"""Whose typing is that is about nobody in particular."""
_OF = "WHERE person = ? AND ent = ? AND field = ?"
_STEP = "SELECT person, ent, field, text, context, at FROM draft_step"
_NEWEST = f"{_STEP} {_OF} ORDER BY id DESC LIMIT 1"
_NEWEST_OF_EACH = "id IN (SELECT max(id) FROM draft_step GROUP BY person, ent, field) ORDER BY id"


def _key(person: UUID, entity: UUID, field: str) -> tuple[bytes, bytes, str]:
    return (person.bytes, entity.bytes, field)


def step(vault: "Vault", person: UUID, entity: UUID, field: str, text: str, context: Mapping[str, Any]) -> int:
    """Keep the text as typed so far; durable when this returns. Returns the time in ms UTC.

    `context` is what the text needs to become a line of the record (msgpack-native values). The draft belongs to this
    person, entity and field only, and can come back nowhere else.
    """
    at = vault.clock.now_ms()
    with vault.writing() as conn:
        newest = conn.execute(
            f"SELECT text FROM draft_step {_OF} ORDER BY id DESC LIMIT 1", _key(person, entity, field)
        ).fetchone()
        erased = conn.execute("SELECT 1 FROM gone WHERE person = ?", (person.bytes,)).fetchone()
        if (newest is None or newest[0] != text) and not erased:
            conn.execute(
                "INSERT INTO draft_step(person, ent, field, text, context, at) VALUES(?, ?, ?, ?, ?, ?)",
                (*_key(person, entity, field), text, msgpack.packb(dict(context), use_bin_type=True), at),
            )
    return at


def pop(vault: "Vault", person: UUID, entity: UUID, field: str) -> DraftSnapshot | None:
    """Undo the newest step of typing. Returns the step now newest, or None when no typing is left."""
    with vault.writing() as conn:
        key = _key(person, entity, field)
        conn.execute(f"DELETE FROM draft_step WHERE id = (SELECT max(id) FROM draft_step {_OF})", key)
        row = conn.execute(_NEWEST, key).fetchone()
    return _snapshot(row) if row else None


def depth(vault: "Vault", person: UUID, entity: UUID, field: str) -> int:
    """How many steps of typing there are to undo."""
    with vault.reading() as conn:
        return int(scalar(conn.execute(f"SELECT count(*) FROM draft_step {_OF}", _key(person, entity, field))))


def pending(vault: "Vault", person: UUID | None = None, audience: Audience = FOR_WORKER) -> tuple[DraftSnapshot, ...]:
    """The newest step of every unfinished text, oldest text first; of one person, or of all. What is typed of a thing
    that somebody in the room may not see waits until they have gone. Half lines are asked for by their own fields.
    """
    where = f"WHERE {NOT_HALF} AND" + (" person = ? AND" if person else "")
    with vault.reading() as conn:
        found = conn.execute(f"{_STEP} {where} {_NEWEST_OF_EACH}", (person.bytes,) if person else ()).fetchall()
        steps = [_snapshot(row) for row in found]
        return tuple(step for step in steps if seeing.may_hear_of(conn, step.entity, audience))


def half_typed(vault: "Vault", person: UUID, entity: UUID, field: str) -> DraftSnapshot | None:
    """What was left half typed in this field of this thing."""
    with vault.reading() as conn:
        row = conn.execute(_NEWEST, _key(person, entity, field)).fetchone()
    return _snapshot(row) if row else None


def half_lines(vault: "Vault", person: UUID) -> tuple[DraftSnapshot, ...]:
    """Every line of a person's that was left half typed."""
    with vault.reading() as conn:
        found = conn.execute(
            f"{_STEP} WHERE person = ? AND NOT {NOT_HALF} AND {_NEWEST_OF_EACH}", (person.bytes,)
        ).fetchall()
    return tuple(_snapshot(row) for row in found)


def forget_half_lines(conn: Connection, person: bytes) -> None:
    """They go with the person: nothing was to be made of them yet, and no page will ask for them again."""
    conn.execute(f"DELETE FROM draft_step WHERE person = ? AND NOT {NOT_HALF}", (person,))


def pending_within(conn: Connection, person: UUID) -> list[DraftSnapshot]:
    """As `pending` of one person, inside a change: all there is, whoever may see it."""
    found = conn.execute(f"{_STEP} WHERE person = ? AND {NOT_HALF} AND {_NEWEST_OF_EACH}", (person.bytes,))
    return [_snapshot(row) for row in found.fetchall()]


def any_within(conn: Connection) -> bool:
    """Whether anything at all is typed and not in the record, but for half lines."""
    return conn.execute(f"SELECT 1 FROM draft_step WHERE {NOT_HALF} LIMIT 1").fetchone() is not None


def clear(vault: "Vault", person: UUID, entity: UUID, field: str) -> None:
    """Forget a draft whose text is in the record now."""
    with vault.writing() as conn:
        clear_within(conn, person, entity, field)


def clear_within(conn: Connection, person: UUID, entity: UUID, field: str) -> None:
    """As `clear`, inside a change that takes the text in, so that the two happen together."""
    conn.execute(f"DELETE FROM draft_step {_OF}", _key(person, entity, field))


def follow_within(conn: Connection, person: UUID, entity: UUID, to: UUID) -> None:
    """Typing goes along when a line is written anew under another id."""
    conn.execute("UPDATE draft_step SET ent = ? WHERE person = ? AND ent = ?", (to.bytes, person.bytes, entity.bytes))


def _snapshot(row: Any) -> DraftSnapshot:
    return DraftSnapshot(
        UUID(bytes=row[0]), UUID(bytes=row[1]), row[2], row[3], msgpack.unpackb(row[4], raw=False), row[5]
    )
