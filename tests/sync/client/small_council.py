"""A council in memory for the laptop's tests: keeps the contract of `protocol` for streams, acks, receipts, caseloads."""

import copy
import os
from dataclasses import dataclass, field

import msgspec

from sbp_desktop.models.schema import DIRECTORY
from sbp_desktop.sync import protocol
from sbp_desktop.sync.protocol import (
    Ack,
    AskSeen,
    Caseload,
    Cursor,
    Diverged,
    Enrol,
    Enrolled,
    Envelope,
    Gone,
    Grant,
    Heal,
    HealAnswer,
    Hello,
    HelloAnswer,
    Item,
    LogHead,
    Message,
    Nothing,
    Opening,
    Page,
    Pull,
    PullAnswer,
    Purge,
    Purged,
    Push,
    PushAnswer,
    Seen,
    SeenBy,
    SignedIn,
    SignIn,
    Taken,
)

Stream = tuple[bytes, int]
KEY = b"the council's own key for receipts"
LANES = (0, 1, 2)
_read = msgspec.msgpack.Decoder(Envelope).decode


@dataclass
class Kept:
    """What is lost when the council is put back from a backup."""

    streams: dict[Stream, list[tuple[Item, bytes]]] = field(default_factory=dict)
    acks: dict[tuple[bytes, int, bytes], int] = field(default_factory=dict)
    held: list[bytes] = field(default_factory=list)
    grants: dict[bytes, dict[bytes, tuple[int, ...]]] = field(default_factory=dict)
    ended: dict[tuple[bytes, bytes], int] = field(default_factory=dict)
    as_what: dict[tuple[bytes, bytes], tuple[str, int]] = field(default_factory=dict)
    number: int = 1
    tag: bytes = b"0" * 16


