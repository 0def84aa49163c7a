"""A damaged store is made whole again from what is left: no change that was acknowledged is missing, nothing is deleted."""

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from sbp_desktop.errors import DiskFull, ExpectedError, NotFound, VaultDamaged
from sbp_desktop.services import drill, mending, my_space, places, unlocking
from sbp_desktop.services.drill import digest
from sbp_desktop.storage import backups, drafts, encryption, oplog, outbox_log
from sbp_desktop.storage import mending as rungs
from sbp_desktop.storage.mending import Base
from sbp_desktop.storage.vault import Vault
from tests.colleague import assert_made_from_the_log
from tests.reliability import damage, damaged
from tests.reliability import ground as grounds
from tests.reliability import scripted_worker as worker
from tests.reliability.damage import PAGE

pytestmark = pytest.mark.timeout(7200)
PASSPHRASE = worker.PASSPHRASE


@pytest.fixture(scope="module")
def ages() -> Iterator[list[Path]]:
    """One store at rest at three times: there is a copy of the first two, and work that is in no copy after each."""
    with grounds.ground() as home:
        yield aged(home)


def aged(home: Path) -> list[Path]:
    ages = []
    for age in range(3):
        vault = worker.open_or_create(home / "store")
        for number in range(age * 27, age * 27 + 27):
            if number % 27 == 20 and age < 2:
                assert backups.at_once(vault) is not None
            worker.work(vault, number)
        vault.close()
        ages.append(
            Path(shutil.copytree(home / "store", home / f"age-{age}", ignore=shutil.ignore_patterns("ballast")))
        )
    return ages


def written(vault: Vault) -> set[tuple[object, ...]]:
    """Every op of the log with its chain link."""
    with vault.reading() as conn:
        assert list(oplog.broken_links(conn)) == []
        return set(conn.execute("SELECT person, lane, origin, oseq, body, chain FROM op WHERE length(chain)"))


def whole(folder: Path) -> set[tuple[object, ...]]:
    vault = unlocking.unlock(folder, PASSPHRASE)
    try:
        return written(vault)
    finally:
        vault.close()


def test_no_damage_takes_an_acknowledged_change(ages: list[Path], ground: Path, long_form: bool) -> None:
    """200 damages of every kind drawn by a seed; the long form does 5,000."""
    expected = whole(Path(shutil.copytree(ages[-1], ground / "as-it-is")))
    came: Counter[str] = Counter()
    for what, deed in damage.deeds(ages[-1], ages[:-1], random.Random(51), 5000 if long_form else 200):
        copy = damage.copied(ages[-1], ground)
        deed(copy)
        try:
            vault = unlocking.unlock(copy, PASSPHRASE)
            came["harmless"] += 1
        except ExpectedError:
            vault, done = mending.unlock(copy, PASSPHRASE)
            came[done.base.value] += 1
            assert done.left == 0, what
            assert list((copy / backups.ASIDE).iterdir()), "what was damaged is kept aside"
        assert written(vault) >= expected, what
        vault.close()
    print(came)
    assert came["itself"] > 0
    assert came["copy"] > 0


def test_either_place_of_unsent_work_may_go(ground: Path, long_form: bool) -> None:
    assert damaged.either_gone(ground, 52, 0, 5000 if long_form else 100) == []


def spoil(path: Path, pages: range) -> None:
    with path.open("r+b") as file:
        for page in pages:
            file.seek(page * PAGE)
            file.write(random.Random(page).randbytes(PAGE))


def count_pages(path: Path) -> int:
    return path.stat().st_size // PAGE


@pytest.fixture
def store(ages: list[Path], ground: Path) -> Path:
    return Path(shutil.copytree(ages[-1], ground / "store"))


def test_the_log_and_a_copy_are_enough(store: Path) -> None:
    expected = whole(store)
    (store / "vault").unlink()
    with pytest.raises(VaultDamaged):
        unlocking.unlock(store, PASSPHRASE)
    vault, done = mending.unlock(store, PASSPHRASE)
    assert (done.base, done.left) == (Base.COPY, 0)
    assert done.added > 0
    assert written(vault) == expected
    assert_made_from_the_log(vault)
    assert mending.last(vault) == done
    vault.close()
    assert whole(store) == expected


def test_the_log_alone_is_enough(store: Path) -> None:
    expected = whole(store)
    (store / "vault").unlink()
    shutil.rmtree(store / "backups")
    vault, done = mending.unlock(store, PASSPHRASE)
    assert (done.base, done.left) == (Base.NOTHING, 0)
    assert written(vault) == expected
    vault.close()


