"""A small council, its workers and everything that goes wrong, from one seed: the same seed is the same history."""

from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from random import Random
from typing import Any

from sbp_desktop.models.ops import OpKind
from sbp_desktop.sync.protocol import Grant
from tests.sync.simulation import editing, invariants
from tests.sync.simulation.model_council import DAY_MS, LANES, READER, ModelCouncil, Who
from tests.sync.simulation.model_laptop import ModelLaptop
from tests.sync.simulation.network import Network, Unreachable
from tests.sync.simulation.wire import Name, name_of

Script = Sequence[tuple[str, int]]
"""Names of steps, each with the seed of its own chances: leaving one out leaves the others as they were."""
HOUR_MS, YEAR_MS = 3_600_000, 365 * DAY_MS
MONDAY_MS = 1_800_000_000_000
WORKERS, PEOPLE, LAPTOPS, MOST_LAPTOPS, MOST_PEOPLE = 5, 4, 6, 8, 8
SETTLING_ROUNDS = 14
WATCHED = 0.3
"""Share of runs looked at from before to after; the end of a seed is looked at always."""
SECRET = b"the council's key, kept elsewhere"

WEIGHTS = {
    "edit": 42, "sync": 24, "sync_killed": 7, "restart": 1.5, "image": 2.5, "image_put_back": 1.2, "clone": 0.25,
    "back_up": 4, "council_put_back": 1.1, "put_back_twice": 0.25, "caseload_imported": 2.5, "grant": 2, "revoke": 1.6,
    "cover": 1, "named_worker": 0.7, "leaves_all": 0.3, "new_person": 1.2, "stranger": 0.5, "release": 0.7,
    "clock": 0.8, "away": 0.6, "long_pause": 0.25, "came_again": 1.2,
}  # fmt: skip


class Killed(BaseException):
    """The process ended between two transactions."""


@dataclass
class Desk:
    """A laptop in somebody's hands: how wrong its clock is, until when it is away, images taken of its disk."""

    laptop: Any
    ahead_ms: int = 0
    away_until: int = 0
    images: deque[Any] = field(default_factory=lambda: deque(maxlen=3))

    @property
    def who(self) -> Who:
        return Who(self.laptop.worker, self.laptop.device)


SOMETIMES = (
    ("council_put_back", "put_back_twice"), ("image_put_back",), ("clone",), ("stranger",), ("clock",),
    ("revoke", "leaves_all"),
)  # fmt: skip
"""What some seeds do without: two faults at once may excuse what one of them alone must not do. Others have much more
of four kinds of step, so that what takes two rare ones after each other is met as well.
"""


def script_of(seed: int, steps: int, often: Mapping[str, float] = WEIGHTS) -> list[tuple[str, int]]:
    """The steps of a seed."""
    rng = Random(seed)
    without = {name for names in SOMETIMES if rng.random() < 0.35 for name in names}
    much = rng.sample([name for name in often if name not in ("edit", "sync")], 4)
    weights = {name: weight * (5 if name in much else 1) for name, weight in often.items() if name not in without}
    names = rng.choices(list(weights), list(weights.values()), k=steps)
    return [(name, rng.getrandbits(32)) for name in names]


