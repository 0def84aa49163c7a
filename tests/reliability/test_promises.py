"""Every proof can fail: a fault planted by name turns it red; and what was seen is kept, gone on with, and told."""

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.reliability import __main__ as trust
from tests.reliability.gates import GATES, Gate, gate
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
        trust.run(promise, 30, 7, print)
    assert trust.run(promise, 30, 7, print)
    assert asked == [(0, 10), (10, 10), (10, 10), (20, 10)]
    (row,) = json.loads((kept / "trust.json").read_text()).values()
    assert (row["tried"], row["wrong"], row["seed"], row["commit"], row["red"]) == (30, [], 7, "abc123", "a fault")
    assert (
        f"| {promise.name} | {promise.words} | 30 of {gate(promise).times:,} {promise.unit} | 0 | 7 | abc123 |"
        in (kept / "TRUST.md").read_text()
    )


@pytest.mark.parametrize(("reason", "tried"), [(None, True), ("", True), ("no disk here", False)])
def test_one_that_cannot_be_tried_here_is_left_out_and_only_that(kept: Path, reason: str | None, tried: bool) -> None:
    asked: list[int] = []
    promise = PROMISES[0]._replace(
        part=5, prove=lambda *given: asked.append(given[3]) or [], plant=lambda _home: "a fault", why_not=lambda: reason
    )
    assert trust.run(promise, 5, 1, print)
    assert bool(asked) is tried


def test_what_goes_wrong_and_a_proof_that_cannot_fail_are_told(kept: Path) -> None:
    promise = PROMISES[0]._replace(part=5, prove=lambda *_: ["lost"], plant=lambda _home: "")
    assert not trust.run(promise, 5, 1, print)
    row = trust.read()[promise.name]
    assert row.wrong == ["the planted fault was not seen", "lost"]
    assert "NOT SEEN" in (kept / "TRUST.md").read_text()


def test_a_row_goes_on_at_a_later_commit_and_its_fault_is_planted_once(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted: list[Path] = []
    promise = PROMISES[0]._replace(part=5, prove=lambda *_: [], plant=lambda home: planted.append(home) or "a fault")
    for here, times in (("abc123", 5), ("bcd234+", 10), ("cde345", 15)):
        monkeypatch.setattr(trust, "commit", lambda here=here: here)
        assert trust.run(promise, times, 7, print)
    row = trust.read()[promise.name]
    assert (row.tried, row.commit, row.until, len(planted)) == (15, "abc123", "cde345+", 1)
    assert "| 7 | abc123 to cde345+ |" in (kept / "TRUST.md").read_text()


def test_what_went_wrong_is_forgotten_by_no_later_run_but_one_asked_to_begin_afresh(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    promise = PROMISES[0]._replace(part=5, prove=lambda *_: ["lost"], plant=lambda _home: "a fault")
    assert not trust.run(promise, 5, 1, print)
    assert not trust.run(promise, 10, 1, print)  # more of it, where it went wrong
    seen = trust.read()[promise.name]
    assert (seen.tried, seen.wrong) == (10, ["lost", "lost"])
    mended = promise._replace(prove=lambda *_: [])
    monkeypatch.setattr(trust, "commit", lambda: "bcd234")
    assert not trust.run(mended, 15, 1, print)
    assert trust.read()[promise.name] == seen
    assert trust.run(mended, 15, 1, print, afresh=True)
    assert trust.read()[promise.name][:5] == (15, [], 1, "bcd234", "bcd234")


def test_what_was_tried_from_one_seed_is_not_added_to_what_was_from_another(kept: Path) -> None:
    promise = PROMISES[0]._replace(part=5, prove=lambda *_: [], plant=lambda _home: "a fault")
    assert trust.run(promise, 5, 1, print)
    assert not trust.run(promise, 10, 2, print)
    assert trust.read()[promise.name].tried == 5


def test_what_another_run_keeps_meanwhile_stays(kept: Path) -> None:
    def prove(_home: Path, _seed: int, first: int, _count: int) -> Sequence[str]:
        if first == 0:
            assert trust.run(other, 5, 1, print)
        return []

    one, other = (
        each._replace(part=5, prove=lambda *_: [], plant=lambda _home: "a fault", why_not=lambda: None)
        for each in PROMISES[:2]
    )
    assert trust.run(one._replace(prove=prove), 10, 1, print)
    assert {name: row.tried for name, row in trust.read().items()} == {one.name: 10, other.name: 5}


def test_each_gate_is_of_a_promise_there_is_and_no_less_than_its_usual_figure() -> None:
    usual = {each.name: each.usual for each in PROMISES}
    assert GATES.keys() <= usual.keys()
    assert {name for name, one in GATES.items() if one.times < usual[name]} == set()


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of three promises in the order in which they are tried; the second falls over, the third has gone wrong."""
    said: list[str] = []

    def prove(name: str) -> Sequence[str]:
        said.append(name)
        if name == "falls":
            raise RuntimeError
        return ["lost"] * (name == "wrong")

    def one(name: str) -> Promise:
        made = PROMISES[0]._replace(name=name, part=10, plant=lambda _home: "a fault")
        return made._replace(prove=lambda *_: prove(name))

    monkeypatch.setattr(trust, "PROMISES", tuple(one(name) for name in ("wrong", "cheap", "falls")))
    gates = {"cheap": Gate(20, 1), "falls": Gate(20, 2), "wrong": Gate(20, 3)}
    monkeypatch.setattr(trust, "gate", lambda promise: gates[promise.name])
    monkeypatch.setattr(trust, "_told_to_stop", lambda: lambda: False)
    return said


def test_the_gate_is_gone_through_from_the_cheapest_on_whatever_one_of_them_does(kept: Path, three: list[str]) -> None:
    assert trust.main(["--gate"]) == 1
    assert three == ["cheap", "cheap", "falls", "wrong", "wrong"]
    assert trust.main(["--gate", "cheap"]) == 0
    assert three[5:] == []  # it was through
    assert "| cheap | " in (kept / "TRUST.md").read_text()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_a_run_ends_after_the_part_at_hand(kept: Path, tmp_path: Path, number: signal.Signals) -> None:
    """In a process of its own, whose signals are nobody else's."""
    code = f"""
import os, time
from pathlib import Path
from tests.reliability import __main__ as trust
trust.KEPT, trust.TRUST, trust.commit = Path({str(tmp_path / "trust.json")!r}), Path({str(tmp_path / "TRUST.md")!r}), lambda: "abc"
def prove(home, seed, first, count):
    os.kill(os.getpid(), {int(number)})
    time.sleep(0.1)
    return []
trust.PROMISES = tuple(trust.PROMISES[at]._replace(part=10, prove=prove, plant=lambda home: "a fault") for at in (0, 1))
raise SystemExit(trust.main(["--times", "30"]))
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=trust.ROOT)
    assert [row.tried for row in trust.read().values()] == [10]
