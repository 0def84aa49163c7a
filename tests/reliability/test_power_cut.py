"""Power cuts lose nothing that was acknowledged, and the store opens after each of them."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from sbp_desktop.errors import WrongPassphrase
from sbp_desktop.storage import encryption, key_slots
from tests.reliability import power_cut
from tests.reliability import scripted_worker as worker
from tests.reliability.bare_store import PASSPHRASE, BareStore, words_of

pytestmark = [pytest.mark.power_cut, pytest.mark.timeout(1200)]

CHANGE_FOR_EVER = """
import sys
from pathlib import Path
from sbp_desktop.errors import WrongPassphrase
from sbp_desktop.storage import key_slots
folder, number = Path(sys.argv[1]), 0
kdf = key_slots.Kdf.for_tests()
if not folder.exists():
    folder.mkdir()
    key_slots.create(folder, "passphrase 0", kdf)
while True:
    try:
        key_slots.open_root_key(folder, f"passphrase {number}")
        break
    except WrongPassphrase:
        number += 1
print("ready", flush=True)
while True:
    key_slots.change_passphrase(folder, f"passphrase {number}", f"passphrase {number + 1}", kdf)
    number += 1
    print(number, flush=True)
"""


@pytest.fixture(scope="module")
def mountable() -> None:
    if reason := power_cut.why_not():
        pytest.skip(reason)


@pytest.fixture
def disk(mountable: None, tmp_path: Path) -> Iterator[power_cut.Disk]:
    with power_cut.Disk(tmp_path) as disk:
        yield disk


def writer(*options: str) -> power_cut.Writer:
    return lambda folder: [sys.executable, "-m", "tests.reliability.bare_store", str(folder), *options]


def lost_notes(folder: Path, acknowledged: Sequence[int]) -> list[int]:
    """Open as the app does after a crash, read every note, check every page on fresh connections."""
    store = BareStore.open(folder)
    found = store.notes()
    store.close()
    root = key_slots.open_root_key(folder, PASSPHRASE)
    assert encryption.integrity_problems(folder / "vault", key_slots.subkey(root, "database")) == []
    return [number for number in acknowledged if found.get(number) != words_of(number)]


def passphrases_that_fail(folder: Path, acknowledged: Sequence[int]) -> list[int]:
    """Return the last acknowledged passphrase where neither it nor the next one opens, or both do."""
    last = max(acknowledged, default=None)
    if last is None:
        return []
    opening = [number for number in (last - 1, last, last + 1) if _opens(folder, f"passphrase {number}")]
    return [] if opening in ([last], [last + 1]) else [last]


def _opens(folder: Path, passphrase: str) -> bool:
    try:
        key_slots.open_root_key(folder, passphrase)
    except WrongPassphrase:
        return False
    return True


def scripted_worker(folder: Path) -> list[str]:
    return [sys.executable, "-m", "tests.reliability.scripted_worker", str(folder)]


def test_nothing_acknowledged_is_lost_to_a_power_cut(disk: power_cut.Disk, long_form: bool) -> None:
    tally = power_cut.run(
        disk, scripted_worker, worker.lost, cuts=60 if long_form else 15, seed=11, longest_s=0.5, starts=0.3
    )
    print(tally)
    assert (tally.lost, tally.unopenable) == ([], [])
    assert tally.acknowledged > tally.cuts


def test_cuts_while_closing_sealing_and_opening_again_lose_nothing(disk: power_cut.Disk, long_form: bool) -> None:
    tally = power_cut.run(disk, writer("reopen"), lost_notes, cuts=40 if long_form else 8, seed=12)
    print(tally)
    assert (tally.lost, tally.unopenable) == ([], [])


def test_cuts_while_changing_the_passphrase_leave_exactly_one(disk: power_cut.Disk, long_form: bool) -> None:
    command: power_cut.Writer = lambda folder: [sys.executable, "-c", CHANGE_FOR_EVER, str(folder)]  # noqa: E731
    tally = power_cut.run(disk, command, passphrases_that_fail, cuts=40 if long_form else 6, seed=13, longest_s=1.0)
    print(tally)
    assert (tally.lost, tally.unopenable) == ([], [])


@pytest.mark.parametrize("options", [("no-sync", "no-checkpoint"), ("ack-first", "no-sync")])
def test_the_harness_sees_a_store_that_does_not_sync(disk: power_cut.Disk, options: tuple[str, ...]) -> None:
    tally = power_cut.run(disk, writer(*options), lost_notes, cuts=10, seed=14, until_red=True)
    assert tally.red, tally


@pytest.mark.long
def test_the_harness_sees_that_a_normal_sync_is_not_enough(disk: power_cut.Disk) -> None:
    tally = power_cut.run(disk, writer("sync-normal", "no-checkpoint"), lost_notes, cuts=120, seed=15, until_red=True)
    print(tally)
    assert tally.red, tally
