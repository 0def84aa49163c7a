"""Hello and good-bye: what the council lacks and can no longer lose, who opened whose pages, and what was erased."""

from collections.abc import Callable, Iterable, Sequence

from psycopg import Connection
from psycopg.rows import TupleRow

from sbp_desktop.sync.council_server import audit, caseloads, notices, statements
from sbp_desktop.sync.council_server.caseloads import Worker
from sbp_desktop.sync.council_server.database import Pool
from sbp_desktop.sync.council_server.keys import Keys
from sbp_desktop.sync.council_server.notices import News
from sbp_desktop.sync.protocol import Ack, Opening, Purge

Safe = Callable[[int], bool]
"""Whether a transaction, by its number, can no longer be lost."""


def compare(conn: Connection[TupleRow], told: Sequence[Ack], safe: Safe) -> tuple[list[Ack], list[Ack]]:
    """(missing, durable): what the council has of acks it does not hold in full, and those that cannot be lost."""
    by_person: dict[bytes, list[Ack]] = {}
    for ack in told:
        by_person.setdefault(ack.person, []).append(ack)
    if not told:
        return [], []
    with conn.pipeline():
        asked = [
            (acks, conn.execute(statements.ACKS, {"person": person, "origins": list({a.origin for a in acks})}))
            for person, acks in by_person.items()
        ]
    missing, durable = [], []
    for acks, cursor in asked:
        here = {(lane, origin): (acked, xid) for lane, origin, acked, _top, xid in cursor.fetchall()}
        for ack in acks:
            acked, xid = here.get((ack.lane, ack.origin), (0, 0))
            if acked < ack.acked:
                missing.append(Ack(ack.person, ack.lane, ack.origin, acked))
            elif safe(xid):
                durable.append(ack)
    return missing, durable


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
                entries = [audit.Entry(o.at, worker.id, device, "opened", o.why, o.id) for o in new]
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
    ]


def note_purges(pool: Pool, keys: Keys, worker: Worker, device: bytes, streams: Iterable[Purge], now: int) -> None:
    """Note what a laptop erased."""
    by_person: dict[bytes, list[Purge]] = {}
    for stream in streams:
        by_person.setdefault(stream.person, []).append(stream)
    for person, several in sorted(by_person.items()):
        words = "; ".join(f"lane {s.lane}, read to {s.pseq}, {s.count} erased" for s in several)
        with pool.connection() as conn, conn.transaction():
            audit.record(conn, keys.audit, person, [audit.Entry(now, worker.id, device, "erased there", words)])
