"""Hello and good-bye: what the council lacks and can no longer lose, who opened whose pages, and what was erased."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from psycopg import Connection
from psycopg.rows import TupleRow

from sbp_desktop.sync.council_server import audit, caseloads, gone, notices, one_trip, statements
from sbp_desktop.sync.council_server.caseloads import Worker
from sbp_desktop.sync.council_server.database import Pool
from sbp_desktop.sync.council_server.keys import Keys
from sbp_desktop.sync.council_server.notices import News
from sbp_desktop.sync.protocol import Ack, LogHead, Opening, Purge, Seen, SeenBy

SHOWN: Final = (
    "opened", "said why", "made a copy", "made what is kept about them ready", "erased here", "erased there",
    "read by a system",
)  # fmt: skip
"""What of the audit a worker is shown who asks who has seen somebody; and what a laptop may say of itself."""
_WITH_WHY: Final = ("opened", "said why", "made a copy", "made what is kept about them ready")
MOST_SHOWN: Final = 500
Safe = Callable[[int], bool]
"""Whether a transaction, by its number, can no longer be lost."""


def compare(conn: Connection[TupleRow], told: Sequence[Ack], safe: Safe) -> tuple[list[Ack], list[Ack]]:
    """(missing, durable): what the council has of acks it does not hold in full, and those that cannot be lost."""
    by_person: dict[bytes, list[Ack]] = {}
    for ack in told:
        by_person.setdefault(ack.person, []).append(ack)
    if not told:
        return [], []
    erased = gone.has(conn, by_person)
    here_still = [(person, acks) for person, acks in by_person.items() if person not in erased]
    asked: list[one_trip.Asked] = [
        (statements.ACKS, {"person": person, "origins": list({a.origin for a in acks})}) for person, acks in here_still
    ]
    missing, durable = [], []
    for (_, acks), rows in zip(here_still, one_trip.ask(conn, asked), strict=True):
        here = {(lane, origin): (acked, xid) for lane, origin, acked, _top, xid in rows}
        for ack in acks:
            acked, xid = here.get((ack.lane, ack.origin), (0, 0))
            if acked < ack.acked:
                missing.append(Ack(ack.person, ack.lane, ack.origin, acked))
            elif safe(xid):
                durable.append(ack)
    return missing, durable


def step(
    conn: Connection[TupleRow], keys: Keys, worker: Worker, device: bytes, named: int, now: int
) -> tuple[int, bool]:
    """(step, twice): what a laptop names at its next hello, and whether what it names now is long past.

    The newest, or the one before where an answer was lost, is as it should be; one beyond ours was given before this
    council was put back. Whoever names an earlier one stands where another with the same key has been.
    """
    with conn.transaction():
        row = conn.execute("SELECT step, twice FROM device WHERE id = %s FOR UPDATE", (device,)).fetchone()
        if row is None:
            return 0, False
        newest, found = row
        if named >= newest - 1:
            if named >= newest:
                conn.execute("UPDATE device SET step = %s WHERE id = %s", (named + 1, device))
            return named + 1, False
        if not found:
            conn.execute("UPDATE device SET twice = %s WHERE id = %s", (now, device))
            audit.record(conn, keys.audit, worker.id, [audit.Entry(now, worker.id, device, "laptop's key used twice")])
        return named, True


def note_openings(pool: Pool, keys: Keys, worker: Worker, device: bytes, openings: Iterable[Opening], now: int) -> None:
    """Note each opening once, and tell the named worker where somebody who covers opened their person."""
    by_person: dict[bytes, list[Opening]] = {}
    for opening in openings:
        by_person.setdefault(opening.person, []).append(opening)
    for person, several in sorted(by_person.items()):
        with pool.connection() as conn, conn.transaction():
            audit.lock(conn, person)
            asked = {"person": person, "events": [opening.id for opening in several]}
            known = {row[0] for row in conn.execute(statements.KNOWN_EVENTS, asked)}
            new = [opening for opening in {o.id: o for o in several}.values() if opening.id not in known]
            if new:
                quiet = bool(gone.has(conn, [person]))  # what was typed of somebody erased is kept nowhere
                entries = [audit.Entry(o.at, worker.id, device, _what(o), "" if quiet else o.why, o.id) for o in new]
                audit.record(conn, keys.audit, person, entries)
                notices.tell(conn, _told(conn, worker, person, new, now))


def _told(
    conn: Connection[TupleRow], worker: Worker, person: bytes, openings: Iterable[Opening], now: int
) -> list[News]:
    roles = {grant.role for grant in caseloads.held_by(conn, worker.id, person)}
    if "cover" not in roles or roles & {"named", "co_worker"}:
        return []
    return [
        News(named, opening.id, "opened", person, worker.id, opening.at, opening.why)
        for named in caseloads.with_person(conn, person, ["named"], now)
        for opening in openings
        if opening.what in ("opened", "said why")
    ]


def _what(opening: Opening) -> str:
    return opening.what if opening.what in SHOWN else "opened"


def note_log(conn: Connection[TupleRow], device: bytes, told: LogHead | None, now: int) -> int:
    """Note where a laptop's log of who was opened ends; returns the number it has to show next time.

    Nothing is noted before the laptop has shown what stands at the number noted last. Whether that was the same is
    kept beside the new end: a log that was cut, or made anew, does not go on from there.
    """
    row = conn.execute(
        "SELECT number, link FROM laptop_log WHERE device = %s ORDER BY at DESC, number DESC LIMIT 1", (device,)
    ).fetchone()
    number, link = row or (0, audit.START)
    if told is None or told.before != number or (told.number, told.link) == (number, link):
        return int(number)
    conn.execute(
        "INSERT INTO laptop_log (device, number, link, at, follows) VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT (device, number, link) DO NOTHING",
        (device, told.number, told.link, now, told.before_link == link and told.number >= number),
    )
    return told.number


def who_has_seen(conn: Connection[TupleRow], worker: Worker, person: bytes) -> SeenBy:
    """Who opened a person's pages, was given a copy or erased them, newest first; nothing for who is not with them."""
    if not any(grant.ended_number is None for grant in caseloads.held_by(conn, worker.id, person)):
        return SeenBy([])
    rows = conn.execute(
        "SELECT at, audit.worker, coalesce(worker.name, council_system.name, ''), what, words FROM audit "
        "LEFT JOIN worker ON worker.id = audit.worker LEFT JOIN council_system ON council_system.id = audit.worker "
        "WHERE person = %s AND what = ANY(%s) ORDER BY audit.number DESC LIMIT %s",
        (person, list(SHOWN), MOST_SHOWN + 1),
    ).fetchall()
    entries = [Seen(at, who, name, what, words if what in _WITH_WHY else "") for at, who, name, what, words in rows]
    return SeenBy(entries[:MOST_SHOWN], len(entries) > MOST_SHOWN)


def note_purges(pool: Pool, keys: Keys, worker: Worker, device: bytes, streams: Iterable[Purge], now: int) -> None:
    """Note what a laptop erased."""
    by_person: dict[bytes, list[Purge]] = {}
    for stream in streams:
        by_person.setdefault(stream.person, []).append(stream)
    for person, several in sorted(by_person.items()):
        words = "; ".join(f"lane {s.lane}, read to {s.pseq}, {s.count} erased" for s in several)
        with pool.connection() as conn, conn.transaction():
            audit.record(conn, keys.audit, person, [audit.Entry(now, worker.id, device, "erased there", words)])
