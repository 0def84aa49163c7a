"""Ends one life of the app after another, by a kill or by taking the power, and lets each prove what was promised before.

    tally = lives.run(home, power=False, seed=31, count=1000)
    assert tally.wrong == []

A life opens the store that the one before left, proves it (every change that was called saved is there, every page,
every link of the log), says "ready", works on and says what is safe; at a moment drawn by the seed it is ended. One in
five is ended within a moment of its start, while it still opens. What it worked at are the `KINDS`, in turn.

Run as `python -m tests.reliability.lives HOME --count N --seed S [--first K] [--power] [--kinds A,B] [--plant NAME]`:
this process forks, so it is one that has no threads and opens no store; the tally comes on standard output as JSON.
"""

import argparse
import contextlib
import itertools
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from sbp_desktop.errors import WrongPassphrase
from sbp_desktop.services import people, places, unlocking
from sbp_desktop.storage import backups, encryption, files, key_slots, migrate, oplog, queries
from sbp_desktop.storage.local_file import FILE_NAME as OWN
from sbp_desktop.storage.vault import FILE_NAME, Vault
from tests.migrations.keep import PASSPHRASE as EARLIER_PASSPHRASE
from tests.reliability import scripted_worker as worker
from tests.reliability.forking import Child, Wire
from tests.reliability.ground import cheaply
from tests.reliability.power_cut import ROOT, Disk, Folder

EARLIER = sorted((ROOT / "tests" / "migrations" / "kept").iterdir())
_STARTING = 0.2
_LIVES_OF_A_STORE = 40
_UNHEARD = 60
"""So many passphrases at most are changed between the last that is heard and the end."""
_APART = 9000
"""Numbers of one life are so far from those of the next; a multiple of `worker.STEPS`."""


@dataclass
class Tally:
    """What came of a run: lives ended by kind, how many of them while opening, what was called saved, what is wrong."""

    ended: Counter[str] = field(default_factory=Counter)
    opening: int = 0
    safe: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return self.ended.total()

    def __str__(self) -> str:
        kinds = ", ".join(f"{name} {count} ({self.safe[name]} safe)" for name, count in sorted(self.ended.items()))
        return f"{self.count} ended, {self.opening} while opening: {kinds}; {len(self.wrong)} wrong"


class Life(NamedTuple):
    """One life: the store's folder, what the lives before it promised, its number, and how it says things.

    `proves_only`: the last of a store, which works no more. `plant`: a fault of the store's own.
    """

    folder: Path
    promised: list[int]
    number: int
    draw: random.Random
    say: Callable[[str, int], None]
    proves_only: bool
    plant: str

    def ready(self) -> Iterator[int]:
        """Numbers for what is done from now on, that no other life has; none where there is nothing more to do."""
        self.say("ready", 0)
        return itertools.count(self.number * _APART) if not self.proves_only else iter(())


# ---- kinds of work


def saving(life: Life) -> None:
    """Changes of every kind there is, photos and what never leaves the laptop among them."""
    vault = worker.open_or_create(life.folder)
    _prove(life, vault, [number for number in life.promised if not worker.kept(vault, number)])
    if life.number % 8 == 0 or life.proves_only:
        vault = _prove_every_page(life, vault)
    if life.plant == "no-sync":
        vault.connection.execute("PRAGMA synchronous=OFF")
    turn = life.draw.randrange(2, worker.STEPS)  # a life is short: each begins its rounds at another of their steps
    for at in life.ready():
        first = at - at % worker.STEPS
        step = at % worker.STEPS
        number = at if step < 2 else first + 2 + (step - 2 + turn) % (worker.STEPS - 2)
        if life.plant == "ack-first":
            life.say("safe", number)
        worker.work(vault, number)
        life.say("safe", number)


def locking(life: Life) -> None:
    """A change, and the lock after it: place, copy, second copy of unsent work, seal; then open again."""
    vault = worker.open_or_create(life.folder)
    _prove(life, vault, _lacking(vault, life.promised))
    for number in life.ready():
        people.add_person(vault, f"Person {number}")
        places.leave_and_close(vault, None)
        life.say("safe", number)
        vault = unlocking.unlock(life.folder, worker.PASSPHRASE)


