"""Every proof can fail: a fault planted by name turns it red; and what was seen is kept, gone on with, and told."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.reliability import __main__ as trust
from tests.reliability.promise import Promise
from tests.reliability.promises import PROMISES

pytestmark = pytest.mark.timeout(600)


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.name)
def test_a_planted_fault_is_seen(promise: Promise, ground: Path) -> None:
    if reason := promise.why_not():
        pytest.skip(reason)
    assert promise.plant(ground), f"the proof of {promise.name} cannot fail"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(trust, "KEPT", tmp_path / "trust.json")
    monkeypatch.setattr(trust, "TRUST", tmp_path / "TRUST.md")
    monkeypatch.setattr(trust, "commit", lambda: "abc123")
    return tmp_path


def test_a_run_goes_on_where_it_was_and_is_told(kept: Path) -> None:
    asked: list[tuple[int, int]] = []

    def prove(_home: Path, _seed: int, first: int, count: int) -> Sequence[str]:
        asked.append((first, count))
        if len(asked) == 2:
            raise KeyboardInterrupt
        return []

    promise = PROMISES[0]._replace(part=10, prove=prove, plant=lambda _home: "a fault")
    with pytest.raises(KeyboardInterrupt):
        trust.run(promise, 30, 7, trust.read(), print)
    assert trust.run(promise, 30, 7, trust.read(), print)
    assert asked == [(0, 10), (10, 10), (10, 10), (20, 10)]
    (row,) = json.loads((kept / "trust.json").read_text()).values()
    assert (row["tried"], row["wrong"], row["seed"], row["commit"], row["red"]) == (30, [], 7, "abc123", "a fault")
    assert (
        f"| {promise.name} | {promise.words} | 30 {promise.unit} | 0 | 7 | abc123 |" in (kept / "TRUST.md").read_text()
    )


@pytest.mark.parametrize(("reason", "tried"), [(None, True), ("", True), ("no disk here", False)])
def test_one_that_cannot_be_tried_here_is_left_out_and_only_that(kept: Path, reason: str | None, tried: bool) -> None:
    asked: list[int] = []
    promise = PROMISES[0]._replace(
        part=5, prove=lambda *given: asked.append(given[3]) or [], plant=lambda _home: "a fault", why_not=lambda: reason
    )
    assert trust.run(promise, 5, 1, trust.read(), print)
    assert bool(asked) is tried


def test_what_goes_wrong_and_a_proof_that_cannot_fail_are_told(kept: Path) -> None:
    promise = PROMISES[0]._replace(part=5, prove=lambda *_: ["lost"], plant=lambda _home: "")
    assert not trust.run(promise, 5, 1, trust.read(), print)
    row = trust.read()[promise.name]
    assert row.wrong == ["the planted fault was not seen", "lost"]
    assert "NOT SEEN" in (kept / "TRUST.md").read_text()
