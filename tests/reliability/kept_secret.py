"""What must not be found anywhere, tried any number of times: after a day and a lock, in swap, and through a keychain."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from sbp_desktop.services import unlocking
from sbp_desktop.storage import quick_slot
from sbp_desktop.storage.key_slots import Kdf
from tests.fixtures import PASSPHRASE, WORKER
from tests.keychains import HandKeychain
from tests.reliability import any_moment, paged_out, test_day, test_swap
from tests.reliability.promise import Promise
from tests.storage import test_quick_slot


@contextmanager
def a_store(home: Path) -> Iterator[Path]:
    """A closed, empty store that is gone afterwards."""
    folder = home / "kept-secret"
    unlocking.create(folder, PASSPHRASE, WORKER, Kdf.for_tests()).close()
    yield folder
    shutil.rmtree(folder)


@contextmanager
def on_a_disk() -> Iterator[Path]:
    """A folder that is not in memory: neither an image to mount nor a swap file may be."""
    folder = Path(tempfile.mkdtemp(prefix="sbp-secret-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


# ---- S3: after a lock


def days(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    wrong: list[str] = []
    with a_store(home) as store:
        for _ in range(count):
            with on_a_disk() as disk:
                wrong += test_day.lived(store, disk, "lock").places
    return wrong


def only_wipes(home: Path) -> str:
    with a_store(home) as store, on_a_disk() as disk:
        found = test_day.lived(store, disk, "wipe")
    return "a lock that only wipes" if any(name.startswith("canary") for name in found.memory) else ""


# ---- S3: a lock at any moment


def locks(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    done = any_moment.run(home, seed=seed, first=first, count=count)
    print(done)
    return done.wrong + [f"it took {done.longest():.2f} s"] * (done.longest() > any_moment.WITHIN_S)


def in_a_hurry(home: Path) -> str:
    wrong = any_moment.run(home, seed=2, count=2, plant=True).wrong
    red = any("in memory" in one for one in wrong) and any("typed" in one for one in wrong)
    return "a lock that waits for nothing and only wipes" if red else ""


# ---- S6: swap


def pagings(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    wrong: list[str] = []
    with a_store(home) as store:
        for _ in range(count):
            with on_a_disk() as disk, paged_out.swap_file(disk / "swap") as swap:
                wrong += paged_out.of_keys(test_swap.swapped(store, swap, "kept"))
    return wrong


def not_kept_back(home: Path) -> str:
    with a_store(home) as store, on_a_disk() as disk, paged_out.swap_file(disk / "swap") as swap:
        return "keys that may be paged out" if paged_out.of_keys(test_swap.swapped(store, swap, "given")) else ""


# ---- quick opening (docs/decisions/0022)


def keychains(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    with a_store(home) as store, pytest.MonkeyPatch.context() as patch:
        chain = HandKeychain()
        chosen = quick_slot.choose(store, test_quick_slot.CODE)
        return test_quick_slot.losses(store, chain, chosen, patch, count, hash((seed, first)))


def without_its_half(home: Path) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quick_slot, "_key", lambda stretched, _half: stretched)
        patch.setattr(quick_slot, "_half", lambda _folder: bytes(32))
        return "a code that opens without its half" if keychains(home, 11, 0, 40) else ""


PROMISES: tuple[Promise, ...] = (
    Promise(
        "S3", "After a day and a lock nothing is readable anywhere", "days", 1, 1, days, only_wipes,
        test_day.why_not,
    ),
    Promise(
        "S3-locks", "A lock at any moment leaves nothing readable and loses no word, within a second", "locks", 50, 50, locks,
        in_a_hurry, test_day.why_not,
    ),
    Promise(
        "S6", "No key of an open store is written to swap", "pagings out", 1, 10, pagings,
        not_kept_back, paged_out.why_not,
    ),
    Promise(
        "S-quick", "Whatever becomes of a keychain, the passphrase opens and a code does not without its half", "states",
        1000, 1000, keychains, without_its_half,
    ),
)  # fmt: skip