def copying(life: Life) -> None:
    """Copies of everything, and what they promise: each that was called made opens and is whole."""
    vault = worker.open_or_create(life.folder)
    copies = backups.copies(vault.folder, vault.root)
    lost = _lacking(vault, life.promised)
    _prove(life, vault, lost)
    for copy in copies[:2]:
        if not backups.is_whole(copy, vault.root):
            life.say("wrong: a copy is not whole", 0)
    if life.promised and not copies:
        life.say("wrong: a copy is gone", 0)
    for number in life.ready():
        people.add_person(vault, f"Person {number}")
        if backups.at_once(vault) is None:
            life.say("wrong: no copy was made", 0)
        life.say("safe", number)


def new_keys(life: Life) -> None:
    """New keys for the whole store."""
    vault = worker.open_or_create(life.folder)
    _prove(life, vault, _lacking(vault, life.promised))
    vault.close()
    if (life.folder / "rekeyed").exists():
        life.say("wrong: what was made on the way stayed", 0)
    for number in life.ready():
        vault = unlocking.unlock(life.folder, worker.PASSPHRASE)
        people.add_person(vault, f"Person {number}")
        vault.close()
        unlocking.make_new_keys(life.folder, worker.PASSPHRASE)
        life.say("safe", number)


def new_passphrase(life: Life) -> None:
    """One passphrase after another: exactly one opens, the last that was called changed or one of those after it."""
    if not (life.folder / "keys.a").exists():
        life.folder.mkdir(exist_ok=True)
        key_slots.create(life.folder, _passphrase(0), key_slots.Kdf.for_tests())
    last = max(life.promised, default=0)
    opening = [number for number in range(max(0, last - 1), last + _UNHEARD) if _opens(life.folder, number)]
    if len(opening) != 1 or opening[0] < last:
        life.say(f"wrong: after {last} passphrase {opening} opens", 0)
    life.say("proved", 0)
    now = opening[-1] if opening else last
    life.say("safe", now)
    for _ in life.ready():
        key_slots.change_passphrase(life.folder, _passphrase(now), _passphrase(now + 1), key_slots.Kdf.for_tests())
        now += 1
        life.say("safe", now)


def new_release(life: Life) -> None:
    """A store of an earlier release is brought to this one; each life begins with a fresh one and ends the last's."""
    for release in EARLIER if life.promised else ():
        if wrong := release_problem(life.folder / release.name, release):
            life.say(f"wrong: {wrong}", 0)
    life.say("proved", 0)
    shutil.rmtree(life.folder, ignore_errors=True)
    life.folder.mkdir()
    for release in EARLIER:
        lay_out(release, life.folder / release.name)
    life.say("begun", 0)
    for number, release in zip(life.ready(), EARLIER, strict=False):
        unlocking.unlock(life.folder / release.name, EARLIER_PASSPHRASE).close()
        life.say("safe", number)


KINDS: dict[str, Callable[[Life], None]] = {
    "saving": saving, "locking": locking, "copying": copying, "new keys": new_keys, "new passphrase": new_passphrase,
    "new release": new_release,
}  # fmt: skip
# How many times a life may say "safe" before the moment it is ended in, and how long (s) that moment may last.
_AFTER = {
    "saving": (8, 0.02), "locking": (1, 0.1), "copying": (1, 0.1), "new keys": (1, 0.3), "new passphrase": (3, 0.05),
    "new release": (0, 0.5),
}  # fmt: skip
_TURNS = ("saving", "new passphrase", "saving", "locking", "saving", "saving", "copying", "saving", "new passphrase",
          "saving", "saving", "new keys", "saving", "saving", "locking", "saving", "new passphrase", "saving",
          "saving", "new release")  # fmt: skip


# ---- proving


def _prove(life: Life, vault: Vault, lost: list[int]) -> None:
    with vault.reading() as conn:
        broken = list(oplog.broken_links(conn))
    if lost:
        life.say(f"wrong: changes {lost} lost", 0)
    if broken:
        life.say(f"wrong: links {broken} broken", 0)
    life.say("proved", 0)


def _prove_every_page(life: Life, vault: Vault) -> Vault:
    """Close, let every page and every tree prove itself on fresh connections, and open again."""
    vault.close()
    for wrong in page_problems(life.folder, worker.PASSPHRASE):
        life.say(f"wrong: {wrong}", 0)
    return worker.open_or_create(life.folder)


