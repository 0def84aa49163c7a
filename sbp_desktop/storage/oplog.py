"""The log itself: ops in and out, exactly as written, each linked to the one before by its writer."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sbp_desktop.models.ops import (
    CHAIN_START,
    Op,
    OpId,
    chain_next,
    decode_parents,
    decode_tail,
    digest,
    encode_parents,
    encode_tail,
    envelope,
    kind_of,
    stream_link,
)
from sbp_desktop.storage.statements import Connection, scalar

COLUMNS = "person, lane, origin, oseq, ent, field, kind, parents, body, hlc, wall, worker, wcur, bundle, tail"
_INSERT = f"INSERT INTO op({COLUMNS}, chain) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_SELECT = f"SELECT {COLUMNS}, seq FROM op "
_RECEIPT = "pseq, mac, author, received, late, link, digest, packed"
_INSERT_FOREIGN = f"INSERT INTO op(seq, {COLUMNS}, chain, {_RECEIPT}) VALUES({', '.join('?' * 25)})"
AT_HOME = "EXISTS (SELECT 1 FROM entity e WHERE e.id = op.ent AND e.person = op.person AND e.lane = op.lane)"
"""Of ops read by what they are about: those of that entity's own stream, the only ones that say anything of it."""
_NOT_OURS = b""
"""In `chain` of an op that came from the council: the chain of its writer is its writer's, the stream's proves it."""


class Receipt(NamedTuple):
    """What the council says of an op: its place in the stream, its word that it had it from this worker at this time
    (ms), whether it came late, the stream's chain link after it. `digest` only where a body was erased; `packed` are
    the bytes as they came, where the op's columns alone would not make them again.
    """

    pseq: int
    mac: bytes
    author: bytes
    received: int
    late: bool
    link: bytes
    digest: bytes | None = None
    packed: bytes | None = None


class Arrival(NamedTuple):
    """An op that came, with its receipt. The op's `hlc` is the stamp that readers order by."""

    op: Op
    receipt: Receipt


def last_link(conn: Connection, person: bytes, lane: int, origin: bytes) -> tuple[int, bytes]:
    """Number and chain link of an origin's newest op in a stream; (0, start) when it has none."""
    row = conn.execute(
        "SELECT oseq, chain FROM op WHERE person = ? AND lane = ? AND origin = ? ORDER BY oseq DESC LIMIT 1",
        (person, lane, origin),
    ).fetchone()
    return (row[0], row[1]) if row else (0, CHAIN_START)


def append(conn: Connection, op: Op, previous_link: bytes) -> tuple[int, bytes]:
    """Write one op. Returns its local number (seq) and its chain link."""
    link = chain_next(previous_link, envelope(op))
    cursor = conn.execute(
        _INSERT,
        (
            op.person, op.lane, op.origin, op.oseq, op.ent, op.field, int(op.kind), encode_parents(op.parents), op.body,
            op.hlc, op.wall, op.worker, op.wcur, op.bundle, encode_tail(op), link,
        ),
    )  # fmt: skip
    return int(cursor.lastrowid), link


def follows(previous_link: bytes, packed: bytes, link: bytes) -> bool:
    """Whether an op's bytes and its chain link follow from the link before."""
    return chain_next(previous_link, packed) == link


def append_arrivals(conn: Connection, arrivals: Sequence[Arrival]) -> list[int]:
    """Write ops of others as they came. Returns their local numbers."""
    first = int(scalar(conn.execute("SELECT max(seq) FROM op")) or 0) + 1
    numbers = list(range(first, first + len(arrivals)))
    conn.executemany(
        _INSERT_FOREIGN,
        [
            (
                seq, op.person, op.lane, op.origin, op.oseq, op.ent, op.field, int(op.kind), encode_parents(op.parents),
                op.body, op.hlc, op.wall, op.worker, op.wcur, op.bundle, encode_tail(op), _NOT_OURS, *receipt,
            )
            for seq, (op, receipt) in zip(numbers, arrivals, strict=True)
        ],
    )  # fmt: skip
    return numbers


