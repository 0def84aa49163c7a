"""The council's own systems that may read: each has a key of its own, shown once, and reads for one audience."""

import hmac
import secrets
from typing import Final, NamedTuple

from psycopg import Connection
from psycopg.rows import TupleRow

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models.snapshots import Audience
from sbp_desktop.models.vocabulary import Audience as Who
from sbp_desktop.sync.council_server import audit
from sbp_desktop.sync.council_server.keys import Keys

AUDIENCES: Final = (Who.TEAM.value, Who.PERSON.value)
"""For whom a system may read. What is for the worker alone leaves by no system."""
_BEGINS: Final = "sbp_"
"""So that a key that was left lying somewhere is known for what it is."""


class NotASystem(ExpectedError):
    """There is none of this name, or there is one already."""


class System(NamedTuple):
    """One system, and for whom it reads."""

    id: bytes
    audience: Audience


def add(conn: Connection[TupleRow], keys: Keys, name: str, audience: str, now: int) -> str:
    """Take a system on; returns its key (256 bits; only a hash is kept). Raises NotASystem."""
    if audience not in AUDIENCES:
        raise NotASystem(f"A system reads for one of {', '.join(AUDIENCES)}.")
    key, id_ = _BEGINS + secrets.token_urlsafe(32), secrets.token_bytes(16)
    with conn.transaction():
        # One that was ended may come back under its name, with another key.
        row = conn.execute(
            "INSERT INTO council_system (id, name, audience, hash, added) VALUES (%s, %s, %s, %s, %s) "
            "ON CONFLICT (name) DO UPDATE SET audience = excluded.audience, hash = excluded.hash, "
            "added = excluded.added, ended = 0 WHERE council_system.ended > 0 RETURNING id",
            (id_, name, audience, _hash(keys, key), now),
        ).fetchone()
        if row is None:
            raise NotASystem(f"There is a system of the name {name} already.")
        _note(conn, keys, row[0], now, "system added", audience)
    return key


def end(conn: Connection[TupleRow], keys: Keys, name: str, now: int) -> None:
    """From now on its key opens nothing. Raises NotASystem."""
    with conn.transaction():
        row = conn.execute(
            "UPDATE council_system SET ended = %s WHERE name = %s AND ended = 0 RETURNING id", (now, name)
        ).fetchone()
        if row is None:
            raise NotASystem(f"There is no system of the name {name} that is not ended already.")
        _note(conn, keys, row[0], now, "system ended", "")


def _note(conn: Connection[TupleRow], keys: Keys, system: bytes, now: int, what: str, words: str) -> None:
    audit.record(conn, keys.audit, system, [audit.Entry(now, audit.NOBODY, audit.NOBODY, what, words)])


def who_has(conn: Connection[TupleRow], keys: Keys, key: str) -> System | None:
    """Whose key this is, None where nobody's (any more)."""
    row = conn.execute(
        "SELECT id, audience FROM council_system WHERE hash = %s AND ended = 0", (_hash(keys, key),)
    ).fetchone()
    return System(row[0], Audience(row[1])) if row is not None and row[1] in AUDIENCES else None


def _hash(keys: Keys, key: str) -> bytes:
    return hmac.digest(keys.system, key.encode("utf-8", "surrogateescape"), "sha256")