class SmallCouncil:
    """Every message of the protocol, for workers by id. `durable`: whether what it has can no longer be lost."""

    def __init__(self, now_ms) -> None:
        self.now_ms, self.kept = now_ms, Kept()
        self.epoch, self.closed, self.durable, self.page_ops = os.urandom(16), False, True, 10_000
        self.holds_all = self.demo = self.twice = False
        self.openings: list[Opening] = []
        self.logs: list[LogHead] = []
        self.gone: list[Gone] = []
        self.seen: list[Seen] = []
        self.purged: list[Purge] = []
        self.posts: list[Message] = []

    def laptop(self, worker: bytes):
        """`post` of a laptop of this worker's."""
        return lambda message: self.answer(worker, message)

    def backup(self) -> Kept:
        return copy.deepcopy(self.kept)

    def restore(self, backup: Kept, *, known: bool = True) -> None:
        """Put back; `known`: whoever did it changed the epoch as the runbook says."""
        self.kept = copy.deepcopy(backup)
        if known:
            self.epoch = os.urandom(16)

    def grant(
        self, worker: bytes, person: bytes, lanes: tuple[int, ...] = LANES, role: str = "named", until: int = 0
    ) -> None:
        self.kept.grants.setdefault(worker, {})[person] = lanes
        before, _ = self.kept.as_what.get((worker, person), ("", 0))
        self.kept.as_what[worker, person] = role, until
        self._next_number()
        if role == "reader" != before:
            self.kept.ended[worker, person] = self.kept.number

    def revoke(self, worker: bytes, *persons: bytes) -> None:
        self._next_number()
        for person in persons:
            del self.kept.grants[worker][person]
            self.kept.ended[worker, person] = self.kept.number

    def _next_number(self) -> None:
        self.kept.number, self.kept.tag = self.kept.number + 1, os.urandom(16)

    def answer(self, worker: bytes, message: Message) -> Message:
        # Over the wire and back, as it will be.
        message = protocol.unpack(protocol.pack(message), type(message))
        self.posts.append(message)
        match message:
            case Enrol():
                answer: Message = Enrolled(os.urandom(16), worker, "Test worker", "Test council", demo=self.demo)
            case SignIn():
                answer = SignedIn("token", self.now_ms() + 3_600_000)
            case Hello():
                answer = self._hello(message)
            case Push():
                answer = PushAnswer([self._push(worker, group) for group in message.groups])
            case Heal():
                answer = HealAnswer(sum(self._heal(item) for item in message.items))
            case Pull():
                answer = PullAnswer(self.epoch) if self.closed else self._pull(worker, message)
            case Purged():
                self.purged += message.streams
                answer = Nothing()
            case AskSeen():
                answer = SeenBy(self.seen)
            case _:
                raise AssertionError(message)
        return protocol.unpack(protocol.pack(answer), type(answer))

    def _hello(self, told: Hello) -> HelloAnswer:
        self.openings += told.openings
        if told.log is not None:
            self.logs.append(told.log)
        has = [(one, self.kept.acks.get((one.person, one.lane, one.origin), 0)) for one in told.acks]
        missing = [Ack(one.person, one.lane, one.origin, acked) for one, acked in has if acked < one.acked]
        durable = [one for one, acked in has if acked >= one.acked and self.durable]
        return HelloAnswer(
            1,
            self.epoch,
            self.now_ms(),
            self.closed,
            missing,
            durable,
            logged=told.log.number if told.log else 0,
            gone=[one for one in self.gone if one.number > told.gone],
            demo=self.demo,
            twice=self.twice,
        )

    def _push(self, worker: bytes, group: protocol.Group) -> Taken:
        key = (group.person, group.lane, group.origin)
        acked = self.kept.acks.get(key, 0)
        ops = [(_read(packed), packed) for packed in group.ops]
        if ops[0][0].oseq > acked + 1:
            return Taken(*key, acked, "gap")
        verdict = "in"
        for op, packed in ops:
            if op.oseq == self.kept.acks.get(key, 0) + 1:
                verdict = self._judge(worker, op)
                if verdict == "held":
                    self.kept.held.append(packed)
                else:
                    self._put(op, packed, worker, self.now_ms(), verdict == "late")
                self.kept.acks[key] = op.oseq
        return Taken(*key, self.kept.acks[key], verdict, "after" if verdict == "held" else "")

    def _judge(self, worker: bytes, op: Envelope) -> str:
        if self.holds_all:
            return "held"
        if op.person in (worker, DIRECTORY.bytes):
            return "in"
        anybody = any(op.person in grants for grants in self.kept.grants.values())
        if not anybody and (worker, op.person) not in self.kept.ended:
            self.grant(worker, op.person)
        role, _ = self.kept.as_what.get((worker, op.person), ("", 0))
        if role != "reader" and op.lane in self.kept.grants.get(worker, {}).get(op.person, ()):
            return "in"
        return "late" if op.wcur < self.kept.ended.get((worker, op.person), 0) else "held"

    def _put(self, op: Envelope, packed: bytes, author: bytes, received: int, late: bool) -> None:
        stream = self.kept.streams.setdefault((op.person, op.lane), [])
        digest = protocol.digest(packed)
        mac = protocol.receipt(KEY, op, author, received, digest)
        eff = protocol.effective(op.hlc, received, op.oseq)
        before = stream[-1][1] if stream else protocol.CHAIN_START
        stream.append((Item(packed, author, received, mac, late, eff), protocol.link(before, digest, mac)))

    def _heal(self, item: Item) -> bool:
        op = _read(item.op)
        assert protocol.receipt(KEY, op, item.author, item.received, protocol.digest(item.op)) == item.mac
        key = (op.person, op.lane, op.origin)
        if any(_read(held.op).oseq == op.oseq for held in self._of(key)):
            return False
        self._put(op, item.op, item.author, item.received, item.late)
        numbers = {_read(held.op).oseq for held in self._of(key)}
        while self.kept.acks.get(key, 0) + 1 in numbers:
            self.kept.acks[key] = self.kept.acks.get(key, 0) + 1
        return True

    def _of(self, key: tuple[bytes, int, bytes]) -> list[Item]:
        stream = self.kept.streams.get(key[:2], [])
        return [item for item, _ in stream if _read(item.op).origin == key[2]]

    def _pull(self, worker: bytes, asked: Pull) -> PullAnswer:
        if asked.known > self.kept.number:
            self.kept.number, self.kept.tag = asked.known + 1, os.urandom(16)
        mine = self.kept.grants.get(worker, {})
        caseload = None
        if (asked.known, asked.tag) != (self.kept.number, self.kept.tag):
            caseload = Caseload(
                self.kept.number, self.kept.tag,
                [Grant(person, list(lanes), *self.kept.as_what.get((worker, person), ("named", 0))) for person, lanes in mine.items()],
            )  # fmt: skip
        if asked.mark:
            heads = [
                Cursor(*stream, len(kept), kept[-1][1])
                for stream, kept in self.kept.streams.items()
                if stream[1] in self._lanes(worker, stream[0])
            ]
            return PullAnswer(self.epoch, caseload, more=bool(caseload) or protocol.mark(heads) != asked.mark)
        pages, diverged = [], []
        for cursor in asked.cursors:
            if cursor.lane not in self._lanes(worker, cursor.person):
                continue
            stream = self.kept.streams.get((cursor.person, cursor.lane), [])
            held = stream[cursor.pseq - 1][1] if 0 < cursor.pseq <= len(stream) else protocol.CHAIN_START
            if cursor.pseq > len(stream) or held != cursor.chain:
                diverged.append(Diverged(cursor.person, cursor.lane, len(stream)))
                continue
            items = stream[cursor.pseq : cursor.pseq + self.page_ops]
            if items:
                end = cursor.pseq + len(items)
                place = Cursor(cursor.person, cursor.lane, end, items[-1][1])
                pages.append(Page(cursor, place, [item for item, _ in items], end < len(stream)))
        more = bool(caseload) or any(page.more for page in pages)
        return PullAnswer(self.epoch, caseload, pages, diverged, more=more)

    def _lanes(self, worker: bytes, person: bytes) -> tuple[int, ...]:
        own = person in (worker, DIRECTORY.bytes)
        return LANES if own else self.kept.grants.get(worker, {}).get(person, ())

    def ops(self, person: bytes, lane: int) -> list[bytes]:
        """The bytes in a stream, in order."""
        return [item.op for item, _ in self.kept.streams.get((person, lane), [])]
