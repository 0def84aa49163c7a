"""Runs the promises of the store at any length and writes TRUST.md from what was seen.

    python -m tests.reliability                        each promise as often as in the normal test run
    python -m tests.reliability R4 R6 --times 5000     some of them, longer; interrupted, it goes on where it was
    python -m tests.reliability --render               TRUST.md again from what is kept

What was seen is kept in docs/trust.json by promise, seed and commit; a run for another commit begins at nothing.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterable
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
from which seed (the same seed tries the same things), at which commit and on which day. "Seen red" names the fault that was
planted on purpose beforehand, and that this very proof noticed: a proof that cannot fail proves nothing.

| | Promise | Tried | Wrong | Seed | Commit | Day | Seen red |
|---|---|---|---|---|---|---|---|
"""


class Row(NamedTuple):
    """What was seen of one promise."""

    tried: int
    wrong: list[str]
    seed: int
    commit: str
    day: str
    red: str


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


def keep(rows: dict[str, Row]) -> None:
    """Keep what was seen, and say it in TRUST.md."""
    KEPT.write_text(json.dumps({name: row._asdict() for name, row in sorted(rows.items())}, indent=1) + "\n", "utf-8")
    TRUST.write_text(_HEAD + "".join(_line(each, rows.get(each.name)) for each in PROMISES), "utf-8")


def _line(promise: Promise, row: Row | None) -> str:
    if row is None:
        return f"| {promise.name} | {promise.words} | not yet | | | | | |\n"
    tried = f"{row.tried:,} {promise.unit}"
    return (
        f"| {promise.name} | {promise.words} | {tried} | {len(row.wrong)} | {row.seed} | {row.commit} | {row.day} | "
        f"{row.red} |\n"
    )


def run(promise: Promise, times: int, seed: int, rows: dict[str, Row], say: Callable[[str], object]) -> bool:
    """Go on with one promise until it was tried so often; what was seen is kept after each part."""
    if reason := promise.why_not():
        say(f"{promise.name}: not here, {reason}")
        return True
    here, today = commit(), datetime.now(tz=UTC).date().isoformat()
    held = rows.get(promise.name)
    row = held if held is not None and (held.seed, held.commit) == (seed, here) else Row(0, [], seed, here, today, "")
    with ground() as home:
        if not row.red:
            planted = promise.plant(_made(home, "planted"))
            row = row._replace(
                red=planted or "NOT SEEN", wrong=row.wrong + ["the planted fault was not seen"] * (not planted)
            )
        while row.tried < times:
            part = min(promise.part, times - row.tried)
            wrong = promise.prove(_made(home, str(row.tried)), seed, row.tried, part)
            row = row._replace(tried=row.tried + part, wrong=row.wrong + list(wrong), day=today)
            rows[promise.name] = row
            keep(rows)
            say(f"{promise.name}: {row.tried:,} {promise.unit}, {len(row.wrong)} wrong")
    return not row.wrong


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
    parser.add_argument("--render", action="store_true", help="only write TRUST.md")
    asked = parser.parse_args(None if arguments is None else list(arguments))
    rows = read()
    if asked.render:
        keep(rows)
        return 0
    wanted = [each for each in PROMISES if not asked.names or each.name in asked.names]
    well = [run(each, asked.times or each.usual, asked.seed, rows, print) for each in wanted]
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
