"""Which sessions our team has on a day, at which of them this worker is, and whom they talked with there."""

from uuid import UUID

import msgpack

from sbp_desktop.models import marked_text, sessions
from sbp_desktop.models.clock import day_begins_ms
from sbp_desktop.models.sessions import SessionSnapshot, SessionTalk
from sbp_desktop.storage import rows, team_rules
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.statements import Connection

_KEY = "at_session"
_TALKS = (
    "SELECT c.person, c.id, p.preferred_name, c.opened FROM conversation_now c JOIN person_now p ON p.id = c.person "
    "WHERE c.alive = 1 AND p.alive = 1 AND c.place = ? AND c.opened >= ? AND c.opened < ? ORDER BY c.opened DESC"
)


def of_day(conn: Connection, worker: UUID, day: int) -> tuple[SessionSnapshot, ...]:
    """The team's sessions on an ordinal day, by name."""
    at = here(conn, worker, day)
    found = [row for row in _of_team(conn, worker) if sessions.is_on(row.get("when", ""), day)]
    return tuple(
        SessionSnapshot(
            row.id,
            row.get("where", ""),
            row.get("when", ""),
            at is not None and at.id == row.id,
            _talks(conn, row, day),
        )
        for row in sorted(found, key=lambda row: (row.get("where", "").casefold(), row.id.bytes))
    )


def here(conn: Connection, worker: UUID, day: int) -> Row | None:
    """The session at which this worker said they are; by the next day they are not there any more."""
    kept = conn.execute("SELECT value FROM meta WHERE key = ?", (_KEY,)).fetchone()
    if kept is None:
        return None
    session, on = msgpack.unpackb(kept[0])
    return next((row for row in _of_team(conn, worker) if row.id.bytes == session), None) if on == day else None


def keep_here(conn: Connection, session: UUID | None, day: int) -> None:
    """Keep at which session this worker is on a day, or that they are at none."""
    kept = msgpack.packb((session.bytes if session is not None else b"", day))
    conn.execute("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", (_KEY, kept))


def _of_team(conn: Connection, worker: UUID) -> list[Row]:
    return rows.select(conn, "LocalSession", "person = ?", (team_rules.team_of(conn, worker).bytes,))


def _talks(conn: Connection, session: Row, day: int) -> tuple[SessionTalk, ...]:
    found = conn.execute(_TALKS, (session.get("where", ""), day_begins_ms(day), day_begins_ms(day + 1)))
    return tuple(
        SessionTalk(UUID(bytes=person), UUID(bytes=talk), name or "", _began(conn, UUID(bytes=talk)), opened)
        for person, talk, name, opened in found
    )


def _began(conn: Connection, talk: UUID) -> str:
    """Its first line; never one that is kept apart, for others may see the screen at a session."""
    lines = (row for row in rows.children(conn, "Entry", talk, 'ORDER BY "order_", born') if not row.private)
    return next((marked_text.plain(row.get("text", "")) for row in lines), "")
