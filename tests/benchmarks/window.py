"""What a worker sees and when: Today after Enter, a person's page among five thousand, a web of sixty, all painted."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import Figure, quantile, spread
from tests.benchmarks.stores import ROOT, Stores


def run(stores: Stores, scratch: Path) -> list[Figure]:
    """The app itself, started afresh each round: the first page of its kind is the one a worker waits for."""
    folder = stores.copy("people", scratch / "worker")
    sizes = stores.sizes
    command = [sys.executable, "-m", "tests.benchmarks.launches.at_the_window", str(folder)]
    command += [str(max(2, sizes.opens // 6)), str(sizes.people)]
    said = []
    for _ in range(max(1, sizes.starts // 2)):
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        said.append(json.loads(done.stdout.splitlines()[-1]))
    argon = quantile([one["argon"] for one in said], 0.5)
    unlocks, people, todays = [one["unlock"] for one in said], _all(said, "people"), _all(said, "todays")
    webs, first_webs = _all(said, "webs"), [one["webs"][0] for one in said]
    return [
        _figure("Enter to Today's words painted", [words for words, _ in unlocks], floor=argon, limit=100.0),
        _figure("Enter to Today painted", [whole for _, whole in unlocks], floor=argon, limit=100.0),
        _figure("a person opened, their words painted", [words for words, _ in people]),
        _figure("a person opened and painted", [whole for _, whole in people], limit=50.0),
        Figure("a person opened and painted, p95", quantile([whole for _, whole in people], 0.95)),
        _figure("Today's words painted", [words for words, _ in todays]),
        _figure("Today painted", [whole for _, whole in todays]),
        _figure("a web of 60 painted, first of the day", first_webs),
        _figure("a web of 60 painted", webs),
    ]


def _all(said: list[dict[str, Any]], what: str) -> list[Any]:
    return [took for one in said for took in one[what]]


def _figure(name: str, series: list[float], *, floor: float | None = None, limit: float | None = None) -> Figure:
    """The middle of a series; with a floor, the passphrase alone, the limit is what it may cost above that."""
    return Figure(
        f"{name}, p50", quantile(series, 0.5), floor=floor, limit=limit, more={"ours": spread(series)},
        floor_is="the passphrase alone (Argon2id)" if floor else "", limit_of="over floor" if floor else "ours",
    )  # fmt: skip
