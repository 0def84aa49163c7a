"""What this laptop wrote and the council does not have yet, read from the log and from what it said it has."""

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sbp_desktop.storage import enrolment, healing, oplog
from sbp_desktop.storage.statements import Connection, scalar

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

_WRITER = "person = ? AND lane = ? AND origin = ?"
# What has come back from the council is no question any more; what has not is few, and has an index of its own.
UNSENT = (
    "op o LEFT JOIN ack a ON a.person = o.person AND a.lane = o.lane AND a.origin = o.origin "
    "WHERE o.pseq IS NULL AND length(o.chain) AND o.oseq > coalesce(a.acked, 0)"
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
    """A person was opened here, and the council has not been told."""

    id: bytes
    person: bytes
    at: int
    why: str


class Greeting(NamedTuple):
    """What a hello says: the epoch known, what the council said it has and may still lose, who was opened."""

    epoch: bytes
    acks: Sequence[Ack]
    openings: Sequence[Opened]


class Waiting(NamedTuple):
    """How many changes wait to be sent, and since when the oldest does (ms, None when none wait)."""

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
        row = conn.execute(f"SELECT count(*), min(o.wall) FROM {UNSENT}{of_one}", values).fetchone() or (0, None)
    return Waiting(*row)


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
        acks = conn.execute("SELECT person, lane, origin, acked FROM ack WHERE durable < acked LIMIT ?", (most,))
        openings = conn.execute("SELECT id, person, at, why FROM opening ORDER BY at LIMIT ?", (most,)).fetchall()
        return Greeting(enrolment.spoken(conn).epoch, [Ack(*row) for row in acks], [Opened(*row) for row in openings])


class Greeted(NamedTuple):
    """The council's answer to a hello, `told` being the openings it has now; `clock` is its time in ms UTC."""

    epoch: bytes
    clock: int
    missing: Sequence[Ack]
    durable: Sequence[Ack]
    told: Sequence[bytes]


def greeted(vault: "Vault", answer: Greeted) -> bool:
    """Note the answer to a hello. Returns whether the council was put back since we last heard of it."""
    now = vault.clock.now_ms()
    with vault.writing() as conn:
        before = enrolment.spoken(conn)
        said = before._replace(epoch=answer.epoch, answered=now, ahead_ms=now - answer.clock)
        enrolment.keep_spoken(vault, conn, said)
        put_back = before.epoch not in (b"", answer.epoch)
        for ack in answer.durable:
            conn.execute(f"UPDATE ack SET durable = min(acked, ?) WHERE {_WRITER}", (ack.acked, *ack[:3]))
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
