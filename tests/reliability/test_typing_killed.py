"""Killed in the middle of a sentence, the real page has all but the last two seconds of it when opened again."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.reliability import typing_worker
from tests.reliability.promise import Promise

pytestmark = pytest.mark.timeout(1800)
AT_MOST_S = 2.0
ON_THE_WAY_S = 0.5  # a letter's own way through the page and to the disk


def test_at_most_two_seconds_of_typing_are_missing(ground: Path, long_form: bool) -> None:
    missing = typing_worker.run(ground, seed=44, first=0, count=2000 if long_form else 200)
    print(f"{len(missing)} kills while typing; seconds missing: median {sorted(missing)[len(missing) // 2]:.2f}, ")
    print(f"most {max(missing):.2f}")
    assert max(missing) <= AT_MOST_S + ON_THE_WAY_S


# ---- the promise


def sessions(home: Path, seed: int, first: int, count: int, plant: bool = False) -> Sequence[str]:
    """Kill so many sessions of typing; those in which too much was missing."""
    missing = typing_worker.run(home, seed=seed, first=first, count=count, plant=plant)
    return [
        f"session {number}: {each:.2f} s of typing missing"
        for number, each in enumerate(missing, first)
        if each > AT_MOST_S + ON_THE_WAY_S
    ]


def only_in_pauses(home: Path) -> str:
    return "typing kept in pauses alone" if sessions(home, 1, 0, 2, plant=True) else ""


PROMISES = (
    Promise(
        "R3", "Nothing typed more than two seconds ago is lost", "sessions killed", 200, 100, sessions, only_in_pauses
    ),
)
