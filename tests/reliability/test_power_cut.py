"""Power cuts of a bare store, and that the harness sees one that does not sync; of the real store: test_lives.py."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from sbp_desktop.storage import encryption, key_slots
from tests.reliability import power_cut
from tests.reliability.bare_store import PASSPHRASE, BareStore, words_of

pytestmark = [pytest.mark.power_cut, pytest.mark.timeout(1200)]


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


def test_cuts_while_closing_sealing_and_opening_again_lose_nothing(disk: power_cut.Disk, long_form: bool) -> None:
    tally = power_cut.run(disk, writer("reopen"), lost_notes, cuts=40 if long_form else 4, seed=12)
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
