"""Takes the power at one step after another of bringing a store of an earlier release to this one.

    tally = migrating.run(home, seed=91, count=20)
    assert tally.wrong == []

A step is a call that reaches the disk: a statement, an opening, a write, a rename, a sync. They are counted first, then
those drawn by the seed are tried (0: every one), each on a fresh copy of every kept store: the child takes its own power
just before the call. The old or the new store opens then, with all that was in it.

Run as `python -m tests.reliability.migrating HOME --count N --seed S [--first K] [--plant away]`; it forks, as `lives`.
"""

import argparse
import importlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sbp_desktop.services import unlocking
from sbp_desktop.storage import files, migrate, upgrading
from tests.migrations.keep import PASSPHRASE
from tests.reliability import lives
from tests.reliability.forking import Child, Wire
from tests.reliability.ground import cheaply
from tests.reliability.lives import EARLIER
from tests.reliability.power_cut import ROOT, Disk

_STEPS = frozenset((
    "execute", "executemany", "close", "open", "write", "sendfile", "fsync", "replace", "rename", "link", "unlink", "rmdir",
    "mkdir", "chmod",
))  # fmt: skip


@dataclass
class Tally:
    """Steps there are by release, how many were tried, what is wrong."""

    steps: dict[str, int] = field(default_factory=dict)
    tried: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.tried} of {self.steps} steps; {len(self.wrong)} wrong"


def _migrate(folder: Path, end: int, at_the_end: Callable[[], object]) -> int:
    """Open the store, which brings it to this release, and call before step `end` (from 1); how many steps it took."""
    steps = 0

    def step(_frame: object, event: str, call: Any) -> None:
        nonlocal steps
        if event == "c_call" and call.__name__ in _STEPS:
            steps += 1
            if steps == end:
                sys.setprofile(None)
                at_the_end()

    sys.setprofile(step)
    try:
        unlocking.unlock(folder, PASSPHRASE).close()
    finally:
        sys.setprofile(None)
    return steps


def _count(release: Path, home: Path) -> int:
    lives.lay_out(release, home / "counted")
    child = Child(lambda wire: wire.say(_migrate(home / "counted", 0, lambda: None)))
    steps = int(child.wire.hear())
    child.ended()
    shutil.rmtree(home / "counted")
    return steps


def _try(release: Path, disk: Disk, step: int) -> str:
    """Take the power before one step; what is wrong afterwards."""
    folder = disk.folder / "store"
    shutil.rmtree(folder, ignore_errors=True)
    lives.lay_out(release, folder)

    def dies(_wire: Wire) -> None:
        def end() -> None:
            disk.cut()
            os.kill(os.getpid(), signal.SIGKILL)

        _migrate(folder, step, end)

    child = Child(dies)
    child.wire.hear()
    child.ended()
    disk.unplug()
    disk.plug_in()
    child = Child(lambda wire: wire.say(_judged(folder, release)))
    wrong = child.wire.hear()
    child.ended()
    return "it died" if wrong is None else str(wrong)


def _judged(folder: Path, release: Path) -> str:
    try:
        return lives.release_problem(folder, release)
    except Exception as error:  # noqa: BLE001 - whatever keeps the store from being read is what we count
        return f"{type(error).__name__}: {error}"


def _moved_away_first(path: Path, key: bytearray, progress: migrate.Progress) -> None:
    """The planted fault: the old one is moved away before the new one is there."""
    before, made = path.replace(path.with_name("vault.before")), path.with_name("vault.made")
    files.sync_folder(path.parent)
    shutil.copyfile(before, made)
    upgrading._upgrade(made, key, progress)
    made.replace(path)


def run(home: Path, *, seed: int, count: int, first: int = 0, plant: str = "") -> Tally:
    """Try `count` steps after the first so many, drawn by the seed, in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "tests.reliability.migrating",
        str(home),
        "--count",
        str(count),
        "--seed",
        str(seed),
    ]
    done = subprocess.run(
        [*command, "--first", str(first), "--plant", plant], capture_output=True, text=True, cwd=ROOT, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return Tally(**json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=91)
    parser.add_argument("--plant", default="")
    asked = parser.parse_args()
    importlib.import_module("sbp_desktop.storage.migrations")
    if asked.plant == "away":
        upgrading.on_a_copy = _moved_away_first
    tally = Tally()
    with cheaply(), tempfile.TemporaryDirectory(dir=asked.home) as home, Disk(Path(home)) as disk:
        lives.look_at_releases()
        tally.steps = {release.name: _count(release, disk.folder) for release in EARLIER}
        points = [(release, step) for release in EARLIER for step in range(1, tally.steps[release.name] + 1)]
        random.Random(asked.seed).shuffle(points)
        wanted = [points[at % len(points)] for at in range(asked.first, asked.first + (asked.count or len(points)))]
        for release, step in wanted:
            wrong = _try(release, disk, step)
            tally.tried += 1
            tally.wrong += [f"{release.name}, step {step}: {wrong}"] * bool(wrong)
            if asked.plant and wrong:
                break
    print(json.dumps(vars(tally)))


if __name__ == "__main__":
    main()
