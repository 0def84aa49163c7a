"""A council for tests, with workers and people made in a line, and the laptops' ops."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgpack
import psycopg

from sbp_desktop.sync.council_server import caseloads, enrolment
from sbp_desktop.sync.council_server.council import Council, Who
from sbp_desktop.sync.council_server.durability import Durability
from sbp_desktop.sync.protocol import (
    CHAIN_START,
    Cursor,
    Group,
    Packed,
    Pull,
    PullAnswer,
    Push,
    Taken,
    digest,
    link,
)
from tests.sync.databases import SECRET, Databases, OneByOne

MORNING = 1_800_000_000_000
DAY = 24 * 3600 * 1000


def new_id() -> bytes:
    return os.urandom(16)


@dataclass
class Kit:
    """A council over one database and the clock it goes by."""

    databases: Databases
    name: str
    pool: OneByOne
    council: Council
    now: int = MORNING

    def worker(self, name: str, laptop: bytes | None = None) -> Who:
        """A worker with one enrolled laptop, whose id is `laptop`."""
        with self.pool.connection() as conn, conn.transaction():
            worker = enrolment.add_worker(conn, name)
            worker = enrolment._bind(conn, worker, laptop or new_id())
            device = new_id()
            conn.execute(
                "INSERT INTO device (id, worker, key, label, enrolled, seen) VALUES (%s, %s, %s, '', %s, %s)",
                (device, worker, bytes(32), self.now, self.now),
            )
        return Who(worker, device)

    def grant(self, who: Who, person: bytes, role: str = "named", lanes: Sequence[int] = (0, 1), **more: Any) -> None:
        with self.pool.connection() as conn:
            caseloads.grant(conn, who.worker, person, lanes, role, now=self.now, by="test", **more)

    def revoke(self, who: Who, person: bytes) -> None:
        with self.pool.connection() as conn:
            caseloads.revoke(conn, who.worker, person, now=self.now)

    def rows(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with self.pool.connection() as conn:
            return conn.execute(statement, parameters).fetchall()


def new_kit(databases: Databases, name: str, policy: str = "local") -> Kit:
    pool = OneByOne(databases, name)
    kit = Kit(databases, name, pool, None)  # type: ignore[arg-type]
    kit.council = Council(pool, SECRET, lambda: kit.now, Durability(policy))
    return kit


@dataclass
class Laptop:
    """Writes ops of one origin and pulls, keeping no more than the protocol asks."""

    who: Who
    origin: bytes = field(default_factory=new_id)
    wcur: int = 0
    known: tuple[int, bytes] = (0, b"")
    written: dict[tuple[bytes, int], list[bytes]] = field(default_factory=dict)
    cursors: dict[tuple[bytes, int], Cursor] = field(default_factory=dict)
    read: dict[tuple[bytes, int], list[bytes]] = field(default_factory=dict)

    def write(self, person: bytes, count: int = 1, lane: int = 0, **other: Any) -> list[Packed]:
        """Write ops; `other` replaces parts of the envelope by name."""
        ops = self.written.setdefault((person, lane), [])
        # The first in lane 0 makes the person, as it does wherever somebody is made: with it they are the writer's.
        first = {"field": "Person", "kind": 0, "ent": person} if lane == 0 and not ops else {}
        new = [
            envelope(
                person, lane, self.origin, len(ops) + 1 + n, self.who.worker, wcur=self.wcur,
                **{**(first if n == 0 else {}), **other},
            )
            for n in range(count)
        ]  # fmt: skip
        ops += new
        return new

    def group(self, person: bytes, lane: int = 0, after: int = 0) -> Group:
        return Group(person, lane, self.origin, self.written[person, lane][after:])

    def push(self, council: Council, person: bytes, lane: int = 0, after: int = 0) -> Taken:
        return council.push(self.who, Push([self.group(person, lane, after)])).groups[0]

    def pull(self, council: Council, **more: Any) -> PullAnswer:
        """One pull; what it brings is checked and kept as a laptop does."""
        return self.take(council.pull(self.who, Pull(*self.known, list(self.cursors.values()), **more)))

    def take(self, answer: PullAnswer) -> PullAnswer:
        """Check and keep what an answer brings, as a laptop does."""
        if answer.caseload:
            self.known = answer.caseload.number, answer.caseload.tag
            self.wcur = answer.caseload.number
            for grant in answer.caseload.grants:
                for lane in grant.lanes:
                    self.cursors.setdefault((grant.person, lane), Cursor(grant.person, lane))
        for page in answer.pages:
            assert page.start == self.cursors[page.start.person, page.start.lane]
            chain = page.start.chain
            for item in page.items:
                chain = link(chain, digest(item.op), item.mac)
                self.read.setdefault((page.start.person, page.start.lane), []).append(item.op)
            assert chain == page.end.chain
            assert page.end.pseq == page.start.pseq + len(page.items)
            self.cursors[page.start.person, page.start.lane] = page.end
        return answer

    def pull_all(self, council: Council, **more: Any) -> list[PullAnswer]:
        answers = [self.pull(council, **more)]
        while answers[-1].more:
            answers.append(self.pull(council, **more))
        return answers


def envelope(
    person: bytes, lane: int, origin: bytes, oseq: int, worker: bytes, *, wcur: int = 0, body: bytes = b"\x91\xa5words",
    field: str = "name", kind: int = 1, ent: bytes = b"", hlc: int = MORNING << 16, tail: tuple[Any, ...] = (),
) -> bytes:  # fmt: skip
    packed: bytes = msgpack.packb(
        [
            person,
            lane,
            origin,
            oseq,
            ent or new_id(),
            field,
            kind,
            [],
            body,
            hlc,
            MORNING,
            worker,
            wcur,
            new_id(),
            *tail,
        ]
    )
    return packed


def whole_chain(conn: psycopg.Connection[Any], person: bytes, lane: int) -> tuple[int, bytes]:
    """(head, chain) made anew from a stream's rows, which must be numbered without a hole."""
    chain, number = CHAIN_START, 0
    rows = conn.execute(
        "SELECT pseq, op, mac, chain FROM op WHERE person = %s AND lane = %s ORDER BY pseq", (person, lane)
    )
    for number, (pseq, op, mac, stored) in enumerate(rows, start=1):
        chain = link(chain, digest(op), mac)
        assert (pseq, stored) == (number, chain)
    return number, chain
