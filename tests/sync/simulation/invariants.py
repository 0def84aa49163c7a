"""What must hold of laptops and council whatever happened (sync.md 3.9, I1 to I8), each told as a sentence when it does not."""

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sbp_desktop.models.ops import OpKind
from sbp_desktop.sync import protocol
from tests.sync.simulation.model_council import DAY_MS, READER
from tests.sync.simulation.wire import Name, Stream, read

if TYPE_CHECKING:
    from tests.sync.simulation.world import Desk, World


class Watched:
    """A laptop as it was before a run, to be compared with what it is after."""

    def __init__(self, laptop: Any) -> None:
        self.laptop = laptop
        self.heads = {stream: laptop.head_names(stream) for stream in laptop.streams()}
        self.at = {stream: laptop.at(stream) for stream in self.heads}
        self.drafts = laptop.draft_count()

    def broken_by_a_run(self, world: "World", written: int) -> list[str]:
        return [*self._heads_lost(), *self._merge_wrote(written), *_cursor_ahead(world, self.laptop, self.at)]

    def _heads_lost(self) -> list[str]:
        """I6: no head vanishes without a child op."""
        broken = []
        for stream, before in self.heads.items():
            lost = before - self.laptop.head_names(stream)
            if lost and self.laptop.log(stream):
                ops = [read(packed).op for packed in self.laptop.log(stream).values()]
                children = {(op.ent, op.field, parent) for op in ops for parent in op.parents}
                broken += [f"I6: a value of {field} is gone and nothing replaced it" for _, field, _ in lost - children]
        return broken

    def _merge_wrote(self, written: int) -> list[str]:
        """I8: a run writes nothing but the drafts it saves before it hides a person."""
        return [f"I8: a run wrote {written} ops"] if written > self.drafts else []


def _cursor_ahead(world: "World", laptop: Any, before: Mapping[Stream, Any]) -> list[str]:
    """I7: a laptop holds everything up to where it says it has read."""
    broken = []
    for stream in laptop.streams():
        pseq, chain = laptop.at(stream)
        if pseq and before.get(stream) != (pseq, chain) and world.council.link_at(stream, pseq) == chain:
            log = laptop.log(stream)
            for item in world.council.items(stream)[:pseq]:
                if read(item.op).id not in log:
                    broken.append(f"I7: read up to {pseq} in lane {stream[1]} without one of the ops before")
                    break
    return broken


def unsettled(world: "World", desk: "Desk") -> list[str]:
    """What is still to be done before all is quiet."""
    left, streams, may = list(desk.laptop.unsettled()), world.council.streams(), _may_read(world, desk)
    for stream in may:
        read_to, there = desk.laptop.at(stream)[0], len(streams.get(stream, ()))
        left += [f"unread {stream[1]}"] if read_to != there else []
    # A laptop that doubts a caseload which takes away many at once obeys when its worker agrees: here, by the next time.
    return left + [f"not yet given up {lane}" for person, lane in desk.laptop.streams() if (person, lane) not in may]


def _may_read(world: "World", desk: "Desk") -> dict[Stream, None]:
    grants = world.council.register().get(desk.laptop.worker, {})
    return dict.fromkeys((person, lane) for person, grant in grants.items() for lane in grant.lanes)


def at_the_end(world: "World") -> list[str]:
    """All of them, once everybody has been in touch."""
    broken = [f"does not settle: {left}" for desk in world.desks for left in unsettled(world, desk)]
    return [
        *broken, *_each_op_once(world), *_streams_prove_themselves(world), *_held_in_good_faith(world),
        *_nobody_let_in(world), *_same_everywhere(world),
    ]  # fmt: skip


def _each_op_once(world: "World") -> list[str]:
    """I1: what was committed is in its stream or held, once; nothing else is."""
    there: Counter[Name] = Counter(world.council.held_names())
    for items in world.council.streams().values():
        there.update(read(item.op).name for item in items)
    missing = world.committed.keys() - there.keys() - world.gone
    return [
        *(f"I1: lost: {_told(world, name)}" for name in missing),
        *(f"I1: {count} times: {_told(world, name)}" for name, count in there.items() if count > 1),
        *(f"I8: nobody wrote {name[3]} in lane {name[1]}" for name in there.keys() - world.committed.keys()),
    ]


def _told(world: "World", name: Name) -> str:
    op = read(world.committed[name]).op if name in world.committed else None
    return f"op {name[3]} of lane {name[1]}" + (f" ({op.field})" if op else "")


