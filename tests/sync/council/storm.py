"""A morning at the council: many laptops that come within a minute, send what was written outside, and read it back."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sbp_desktop.models.clock import wall_ms
from sbp_desktop.sync import schedule
from sbp_desktop.sync.council_client import PATIENCE_S, SLOWEST
from sbp_desktop.sync.council_server import caseloads, enrolment
from sbp_desktop.sync.council_server.council import Who
from sbp_desktop.sync.protocol import (
    ANSWERS,
    BATCH_OPS,
    PATHS,
    TYPE,
    Ack,
    Enrol,
    Group,
    Hello,
    Message,
    Pull,
    Push,
    Refusal,
    SignIn,
    pack,
    signed_words,
    unpack,
)
from tests.sync.council_kit import Kit, Laptop, new_id

_LANES = (0, 1)
_PATIENCE_S = 300.0
"""A morning that takes longer has failed."""


@dataclass(frozen=True)
class Morning:
    """So many laptops, each with a worker of its own who wrote so many ops of so many people; most come in the middle
    of `window_s`.
    """

    laptops: int = 1_000
    ops: int = 300
    people: int = 5
    window_s: float = 60.0


@dataclass
class Told:
    """What the laptops met. `took`: ms from sending a request to having its whole answer, for each that was answered
    with 200, by message; `slowed`: those answered with 429 or 503, by status; `wrong`: anything else, in words.
    """

    took: dict[str, list[float]] = field(default_factory=dict)
    slowed: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0
    sent: int = 0
    once: int = 0
    found: int = 0

    @property
    def answered(self) -> list[float]:
        return [took for several in self.took.values() for took in several]


class _ComeAgain(Exception):
    """The run ended; the next may begin after so many seconds at the earliest."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s


class _Early:
    """One laptop: its key, and the runs of its engine, message by message, until all it wrote was read back."""

    def __init__(self, kit: Kit, conn: Any, number: int, morning: Morning, told: Told) -> None:
        self._chance, self._told, self._token = Random(number), told, ""
        self.comes_s = self._chance.triangular(0.0, morning.window_s)
        self._key = Ed25519PrivateKey.generate()
        worker = enrolment.add_worker(conn, f"Worker {number}")
        code = enrolment.new_code(conn, kit.council.keys, worker, kit.now)
        known = enrolment.enrol(
            conn, kit.council.keys, Enrol(code, new_id(), self._key.public_key().public_bytes_raw()), kit.now
        )
        self.laptop = Laptop(Who(known.worker, known.device))
        people = [new_id() for _ in range(morning.people)]
        for person in people:
            caseloads.grant(conn, known.worker, person, _LANES, "named", now=kit.now, by="test")
        # Of each op's bytes as many are of chance as in a sentence squeezed by itself.
        for place in range(morning.ops):
            person, lane = people[place % len(people)], _LANES[place // len(people) % 2]
            self.laptop.write(person, 1, lane, body=b"\x91\xc4\x20" + self._chance.randbytes(32))
        self._acked = dict.fromkeys(self.laptop.written, 0)

    async def comes(self, address: str) -> None:
        """From its arrival until nothing is left to say, waiting as the engine does when it is told to."""
        await asyncio.sleep(self.comes_s)
        async with httpx2.AsyncClient(
            base_url=address,
            verify=False,
            trust_env=False,
            limits=httpx2.Limits(max_connections=1, keepalive_expiry=90.0),
        ) as http:
            failures = 0
            while True:
                try:
                    await self._run(http)
                    return
                except _ComeAgain as again:
                    failures += 1
                    await asyncio.sleep(schedule.pause_s(failures, again.wait_s, self._chance))

    async def _run(self, http: httpx2.AsyncClient) -> None:
        laptop = self.laptop
        if not self._token:
            at = wall_ms()
            signed = SignIn(laptop.who.device, at, self._key.sign(signed_words(laptop.who.device, at)))
            self._token = (await self._post(http, signed)).token
        acks = [Ack(*stream, laptop.origin, acked) for stream, acked in self._acked.items() if acked]
        await self._post(http, Hello(1, 1, "storm", wall_ms(), b"", acks))
        while groups := self._unsent():
            for taken in (await self._post(http, Push(groups))).groups:
                self._acked[taken.person, taken.lane] = taken.acked
                if taken.verdict != "in":
                    self._told.wrong.append(f"an op was {taken.verdict}")
        while True:
            answer = await self._post(http, Pull(*laptop.known, list(laptop.cursors.values())))
            laptop.take(answer)
            if not answer.more:
                break
        if laptop.read != laptop.written:
            self._told.wrong.append("what was written was not what was read back")

    def _unsent(self) -> list[Group]:
        """The next batch."""
        groups, left = [], BATCH_OPS
        for (person, lane), ops in self.laptop.written.items():
            several = ops[self._acked[person, lane] :][:left]
            left -= len(several)
            if several:
                groups.append(Group(person, lane, self.laptop.origin, several))
        return groups

    async def _post(self, http: httpx2.AsyncClient, message: Message) -> Any:
        body, kind = pack(message), type(message)
        headers = {"content-type": TYPE} | ({"authorization": f"Bearer {self._token}"} if self._token else {})
        timeout = httpx2.Timeout(PATIENCE_S + len(body) / SLOWEST)
        began = time.perf_counter()
        try:
            answer = await http.post(PATHS[kind], content=body, headers=headers, timeout=timeout)
        except httpx2.HTTPError as error:
            self._told.wrong.append(f"{kind.__name__}: {type(error).__name__}")
            raise _ComeAgain(0.0) from None
        took = (time.perf_counter() - began) * 1000
        if answer.status_code == 200:
            self._told.took.setdefault(kind.__name__, []).append(took)
            return unpack(answer.content, ANSWERS[kind])
        if answer.status_code in (429, 503):
            self._told.slowed[answer.status_code] += 1
        else:
            self._told.wrong.append(f"{kind.__name__}: status {answer.status_code}")
        raise _ComeAgain(unpack(answer.content, Refusal).wait_s)


def storm(kit: Kit, address: str, morning: Morning) -> Told:
    """Enrol the laptops, let them come to the council that answers there, and count what it then has in its database."""
    told = Told()
    with kit.pool.connection() as conn, conn.transaction():
        early = [_Early(kit, conn, number, morning, told) for number in range(morning.laptops)]

    async def day() -> None:
        async with asyncio.timeout(morning.window_s + _PATIENCE_S):
            await asyncio.gather(*(laptop.comes(address) for laptop in early))

    began = time.perf_counter()
    asyncio.run(day())
    told.seconds = time.perf_counter() - began
    sent = Counter(op for laptop in early for ops in laptop.laptop.written.values() for op in ops)
    with kit.pool.connection() as conn:
        found = Counter(row[0] for row in conn.execute("SELECT op FROM op"))
    told.sent, told.found = sent.total(), found.total()
    told.once = sum(found[op] == 1 for op in sent)
    return told
