"""Fails one system call of one operation after another, or kills the process at it, and looks what came of the store.

    tally = failing_calls.run(home, faults=("EIO", "ENOSPC"), count=150, seed=41)
    assert tally.wrong == []

For every trial a child opens a copy of a store, `strace` is laid on it, and one call of the operation fails (`EIO`,
`ENOSPC`, `EMFILE`, `EACCES`: once, or from then on until the operation has ended) or is its last (`KILL`). Then the
fault is over, work goes on with one more change, and the child dies without closing. What it saw as saved must be there
when the store is opened again; what it was told must be a plain sentence; what ended badly is there whole or not at all.

Run as `python -m tests.reliability.failing_calls HOME --count N --seed S --faults A,B [--plant NAME] [--first K]`: this
process forks, so it must be one that has no threads; the tally comes on standard output as JSON.
"""

import argparse
import contextlib
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple, Self

from sbp_desktop.errors import ExpectedError
from sbp_desktop.services import my_space, unlocking
from sbp_desktop.storage import drafts, encryption, file_places, key_slots, oplog
from sbp_desktop.storage.vault import Vault
from tests.reliability.forking import Child, Wire
from tests.reliability.ground import cheaply
from tests.reliability.operations import (
    JEAN,
    OPERATIONS,
    PASSPHRASE,
    Operation,
    Stage,
    ident,
    prepare,
)

ROOT = Path(__file__).resolve().parents[2]
CALLS = ("pwrite64", "write", "fsync", "ftruncate", "openat", "unlink", "rename", "mkdir")
ERRORS = ("EIO", "ENOSPC", "EMFILE", "EACCES")
KILL = "KILL"
AT_ONCE = 2
"""So many points are tried beside one another: half of a trial is waiting for the tracer."""
_TRACER_S = 5
_KEPT = ("op", "entity", "draft_step", "undo_step", "superseded", "dated")


class Point(NamedTuple):
    """Where a fault comes: at the `at`th (from 1) `call` of an operation; `stays`: at every one after it too."""

    operation: str
    call: str
    at: int
    fault: str
    stays: bool


@dataclass
class Tally:
    """What came of a run: how many faults struck, by what the operation said, and everything that is wrong."""

    points: int = 0
    struck: int = 0
    said: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, told: dict[str, Any]) -> Self:
        """As it came over a wire."""
        return cls(**told | {"said": Counter(told["said"])})

    def add(self, more: "Tally") -> None:
        """With what came of others."""
        self.points, self.struck = self.points + more.points, self.struck + more.struck
        self.said += more.said
        self.wrong += more.wrong

    def __str__(self) -> str:
        told = ", ".join(f"{name} {count}" for name, count in sorted(self.said.items()))
        return f"{self.points} points, {self.struck} struck: {told}; {len(self.wrong)} wrong"


@dataclass
class Seen:
    """What a store holds: rows by table, a digest of all of it, and the digests of the ops."""

    rows: dict[str, int]
    whole: str
    ops: list[str]


def why_not() -> str | None:
    """Return why calls cannot be made to fail here, or None when they can."""
    if sys.platform != "linux" or shutil.which("strace") is None:
        return "failing a system call needs strace"
    tried = subprocess.run(
        ["strace", "-o", os.devnull, "-e", "inject=fsync:error=EIO", "true"], capture_output=True, check=False
    )
    return None if tried.returncode == 0 else "tracing another process is denied here"


def run(
    home: Path, *, faults: Sequence[str], count: int, seed: int, first: int = 0, plant: str = "", names: str = "",
    operations: int = 0,
) -> Tally:  # fmt: skip
    """Try `count` points drawn by `seed` (0: every point there is), leaving out the first `first`; of so many
    `operations` drawn by it too, or of all.
    """
    options = ["--count", str(count), "--seed", str(seed), "--first", str(first), "--faults", ",".join(faults)]
    command = [sys.executable, "-m", "tests.reliability.failing_calls", str(home), *options]
    command += ["--of", str(operations)]
    command += ["--plant", plant] * bool(plant) + ["--operations", names] * bool(names)
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return Tally.of(json.loads(done.stdout.splitlines()[-1]))


# ---- what a store holds


