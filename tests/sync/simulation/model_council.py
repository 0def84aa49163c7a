"""The council of decision 0014 in memory: the same messages, answered as the one on PostgreSQL must answer them."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sbp_desktop.models.ops import Op
from sbp_desktop.sync import protocol
from sbp_desktop.sync.protocol import Ack, Cursor, Grant, Item, Page, Taken
from tests.sync.simulation.wire import Name, Stream, makes_a_person, name_of, read

LANES = (0, 1, 2)
READER = "reader"
DAY_MS = 86_400_000
LEAP = 1 << 20
KEPT_BACKUPS = 3


class Who(NamedTuple):
    worker: bytes
    device: bytes


@dataclass(slots=True)
class Case:
    """Who one worker is with, and who they were with: (person, lane) -> number and time at which that ended."""

    number: int
    tag: bytes
    grants: dict[bytes, Grant] = field(default_factory=dict)
    left: dict[Stream, tuple[int, int]] = field(default_factory=dict)

    def copy(self) -> "Case":
        return Case(self.number, self.tag, dict(self.grants), dict(self.left))


class Held(NamedTuple):
    """An op kept for a manager."""

    packed: bytes
    author: bytes
    received: int
    closed: bool


@dataclass(slots=True)
class Books:
    """All a council keeps: what a backup holds."""

    streams: dict[Stream, list[Item]] = field(default_factory=dict)
    links: dict[Stream, list[bytes]] = field(default_factory=dict)
    acked: dict[tuple[Stream, bytes], int] = field(default_factory=dict)
    beyond: dict[tuple[Stream, bytes], set[int]] = field(default_factory=dict)
    held: dict[Name, Held] = field(default_factory=dict)
    cases: dict[bytes, Case] = field(default_factory=dict)
    people: set[bytes] = field(default_factory=set)

    def copy(self) -> "Books":
        return Books(
            {key: list(items) for key, items in self.streams.items()},
            {key: list(links) for key, links in self.links.items()},
            dict(self.acked),
            {key: set(numbers) for key, numbers in self.beyond.items()},
            dict(self.held),
            {worker: case.copy() for worker, case in self.cases.items()},
            set(self.people),
        )


class ModelCouncil:
    """Answers as `council_server.council.Council` does. `faults` names what it gets wrong on purpose."""

    def __init__(
        self, secret: bytes, now_ms: Callable[[], int], fresh: Callable[[], bytes], faults: frozenset[str] = frozenset()
    ) -> None:
        self.receipt_key, self.now_ms, self.fresh, self.faults = secret, now_ms, fresh, faults
        self.books = Books()
        self.backups: deque[Books] = deque(maxlen=KEPT_BACKUPS)
        self.epoch = fresh()
        self.closed = False
        self.page_ops = 12
        self.serials: list[tuple[Stream, int]] = []
        self.erased_at: list[protocol.Purge] = []

    # ---- messages -------------------------------------------------------------------------------------------------

    def hello(self, _who: Who, asked: protocol.Hello) -> protocol.HelloAnswer:
        missing, durable = [], []
        for ack in asked.acks:
            key = (ack.person, ack.lane), ack.origin
            here = self.books.acked.get(key, 0)
            if here < ack.acked:
                missing.append(Ack(ack.person, ack.lane, ack.origin, here))
            safe = min(here, *(backup.acked.get(key, 0) for backup in self.backups)) if self.backups else 0
            if safe:
                durable.append(Ack(ack.person, ack.lane, ack.origin, safe))
        return protocol.HelloAnswer(1, self.epoch, self.now_ms(), self.closed, missing, durable)

    def push(self, who: Who, sent: protocol.Push) -> protocol.PushAnswer:
        return protocol.PushAnswer([self._take_in(who, group) for group in sent.groups])

    def _take_in(self, who: Who, group: protocol.Group) -> Taken:
        stream, key = (group.person, group.lane), ((group.person, group.lane), group.origin)
        acked, verdict = self.books.acked.get(key, 0), "in"
        for packed in group.ops:
            op = read(packed).op
            if "skips_by_number" not in self.faults:
                acked = self.books.acked.get(key, 0)
            if op.oseq > self.books.acked.get(key, 0) + 1 and not self._has(key, op.oseq):
                verdict = "gap"
                break
            if "hlc_refused" in self.faults and op.hlc >> 16 > self.now_ms() + protocol.MAX_AHEAD_MS:
                verdict = "gap"
                break
            known = op.oseq <= acked if "skips_by_number" in self.faults else self._has(key, op.oseq)
            if not known:
                verdict = self._take_one(who, stream, op, packed)
        return Taken(group.person, group.lane, group.origin, self.books.acked.get(key, 0), verdict)

    def _take_one(self, who: Who, stream: Stream, op: Op, packed: bytes) -> str:
        verdict = self._judge(who.worker, op)
        now = self.now_ms()
        if verdict == "held":
            if "drops_forbidden" not in self.faults:
                self.books.held[name_of(op)] = Held(packed, who.worker, now, self.closed)
        else:
            mac = protocol.receipt(self.receipt_key, _envelope(op), who.worker, now, read(packed).digest)
            self._append(stream, Item(packed, who.worker, now, mac, verdict == "late", self._effective(op, now)))
        self._note((stream, op.origin), op.oseq)
        return verdict

    def _judge(self, worker: bytes, op: Op) -> str:
        if op.worker != worker:
            return "held"
        if op.person not in self.books.people:
            # Somebody forgotten is no new person: whoever writes of them must not become their named worker by it.
            if not makes_a_person(op) and "opened_by_anything" not in self.faults:
                return "held"
            self._open(op.person, worker)
        case = self._case(worker)
        grant = case.grants.get(op.person)
        if op.lane in _writable(grant):
            return "in"
        number, at = case.left.get((op.person, op.lane), (0, 0))
        in_time = self.now_ms() - at <= protocol.LATE_DAYS * DAY_MS
        return "late" if op.wcur < number and in_time else "held"

    def _open(self, person: bytes, worker: bytes) -> None:
        self.books.people.add(person)
        self.give(worker, Grant(person, list(LANES), "named"))

    def _effective(self, op: Op, received: int) -> int:
        if "stamps_tied" in self.faults:
            return received << 16 if op.hlc >> 16 > received + protocol.MAX_AHEAD_MS else 0
        return protocol.effective(op.hlc, received, op.oseq)

    def _append(self, stream: Stream, item: Item) -> None:
        links = self.books.links.setdefault(stream, [protocol.CHAIN_START])
        links.append(protocol.link(links[-1], read(item.op).digest, item.mac))
        items = self.books.streams.setdefault(stream, [])
        items.append(item)
        self.serials.append((stream, len(items)))

    def _has(self, key: tuple[Stream, bytes], oseq: int) -> bool:
        return oseq <= self.books.acked.get(key, 0) or oseq in self.books.beyond.get(key, ())

    def _note(self, key: tuple[Stream, bytes], oseq: int) -> None:
        beyond = self.books.beyond.setdefault(key, set())
        beyond.add(oseq)
        acked = self.books.acked.get(key, 0)
        while acked + 1 in beyond:
            acked += 1
            beyond.discard(acked)
        self.books.acked[key] = acked

    def heal(self, _who: Who, sent: protocol.Heal) -> protocol.HealAnswer:
        return protocol.HealAnswer(sum(self._put_back(item) for item in sent.items))

    def _put_back(self, item: Item) -> bool:
        packed = item.op
        op = read(packed).op
        mac = protocol.receipt(self.receipt_key, _envelope(op), item.author, item.received, read(packed).digest)
        if mac != item.mac:
            return False
        stream, name = (op.person, op.lane), name_of(op)
        if name in self.books.held and "held_stays" not in self.faults:
            del self.books.held[name]  # it had been in the stream: whoever sent it again had lost the receipt
        elif self._has((stream, op.origin), op.oseq):
            return False
        if op.person not in self.books.people:
            self._open(op.person, item.author)
        # Who healed it says nothing of its stamp: that follows from what the receipt covers.
        self._append(stream, _with_stamp(item, self._effective(op, item.received)))
        self._note((stream, op.origin), op.oseq)
        return True

    def pull(self, who: Who, asked: protocol.Pull) -> protocol.PullAnswer:
        if self.closed:
            return protocol.PullAnswer(self.epoch)
        case = self._case(who.worker)
        if asked.known > case.number:
            case.number, case.tag = asked.known + 1, self.fresh()
        told = None
        if (asked.known, asked.tag) != (case.number, case.tag):
            told = protocol.Caseload(case.number, case.tag, list(case.grants.values()))
        if "one_serial" in self.faults:
            return self._by_serial(case, asked.told, told)
        cursors = {(c.person, c.lane): c for c in asked.cursors}
        pages, diverged, more = [], [], False
        for grant in case.grants.values():
            for lane in grant.lanes:
                cursor = cursors.get((grant.person, lane)) or Cursor(grant.person, lane)
                page = self._page(cursor)
                if isinstance(page, Page):
                    pages.append(page)
                    more |= page.more
                elif page is not None:
                    diverged.append(page)
        return protocol.PullAnswer(self.epoch, told, pages, diverged, more=more)

    def _page(self, cursor: Cursor) -> Page | protocol.Diverged | None:
        stream = cursor.person, cursor.lane
        items = self.books.streams.get(stream, [])
        links = self.books.links.get(stream, [protocol.CHAIN_START])
        if "source_only" not in self.faults and (cursor.pseq > len(items) or links[cursor.pseq] != cursor.chain):
            return protocol.Diverged(*stream, len(items))
        if cursor.pseq >= len(items):
            return None
        upto = min(cursor.pseq + self.page_ops, len(items))
        end = Cursor(*stream, upto, links[upto])
        return Page(cursor, end, items[cursor.pseq : upto], upto < len(items))

    def _by_serial(self, case: Case, seen: int, told: protocol.Caseload | None) -> protocol.PullAnswer:
        """The fault of one number for all streams: what was there before it was granted lies behind the reader."""
        pages = []
        for stream, pseq in self.serials[seen:]:
            if stream[1] in getattr(case.grants.get(stream[0]), "lanes", ()) and pseq <= len(
                self.books.streams.get(stream, ())
            ):
                item = self.books.streams[stream][pseq - 1]
                pages.append(Page(Cursor(*stream), Cursor(*stream, pseq), [item]))
        return protocol.PullAnswer(self.epoch, told, pages, notices=[_serial_notice(len(self.serials))])

    def purged(self, _who: Who, told: protocol.Purged) -> protocol.Nothing:
        self.erased_at += told.streams
        return protocol.Nothing()

    # ---- what managers and operators do ---------------------------------------------------------------------------

    def _case(self, worker: bytes) -> Case:
        """A worker's caseload as it is now: what was given until a day is over by then."""
        case = self.books.cases.get(worker)
        if case is None:
            case = self.books.cases[worker] = Case(0, self.fresh())
        for person, grant in list(case.grants.items()):
            if 0 < grant.until <= self.now_ms():
                self.take(worker, person)
        return case

    def _changed(self, case: Case) -> None:
        case.number, case.tag = case.number + 1, self.fresh()

    def give(self, worker: bytes, grant: Grant) -> None:
        case = self._case(worker)
        self._changed(case)
        self.books.people.add(grant.person)
        self._note_left(case, case.grants.get(grant.person), grant)
        case.grants[grant.person] = grant

    def take(self, worker: bytes, person: bytes) -> None:
        case = self.books.cases[worker]
        grant = case.grants.pop(person, None)
        if grant is not None:
            self._changed(case)
            self._note_left(case, grant, None)

    def _note_left(self, case: Case, before: Grant | None, after: Grant | None) -> None:
        """From when on a worker could know that they write in a lane no more; who only reads now has left it too."""
        for lane in _writable(before) - _writable(after):
            case.left[before.person, lane] = case.number, self.now_ms()  # type: ignore[union-attr]

    def back_up(self) -> None:
        self.backups.append(self.books.copy())

    def put_back(self, which: int, by_the_book: bool) -> None:
        """Restore a kept backup. By the book: a new epoch, and closed until the caseload was imported anew."""
        self.books = self.backups[which].copy()
        if by_the_book:
            self.epoch, self.closed = self.fresh(), True
            for case in self.books.cases.values():
                # Past every number that was given since the backup, whatever it took away then.
                case.number += 0 if "numbers_by_ones" in self.faults else LEAP
                case.tag = self.fresh()

    def import_caseload(self, register: Mapping[bytes, Mapping[bytes, Grant]], listed: Iterable[bytes]) -> None:
        """Make everybody's caseload what the register says of the people it lists, and open again."""
        people = set(listed)
        for worker in self.books.cases.keys() | register.keys():
            wanted = {person: grant for person, grant in register.get(worker, {}).items() if person in people}
            held = self._case(worker).grants
            for person in [person for person in held if person in people and person not in wanted]:
                self.take(worker, person)
            for person, grant in wanted.items():
                if held.get(person) != grant and not 0 < grant.until <= self.now_ms():
                    self.give(worker, grant)
        self.closed = False
        if "judged_once" not in self.faults:
            self._judge_again()

    def _judge_again(self) -> None:
        """What was held while closed was judged by a caseload known to be old: the new one judges it anew."""
        for name, held in [(name, held) for name, held in self.books.held.items() if held.closed]:
            op = read(held.packed).op
            if self._judge(held.author, op) == "held":
                self.books.held[name] = held._replace(closed=False)
            else:
                self.release(name, late=False)

    def release(self, name: Name, *, late: bool = True) -> None:
        """A manager lets a held op into its stream."""
        held = self.books.held.pop(name)
        op = read(held.packed).op
        mac = protocol.receipt(self.receipt_key, _envelope(op), held.author, held.received, read(held.packed).digest)
        item = Item(held.packed, held.author, held.received, mac, late, self._effective(op, held.received))
        self._append((op.person, op.lane), item)

    # ---- what the invariants ask ----------------------------------------------------------------------------------

    def streams(self) -> dict[Stream, list[Item]]:
        return self.books.streams

    def items(self, stream: Stream) -> list[Item]:
        return self.books.streams.get(stream, [])

    def link_at(self, stream: Stream, pseq: int) -> bytes | None:
        links = self.books.links.get(stream, [protocol.CHAIN_START])
        return links[pseq] if pseq < len(links) else None

    def held_names(self) -> set[Name]:
        return set(self.books.held)

    def names(self) -> set[Name]:
        found = set(self.books.held)
        for items in self.books.streams.values():
            found.update(read(item.op).name for item in items)
        return found

    def register(self) -> dict[bytes, dict[bytes, Grant]]:
        """Who is with whom: worker -> person -> grant."""
        return {worker: dict(self._case(worker).grants) for worker in list(self.books.cases)}

    def left_at(self, worker: bytes, stream: Stream) -> int:
        """When a worker stopped writing in a stream, 0 when they never did or never wrote there."""
        return self._case(worker).left.get(stream, (0, 0))[1]

    def held_at(self, name: Name) -> int:
        """When a held op came."""
        return self.books.held[name].received

    def people(self) -> set[bytes]:
        return self.books.people


def _writable(grant: Grant | None) -> set[int]:
    return set(grant.lanes) if grant is not None and grant.role != READER else set()


def _envelope(op: Op) -> protocol.Envelope:
    """An op as the council reads it: only what a receipt covers is asked of it."""
    return op  # type: ignore[return-value]


def _with_stamp(item: Item, eff: int) -> Item:
    return item if item.eff == eff else Item(item.op, item.author, item.received, item.mac, item.late, eff)


def _serial_notice(number: int) -> protocol.Notice:
    return protocol.Notice(number, bytes(16), "serial", bytes(16), bytes(16), 0)
