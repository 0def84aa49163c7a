"""What the council's own staff do: grants by hand, held ops looked at, the council closed and opened; all audited."""

import secrets
from collections.abc import Iterable
from typing import NamedTuple

import msgspec
from psycopg import Connection
from psycopg.rows import TupleRow

from sbp_desktop.errors import ExpectedError
from sbp_desktop.sync.council_server import audit, caseloads, judging, notices
from sbp_desktop.sync.council_server.intake import taking_in
from sbp_desktop.sync.council_server.keys import Keys
from sbp_desktop.sync.council_server.notices import News
from sbp_desktop.sync.protocol import Envelope, NotAMessage, plain

STAFF = (audit.NOBODY, audit.NOBODY)
_LEAP = 1 << 20
"""How far the numbers of all caseloads go on when the council was put back: past any it gave out since the backup."""


class NotDone(ExpectedError):
    """What was asked for cannot be done; nothing was changed."""


class Waiting(NamedTuple):
    """Ops of one laptop in one stream that are held, `refused` or still to be decided."""

    person: bytes
    lane: int
    origin: bytes
    worker: str
    reason: str
    ops: int
    newest: int
    refused: bool


def grant(
    conn: Connection[TupleRow], keys: Keys, worker: str, person: bytes, role: str, lanes: Iterable[int], *, now: int,
    begins: int = 0, ends: int = 0, why: str = "",
) -> None:  # fmt: skip
    """Give a worker a person by hand. Raises ExpectedError."""
    with conn.transaction():
        caseloads.grant(
            conn, _worker(conn, worker), person, lanes, role, now=now, begins=begins, ends=ends, why=why, by="hand"
        )
        _note(conn, keys, person, now, "granted", f"{worker}, {role}: {why}")


def revoke(conn: Connection[TupleRow], keys: Keys, worker: str, person: bytes, now: int) -> None:
    """Take a person off a worker's caseload. Raises NotDone where they were not on it."""
    with conn.transaction():
        if not caseloads.revoke(conn, _worker(conn, worker), person, now=now):
            raise NotDone(f"{worker} is not with this person.")
        _note(conn, keys, person, now, "revoked", worker)


def _worker(conn: Connection[TupleRow], name: str) -> bytes:
    row = conn.execute("SELECT id FROM worker WHERE name = %s", (name,)).fetchone()
    if row is None:
        raise NotDone(f"There is no worker of the name {name}.")
    return bytes(row[0])


def _note(conn: Connection[TupleRow], keys: Keys, person: bytes, now: int, what: str, words: str) -> None:
    audit.record(conn, keys.audit, person, [audit.Entry(now, *STAFF, what, words)])


def waiting(conn: Connection[TupleRow]) -> list[Waiting]:
    """What is held, oldest first."""
    rows = conn.execute(
        "SELECT person, lane, origin, coalesce(worker.name, ''), min(reason), count(*), max(received), refused > 0 "
        "FROM quarantine LEFT JOIN worker ON worker.id = author "
        "GROUP BY person, lane, origin, worker.name, refused > 0 ORDER BY min(received)"
    )
    return [Waiting(*row) for row in rows]


def release(conn: Connection[TupleRow], keys: Keys, person: bytes, lane: int, origin: bytes, now: int) -> int:
    """Put held ops into their stream, marked late, and tell those with the person; returns how many.

    Raises NotDone where one of them cannot stand in this stream at all.
    """
    with taking_in(conn, keys, person, [(lane, origin)], now=now, who=STAFF, what="released") as intake:
        rows = conn.execute(
            "DELETE FROM quarantine WHERE person = %s AND lane = %s AND origin = %s "
            "RETURNING oseq, op, author, received, reason",
            (person, lane, origin),
        ).fetchall()
        if not rows:
            raise NotDone("Nothing of this laptop is held in this stream.")
        if any(row[4] in (judging.ELSEWHERE, judging.UNREADABLE) for row in rows):
            raise NotDone("Some of these do not belong in this stream or cannot be read: they can only be refused.")
        for _oseq, packed, author, received, _reason in sorted(rows):
            intake.put_one(lane, _envelope(packed), packed, True, author, received)
        author, about = rows[0][2], bytes([lane]) + origin + secrets.token_bytes(8)
        intake.at_end = lambda: notices.tell(
            conn,
            [
                News(other, about, judging.LATE, person, author, now)
                for other in caseloads.with_person(conn, person, caseloads.WRITERS, now)
            ],
        )
    return len(rows)


