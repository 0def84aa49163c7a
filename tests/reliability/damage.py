"""Damages a store at rest in the ways disks, backup tools and meddling hands do, and says what came of each.

    outcomes = damage.run(folder, earlier, read, count=200, seed=1)
    assert outcomes.by(Outcome.SILENT) == []

`folder` is a closed store, `earlier` are copies of it at rest from before, `read(copy)` opens a copy, reads everything
in it and closes it; it raises ExpectedError where it notices the damage. Works on copies; `folder` stays as it is.
"""

import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from sbp_desktop.errors import ExpectedError
from tests.reliability.ground import ground

PAGE = 4096
# They hold no bytes of the store: the door, and room kept free.
NOT_STORED = ("lock", "ballast")

Reader = Callable[[Path], object]
Deed = Callable[[Path], object]


class Outcome(Enum):
    """What the reader made of a damaged store."""

    NOTICED = "noticed"  # one plain sentence
    HARMLESS = "harmless"  # everything is there all the same
    SILENT = "silent"  # opened without a word, and not what was saved
    CRASHED = "crashed"  # an error that is no sentence


@dataclass
class Outcomes:
    """Each damage done and what came of it."""

    all: list[tuple[str, Outcome]] = field(default_factory=list)

    def by(self, outcome: Outcome) -> list[str]:
        return [what for what, came in self.all if came is outcome]

    def __str__(self) -> str:
        kinds = Counter((what.split()[0], came.value) for what, came in self.all)
        return f"{len(self.all)} damages: " + ", ".join(
            f"{kind} {came} {n}" for (kind, came), n in sorted(kinds.items())
        )


def run(
    folder: Path, earlier: Sequence[Path], read: Reader, *, count: int, seed: int, kinds: Sequence[str] = ()
) -> Outcomes:
    """Do `count` damages, one each to a fresh copy, and return their outcomes. `kinds` empty means every kind."""
    outcomes, draw = Outcomes(), random.Random(seed)
    with ground() as home:
        expected = read(copied(folder, home))
        for what, deed in deeds(folder, earlier, draw, count, kinds):
            copy = copied(folder, home)
            deed(copy)
            outcomes.all.append((what, _outcome(copy, read, expected)))
    return outcomes


def copied(folder: Path, home: Path) -> Path:
    """A fresh copy; of the one that is there already, what was touched meanwhile."""
    copy = home / "store"
    _made_the_same(folder, copy)
    return copy


def _made_the_same(folder: Path, copy: Path) -> None:
    copy.mkdir(exist_ok=True)
    there = {each.name: each for each in os.scandir(copy)}
    for each in os.scandir(folder):
        found = there.pop(each.name, None) if each.name != "ballast" else None
        if each.is_dir():
            _made_the_same(folder / each.name, copy / each.name)
        elif each.name != "ballast" and (found is None or _stamp(found) != _stamp(each)):
            shutil.copy2(each, copy / each.name)
    for more in there.values():
        shutil.rmtree(more) if more.is_dir() else Path(more).unlink()


def _stamp(file: "os.DirEntry[str]") -> tuple[int, int]:
    """A copy has the time of what it was made of, to the nanosecond, until it is written to."""
    return file.stat().st_size, file.stat().st_mtime_ns


def _outcome(copy: Path, read: Reader, expected: object) -> Outcome:
    try:
        found = read(copy)
    except ExpectedError:
        return Outcome.NOTICED
    except Exception:  # noqa: BLE001 - any other error is exactly what we look for
        return Outcome.CRASHED
    return Outcome.HARMLESS if found == expected else Outcome.SILENT


def deeds(
    folder: Path, earlier: Sequence[Path], draw: random.Random, count: int, kinds: Sequence[str] = ()
) -> Iterator[tuple[str, Deed]]:
    """Yield `count` damages, the kinds in turn, each in a place drawn by chance."""
    makers = {kind: maker for kind, maker in _MAKERS.items() if kind in (kinds or _MAKERS)}
    made = 0
    while made < count:
        for kind, maker in makers.items():
            if made == count:
                return
            where = maker(folder, earlier, draw)
            if where is not None:
                yield f"{kind} {where[0]}", where[1]
                made += 1


