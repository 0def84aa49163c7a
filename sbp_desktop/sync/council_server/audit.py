"""The audit: who did what, on which laptop, with whose pages, when; one chain per person under a key kept elsewhere."""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import msgspec
from psycopg import Connection
from psycopg.rows import TupleRow

from sbp_desktop.sync.council_server import statements
from sbp_desktop.sync.council_server.database import only

START: Final = bytes(32)
NOBODY: Final = bytes(16)
"""Stands for the worker and the laptop where the council's own staff did something at the server."""

_pack = msgspec.msgpack.Encoder().encode


class Entry(NamedTuple):
    """One thing done. `event` names what may be told twice and must count once."""

    at: int
    worker: bytes
    device: bytes
    what: str
    words: str = ""
    event: bytes = b""


def record(conn: Connection[TupleRow], key: bytes, person: bytes, entries: Sequence[Entry]) -> None:
    """Add entries to a person's trail, within the caller's transaction. Whoever adds at the same time waits."""
    add(conn, key, person, lock(conn, person), entries)


def add(
    conn: Connection[TupleRow], key: bytes, person: bytes, newest: tuple[int, bytes], entries: Sequence[Entry]
) -> None:
    """Add entries to a trail that is locked and whose `newest` (number, link) is known."""
    number, link = newest
    for entry in entries:
        number, link = number + 1, _link(key, link, person, number + 1, entry)
        conn.execute(statements.AUDIT, {"person": person, "number": number, "link": link, **entry._asdict()})


def lock(conn: Connection[TupleRow], person: bytes) -> tuple[int, bytes]:
    """Number and link of the newest entry; until the transaction ends nobody else adds one."""
    row = conn.execute(statements.LOCK_TRAIL, {"person": person}).fetchone()
    if row is None:
        conn.execute(statements.ADD_TRAIL, {"person": person, "link": START})
        row = only(conn.execute(statements.LOCK_TRAIL, {"person": person}))
    return row[0], row[1]


def _link(key: bytes, previous: bytes, person: bytes, number: int, entry: Entry) -> bytes:
    return hmac.digest(key, previous + _pack((person, number, *entry)), "sha256")


def faults(conn: Connection[TupleRow], key: bytes) -> Iterator[tuple[bytes, int]]:
    """(person, number) of each trail's first row that is not what was written, or is missing; none in a sound one."""
    trails = conn.execute("SELECT person, number, link FROM trail ORDER BY person").fetchall()
    for person, newest, end in trails:
        number, link = 0, START
        rows = conn.execute(
            "SELECT number, link, at, worker, device, what, words, event FROM audit WHERE person = %s ORDER BY number",
            (person,),
        )
        for row in rows:
            wanted = _link(key, link, person, number + 1, Entry(*row[2:]))
            if row[0] != number + 1 or not hmac.compare_digest(wanted, row[1]):
                break
            number, link = row[0], row[1]
        if number != newest or link != end:
            yield person, number + 1


def sum_of_all(conn: Connection[TupleRow]) -> str:
    """A digest of where every trail ends: noted elsewhere, it shows later whether whole ends were cut off."""
    said = hashlib.sha256()
    for person, number, link in conn.execute("SELECT person, number, link FROM trail ORDER BY person"):
        said.update(_pack((person, number, link)))
    return said.hexdigest()
