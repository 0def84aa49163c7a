"""Spoils files of every kind and the ops of a stream for as long as it is told, each kind in turn, and says what came.

    python -m tests.reliability.fuzz --seconds 3600 [--first 1000000]

Every number tries the same again: `python -m tests.reliability.hostile KIND NUMBER 1 FOLDER` (`hostile_ops` for ops).
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.reliability import hostile

AT_ONCE = 400


def fuzz(seconds: float, first: int) -> list[str]:
    """Go round until the time is over; everything that did harm, with its kind and number."""
    until, wrong, tried = time.monotonic() + seconds, list[str](), Counter[str]()
    kinds = [hostile.OPS, *hostile.READERS]
    slowest = dict.fromkeys(kinds, 0.0)
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        hostile.sound_files(folder)
        while time.monotonic() < until:
            for kind in kinds:
                came = hostile.tried(kind, first, AT_ONCE, folder)
                tried[kind] += len(came)
                slowest[kind] = max(slowest[kind], *(took for _, took in came.values()))
                wrong += [f"{kind} {name}: {told}, {took} s" for name, (told, took) in hostile.harm(came)]
                print(f"{kind}: {tried[kind]} tried, slowest {slowest[kind]} s, {len(wrong)} wrong", flush=True)
                if time.monotonic() > until:
                    break
            first += AT_ONCE
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--first", type=int, default=1_000_000, help="the number to begin at")
    asked = parser.parse_args()
    wrong = fuzz(asked.seconds, asked.first)
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
