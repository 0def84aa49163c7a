"""What this laptop wrote and the council does not have yet, read from the log and from what it said it has."""

from collections.abc import Collection, Iterable, Sequence
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sbp_desktop.storage import access_log, enrolment, erasing, file_places, healing, oplog
from sbp_desktop.storage.statements import Connection, in_parts, marks, scalar

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

_WRITER = "person = ? AND lane = ? AND origin = ?"
# What has come back from the council is no question any more; what has not has an index of its own.
UNSENT = (
    "op o LEFT JOIN ack a ON a.person = o.person AND a.lane = o.lane AND a.origin = o.origin "
    "WHERE o.pseq IS NULL AND length(o.chain) AND o.oseq > coalesce(a.acked, 0)"
)


_UNSENT_BY_WRITER = """
WITH RECURSIVE writer(seq, person, lane, origin) AS (
    SELECT * FROM (SELECT seq, person, lane, origin FROM op INDEXED BY op_unread
        WHERE pseq IS NULL AND person {of_one} ORDER BY person, lane, origin, oseq LIMIT 1)
    UNION ALL
    SELECT n.seq, n.person, n.lane, n.origin FROM writer w JOIN op n ON n.seq = coalesce(
        (SELECT seq FROM op INDEXED BY op_unread WHERE pseq IS NULL AND person = w.person AND lane = w.lane
            AND origin > w.origin ORDER BY origin, oseq LIMIT 1),
        (SELECT seq FROM op INDEXED BY op_unread WHERE pseq IS NULL AND person = w.person AND lane > w.lane
            ORDER BY lane, origin, oseq LIMIT 1),
        (SELECT seq FROM op INDEXED BY op_unread WHERE pseq IS NULL AND person > w.person AND person {of_one}
            ORDER BY person, lane, origin, oseq LIMIT 1)))
SELECT w.person, w.lane, w.origin, coalesce(a.acked, 0), f.oseq,
    (SELECT max(oseq) FROM op INDEXED BY op_unread
        WHERE pseq IS NULL AND person = w.person AND lane = w.lane AND origin = w.origin),
    f.wall, f.seq
FROM writer w LEFT JOIN ack a ON a.person = w.person AND a.lane = w.lane AND a.origin = w.origin
JOIN op f ON f.seq = (SELECT seq FROM op INDEXED BY op_unread WHERE pseq IS NULL AND person = w.person
    AND lane = w.lane AND origin = w.origin AND oseq > coalesce(a.acked, 0) ORDER BY oseq LIMIT 1)
WHERE length(f.chain)"""
# Of who is hidden, also what others wrote: this laptop may be the last to hold what its writer's own disk has lost.
_ASKED = (
    "SELECT person, lane, origin, acked FROM ack WHERE durable < acked UNION "
    "SELECT o.person, o.lane, o.origin, max(o.oseq) FROM granted g "
    "JOIN op o ON o.person = g.person AND o.lane = g.lane "
    "LEFT JOIN ack a ON a.person = o.person AND a.lane = o.lane AND a.origin = o.origin "
    "WHERE g.hidden = 1 AND o.mac NOTNULL GROUP BY 1, 2, 3 HAVING max(o.oseq) > coalesce(max(a.durable), 0)"
)


class Writer(NamedTuple):
    """One process of this laptop's in one stream."""

    person: bytes
    lane: int
    origin: bytes


class Ack(NamedTuple):
    """The council has ops 1 to `acked` of a writer."""

    person: bytes
    lane: int
    origin: bytes
    acked: int


class Answered(NamedTuple):
    """What became of a group that was sent: `first` and `last` its numbers, `verdict` and `reason` the council's."""

    ack: Ack
    first: int
    last: int
    verdict: str
    reason: str


class Opened(NamedTuple):
    """A person was opened here (or what `what` says was done), and the council has not been told."""

    id: bytes
    person: bytes
    at: int
    why: str
    what: str


class Greeting(NamedTuple):
    """What a hello says: the epoch known, what the council said it has and may still lose, who was opened, where the
    log of that ends, the newest number by which the council had somebody erased here, and the step.
    """

    epoch: bytes
    acks: Sequence[Ack]
    openings: Sequence[Opened]
    log: access_log.Head
    gone: int
    step: int


