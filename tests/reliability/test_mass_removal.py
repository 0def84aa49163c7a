"""R13: a council that is empty, put back, taken over or hostile removes nobody in great number unless somebody here, or a
second answer, says that it is right; and nothing that was written is lost by any of it.

Short form: 100 hostile states, 2,000 in the long form; each follows from its number.
"""

import random
from collections.abc import Callable
from uuid import UUID

import pytest

from sbp_desktop.models.ops import from_envelope
from sbp_desktop.services import people, webs
from sbp_desktop.storage import caseload, erasing, queries
from sbp_desktop.sync.protocol import Gone
from tests.sync.client.laptops import Laptop, council, laptop
from tests.sync.client.small_council import SmallCouncil

__all__ = ["council", "laptop"]
pytestmark = pytest.mark.timeout(3600)
STATES, MANY = 100, 2000
AT_ONCE = 20


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "first" in metafunc.fixturenames:
        states = MANY if metafunc.config.getoption("--long") else STATES
        metafunc.parametrize("first", range(0, states, AT_ONCE), ids=lambda number: f"state{number}")


def here(ours: Laptop) -> set[UUID]:
    return {row.id for row in queries.people(ours.vault, limit=500)}


def is_a_mass(gone: int, of: int) -> bool:
    """More than a fifth, and three at least (decisions.md D20)."""
    return gone >= 3 and gone * 5 > of


def one_hostile_thing(ours: Laptop, council: SmallCouncil, rng: random.Random, everybody: list[UUID]) -> str:
    """Put the council in a state that it should not be in; return what it was."""
    mine = [UUID(bytes=one) for one in council.kept.grants.get(ours.worker.bytes, {})]
    some = rng.sample(everybody, rng.randint(0, len(everybody)))
    match rng.randrange(6):
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


def a_hostile_state(make: Callable[[], Laptop], council: SmallCouncil, number: int) -> list[str]:
    """Go through one: what was removed that should have waited for a word, or was lost."""
    rng, ours, wrong = random.Random(number), make(), []
    everybody = [people.add_person(ours.vault, f"Person {n}").created[0] for n in range(rng.randint(4, 12))]
    ours.run()
    ours.run()
    unsent = {one: webs.add_node(ours.vault, one, "Never sent").created[0] for one in rng.sample(everybody, 2)}
    answers = {(council.epoch, council.kept.tag)}
    for _ in range(3):
        what = one_hostile_thing(ours, council, rng, everybody)
        before, kept_here, gone = here(ours), held(ours), erased(ours, everybody)
        ours.engine.run_once()
        more = len((erased(ours, everybody) - gone) & kept_here)
        away = len(before - here(ours)) - more
        again = (council.epoch, council.kept.tag) in answers
        answers.add((council.epoch, council.kept.tag))
        if is_a_mass(more, len(kept_here)):
            wrong.append(f"{number}: {what}: {more} of {len(kept_here)} erased unasked")
        elif is_a_mass(away, len(before)) and not again:
            wrong.append(f"{number}: {what}: {away} of {len(before)} hidden by one answer")
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


def test_no_hostile_state_removes_many_unasked(laptop: Callable[[], Laptop], council: SmallCouncil, first: int) -> None:
    found = []
    for number in range(first, first + AT_ONCE):
        council.__init__(council.now_ms)  # type: ignore[misc]  # another council each time
        found += a_hostile_state(laptop, council, number)
    assert found == []


@pytest.mark.parametrize("module", [erasing, caseload], ids=["erased at once", "hidden at once"])
def test_a_council_that_is_believed_blindly_is_seen(
    laptop: Callable[[], Laptop], council: SmallCouncil, monkeypatch: pytest.MonkeyPatch, module: object
) -> None:
    monkeypatch.setattr(module, "_MANY", 999)
    found = []
    for number in range(AT_ONCE):
        council.__init__(council.now_ms)  # type: ignore[misc]
        found += a_hostile_state(laptop, council, number)
        if found:
            return
    pytest.fail("nobody missed them")
