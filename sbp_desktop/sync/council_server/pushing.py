"""What laptops bring: ops judged by who their writer was with, and ops with receipts put back; person by person."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple

import msgspec
from psycopg import Connection
from psycopg.rows import TupleRow

from sbp_desktop.models.ops import OpKind
from sbp_desktop.sync.council_server import caseloads, judging, notices, statements
from sbp_desktop.sync.council_server.caseloads import ALL_LANES, Held, Worker
from sbp_desktop.sync.council_server.intake import Intake, taking_in
from sbp_desktop.sync.council_server.judging import GAP, HELD, IN, LATE
from sbp_desktop.sync.council_server.keys import Keys
from sbp_desktop.sync.council_server.notices import News
from sbp_desktop.sync.protocol import Envelope, Group, Item, Message, NotAMessage, Taken, digest, receipt


class _Place(Message, frozen=True):
    """Where an op says it stands, which can be read even where the rest of it cannot."""

    person: bytes
    lane: int
    origin: bytes
    oseq: int


_Written = tuple[bytes, int, bool]
"""Who says they wrote an op, what caseload they held, and whether it says it stands where it was sent."""


class Numbered(NamedTuple):
    """A group, the number of its first op (the others follow), and of each who wrote it and its stamp.

    `makers` wrote an op that makes what the stream is of. No more of an op is kept than this: five hundred whole ones
    fill a processor's cache.
    """

    group: Group
    first: int
    written: list[_Written]
    stamps: list[int]
    makers: set[bytes]

    @property
    def last(self) -> int:
        """The number of the last op."""
        return self.first + len(self.stamps) - 1


_read: Final = msgspec.msgpack.Decoder(Envelope).decode
_read_place: Final = msgspec.msgpack.Decoder(_Place).decode
_NEW: Final = int(OpKind.NEW)
_op: Final = itemgetter(0, 1, 2)
_said: Final = itemgetter(3)
_WORSE: Final = (IN, LATE, HELD)
_BAD: Final = (msgspec.MsgspecError, RecursionError, ValueError)
_UNREADABLE: Final[_Written] = (b"", 0, False)


def numbered(group: Group) -> Numbered:
    """The group with its ops read. Raises NotAMessage where they do not follow one another."""
    person, lane, origin, first = group.person, group.lane, group.origin, _place(group.ops[0])
    written, stamps, makers, before = list[_Written](), list[int](), set[bytes](), _UNREADABLE
    for due, packed in enumerate(group.ops, first):
        try:
            op = _read(packed)
        except _BAD:
            oseq, hlc, said = _place(packed), 0, _UNREADABLE
        else:
            oseq, hlc = op.oseq, op.hlc
            said = op.worker, op.wcur, op.origin == origin and op.person == person and op.lane == lane
            if op.kind == _NEW and op.person == op.ent == person:
                makers.add(op.worker)
        if oseq != due or due < 1:
            raise NotAMessage("the ops of a group do not follow one another")
        if said != before:  # those that follow and say the same are judged once
            before = said
        written.append(before)
        stamps.append(hlc)
    return Numbered(group, first, written, stamps, makers)


def _place(packed: bytes) -> int:
    try:
        return _read_place(packed).oseq
    except _BAD:
        raise NotAMessage("an op cannot be placed") from None


def push(
    conn: Connection[TupleRow], keys: Keys, worker: Worker, device: bytes, groups: Sequence[Numbered], now: int
) -> list[Taken]:
    """Take in groups of one person, in one transaction of its own; what became of each."""
    person, origins = groups[0].group.person, [(one.group.lane, one.group.origin) for one in groups]
    with taking_in(conn, keys, person, origins, now=now, who=(worker.id, device), what="wrote") as intake:
        if intake.gone:  # taken, and kept nowhere: the laptop erases them at its next hello
            return [_let_go(one) for one in groups]
        rights = list[Held]()
        if any(one.first <= intake.origins[place].acked + 1 for one, place in zip(groups, origins, strict=True)):
            rights = _rights(intake, worker, groups)
        answers = [_take(intake, worker, rights, one) for one in groups]
        intake.at_end = lambda: notices.tell(conn, _news(conn, worker, answers, now))
    return answers


def _let_go(one: Numbered) -> Taken:
    return Taken(one.group.person, one.group.lane, one.group.origin, one.last, IN)


def _take(intake: Intake, worker: Worker, rights: Sequence[Held], one: Numbered) -> Taken:
    """Judge each op that is new, and put or hold it."""
    group, first, last = one.group, one.first, one.last
    origin = intake.origins[group.lane, group.origin]
    if first > origin.acked + 1:
        return Taken(group.person, group.lane, group.origin, origin.acked, GAP)
    worst, why = IN, ""
    ops = zip(range(first, last + 1), one.stamps, group.ops, one.written, strict=True)
    new = (op for op in ops if not origin.has(op[0])) if first <= origin.top else ops
    for written, run in groupby(new, _said):
        says, reason = _judge(intake, worker, rights, group.lane, written)
        if _WORSE.index(says) > _WORSE.index(worst):
            worst, why = says, reason
        if says == HELD:
            for oseq, _, packed, _ in run:
                intake.hold(group.lane, group.origin, oseq, packed, reason)
        else:
            intake.put(group.lane, group.origin, map(_op, run), says == LATE, worker.id, intake.now)
    if last > origin.acked:
        origin.take(first, last)
    return Taken(group.person, group.lane, group.origin, origin.acked, worst, why)


def _judge(intake: Intake, worker: Worker, rights: Sequence[Held], lane: int, written: _Written) -> tuple[str, str]:
    """(verdict, reason) for ops that say this of themselves."""
    if written is _UNREADABLE:
        return HELD, judging.UNREADABLE
    writer, wcur, here = written
    if writer not in worker.ids:
        return HELD, judging.AUTHOR
    if not here:
        return HELD, judging.ELSEWHERE
    says, reason = judging.verdict(rights, lane, wcur, intake.now)
    return says, judging.CLOSED if says == HELD and worker.closed else reason


def _rights(intake: Intake, worker: Worker, groups: Iterable[Numbered]) -> list[Held]:
    """What the writer has or had of this person; a person nobody ever had becomes theirs by the op that makes them.

    By no other: a council that was put back has forgotten people, and who writes of them first must not get them.
    """
    own = judging.own_lanes(worker, intake.person)
    if own:
        return [Held(intake.person, tuple(own), "named", 0, None)]
    if intake.held:
        return intake.held
    if any(not worker.ids.isdisjoint(one.makers) for one in groups) and _adopt(intake, worker.id):
        return caseloads.held_by(intake.conn, worker.id, intake.person)
    return []


def _adopt(intake: Intake, worker: bytes) -> bool:
    """Give a person nobody ever had to whoever writes of them first."""
    new = caseloads.had_by_nobody(intake.conn, intake.person)
    if new:
        caseloads.grant(intake.conn, worker, intake.person, ALL_LANES, "named", now=intake.now, by="first to write")
    return new


def _news(conn: Connection[TupleRow], worker: Worker, answers: Iterable[Taken], now: int) -> list[News]:
    """Late notes are shown to those with the person now; held ones are told to their writer."""
    news = []
    for taken in answers:
        about = bytes([taken.lane]) + taken.origin
        if taken.verdict == LATE:
            others = caseloads.with_person(conn, taken.person, caseloads.WRITERS, now)
            news += [News(other, about, LATE, taken.person, worker.id, now) for other in others if other != worker.id]
        elif taken.verdict == HELD:
            news.append(News(worker.id, about, HELD, taken.person, worker.id, now, taken.reason))
    return news


class Receipted(NamedTuple):
    """An op with the council's own word on it."""

    item: Item
    op: Envelope