def seen(vault: Vault) -> Seen:
    """Everything of an open store that a worker has written."""
    with vault.reading() as conn:
        held = {name: conn.execute(f"SELECT * FROM {name}").fetchall() for name in _KEPT}
        meta = conn.execute("SELECT key, value FROM meta WHERE key NOT IN ('place') ORDER BY key").fetchall()
        ops = [hashlib.sha256(repr(row).encode()).hexdigest() for row in held["op"]]
        wanted = file_places.keys(conn)
    own = my_space.lines(vault)
    photos = sum(vault.attachments.has(key) for key in wanted)
    rows = {**{name: len(found) for name, found in held.items()}, "own": len(own)}
    everything = [sorted(map(repr, found)) for found in held.values()] + [meta, own, photos]
    return Seen(rows, hashlib.sha256(repr(everything).encode()).hexdigest(), ops)


def _opened(operation: Operation, folder: Path) -> Vault:
    """Open with the passphrase it has."""
    first, *others = operation.opens
    for each in others:
        with contextlib.suppress(ExpectedError):
            key_slots.open_root_key(folder, each)
            return unlocking.unlock(folder, each)
    return unlocking.unlock(folder, first)


# ---- one trial's children


def _worker(operation: Operation, stage: Stage, wire: Wire) -> None:
    """Be ready, do it, say how it ended; then go on with one more change, say what is there, and be gone."""
    if operation.begins_open:
        stage.vault = unlocking.unlock(stage.folder, PASSPHRASE)
        seen(stage.vault)  # what is loaded when it is first needed is loaded
    wire.say("ready")
    wire.hear()
    try:
        operation.do(stage)
        ended = ["done", ""]
    except ExpectedError as error:
        ended = ["told", f"{type(error).__name__}: {error}"]
    except OSError as error:
        ended = ["bare", f"{type(error).__name__} {error}"]
    except BaseException as error:  # noqa: BLE001 - whatever else it is, nobody would understand it
        ended = ["bare", f"{type(error).__name__} {error}"]
    wire.say(ended)
    wire.hear()
    try:
        if stage.vault is None or stage.vault.closed:
            stage.vault = None
            stage.vault = _opened(operation, stage.folder) if (stage.folder / "keys.a").exists() else None
        if stage.vault is None:  # a store that was not made, and is at the second try
            there = stage.folder.iterdir() if stage.folder.exists() else ()
            left = sorted(path.name for path in there if path.name != "lock")
            operation.do(stage)
            wire.say([None, f"left over: {left}" if left else None])
            return
        before = seen(stage.vault)
        drafts.step(stage.vault, JEAN, ident("work goes on"), "text", "and on", {})
        wire.say([asdict(before), asdict(seen(stage.vault))])
    except BaseException as error:  # noqa: BLE001 - the harness tells it
        wire.say([None, f"{type(error).__name__} {error}"])


def _reader(operation: Operation, folder: Path, wire: Wire) -> None:
    """Open as after a crash, prove everything, say what is there."""
    try:
        vault = _opened(operation, folder)
        key = key_slots.subkey(vault.root, "database")
        with vault.reading() as conn:
            broken = list(oplog.broken_links(conn))
        found = seen(vault)
        vault.close()
        bad = encryption.integrity_problems(folder / "vault", key)
        wire.say([asdict(found), f"broken {broken} {bad}" if broken or bad else ""])
    except BaseException as error:  # noqa: BLE001 - as above
        wire.say([None, f"{type(error).__name__} {error}"])


# ---- the runs


