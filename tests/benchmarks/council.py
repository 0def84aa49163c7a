"""How fast the council takes ops in and gives them out over HTTP, beside bare COPY and SELECT on the same server.

Client, council and PostgreSQL (fsync on) share the machine's two cores. Ours and its floor take turns, part by part, and
the medians are compared; both are measured with one laptop and with four, each with a thread and a connection of its own.

Push, ours: `sbp-council serve` takes requests of 500 ops each over HTTP, one after the other from each laptop; the
messages are packed before and go over a plain connection (what a laptop spends on both is in the first-sync benchmark),
the answer is read. Floor: the rows those ops became, from tuples in this process, by binary COPY into the same empty
table, 500 rows in a transaction, over as many connections at once as there are laptops: no HTTP, no reading of messages,
no receipts, chain, acks or audit.

Pull, ours: everything from the start, answers of about a megabyte, each unpacked into its message. Floor: the same rows
over the same wire: a service of one route (`bare_select`), run by the same HTTP server, that answers a SELECT by person
with the same message, packed and unpacked by the same functions, in answers at least as large. It asks nobody who they
are, looks at no caseload, checks no chain and writes no audit. The same SELECT without HTTP stands in the notes.
"""

import os
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from sbp_desktop.models.clock import wall_ms
from sbp_desktop.sync.council_server import enrolment, statements
from sbp_desktop.sync.protocol import (
    PATHS,
    TYPE,
    Ack,
    Cursor,
    Group,
    Hello,
    HelloAnswer,
    Message,
    Pull,
    PullAnswer,
    Push,
    mark,
    pack,
    unpack,
)
from tests.benchmarks.bare_select import Bare, select
from tests.benchmarks.measuring import Figure, spread, timed
from tests.benchmarks.stores import Stores
from tests.sync.council_kit import Kit, Laptop, new_id, new_kit
from tests.sync.databases import Databases
from tests.sync.served import Served

AT_ONCE = 500
_OP_TYPES = ("bytea", "int2", "int8", "bytea", "int8", "bytea", "int8", "bool", "int8", "bytea", "bytea", "bytea")
COPY_IS = "binary COPY of the same rows into the same table, 500 in a transaction, as many connections"
SELECT_IS = "SELECT of the same rows, packed into the same message, over the same HTTP server, read by as many clients"
PEOPLE_AT_ONCE = 2
"""In an answer of the floor's: 1.2 MB, where the council's has one."""


def run(stores: Stores, scratch: Path) -> list[Figure]:
    """Push and pull by one laptop and by four, each beside its floor; then what a poll weighs when nothing is new."""
    databases = Databases(settings=("shared_buffers=256MB", "max_wal_size=4GB"))
    try:
        databases.start()
        kit = new_kit(databases, databases.fresh())
        kit.now = wall_ms()
        served = Served(kit, scratch)
        served.start()
        try:
            figures = list(_figures(kit, served.address, stores.sizes.ops))
        finally:
            served.close()
            kit.pool.close()
    finally:
        databases.close()
    return figures