def bytes_after(
    conn: Connection, writer: tuple[bytes, int, bytes], oseq: int, most: int, most_bytes: int, *, at_least_one: bool
) -> list[bytes]:
    """A writer's ops after number `oseq` as their bytes, at most so many; at least one of any size if asked."""
    found: list[bytes] = []
    for row in conn.execute(
        f"SELECT {COLUMNS}, packed FROM op WHERE person = ? AND lane = ? AND origin = ? AND oseq > ? "
        "ORDER BY oseq LIMIT ?",
        (*writer, oseq, most),
    ):
        packed = as_said(row)
        most_bytes -= len(packed)
        if most_bytes < 0 and (found or not at_least_one):
            break
        found.append(packed)
    return found


def as_said(row: Any) -> bytes:
    """The very bytes of an op's envelope as its writer made them, from a row of `COLUMNS`, ..., `packed`."""
    return row[-1] if row[-1] is not None else envelope(to_op(row))


def read(
    conn: Connection, where: str = "", parameters: tuple[Any, ...] = (), *, limit: int = -1
) -> Iterator[tuple[int, Op]]:
    """(seq, op) in arrival order. `where` is a literal SQL tail of ours such as "WHERE ent = ?"; never data."""
    for row in conn.execute(f"{_SELECT}{where} ORDER BY seq LIMIT ?", (*parameters, limit)):
        yield row[15], to_op(row)


def to_op(row: Any) -> Op:
    """An op from a row of the log."""
    person, lane, origin, oseq, ent, field, kind, parents, body, hlc, wall, worker, wcur, bundle, tail = row[:15]
    return Op(
        person, lane, origin, oseq, ent, field, kind_of(kind), decode_parents(parents), body, hlc, wall, worker, wcur,
        bundle, decode_tail(tail),
    )  # fmt: skip


def find(conn: Connection, person: bytes, lane: int, name: OpId) -> tuple[int, Op] | None:
    """One op by its name within a stream."""
    found = read(
        conn, "WHERE person = ? AND lane = ? AND origin = ? AND oseq = ?", (person, lane, name.origin, name.oseq)
    )
    return next(found, None)


def number(conn: Connection, person: bytes, lane: int, name: OpId) -> int | None:
    """The local number of an op by its name within a stream, None where it is not here."""
    found: int | None = scalar(
        conn.execute(
            "SELECT seq FROM op WHERE person = ? AND lane = ? AND origin = ? AND oseq = ?", (person, lane, *name)
        )
    )
    return found


def broken_links(conn: Connection) -> Iterable[int]:
    """Local numbers of ops whose link does not follow from what is stored; none in a healthy store.

    What this laptop wrote is proved by its own chain, what came from the council by the stream's.
    """
    links: dict[tuple[bytes, int, bytes], bytes] = {}
    ours = f"SELECT {COLUMNS}, seq, chain, packed FROM op WHERE length(chain) ORDER BY person, lane, origin, oseq"
    for row in conn.execute(ours):
        key = row[:3]
        links[key] = chain_next(links.get(key, CHAIN_START), as_said(row))
        if links[key] != row[16]:
            yield row[15]
    ends: dict[tuple[bytes, int], tuple[int, bytes]] = {}
    theirs = (
        f"SELECT {COLUMNS}, seq, pseq, link, mac, digest, packed FROM op WHERE pseq NOTNULL ORDER BY person, lane, pseq"
    )
    for row in conn.execute(theirs):
        stream, (*_, seq, pseq, link, mac, erased, _packed) = row[:2], row
        before, previous = ends.get(stream, (0, CHAIN_START))
        ends[stream] = pseq, stream_link(previous, erased or digest(as_said(row)), mac)
        if (pseq, link) != (before + 1, ends[stream][1]):
            yield seq
