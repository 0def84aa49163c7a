"""What laptops bring: ops judged by who their writer was with, and ops with receipts put back; person by person."""

from collections.abc import Callable, Collection, Iterable, Sequence
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
from sbp_desktop.sync.protocol import Envelope, Group, Item, Message, NotAMessage, Taken, digest, receipt, receipts


class _Place(Message, frozen=True):
    """Where an op says it stands, which can be read even where the rest of it cannot."""

    person: bytes
    lane: int
    origin: bytes
    oseq: int


class Numbered(NamedTuple):
    """A group, the number of its first op (the others follow), and its ops; None stands for one that is unreadable."""

    group: Group
    first: int
    ops: Sequence[Envelope | None]


_Seal = tuple[bytes, bytes]
"""An op's digest, and the receipt it has once it goes in."""

_read: Final = msgspec.msgpack.Decoder(Envelope).decode
_read_place: Final = msgspec.msgpack.Decoder(_Place).decode
_WORSE: Final = (IN, LATE, HELD)
_BAD: Final = (msgspec.MsgspecError, RecursionError, ValueError)


def numbered(group: Group) -> Numbered:
    """The group with its ops read. Raises NotAMessage where they do not follow one another."""
    ops = [_op(packed) for packed in group.ops]
    places = [op.oseq if op else _place(packed) for op, packed in zip(ops, group.ops, strict=True)]
    if places[0] < 1 or places != list(range(places[0], places[0] + len(places))):
        raise NotAMessage("the ops of a group do not follow one another")
    return Numbered(group, places[0], ops)


def _op(packed: bytes) -> Envelope | None:
    try:
        return _read(packed)
    except _BAD:
        return None


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
    seals, who = list[list[_Seal]](), (worker.id, device)

    def seal() -> None:
        seals.extend(_seals(keys, one, worker.id, now) for one in groups)

    with taking_in(conn, keys, person, origins, now=now, who=who, what="wrote", meanwhile=seal) as intake:
        if intake.gone:  # taken, and kept nowhere: the laptop erases them at its next hello
            return [_let_go(one) for one in groups]
        rights = list[Held]()
        if any(one.first <= intake.origins[place].acked + 1 for one, place in zip(groups, origins, strict=True)):
            rights = _rights(intake, worker, groups)
        answers = [_take(intake, worker, rights, one, sealed) for one, sealed in zip(groups, seals, strict=True)]
        intake.at_end = lambda: notices.tell(conn, _news(conn, worker, answers, now))
    return answers


def _let_go(one: Numbered) -> Taken:
    return Taken(one.group.person, one.group.lane, one.group.origin, one.first + len(one.ops) - 1, IN)


def _seals(keys: Keys, one: Numbered, author: bytes, now: int) -> list[_Seal]:
    group, measured = one.group, [digest(packed) for packed in one.group.ops]
    receipt = receipts(keys.receipt, group.person, group.lane, author, now)
    return [(said, receipt(group.origin, oseq, said)) for oseq, said in enumerate(measured, one.first)]


def _take(intake: Intake, worker: Worker, rights: Sequence[Held], one: Numbered, seals: Sequence[_Seal]) -> Taken:
    """Judge each op that is new, and put or hold it."""
    group, first, ops = one
    origin = intake.origins[group.lane, group.origin]
    if first > origin.acked + 1:
        return Taken(group.person, group.lane, group.origin, origin.acked, GAP)
    own, judged = _own(group, worker.ids), dict[int, tuple[str, str]]()
    worst, why, going_in = IN, "", []
    for oseq in origin.lacks(first, first + len(ops) - 1):
        op, packed = ops[oseq - first], group.ops[oseq - first]
        if op is None or not own(op):
            says, reason = HELD, _trouble(op, worker.ids)
        elif op.wcur in judged:
            says, reason = judged[op.wcur]
        else:
            says, reason = judging.verdict(rights, group.lane, op.wcur, intake.now)
            if says == HELD and worker.closed:
                reason = judging.CLOSED
            judged[op.wcur] = says, reason
        if op is None or says == HELD:
            intake.hold(group.lane, group.origin, oseq, packed, reason)
        else:
            going_in.append((op, packed, says == LATE, *seals[oseq - first]))
        if says != worst and _WORSE.index(says) > _WORSE.index(worst):
            worst, why = says, reason
    if going_in:
        intake.put(group.lane, going_in, worker.id, intake.now)
    if first + len(ops) - 1 > origin.acked:
        origin.take(first, first + len(ops) - 1)
    return Taken(group.person, group.lane, group.origin, origin.acked, worst, why)


def _own(group: Group, workers: Collection[bytes]) -> Callable[[Envelope], bool]:
    """Whether an op of a group says of itself what it must."""
    person, lane, origin = group.person, group.lane, group.origin

    def own(op: Envelope) -> bool:
        return op.worker in workers and op.origin == origin and op.person == person and op.lane == lane

    return own


def _trouble(op: Envelope | None, workers: Collection[bytes]) -> str:
    """Why an op is held whoever sent it."""
    if op is None:
        return judging.UNREADABLE
    return judging.AUTHOR if op.worker not in workers else judging.ELSEWHERE


def _rights(intake: Intake, worker: Worker, groups: Iterable[Numbered]) -> list[Held]:
    """What the writer has or had of this person; a person nobody ever had becomes theirs by the op that makes them.

    By no other: a council that was put back has forgotten people, and who writes of them first must not get them.
    """
    own = judging.own_lanes(worker, intake.person)
    if own:
        return [Held(intake.person, tuple(own), "named", 0, None)]
    if intake.held:
        return intake.held
    begun = any(op is not None and _makes(op, intake.person, worker) for one in groups for op in one.ops)
    if begun and _adopt(intake, worker.id):
        return caseloads.held_by(intake.conn, worker.id, intake.person)
    return []


def _makes(op: Envelope, person: bytes, worker: Worker) -> bool:
    """Whether this is the op that makes what the stream is of: a person, a team."""
    return op.kind == OpKind.NEW and op.person == op.ent == person and op.worker in worker.ids


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
