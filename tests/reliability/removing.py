"""Puts a council in hostile states and lets a laptop keep in step with it: who is removed in great number unasked, what is lost."""

import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest import mock
from uuid import UUID, uuid4

from sbp_desktop.models.clock import wall_ms
from sbp_desktop.models.ops import from_envelope
from sbp_desktop.services import people, unlocking, webs
from sbp_desktop.storage import erasing, key_slots, mass_removal, queries
from sbp_desktop.storage.statements import Connection
from sbp_desktop.sync.protocol import Gone
from tests.fixtures import PASSPHRASE
from tests.reliability.ground import cheaply
from tests.reliability.promise import Promise
from tests.sync.client.laptops import Laptop
from tests.sync.client.small_council import SmallCouncil

Make = Callable[[], Laptop]


def here(ours: Laptop) -> set[UUID]:
    return {row.id for row in queries.people(ours.vault, limit=500)}


def is_a_mass(gone: int, of: int) -> bool:
    """More than a fifth, and three at least (decisions.md D20)."""
    return gone >= 3 and gone * 5 > of


def one_hostile_thing(ours: Laptop, council: SmallCouncil, rng: random.Random, everybody: list[UUID]) -> str:
    """Put the council in a state that it should not be in; return what it was."""
    mine = [UUID(bytes=one) for one in council.kept.grants.get(ours.worker.bytes, {})]
    some = rng.sample(everybody, rng.randint(0, len(everybody)))
    match rng.randrange(7):
        case 0:
            council.gone += [Gone(one.bytes, len(council.gone) + number) for number, one in enumerate(some, 1)]
            return f"erases {len(some)}"
        case 1:
            council.revoke(ours.worker.bytes, *(one.bytes for one in some if one in mine))
            return "takes off"
        case 2:
            council.restore(SmallCouncil(council.now_ms).backup(), known=rng.random() < 0.5)
            return "empty"
        case 3:
            council.kept.grants[ours.worker.bytes] = {}
            council._next_number()
            return "an empty caseload"
        case 4:
            for one in some:
                council.kept.streams.pop((one.bytes, 0), None)
            return "streams gone"
        case 5:
            for one in some:
                if one in mine:
                    council.grant(ours.worker.bytes, one.bytes, until=council.now_ms() + 1)
            return "ends their time"
        case _:
            council.gone = [Gone(one.bytes, rng.randrange(1, 2**40)) for one in some]
            return f"erases {len(some)} anew"


def held(ours: Laptop) -> set[UUID]:
    """Everybody of whom anything is kept, seen or not."""
    with ours.vault.reading() as conn:
        return {UUID(bytes=one) for one in erasing._people(conn)}


def erased(ours: Laptop, everybody: list[UUID]) -> set[UUID]:
    with ours.vault.reading() as conn:
        return {one for one in everybody if erasing.is_gone(conn, one.bytes)}


def with_an_end(ours: Laptop) -> set[UUID]:
    """Whose time here was said to end; asked about when that was said."""
    with ours.vault.reading() as conn:
        return {UUID(bytes=row[0]) for row in conn.execute("SELECT person FROM granted WHERE until > 0")}


def a_hostile_state(make: Make, council: SmallCouncil, number: int) -> list[str]:
    """Go through one: what was removed that should have waited for a word, or was lost."""
    rng, ours, wrong = random.Random(number), make(), []
    everybody = [people.add_person(ours.vault, f"Person {n}").created[0] for n in range(rng.randint(4, 12))]
    ours.run()
    ours.run()
    unsent = {one: webs.add_node(ours.vault, one, "Never sent").created[0] for one in rng.sample(everybody, 2)}
    for _ in range(4):
        what = one_hostile_thing(ours, council, rng, everybody) if rng.random() < 0.7 else "says it again"
        before, kept_here, gone = here(ours), held(ours), erased(ours, everybody)
        ending = with_an_end(ours)
        ours.engine.run_once()
        more = len((erased(ours, everybody) - gone) & kept_here)
        away = before - here(ours) - erased(ours, everybody) - ending
        ends = with_an_end(ours) - ending
        for way, many, of in (("erased", more, kept_here), ("hidden", len(away), before), ("ended", len(ends), before)):
            if is_a_mass(many, len(of)):
                wrong.append(f"{number}: {what}: {many} of {len(of)} {way} unasked")
    with ours.vault.reading() as conn:
        kept = {UUID(bytes=row[0]) for row in conn.execute("SELECT DISTINCT ent FROM op WHERE ent NOT NULL")}
    sent = {UUID(bytes=ent) for stream in council.kept.streams for ent in _entities(council, stream)}
    told_safe = {UUID(bytes=one.person) for one in council.purged}  # a council that lies of that cannot be seen through
    for one, node in unsent.items():
        if node not in kept | sent and one not in erased(ours, everybody) | told_safe:
            wrong.append(f"{number}: what was never sent is gone")
    ours.vault.close()
    return wrong


def _entities(council: SmallCouncil, stream: tuple[bytes, int]) -> set[bytes]:
    return {from_envelope(packed).ent for packed in council.ops(*stream)}


# ---- the promise


@contextmanager
def _laptops(home: Path, council: SmallCouncil) -> Iterator[Make]:
    template = home / "template"
    unlocking.create(template, PASSPHRASE, {"name": "Test worker"}, key_slots.Kdf.for_tests()).close()

    def make() -> Laptop:
        shutil.rmtree(home / "laptop", ignore_errors=True)
        one = Laptop(Path(shutil.copytree(template, home / "laptop")), council, uuid4())
        one.enrol()
        return one

    yield make
    shutil.rmtree(home / "laptop", ignore_errors=True)


def states(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    """Go through so many hostile states, each with a council of its own; what is wrong."""
    wrong, council = list[str](), SmallCouncil(wall_ms)
    with cheaply(), _laptops(home, council) as make:
        for number in range(first, first + count):
            council.__init__(wall_ms)  # type: ignore[misc]
            wrong += a_hostile_state(make, council, seed * 1_000_000 + number)
    return wrong


def _once_is_enough(conn: Connection, asked: mass_removal.Question | None) -> bool:
    return asked is not None and not mass_removal.waits(conn, asked.way)


def believed_twice(home: Path) -> str:
    with mock.patch.object(mass_removal, "must_wait", _once_is_enough):
        return "believed when it says it twice" if states(home, 1, 0, 30) else ""


PROMISES = (Promise("R13", "No council removes many unasked", "hostile states", 100, 100, states, believed_twice),)
