"""The council reads a person as a laptop does that holds them: strangers in other lanes, doubled births, late arrivals."""

from dataclasses import dataclass, field
from random import Random
from uuid import UUID

import pytest

from sbp_desktop.models.ops import OpId, OpKind, envelope
from sbp_desktop.storage import arrivals
from sbp_desktop.storage.arrivals import Piece, Reading
from sbp_desktop.storage.vault import Vault
from sbp_desktop.sync.arriving import read_page
from sbp_desktop.sync.council_server import records
from sbp_desktop.sync.protocol import Group, Push
from tests.colleague import Colleague, Written
from tests.sync.corpus.reading import content_of, plain
from tests.sync.council_kit import DAY, Kit, Laptop, new_id

HISTORIES, LONG, OPS = 24, 150, 60
KINDS = ("Node", "Tie", "Entry", "Conversation", "SafeguardingNote")
LANES = {"Node": 0, "Tie": 0, "Entry": 1, "Conversation": 1, "SafeguardingNote": 2}
TEXTS = {"Node": "note", "Entry": "text", "SafeguardingNote": "words"}


@dataclass
class History:
    """What two workers write of one person; now and then one gone wrong writes into another lane than the thing's."""

    writers: list[Colleague]
    rng: Random
    things: list[tuple[UUID, str]] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    strangers: int = 0

    def write(self) -> Written:
        writer, rng = self.rng.choice(self.writers), self.rng
        if len(self.things) < 3 or rng.random() < 0.2:
            self.things.append((UUID(bytes=rng.randbytes(16)), rng.choice(KINDS)))
            one = self._new(writer, *self.things[-1], lane=LANES[self.things[-1][1]])
        else:
            ent, kind = rng.choice(self.things)
            lane = LANES[kind]
            if rng.random() < 0.3:
                lane = rng.choice([other for other in range(3) if other != lane])
                self.strangers += 1
            one = self._about(writer, ent, kind, lane)
        self.written.append(one)
        return one

    def _about(self, writer: Colleague, ent: UUID, kind: str, lane: int) -> Written:
        rng = self.rng
        known = [one.op for one in self.written if one.op.ent == ent.bytes]
        over = [OpId(*op.id) for op in rng.sample(known, min(len(known), rng.randrange(3)))]
        match rng.randrange(8):
            case 0:
                return self._new(writer, ent, rng.choice([kind, kind, rng.choice(KINDS)]), lane)
            case 1:
                return writer.remove(ent, [op.id for op in known if rng.random() < 0.8], lane=lane)
            case 2:
                return writer.set(ent, "alive", True, over=over, lane=lane)
            case 3 if kind in TEXTS:
                return writer.revise(ent, TEXTS[kind], rng.choice("abc") * 30, None, lane=lane)
            case 4:
                return writer.set(
                    ent, "relation", rng.choice("xyz"), over=over, lane=lane, at=str(rng.randrange(1950, 2020))
                )
            case 5 if over:
                return writer.set(ent, "relation", None, over=over, lane=lane, undo_of=[*over[0]])
            case 6:
                return writer.set(ent, f"audience:{rng.choice(('team', 'person'))}", rng.random() < 0.5, lane=lane)
            case _:
                return writer.set(ent, rng.choice(("label", "kind", "place")), rng.choice("xyz"), over=over, lane=lane)

    def _new(self, writer: Colleague, ent: UUID, kind: str, lane: int) -> Written:
        nodes = [thing for thing, what in self.things if what == "Node"] or [ent]
        values = {"a": self.rng.choice(nodes), "b": self.rng.choice(nodes)} if kind == "Tie" else {"label": "first"}
        # Clocks that are wrong: whose came first is not for them to say.
        stamp = self.rng.choice([None, 5 << 16, writer._stamp + (1 << 20)])
        made = {name: value.bytes if isinstance(value, UUID) else value for name, value in values.items()}
        return writer.write(ent, kind, OpKind.NEW, made, lane=lane, hlc=stamp)


def played(kit: Kit, workers: list[Laptop], seed: int) -> tuple[bytes, int]:
    """A person with a history at the council, and how much of it strangers wrote."""
    person = new_id()
    for one in workers:
        kit.grant(one.who, person, "co_worker", (0, 1, 2))
    writers = [
        Colleague(UUID(bytes=person), minutes, UUID(bytes=one.who.worker))
        for one, minutes in zip(workers, (0.0, -60.0), strict=True)
    ]
    history = History(writers, Random(seed))
    history.written.append(writers[0].new("Person", {"preferred_name": "Ann"}, UUID(bytes=person)))
    for _ in range(OPS):
        history.write()
    for one in history.written:
        who = workers[writers.index(next(w for w in writers if w.worker.bytes == one.op.worker))].who
        kit.now += history.rng.choice([0, 0, 1, 1000])
        group = Group(person, one.op.lane, one.op.origin, [envelope(one.op)])
        assert kit.council.push(who, Push([group])).groups[0].verdict == "in"
    return person, history.strangers


def read_into(vault: Vault, kit: Kit, reader: Laptop, person: bytes, rng: Random) -> None:
    """All of a person, in pieces that come lane by lane in any order."""
    kit.grant(reader.who, person, "co_worker", (0, 1, 2))
    pages = [page for answer in reader.pull_all(kit.council, max_bytes=4096) for page in answer.pages]
    lanes = [[page for page in pages if page.start.lane == lane] for lane in (0, 1, 2)]
    while any(lanes):
        page = rng.choice([lane for lane in lanes if lane]).pop(0)
        at = Reading(person, page.start.lane, page.start.pseq, page.start.chain)
        arrivals.take(vault, [Piece(at, read_page(page), complete=not page.more)])


@pytest.mark.timeout(300)
def test_laptop_and_council_read_the_same_out_of_one_log(kit: Kit, vault: Vault, long_form: bool) -> None:
    workers = [Laptop(kit.worker(name)) for name in ("Ann", "Ben")]
    reader, strange = Laptop(kit.worker("Cat")), 0
    for seed in range(LONG if long_form else HISTORIES):
        person, strangers = played(kit, workers, seed)
        strange += strangers
        read_into(vault, kit, reader, person, Random(seed))
        with kit.pool.connection() as conn:
            at_the_council = plain(records.read(conn, person).rows())
        assert at_the_council == content_of(vault, UUID(bytes=person)), f"history {seed}"
    assert strange > HISTORIES


@pytest.mark.parametrize("first", [0, 2])
def test_what_was_made_in_two_lanes_lives_where_the_council_had_it_first(kit: Kit, first: int) -> None:
    """Whatever the clocks of the two say: the later one's is set back by years."""
    ann, person, ent = Laptop(kit.worker("Ann")), new_id(), UUID(int=7)
    writer = Colleague(UUID(bytes=person), 0, UUID(bytes=ann.who.worker))
    ops = [writer.new("Person", {"preferred_name": "Ann"}, UUID(bytes=person))]
    ops.append(writer.write(ent, "Node", OpKind.NEW, {"label": "true"}, lane=first))
    ops.append(writer.write(ent, "Node", OpKind.NEW, {"label": "false"}, lane=2 - first, hlc=5 << 16))
    for one in ops:
        kit.council.push(ann.who, Push([Group(person, one.op.lane, one.op.origin, [envelope(one.op)])]))
        kit.now += DAY
    with kit.pool.connection() as conn:
        [row] = records.read(conn, person).rows()["Node"]
    assert (row.get("label"), row.private) == ("true", first == 2)