class Waiting(NamedTuple):
    """How many changes wait to be sent, and since when the oldest does (ms, None when none wait).

    A photo waits until its file is with the council, too.
    """

    changes: int
    since: int | None


class Sending(NamedTuple):
    """What is sent next of a writer: its ops from `first` on, as bytes, without a hole."""

    writer: Writer
    first: int
    ops: Sequence[bytes]


def waiting(vault: "Vault", person: UUID | None = None) -> Waiting:
    """What is on this laptop alone; of one person, or of all."""
    of_one, values = (" AND o.person = ?", (person.bytes,)) if person else ("", ())
    with vault.reading() as conn:
        writers = _unsent(conn, person)
        files, oldest = conn.execute(
            f"SELECT count(*), min(o.wall) FROM {file_places.OURS_UNSENT}{of_one}", values
        ).fetchall()[0]
    changes = sum(one.last - one.first + 1 for one in writers)
    times = [*(one.since for one in writers), *([oldest] if oldest is not None else [])]
    return Waiting(changes + files, min(times, default=None))


class _Unsent(NamedTuple):
    """What is not sent of a writer: numbers `first` to `last`, `since` (ms) the first; `acked` and its `seq` here."""

    writer: Writer
    acked: int
    first: int
    last: int
    since: int
    seq: int


def _unsent(conn: Connection, person: UUID | None = None) -> list[_Unsent]:
    """Every writer of whom something is not sent; of one person, or of all. Goes from writer to writer by the index
    and looks at the first and last op of each, so that it takes no longer where much waits.
    """
    of_one = "= ?" if person is not None else "IS NOT NULL"
    values = (person.bytes,) * 2 if person is not None else ()
    found = conn.execute(_UNSENT_BY_WRITER.format(of_one=of_one), values)
    return [_Unsent(Writer(*row[:3]), *row[3:]) for row in found]


class Whereabouts(Enum):
    """How far something has got. The least of what it consists of counts."""

    HERE = "here"  # on this laptop alone
    HELD = "held"  # with the council, waiting for a manager
    SENT = "sent"  # the council has it
    CONFIRMED = "confirmed"  # the council cannot lose it any more


def held(vault: "Vault") -> int:
    """How many changes of this laptop's wait for a manager at the council."""
    with vault.reading() as conn:
        return int(scalar(conn.execute("SELECT coalesce(sum(last - first + 1), 0) FROM held")))


class Placed(NamedTuple):
    """How far something has got, and when it got there (ms): on this laptop alone by its clock, since the oldest of
    that was written; else by the council's, None where it has not said.
    """

    where: Whereabouts
    at: int | None


def placed(conn: Connection, things: Sequence[UUID]) -> Placed:
    """How far what this laptop wrote of these, and of their photos, has got. A photo is sent, and confirmed, once its
    file is. What others wrote of them came from the council.
    """
    found: list[tuple[int, int | None, bool, bool, bool]] = []
    for part in in_parts([thing.bytes for thing in things]):
        found += conn.execute(
            "SELECT o.wall, o.received, o.pseq IS NULL AND o.oseq > coalesce(a.acked, 0), "
            "o.oseq > coalesce(a.durable, 0), EXISTS(SELECT 1 FROM held h WHERE h.person = o.person "
            "AND h.lane = o.lane AND h.origin = o.origin AND o.oseq BETWEEN h.first AND h.last) "
            "FROM op o LEFT JOIN ack a ON a.person = o.person AND a.lane = o.lane AND a.origin = o.origin "
            f"WHERE o.ent IN ({marks(part)}) AND length(o.chain)",
            part,
        )
    for thing in things:
        found += file_places.of(conn, thing)
    if unsent := [wall for wall, _, waits, _, _ in found if waits]:
        return Placed(Whereabouts.HERE, min(unsent))
    times = [received for _, received, _, _, _ in found if received is not None]
    at = max(times, default=None)
    if any(kept_back for *_, kept_back in found):
        return Placed(Whereabouts.HELD, at)
    certain = found and not any(uncertain for *_, uncertain, _ in found)
    return Placed(Whereabouts.CONFIRMED if certain else Whereabouts.SENT, at)


