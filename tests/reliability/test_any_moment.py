"""Locked at any moment and by any way, the app leaves nothing readable and loses no word (S3). Ablation: S3-locks."""

from pathlib import Path

import pytest

from tests.reliability import any_moment, test_day

pytestmark = [
    pytest.mark.skipif(bool(test_day.why_not()), reason=test_day.why_not()),
    pytest.mark.timeout(7200),
]


def test_a_lock_at_any_moment_leaves_nothing_readable_and_loses_no_word(ground: Path, long_form: bool) -> None:
    locks = any_moment.run(ground, seed=3, count=500 if long_form else 50)
    print(locks)
    assert locks.wrong == []
