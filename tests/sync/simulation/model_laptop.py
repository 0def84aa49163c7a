"""A laptop of decision 0014 in memory: what is on its disk, how it writes, and one run of hello, heal, push, pull, purge.

It is what the shipping engine must do, in its plainest form. `faults` names what it gets wrong on purpose.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from sbp_desktop.models import revisions, schema
from sbp_desktop.models.merge import Head, assigns, current, heads_of
from sbp_desktop.models.ops import Op, OpId, OpKind, encode_body, envelope
from sbp_desktop.sync import protocol
from sbp_desktop.sync.protocol import Ack, Cursor, Grant, Group, Item
from tests.sync.simulation.model_council import READER
from tests.sync.simulation.wire import Name, Stream, read, text_of

Post = Callable[[protocol.Message], Any]
Pause = Callable[[], None]
Place = tuple[bytes, str]
"""Entity and field."""
ROUNDS = 6
PUSH_OPS, HEAL_OPS = 10, 8


class Row(NamedTuple):
    """An op on the disk; what the council says of it, once it was read back."""

    packed: bytes
    own: bool = False
    item: Item | None = None
    pseq: int = 0

    @property
    def stamp(self) -> int:
        return (self.item.eff if self.item else 0) or read(self.packed).op.hlc


@dataclass(slots=True)
class Shelf:
    """One stream as it is kept here: the log, and what is made of it op by op."""

    log: dict[OpId, Row] = field(default_factory=dict)
    heads: dict[Place, set[OpId]] = field(default_factory=dict)
    replaced: set[tuple[Place, OpId]] = field(default_factory=set)
    types: dict[bytes, str] = field(default_factory=dict)
    places: dict[Place, OpId] = field(default_factory=dict)

    def copy(self) -> "Shelf":
        heads = {place: set(names) for place, names in self.heads.items()}
        return Shelf(dict(self.log), heads, set(self.replaced), dict(self.types), dict(self.places))


@dataclass(slots=True)
class Disk:
    """Everything that outlives a process, and that an image of the disk brings back."""

    shelves: dict[Stream, Shelf] = field(default_factory=dict)
    last: dict[tuple[Stream, bytes], int] = field(default_factory=dict)
    acks: dict[tuple[Stream, bytes], int] = field(default_factory=dict)
    durable: dict[tuple[Stream, bytes], int] = field(default_factory=dict)
    cursors: dict[Stream, tuple[int, bytes]] = field(default_factory=dict)
    offers: dict[Stream, set[OpId]] = field(default_factory=dict)
    grants: dict[bytes, Grant] = field(default_factory=dict)
    number: int = 0
    tag: bytes = b""
    epoch: bytes = b""
    doubted: bytes = b""
    drafts: dict[tuple[Stream, bytes, str], str] = field(default_factory=dict)
    to_tell: list[protocol.Purge] = field(default_factory=list)
    serial: int = 0
    stamp: int = 0

    def copy(self) -> "Disk":
        copied = {one.name: getattr(self, one.name) for one in fields(self)}
        for name, kept in copied.items():
            if isinstance(kept, dict | list):
                copied[name] = kept.copy()
        copied["shelves"] = {stream: shelf.copy() for stream, shelf in self.shelves.items()}
        copied["offers"] = {stream: set(names) for stream, names in self.offers.items()}
        return Disk(**copied)


class ModelLaptop:
    """A worker's laptop. `now_ms` is its own clock, however wrong; `fresh` gives 16 random bytes."""

    def __init__(
        self, worker: bytes, device: bytes, now_ms: Callable[[], int], fresh: Callable[[], bytes],
        faults: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self.worker, self.device, self.now_ms, self.fresh, self.faults = worker, device, now_ms, fresh, faults
        self.disk = Disk()
        self.origin: bytes | None = None
        self.written: list[Op] = []
        """Ops written since last asked for."""
        self._offered: set[Stream] = set()

    def start(self) -> None:
        """A new process: nothing that was not on the disk is left."""
        if "origin_fixed" not in self.faults:
            self.origin = None

    def image(self) -> Disk:
        return self.disk.copy()

    def put_back(self, image: Disk) -> None:
        """The disk as it was when the image was taken."""
        self.disk = image.copy()
        self.start()

    def take_written(self) -> list[tuple[Op, bytes]]:
        """Ops written since last asked for, with their bytes."""
        written, self.written = self.written, []
        return [(op, envelope(op)) for op in written]

    # ---- writing --------------------------------------------------------------------------------------------------

    def may_write(self) -> list[Stream]:
        return [(g.person, lane) for g in self.disk.grants.values() if g.role != READER for lane in g.lanes]

    def shelf(self, stream: Stream) -> Shelf:
        shelf = self.disk.shelves.get(stream)
        if shelf is None:
            shelf = self.disk.shelves[stream] = Shelf()
        return shelf

    def write(self, stream: Stream, ent: bytes, name: str, kind: OpKind, value: Any, over: Iterable[OpId] = ()) -> Op:
        """One op, durable when this returns."""
        if self.origin is None:
            self.origin = self.device if "origin_fixed" in self.faults else self.fresh()
        disk, key = self.disk, (stream, self.origin)
        oseq = disk.last[key] = disk.last.get(key, 0) + 1
        now = self.now_ms()
        disk.stamp = max(now << 16, disk.stamp + 1)
        op = Op(
            *stream, self.origin, oseq, ent, name, kind, tuple(over), encode_body(value), disk.stamp, now, self.worker,
            disk.number, bytes(16),
        )  # fmt: skip
        disk.acks.setdefault(key, 0)
        self._take(stream, Row(envelope(op), own=True))
        self.written.append(op)
        return op

    def heads(self, stream: Stream, ent: bytes, name: str) -> list[OpId]:
        """The ops a worker who changes this field replaces, the shown one first."""
        log = self.shelf(stream).log
        names = self.shelf(stream).heads.get((ent, name), ())
        return sorted(names, key=lambda n: (log[n].stamp, n.origin), reverse=True)

    def heads_of_all(self, stream: Stream, ent: bytes) -> list[OpId]:
        return [name for (of, _), names in self.shelf(stream).heads.items() if of == ent for name in sorted(names)]

    def ties_on(self, stream: Stream, node: bytes) -> list[bytes]:
        shelf, ties = self.shelf(stream), []
        for ent, kind in shelf.types.items():
            if kind == "Tie" and (made := shelf.heads.get((ent, "a"))):
                born = read(shelf.log[next(iter(made))].packed).value
                ties += [ent] if node in (born["a"], born["b"]) else []
        return ties

    def revise(self, stream: Stream, ent: bytes, name: str, text: str) -> Op:
        """A revision of a long text, over all the heads there are."""
        log, heads = self.shelf(stream).log, self.heads(stream, ent, name)
        held = {one: row.packed for one, row in log.items()}
        base = heads[0] if heads else None
        before = text_of(log[base].packed, held) if base else None
        return self.write(stream, ent, name, OpKind.REV, revisions.encode(text, base, before or "", len(heads)), heads)

    def _take(self, stream: Stream, row: Row) -> None:
        """Note one op on heads and places: the store's incremental rule (`storage/noting.take`)."""
        shelf, (op, value, _, name, _) = self.shelf(stream), read(row.packed)
        held = shelf.log.get(name)
        shelf.log[name] = row
        if op.kind is OpKind.POS:
            self._place(shelf, name, op, anew=held is not None and held.stamp != row.stamp)
        elif held is not None:
            pass
        elif op.kind is OpKind.NEW:
            shelf.types[op.ent] = op.field
            for part in value:
                self._add_head(shelf, (op.ent, part), name)
        elif "latest_wins" in self.faults:
            self._take_by_clock(shelf, op)
        elif assigns(op):
            place = op.ent, op.field
            heads = shelf.heads.get(place)
            for parent in op.parents:
                shelf.replaced.add((place, parent))
                if heads:
                    heads.discard(parent)
            self._add_head(shelf, place, name)

    def _place(self, shelf: Shelf, name: OpId, op: Op, *, anew: bool) -> None:
        """The newest move counts. A stamp that was put back may make another one the newest."""
        place = op.ent, op.field
        names = [shelf.places.get(place, name), name]
        if anew:
            names = [n for n, row in shelf.log.items() if (read(row.packed).op.ent, read(row.packed).op.field) == place]
        shelf.places[place] = max(names, key=lambda n: (shelf.log[n].stamp, n.origin))

    def _add_head(self, shelf: Shelf, place: Place, name: OpId) -> None:
        if (place, name) not in shelf.replaced:
            shelf.heads.setdefault(place, set()).add(name)

    def _take_by_clock(self, shelf: Shelf, op: Op) -> None:
        """The fault of letting the clock decide: the later wall time wins, the other value is gone."""
        held = shelf.heads.setdefault((op.ent, op.field), set())
        if all(op.wall >= read(shelf.log[name].packed).op.wall for name in held):
            held.clear()
            held.add(op.id)

    # ---- one run --------------------------------------------------------------------------------------------------

    def run(self, post: Post, pause: Pause) -> None:
        """Send, give back, read and erase until nothing is left. `pause` stands between transactions."""
        self._offered = set()
        closed = self._hello(post)
        pause()
        for _ in range(ROUNDS):
            # What the council had before goes back with its receipt, not as if it were new.
            self._heal(post, pause)
            self._push(post, pause)
            if closed or not self._pull(post, pause):
                break
        self._purge(post, pause)

    def _hello(self, post: Post) -> bool:
        disk, asked = self.disk, self._to_be_sure_of()
        acks = [Ack(*s, o, n) for (s, o), n in asked.items() if n and disk.durable.get((s, o), 0) < n]
        answer = post(protocol.Hello(1, 1, "1", self.now_ms(), disk.epoch, acks))
        disk.epoch = answer.epoch
        if "source_only" not in self.faults:
            for ack in answer.missing:
                self._came_short((ack.person, ack.lane), ack.origin, ack.acked)
        for ack in answer.durable:
            key = (ack.person, ack.lane), ack.origin
            if key in asked:
                disk.durable[key] = max(ack.acked, disk.durable.get(key, 0))
        return bool(answer.closed)

    def _to_be_sure_of(self) -> dict[tuple[Stream, bytes], int]:
        """What the council said it has of ours; of streams that are to be erased here, all it ever had of anybody's.

        A laptop may be the last to hold what its writer's own disk has lost, and that disk may be its own: what it read
        back of itself goes beyond what it knows to have sent.
        """
        asked = dict(self.disk.acks)
        if not self.faults & {"erased_on_own", "erased_on_ack"}:
            for stream in self._hidden():
                for (origin, oseq), row in self.shelf(stream).log.items():
                    key = stream, origin
                    if row.item and not ("asked_as_sent" in self.faults and key in self.disk.acks):
                        asked[key] = max(oseq, asked.get(key, 0))
        return asked

    def _hidden(self) -> list[Stream]:
        return [stream for stream in self.disk.shelves if not self._granted(stream)]

    def _came_short(self, stream: Stream, origin: bytes, acked: int) -> None:
        """The council has fewer ops than it said: what has a receipt goes back, the rest of ours is sent anew."""
        key = stream, origin
        if key in self.disk.acks:
            self.disk.acks[key] = acked
        if OpId(origin, acked + 1) not in self.shelf(stream).log:
            # The one it waits for is not here either (held for a manager, say): nothing more can be done about it.
            self.disk.durable[key] = max((n for o, n in self.shelf(stream).log if o == origin), default=0)
        self._diverged(stream)

    def _diverged(self, stream: Stream) -> None:
        if "empty_deletes" in self.faults:
            self._forget(stream, {name for name, row in self.shelf(stream).log.items() if row.item})
        log = self.shelf(stream).log
        self.disk.offers[stream] = {name for name, row in log.items() if row.item}
        self.disk.cursors.pop(stream, None)
        self._offered.discard(stream)

    def _forget(self, stream: Stream, names: set[OpId]) -> None:
        kept = [row for name, row in self.shelf(stream).log.items() if name not in names]
        self.disk.shelves[stream] = Shelf()
        for row in kept:
            self._take(stream, row)

    def _heal(self, post: Post, pause: Pause) -> None:
        for stream in [s for s, names in self.disk.offers.items() if names and s not in self._offered]:
            log = self.shelf(stream).log
            rows = sorted((log[name] for name in self.disk.offers[stream]), key=lambda row: (row.pseq, row.packed))
            for start in range(0, len(rows), HEAL_OPS):
                post(protocol.Heal([row.item for row in rows[start : start + HEAL_OPS] if row.item]))
                pause()
            self._offered.add(stream)
            # A stream that is not ours to read any more is never seen again: for it the answer has to do.
            if "offered_once" in self.faults or not self._granted(stream):
                self.disk.offers[stream] = set()

    def _push(self, post: Post, pause: Pause) -> None:
        tried: dict[tuple[Stream, bytes], int] = {}
        while True:
            groups = []
            for (stream, origin), last in sorted(self.disk.last.items()):
                acked = self.disk.acks[stream, origin]
                if acked < last and tried.get((stream, origin)) != acked:
                    tried[stream, origin] = acked
                    log, upto = self.shelf(stream).log, min(last, acked + PUSH_OPS)
                    names = [OpId(origin, n) for n in range(acked + 1, upto + 1)]
                    ops = [log[name].packed for name in names if name in log]
                    groups += [Group(*stream, origin, ops)] if ops else []
            if not groups:
                return
            answer = post(protocol.Push(groups[:PUSH_OPS]))
            for taken in answer.groups:
                stream, key = (taken.person, taken.lane), ((taken.person, taken.lane), taken.origin)
                if taken.acked < self.disk.acks[key]:
                    self._came_short(stream, taken.origin, taken.acked)
                self.disk.acks[key] = taken.acked
            for group in groups[PUSH_OPS:]:
                tried.pop(((group.person, group.lane), group.origin))
            pause()

    def _pull(self, post: Post, pause: Pause) -> bool:
        """Read on. Returns whether a stream is to be given back and read anew."""
        turned = False
        while True:
            disk = self.disk
            cursors = [Cursor(*stream, *at) for stream, at in disk.cursors.items()]
            answer = post(protocol.Pull(disk.number, disk.tag, cursors, disk.serial))
            if answer.caseload is not None:
                self._take_caseload(answer.caseload, answer.epoch)
                pause()
            for page in answer.pages:
                self._take_page(page, pause)
                pause()
            for gone in answer.diverged:
                if self._granted((gone.person, gone.lane)):
                    self._diverged((gone.person, gone.lane))
                    turned = True
            if answer.notices:
                self.disk.serial = answer.notices[0].number
            pause()
            if not answer.more:
                return turned

    def _granted(self, stream: Stream) -> bool:
        grant = self.disk.grants.get(stream[0])
        return grant is not None and stream[1] in grant.lanes

    def _take_caseload(self, told: protocol.Caseload, epoch: bytes) -> None:
        disk, grants = self.disk, {grant.person: grant for grant in told.grants}
        gone = [person for person in disk.grants if person not in grants]
        if len(gone) >= 3 and len(gone) * 5 > len(disk.grants) and disk.doubted != epoch:
            disk.doubted = epoch
            return
        disk.doubted = b""
        # What was being typed is saved as written before it was known: with the number held until now.
        disk.grants = grants
        may_write = set(self.may_write())
        if "drafts_after" in self.faults:
            disk.number = told.number
        for stream, ent, name in [key for key in disk.drafts if key[0] not in may_write]:
            self.revise(stream, ent, name, disk.drafts.pop((stream, ent, name)))
        disk.number, disk.tag = told.number, told.tag

    def _take_page(self, page: protocol.Page, pause: Pause) -> None:
        disk, stream = self.disk, (page.start.person, page.start.lane)
        at, end = disk.cursors.get(stream, (0, protocol.CHAIN_START)), (page.end.pseq, page.end.chain)
        if not self._granted(stream):
            return
        follows = at == (page.start.pseq, page.start.chain) and _linked(page) == page.end.chain
        if not follows and not self.faults & {"source_only", "one_serial"}:
            return
        if "cursor_first" in self.faults:
            disk.cursors[stream] = end
            pause()
        offer = disk.offers.get(stream)
        shelf = self.shelf(stream)
        for pseq, item in enumerate(page.items, page.start.pseq + 1):
            op, _, _, name, _ = read(item.op)
            held = shelf.log.get(name)
            self._take(stream, Row(item.op, held is not None and held.own, item, pseq))
            if offer:
                offer.discard(name)
            stamp = item.eff or op.hlc
            if stamp >> 16 <= self.now_ms() + protocol.MAX_AHEAD_MS:
                disk.stamp = max(disk.stamp, stamp)
        disk.cursors[stream] = end

    def _purge(self, post: Post, pause: Pause) -> None:
        disk = self.disk
        asked = self._to_be_sure_of() | disk.last
        for stream in self._hidden():
            keys = [key for key in asked if key[0] == stream]
            safe = disk.acks if "erased_on_ack" in self.faults else disk.durable
            if disk.offers.get(stream) or any(safe.get(key, 0) < asked[key] for key in keys):
                continue
            pseq = disk.cursors.pop(stream, (0, b""))[0]
            disk.to_tell.append(protocol.Purge(*stream, pseq, len(disk.shelves.pop(stream).log)))
            disk.offers.pop(stream, None)
            for key in keys:
                for kept in (disk.last, disk.acks, disk.durable):
                    kept.pop(key, None)
            if not self.faults & {"origin_fixed", "origin_kept"}:
                # Numbers begin anew where the log is gone, and must not run into those that were given before.
                self.origin = None
            pause()
        if disk.to_tell:
            post(protocol.Purged(list(disk.to_tell)))
            disk.to_tell = []

    # ---- what the invariants ask ----------------------------------------------------------------------------------

    def streams(self) -> list[Stream]:
        return [stream for stream, shelf in self.disk.shelves.items() if shelf.log]

    def log(self, stream: Stream) -> dict[OpId, bytes]:
        shelf = self.disk.shelves.get(stream)
        return {name: row.packed for name, row in shelf.log.items()} if shelf else {}

    def names(self) -> set[Name]:
        """All ops on the disk."""
        return {(*stream, *name) for stream, shelf in self.disk.shelves.items() for name in shelf.log}

    def draft_count(self) -> int:
        return len(self.disk.drafts)

    def places(self) -> list[tuple[Stream, bytes, str, OpId]]:
        return [(s, *place, name) for s, shelf in self.disk.shelves.items() for place, name in shelf.places.items()]

    def own_names(self) -> set[Name]:
        """All own ops on the disk."""
        return {
            (*stream, *name)
            for stream, shelf in self.disk.shelves.items()
            for name, row in shelf.log.items()
            if row.own
        }

    def at(self, stream: Stream) -> tuple[int, bytes]:
        return self.disk.cursors.get(stream, (0, protocol.CHAIN_START))

    def head_names(self, stream: Stream) -> set[tuple[bytes, str, OpId]]:
        shelf = self.disk.shelves.get(stream) or Shelf()
        return {(*place, name) for place, names in shelf.heads.items() for name in names}

    def head_names_rebuilt(self, stream: Stream) -> set[tuple[bytes, str, OpId]]:
        ops = [read(row.packed).op for row in self.shelf(stream).log.values()]
        return {(ent, head.field, head.id) for ent, heads in heads_of(ops, _no_texts).items() for head in heads}

    def view(self, stream: Stream) -> dict[Any, Any]:
        """What is shown of a stream, by the shipping rules."""
        shelf = self.shelf(stream)
        packed = {name: row.packed for name, row in shelf.log.items()}
        heads: dict[bytes, list[Head]] = {}
        for (ent, name), ids in shelf.heads.items():
            for one in ids:
                heads.setdefault(ent, []).append(self._head(shelf.log[one], name, packed))
        shown: dict[Any, Any] = {place: read(packed[name]).value for place, name in shelf.places.items()}
        live: dict[bytes, list[OpId]] = {}
        for ent, kind in sorted(shelf.types.items(), key=lambda one: one[1] != "Tie"):
            state = current(schema.ENTITIES[kind], stream[1], heads.get(ent, ()), live.get(ent, ()))
            shown[ent] = (
                dict(state.values), state.alive, state.locked, state.alternatives, state.written,
                {(head.field, head.id): head.value for head in heads.get(ent, ())},
            )  # fmt: skip
            if kind == "Tie" and state.alive:
                for end in (state.values.get("a"), state.values.get("b")):
                    live.setdefault(end, []).extend(head.id for head in heads[ent])
        return shown

    def _head(self, row: Row, name: str, packed: dict[OpId, bytes]) -> Head:
        op, value, _, name_here, _ = read(row.packed)
        if op.kind is OpKind.NEW:
            value = value[name]
        elif op.kind is OpKind.REV:
            value = text_of(row.packed, packed)
        return Head(name, OpKind(op.kind), value, row.stamp, name_here, op.worker)

    def unsettled(self) -> list[str]:
        """What is still to be done with the council."""
        disk = self.disk
        left = [f"unsent {key[0][1]}" for key, last in disk.last.items() if disk.acks[key] < last]
        left += [f"to give back {stream[1]}" for stream, names in disk.offers.items() if names]
        left += [f"to erase {stream[1]}" for stream in self._hidden()]
        return left


class _NoTexts(dict[Any, str]):
    def __missing__(self, key: Any) -> str:
        return ""


_no_texts = _NoTexts()


def _linked(page: protocol.Page) -> bytes:
    """Where the chain stands after a page's items."""
    chain = page.start.chain
    for item in page.items:
        chain = protocol.link(chain, item.digest or read(item.op).digest, item.mac)
    return chain
