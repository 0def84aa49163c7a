"""What a worker sees and when: Today after Enter, a person's page among five thousand, a web of sixty, all painted."""

import json
import subprocess
import sys
from pathlib import Path

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
    unlocks, argon = [one["unlock"] for one in said], [one["argon"] for one in said]
    people, webs = ([ms for one in said for ms in one[what]] for what in ("people", "webs"))
    todays = [ms for one in said for ms in one["todays"]]
    first_webs = [one["webs"][0] for one in said]
    return [
        Figure(
            "Enter to Today painted, p50", quantile(unlocks, 0.5), floor=quantile(argon, 0.5), limit=100.0,
            floor_is="the passphrase alone (Argon2id)", limit_of="over floor", more={"ours": spread(unlocks)},
        ),
        Figure("a person opened and painted, p50", quantile(people, 0.5), limit=50.0, more={"ours": spread(people)}),
        Figure("a person opened and painted, p95", quantile(people, 0.95)),
        Figure("Today painted, p50", quantile(todays, 0.5), more={"ours": spread(todays)}),
        Figure("a web of 60 painted, first of the day", quantile(first_webs, 0.5), more={"ours": spread(first_webs)}),
        Figure("a web of 60 painted, p50", quantile(webs, 0.5), more={"ours": spread(webs)}),
    ]  # fmt: skip
