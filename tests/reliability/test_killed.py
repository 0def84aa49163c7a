"""Killed at any moment, the app has every change it acknowledged when it is opened again."""

import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.reliability import power_cut
from tests.reliability import scripted_worker as worker

pytestmark = pytest.mark.timeout(1800)


def test_every_acknowledged_change_survives_a_kill(tmp_path: Path, long_form: bool) -> None:
    tally = power_cut.run(
        power_cut.Folder(tmp_path),
        lambda folder: [sys.executable, "-m", "tests.reliability.scripted_worker", str(folder)],
        worker.lost,
        cuts=300 if long_form else 30,
        seed=31,
        longest_s=0.3,
        starts=0.3,
    )
    print(tally)
    print(by_phase(tally))
    assert (tally.lost, tally.unopenable) == ([], [])
    assert 0 < tally.starting < tally.cuts
    assert tally.acknowledged > tally.cuts


def by_phase(tally: power_cut.Tally) -> str:
    """Kills by what was being done when they came, and acknowledgements, for each phase of the work."""
    kills = Counter((heard[-1] + 1) % worker.STEPS if heard else 0 for heard in tally.heard)
    acknowledged = Counter(number % worker.STEPS for heard in tally.heard for number in heard)
    counts = (f"{name}: {kills[at]} kills, {acknowledged[at]} acknowledged" for at, name in enumerate(worker.PHASES))
    return "; ".join(counts)