def page_problems(folder: Path, passphrase: str) -> list[str]:
    """What is wrong with the files of a closed store."""
    root = key_slots.open_root_key(folder, passphrase)
    wrong = encryption.integrity_problems(folder / FILE_NAME, key_slots.subkey(root, "database"))
    if (folder / OWN).exists():
        wrong += encryption.integrity_problems(folder / OWN, key_slots.subkey(root, "local"))
    return wrong


def _lacking(vault: Vault, promised: list[int]) -> list[int]:
    there = {row.name for row in queries.people(vault, limit=100_000)}
    return [number for number in promised if f"Person {number}" not in there]


def _passphrase(number: int) -> str:
    return f"passphrase {number}"


def _opens(folder: Path, number: int) -> bool:
    try:
        key_slots.open_root_key(folder, _passphrase(number))
    except WrongPassphrase:
        return False
    return True


def lay_out(release: Path, folder: Path) -> None:
    """Copy a kept store; it has reached the disk before anything is done to it."""
    shutil.copytree(release, folder)
    for each in folder.iterdir():
        files.to_the_disk(each)
    for place in (folder, folder.parent, folder.parent.parent):
        files.sync_folder(place)


def release_problem(folder: Path, release: Path) -> str:
    """What is wrong with a store that was being brought to this release; "" where it opens with all that was in it."""
    vault = unlocking.unlock(folder, EARLIER_PASSPHRASE)
    try:
        with vault.reading() as conn:
            ops = conn.execute("SELECT count(*), max(seq), sum(length(body)) FROM op").fetchone()
            broken = list(oplog.broken_links(conn))
            behind = conn.execute("PRAGMA user_version").fetchone()[0] != migrate.SCHEMA_VERSION
    finally:
        vault.close()
    if list(ops) != _OPS[release.name] or broken or behind:
        return f"{release.name}: {ops} of {_OPS[release.name]}, {broken}, behind {behind}"
    if (folder / "upgrade").exists():
        return f"{release.name}: what was made on the way stayed"
    return "; ".join(page_problems(folder, EARLIER_PASSPHRASE))


_OPS: dict[str, Any] = {}


def look_at_releases() -> None:
    """Note what the kept stores hold, for `release_problem`; asked of a child, for whoever forks opens no store."""
    child = Child(lambda wire: wire.say({release.name: _ops_of(release) for release in EARLIER}))
    _OPS.update(child.wire.hear())
    child.ended()


def _ops_of(release: Path) -> list[int]:
    with tempfile.TemporaryDirectory() as home:
        copy = Path(shutil.copytree(release, Path(home) / "kept"))
        root = key_slots.open_root_key(copy, EARLIER_PASSPHRASE)
        engine = encryption.open_engine(copy / FILE_NAME, key_slots.subkey(root, "database"), create=False)
        try:
            with engine.connect() as conn:
                return list(conn.exec_driver_sql("SELECT count(*), max(seq), sum(length(body)) FROM op").one())
        finally:
            encryption.close_engine(engine)


# ---- the runs


@dataclass
class _Kept:
    """Of one kind: its store, what was promised and not yet proved, how many lives it had."""

    folder: Path
    promised: list[int] = field(default_factory=list)
    lives: int = 0


def _heard_until(wire: Wire, safe: int) -> list[list[Any]]:
    """What a life says until it is ready and has said "safe" so many times since."""
    said: list[list[Any]] = []
    ready = False
    while (one := wire.hear()) is not None:
        said.append(one)
        ready = ready or one[0] == "ready"
        safe -= ready and one[0] == "safe"
        if one[0] == "refused" or (ready and safe <= 0):
            break
    return said


