"""Power cuts while a store gets new keys: it always opens, with everything that was in it."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from sbp_desktop.services import unlocking
from sbp_desktop.storage import encryption, key_slots, queries
from tests.reliability import power_cut

pytestmark = [pytest.mark.power_cut, pytest.mark.timeout(1200)]
PASSPHRASE = "the same words all along"

# Adds somebody, makes new keys, says so; for ever. What it would see is tried in tests/storage/test_rekeying.py.
NEW_KEYS_FOR_EVER = """
import sys
from pathlib import Path
from sbp_desktop.services import people, unlocking
from sbp_desktop.storage import key_slots, queries
folder, passphrase = Path(sys.argv[1]), sys.argv[2]
if not folder.exists():
    unlocking.create(folder, passphrase, {}, key_slots.Kdf.for_tests()).close()
vault = unlocking.unlock(folder, passphrase)
number = len(queries.people(vault))
vault.close()
print("ready", flush=True)
while True:
    vault = unlocking.unlock(folder, passphrase)
    people.add_person(vault, f"Person {number}")
    vault.close()
    unlocking.make_new_keys(folder, passphrase)
    print(number, flush=True)
    number += 1
"""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[power_cut.Disk]:
    if reason := power_cut.why_not():
        pytest.skip(reason)
    with power_cut.Disk(tmp_path) as disk:
        yield disk


def writer(folder: Path) -> list[str]:
    return [sys.executable, "-c", NEW_KEYS_FOR_EVER, str(folder), PASSPHRASE]


def lost_people(folder: Path, acknowledged: Sequence[int]) -> list[int]:
    vault = unlocking.unlock(folder, PASSPHRASE)
    found = {row.name for row in queries.people(vault)}
    vault.close()
    root = key_slots.open_root_key(folder, PASSPHRASE)
    assert encryption.integrity_problems(folder / "vault", key_slots.subkey(root, "database")) == []
    assert not (folder / "rekeyed").exists()
    return [number for number in acknowledged if f"Person {number}" not in found]


def test_cuts_while_making_new_keys_leave_the_old_or_the_new(disk: power_cut.Disk, long_form: bool) -> None:
    tally = power_cut.run(disk, writer, lost_people, cuts=60 if long_form else 3, seed=21, longest_s=1.0)
    print(tally)
    assert (tally.lost, tally.unopenable) == ([], [])
