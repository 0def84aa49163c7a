"""Who is with whom: grants, and the numbered caseload every worker's laptop holds."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from psycopg import Connection
from psycopg.rows import TupleRow

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models.schema import DIRECTORY
from sbp_desktop.sync.council_server import one_trip, statements
from sbp_desktop.sync.protocol import ROLES

PRIVATE_LANE: Final = 2
ALL_LANES: Final = (0, 1, PRIVATE_LANE)
_WITH_PRIVATE: Final = ("named", "co_worker")
WRITERS: Final = ("named", "co_worker", "cover", "team")
LARGEST_STEP: Final = 1 << 32
"""A laptop that names a number further ahead than this makes it up."""
_SEEN_EVERY_MS: Final = 60_000


class NotGranted(ExpectedError):
    """A grant that may not be given; nothing of it was kept."""


class Worker(NamedTuple):
    """A worker as of now, their grants that are due begun and ended. `ids`: all ids they sign with."""

    id: bytes
    number: int
    tag: bytes
    told: int
    ids: frozenset[bytes]
    epoch: bytes
    closed: bool
    demo: bool = False


class Held(NamedTuple):
    """A grant, living or ended. `ends` in ms, 0 open; `ended_number` is None while it lives."""

    person: bytes
    lanes: tuple[int, ...]
    role: str
    ends: int
    ended_number: int | None


def standing(
    conn: Connection[TupleRow], worker: bytes, device: bytes, now: int, meanwhile: Callable[[], None] = lambda: None
) -> Worker | None:
    """How a worker stands with the council at `now` (ms); None where this is no (or no longer a) laptop of theirs.

    `meanwhile` is called while PostgreSQL looks.
    """
    asked: one_trip.Asked = (statements.STANDING, {"worker": worker, "device": device})
    [rows] = one_trip.ask(conn, [asked], meanwhile)
    if rows and 0 < rows[0][3] <= now:
        settle(conn, worker, now)
        [rows] = one_trip.ask(conn, [asked])
    if not rows:
        return None
    number, tag, told, _due, ids, epoch, closed, demo, seen = rows[0]
    if seen + _SEEN_EVERY_MS <= now:
        conn.execute("UPDATE device SET seen = %s WHERE id = %s", (now, device))
    return Worker(worker, number, tag, told, frozenset(ids), epoch, closed, demo)


def settle(conn: Connection[TupleRow], worker: bytes, now: int) -> None:
    """Begin and end those of a worker's grants that are due."""
    with conn.transaction():
        _settle(conn, worker, now)


def _lock(conn: Connection[TupleRow], worker: bytes) -> int:
    row = conn.execute("SELECT number FROM worker WHERE id = %s FOR UPDATE", (worker,)).fetchone()
    if row is None:
        raise NotGranted("There is no such worker.")
    return int(row[0])


def _settle(conn: Connection[TupleRow], worker: bytes, now: int, *, changed: bool = False) -> None:
    """Begin and end what is due, and give the caseload its next number if that changed it."""
    number = _lock(conn, worker) + 1
    mine = {"worker": worker, "number": number, "now": now}
    begun = conn.execute(
        "UPDATE caseload SET began_number = %(number)s "
        "WHERE worker = %(worker)s AND began_number IS NULL AND ended_number IS NULL AND begins <= %(now)s",
        mine,
    )
    ended = conn.execute(
        "UPDATE caseload SET ended_number = %(number)s "
        "WHERE worker = %(worker)s AND ended_number IS NULL AND ends > 0 AND ends <= %(now)s",
        mine,
    )
    if changed or begun.rowcount or ended.rowcount:
        conn.execute("UPDATE worker SET number = %s, tag = %s WHERE id = %s", (number, secrets.token_bytes(16), worker))
    conn.execute(
        "UPDATE worker SET due = coalesce((SELECT min(CASE WHEN began_number IS NULL THEN begins ELSE ends END) "
        "FROM caseload WHERE worker = %(worker)s AND ended_number IS NULL AND (began_number IS NULL OR ends > 0)), 0) "
        "WHERE id = %(worker)s",
        mine,
    )


def grant(
    conn: Connection[TupleRow], worker: bytes, person: bytes, lanes: Iterable[int], role: str, *, now: int,
    begins: int = 0, ends: int = 0, why: str = "", by: str,
) -> bool:  # fmt: skip
    """Give a worker these lanes of a person (instants in ms, `ends` 0: until revoked). Raises NotGranted.

    Replaces what they had of the person in the same role. What is the same already stays, number and all, and the
    answer is False.
    """
    wanted = sorted(set(lanes))
    check(wanted, role, begins or now, ends)
    with conn.transaction():
        _lock(conn, worker)
        old = conn.execute(
            "SELECT lanes, ends FROM caseload WHERE worker = %s AND person = %s AND role = %s AND ended_number IS NULL "
            "AND began_number IS NOT NULL",
            (worker, person, role),
        ).fetchall()
        if old == [(wanted, ends)] and begins <= now:
            return False
        _end(conn, worker, person, now, role)
        conn.execute(
            "INSERT INTO caseload (worker, person, lanes, role, begins, ends, why, by) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            (worker, person, wanted, role, begins or now, ends, why, by),
        )
        _settle(conn, worker, now)
        return True


