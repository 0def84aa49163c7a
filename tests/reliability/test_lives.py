"""Killed, or without power, at any moment of any work: what was called saved is there when it is opened again."""

from pathlib import Path

import pytest

from tests.reliability import lives, power_cut

pytestmark = pytest.mark.timeout(7200)


def test_every_promise_survives_a_kill(ground: Path, long_form: bool) -> None:
    """1,000 kills; the long form makes 20,000."""
    tally = lives.run(ground, power=False, seed=31, count=20_000 if long_form else 1000)
    judged(tally)


@pytest.mark.power_cut
def test_every_promise_survives_a_power_cut(ground: Path, long_form: bool) -> None:
    """300 cuts; the long form makes 3,000."""
    if reason := power_cut.why_not():
        pytest.skip(reason)
    judged(lives.run(ground, power=True, seed=32, count=3000 if long_form else 300))


def judged(tally: lives.Tally) -> None:
    print(tally)
    assert tally.wrong == []
    assert set(tally.ended) == set(lives.KINDS), "every kind of work was cut short"
    assert 0.05 < tally.opening / tally.count < 0.5, "some of them while it opened"
    assert tally.safe.total() > tally.count
