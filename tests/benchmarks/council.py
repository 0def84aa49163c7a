"""How fast the council takes ops in and gives them out over HTTP, beside bare COPY and SELECT on the same server."""

import os
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2

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
    Item,
    Message,
    Page,
    Pull,
    PullAnswer,
    Push,
    mark,
    pack,
    unpack,
)
from tests.benchmarks.measuring import Figure, spread
from tests.benchmarks.stores import Stores
from tests.sync.council_kit import Kit, Laptop, new_id, new_kit
from tests.sync.databases import Databases
from tests.sync.served import Served

AT_ONCE = 500
COPY_IS = "binary COPY of the same rows into the same table, 500 in a transaction, one connection, nothing else"
SELECT_IS = "SELECT of the same rows, made into the same message and read again, all in one process"


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
        floor, ours = _push(kit, writers)
        who = "one laptop" if laptops == 1 else f"{laptops} laptops at once"
        for name, limit, of in ((f"push of {AT_ONCE}, {who}", 2.0, "ratio"), ("  the same, in time", 25.0, "ours")):
            yield Figure(
                name, ours, floor=floor, floor_is=COPY_IS, limit=limit, limit_of=of,
                note=f"{AT_ONCE / ours * 1000:,.0f} ops/s; COPY {AT_ONCE / floor * 1000:,.0f}",
            )  # fmt: skip
        floor, ours = _pull(kit, writers)
        for name, limit, of in ((f"pull of 1,000, {who}", 2.0, "ratio"), ("  the same, in time", 25.0, "ours")):
            yield Figure(
                name, ours, floor=floor, floor_is=SELECT_IS, limit=limit, limit_of=of,
                note=f"{1_000_000 / ours:,.0f} ops/s; SELECT {1_000_000 / floor:,.0f}",
            )  # fmt: skip
        for writer in writers:
            writer.close()
    idle = _Client(kit, address, "Idle", 30 * 3)
    yield from _idle(idle)
    idle.close()


class _Client:
    """A laptop with a connection, its ops written and packed before anything is measured."""

    def __init__(self, kit: Kit, address: str, name: str, ops: int) -> None:
        self.laptop = Laptop(kit.worker(name))
        self.people = [new_id() for _ in range(max(1, ops // (AT_ONCE * 4)) if ops >= AT_ONCE else 30)]
        each = max(1, ops // len(self.people))
        for person in self.people:
            self.laptop.write(person, each, body=b"\x91\xd9\x20" + os.urandom(16).hex().encode())
        bearer = enrolment._token(kit.council.keys, self.laptop.who, wall_ms() + 3_600_000)
        self._http = httpx2.Client(
            base_url=address, headers={"content-type": TYPE, "authorization": f"Bearer {bearer}"}, timeout=120
        )

    def close(self) -> None:
        self._http.close()

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
            answer = self._http.post(path, content=body)
            if answer.status_code != 429:
                answer.raise_for_status()
                return answer.content
            threading.Event().wait(float(answer.headers["retry-after"]) / 10)

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
            (person, 0, first + n + 1, one.laptop.origin, first + n + 1, one.laptop.who.worker, 1, False, 0, op[:16], op[:32], op)
            for n, op in enumerate(ops)
        ]
        for one in writers for person, first, ops in one.pushes()
    ]  # fmt: skip
    floor, ours = [], []
    turns = max(1, len(bodies[0]) // 5)
    with kit.databases.connect(floor_name) as conn:
        for turn in range(0, len(bodies[0]), turns):
            part = [body[turn : turn + turns] for body in bodies]
            sending = [
                lambda one=one, part=part: [one.send(path, body) for body in part]
                for one, part in zip(writers, part, strict=True)
            ]
            ours.append(_together(sending) / sum(map(len, part)) * 1000)
            count = sum(map(len, part))
            copied = rows[turn * len(writers) : turn * len(writers) + count]
            floor.append(_together([lambda copied=copied: _copy(conn, copied)]) / count * 1000)
    kit.databases.drop(floor_name)
    return statistics.median(floor), statistics.median(ours)


def _copy(conn: Any, groups: Sequence[Sequence[tuple[Any, ...]]]) -> None:
    for rows in groups:
        with conn.transaction(), conn.cursor() as cursor, cursor.copy(statements.COPY_OPS) as copy:
            copy.set_types(statements.OP_TYPES)
            for row in rows:
                copy.write_row(row)


def _pull(kit: Kit, readers: Sequence[_Client]) -> tuple[float, float]:
    """(floor, ours) in ms per 1,000 ops: everything from the start, five times."""
    ops = sum(len(written) for one in readers for written in one.laptop.written.values())
    everything = [[Cursor(person, 0) for person in one.people] for one in readers]
    floor, ours = [], []
    with kit.databases.connect(kit.name) as conn:
        for _ in range(5):
            reading = [lambda one=one, at=at: one.read_all(at) for one, at in zip(readers, everything, strict=True)]
            ours.append(_together(reading) / ops * 1e6)
            people = [person for one in readers for person in one.people]
            floor.append(_together([lambda people=people: [_select(conn, person) for person in people]]) / ops * 1e6)
    return statistics.median(floor), statistics.median(ours)


def _select(conn: Any, person: bytes) -> PullAnswer:
    rows = conn.execute(
        "SELECT op, author, received, mac, late, eff FROM op WHERE person = %s AND lane = 0 ORDER BY pseq", (person,)
    )
    page = Page(Cursor(person, 0), Cursor(person, 0), [Item(*row) for row in rows])
    return unpack(pack(PullAnswer(person, None, [page])), PullAnswer)


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