def usual_lanes(role: str) -> tuple[int, ...]:
    """The lanes a role has where nothing else is said."""
    return ALL_LANES if role in _WITH_PRIVATE else tuple(lane for lane in ALL_LANES if lane != PRIVATE_LANE)


def check(lanes: Sequence[int], role: str, begins: int, ends: int) -> None:
    """Whether a grant may be given at all. Raises NotGranted."""
    if role not in ROLES:
        raise NotGranted(f"The role is one of {', '.join(ROLES)}.")
    if not lanes or not set(lanes) <= set(ALL_LANES):
        raise NotGranted("Lanes are 0 (web and plans), 1 (conversations) and 2 (worker-only and protected).")
    if PRIVATE_LANE in lanes and role not in _WITH_PRIVATE:
        raise NotGranted("Lane 2 goes with the named worker and co-workers only.")
    if ends and ends <= begins:
        raise NotGranted("The last day lies before the first.")


def revoke(conn: Connection[TupleRow], worker: bytes, person: bytes, *, now: int, role: str = "") -> int:
    """Take a person (in one role, or whatever it is) off a worker's caseload; returns how many grants ended."""
    with conn.transaction():
        _lock(conn, worker)
        ended = _end(conn, worker, person, now, role)
        if ended:
            _settle(conn, worker, now, changed=True)
        return ended


def _end(conn: Connection[TupleRow], worker: bytes, person: bytes, now: int, role: str) -> int:
    done = conn.execute(
        "UPDATE caseload SET ends = %(now)s, ended_number = (SELECT number + 1 FROM worker WHERE id = %(worker)s) "
        "WHERE worker = %(worker)s AND person = %(person)s AND (role = %(role)s OR %(role)s = '') "
        "AND ended_number IS NULL",
        {"worker": worker, "person": person, "now": now, "role": role},
    )
    return done.rowcount


def go_past(conn: Connection[TupleRow], worker: Worker, known: int) -> None:
    """A laptop holds a number larger than ours, from before this council was put back: ours goes past it."""
    if worker.number < known <= worker.number + LARGEST_STEP:
        conn.execute(
            "UPDATE worker SET number = %(known)s + 1, tag = %(tag)s WHERE id = %(id)s AND number < %(known)s",
            {"known": known, "tag": secrets.token_bytes(16), "id": worker.id},
        )


def held_by(conn: Connection[TupleRow], worker: bytes, person: bytes) -> list[Held]:
    """All grants a worker has or had of one person."""
    return grants_of(person, conn.execute(statements.HELD_BY, {"worker": worker, "person": person}))


def grants_of(person: bytes, rows: Iterable[TupleRow]) -> list[Held]:
    """The grants that the rows of `statements.HELD_BY` are."""
    return [Held(person, tuple(lanes), role, ends, ended) for lanes, role, ends, ended in rows]


def living(conn: Connection[TupleRow], worker: bytes) -> list[Held]:
    """The grants a worker has now."""
    [rows] = one_trip.ask(conn, [(statements.LIVING, {"worker": worker})])
    return [Held(person, tuple(lanes), role, ends, None) for person, lanes, role, ends in rows]


def with_person(conn: Connection[TupleRow], person: bytes, roles: Sequence[str], now: int) -> list[bytes]:
    """Workers who are with a person now in one of these roles, sorted."""
    found = conn.execute(
        "SELECT DISTINCT worker FROM caseload WHERE person = %s AND role = ANY(%s) AND began_number IS NOT NULL "
        "AND ended_number IS NULL AND (ends = 0 OR ends > %s) ORDER BY worker",
        (person, list(roles), now),
    )
    return [row[0] for row in found]


def is_worker(conn: Connection[TupleRow], worker: bytes) -> bool:
    """Whether the council has this worker."""
    return conn.execute("SELECT FROM worker WHERE id = %s", (worker,)).fetchone() is not None


def is_somebody_who_works_here(conn: Connection[TupleRow], ident: bytes) -> bool:
    """Whether this is the id of a worker, or one they sign with."""
    asked = "SELECT FROM worker WHERE id = %(id)s UNION ALL SELECT FROM alias WHERE id = %(id)s LIMIT 1"
    return conn.execute(asked, {"id": ident}).fetchone() is not None


def had_by_nobody(conn: Connection[TupleRow], person: bytes) -> bool:
    """Whether this is a new person: on nobody's caseload ever, and neither the directory nor anybody's own stream."""
    row = conn.execute(
        "SELECT EXISTS (SELECT 1 FROM caseload WHERE person = %(person)s) "
        "OR EXISTS (SELECT 1 FROM alias WHERE id = %(person)s) OR EXISTS (SELECT 1 FROM worker WHERE id = %(person)s)",
        {"person": person},
    ).fetchone()
    return person != DIRECTORY.bytes and row is not None and not row[0]
