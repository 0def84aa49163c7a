"""What ships goes through the same years: SQLCipher stores, the engine, the council on PostgreSQL; clock and way are made."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from sbp_desktop.storage import arrivals, caseload
from sbp_desktop.sync.council_server import administration
from sbp_desktop.sync.council_server.durability import always
from tests.sync.databases import Databases
from tests.sync.simulation import found
from tests.sync.simulation.real_council import OnTheShelf
from tests.sync.simulation.real_world import REAL_WEIGHTS, RealWorld, Stage, same_chances, set_stage
from tests.sync.simulation.world import Outcome, play, script_of

STEPS = 200
SEEDS, LONG, CHUNK = 60, 200, 5
WITHIN = 20


@pytest.fixture(scope="module")
def stage(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = set_stage(databases, tmp_path_factory.mktemp("stage"))
    yield made
    databases.drop(made.template)


def played(stage: Stage, seed: int, steps: int = STEPS) -> Outcome:
    """One seed with everything that ships."""
    with same_chances(seed):
        world = RealWorld(seed, stage)
        try:
            outcome = play(world, script_of(seed, steps, REAL_WEIGHTS))
            if outcome.step is None:
                outcome.broken += world.desks[seed % len(world.desks)].laptop.broken_store()
        finally:
            world.close()
    return outcome


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "first",
    [pytest.param(n, marks=[pytest.mark.long] if n >= SEEDS else []) for n in range(0, LONG, CHUNK)],
    ids="from_{}".format,
)
def test_nothing_is_lost_by_what_ships(stage: Stage, first: int) -> None:
    for seed in range(first, first + CHUNK):
        outcome = played(stage, seed)
        assert not outcome.broken, f"seed {seed}, after step {outcome.step}: {outcome.broken[:10]}"


def test_what_was_read_back_is_not_erased_before_it_is_safe(stage: Stage) -> None:
    with same_chances(1):
        world = RealWorld(1, stage)
        try:
            assert not found.read_back_and_taken_away(world)
        finally:
            world.close()


_take_within = arrivals.take_within


def _forgetful(conn: Any, pieces: Sequence[arrivals.Piece]) -> Any:
    taken = _take_within(conn, pieces)
    if any(piece.arrivals for piece in pieces):
        conn.execute("DELETE FROM head WHERE op = (SELECT max(seq) FROM op)")
    return taken


FAULTS: dict[str, tuple[Any, str, Any]] = {
    "erased before it is safe": (caseload, "_is_safe", lambda _conn, _stream: True),
    "erased on a plain ack": (OnTheShelf, "safe", lambda _self, _conn, _now: always),
    "whoever was never given stays": (caseload, "_strays", lambda _conn: []),
    "read without keeping": (arrivals, "take_within", _forgetful),
    "judged once": (administration, "judge_again", lambda _conn, _keys, _now: 0),
}


SEEN_IN = {"whoever was never given stays": 53}
"""A seed that shows a fault which few do: tried first."""


@pytest.mark.timeout(900)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_seen_in_what_ships(stage: Stage, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*FAULTS[fault])
    seeds = dict.fromkeys((SEEN_IN.get(fault, 0), *range(WITHIN)))
    assert any(played(stage, seed).broken for seed in seeds)
