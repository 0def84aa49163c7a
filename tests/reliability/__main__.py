"""Runs the promises of the store at any length and writes TRUST.md from what was seen.

    python -m tests.reliability                        each promise as often as in the normal test run
    python -m tests.reliability R4 R6 --times 5000     some of them, longer; interrupted, it goes on where it was
    python -m tests.reliability R4 --afresh            from nothing, whatever was seen before
    python -m tests.reliability --render               TRUST.md again from what is kept

What was seen of a promise is a row of docs/trust.json, kept after each part and added up: a later run goes on after the last
part with the same seed, also at a later commit, and the row names the first and the last commit that it was tried at. The
fault is planted when a row begins. A row with anything wrong goes on at its own commit alone; at another, or with another
seed, the run refuses, so that nothing that was seen is forgotten but by `--afresh`.
"""

import argparse
import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from tests.reliability.ground import ground
from tests.reliability.power_cut import ROOT
from tests.reliability.promise import Promise
from tests.reliability.promises import PROMISES

KEPT = ROOT / "docs" / "trust.json"
TRUST = ROOT / "TRUST.md"
_HEAD = """# What was proved, how often, and when

Made by `python -m tests.reliability`; never by hand. Each line is a promise of the store, how often it was put to the test,
from which seed (the same seed tries the same things), at which commit and on which day; where it was tried in parts, from
which commit to which and on the last day, and a + where something differed from its commit. "Seen red" names the fault that
was planted on purpose beforehand, and that this very proof noticed: a proof that cannot fail proves nothing.

| | Promise | Tried | Wrong | Seed | Commit | Day | Seen red |
|---|---|---|---|---|---|---|---|
"""


class Row(NamedTuple):
    """What was seen of one promise, from one commit until another."""

    tried: int
    wrong: list[str]
    seed: int
    commit: str
    until: str
    day: str
    red: str

    def goes_on(self, seed: int, here: str) -> bool:
        """Whether more of the same may be added to it here."""
        return self.seed == seed and (not self.wrong or self.until == here)

    def and_then(self, tried: int, wrong: Iterable[str], here: str) -> "Row":
        """With so many more, tried at this commit; that something once differed stays to be seen."""
        differed = "+" in self.until and "+" not in here
        return self._replace(
            tried=self.tried + tried, wrong=[*self.wrong, *wrong], until=here + "+" * differed, day=_today()
        )


def commit() -> str:
    """The commit that is checked out, with a + where something differs from it but what is kept here."""
    told = [f":!{path.relative_to(ROOT)}" for path in (KEPT, TRUST)]
    asked = (["git", "describe", "--always"], ["git", "status", "--porcelain", "--", ".", *told])
    here, differs = (subprocess.run(one, capture_output=True, text=True, cwd=ROOT, check=True).stdout for one in asked)
    return here.strip() + "+" * bool(differs)


def read() -> dict[str, Row]:
    """What was kept of earlier runs."""
    kept: dict[str, Any] = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    return {name: Row(**row) for name, row in kept.items()}


def keep(**seen: Row) -> None:
    """Keep what was seen beside what others keep meanwhile, and say it in TRUST.md."""
    with _alone():
        rows = read() | seen
        _write(KEPT, json.dumps({name: row._asdict() for name, row in sorted(rows.items())}, indent=1) + "\n")
        _write(TRUST, _HEAD + "".join(_line(each, rows.get(each.name)) for each in PROMISES))


@contextmanager
def _alone() -> Iterator[None]:
    folder = os.open(KEPT.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _write(path: Path, text: str) -> None:
    """All of it or nothing: days of trying stand in it."""
    new = path.with_name(path.name + ".new")
    new.write_text(text, "utf-8")
    new.replace(path)


def _line(promise: Promise, row: Row | None) -> str:
    if row is None:
        return f"| {promise.name} | {promise.words} | not yet | | | | | |\n"
    tried = f"{row.tried:,} {promise.unit}"
    commits = row.commit if row.until == row.commit else f"{row.commit} to {row.until}"
    return (
        f"| {promise.name} | {promise.words} | {tried} | {len(row.wrong)} | {row.seed} | {commits} | {row.day} | "
        f"{row.red} |\n"
    )


def run(promise: Promise, times: int, seed: int, say: Callable[[str], object], *, afresh: bool = False) -> bool:
    """Go on with one promise until it was tried so often; what was seen is kept after each part."""
    if reason := promise.why_not():
        say(f"{promise.name}: not here, {reason}")
        return True
    here = commit()
    row = None if afresh else read().get(promise.name)
    if row is not None and not row.goes_on(seed, here):
        say(f"{promise.name}: {len(row.wrong)} wrong at {row.until} with seed {row.seed}; --afresh begins at nothing")
        return False
    row = row or Row(0, [], seed, here, here, _today(), "")
    with ground() as home:
        if not row.red:
            planted = promise.plant(_made(home, "planted"))
            unseen = ["the planted fault was not seen"] * (not planted)
            row = row._replace(red=planted or "NOT SEEN", wrong=row.wrong + unseen)
        while row.tried < times:
            part = min(promise.part, times - row.tried)
            wrong = promise.prove(_made(home, str(row.tried)), seed, row.tried, part)
            row = row.and_then(part, wrong, commit())
            keep(**{promise.name: row})
            say(f"{promise.name}: {row.tried:,} {promise.unit}, {len(row.wrong)} wrong")
    return not row.wrong


def _today() -> str:
    return datetime.now(tz=UTC).date().isoformat()


def _made(home: Path, name: str) -> Path:
    folder = home / name
    folder.mkdir()
    return folder


def main(arguments: Iterable[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description="Put the promises to the test.")
    parser.add_argument("names", nargs="*", help=f"which: {', '.join(each.name for each in PROMISES)}")
    parser.add_argument(
        "--times", type=int, default=0, help="how often each; the same as in the normal run if not said"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--afresh", action="store_true", help="begin at nothing, and forget what was seen before")
    parser.add_argument("--render", action="store_true", help="only write TRUST.md")
    asked = parser.parse_args(None if arguments is None else list(arguments))
    if asked.render:
        keep()
        return 0
    wanted = [each for each in PROMISES if not asked.names or each.name in asked.names]
    well = [run(each, asked.times or each.usual, asked.seed, print, afresh=asked.afresh) for each in wanted]
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
