"""The log itself: ops in and out, exactly as written, each linked to the one before by its writer."""

from collections.abc import Iterable, Iterator
from typing import Any

from sbp_desktop.models.ops import (
    CHAIN_START,
    Op,
    OpId,
    chain_next,
    decode_parents,
    decode_tail,
    encode_parents,
    encode_tail,
    envelope,
    kind_of,
)
from sbp_desktop.storage.statements import Connection

_COLUMNS = "person, lane, origin, oseq, ent, field, kind, parents, body, hlc, wall, worker, wcur, bundle, tail"
_INSERT = f"INSERT INTO op({_COLUMNS}, chain) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_SELECT = f"SELECT {_COLUMNS}, seq FROM op "


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


def broken_links(conn: Connection) -> Iterable[int]:
    """Local numbers of ops whose chain link does not follow from what is stored; none in a healthy store."""
    links: dict[tuple[bytes, int, bytes], bytes] = {}
    for row in conn.execute(f"SELECT {_COLUMNS}, seq, chain FROM op ORDER BY person, lane, origin, oseq"):
        op = to_op(row)
        key = (op.person, op.lane, op.origin)
        links[key] = chain_next(links.get(key, CHAIN_START), envelope(op))
        if links[key] != row[16]:
            yield row[15]