def test_a_file_damaged_in_part_gives_what_it_still_has_where_the_log_is_gone(store: Path) -> None:
    """Ops are looked for page by page, on fresh connections, and added to the copy where they follow from it."""
    vault = unlocking.unlock(store, PASSPHRASE)
    drafts.step(vault, worker.ident(54), worker.ident(1000), "text", "half a sentence nobody copied", {})
    expected = written(vault)
    vault.close()
    (store / outbox_log.NAME).unlink()
    pages = count_pages(store / "vault")
    spoil(store / "vault", range(pages - 1, pages))
    vault, done = mending.unlock(store, PASSPHRASE)
    assert done.base is Base.COPY
    found = written(vault)
    assert found <= expected
    assert done.added > 10
    assert len(found) > len(expected) * 0.7
    assert_made_from_the_log(vault)
    vault.close()


def test_an_older_file_put_back_is_brought_up_to_date_by_the_log(ages: list[Path], store: Path) -> None:
    expected = whole(store)
    shutil.copyfile(ages[0] / "vault", store / "vault")
    vault, done = mending.unlock(store, PASSPHRASE)
    assert done.added > 0
    assert written(vault) == expected
    vault.close()


def test_a_damaged_log_is_made_anew_from_the_file(store: Path) -> None:
    expected = whole(store)
    raw = bytearray((store / outbox_log.NAME).read_bytes())
    raw[100] ^= 1
    (store / outbox_log.NAME).write_bytes(raw)
    with pytest.raises(VaultDamaged):
        unlocking.unlock(store, PASSPHRASE)
    vault, done = mending.unlock(store, PASSPHRASE)
    assert (done.base, done.added) == (Base.ITSELF, 0)
    assert written(vault) == expected
    vault.close()
    (store / "vault").unlink()
    shutil.rmtree(store / "backups")
    again, _ = mending.unlock(store, PASSPHRASE)
    assert written(again) == expected
    again.close()


def test_going_back_to_an_older_copy_keeps_all_that_came_after(store: Path) -> None:
    vault = unlocking.unlock(store, PASSPHRASE)
    expected, oldest = written(vault), mending.kept(vault).copies[-1]
    done = mending.go_back(vault, oldest)
    assert (done.base, done.at, done.left) == (Base.COPY, oldest, 0)
    assert whole(store) == expected


def test_going_back_to_a_copy_that_is_not_whole_is_refused_and_changes_nothing(store: Path) -> None:
    vault = unlocking.unlock(store, PASSPHRASE)
    expected, oldest = written(vault), backups.copies(store, vault.root)[-1]
    (oldest.folder / "vault").write_bytes(bytes((oldest.folder / "vault").stat().st_size))
    with pytest.raises(NotFound, match="Choose another"):
        mending.go_back(vault, oldest.at)
    assert whole(store) == expected


def test_a_disk_that_is_full_at_the_last_write_of_a_mending_changes_nothing(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = rungs._note

    def on_a_full_disk(path: Path, key: bytearray, done: rungs.Mended) -> None:
        with mock.patch.object(encryption, "checkpoint", side_effect=DiskFull("The disk is full.")):
            note(path, key, done)

    vault = unlocking.unlock(store, PASSPHRASE)
    expected, oldest = written(vault), mending.kept(vault).copies[-1]
    with monkeypatch.context() as patch:
        patch.setattr(rungs, "_note", on_a_full_disk)
        with pytest.raises(DiskFull):
            mending.go_back(vault, oldest)
    assert whole(store) == expected


def test_a_mending_cut_short_changes_nothing(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path.name: path.read_bytes() for path in store.iterdir() if path.is_file() and path.name != "lock"}
    (store / "vault").write_bytes(before["vault"][:-PAGE])

    def no_room(*_given: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(rungs, "_swap", no_room)
        with pytest.raises(ExpectedError, match="disk is full"):
            mending.put_right(store, PASSPHRASE)
    assert (store / "vault").read_bytes() == before["vault"][:-PAGE]
    assert not (store / "mending").exists()
    vault, _ = mending.unlock(store, PASSPHRASE)
    vault.close()


def test_my_space_comes_back_from_the_copy(store: Path) -> None:
    vault = unlocking.unlock(store, PASSPHRASE)
    my_space.write(vault, worker.ident(2000), text="a line of mine")
    places.leave_and_close(vault, None)
    (store / "local").write_bytes(b"not what it was")
    vault, done = mending.unlock(store, PASSPHRASE)
    assert not done.own
    assert "a line of mine" in {line.text for line in my_space.lines(vault)}
    vault.close()


def test_the_rehearsal_is_equal(store: Path) -> None:
    before = whole(store)
    done = drill.drill(store, PASSPHRASE, seed=1)
    print(done.lines)
    assert done.equal, done.lines
    assert len(done.lines) == len(drill.WAYS)
    assert whole(store) == before, "the store itself is as it was"
    vault = unlocking.unlock(store, PASSPHRASE)
    assert digest(vault)
    vault.close()


def test_every_rehearsal_is_equal(ground: Path, long_form: bool) -> None:
    assert damaged.drills(ground, 53, 0, 1000 if long_form else 20) == []
