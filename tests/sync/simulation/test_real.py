"""What ships goes through the same years: SQLCipher stores, the engine, the council on PostgreSQL; clock and way are made."""

from collections.abc import Iterator

import pytest

from tests.sync.databases import Databases
from tests.sync.simulation.real_world import REAL_WEIGHTS, RealWorld, Stage, same_chances, set_stage
from tests.sync.simulation.world import Outcome, play, script_of

STEPS = 200
SEEDS, LONG, CHUNK = 20, 200, 5


@pytest.fixture(scope="module")
def stage(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = set_stage(databases, tmp_path_factory.mktemp("stage"))
    yield made
    databases.drop(made.template)


def played(stage: Stage, seed: int, steps: int = STEPS) -> Outcome:
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