def batch(vault: "Vault", most: int, most_bytes: int, but: Collection[Writer] = ()) -> list[Sending]:
    """What is sent next, oldest first: at most so many ops and bytes, one op at least; nothing of the writers `but`."""
    found: list[Sending] = []
    with vault.reading() as conn:
        for one in sorted(_unsent(conn), key=lambda one: one.seq):
            if one.writer in but:
                continue
            ops = oplog.bytes_after(conn, one.writer, one.acked, most, most_bytes, at_least_one=not found)
            if not ops:
                break
            found.append(Sending(one.writer, one.acked + 1, ops))
            most, most_bytes = most - len(ops), most_bytes - sum(map(len, ops))
    return found


def answered(vault: "Vault", answers: Iterable[Answered]) -> None:
    """Note what the council said of what was sent."""
    with vault.writing() as conn:
        for one in answers:
            _note(conn, one.ack)
            if one.verdict == "held":
                row = (*one.ack[:3], one.first, one.last, one.reason, vault.clock.now_ms())
                conn.execute("INSERT OR REPLACE INTO held VALUES(?, ?, ?, ?, ?, ?, ?)", row)


def greeting(vault: "Vault", most: int) -> Greeting:
    """What to say at hello; at most so many acks and openings."""
    with vault.reading() as conn:
        acks = conn.execute(f"{_ASKED} LIMIT ?", (most,))
        rows = conn.execute("SELECT id, person, at, why, what FROM opening ORDER BY at LIMIT ?", (most,)).fetchall()
        said, opened = enrolment.spoken(conn), [Opened(*row) for row in rows]
        log, gone = access_log.head(conn, said.logged), erasing.newest(conn)
        return Greeting(said.epoch, [Ack(*row) for row in acks], opened, log, gone, said.step)


class Greeted(NamedTuple):
    """The council's answer to a hello, `told` being the openings it has now, `logged` the number of the newest entry of
    our log of them that it noted; `clock` is its time in ms UTC. `step` and `twice` as in `protocol.HelloAnswer`.
    """

    epoch: bytes
    clock: int
    missing: Sequence[Ack]
    durable: Sequence[Ack]
    told: Sequence[bytes]
    logged: int = 0
    step: int = 0
    twice: bool = False


def greeted(vault: "Vault", answer: Greeted) -> bool:
    """Note the answer to a hello. Returns whether the council was put back since we last heard of it."""
    now = vault.clock.now_ms()
    with vault.writing() as conn:
        before = enrolment.spoken(conn)
        said = before._replace(epoch=answer.epoch, answered=now, ahead_ms=now - answer.clock, logged=answer.logged)
        said = said._replace(latest=answer.clock, step=answer.step, twice=answer.twice)
        enrolment.keep_spoken(vault, conn, said)
        put_back = before.epoch not in (b"", answer.epoch)
        for ack in answer.durable:
            conn.execute(
                "INSERT INTO ack(person, lane, origin, acked, durable) VALUES(?1, ?2, ?3, ?4, ?4) "
                "ON CONFLICT DO UPDATE SET acked = max(acked, excluded.acked), "
                "durable = max(durable, excluded.durable)",
                ack,
            )
        if put_back:
            healing.doubt_everything(conn)
        for ack in answer.missing:
            _note(conn, ack)
        conn.executemany("DELETE FROM opening WHERE id = ?", [(one,) for one in answer.told])
    return put_back


def _note(conn: Connection, ack: Ack) -> None:
    """What the council has is what it says it has, be it less than it once said: then the rest is sent again."""
    conn.execute(
        "INSERT INTO ack(person, lane, origin, acked, durable) VALUES(?, ?, ?, ?, 0) ON CONFLICT DO UPDATE SET "
        "acked = excluded.acked, durable = min(durable, excluded.acked)",
        ack,
    )
    read_back = f"SELECT 1 FROM op WHERE {_WRITER} AND oseq > ? AND pseq NOTNULL LIMIT 1"
    if scalar(conn.execute(read_back, ack)):
        healing.read_anew(conn, ack.person, ack.lane)
