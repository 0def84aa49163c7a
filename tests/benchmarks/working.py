"""Memory after a long stretch of work: a scripted worker edits for an hour (or just its 3,000 edits) and never exports."""

import json
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.measuring import Figure
from tests.benchmarks.stores import ROOT, Stores


def run(stores: Stores, scratch: Path) -> list[Figure]:
    """The whole app in a process of its own, so that only its own memory is seen."""
    folder = stores.copy("people", scratch / "worker")
    sizes = stores.sizes
    command = [sys.executable, "-m", "tests.benchmarks.launches.scripted_worker", str(folder)]
    command += [str(sizes.worker_edits), str(sizes.worker_seconds), str(sizes.people)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    said = json.loads(done.stdout.splitlines()[-1])
    how_long = f"{said['edits']} edits in {said['seconds']:.0f} s"
    return [
        Figure("memory, unlocked and idle", said["idle_mb"], "MB"),
        Figure("memory after the scripted worker", said["resident_mb"], "MB", limit=180.0, note=how_long, more=said),
        Figure("memory at its highest (Argon2id's 256 MiB)", said["peak_mb"], "MB"),
    ]