class Trials:
    """One store, prepared once; each trial is on a copy of it."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.base = home / "base"
        prepare(self.base)
        self._before: dict[Path, Seen] = {}
        self.after: dict[str, Seen | None] = {}
        self.calls: dict[str, Counter[str]] = {}

    @contextlib.contextmanager
    def elsewhere(self) -> Iterator[None]:
        """Its copies and traces are put where no other process puts its own."""
        with tempfile.TemporaryDirectory(dir=self._home) as home:
            self._home = Path(home)
            yield

    def look(self, operation: Operation) -> Counter[str]:
        """Do it once without a fault: how often it makes each call, and what is there before it and afterwards."""
        self.before(operation)  # now: asked for in a trial, it would lay a fresh copy over what is judged
        stage = self._stage(operation)
        trace = self._home / "trace"
        child = Child(lambda wire: _worker(operation, stage, wire))
        assert child.wire.hear() == "ready"
        with _traced(child.pid, ["-e", f"trace={','.join(CALLS)}"], trace):
            child.wire.say("go")
            ended = child.wire.hear()
        assert ended == ["done", ""], (operation.name, ended)
        child.wire.say("go on")
        self.after[operation.name] = Seen(**child.wire.hear()[0])
        child.ended()
        found = Counter(re.findall(r"^\d+ +(\w+)\(", trace.read_text(), re.MULTILINE))
        self.calls[operation.name] = found
        return found

    def points(self, faults: Sequence[str], operations: Sequence[Operation]) -> list[Point]:
        """Every point there is, in one fixed order."""
        for operation in operations:
            self._warm(operation)
        return [
            Point(operation.name, call, at, fault, stays)
            for operation in operations
            for call, times in sorted(self.look(operation).items())
            for at in range(1, times + 1)
            for fault in faults
            for stays in ((False,) if fault == KILL else (False, True))
        ]

    def _warm(self, operation: Operation) -> None:
        """Do it once in this very process, so that no child has to load what is loaded when it is first needed."""
        stage = self._stage(operation)
        if operation.begins_open:
            stage.vault = unlocking.unlock(stage.folder, PASSPHRASE)
        operation.do(stage)
        if stage.vault is not None and not stage.vault.closed:
            stage.vault.close()

    def strike(self, point: Point, tally: Tally) -> None:
        """Try one point and note what came of it."""
        operation = next(each for each in OPERATIONS if each.name == point.operation)
        stage, tally.points = self._stage(operation), tally.points + 1
        child = Child(lambda wire: _worker(operation, stage, wire))
        assert child.wire.hear() == "ready", point
        what = "signal=KILL" if point.fault == KILL else f"error={point.fault}"
        when = f"{point.at}+" if point.stays else str(point.at)
        trace = self._home / "trace"
        options = ["-e", f"trace={point.call}", "-e", f"inject={point.call}:{what}:when={when}"]
        with _traced(child.pid, options, trace) as tracer:
            child.wire.say("go")
            ended = child.wire.hear()
            if ended is None:  # it ends with what it traced; told to let go just then, it would wait for ever
                with contextlib.suppress(subprocess.TimeoutExpired):
                    tracer.wait(_TRACER_S)
        said = trace.read_text()
        tally.struck += "INJECTED" in said or "killed by SIGKILL" in said
        tally.said[ended[0] if ended else "killed"] += 1
        tally.wrong += [f"{point}: {fault}" for fault in self._judge(operation, stage, child, ended)]
        child.ended()

    def _judge(self, operation: Operation, stage: Stage, child: Child, ended: list[str] | None) -> Iterator[str]:
        if ended is not None and ended[0] == "bare":
            yield f"told as {ended[1]}"
        alive: Seen | None = None
        if ended is not None:
            child.wire.say("go on")
            before, then = child.wire.hear() or (None, "it died")
            if isinstance(then, str):
                yield f"work does not go on: {then}"
            elif then is not None:
                alive = Seen(**then)
                yield from self._of_its_kind(operation, Seen(**before), ended[0])
        child.ended()
        made = operation.name == "make a store"
        folder = stage.folder.parent / "new" if made else stage.folder
        if made and not (folder / "keys.a").exists():
            return
        found, problem = self._read(operation, folder)
        if found is None or problem:
            yield f"cannot be read again: {problem} (was {ended})"
            return
        if alive is not None and alive.whole != found.whole:
            yield f"what was seen as saved is not what is there: {alive.rows} {found.rows}"
        if ended is None:
            yield from self._of_its_kind(operation, found, "killed")
        if not made and not set(self.before(operation).ops) <= set(found.ops):
            yield "ops of before are gone"

    def before(self, operation: Operation) -> Seen:
        """What is in the store that an operation is tried on."""
        base = operation.base or self.base
        if base not in self._before:
            found, problem = self._read(operation, self._copy(base))
            assert found is not None, problem
            self._before[base] = found
        return self._before[base]

    def _of_its_kind(self, operation: Operation, now: Seen, ended: str) -> Iterator[str]:
        """Done is all of it; anything else is all of it or nothing."""
        after, before = self.after[operation.name], self.before(operation)
        assert after is not None
        allowed = [after.rows] if ended == "done" else [after.rows, before.rows]
        if operation.changes > 1 and ended != "done":
            allowed += [
                _between(before.rows, after.rows, done / operation.changes) for done in range(1, operation.changes)
            ]
        if operation.name == "make a store" and ended != "done":
            return
        if now.rows not in allowed:
            yield f"{ended}, and yet there is {now.rows}, not one of {allowed}"

    def _read(self, operation: Operation, folder: Path) -> tuple[Seen | None, str]:
        child = Child(lambda wire: _reader(operation, folder, wire))
        found, problem = child.wire.hear() or (None, "it died")
        child.ended()
        return (Seen(**found) if found else None), problem or ""

    def _copy(self, base: Path) -> Path:
        shutil.rmtree(self._home / "store", ignore_errors=True)
        shutil.rmtree(self._home / "new", ignore_errors=True)
        return Path(shutil.copytree(base, self._home / "store", ignore=shutil.ignore_patterns("ballast")))

    def _stage(self, operation: Operation) -> Stage:
        out = self._home / "out"
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        return Stage(self._copy(operation.base or self.base), out)


def _between(before: dict[str, int], after: dict[str, int], share: float) -> dict[str, int]:
    """Rows by table where this share of equal changes is done."""
    return {name: round(rows + (after[name] - rows) * share) for name, rows in before.items()}


@contextlib.contextmanager
def _traced(pid: int, options: Sequence[str], trace: Path) -> Iterator[subprocess.Popen[str]]:
    """Have strace on a process meanwhile; when it is taken off again the process goes on as ever."""
    command = ["strace", "-f", "-p", str(pid), "-o", str(trace), *options]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    said = tracer.stderr.readline()
    if "attached" not in said:
        raise RuntimeError(f"strace: {said}")
    try:
        yield tracer
    finally:
        tracer.terminate()
        tracer.stderr.close()
        try:
            tracer.wait(_TRACER_S)
        except subprocess.TimeoutExpired:
            tracer.kill()
            tracer.wait()


def _in_turn(points: Iterable[Point]) -> list[Point]:
    """One of each call after another: most are writes of pages, and of the rest none would be left out."""
    by_call: dict[str, list[Point]] = {}
    for point in points:
        by_call.setdefault(point.call, []).append(point)
    return [one for turn in zip_longest(*by_call.values()) for one in turn if one is not None]


def _plant(name: str) -> None:
    """Plant a fault of the store's own, which the run must find."""
    if name == "swallow":  # a save that did not go through, taken for one that did

        @contextlib.contextmanager
        def careless(connection: Any, begin: str) -> Iterator[None]:
            connection.execute(begin)
            yield
            with contextlib.suppress(encryption.DriverError):
                connection.execute("COMMIT")

        encryption.transaction = careless  # type: ignore[assignment]
    elif name == "bare":  # an operating system's own words on the screen
        encryption.translate = lambda error: error  # type: ignore[assignment,return-value]
    elif name:
        raise ValueError(f"no such fault: {name}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=41)
    parser.add_argument("--faults", default=",".join(ERRORS))
    parser.add_argument("--operations", default="", help="some of their names, by commas")
    parser.add_argument("--of", type=int, default=0, help="draw so many of the operations")
    parser.add_argument("--plant", default="")
    asked = parser.parse_args()
    with cheaply(), tempfile.TemporaryDirectory(dir=asked.home) as home:
        trials, tally = Trials(Path(home)), Tally()
        named = [each for each in OPERATIONS if not asked.operations or each.name in asked.operations.split(",")]
        if asked.of:
            named = random.Random(asked.seed).sample(named, asked.of)
        points = trials.points(asked.faults.split(","), named)
        _plant(asked.plant)
        random.Random(asked.seed).shuffle(points)
        points = _in_turn(points)[asked.first : asked.first + asked.count if asked.count else None]
        lanes = [Child(partial(_strikes, trials, points[at::AT_ONCE])) for at in range(AT_ONCE)]
        for lane in lanes:
            for told in iter(lane.wire.hear, None):
                tally.add(Tally.of(told))
            lane.ended()
    if tally.points != len(points):
        raise RuntimeError("a point did not come to its end")
    print(json.dumps(vars(tally)))


def _strikes(trials: Trials, points: Iterable[Point], wire: Wire) -> None:
    """Try these, beside those that others try, and say of each what came of it."""
    with trials.elsewhere():
        for point in points:
            tally = Tally()
            trials.strike(point, tally)
            wire.say(vars(tally))


if __name__ == "__main__":
    main()