def _figures(kit: Kit, address: str, ops: int) -> Iterator[Figure]:
    for laptops in (1, 4):
        writers = [_Client(kit, address, f"Worker {laptops} {n}", ops // laptops) for n in range(laptops)]
        who = "one laptop" if laptops == 1 else f"{laptops} laptops at once"
        floor, ours = _push(kit, writers)
        note = f"{AT_ONCE / ours * 1000:,.0f} ops/s; COPY {AT_ONCE / floor * 1000:,.0f}"
        yield from _both(f"push of {AT_ONCE}, {who}", ours, floor, COPY_IS, note)
        floor, ours, alone = _pull(kit, writers)
        note = f"{1e6 / ours:,.0f} ops/s; SELECT {1e6 / floor:,.0f}, without HTTP {1e6 / alone:,.0f}"
        yield from _both(f"pull of 1,000, {who}", ours, floor, SELECT_IS, note)
        for writer in writers:
            writer.close()
    idle = _Client(kit, address, "Idle", 30 * 3)
    yield from _idle(idle)
    idle.close()


def _both(name: str, ours: float, floor: float, floor_is: str, note: str) -> Iterator[Figure]:
    """Half of the floor's speed, and 20,000 (40,000) ops a second."""
    yield Figure(name, ours, floor=floor, floor_is=floor_is, limit=2.0, limit_of="ratio", note=note)
    yield Figure("  the same, in time", ours, limit=25.0)


class _Line:
    """A connection kept open, and no more of HTTP than that: what the app's own client costs is in `keeping_step`."""

    def __init__(self, address: str, headers: Mapping[str, str] | None = None) -> None:
        self._line = HTTPConnection(address.removeprefix("http://"), timeout=120)
        self._headers = {"content-type": TYPE, **(headers or {})}

    def close(self) -> None:
        self._line.close()

    def post(self, path: str, body: bytes) -> tuple[int, bytes, float]:
        """Status, body and how long to wait before the next (s)."""
        self._line.request("POST", path, body, self._headers)
        answer = self._line.getresponse()
        return answer.status, answer.read(), float(answer.headers.get("retry-after", "0"))


class _Client:
    """A laptop with a connection, its ops written and packed before anything is measured."""

    def __init__(self, kit: Kit, address: str, name: str, ops: int) -> None:
        self.laptop = Laptop(kit.worker(name))
        self.people = [new_id() for _ in range(max(1, ops // (AT_ONCE * 4)) if ops >= AT_ONCE else 30)]
        each = max(1, ops // len(self.people))
        for person in self.people:
            self.laptop.write(person, each, body=b"\x91\xd9\x20" + os.urandom(16).hex().encode())
        bearer = enrolment._token(kit.council.keys, self.laptop.who, wall_ms() + 3_600_000)
        self._line = _Line(address, {"authorization": f"Bearer {bearer}"})

    def close(self) -> None:
        self._line.close()

    def pushes(self) -> list[tuple[bytes, int, list[bytes]]]:
        """(person, first number, ops) of each group."""
        written = self.laptop.written
        longest = max(len(ops) for ops in written.values())
        return [
            (person, first, written[person, 0][first : first + AT_ONCE])
            for first in range(0, longest, AT_ONCE) for person in self.people
        ]  # fmt: skip

    def post(self, message: Message) -> bytes:
        return self.send(PATHS[type(message)], pack(message))

    def send(self, path: str, body: bytes) -> bytes:
        """The answer's body. A laptop that is told to wait waits."""
        while True:
            status, answer, wait_s = self._line.post(path, body)
            if status == 200:
                return answer
            if status != 429:
                raise RuntimeError(f"the council answered {status}")
            threading.Event().wait(wait_s / 10)

    def read_all(self, cursors: list[Cursor]) -> list[PullAnswer]:
        """Pull until nothing is left."""
        at = {(cursor.person, cursor.lane): cursor for cursor in cursors}
        answers = []
        while not answers or answers[-1].more:
            answers.append(unpack(self.post(Pull(*self.laptop.known, list(at.values()))), PullAnswer))
            at |= {(page.end.person, page.end.lane): page.end for page in answers[-1].pages}
            if answers[-1].caseload:
                self.laptop.known = answers[-1].caseload.number, answers[-1].caseload.tag
        return answers


def _together(work: Sequence[Callable[[], object]]) -> float:
    """Seconds until all are done, each in a thread of its own."""
    with ThreadPoolExecutor(len(work)) as threads:
        began = time.perf_counter()
        for done in [threads.submit(one) for one in work]:
            done.result()
        return time.perf_counter() - began


def _push(kit: Kit, writers: Sequence[_Client]) -> tuple[float, float]:
    """(floor, ours) in ms per 500 ops, turn by turn so that both meet the same machine."""
    floor_name = kit.databases.fresh()
    path = PATHS[Push]
    bodies = [
        [pack(Push([Group(person, 0, one.laptop.origin, ops)])) for person, _, ops in one.pushes()] for one in writers
    ]
    rows = [
        [
            [
                (person, 0, first + n + 1, one.laptop.origin, first + n + 1, one.laptop.who.worker, kit.now, False, 0, op[:16], op[:32], op)
                for n, op in enumerate(ops)
            ]
            for person, first, ops in one.pushes()
        ]
        for one in writers
    ]  # fmt: skip
    floor, ours = [], []
    turns = max(1, len(bodies[0]) // 5)
    conns = [kit.databases.connect(floor_name) for _ in writers]
    for turn in range(0, len(bodies[0]), turns):
        part = [body[turn : turn + turns] for body in bodies]
        copied = [one[turn : turn + turns] for one in rows]
        sending = [
            lambda one=one, some=some: [one.send(path, body) for body in some]
            for one, some in zip(writers, part, strict=True)
        ]
        copying = [lambda conn=conn, some=some: _copy(conn, some) for conn, some in zip(conns, copied, strict=True)]
        count = sum(map(len, part))
        ours.append(_together(sending) / count * 1000)
        floor.append(_together(copying) / count * 1000)
    for conn in conns:
        conn.close()
    kit.databases.drop(floor_name)
    return statistics.median(floor), statistics.median(ours)


def _copy(conn: Any, groups: Sequence[Sequence[tuple[Any, ...]]]) -> None:
    for rows in groups:
        with conn.transaction(), conn.cursor() as cursor, cursor.copy(statements.COPY_OPS) as copy:
            copy.set_types(_OP_TYPES)
            for row in rows:
                copy.write_row(row)


def _pull(kit: Kit, readers: Sequence[_Client]) -> tuple[float, float, float]:
    """(floor, ours, floor without HTTP) in ms per 1,000 ops: everything from the start, five times."""
    ops = sum(len(written) for one in readers for written in one.laptop.written.values())
    everything = [[Cursor(person, 0) for person in one.people] for one in readers]
    floor, ours, alone = [], [], []
    bare = Bare(kit.databases.server.conninfo(kit.name))
    bare.start()
    clients = [_Line(bare.address) for _ in readers]
    with closing(bare), kit.databases.connect(kit.name) as conn:
        for _ in range(5):
            reading = [lambda one=one, at=at: one.read_all(at) for one, at in zip(readers, everything, strict=True)]
            selecting = [
                lambda line=line, at=at: _over_http(line, at) for line, at in zip(clients, everything, strict=True)
            ]
            ours.append(_together(reading) / ops * 1e6)
            floor.append(_together(selecting) / ops * 1e6)
            alone.append(
                timed(lambda: [_unpacked(select(conn, [at])) for one in everything for at in one]) / ops * 1000
            )
    for line in clients:
        line.close()
    return statistics.median(floor), statistics.median(ours), statistics.median(alone)


def _over_http(line: _Line, cursors: Sequence[Cursor]) -> None:
    for first in range(0, len(cursors), PEOPLE_AT_ONCE):
        asked = pack(Pull(0, b"", list(cursors[first : first + PEOPLE_AT_ONCE])))
        status, answer, _ = line.post(PATHS[Pull], asked)
        assert status == 200
        _unpacked(answer)


def _unpacked(body: bytes) -> None:
    assert unpack(body, PullAnswer).pages


def _idle(one: _Client) -> Iterator[Figure]:
    """What laptop and council say to one another when nothing is new, with thirty people of three ops each."""
    for person, _, ops in one.pushes():
        one.post(Push([Group(person, 0, one.laptop.origin, ops)]))
    # The caseload comes first, then what is in it.
    one.read_all([])
    answers = one.read_all([Cursor(person, 0) for person in one.people])
    at = mark([page.end for answer in answers for page in answer.pages])
    hello = Hello(1, 1, "0.1.0", wall_ms(), answers[-1].epoch)
    asked = [hello, Pull(*one.laptop.known, [], mark=at)]
    said = [one.post(message) for message in asked]
    assert unpack(said[0], HelloAnswer).missing == []
    assert not unpack(said[1], PullAnswer).more
    weight = sum(map(len, said)) + sum(len(pack(message)) for message in asked)
    yield Figure("idle hello and pull, 30 people", weight, "bytes", limit=300.0)
    held = Hello(1, 1, "0.1.0", wall_ms(), answers[-1].epoch, [Ack(p, 0, one.laptop.origin, 3) for p in one.people])
    took = []
    for _ in range(40):
        began = time.perf_counter()
        one.post(held)
        one.post(asked[1])
        took.append((time.perf_counter() - began) * 1000)
    yield Figure("hello with 30 acks, and an idle pull", statistics.median(took), more=spread(took))
