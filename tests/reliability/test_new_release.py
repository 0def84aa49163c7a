"""Without power at any step of the way from an earlier release, the old or the new store opens with all that was in it."""

from pathlib import Path

import pytest

from tests.reliability import migrating, power_cut

pytestmark = [pytest.mark.power_cut, pytest.mark.timeout(7200)]


def test_the_old_or_the_new_store_opens(ground: Path, long_form: bool) -> None:
    """20 steps drawn by a seed; the long form tries every one."""
    if reason := power_cut.why_not():
        pytest.skip(reason)
    tally = migrating.run(ground, seed=91, count=0 if long_form else 20)
    print(tally)
    assert tally.wrong == []
    assert tally.tried >= 20
    assert min(tally.steps.values()) > 500
