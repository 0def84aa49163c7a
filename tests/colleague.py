"""A colleague on another laptop: writes ops of their own, which arrive here in any order; and ways to compare stores."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sbp_desktop.models import derived, folding, revisions
from sbp_desktop.models.clock import COUNTER_BITS, wall_ms
from sbp_desktop.models.merge import assigns, heads_of
from sbp_desktop.models.ops import (
    Op,
    OpId,
    OpKind,
    digest,
    encode_body,
    envelope,
    stream_link,
)
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage import arrivals, materialise, migrate, oplog, rebuilding, tables
from sbp_desktop.storage.arrivals import Piece, Reading
from sbp_desktop.storage.oplog import Arrival, Receipt
from sbp_desktop.storage.statements import Connection
from sbp_desktop.storage.vault import Vault


@dataclass(frozen=True)
class Written:
    """An op on its way: it can arrive in any order."""

    op: Op


class Colleague:
    """Somebody else's laptop; `minutes` says how far its clock goes ahead of ours."""

    def __init__(self, person: UUID, minutes: float = 0.0, worker: UUID | None = None) -> None:
        self.person, self.worker = person, worker or uuid4()
        self._origin = os.urandom(16)
        self._ahead = int(minutes * 60_000)
        self._numbers: dict[int, int] = {}
        self._stamp = 0

    def write(
        self, ent: UUID, field: str, kind: OpKind | int, value: Any, *, over: Iterable[OpId] = (), lane: int = 0,
        tail: tuple[Any, ...] = (), body: bytes | None = None, hlc: int | None = None, **meta: Any,
    ) -> Written:  # fmt: skip
        now = wall_ms() + self._ahead
        self._stamp = hlc or max(now << COUNTER_BITS, self._stamp + 1)
        number = self._numbers.get(lane, 0)
        op = Op(
            self.person.bytes, lane, self._origin, number + 1, ent.bytes, field, kind, tuple(over),
            encode_body(value, meta) if body is None else body, self._stamp, now, self.worker.bytes, 0, uuid4().bytes, tail,
        )  # fmt: skip
        self._numbers[lane] = number + 1
        return Written(op)

    def new(self, type_name: str, fields: Mapping[str, Any], ent: UUID | None = None, lane: int = 0) -> Written:
        plain = {name: value.bytes if isinstance(value, UUID) else value for name, value in fields.items()}
        return self.write(ent or uuid4(), type_name, OpKind.NEW, plain, lane=lane)

    def set(self, ent: UUID, field: str, value: Any, over: Iterable[OpId] = (), **more: Any) -> Written:
        return self.write(ent, field, OpKind.SET, value, over=over, **more)

    def revise(self, ent: UUID, field: str, text: str, over: Op | None, before: str = "", lane: int = 1) -> Written:
        value = revisions.encode(text, over.id if over else None, before, 1 if over else 0)
        return self.write(ent, field, OpKind.REV, value, over=[over.id] if over else (), lane=lane)

    def remove(self, ent: UUID, seen: Iterable[OpId], lane: int = 0, **value: Any) -> Written:
        return self.write(ent, "alive", OpKind.DEL, {"seen": [[*name] for name in seen], **value}, lane=lane)


def arrive(vault: Vault, *written: Written) -> None:
    """Take these in as the council's are: as one page, in this order."""
    with vault.writing() as conn:
        arrive_within(conn, written)


def come_in(vault: Vault, *written: Written) -> ChangeSet:
    """As `arrive`, telling the pages what it touched."""
    arrive(vault, *written)
    return ChangeSet(
        persons=frozenset(UUID(bytes=one.op.person) for one in written),
        entities=frozenset(UUID(bytes=one.op.ent) for one in written),
        kinds=frozenset({"Node", "Tie", "Entry", "Person"}),
        committed_ms=vault.clock.now_ms(),
    )


def named_colleague(vault: Vault, person: UUID, name: str, minutes: float = 1) -> Colleague:
    """A colleague whose name is known here."""
    worker = uuid4()
    arrive(vault, Colleague(worker, worker=worker).new("Worker", {"name": name}, ent=worker))
    return Colleague(person, minutes, worker)


def arrive_within(conn: Connection, written: Sequence[Written]) -> None:
    streams: dict[tuple[bytes, int], list[Op]] = {}
    for one in written:
        streams.setdefault((one.op.person, one.op.lane), []).append(one.op)
    starts = {stream: arrivals.reading(conn, *stream) for stream in streams}
    pieces = [Piece(starts[one], received(starts[one], ops), complete=True) for one, ops in streams.items()]
    arrivals.take_within(conn, pieces)


def received(start: Reading, ops: Iterable[Op], at: int = 0) -> list[Arrival]:
    """These ops as the council gives them out after `start`, with receipts of our own making."""
    came, chain = [], start.chain
    for pseq, op in enumerate(ops, start.pseq + 1):
        mac = os.urandom(16)
        chain = stream_link(chain, digest(envelope(op)), mac)
        came.append(Arrival(op, Receipt(pseq, mac, op.worker, at or op.wall, late=False, link=chain)))
    return came