class World:
    """Runs a script and keeps what an all-knowing onlooker would know. `faults` are planted on both sides."""

    def __init__(self, seed: int, faults: frozenset[str] = frozenset()) -> None:
        self.seed, self.faults = seed, faults
        self.rng = Random(seed)
        self.now = MONDAY_MS
        self.counts: Counter[str] = Counter()
        self._made = 0
        self.council = self.make_council()
        self.network = Network(lambda: self.council)
        self.committed: dict[Name, bytes] = {}
        self.allowed: set[Name] = set()
        """Ops written of somebody the writer was with, as far as they knew: never to be held if they come in time."""
        self.rolled: set[Name] = set()
        """Ops that a disk put back to an earlier state had held."""
        self.gone: set[Name] = set()
        """Of those, the ones that for a moment stood on no disk at all and not with the council: nobody can bring them."""
        self.pending: tuple[dict[bytes, dict[bytes, Grant]], set[bytes]] | None = None
        self.ever_put_back = False
        self.held_before: set[Name] | None = None
        """What was held when the council closed."""
        self.ever_with: set[tuple[bytes, bytes]] = set()
        """Worker and person, whoever was ever given or opened by them."""
        self.workers = self.make_workers()
        self.desks = [self._desk(self.workers[n % WORKERS]) for n in range(LAPTOPS)]
        for n in range(PEOPLE):
            self._open_a_person(self.desks[n], self.fresh())
            self.network.calm = True
            self._run(self.desks[n])
            self.network.calm = False
        self.council.back_up()
        for person in sorted(self.council.people()):
            for worker in self.rng.sample(self.workers, 2):
                self._give(worker, Grant(person, list(LANES), "co_worker"))

    # ---- parts a world of real stores replaces --------------------------------------------------------------------

    def make_council(self) -> Any:
        return ModelCouncil(SECRET, lambda: self.now, self.fresh, self.faults)

    def make_workers(self) -> list[bytes]:
        return [self.fresh() for _ in range(WORKERS)]

    def make_laptop(self, worker: bytes, device: bytes, now_ms: Callable[[], int], image: Any = None) -> Any:
        laptop = ModelLaptop(worker, device, now_ms, self.fresh, self.faults)
        if image is not None:
            laptop.put_back(image)
        return laptop

    def edit(self, desk: Desk, stream: tuple[bytes, int]) -> None:
        editing.edit(desk.laptop, stream, self.rng)

    def open_a_person(self, desk: Desk, person: bytes) -> None:
        editing.open_a_person(desk.laptop, person, self.rng)

    # ---- running --------------------------------------------------------------------------------------------------

    def fresh(self) -> bytes:
        """16 bytes nobody else has, the same for the same seed."""
        self._made += 1
        return blake2b(b"%d %d" % (self.seed, self._made), digest_size=16).digest()

    def step(self, name: str, chances: int) -> list[str]:
        """Do one step. Returns what it broke."""
        self.rng = self.network.rng = Random(chances)
        self.now += int(self.rng.expovariate(1 / (3 * HOUR_MS))) + 1
        self.counts[name] += 1
        return getattr(self, f"_{name}")() or []

    def settle(self) -> list[str]:
        """No more faults: the caseload is put right and everybody is in touch until all is quiet."""
        self.network.calm = True
        self.rng = Random(self.seed)
        self._caseload_imported()
        for desk in self.desks:
            desk.away_until = 0
        broken: list[str] = []
        for _ in range(SETTLING_ROUNDS):
            self.now += HOUR_MS
            for desk in self.desks:
                broken += self._run(desk)
            self.council.back_up()
            if not any(invariants.unsettled(self, desk) for desk in self.desks):
                break
        return broken + invariants.at_the_end(self)

    # ---- steps ----------------------------------------------------------------------------------------------------

    def _someone(self) -> Desk:
        return self.rng.choice(self.desks)

    def _edit(self) -> None:
        desk = self._someone()
        streams = desk.laptop.may_write()
        if streams:
            for stream in self.rng.choices(streams, k=self.rng.randint(1, 2)):
                self.edit(desk, stream)
            self._note(desk, allowed=True)

    def _note(self, desk: Desk, *, allowed: bool) -> int:
        """Everything written since: the world remembers what a worker was told is safe. How many ops it was."""
        written = desk.laptop.take_written()
        for op, packed in written:
            self.committed[name_of(op)] = packed
            if allowed:
                self.allowed.add(name_of(op))
        return len(written)

    def _sync(self) -> list[str]:
        desk = self._someone()
        return [] if desk.away_until > self.now else self._run(desk)

    def _sync_killed(self) -> list[str]:
        desk = self._someone()
        if desk.away_until > self.now:
            return []
        broken = self._run(desk, self.rng.randint(1, 8))
        desk.laptop.start()
        return broken

    def _run(self, desk: Desk, kill_at: int = 0) -> list[str]:
        """One run, perhaps cut short; and what must hold after it whatever happened."""
        left = kill_at

        def pause() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                self.counts["killed"] += 1
                raise Killed

        watched = invariants.Watched(desk.laptop) if self.rng.random() < WATCHED else None
        with suppress(Unreachable, Killed):
            desk.laptop.run(lambda message: self.network.post(desk.who, message), pause)
        written = self._note(desk, allowed=True)
        return watched.broken_by_a_run(self, written) if watched else []

    def _restart(self) -> None:
        self._someone().laptop.start()

    def _image(self) -> None:
        desk = self._someone()
        desk.images.append(desk.laptop.image())

    def _image_put_back(self) -> None:
        desk = self._someone()
        if desk.images:
            before = desk.laptop.own_names()
            desk.laptop.put_back(self.rng.choice(desk.images))
            self.rolled |= before - desk.laptop.own_names()
            self._who_holds_what()

    def _clone(self) -> None:
        if len(self.desks) < MOST_LAPTOPS:
            desk = self._someone()
            self.desks.append(self._desk(desk.laptop.worker, desk.laptop.device, desk.laptop.image()))

    def _desk(self, worker: bytes, device: bytes | None = None, image: Any = None) -> Desk:
        desk = Desk(None, self.rng.choice((0, 0, 1000, -1000, int(self.rng.uniform(-5, 5) * YEAR_MS))))
        desk.laptop = self.make_laptop(worker, device or self.fresh(), lambda: self.now + desk.ahead_ms, image)
        return desk

    def _back_up(self) -> None:
        self.council.back_up()

    def _council_put_back(self) -> None:
        register, people = self.council.register(), set(self.council.people())
        kept = self.rng.randrange(len(self.council.backups))
        self.council.put_back(kept, self.rng.random() < 0.7)
        if self.pending is None:
            # The register that the caseload is imported from may not have heard of those opened since.
            heard = people if self.rng.random() < 0.6 else people & set(self.council.people())
            self.pending = register, heard
        self.ever_put_back = True
        self.held_before = self.council.held_names() if self.council.closed else None
        self._who_holds_what()

    def _put_back_twice(self) -> None:
        self._council_put_back()
        for _ in range(self.rng.randint(0, 3)):
            self._sync()
        self._council_put_back()

    def _caseload_imported(self) -> list[str]:
        if self.pending is None:
            return []
        self.council.import_caseload(*self.pending)
        self.pending = None
        return invariants.judged_while_closed(self)

    def _give(self, worker: bytes, grant: Grant) -> None:
        self.council.give(worker, grant)
        self.ever_with.add((worker, grant.person))
        if self.pending is not None:
            self.pending[0].setdefault(worker, {})[grant.person] = grant

    def _take(self, worker: bytes, person: bytes) -> None:
        self.council.take(worker, person)
        if self.pending is not None:
            self.pending[0].get(worker, {}).pop(person, None)

    def _grant(self) -> None:
        role, lanes = self.rng.choice((("co_worker", LANES), ("team", LANES[:2]), (READER, LANES[:1])))
        self._give(self.rng.choice(self.workers), Grant(self._somebody(), list(lanes), role))

    def _cover(self) -> None:
        until = self.now + self.rng.randint(1, 10) * DAY_MS
        worker, person = self.rng.choice(self.workers), self._somebody()
        if person not in self.council.register().get(worker, {}):
            self._give(worker, Grant(person, list(LANES[:2]), "cover", until))

    def _somebody(self) -> bytes:
        return self.rng.choice(sorted(self.council.people()))

    def _revoke(self) -> None:
        with_whom = [(w, p) for w, grants in sorted(self.council.register().items()) for p in sorted(grants)]
        if with_whom:
            self._take(*self.rng.choice(with_whom))

    def _named_worker(self) -> None:
        person = self._somebody()
        for worker, grants in self.council.register().items():
            if person in grants and grants[person].role == "named":
                self._take(worker, person)
        self._give(self.rng.choice(self.workers), Grant(person, list(LANES), "named"))

    def _leaves_all(self) -> None:
        worker = self.rng.choice(self.workers)
        for person in self.council.register().get(worker, {}):
            self._take(worker, person)

    def _new_person(self) -> None:
        if len(self.council.people()) < MOST_PEOPLE:
            self._open_a_person(self._someone(), self.fresh())

    def _open_a_person(self, desk: Desk, person: bytes) -> None:
        self.open_a_person(desk, person)
        self.ever_with.add((desk.laptop.worker, person))
        self._note(desk, allowed=True)

    def _stranger(self) -> None:
        """A laptop gone wrong writes of somebody its worker is not with."""
        laptop = self._someone().laptop
        person = self._somebody()
        if hasattr(laptop, "write") and person not in laptop.disk.grants:
            laptop.write((person, 0), self.fresh(), "Node", OpKind.NEW, {"label": "not theirs"})
            for op, packed in laptop.take_written():
                self.committed[name_of(op)] = packed

    def _release(self) -> None:
        held = sorted(self.council.held_names())
        if held and not self.council.closed:
            self.council.release(self.rng.choice(held))

    def _clock(self) -> None:
        self._someone().ahead_ms = self.rng.choice((0, int(self.rng.uniform(-5, 5) * YEAR_MS)))

    def _away(self) -> None:
        self._someone().away_until = self.now + self.rng.randint(1, 60) * DAY_MS

    def _long_pause(self) -> None:
        self.now += self.rng.randint(1, 20) * DAY_MS

    def _came_again(self) -> None:
        self.network.bring_again()

    def _who_holds_what(self) -> None:
        """After something was put back: what stood on a rolled-back disk may now stand nowhere."""
        if self.rolled:
            held = set(self.council.names())
            for desk in self.desks:
                held |= desk.laptop.names()
            self.gone |= self.rolled - held


def run(seed: int, steps: int, faults: frozenset[str] = frozenset(), script: Script | None = None) -> "Outcome":
    """One seed from beginning to end."""
    return play(World(seed, faults), script if script is not None else script_of(seed, steps))


def play(world: World, script: Script) -> "Outcome":
    """A world through a script, then settled."""
    for number, (name, chances) in enumerate(script):
        broken = world.step(name, chances)
        if broken:
            return Outcome(world.seed, number, broken, world)
    return Outcome(world.seed, None, world.settle(), world)


@dataclass
class Outcome:
    """`step`: after which one it was seen, None where at the end."""

    seed: int
    step: int | None
    broken: list[str]
    world: World
