"""The promises of the store: how each is put to the test, any number of times, and the fault that its proof must see."""

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
from tests.reliability import (
    asked_and_erased,
    at_rest,
    damage,
    failing_calls,
    from_outside,
    kept_secret,
    lives,
    migrating,
    power_cut,
    side_copies,
)
from tests.reliability import scripted_worker as worker
from tests.reliability.damage import Outcome
from tests.reliability.promise import Promise

# ---- R1, R2: killed, and without power


def kills(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    return lives.run(home, power=False, seed=seed, first=first, count=count).wrong


def _says_saved_too_early(home: Path) -> str:
    tally = lives.run(home, power=False, seed=32, count=40, plant="ack-first", kinds="saving")
    return "saved said before it is" if tally.wrong else ""


def cuts(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    return lives.run(home, power=True, seed=seed, first=first, count=count).wrong


def _does_not_sync(home: Path) -> str:
    tally = lives.run(home, power=True, seed=14, count=40, plant="no-sync", kinds="saving")
    return "synchronous=OFF" if tally.wrong else ""


# ---- R4: every call that can fail


def calls(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    return failing_calls.run(home, faults=failing_calls.ERRORS, count=count, seed=seed, first=first).wrong


def _swallows(home: Path) -> str:
    names = "a person,a sentence,typing"
    tally = failing_calls.run(home, faults=["EIO", "ENOSPC"], count=30, seed=43, plant="swallow", names=names)
    return "an error of the disk swallowed" if tally.wrong else ""


# ---- R5, R6, R7: damaged at rest


@contextmanager
def _ages(home: Path) -> Iterator[list[Path]]:
    """A store at rest at three times; there is a copy of the first two, and work after each that is in no copy."""
    ages = []
    for age in range(3):
        vault = worker.open_or_create(home / "store")
        for number in range(age * 27, age * 27 + 27):
            if number % 27 == 20 and age < 2:
                backups.at_once(vault)
            worker.work(vault, number)
        vault.close()
        ages.append(
            Path(shutil.copytree(home / "store", home / f"age-{age}", ignore=shutil.ignore_patterns("ballast")))
        )
    yield ages
    for age in ages:
        shutil.rmtree(age)


def damages(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    with _ages(home) as ages:
        outcomes = damage.run(ages[-1], ages[:-1], worker.everything, count=count, seed=hash((seed, first)))
    return [f"{what} silent" for what in outcomes.by(Outcome.SILENT)] + [
        f"{what} crashed" for what in outcomes.by(Outcome.CRASHED)
    ]


def _no_seal(home: Path) -> str:
    blind = mock.patch.multiple(seal, verify=lambda *_: SealState.CLEAN, log_place=lambda *_: None)
    with _ages(home) as ages, blind:
        old = ("roll-back", "old-file")
        outcomes = damage.run(ages[-1], ages[:-1], worker.everything, count=30, seed=24, kinds=old)
    return "the seal not asked" if outcomes.by(Outcome.SILENT) else ""


def written(vault: Vault) -> set[tuple[object, ...]]:
    """Every op of the log with its chain link."""
    with vault.reading() as conn:
        return set(conn.execute("SELECT person, lane, origin, oseq, body, chain FROM op WHERE length(chain)"))


def _written_in(folder: Path) -> set[tuple[object, ...]]:
    vault = unlocking.unlock(folder, worker.PASSPHRASE)
    try:
        return written(vault)
    finally:
        vault.close()


def mendings(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    wrong = []
    with _ages(home) as ages:
        expected = _written_in(Path(shutil.copytree(ages[-1], home / "as-it-is")))
        for what, deed in damage.deeds(ages[-1], ages[:-1], random.Random(hash((seed, first))), count):
            copy = damage.copied(ages[-1], home)
            deed(copy)
            try:
                vault = unlocking.unlock(copy, worker.PASSPHRASE)
            except ExpectedError:
                vault, _ = mending.unlock(copy, worker.PASSPHRASE)
            if not written(vault) >= expected:
                wrong.append(f"{what}: {len(expected - written(vault))} changes gone")
            vault.close()
    return wrong


def _log_not_asked(home: Path) -> str:
    nothing = outbox_log.Found([], outbox_log.Place(), whole=False)
    with mock.patch.object(outbox_log, "read", return_value=nothing):
        return "the log not asked" if mendings(home, 3, 0, 24) else ""


def either_gone(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    """The store's file, or the second copy of unsent work, is gone or full of noise."""
    wrong = []
    draw = random.Random(hash((seed, first)))
    with _ages(home) as ages:
        expected = _written_in(Path(shutil.copytree(ages[-1], home / "as-it-is")))
        for _ in range(count):
            copy = damage.copied(ages[-1], home)
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


def _one_copy_alone(home: Path) -> str:
    nothing = outbox_log.Found([], outbox_log.Place(), whole=False)
    with mock.patch.object(outbox_log, "read", return_value=nothing):
        return "unsent work kept once" if either_gone(home, 3, 0, 6) else ""


# ---- R8: copies


def drills(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    wrong: list[str] = []
    with _ages(home) as ages:
        for number in range(first, first + count):
            done = drill.drill(ages[-1], worker.PASSPHRASE, seed=hash((seed, number)))
            wrong += [] if done.equal else done.lines
    return wrong


def _plain_copy(home: Path) -> str:
    """The file copied without SQLite's own way, while it is being written."""

    def torn(_source: object, path: Path, *_rest: object) -> None:
        data = (path.parents[2] / "vault").read_bytes()
        path.write_bytes(data[: len(data) // 2] + bytes(len(data) - len(data) // 2))

    with _ages(home) as ages:
        vault = unlocking.unlock(ages[-1], worker.PASSPHRASE)
        try:
            with mock.patch.object(encryption, "copy_into", torn):
                made = backups.at_once(vault)
        finally:
            vault.close()
    return "a torn copy" if made is None else ""


# ---- R9: an earlier release


def migrations(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    return migrating.run(home, seed=seed, first=first, count=count).wrong


def _old_one_gone_first(home: Path) -> str:
    tally = migrating.run(home, seed=92, count=20, plant="away")
    return "the old store moved away before the new one is there" if tally.wrong else ""


PROMISES: tuple[Promise, ...] = (
    Promise("R1", "Killed at any moment, every change called saved is there", "kills", 1000, 250, kills, _says_saved_too_early),
    Promise(
        "R2", "Without power at any moment, every change called saved is there", "cuts of the power", 300, 150, cuts,
        _does_not_sync, power_cut.why_not,
    ),
    Promise(
        "R4", "Whatever the disk refuses: nothing lost, nothing falsely called saved, a plain sentence", "failing calls", 40,
        500, calls, _swallows, failing_calls.why_not,
    ),
    Promise("R5", "No damage at rest goes unnoticed", "damages", 320, 500, damages, _no_seal),
    Promise("R6", "A damaged store is made whole with every change that was kept", "damages", 24, 100, mendings, _log_not_asked),
    Promise("R7", "The store or the second copy of unsent work destroyed: nothing lost", "losses", 20, 100, either_gone, _one_copy_alone),
    Promise("R8", "A copy goes back to what it was made of", "rehearsals", 2, 10, drills, _plain_copy),
    Promise(
        "R9", "Without power at any step of a new release: the old or the new store opens", "steps", 20, 100, migrations,
        _old_one_gone_first, power_cut.why_not,
    ),
    *at_rest.PROMISES, *kept_secret.PROMISES, *side_copies.PROMISES, *asked_and_erased.PROMISES, *from_outside.PROMISES,
)  # fmt: skip