def heads_here(vault: Vault, ent: UUID, field: str | None = None) -> list[OpId]:
    """Names of the current ops of an entity (of one field), as a colleague who is up to date sees them."""
    with vault.reading() as conn:
        return [h.id for h in materialise.entity_heads(conn, ent.bytes) if field in (None, h.field)]


def newest_op(vault: Vault, ent: UUID, field: str) -> Op:
    with vault.reading() as conn:
        return list(oplog.read(conn, "WHERE ent = ? AND field = ?", (ent.bytes, field)))[-1][1]


Content = dict[str, list[tuple[Any, ...]]]


def content(conn: Connection, *, arrival: bool = True) -> Content:
    """Every row of what is made from the log. With `arrival` False, without what tells in which order ops came."""
    made = {table.name: f"SELECT * FROM {table.name} ORDER BY 1, 2, 3" for table in tables.now.values()}
    made["entity"] = "SELECT * FROM entity ORDER BY id"
    made["position"] = "SELECT * FROM position ORDER BY node, view, layout"
    made["search"] = "SELECT ent, person, kind, words FROM search_item ORDER BY ent"
    if arrival:
        # Numbered by birth; of two born in the same moment on two laptops, whichever came first has the lower number.
        made["search"] = (
            "SELECT s.ent, s.person, s.kind, s.words, s.id - e.born BETWEEN 0 AND 65535 FROM search_item s "
            "JOIN entity e ON e.id = s.ent ORDER BY s.ent"
        )
        for name in ("head", "superseded", "dated"):
            made[name] = f"SELECT * FROM {name} ORDER BY 1, 2, 3"
        made["dated"] = "SELECT * FROM dated ORDER BY ent, op"
        made["revision"] = "SELECT * FROM revision ORDER BY op"
    else:
        made["head"] = (
            "SELECT h.ent, h.field, o.origin, o.oseq FROM head h JOIN op o ON o.seq = h.op ORDER BY 1, 2, 3, 4"
        )
        made["dated"] = "SELECT d.ent, o.origin, o.oseq FROM dated d JOIN op o ON o.seq = d.op ORDER BY 1, 2, 3"
        made["revision"] = "SELECT o.origin, o.oseq, r.text FROM revision r JOIN op o ON o.seq = r.op ORDER BY 1, 2"
    return {name: conn.execute(statement).fetchall() for name, statement in made.items()}


def rebuilt(vault: Vault) -> Content:
    """What a rebuild from the log would make; the store stays as it is."""
    connection = vault._connection
    with connection.begin() as transaction:
        rebuilding.rebuild(connection, migrate.no_progress)
        made = content(vault._driver)
        transaction.rollback()
    return made


def differences(one: Content, other: Content) -> dict[str, tuple[list[Any], list[Any]]]:
    """Rows that only one of two has, by table."""
    return {
        name: ([r for r in one[name] if r not in other[name]], [r for r in other[name] if r not in one[name]])
        for name in one
        if one[name] != other[name]
    }


def assert_made_from_the_log(vault: Vault) -> None:
    """The tables are what a rebuild makes, the heads what the plain rule says, the chain whole, every found word there."""
    with vault.reading() as conn:
        now = content(conn)
        assert list(oplog.broken_links(conn)) == []
    assert differences(now, rebuilt(vault)) == {}
    assert_heads_as_the_rule_says(vault)
    with vault.writing() as conn:
        conn.execute("INSERT INTO search_index(search_index, rank) VALUES('integrity-check', 1)")


def homes_as_the_rule_says(conn: Connection) -> dict[bytes, tuple[bytes, int]]:
    """The one stream of each entity (docs/decisions/0014), from the log alone."""
    received = dict(conn.execute("SELECT seq, received FROM op"))
    made: dict[bytes, list[tuple[Any, ...]]] = {}
    for seq, op in oplog.read(conn):
        if op.kind is OpKind.NEW and assigns(op):
            at = received[seq] or float("inf")
            made.setdefault(op.ent, []).append((not derived.belongs(op.ent, op.person), at, op.hlc, op.person, op.lane))
    return {ent: min(several)[3:] for ent, several in made.items()}


def assert_heads_as_the_rule_says(vault: Vault) -> None:
    with vault.reading() as conn:
        home = homes_as_the_rule_says(conn)
        ops = [op for _, op in oplog.read(conn) if (op.person, op.lane) == home.get(op.ent)]
        held = {
            ent: sorted((h.field, h.kind, repr(h.value), h.id) for h in materialise.entity_heads(conn, ent))
            for (ent,) in conn.execute("SELECT DISTINCT ent FROM head").fetchall()
        }
    ruled = {
        ent: sorted((h.field, h.kind, repr(h.value), h.id) for h in heads)
        for ent, heads in heads_of(ops, folding.texts_of(ops)).items()
        if heads
    }
    assert held == ruled
