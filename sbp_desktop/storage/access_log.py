"""Who was opened on this laptop, by whom, when and why: a chain nobody thins out unseen, told to the council.

An entry names people by their ids and never says what stands on a page. The reason a worker typed stands beside its
entry and not in the chain itself, which holds a keyed digest of it: so it goes with a person who is erased, and the
chain stays whole. A reason that is missing where no such erasing follows is a fault.
"""

import hmac
import os
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID, uuid4

import msgpack

from sbp_desktop.models import trail
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.trail import Walked
from sbp_desktop.models.vocabulary import NamedRole
from sbp_desktop.storage import colleagues, enrolment, named_workers
from sbp_desktop.storage.statements import Connection, scalar

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

_MAC: Final = 16
_SAID: Final = 7
"""Columns the chain is made over: all up to the digest of the reason."""
_KEY: Final = "access_key"


class What(StrEnum):
    """What was done with a person's pages."""

    OPENED = "opened"
    WHY = "said why"
    COPY = "made a copy"
    ASKED = "made what is kept about them ready"
    ERASED = "erased here"


class Access(NamedTuple):
    """One entry to read: when (ms UTC), who ("" where not known), what, why ("" where nothing was asked)."""

    at: int
    worker: UUID
    who: str
    what: str
    why: str = ""


class Head(NamedTuple):
    """Where the log ends, and what stood at number `before`, which the council has noted: an anchor that must hold."""

    number: int
    link: bytes
    before: int
    before_link: bytes


def note(vault: "Vault", conn: Connection, person: UUID, what: What, why: str = "") -> None:
    """Write an entry, in the caller's transaction; the council is told at the next hello where there is one."""
    number, link = _newest(conn)
    at, ident, key = vault.clock.now_ms(), uuid4().bytes, _key(conn) or _new_key(conn)
    row = (number + 1, at, vault.worker_id.bytes, person.bytes, what.value, ident, _mac(key, ident, why))
    conn.execute(
        "INSERT INTO access(number, at, worker, person, what, id, why_is, why, link) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*row, why, trail.link(key, link, _said(row))),
    )
    if enrolment.is_enrolled(conn):
        conn.execute(
            "INSERT INTO opening(id, person, at, why, what) VALUES(?, ?, ?, ?, ?)",
            (ident, person.bytes, at, why, what.value),
        )


def forget(vault: "Vault", conn: Connection, person: UUID) -> None:
    """A person went from here: so do the reasons that were typed about them. That they were opened stays, by id."""
    if conn.execute("SELECT 1 FROM access WHERE person = ? LIMIT 1", (person.bytes,)).fetchone() is None:
        return
    note(vault, conn, person, What.ERASED)
    conn.execute("UPDATE access SET why = '' WHERE person = ?", (person.bytes,))
    conn.execute("UPDATE opening SET why = '' WHERE person = ?", (person.bytes,))


def of_person(vault: "Vault", person: UUID) -> tuple[Access, ...]:
    """Who opened a person on this laptop, and for what, newest first."""
    with vault.reading() as conn:
        rows = conn.execute(
            "SELECT at, worker, what, why FROM access WHERE person = ? ORDER BY number DESC", (person.bytes,)
        )
        return tuple(
            Access(at, UUID(bytes=worker), colleagues.name_of(conn, worker), what, why)
            for at, worker, what, why in rows.fetchall()
        )


def asks_why(vault: "Vault", person: UUID) -> bool:
    """Whether this worker covers for somebody else with this person, and has not said why today."""
    with vault.reading() as conn:
        if not _covers(vault, conn, person):
            return False
        said = scalar(
            conn.execute(
                "SELECT max(at) FROM access WHERE person = ? AND worker = ? AND what = ?",
                (person.bytes, vault.worker_id.bytes, What.WHY.value),
            )
        )
    return said is None or local_day(said) != local_day(vault.clock.now_ms())


def walk(vault: "Vault", anchors: Mapping[int, bytes] | None = None) -> Walked:
    """Prove the log from its start, against `anchors` (number -> link) that were noted elsewhere."""
    reasons = _Reasons()
    with vault.reading() as conn:
        key = _key(conn)
        entries = _entries(conn, key, reasons)
        walked = trail.walk(key, entries, anchors)
        for _ in entries:  # after a fault too: who was erased may stand there
            pass
    lost = reasons.lost()
    return Walked(walked.number, walked.link, lost) if lost and (not walked.fault or lost < walked.fault) else walked


def head(conn: Connection, before: int) -> Head:
    """Where the log ends now; `before` is the number the council has noted."""
    found = conn.execute("SELECT link FROM access WHERE number = ?", (before,)).fetchone()
    return Head(*_newest(conn), before, found[0] if found else trail.START if not before else b"")


def _covers(vault: "Vault", conn: Connection, person: UUID) -> bool:
    roles = {row[0] for row in conn.execute("SELECT role FROM granted WHERE person = ?", (person.bytes,))}
    if roles:
        return "cover" in roles and not roles & {"named", "co_worker"}
    covering = named_workers.links(conn, person, NamedRole.COVER, ended=False)
    return any(link.get("worker") == vault.worker_id for link in covering)


def _key(conn: Connection) -> bytes:
    """What links are made with, empty before the first entry. It lies in the file and is not made from the root key:
    the log goes on when that is changed.
    """
    return bytes(scalar(conn.execute("SELECT value FROM meta WHERE key = ?", (_KEY,))) or b"")


def _new_key(conn: Connection) -> bytes:
    key = os.urandom(32)
    conn.execute("INSERT INTO meta(key, value) VALUES(?, ?)", (_KEY, key))
    return key


def _newest(conn: Connection) -> tuple[int, bytes]:
    row = conn.execute("SELECT number, link FROM access ORDER BY number DESC LIMIT 1").fetchone()
    return (row[0], row[1]) if row else (0, trail.START)


class _Reasons:
    """Where a reason is gone (`blank`: number -> person), and what may say why (`erased`: person -> newest number)."""

    def __init__(self) -> None:
        self.blank: dict[int, bytes] = {}
        self.erased: dict[bytes, int] = {}

    def lost(self) -> int:
        """The first entry whose reason went although its person was not erased after it, 0 where there is none."""
        return min((number for number, person in self.blank.items() if self.erased.get(person, 0) < number), default=0)


def _entries(conn: Connection, key: bytes, reasons: _Reasons) -> Iterator[tuple[int, bytes, bytes]]:
    """The entries as found; one whose reason is another than was typed says something else."""
    pack, keyed, erased = msgpack.Packer(use_bin_type=True).pack, trail.keyed(key), What.ERASED.value
    rows = conn.execute("SELECT number, at, worker, person, what, id, why_is, why, link FROM access ORDER BY number")
    for row in rows:
        number, _at, _worker, person, what, ident, why_is, why, link = row
        said = pack(row[:_SAID])
        try:
            as_typed = keyed(ident + why.encode())[:_MAC] == why_is
        except (TypeError, AttributeError):  # a column holds what no entry of ours has there
            as_typed, why = False, "?"
        if not as_typed:
            if why:
                said = b""
            else:
                reasons.blank[number] = person
        if what == erased:
            reasons.erased[person] = number
        yield number, link, said


def _said(row: Sequence[object]) -> bytes:
    packed: bytes = msgpack.packb(row, use_bin_type=True)
    return packed


def _mac(key: bytes, ident: bytes, why: str) -> bytes:
    return hmac.digest(key, ident + why.encode(), "sha256")[:_MAC]
