"""One person's ops going in: numbered without a hole, receipted, chained, each exactly once, alone with the person."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final

from psycopg import Connection, Error
from psycopg.rows import TupleRow

from sbp_desktop.sync.council_server import audit, caseloads, one_trip, op_rows, statements
from sbp_desktop.sync.council_server.copying import Copying
from sbp_desktop.sync.council_server.keys import Keys
from sbp_desktop.sync.protocol import Envelope, digest, effective, link, receipts

_PARTS_AT_ONCE: Final = 200
"""Rows are sent while the next are made: a hundred at a time, in two parts each."""


@dataclass(slots=True)
class _Stream:
    lane: int
    head: int
    chain: bytes
    moved: bool = False


@dataclass(slots=True)
class Origin:
    """How far an origin's ops in a lane are here: all up to `acked`, and of those after it `beyond`."""

    acked: int = 0
    top: int = 0
    beyond: set[int] = field(default_factory=set)
    moved: bool = False

    def has(self, oseq: int) -> bool:
        """Whether this op is here."""
        return oseq <= self.acked or oseq in self.beyond

    def take(self, first: int, last: int) -> None:
        """These ops are here from now on."""
        self.moved, self.top = True, max(self.top, last)
        if first > self.acked + 1:
            self.beyond.update(range(first, last + 1))
            return
        self.acked = max(self.acked, last)
        while self.acked + 1 in self.beyond:
            self.acked += 1
        self.beyond = {oseq for oseq in self.beyond if oseq > self.acked}


