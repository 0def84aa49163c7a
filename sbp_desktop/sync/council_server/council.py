"""The council as laptops know it: one method a message, each with who sends it; knows nothing of HTTP."""

from collections.abc import Callable
from typing import NamedTuple

from psycopg import Connection
from psycopg.rows import TupleRow

from sbp_desktop.sync.council_server import caseloads, filing, gone, greeting
from sbp_desktop.sync.council_server.caseloads import Worker
from sbp_desktop.sync.council_server.database import Pool
from sbp_desktop.sync.council_server.durability import Durability, always
from sbp_desktop.sync.council_server.keys import keys
from sbp_desktop.sync.council_server.pulling import Reading
from sbp_desktop.sync.council_server.pushing import Numbered, Receipted, heal, numbered, push, receipted
from sbp_desktop.sync.protocol import (
    OLDEST,
    VERSION,
    AskFiles,
    AskSeen,
    FileState,
    FileStates,
    GetPart,
    Heal,
    HealAnswer,
    Hello,
    HelloAnswer,
    Nothing,
    Part,
    Pull,
    PullAnswer,
    Purged,
    Push,
    PushAnswer,
    PutPart,
    SeenBy,
    Taken,
)


class Who(NamedTuple):
    """A signed-in laptop: its worker's id and its own."""

    worker: bytes
    device: bytes


class Policy(NamedTuple):
    """What the council says of its laptops, as in `HelloAnswer`."""

    lease_days: int = 0
    recovery: bytes = b""
    recovery_signature: bytes = b""


class Lost(Exception):
    """The laptop, or its worker, is not (or no longer) one of the council's."""


class Council:
    """Everything laptops ask for. `secret` never changes: receipts are made of it. `now_ms` is ms UTC."""

    def __init__(
        self, pool: Pool, secret: bytes, now_ms: Callable[[], int], durable: Durability | None = None,
        policy: Policy | None = None,
    ) -> None:  # fmt: skip
        self._pool, self._now_ms, self.policy = pool, now_ms, policy or Policy()
        self.keys = keys(secret)
        self._durable = durable or Durability()

    def hello(self, who: Who, told: Hello) -> HelloAnswer:
        """Compare acks, note openings."""
        now = self._now_ms()
        with self._pool.connection() as conn:
            worker = self._standing(conn, who, now)
            safe = self._durable.safe(conn, now) if told.acks else always
            missing, durable = greeting.compare(conn, told.acks, safe)
            erased = list(gone.since(conn, told.gone if told.epoch == worker.epoch else 0))
        if told.openings:
            greeting.note_openings(self._pool, self.keys, worker, who.device, told.openings, now)
        with self._pool.connection() as conn:  # once nothing of it was refused
            logged = greeting.note_log(conn, who.device, told.log, now)
            step, twice = greeting.step(conn, self.keys, worker, who.device, told.step, now)
        version = max(OLDEST, min(VERSION, told.newest))
        return HelloAnswer(
            version, worker.epoch, now, worker.closed, missing, durable, **self.policy._asdict(), logged=logged,
            gone=erased, demo=worker.demo, step=step, twice=twice,
        )  # fmt: skip

    def push(self, who: Who, brought: Push) -> PushAnswer:
        """Take groups in, one short transaction per person. Raises NotAMessage where an op cannot be placed."""
        now = self._now_ms()
        groups, by_person, answers = list[Numbered](), dict[bytes, list[int]](), dict[int, Taken]()
        for index, group in enumerate(brought.groups):
            by_person.setdefault(group.person, []).append(index)
        with self._pool.connection() as conn:
            worker = self._standing(conn, who, now, lambda: groups.extend(map(numbered, brought.groups)))
            for _, indices in sorted(by_person.items()):
                taken = push(conn, self.keys, worker, who.device, [groups[index] for index in indices], now)
                answers |= zip(indices, taken, strict=True)
        return PushAnswer([answers[index] for index in range(len(groups))])

    def heal(self, who: Who, brought: Heal) -> HealAnswer:
        """Put back ops that carry the council's own receipts, whoever wrote them; what has none of ours is left out."""
        now = self._now_ms()
        with self._pool.connection() as conn:
            self._standing(conn, who, now)
        by_person: dict[bytes, list[Receipted]] = {}
        for one in receipted(self.keys, brought.items):
            by_person.setdefault(one.op.person, []).append(one)
        put_back = 0
        for _, items in sorted(by_person.items()):
            with self._pool.connection() as conn:
                put_back += heal(conn, self.keys, who, items, now)
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

    def ask_seen(self, who: Who, asked: AskSeen) -> SeenBy:
        """Who has seen a person's pages."""
        now = self._now_ms()
        with self._pool.connection() as conn:
            return greeting.who_has_seen(conn, self._standing(conn, who, now), asked.person)

    def ask_files(self, who: Who, asked: AskFiles) -> FileStates:
        """How much is here of the files that ops say."""
        now = self._now_ms()
        with self._pool.connection() as conn:
            worker = self._standing(conn, who, now)
            return FileStates(filing.states(conn, worker, asked.files, self._durable.safe(conn, now)))

    def put_part(self, who: Who, brought: PutPart) -> FileState:
        """Take in a part of a file. Raises NotAMessage where it goes beyond the file's end."""
        now = self._now_ms()
        with self._pool.connection() as conn:
            worker = self._standing(conn, who, now)
            return filing.put(conn, self.keys, worker, who.device, brought, now, self._durable.safe(conn, now))

    def get_part(self, who: Who, asked: GetPart) -> Part:
        """Give out a part of a file; none while the council is closed."""
        now = self._now_ms()
        with self._pool.connection() as conn:
            worker = self._standing(conn, who, now)
            return Part() if worker.closed else filing.get(conn, self.keys, worker, who.device, asked, now)

    @staticmethod
    def _standing(
        conn: Connection[TupleRow], who: Who, now: int, meanwhile: Callable[[], None] = lambda: None
    ) -> Worker:
        worker = caseloads.standing(conn, *who, now, meanwhile)
        if worker is None:
            raise Lost
        return worker