def receipted(keys: Keys, items: Iterable[Item]) -> list[Receipted]:
    """Those whose receipt is ours. Raises NotAMessage where one is no op at all."""
    try:
        both = [Receipted(item, _read(item.op)) for item in items]
    except _BAD:
        raise NotAMessage("an op cannot be read") from None
    # The digest is always taken from the bytes: one that came beside them could vouch for others.
    return [
        one for one in both
        if receipt(keys.receipt, one.op, one.item.author, one.item.received, digest(one.item.op)) == one.item.mac
    ]  # fmt: skip


def heal(
    conn: Connection[TupleRow], keys: Keys, who: tuple[bytes, bytes], brought: Sequence[Receipted], now: int
) -> int:
    """Put back ops of one person, whoever wrote them; how many were not here.

    A person this council never heard of is the first one's author's, as they were when it came.
    """
    person, origins = brought[0].op.person, [(one.op.lane, one.op.origin) for one in brought]
    put_back = 0
    with taking_in(conn, keys, person, origins, now=now, who=who, what="put back") as intake:
        if intake.gone:
            return 0
        first = brought[0].item.author
        if caseloads.is_worker(conn, first):
            _adopt(intake, first)
        # Its writer's disk was put back and sent it again, without its receipt and too late: it had been in the stream.
        kept, let_in = _held(conn, person), list[tuple[int, bytes, int]]()
        for (item, op), place in zip(brought, origins, strict=True):
            origin, held = intake.origins[place], (*place, op.oseq) in kept
            if held or not origin.has(op.oseq):
                intake.put_one(op.lane, op, item.op, item.late, item.author, item.received)
                origin.take(op.oseq, op.oseq)
                kept.discard((*place, op.oseq))
                let_in += [(*place, op.oseq)] if held else []
                put_back += 1
        intake.at_end = lambda: _no_longer_held(conn, person, let_in)
    return put_back


def _held(conn: Connection[TupleRow], person: bytes) -> set[tuple[int, bytes, int]]:
    """Lane, origin and number of all that is held of a person."""
    rows = conn.execute(statements.HELD_NAMES, {"person": person})
    return {(lane, origin, oseq) for lane, origin, oseq in rows}


def _no_longer_held(conn: Connection[TupleRow], person: bytes, names: Iterable[tuple[int, bytes, int]]) -> None:
    for lane, origin, oseq in names:
        conn.execute(statements.LET_IN, {"person": person, "lane": lane, "origin": origin, "oseq": oseq})
