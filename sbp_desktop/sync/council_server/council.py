"""The council as laptops know it: one method a message, each with who sends it; knows nothing of HTTP."""

from collections.abc import Callable
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import TupleRow

from sbp_desktop.sync.council_server import caseloads, greeting
from sbp_desktop.sync.council_server.caseloads import Worker
from sbp_desktop.sync.council_server.database import Pool
from sbp_desktop.sync.council_server.durability import Durability, always
from sbp_desktop.sync.council_server.keys import keys
from sbp_desktop.sync.council_server.pulling import Reading
from sbp_desktop.sync.council_server.pushing import Intake, places_of, read_item
from sbp_desktop.sync.protocol import (
    OLDEST,
    VERSION,
    Envelope,
    Group,
    Heal,
    HealAnswer,
    Hello,
    HelloAnswer,
    Item,
    Nothing,
    Pull,
    PullAnswer,
    Purged,
    Push,
    PushAnswer,
    Taken,
    digest,
    receipt,
)


class Who(NamedTuple):
    """A signed-in laptop: its worker's id and its own."""

    worker: bytes
    device: bytes


class Unknown(Exception):
    """The worker is not (or no longer) one of the council's."""


class Council:
    """Everything laptops ask for. `secret` never changes: receipts are made of it. `now_ms` is ms UTC."""

    def __init__(self, pool: Pool, secret: bytes, now_ms: Callable[[], int], durable: Durability | None = None) -> None:
        self._pool, self._now_ms = pool, now_ms
        self.keys = keys(secret)
        self._durable = durable or Durability()

    def hello(self, who: Who, told: Hello) -> HelloAnswer:
        """Compare acks, note openings."""
        now = self._now_ms()
        with self._pool.connection() as conn:
            worker = self._standing(conn, who, now)
            safe = self._durable.safe(conn, now) if told.acks else always
            missing, durable = greeting.compare(conn, told.acks, safe)
        if told.openings:
            greeting.note_openings(self._pool, self.keys, worker, who.device, told.openings, now)
        version = max(OLDEST, min(VERSION, told.newest))
        return HelloAnswer(version, worker.epoch, now, worker.closed, missing, durable)

    def push(self, who: Who, brought: Push) -> PushAnswer:
        """Take groups in, one short transaction per person. Raises NotAMessage where an op cannot be placed."""
        now = self._now_ms()
        places = [places_of(group) for group in brought.groups]
        with self._pool.connection() as conn:
            worker = self._standing(conn, who, now)
        by_person: dict[bytes, list[tuple[int, Group]]] = {}
        for index, group in enumerate(brought.groups):
            by_person.setdefault(group.person, []).append((index, group))
        answers: dict[int, Taken] = {}
        for person, groups in sorted(by_person.items()):
            with self._pool.connection() as conn, conn.transaction():
                intake = Intake(conn, self.keys, person, {group.lane for _, group in groups}, now)
                intake.know([(group.lane, group.origin) for _, group in groups])
                for index, group in groups:
                    answers[index] = intake.push(group, places[index], worker, who.device)
                intake.finish(who.worker, who.device, "wrote")
        return PushAnswer([answers[index] for index in sorted(answers)])

    def heal(self, who: Who, brought: Heal) -> HealAnswer:
        """Put back ops that carry the council's own receipts, whoever wrote them; what has none of ours is left out."""
        now = self._now_ms()
        with self._pool.connection() as conn:
            self._standing(conn, who, now)
        by_person: dict[bytes, list[tuple[Item, Envelope]]] = {}
        for item, op in [(item, read_item(item)) for item in brought.items]:
            # The digest is always taken from the bytes: one that came beside them could vouch for others.
            if receipt(self.keys.receipt, op, item.author, item.received, digest(item.op)) == item.mac:
                by_person.setdefault(op.person, []).append((item, op))
        put_back = 0
        for person, items in sorted(by_person.items()):
            with self._pool.connection() as conn, conn.transaction():
                intake = Intake(conn, self.keys, person, {op.lane for _, op in items}, now)
                intake.know(sorted({(op.lane, op.origin) for _, op in items}))
                put_back += sum(intake.put_back(item, op) for item, op in items)
                intake.finish(who.worker, who.device, "put back")
        return HealAnswer(put_back)

    def pull(self, who: Who, asked: Pull) -> PullAnswer:
        """What is new to the laptop; nothing while the council is closed."""
        now = self._now_ms()
        with self._pool.connection() as conn:
            worker = self._standing(conn, who, now)
            if worker.closed:
                return PullAnswer(worker.epoch)
            if asked.known > worker.number:
                caseloads.go_past(conn, worker, asked.known)
                worker = self._standing(conn, who, now)
            reading = Reading(self._pool, self.keys, worker, who.device, now)
            answer = reading.answer(conn, asked)
        reading.audit(answer.pages)
        return answer

    def purged(self, who: Who, told: Purged) -> Nothing:
        """Note what a laptop erased."""
        now = self._now_ms()
        with self._pool.connection() as conn:
            worker = self._standing(conn, who, now)
        greeting.note_purges(self._pool, self.keys, worker, who.device, told.streams, now)
        return Nothing()

    @staticmethod
    def _standing(conn: Connection[TupleRow], who: Who, now: int) -> Worker:
        worker = caseloads.standing(conn, who.worker, now)
        if worker is None:
            raise Unknown
        return worker
