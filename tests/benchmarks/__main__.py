"""Measures the app against its targets: `python -m tests.benchmarks [--only NAME] [--out DIR] [--hour]`."""

import argparse
import compileall
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.benchmarks import (
    committing,
    council,
    drawing,
    keeping_step,
    measuring,
    merging,
    opening,
    searching,
    starting,
    storm,
    timeline,
    window,
    working,
)
from tests.benchmarks.measuring import Figure, Sizes
from tests.benchmarks.stores import ROOT, Stores

BENCHMARKS: dict[str, Callable[[Stores, Path], list[Figure]]] = {
    "start": starting.run,
    "unlock": opening.unlock,
    "people": opening.people,
    "window": window.run,
    "drawing": drawing.run,
    "commit": committing.run,
    "search": searching.run,
    "timeline": timeline.run,
    "merging": merging.run,
    "memory": working.run,
    "council": council.run,
    "storm": storm.run,
    "keeping_step": keeping_step.run,
}


def run(name: str, stores: Stores) -> list[Figure]:
    """Run one benchmark in a scratch folder of its own."""
    with tempfile.TemporaryDirectory(prefix="sbp-bench-") as scratch:
        return BENCHMARKS[name](stores, Path(scratch))


def main(arguments: list[str] | None = None, sizes: Sizes | None = None) -> int:
    """Run all benchmarks, each in a process of its own, or the named one in this process; print and keep the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", choices=BENCHMARKS, help="one benchmark")
    parser.add_argument("--out", type=Path, default=ROOT / "bench-out", help="where the JSON goes")
    parser.add_argument("--stores", type=Path, help="keep the made stores here from run to run")
    parser.add_argument("--hour", action="store_true", help="let the scripted worker work a real hour")
    asked = parser.parse_args(arguments)
    # As an installed app is: where Python may write none of it, each start would compile a hundred modules anew.
    compileall.compile_dir(ROOT / "sbp_desktop", quiet=1)
    sizes = sizes or Sizes()
    if asked.hour:
        sizes = replace(sizes, worker_seconds=3600.0)
    if asked.only:
        with tempfile.TemporaryDirectory(prefix="sbp-stores-") as kept:
            figures = run(asked.only, Stores(asked.stores or Path(kept), sizes))
        measuring.write(figures, asked.out / f"{asked.only}.json")
        print(measuring.table(figures), flush=True)
        return 0
    return _all(asked.out, asked.stores, asked.hour)


def _all(out: Path, stores: Path | None, hour: bool) -> int:
    figures: list[Figure] = []
    failed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="sbp-stores-") as kept:
        for name in BENCHMARKS:
            print(f"== {name}", flush=True)
            command = [sys.executable, "-m", "tests.benchmarks", "--only", name, "--out", str(out)]
            command += ["--stores", str(stores or kept), *(["--hour"] if hour else [])]
            if subprocess.run(command, cwd=ROOT, check=False).returncode:
                failed.append(name)
            else:
                figures += measuring.read(out / f"{name}.json")
    measuring.write(figures, out / "benchmarks.json")
    print("", measuring.table(figures), "", sep="\n")
    missed = sum(one.met is False for one in figures)
    print(f"{missed} target(s) missed." if missed else "Every target met.", f"Kept in {out / 'benchmarks.json'}.")
    if failed:
        print(f"Could not be measured: {', '.join(failed)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
