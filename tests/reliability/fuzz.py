"""Spoils files of every kind and the ops of a stream for as long as it is told, each kind in turn, and says what came.

    python -m tests.reliability.fuzz --seconds 3600 [--first 1000000] [--keep FOLDER]

A crash, an error nobody foresaw, more than a second of the processor's time, a hang and more than half a gigabyte of
memory are all harm. What did harm is put with the files that are tried on every day (`hostile.KEPT`). Every number tries
the same again: `python -m tests.reliability.hostile KIND NUMBER 1 FOLDER` (`hostile_ops` for ops).
"""

import argparse
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.reliability import hostile

AT_ONCE = 400


def fuzz(seconds: float, first: int, kept: Path) -> list[str]:
    """Go round for so many seconds of the processor's time; everything that did harm, with its kind and number."""
    until, wrong, tried = _taken() + seconds, list[str](), Counter[str]()
    kinds = [hostile.OPS, *hostile.READERS]
    slowest, largest = dict.fromkeys(kinds, 0.0), dict.fromkeys(kinds, 0)
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        hostile.sound_files(folder)
        while _taken() < until:
            for kind in kinds:
                came = hostile.tried(kind, first, AT_ONCE, folder)
                tried[kind] += len(came)
                slowest[kind] = max(slowest[kind], *(one.took for one in came.values()))
                largest[kind] = max(largest[kind], *(one.grew for one in came.values()))
                for name, one in hostile.harm(came):
                    wrong.append(f"{kind} {name}: {one}")
                    keep(kind, name, folder, kept)
                print(
                    f"{kind}: {tried[kind]} tried, slowest {slowest[kind]} s, most {largest[kind]} MB, {len(wrong)} wrong",
                    flush=True,
                )
                if _taken() > until:
                    break
            first += AT_ONCE
    return wrong


def _taken() -> float:
    """Seconds of the processor's time, those of what was begun here too: beside other work an hour of the clock is less."""
    return sum(os.times()[:4])


def keep(kind: str, name: str, folder: Path, kept: Path) -> None:
    """Put what did harm with the files that are tried every time; of ops the number is all that is needed."""
    if not name.isdigit():
        return  # a bomb, or no number was reached: nothing that is not tried anyway
    ending = "" if kind == hostile.OPS else hostile.READERS[kind][1]
    sound = folder / f"sound-{kind}{ending}"
    kept.mkdir(parents=True, exist_ok=True)
    (kept / f"{kind}-{name}{ending}").write_bytes(hostile.spoiled(sound.read_bytes(), int(name)) if ending else b"")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="of the processor's time")
    parser.add_argument("--first", type=int, default=1_000_000, help="the number to begin at")
    parser.add_argument("--keep", type=Path, default=hostile.KEPT, help="where what did harm is put")
    asked = parser.parse_args()
    wrong = fuzz(asked.seconds, asked.first, asked.keep)
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
