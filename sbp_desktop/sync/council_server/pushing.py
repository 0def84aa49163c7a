"""Taking ops in: numbered without a hole, receipted, chained and put in their stream, or held; each exactly once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

import msgspec
from psycopg import Connection
from psycopg.rows import TupleRow

from sbp_desktop.models.clock import COUNTER_BITS
from sbp_desktop.sync.council_server import audit, caseloads, judging, notices, statements
from sbp_desktop.sync.council_server.caseloads import ALL_LANES, Worker
from sbp_desktop.sync.council_server.judging import GAP, HELD, IN, LATE
from sbp_desktop.sync.council_server.keys import Keys
from sbp_desktop.sync.council_server.notices import News
from sbp_desktop.sync.protocol import (
    MAX_AHEAD_MS,
    Envelope,
    Group,
    Item,
    Message,
    NotAMessage,
    Taken,
    digest,
    link,
    receipt,
)


class _Place(Message, frozen=True):
    """Where an op says it stands, which can be read even where the rest of it cannot."""

    person: bytes
    lane: int
    origin: bytes
    oseq: int


_read: Final = msgspec.msgpack.Decoder(Envelope).decode
_read_place: Final = msgspec.msgpack.Decoder(_Place).decode
_WORSE: Final = (IN, LATE, HELD)
_WITH_THEM: Final = ("named", "co_worker", "cover", "team")


@dataclass(slots=True)
class _Stream:
    lane: int
    head: int
    chain: bytes
    moved: bool = False


@dataclass(slots=True)
class _Origin:
    """How far an origin's ops in a lane are here: all up to `acked`, and of those after it `beyond`."""

    acked: int = 0
    top: int = 0
    beyond: set[int] = field(default_factory=set)

    def take(self, oseq: int) -> None:
        self.beyond.add(oseq)
        self.top = max(self.top, oseq)
        while self.acked + 1 in self.beyond:
            self.acked += 1
            self.beyond.remove(self.acked)

    def has(self, oseq: int) -> bool:
        return oseq <= self.acked or oseq in self.beyond


