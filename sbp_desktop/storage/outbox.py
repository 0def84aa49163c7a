"""What this laptop wrote and the council does not have yet, read from the log and from what it said it has."""

from collections.abc import Collection, Iterable, Sequence
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sbp_desktop.storage import access_log, enrolment, erasing, file_places, healing, oplog
from sbp_desktop.storage.statements import Connection, scalar

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

_WRITER = "person = ? AND lane = ? AND origin = ?"
# What has come back from the council is no question any more; what has not is few, and has an index of its own.
UNSENT = (
    "op o LEFT JOIN ack a ON a.person = o.person AND a.lane = o.lane AND a.origin = o.origin "
    "WHERE o.pseq IS NULL AND length(o.chain) AND o.oseq > coalesce(a.acked, 0)"
)


# Of who is hidden, also what others wrote: this laptop may be the last to hold what its writer's own disk has lost.
_ASKED = (
    "SELECT person, lane, origin, acked FROM ack WHERE durable < acked UNION "
    "SELECT o.person, o.lane, o.origin, max(o.oseq) FROM granted g "
    "JOIN op o ON o.person = g.person AND o.lane = g.lane "
    "LEFT JOIN ack a ON a.person = o.person AND a.lane = o.lane AND a.origin = o.origin "
    "WHERE g.hidden AND o.mac NOTNULL GROUP BY 1, 2, 3 HAVING max(o.oseq) > coalesce(max(a.durable), 0)"
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
    log of that ends, and the newest number by which the council had somebody erased here.
    """

    epoch: bytes
    acks: Sequence[Ack]
    openings: Sequence[Opened]
    log: access_log.Head
    gone: int


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
        changes, since = conn.execute(f"SELECT count(*), min(o.wall) FROM {UNSENT}{of_one}", values).fetchall()[0]
        files, oldest = conn.execute(
            f"SELECT count(*), min(o.wall) FROM {file_places.OURS_UNSENT}{of_one}", values
        ).fetchall()[0]
    return Waiting(changes + files, min((at for at in (since, oldest) if at is not None), default=None))


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


def where_is(vault: "Vault", entity: UUID) -> Whereabouts:
    """How far what this laptop wrote of one thing, and of its photos, has got; what others wrote of it came from the
    council. A photo is sent, and confirmed, once its file is.
    """
    with vault.reading() as conn:
        rows = conn.execute(
            "SELECT o.oseq > coalesce(a.acked, 0), o.oseq > coalesce(a.durable, 0), EXISTS(SELECT 1 FROM held h "
            "WHERE h.person = o.person AND h.lane = o.lane AND h.origin = o.origin "
            "AND o.oseq BETWEEN h.first AND h.last) FROM op o LEFT JOIN ack a ON a.person = o.person "
            "AND a.lane = o.lane AND a.origin = o.origin WHERE o.ent = ? AND length(o.chain)",
            (entity.bytes,),
        ).fetchall()
        rows += file_places.of(conn, entity)
    unsent, uncertain, kept_back = (any(row[at] for row in rows) for at in range(3))
    if unsent:
        return Whereabouts.HERE
    if kept_back:
        return Whereabouts.HELD
    return Whereabouts.SENT if uncertain else Whereabouts.CONFIRMED


def batch(vault: "Vault", most: int, most_bytes: int, but: Collection[Writer] = ()) -> list[Sending]:
    """What is sent next, oldest first: at most so many ops and bytes, one op at least; nothing of the writers `but`."""
    found: list[Sending] = []
    with vault.reading() as conn:
        writers = conn.execute(
            f"SELECT o.person, o.lane, o.origin, coalesce(a.acked, 0) FROM {UNSENT} "
            "GROUP BY 1, 2, 3 ORDER BY min(o.seq)"
        ).fetchall()
        for *key, acked in writers:
            writer = Writer(*key)
            if writer in but:
                continue
            ops = oplog.bytes_after(conn, writer, acked, most, most_bytes, at_least_one=not found)
            if not ops:
                break
            found.append(Sending(writer, acked + 1, ops))
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
        return Greeting(said.epoch, [Ack(*row) for row in acks], opened, log, gone)


class Greeted(NamedTuple):
    """The council's answer to a hello, `told` being the openings it has now, `logged` the number of the newest entry of
    our log of them that it noted; `clock` is its time in ms UTC.
    """

    epoch: bytes
    clock: int
    missing: Sequence[Ack]
    durable: Sequence[Ack]
    told: Sequence[bytes]
    logged: int = 0


def greeted(vault: "Vault", answer: Greeted) -> bool:
    """Note the answer to a hello. Returns whether the council was put back since we last heard of it."""
    now = vault.clock.now_ms()
    with vault.writing() as conn:
        before = enrolment.spoken(conn)
        said = before._replace(epoch=answer.epoch, answered=now, ahead_ms=now - answer.clock, logged=answer.logged)
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
