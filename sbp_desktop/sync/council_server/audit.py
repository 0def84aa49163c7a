"""The audit: who did what, on which laptop, with whose pages, when; one chain per person under a key kept elsewhere."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec
from psycopg import Connection
from psycopg.rows import TupleRow

from sbp_desktop.models import trail
from sbp_desktop.sync.council_server import one_trip, statements

START: Final = trail.START
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
    one_trip.ask(conn, list(rows(key, person, newest, entries)))


def rows(key: bytes, person: bytes, newest: tuple[int, bytes], entries: Iterable[Entry]) -> Iterator[one_trip.Asked]:
    """What adds entries to a trail that is locked and whose `newest` (number, link) is known."""
    number, link = newest
    for entry in entries:
        number, link = number + 1, _link(key, link, person, number + 1, entry)
        yield statements.AUDIT, {"person": person, "number": number, "link": link, **entry._asdict()}


def lock(conn: Connection[TupleRow], person: bytes) -> tuple[int, bytes]:
    """Number and link of the newest entry; until the transaction ends nobody else adds one."""
    look: one_trip.Asked = (statements.LOCK_TRAIL, {"person": person})
    [found] = one_trip.ask(conn, [look])
    if not found:
        _, found = one_trip.ask(conn, [(statements.ADD_TRAIL, {"person": person, "link": START}), look])
    return found[0][0], found[0][1]


def _link(key: bytes, previous: bytes, person: bytes, number: int, entry: Entry) -> bytes:
    return trail.link(key, previous, _pack((person, number, *entry)))


class Head(NamedTuple):
    """Where a person's trail ends."""

    person: bytes
    number: int
    link: bytes


def faults(conn: Connection[TupleRow], key: bytes, anchors: Iterable[Head] = ()) -> Iterator[tuple[bytes, int]]:
    """(person, number) of each trail's first row that is not what was written, or is missing; none in a sound one.

    `anchors`: heads noted earlier and elsewhere, which every trail must still lead through.
    """
    noted: dict[bytes, dict[int, bytes]] = {}
    for person, number, link in anchors:
        noted.setdefault(person, {})[number] = link
    for person in sorted({one.person for one in heads(conn)} | noted.keys()):
        if fault := fault_of(conn, key, person, noted.get(person, {})):
            yield person, fault


def fault_of(conn: Connection[TupleRow], key: bytes, person: bytes, anchors: Mapping[int, bytes]) -> int:
    """The number of the first row of a person's trail that is not as written, or is missing; 0 in a sound one.

    The trail of somebody who was erased goes on from where it stood then: what was noted before has gone with it.
    """
    erased = "SELECT trail_number, trail_link FROM gone WHERE person = %s"
    start = conn.execute(erased, (person,)).fetchone() or (0, START)
    if anchors.get(*start) != start[1]:
        return int(start[0])
    rows = conn.execute(
        "SELECT number, link, at, worker, device, what, words, event FROM audit WHERE person = %s ORDER BY number",
        (person,),
    )
    found = ((row[0], row[1], _pack((person, row[0], *row[2:]))) for row in rows)
    walked = trail.walk(key, found, {at: link for at, link in anchors.items() if at > start[0]}, start)
    end = conn.execute("SELECT number, link FROM trail WHERE person = %s", (person,)).fetchone()
    if walked.fault or end == (walked.number, walked.link):
        return walked.fault
    return walked.number + 1


def heads(conn: Connection[TupleRow]) -> list[Head]:
    """Where every trail ends."""
    return [Head(*row) for row in conn.execute("SELECT person, number, link FROM trail ORDER BY person")]


def sum_of_all(conn: Connection[TupleRow]) -> str:
    """A digest of where every trail ends: noted elsewhere, it shows later whether whole ends were cut off."""
    said = hashlib.sha256()
    for head in heads(conn):
        said.update(_pack(tuple(head)))
    return said.hexdigest()
