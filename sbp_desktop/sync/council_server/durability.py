"""When the council can no longer lose what it took in: at once, once archived, or once a standby has it."""

import re
from typing import Final

from psycopg import Connection
from psycopg.rows import TupleRow

from sbp_desktop.sync.council_server.database import only
from sbp_desktop.sync.council_server.greeting import Safe

POLICIES: Final = ("local", "archived", "standby")
_EVERY_MS: Final = 10_000
_KEPT_MS: Final = 7 * 24 * 3600 * 1000
_SEGMENT: Final = re.compile(r"[0-9A-F]{24}")


def always(_xid: int) -> bool:
    """What is committed is safe."""
    return True


class Durability:
    """`local`: what is committed counts (the demo, and one server without an archive). `archived`: once the log that
    holds the commit is in the archive. `standby`: once a synchronous standby has it on its disk.
    """

    def __init__(self, policy: str = "local") -> None:
        if policy not in POLICIES:
            raise ValueError(policy)
        self._policy = policy

    def safe(self, conn: Connection[TupleRow], now: int) -> Safe:
        """Tells of a transaction's number whether it can be lost; of now, `now` in ms."""
        if self._policy == "local":
            return always
        below = self._below(conn, now)
        return lambda xid: 0 < xid < below

    def _below(self, conn: Connection[TupleRow], now: int) -> int:
        """All transactions below this one are where they cannot be lost."""
        newest = conn.execute("SELECT max(at) FROM watermark").fetchone()
        if newest is None or newest[0] is None or not newest[0] <= now < newest[0] + _EVERY_MS:
            _note(conn, now)
        row = conn.execute(*self._question(conn)).fetchone()
        return int(row[0]) if row and row[0] is not None else 0

    def _question(self, conn: Connection[TupleRow]) -> tuple[str, tuple[str, ...]]:
        if self._policy == "standby":
            return (
                "SELECT max(below::text::bigint) FROM watermark WHERE lsn <= (SELECT max(flush_lsn) "
                "FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum'))"
            ), ()
        row = conn.execute("SELECT last_archived_wal FROM pg_stat_archiver").fetchone()
        # Beside segments the archive gets histories and backup labels, whose names say nothing of the log.
        segment = row[0] if row and row[0] and _SEGMENT.fullmatch(row[0]) else ""
        return "SELECT max(below::text::bigint) FROM watermark WHERE pg_walfile_name(lsn) <= %s", (segment,)


def _note(conn: Connection[TupleRow], now: int) -> None:
    """Note where the log stands, after asking which transactions are finished: theirs lie before it.

    The number of a transaction says more than a place in the log noted inside it: its commit comes after that.
    """
    below = only(conn.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text"))[0]
    conn.execute(
        "INSERT INTO watermark (at, below, lsn) VALUES (%s, %s::text::xid8, pg_current_wal_insert_lsn()) "
        "ON CONFLICT DO NOTHING",
        (now, below),
    )
    conn.execute("DELETE FROM watermark WHERE at < %s", (now - _KEPT_MS,))
