"""The promises of the store: how each is put to the test, any number of times, and the fault that its proof must see."""

from collections.abc import Sequence
from pathlib import Path

from tests.reliability import (
    asked_and_erased,
    at_rest,
    damaged,
    every_file,
    failing_calls,
    from_outside,
    kept_secret,
    lives,
    migrating,
    on_screen,
    own_record,
    power_cut,
    removing,
    side_copies,
    test_typing_killed,
)
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
    *test_typing_killed.PROMISES,
    Promise(
        "R4", "Whatever the disk refuses: nothing lost, nothing falsely called saved, a plain sentence", "failing calls", 1500,
        500, calls, _swallows, failing_calls.why_not,
    ),
    Promise("R5", "No damage at rest goes unnoticed", "damages", 5000, 500, damaged.damages, damaged.no_seal),
    *every_file.PROMISES,
    Promise("R6", "A damaged store is made whole with every change that was kept", "damages", 200, 100, damaged.mendings, damaged.log_not_asked),
    Promise("R7", "The store or the second copy of unsent work destroyed: nothing lost", "losses", 100, 100, damaged.either_gone, damaged.one_copy_alone),
    Promise("R8", "A copy goes back to what it was made of", "rehearsals", 20, 20, damaged.drills, damaged.plain_copy),
    Promise(
        "R9", "Without power at any step of a new release: the old or the new store opens", "steps", 20, 100, migrations,
        _old_one_gone_first, power_cut.why_not,
    ),
    *removing.PROMISES,
    *at_rest.PROMISES, *kept_secret.PROMISES, *side_copies.PROMISES, *asked_and_erased.PROMISES, *from_outside.PROMISES,
    *on_screen.PROMISES, *own_record.PROMISES,
)  # fmt: skip