def _streams_prove_themselves(world: "World") -> list[str]:
    """I5: numbered without a hole, every receipt and every link as it must be, each op as it was written."""
    broken = []
    for stream, items in world.council.streams().items():
        link = protocol.CHAIN_START
        for pseq, item in enumerate(items, 1):
            op, _, digest, _, name = read(item.op)
            if protocol.receipt(world.council.receipt_key, op, item.author, item.received, digest) != item.mac:  # type: ignore[arg-type]
                broken.append(f"I5: receipt of {pseq} in lane {stream[1]}")
            link = protocol.link(link, digest, item.mac)
            if world.council.link_at(stream, pseq) != link:
                broken.append(f"I5: link of {pseq} in lane {stream[1]}")
            if world.committed.get(name, item.op) != item.op:
                broken.append(f"I5: other bytes than were written at {pseq} in lane {stream[1]}")
    return broken


def _held_in_good_faith(world: "World") -> list[str]:
    """I9: what was written of somebody one was with is never held, if it came in time and no backup was put back."""
    if world.ever_put_back:
        return []
    broken = []
    for name in world.council.held_names() & world.allowed:
        came = world.council.held_at(name)
        left = world.council.left_at(read(world.committed[name]).op.worker, name[:2])
        if came - protocol.LATE_DAYS * DAY_MS < left <= came:
            broken.append(f"I9: held though written in good faith: {_told(world, name)}")
    return broken


def judged_while_closed(world: "World") -> list[str]:
    """I9 after a backup was put back: what was held by an old caseload is not held by the new one."""
    if world.held_before is None:
        return []
    register, broken = world.council.register(), []
    for name in world.council.held_names() - world.held_before:
        grant = register.get(read(world.committed[name]).op.worker, {}).get(name[0])
        if name in world.allowed and grant is not None and grant.role != READER and name[1] in grant.lanes:
            broken.append(f"I9: held by the old caseload: {_told(world, name)}")
    world.held_before = None
    return broken


def _nobody_let_in(world: "World") -> list[str]:
    """I10: nobody is with somebody whom they neither opened nor were given."""
    return [
        "I10: a worker is with somebody nobody gave them"
        for worker, grants in world.council.register().items()
        for person in grants
        if (worker, person) not in world.ever_with
    ]


def _same_everywhere(world: "World") -> list[str]:
    """I2, I3, I4: who may read a stream has all of it and sees the same, as a rebuild would; who may not has nothing."""
    broken, held = [], world.council.held_names()
    views: dict[Stream, Any] = {}
    streams = world.council.streams()
    for number, desk in enumerate(world.desks):
        laptop, may = desk.laptop, _may_read(world, desk)
        broken += [f"I4: laptop {number} still holds lane {s[1]}" for s in laptop.streams() if s not in may]
        for stream in may:
            log = laptop.log(stream)
            there = {read(item.op).id: item.op for item in streams.get(stream, ())}
            extra = {name for name in log.keys() - there.keys() if (*stream, *name) not in held}
            if extra or there.keys() - log.keys():
                broken.append(
                    f"I2: laptop {number} lacks {len(there.keys() - log.keys())} and has {len(extra)} too many in "
                    f"lane {stream[1]}"
                )
                continue
            if any(log[name] != packed for name, packed in there.items()):
                broken.append(f"I2: laptop {number} holds other bytes under the same name in lane {stream[1]}")
            elif laptop.head_names(stream) != laptop.head_names_rebuilt(stream):
                broken.append(f"I3: laptop {number} differs from a rebuild in lane {stream[1]}")
            elif log.keys() == there.keys():
                view = laptop.view(stream)
                if views.setdefault(stream, view) != view:
                    broken.append(f"I2: laptop {number} sees something else in lane {stream[1]}")
        broken += _moved_back(laptop)
    return broken


def _moved_back(laptop: Any) -> list[str]:
    """I6 for places, which have no parents: nobody's earlier move stands over their own later one."""
    broken = []
    for stream, ent, field, name in laptop.places():
        for packed in laptop.log(stream).values():
            op = read(packed).op
            same = op.kind is OpKind.POS and (op.ent, op.field, op.origin) == (ent, field, name.origin)
            if same and op.oseq > name.oseq:
                broken.append("I6: a place went back to an earlier move")
                break
    return broken
