"""Stores at rest, put to the test: damaged in any way (R5), mended (R6), with a copy gone (R7), gone back (R8)."""

import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from sbp_desktop.errors import ExpectedError
from sbp_desktop.services import drill, mending, unlocking
from sbp_desktop.storage import backups, encryption, outbox_log, seal
from sbp_desktop.storage.seal import SealState
from sbp_desktop.storage.vault import Vault
from tests.reliability import damage
from tests.reliability import scripted_worker as worker
from tests.reliability.damage import Outcome
from tests.reliability.ground import cheaply

_IN_NO_COPY = 7

# ---- R5, R6, R7: damaged at rest


@contextmanager
def ages(home: Path, rounds: int = 3) -> Iterator[list[Path]]:
    """A store at rest at three times; there is a copy of the first two, and work after each that is in no copy.

    `rounds`: so many times all there is to do was done before each. One will do where any damage is to be noticed; what is
    to be brought back fills more of the pages.
    """
    made, steps = [], rounds * worker.STEPS
    with cheaply():
        for age in range(3):
            vault = worker.open_or_create(home / "store")
            for number in range(age * steps, (age + 1) * steps):
                if number % steps == steps - _IN_NO_COPY and age < 2:
                    backups.at_once(vault)
                worker.work(vault, number)
            vault.close()
            made.append(
                Path(shutil.copytree(home / "store", home / f"age-{age}", ignore=shutil.ignore_patterns("ballast")))
            )
        yield made
    for each in made:
        shutil.rmtree(each)


def damages(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    with ages(home, rounds=1) as made:
        outcomes = damage.run(made[-1], made[:-1], worker.everything, count=count, seed=hash((seed, first)))
    return [f"{what} silent" for what in outcomes.by(Outcome.SILENT)] + [
        f"{what} crashed" for what in outcomes.by(Outcome.CRASHED)
    ]


def no_seal(home: Path) -> str:
    blind = mock.patch.multiple(seal, verify=lambda *_: SealState.CLEAN, log_place=lambda *_: None)
    with ages(home, rounds=1) as made, blind:
        old = ("roll-back", "old-file")
        outcomes = damage.run(made[-1], made[:-1], worker.everything, count=30, seed=24, kinds=old)
    return "the seal not asked" if outcomes.by(Outcome.SILENT) else ""


def written(vault: Vault) -> set[tuple[object, ...]]:
    """Every op of the log with its chain link."""
    with vault.reading() as conn:
        return set(conn.execute("SELECT person, lane, origin, oseq, body, chain FROM op WHERE length(chain)"))


def written_in(folder: Path) -> set[tuple[object, ...]]:
    vault = unlocking.unlock(folder, worker.PASSPHRASE)
    try:
        return written(vault)
    finally:
        vault.close()


def mendings(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    wrong = []
    with ages(home) as made:
        expected = written_in(Path(shutil.copytree(made[-1], home / "as-it-is")))
        for what, deed in damage.deeds(made[-1], made[:-1], random.Random(hash((seed, first))), count):
            copy = damage.copied(made[-1], home)
            deed(copy)
            try:
                vault = unlocking.unlock(copy, worker.PASSPHRASE)
            except ExpectedError:
                vault, _ = mending.unlock(copy, worker.PASSPHRASE)
            if not written(vault) >= expected:
                wrong.append(f"{what}: {len(expected - written(vault))} changes gone")
            vault.close()
    return wrong


def log_not_asked(home: Path) -> str:
    nothing = outbox_log.Found([], outbox_log.Place(), whole=False)
    with mock.patch.object(outbox_log, "read", return_value=nothing):
        return "the log not asked" if mendings(home, 3, 0, 24) else ""


def either_gone(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    """The store's file, or the second copy of unsent work, is gone or full of noise."""
    wrong = []
    draw = random.Random(hash((seed, first)))
    with ages(home) as made:
        expected = written_in(Path(shutil.copytree(made[-1], home / "as-it-is")))
        for _ in range(count):
            copy = damage.copied(made[-1], home)
            victim = copy / draw.choice(("vault", outbox_log.NAME))
            if draw.random() < 0.5:
                victim.unlink()
            else:
                victim.write_bytes(draw.randbytes(victim.stat().st_size))
            vault, _ = mending.unlock(copy, worker.PASSPHRASE)
            if written(vault) != expected:
                wrong.append(f"{victim.name}: {len(expected - written(vault))} changes gone")
            vault.close()
    return wrong


def one_copy_alone(home: Path) -> str:
    nothing = outbox_log.Found([], outbox_log.Place(), whole=False)
    with mock.patch.object(outbox_log, "read", return_value=nothing):
        return "unsent work kept once" if either_gone(home, 3, 0, 6) else ""


# ---- R8: copies


def drills(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    wrong: list[str] = []
    with ages(home) as made:
        for number in range(first, first + count):
            done = drill.drill(made[-1], worker.PASSPHRASE, seed=hash((seed, number)))
            wrong += [] if done.equal else done.lines
    return wrong


def plain_copy(home: Path) -> str:
    """The file copied without SQLite's own way, while it is being written."""

    def torn(_source: object, path: Path, *_rest: object) -> None:
        data = (path.parents[2] / "vault").read_bytes()
        path.write_bytes(data[: len(data) // 2] + bytes(len(data) - len(data) // 2))

    with ages(home) as made:
        vault = unlocking.unlock(made[-1], worker.PASSPHRASE)
        try:
            with mock.patch.object(encryption, "copy_into", torn):
                torn_one = backups.at_once(vault)
        finally:
            vault.close()
    return "a torn copy" if torn_one is None else ""
