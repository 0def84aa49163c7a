"""Runs seeds until one breaks something: `python -m tests.sync.simulation FIRST LAST [--steps N] [--fault NAME]`."""

import argparse
import gc
import sys
from collections import Counter

from tests.sync.simulation.shrinking import told
from tests.sync.simulation.world import run


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.sync.simulation", description=__doc__)
    parser.add_argument("first", type=int)
    parser.add_argument("last", type=int)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--fault", action="append", default=[])
    asked = parser.parse_args()
    counts: Counter[str] = Counter()
    gc.disable()
    for seed in range(asked.first, asked.last):
        outcome = run(seed, asked.steps, frozenset(asked.fault))
        if outcome.broken:
            print(told(outcome, asked.steps))
            return 1
        counts += outcome.world.counts + outcome.world.network.counts
        counts["committed"] += len(outcome.world.committed)
        if seed % 100 == 99:
            gc.collect()
            print(f"{seed + 1} seeds", end="\r", flush=True)
    print(f"seeds {asked.first} to {asked.last - 1}: nothing broken; {dict(counts.most_common())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