class Intake:
    """What `taking_in` gives. `held`: what whoever brings this has or had of the person; `origins`: how far each is;
    `gone`: the person was erased, and nothing of them is taken in.

    The rows are copied while the next are made, so that from the first `put` on nothing else may be asked of the
    connection; what must be is left to `at_end`.
    """

    def __init__(
        self, conn: Connection[TupleRow], keys: Keys, person: bytes, origins: Iterable[tuple[int, bytes]], now: int,
        who: tuple[bytes, bytes],
    ) -> None:  # fmt: skip
        self.conn, self.person, self.now, self.keys = conn, person, now, keys
        self.at_end: Callable[[], None] = lambda: None
        self.copying = ExitStack()
        self._who = who
        self._kept: list[dict[str, Any]] = []
        self._wanted = set(origins)
        self._copy: Copying | None = None

    def begin(self) -> None:
        """Begin a transaction, lock the person and read where all stands."""
        lanes = sorted({0, *(lane for lane, _ in self._wanted)})
        if not self._read(lanes, begin=True):
            place = {"person": self.person, "lanes": lanes, "link": audit.START}
            self.conn.execute(statements.ADD_STREAMS, place)
            self.conn.execute(statements.ADD_TRAIL, place)
            self._read(lanes, begin=False)

    def _read(self, lanes: Sequence[int], *, begin: bool) -> bool:
        """Lock the person and read all that is asked of it, in one trip; False where nobody wrote of it yet."""
        ask = {
            "person": self.person, "lanes": lanes, "origins": list({origin for _, origin in self._wanted}),
            "worker": self._who[0],
        }  # fmt: skip
        looks = (
            statements.LOCK_STREAMS, statements.LOCK_TRAIL, statements.ACKS, statements.HELD_BY, statements.GONE,
        )  # fmt: skip
        begun: list[one_trip.Asked] = [("BEGIN", {})] if begin else []
        found = one_trip.ask(self.conn, begun + [(look, ask) for look in looks])
        streams, trail, acks, held, gone = found[-len(looks) :]
        self._streams = {row[0]: _Stream(*row) for row in streams}
        self.held, self.gone = caseloads.grants_of(self.person, held), bool(gone)
        if len(self._streams) < len(lanes) or not trail:
            return False
        self._newest: tuple[int, bytes] = trail[0][0], trail[0][1]
        known = {(row[0], row[1]): (row[2], row[3]) for row in acks}
        self.origins = {place: self._origin(place, *known.get(place, (0, 0))) for place in self._wanted}
        return True

    def _origin(self, place: tuple[int, bytes], acked: int, top: int) -> Origin:
        if top <= acked:
            return Origin(acked, top)
        after = {"person": self.person, "lane": place[0], "origin": place[1], "acked": acked}
        return Origin(acked, top, {row[0] for row in self.conn.execute(statements.NUMBERS_FROM, after)})

    def put_one(self, lane: int, op: Envelope, packed: bytes, late: bool, author: bytes, received: int) -> None:
        """Put an op that is not here into its stream."""
        self.put(lane, op.origin, [(op.oseq, op.hlc, packed)], late, author, received)

    def put(
        self, lane: int, origin: bytes, ops: Iterable[tuple[int, int, bytes]], late: bool, author: bytes, received: int
    ) -> None:
        """Put ops of this lane and origin that are not here into their stream: of each its number, stamp and bytes."""
        place, write, stream = (self.person, lane, origin), self._rows().put, self._streams[lane]
        receipt = receipts(self.keys.receipt, place, author, received)
        row = op_rows.OpRows(place, author, received, late).head
        head, chain, parts, came = stream.head, stream.chain, list[bytes](), received << 16
        for oseq, hlc, packed in ops:
            measured = digest(packed)
            mac = receipt(oseq, measured)
            head, chain = head + 1, link(chain, measured, mac)
            eff = effective(hlc, received, oseq) if hlc > came else 0
            parts += row(head, oseq, eff, mac, chain, len(packed)), packed
            if len(parts) >= _PARTS_AT_ONCE:
                write(b"".join(parts))
                parts.clear()
        write(b"".join(parts))
        stream.head, stream.chain, stream.moved = head, chain, True

    def _rows(self) -> Copying:
        if self._copy is None:
            self._copy = self.copying.enter_context(Copying(self.conn, statements.COPY_OPS, op_rows.START))
        return self._copy

    def end_rows(self) -> None:
        """No more rows will be put."""
        if self._copy is not None:
            self._copy.put(op_rows.END)
            self._copy.end()

    def hold(self, lane: int, origin: bytes, oseq: int, packed: bytes, reason: str) -> None:
        """Keep an op that is not here for a manager."""
        self._kept.append({
            "person": self.person, "lane": lane, "origin": origin, "oseq": oseq, "author": self._who[0],
            "device": self._who[1], "at": self.now, "reason": reason, "op": packed,
        })  # fmt: skip

    @property
    def changed(self) -> bool:
        """Whether there is anything to write."""
        return bool(self._copy or self._kept)

    def moved(self, what: str) -> list[one_trip.Asked]:
        """What writes where everything stands now, and who brought it."""
        streams = [stream for stream in self._streams.values() if stream.moved]
        done: list[one_trip.Asked] = [(statements.HOLD, one) for one in self._kept]
        for stream in streams:
            place = {"person": self.person, "lane": stream.lane}
            moved = {"head": stream.head, "chain": stream.chain, "at": self.now}
            done.append((statements.MOVE_STREAM, place | moved))
        for (lane, name), origin in self.origins.items():
            if origin.moved:
                place = {"person": self.person, "lane": lane, "origin": name}
                done.append((statements.MOVE_ACK, place | {"acked": origin.acked, "top": origin.top}))
        words = [f"lane {stream.lane} to {stream.head}" for stream in streams]
        words += [f"{len(self._kept)} held"] if self._kept else []
        entry = audit.Entry(self.now, *self._who, what, "; ".join(words))
        return [*done, *audit.rows(self.keys.audit, self.person, self._newest, [entry])]


@contextmanager
def taking_in(
    conn: Connection[TupleRow], keys: Keys, person: bytes, origins: Iterable[tuple[int, bytes]], *, now: int,
    who: tuple[bytes, bytes], what: str,
) -> Iterator[Intake]:  # fmt: skip
    """One transaction, alone with the person: all that is put and held, or nothing.

    `origins`: the (lane, origin) of every op there will be. `who`: (worker, laptop); `what` they do, for the audit.
    """
    intake = Intake(conn, keys, person, origins, now, who)
    try:
        intake.begin()
        with intake.copying:
            yield intake
            intake.end_rows()
            moved = intake.moved(what)
        intake.at_end()
        if not intake.changed:
            conn.rollback()
            return
        one_trip.ask(conn, [*moved, ("COMMIT", {})])
    except BaseException:
        with suppress(Error):  # a connection that is gone has rolled back by itself
            conn.rollback()
        raise
