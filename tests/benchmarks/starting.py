"""From the start of the process to the painted unlock page: warm and with the disk's cache dropped, beside a bare Qt
window in the same run; and on a real screen (Xvfb) the whole command beside KeePassXC."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import screen
from tests.benchmarks.measuring import Figure, quantile, spread
from tests.benchmarks.stores import ROOT, Stores

_DROP = Path("/proc/sys/vm/drop_caches")
_LAUNCHES = ("unlock_page", "bare_window")


def run(stores: Stores, scratch: Path) -> list[Figure]:
    """All ways, in turn, so that a busy moment of the machine meets each alike."""
    starts = stores.sizes.starts
    folder = stores.copy("people", scratch / "worker")
    figures = _pair("start to unlock page, warm", 300.0, starts, folder, lambda: None)
    if os.access(_DROP, os.W_OK):
        figures += _pair("start to unlock page, cache dropped", 600.0, max(1, starts // 2), folder, _drop_caches)
    else:
        print("skipped: cold start (only root may drop the page cache)", flush=True)
    return figures + screen.run(scratch, starts)


def _pair(name: str, limit: float, rounds: int, folder: Path, before: Callable[[], None]) -> list[Figure]:
    took: dict[str, list[float]] = {launch: [] for launch in _LAUNCHES}
    for launch in _LAUNCHES:
        _launch(launch, folder)
    for _ in range(rounds):
        for launch in _LAUNCHES:
            before()
            took[launch].append(_launch(launch, folder))
    ours, bare = (took[launch] for launch in _LAUNCHES)
    more = {"ours": spread(ours), "floor": spread(bare)}
    return [
        Figure(
            f"{name}, p50",
            quantile(ours, 0.5),
            floor=quantile(bare, 0.5),
            floor_is="a bare Qt window",
            limit=limit,
            more=more,
        )
    ]


def _launch(what: str, folder: Path) -> float:
    """Milliseconds from starting the process to the moment it says that its first picture is painted."""
    began = time.monotonic_ns()
    done = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.launches.{what}", str(folder)],
        cwd=ROOT, check=True, capture_output=True, text=True, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    return (int(done.stdout.split()[-1]) - began) / 1e6


def _drop_caches() -> None:
    os.sync()
    _DROP.write_text("3", "ascii")