class Intake:
    """One person's ops going in, alone with the person: within a transaction that ends when it is done."""

    def __init__(self, conn: Connection[TupleRow], keys: Keys, person: bytes, lanes: Iterable[int], now: int) -> None:
        self._conn, self._keys, self._person, self._now = conn, keys, person, now
        self._rows: list[tuple[Any, ...]] = []
        self._held: list[dict[str, Any]] = []
        self._news: list[News] = []
        self._origins: dict[tuple[int, bytes], _Origin] = {}
        self._adopted = False
        self._streams = self._lock(sorted({0, *lanes}))

    def _lock(self, lanes: Sequence[int]) -> dict[int, _Stream]:
        wanted = {"person": self._person, "lanes": list(lanes)}
        rows = self._conn.execute(statements.LOCK_STREAMS, wanted).fetchall()
        if len(rows) < len(lanes):
            self._conn.execute(statements.ADD_STREAMS, wanted)
            rows = self._conn.execute(statements.LOCK_STREAMS, wanted).fetchall()
        return {lane: _Stream(lane, head, chain) for lane, head, chain in rows}

    def know(self, origins: Sequence[tuple[int, bytes]]) -> None:
        """Read how far these (lane, origin) are here; must come before their ops."""
        asked = {"person": self._person, "origins": list({origin for _, origin in origins})}
        known = {(row[0], row[1]): (row[2], row[3]) for row in self._conn.execute(statements.ACKS, asked)}
        for lane, origin in origins:
            acked, top = known.get((lane, origin), (0, 0))
            numbers: set[int] = set()
            if top > acked:
                after = {"person": self._person, "lane": lane, "origin": origin, "acked": acked}
                numbers = {row[0] for row in self._conn.execute(statements.NUMBERS_FROM, after)}
            self._origins[lane, origin] = _Origin(acked, top, numbers)

    # ---- pushed ----------------------------------------------------------------------------------------------------

    def push(self, group: Group, places: Sequence[int], worker: Worker, device: bytes) -> Taken:
        """Take one group in, whose ops have these numbers."""
        origin = self._origins[group.lane, group.origin]
        if places[0] > origin.acked + 1:
            return self._taken(group, GAP)
        new = [(oseq, op) for oseq, op in zip(places, group.ops, strict=True) if not origin.has(oseq)]
        if not new:
            return self._taken(group, IN)
        rights = self._rights(worker)
        worst, why = IN, ""
        for oseq, packed in new:
            op, trouble = _judge_shape(group, packed, worker)
            says, reason = (HELD, trouble) if op is None or trouble else self._judge(rights, group.lane, op.wcur)
            if op is None or says == HELD:
                self._hold(group, oseq, packed, worker.id, device, reason)
            else:
                self._put(op, packed, worker.id, self._now, late=says == LATE)
            origin.take(oseq)
            if _WORSE.index(says) > _WORSE.index(worst):
                worst, why = says, reason
        self._announce(worst, group, worker, why)
        return self._taken(group, worst, why)

    def _rights(self, worker: Worker) -> list[caseloads.Held]:
        """What the writer has or had of this person; a person nobody ever had becomes theirs."""
        own = judging.own_lanes(worker, self._person)
        if own:
            return [caseloads.Held(self._person, tuple(own), "named", 0, None)]
        held = caseloads.held_by(self._conn, worker.id, self._person)
        if not held and self._adopt(worker.id):
            held = caseloads.held_by(self._conn, worker.id, self._person)
        return held

    def _adopt(self, worker: bytes) -> bool:
        """Give a person nobody ever had to whoever writes of them first."""
        new = caseloads.had_by_nobody(self._conn, self._person)
        if new:
            caseloads.grant(self._conn, worker, self._person, ALL_LANES, "named", now=self._now, by="first to write")
        return new

    def _judge(self, rights: Sequence[caseloads.Held], lane: int, wcur: int) -> tuple[str, str]:
        return judging.verdict(rights, lane, wcur, self._now)

    def _announce(self, worst: str, group: Group, worker: Worker, why: str) -> None:
        """Late notes are shown to those with the person now; held ones are told to their writer."""
        about = bytes([group.lane]) + group.origin
        if worst == LATE:
            others = caseloads.with_person(self._conn, self._person, _WITH_THEM, self._now)
            self._news += [
                News(other, about, LATE, self._person, worker.id, self._now) for other in others if other != worker.id
            ]
        elif worst == HELD:
            self._news.append(News(worker.id, about, HELD, self._person, worker.id, self._now, why))

    def _taken(self, group: Group, said: str, reason: str = "") -> Taken:
        acked = self._origins[group.lane, group.origin].acked
        return Taken(group.person, group.lane, group.origin, acked, said, reason)

    # ---- healed, released ------------------------------------------------------------------------------------------

    def put_back(self, item: Item, op: Envelope) -> bool:
        """Put an op with the council's own receipt into its stream; False where it is there already.

        A person the put-back council never heard of is their author's again.
        """
        origin = self._origins[op.lane, op.origin]
        if origin.has(op.oseq):
            return False
        self._put(op, item.op, item.author, item.received, late=item.late)
        origin.take(op.oseq)
        if not self._adopted:
            self._adopted = True
            if caseloads.is_worker(self._conn, item.author):
                self._adopt(item.author)
        return True

    def release(self, op: Envelope, packed: bytes, author: bytes) -> None:
        """Put an op that was held into the stream, marked late."""
        self._put(op, packed, author, self._now, late=True)

    # ---- in ----------------------------------------------------------------------------------------------------------

    def _put(self, op: Envelope, packed: bytes, author: bytes, received: int, *, late: bool) -> None:
        eff = received << COUNTER_BITS if op.hlc >> COUNTER_BITS > received + MAX_AHEAD_MS else 0
        measured = digest(packed)
        mac = receipt(self._keys.receipt, op, author, received, measured)
        stream = self._streams[op.lane]
        stream.head, stream.chain, stream.moved = stream.head + 1, link(stream.chain, measured, mac), True
        self._rows.append(
            (
                op.person,
                op.lane,
                stream.head,
                op.origin,
                op.oseq,
                author,
                received,
                late,
                eff,
                mac,
                stream.chain,
                packed,
            )
        )

    def _hold(self, group: Group, oseq: int, packed: bytes, author: bytes, device: bytes, reason: str) -> None:
        self._held.append({
            "person": self._person, "lane": group.lane, "origin": group.origin, "oseq": oseq, "author": author,
            "device": device, "at": self._now, "reason": reason, "op": packed,
        })  # fmt: skip

    def finish(self, worker: bytes, device: bytes, what: str) -> None:
        """Write all of it, and who brought it."""
        if not self._rows and not self._held:
            return
        self._copy()
        with self._conn.pipeline():
            if self._held:
                with self._conn.cursor() as cursor:
                    cursor.executemany(statements.HOLD, self._held)
            for stream in self._streams.values():
                if stream.moved:
                    self._conn.execute(
                        statements.MOVE_STREAM,
                        {"person": self._person, "lane": stream.lane, "head": stream.head, "chain": stream.chain,
                         "at": self._now},
                    )  # fmt: skip
            for (lane, name), origin in self._origins.items():
                self._conn.execute(
                    statements.SET_ACK,
                    {"person": self._person, "lane": lane, "origin": name, "acked": origin.acked, "top": origin.top},
                )
        notices.tell(self._conn, self._news)
        words = ", ".join(f"lane {s.lane} to {s.head}" for s in self._streams.values() if s.moved)
        held = f"{len(self._held)} held" if self._held else ""
        entry = audit.Entry(self._now, worker, device, what, "; ".join(filter(None, (words, held))))
        audit.record(self._conn, self._keys.audit, self._person, [entry])

    def _copy(self) -> None:
        if not self._rows:
            return
        with self._conn.cursor() as cursor, cursor.copy(statements.COPY_OPS) as copy:
            copy.set_types(statements.OP_TYPES)
            for row in self._rows:
                copy.write_row(row)


def places_of(group: Group) -> list[int]:
    """The number of each op in a group, which follow one another. Raises NotAMessage."""
    try:
        places = [_read_place(op).oseq for op in group.ops]
    except (msgspec.MsgspecError, RecursionError, ValueError):
        raise NotAMessage("an op cannot be placed") from None
    if places[0] < 1 or any(after != before + 1 for before, after in pairwise(places)):
        raise NotAMessage("the ops of a group do not follow one another")
    return places


def _judge_shape(group: Group, packed: bytes, worker: Worker) -> tuple[Envelope | None, str]:
    """The op, and why it is held whoever sent it, if it is."""
    try:
        op = _read(packed)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None, judging.UNREADABLE
    if (op.person, op.lane, op.origin) != (group.person, group.lane, group.origin):
        return op, judging.ELSEWHERE
    return op, "" if op.worker in worker.ids else judging.AUTHOR


def read_item(item: Item) -> Envelope:
    """The head of an op with a receipt. Raises NotAMessage."""
    try:
        return _read(item.op)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        raise NotAMessage("an op cannot be read") from None
