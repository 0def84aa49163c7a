"""The council's process and its PostgreSQL are killed again and again while laptops send: each op is there once."""

import random
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from sbp_desktop.models.clock import wall_ms
from sbp_desktop.sync.council_server import enrolment
from sbp_desktop.sync.protocol import PATHS, TYPE, Group, Push, PushAnswer, pack, unpack
from tests.sync.council_kit import Kit, Laptop, new_id, new_kit, whole_chain
from tests.sync.databases import Databases
from tests.sync.served import Served

LAPTOPS = 4


@pytest.fixture
def lasting(request: pytest.FixtureRequest) -> Iterator[Databases]:
    """A server that does what a real one does: what it committed is on the disk."""
    made = Databases(packaged=request.config.getoption("--packaged-postgres"), settings=("max_connections=60",))
    made.start()
    yield made
    made.close()


class Sender(threading.Thread):
    """A laptop that sends all it has, in batches of its own size, and again whatever it got no answer to."""

    def __init__(self, laptop: Laptop, people: list[bytes], address: str, bearer: str, seed: int) -> None:
        super().__init__(name=f"laptop {seed}")
        self.laptop, self.people = laptop, people
        self.again, self.wrong = 0, ""
        self._address, self._chance = address, random.Random(seed)
        self._headers = {"content-type": TYPE, "authorization": f"Bearer {bearer}"}
        self.acked = dict.fromkeys(people, 0)
        self.stop = threading.Event()

    def run(self) -> None:
        while not self.stop.is_set() and (person := self._next()) is not None:
            ops = self.laptop.written[person, 0][self.acked[person] :]
            batch = ops[: self._chance.choice([1, 40, 200, 500])]
            try:
                answer = httpx2.post(
                    self._address + PATHS[Push], content=pack(Push([Group(person, 0, self.laptop.origin, batch)])),
                    headers=self._headers, timeout=15,
                )  # fmt: skip
            except httpx2.HTTPError:
                self._wait()
                continue
            if answer.status_code in (429, 503):
                self._wait()
                continue
            if answer.status_code != 200:
                self.wrong = f"status {answer.status_code}"
                return
            [taken] = unpack(answer.content, PushAnswer).groups
            if taken.verdict != "in" or taken.acked < self.acked[person]:
                self.wrong = f"{taken.verdict} at {taken.acked}, after {self.acked[person]}"
                return
            self.acked[person] = taken.acked

    def _next(self) -> bytes | None:
        left = [person for person in self.people if self.acked[person] < len(self.laptop.written[person, 0])]
        return self._chance.choice(left) if left else None

    def _wait(self) -> None:
        self.again += 1
        self.stop.wait(0.1 + self._chance.random() * 0.3)

    @property
    def sent(self) -> int:
        return sum(self.acked.values())


@pytest.mark.timeout(900)
def test_killed_while_laptops_send(lasting: Databases, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    ops, kills = (80_000, 12) if request.config.getoption("--long") else (6_000, 3)
    kit = new_kit(lasting, lasting.fresh())
    kit.now = wall_ms()
    served = Served(kit, tmp_path)
    senders = _senders(kit, served.address, ops)
    shared = senders[0].people[0]
    kit.pool.close()
    served.start()
    try:
        for sender in senders:
            sender.start()
        for kill in range(kills):
            _until(senders, ops * (kill + 1) // (kills + 1))
            if kill % 3 == 2:
                lasting.server.stop(at_once=True)
                lasting.server.start()
            else:
                served.kill()
                served.start()
        for sender in senders:
            sender.join(400)
    finally:
        for sender in senders:
            sender.stop.set()
            sender.join(30)
        served.close()
    assert [sender.wrong for sender in senders if sender.wrong] == []
    assert sum(sender.again for sender in senders) > 0, "nothing was cut off: no kill met a laptop that was sending"
    with kit.pool.connection() as conn:
        assert conn.execute("SELECT count(*), count(DISTINCT (person, lane, origin, oseq)) FROM op").fetchone() == (
            ops,
            ops,
        )
        for person in {person for sender in senders for person in sender.people}:
            head, chain = whole_chain(conn, person, 0)
            assert conn.execute("SELECT head, chain FROM stream WHERE person = %s AND lane = 0", (person,)).fetchone() == (
                head, chain,
            )  # fmt: skip
        kept = {row[0] for row in conn.execute("SELECT op FROM op WHERE person = %s", (shared,))}
    assert kept == {op for sender in senders for op in sender.laptop.written[shared, 0]}
    kit.pool.close()


def _senders(kit: Kit, address: str, ops: int) -> list[Sender]:
    """Laptops with four people each: one they all write of, the others their own."""
    shared = new_id()
    senders = []
    for number in range(LAPTOPS):
        laptop = Laptop(kit.worker(f"Worker {number}"))
        kit.grant(laptop.who, shared, "co_worker")
        people = [shared, *(new_id() for _ in range(3))]
        for person in people:
            laptop.write(person, ops // LAPTOPS // len(people))
        bearer = enrolment._token(kit.council.keys, laptop.who, wall_ms() + 3_600_000)
        senders.append(Sender(laptop, people, address, bearer, number))
    return senders


def _until(senders: list[Sender], sent: int) -> None:
    """Wait until so many ops are acked, or nobody sends any more."""
    while sum(sender.sent for sender in senders) < sent and any(sender.is_alive() for sender in senders):
        threading.Event().wait(0.01)
