"""The benchmarks themselves run, on sizes too small to mean anything: what they time is never a test."""

import json
from pathlib import Path

import pytest

from tests.benchmarks import __main__ as benchmarks
from tests.benchmarks import measuring
from tests.benchmarks.measuring import Figure, Sizes
from tests.benchmarks.words import Language

MEASURED = (
    "unlock",
    "people",
    "window",
    "drawing",
    "commit",
    "search",
    "timeline",
    "merging",
    "council",
    "keeping_step",
    "memory",
)


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the small stores stay from one benchmark to the next."""
    return tmp_path_factory.mktemp("stores")


@pytest.mark.parametrize("name", MEASURED)
def test_a_benchmark_measures_something(
    name: str, stores: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--only", name, "--out", str(tmp_path / "out"), "--stores", str(stores)]
    assert benchmarks.main(asked, Sizes.tiny()) == 0
    kept = json.loads((tmp_path / "out" / f"{name}.json").read_text("utf-8"))
    assert kept
    assert all(one["ours"] > 0 for one in kept)
    assert kept[0]["name"] in capsys.readouterr().out


def test_a_figure_knows_whether_its_target_is_met() -> None:
    assert Figure("x", 19.0, limit=20.0).met
    assert not Figure("x", 21.0, limit=20.0).met
    assert Figure("x", 6.0, floor=4.0, limit=2.0, limit_of="ratio").met
    assert not Figure("x", 6.0, floor=2.0, limit=2.0, limit_of="ratio").met
    assert not Figure("x", 500.0, floor=300.0, limit=100.0, limit_of="over floor").met
    assert Figure("x", 6.0).met is None


def test_quantiles_are_measured_values() -> None:
    assert measuring.quantile([4.0, 1.0, 3.0, 2.0], 0.5) == 2.0
    assert measuring.quantile([float(n) for n in range(1, 101)], 0.99) == 99.0
    assert measuring.quantile([7.0], 0.5) == 7.0


def test_the_language_is_the_same_each_time_and_its_words_differ() -> None:
    one, again = Language(500), Language(500)
    assert list(one.words) == list(again.words)
    assert len(set(one.words)) == 500
    assert next(one.sentences()) == next(again.sentences())