def files(folder: Path) -> list[Path]:
    """Every file of a store that holds bytes of it."""
    found = [path for path in folder.rglob("*") if path.is_file() and path.name not in NOT_STORED]
    return sorted(path for path in found if path.stat().st_size)


def _largest(folder: Path) -> Path:
    return max(files(folder), key=lambda path: path.stat().st_size)


def _named(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _write(path: Path, place: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        file.write(data)


def _flip(folder: Path, earlier: Sequence[Path], draw: random.Random) -> tuple[str, Deed] | None:
    # Half of the flips where nearly all of the bytes are, half in any file, so that the small ones get their share.
    path = draw.choice([_largest(folder), draw.choice(files(folder))])
    place, bit, name = draw.randrange(path.stat().st_size), 1 << draw.randrange(8), _named(folder, path)
    old = path.read_bytes()[place]
    return f"{name} byte {place}", lambda copy: _write(copy / name, place, bytes([old ^ bit]))


def _zero_page(folder: Path, earlier: Sequence[Path], draw: random.Random) -> tuple[str, Deed] | None:
    path = draw.choice(files(folder))
    name, number = _named(folder, path), draw.randrange(path.stat().st_size // PAGE + 1)
    zeros = bytes(min(PAGE, path.stat().st_size - number * PAGE))
    return (f"{name} page {number}", lambda copy: _write(copy / name, number * PAGE, zeros)) if zeros else None


def _roll_back_page(folder: Path, earlier: Sequence[Path], draw: random.Random) -> tuple[str, Deed] | None:
    """Put one page of the largest file back as it was, where it was another one."""
    path = _largest(folder)
    name = _named(folder, path)
    now, before = path.read_bytes(), (draw.choice(earlier) / name).read_bytes()
    shared = range(0, min(len(now), len(before)), PAGE)
    changed = [place for place in shared if now[place : place + PAGE] != before[place : place + PAGE]]
    if not changed:
        return None
    place = draw.choice(changed)
    return f"{name} page {place // PAGE}", lambda copy: _write(copy / name, place, before[place : place + PAGE])


def _swap_pages(folder: Path, earlier: Sequence[Path], draw: random.Random) -> tuple[str, Deed] | None:
    path = _largest(folder)
    name, now = _named(folder, path), path.read_bytes()
    one, other = draw.sample(range(len(now) // PAGE), 2)

    def swap(copy: Path) -> None:
        _write(copy / name, one * PAGE, now[other * PAGE : (other + 1) * PAGE])
        _write(copy / name, other * PAGE, now[one * PAGE : (one + 1) * PAGE])

    return f"{name} pages {one} and {other}", swap


def _cut_short(folder: Path, earlier: Sequence[Path], draw: random.Random) -> tuple[str, Deed] | None:
    path = draw.choice(files(folder))
    name, length = _named(folder, path), draw.randrange(path.stat().st_size)
    return f"{name} to {length}", lambda copy: (copy / name).write_bytes(path.read_bytes()[:length])


def _lengthen(folder: Path, earlier: Sequence[Path], draw: random.Random) -> tuple[str, Deed] | None:
    path = draw.choice(files(folder))
    name, more = _named(folder, path), draw.randbytes(draw.choice((1, 100, PAGE)))
    return f"{name} by {len(more)}", lambda copy: (copy / name).write_bytes(path.read_bytes() + more)


def _delete(folder: Path, earlier: Sequence[Path], draw: random.Random) -> tuple[str, Deed] | None:
    name = _named(folder, draw.choice(files(folder)))
    return name, lambda copy: (copy / name).unlink()


def _old_file(folder: Path, earlier: Sequence[Path], draw: random.Random) -> tuple[str, Deed] | None:
    """Put one whole file back as it was."""
    source = draw.choice(earlier)
    name = _named(source, draw.choice(files(source)))
    return name, lambda copy: shutil.copy(source / name, copy / name)


_MAKERS: dict[str, Callable[[Path, Sequence[Path], random.Random], tuple[str, Deed] | None]] = {
    "flip": _flip,
    "roll-back": _roll_back_page,
    "zero": _zero_page,
    "swap": _swap_pages,
    "cut-short": _cut_short,
    "lengthen": _lengthen,
    "delete": _delete,
    "old-file": _old_file,
}