def _envelope(packed: bytes) -> Envelope:
    try:
        return plain(packed, Envelope)
    except (NotAMessage, msgspec.MsgspecError):
        raise NotDone("One of these cannot be read: they can only be refused.") from None


def refuse(conn: Connection[TupleRow], keys: Keys, person: bytes, lane: int, origin: bytes, now: int) -> int:
    """Decide that held ops stay out; they are kept. Returns how many. Raises NotDone."""
    with conn.transaction():
        done = conn.execute(
            "UPDATE quarantine SET refused = %s WHERE person = %s AND lane = %s AND origin = %s AND refused = 0",
            (now, person, lane, origin),
        )
        if not done.rowcount:
            raise NotDone("Nothing of this laptop is held in this stream.")
        _note(conn, keys, person, now, "refused", f"lane {lane}, {done.rowcount}")
        return done.rowcount


def late(conn: Connection[TupleRow]) -> list[tuple[bytes, int, str, int, int]]:
    """(person, lane, writer, how many, newest in ms) of what came in late, newest first."""
    rows = conn.execute(
        "SELECT person, lane, coalesce(worker.name, ''), count(*), max(received) FROM op "
        "LEFT JOIN worker ON worker.id = author WHERE late GROUP BY person, lane, worker.name ORDER BY 5 DESC"
    )
    return [(bytes(row[0]), row[1], row[2], row[3], row[4]) for row in rows]


def close(conn: Connection[TupleRow]) -> None:
    """After a restore: take work in, give nothing out, and let no number mean two things."""
    with conn.transaction():
        conn.execute("UPDATE state SET closed = true, imported = false, epoch = %s", (secrets.token_bytes(16),))
        conn.execute("UPDATE worker SET number = number + %s, tag = uuid_send(gen_random_uuid())", (_LEAP,))


def open_again(conn: Connection[TupleRow], *, as_it_stands: bool = False) -> None:
    """Give work out again. Raises NotDone where the caseload is still the backup's."""
    with conn.transaction():
        row = conn.execute("SELECT closed, imported FROM state FOR UPDATE").fetchone()
        if row is not None and row[0] and not row[1] and not as_it_stands:
            raise NotDone(
                "The caseload is still that of the backup, and may give people to workers who have left them: "
                "bring it in anew first (caseload import), or say --as-it-stands."
            )
        conn.execute("UPDATE state SET closed = false")


def judge_again(conn: Connection[TupleRow], keys: Keys, now: int) -> int:
    """Let in what was held while the council was closed and is its writer's to write by the caseload of now.

    Returns how many ops; the others stay held, for the reason there is now.
    """
    persons = conn.execute("SELECT DISTINCT person FROM quarantine WHERE reason = %s", (judging.CLOSED,)).fetchall()
    return sum(_judge_again(conn, keys, person, now) for (person,) in persons)


def _judge_again(conn: Connection[TupleRow], keys: Keys, person: bytes, now: int) -> int:
    rows = conn.execute(
        "SELECT lane, origin, oseq, op, author, received FROM quarantine WHERE person = %s AND reason = %s "
        "ORDER BY lane, origin, oseq",
        (person, judging.CLOSED),
    ).fetchall()
    places = [(row[0], row[1]) for row in rows]
    with taking_in(conn, keys, person, places, now=now, who=STAFF, what="judged again") as intake:
        rights = {author: caseloads.held_by(conn, author, person) for author in {row[4] for row in rows}}
        done, let_in = list[tuple[str, int, bytes, int]](), 0
        for lane, origin, oseq, packed, author, received in rows:
            op = _envelope(packed)
            says, reason = judging.verdict(rights[author], lane, op.wcur, received)
            if says != judging.HELD:
                intake.put_one(lane, op, packed, says == judging.LATE, author, received)
                let_in, reason = let_in + 1, ""
            done.append((reason, lane, origin, oseq))
        intake.at_end = lambda: _note_reasons(conn, person, done)
    return let_in


def _note_reasons(conn: Connection[TupleRow], person: bytes, done: Iterable[tuple[str, int, bytes, int]]) -> None:
    """Why each is held now; what has no reason any more is not."""
    held = "UPDATE quarantine SET reason = %s WHERE person = %s AND lane = %s AND origin = %s AND oseq = %s"
    let_in = "DELETE FROM quarantine WHERE person = %s AND lane = %s AND origin = %s AND oseq = %s"
    for reason, *name in done:
        conn.execute(held if reason else let_in, ([reason] if reason else []) + [person, *name])
