"""Runs the promises of the store at any length and writes TRUST.md from what was seen.

    python -m tests.reliability                        each promise as often as in the normal test run
    python -m tests.reliability R4 R6 --times 5000     some of them, longer; interrupted, it goes on where it was
    python -m tests.reliability --gate                 all, or those named, as often as before a release: for days, cheapest first
    python -m tests.reliability R4 --afresh            from nothing, whatever was seen before
    python -m tests.reliability --render               TRUST.md again from what is kept

What was seen of a promise is a row of docs/trust.json, kept after each part and added up: a later run goes on after the last
part with the same seed, also at a later commit, and the row names the first and the last commit that it was tried at. The
fault is planted when a row begins. A row with anything wrong goes on at its own commit alone; at another, or with another
seed, the run refuses, so that nothing that was seen is forgotten but by `--afresh`. Ctrl+C and SIGTERM end a run after the
part at hand.
"""

import argparse
import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from tests.reliability.gates import gate
from tests.reliability.ground import ground
from tests.reliability.power_cut import ROOT
from tests.reliability.promise import Promise
from tests.reliability.promises import PROMISES

KEPT = ROOT / "docs" / "trust.json"
TRUST = ROOT / "TRUST.md"
_HEAD = """# What was proved, how often, and when

Made by `python -m tests.reliability`; never by hand. Each line is a promise of the store, how often it was put to the test
and is to be before a release (`--gate` goes on until then), from which seed (the same seed tries the same things), at which
commit and on which day; where it was tried in parts, from which commit to which and on the last day, and a + where something
differed from its commit. "Seen red" names the fault that was planted on purpose beforehand, and that this very proof
noticed: a proof that cannot fail proves nothing.

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
    told = f"{gate(promise).times:,} {promise.unit}"
    if row is None:
        return f"| {promise.name} | {promise.words} | 0 of {told} | | | | | |\n"
    commits = row.commit if row.until == row.commit else f"{row.commit} to {row.until}"
    return (
        f"| {promise.name} | {promise.words} | {row.tried:,} of {told} | {len(row.wrong)} | {row.seed} | {commits} | {row.day} | "
        f"{row.red} |\n"
    )


def run(
    promise: Promise, times: int, seed: int, say: Callable[[str], object], *, afresh: bool = False,
    stop: Callable[[], bool] = lambda: False,
) -> bool:  # fmt: skip
    """Go on with one promise until it was tried so often, or told to stop; what was seen is kept after each part."""
    if reason := promise.why_not():
        say(f"{promise.name}: not here, {reason}")
        return True
    here = commit()
    row = None if afresh else read().get(promise.name)
    if row is not None and not row.goes_on(seed, here):
        say(f"{promise.name}: {len(row.wrong)} wrong at {row.until} with seed {row.seed}; --afresh begins at nothing")
        return False
    row = row or _begun(promise, seed, here)
    if row.tried >= times:
        say(f"{promise.name}: {row.tried:,} {promise.unit} were tried before, {len(row.wrong)} wrong")
    while row.tried < times and not stop():
        part = min(promise.part, times - row.tried)
        try:
            with ground() as home:
                wrong = promise.prove(home, seed, row.tried, part)
        except Exception:
            if stop():  # its processes were ended with this one: the part was not tried
                break
            raise
        row = row.and_then(part, wrong, commit())
        keep(**{promise.name: row})
        say(f"{promise.name}: {row.tried:,} of {times:,} {promise.unit}, {len(row.wrong)} wrong")
    return not row.wrong


def _begun(promise: Promise, seed: int, here: str) -> Row:
    with ground() as home:
        planted = promise.plant(home)
    unseen = ["the planted fault was not seen"] * (not planted)
    return Row(0, unseen, seed, here, here, _today(), planted or "NOT SEEN")


def _today() -> str:
    return datetime.now(tz=UTC).date().isoformat()


def _told_to_stop() -> Callable[[], bool]:
    """Whether this run was told to end: by SIGTERM, or by Ctrl+C, which nobody that is started here hears from now on."""
    told = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: told.set())
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    return lambda: told.is_set() or signal.SIGINT in signal.sigpending()


def _through_the_gate(wanted: Sequence[Promise], seed: int, *, afresh: bool, stop: Callable[[], bool]) -> bool:
    """Each of them as often as before a release, the cheapest first; one that cannot be tried keeps no other from it."""
    well = True
    for promise in sorted(wanted, key=lambda each: gate(each).minutes):
        if stop():
            break
        try:
            well = run(promise, gate(promise).times, seed, _say, afresh=afresh, stop=stop) and well
        except Exception as error:  # noqa: BLE001 - a harness that falls over is told, and is no reason to lose the days after it
            _say(f"{promise.name}: fell over: {error!r}")
            well = False
    return well


def _say(words: str) -> None:
    print(words, flush=True)


def main(arguments: Iterable[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description="Put the promises to the test.")
    parser.add_argument("names", nargs="*", help=f"which: {', '.join(each.name for each in PROMISES)}")
    parser.add_argument(
        "--times", type=int, default=0, help="how often each; the same as in the normal run if not said"
    )
    parser.add_argument("--gate", action="store_true", help="as often as each is to be tried before a release")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--afresh", action="store_true", help="begin at nothing, and forget what was seen before")
    parser.add_argument("--render", action="store_true", help="only write TRUST.md")
    asked = parser.parse_args(None if arguments is None else list(arguments))
    if asked.render:
        keep()
        return 0
    wanted = [each for each in PROMISES if not asked.names or each.name in asked.names]
    stop = _told_to_stop()
    if asked.gate:
        return 0 if _through_the_gate(wanted, asked.seed, afresh=asked.afresh, stop=stop) else 1
    well = [run(each, asked.times or each.usual, asked.seed, _say, afresh=asked.afresh, stop=stop) for each in wanted]
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