class Lives:
    """The stores of a run on one disk, and their lives in turn."""

    def __init__(self, disk: Disk | Folder, seed: int, plant: str) -> None:
        self._disk, self._seed, self._plant = disk, seed, plant
        self._kept: dict[str, _Kept] = {}
        self.tally = Tally()
        look_at_releases()

    def end_one(self, number: int, kind: str) -> None:
        """Let life `number` work at this, end it, and take what it said before that for promised."""
        kept = self._kept.setdefault(kind, _Kept(self._disk.folder / f"{kind.replace(' ', '-')}"))
        if kept.lives == _LIVES_OF_A_STORE:
            self._prove_last(kind)
            kept = self._kept.setdefault(kind, _Kept(kept.folder))
        draw = random.Random(hash((self._seed, number)))
        child = self._born(number, kind, kept, proves_only=False)
        opening, (most, moment) = draw.random() < _STARTING, _AFTER[kind]
        said = [] if opening else _heard_until(child.wire, draw.randint(0, most))
        time.sleep(draw.uniform(0, 0.1 if opening else moment))
        # Before the cut: what is called safe in the moment after it was never promised to survive.
        said += child.wire.heard()
        self._disk.cut()
        child.ended()
        self._disk.unplug()
        self._disk.plug_in()
        self.tally.ended[kind] += 1
        self.tally.opening += ["ready", 0] not in said
        kept.lives += 1
        self._take(kind, kept, said)

    def prove_all(self) -> None:
        """Let a last life of each store prove what was promised."""
        for kind in list(self._kept):
            self._prove_last(kind)

    def _born(self, number: int, kind: str, kept: _Kept, *, proves_only: bool) -> Child:
        seed = hash((self._seed, number, 1))

        def live(wire: Wire) -> None:
            life = Life(
                kept.folder, kept.promised, number, random.Random(seed), lambda what, of: wire.say([what, of]),
                proves_only, self._plant,
            )  # fmt: skip
            try:
                KINDS[kind](life)
            except BaseException as error:  # noqa: BLE001 - whatever keeps the store from its work is what we count
                wire.say(["refused", f"{type(error).__name__}: {error}"])

        return Child(live)

    def _take(self, kind: str, kept: _Kept, said: list[list[Any]]) -> None:
        before = len(kept.promised)
        for what, of in said:
            if what == "proved":
                del kept.promised[:before]
            elif what == "safe":
                kept.promised.append(of)
                self.tally.safe[kind] += 1
            elif what == "begun":
                kept.promised.append(of)
            elif what == "refused":
                self.tally.wrong.append(f"{kind}: {of}")
            elif what.startswith("wrong"):
                self.tally.wrong.append(f"{kind}: {what}")
        if any(what == "refused" for what, _ in said):
            self._forget(kind)

    def _prove_last(self, kind: str) -> None:
        kept = self._kept[kind]
        child, said = self._born(0, kind, kept, proves_only=True), []
        while (one := child.wire.hear()) is not None:
            said.append(one)
        child.ended()
        if ["ready", 0] not in said:
            said.append(["refused", "the last life did not get as far as working"])
        self._take(kind, kept, said)
        self._forget(kind)

    def _forget(self, kind: str) -> None:
        kept = self._kept.pop(kind, None)
        if kept is not None:
            shutil.rmtree(kept.folder, ignore_errors=True)


def run(
    home: Path, *, power: bool, seed: int, count: int, first: int = 0, plant: str = "", kinds: str = ""
) -> Tally:  # fmt: skip
    """End `count` lives after the first so many, by taking the power or by a kill, in a process of their own."""
    command = [sys.executable, "-m", "tests.reliability.lives", str(home), "--count", str(count), "--seed", str(seed)]
    command += ["--first", str(first), "--plant", plant, "--kinds", kinds] + ["--power"] * power
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    told = json.loads(done.stdout.splitlines()[-1])
    return Tally(Counter(told["ended"]), told["opening"], Counter(told["safe"]), told["wrong"])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=31)
    parser.add_argument("--power", action="store_true")
    parser.add_argument("--kinds", default="")
    parser.add_argument("--plant", default="")
    asked = parser.parse_args()
    with cheaply(), tempfile.TemporaryDirectory(dir=asked.home) as home, contextlib.ExitStack() as held:
        place = Path(home)
        disk: Disk | Folder = held.enter_context(Disk(place, megabytes=256)) if asked.power else Folder(place)
        turns = asked.kinds.split(",") if asked.kinds else _TURNS
        lives = Lives(disk, asked.seed, asked.plant)
        for number in range(asked.first, asked.first + asked.count):
            lives.end_one(number + 1, turns[number % len(turns)])
            if asked.plant and lives.tally.wrong:
                break
        lives.prove_all()
    print(json.dumps({**vars(lives.tally)}))


if __name__ == "__main__":
    main()
