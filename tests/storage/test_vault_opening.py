"""The real store: a first run cut short is finished, a missing seal is told, a save that ran out of room is not lost."""

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sbp_desktop.errors import DiskFull, SaveFailed, VaultDamaged, VaultRefused
from sbp_desktop.services import mending, people, unlocking
from sbp_desktop.storage import backups, encryption, key_slots, migrate, queries, seal, vault
from sbp_desktop.storage.vault import Vault
from tests.fixtures import PASSPHRASE

CHEAP = key_slots.Kdf.for_tests()
OTHER = "four calm words later"


@pytest.mark.parametrize("stopped_at", ["open_engine", "bring_up_to_date", "mark_dirty"])
def test_a_first_run_cut_short_is_finished_at_the_next_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stopped_at: str
) -> None:
    begun, cut_short = tmp_path / "begun", tmp_path / "cut short"

    def stop(*_: object, **__: object) -> None:
        shutil.copytree(begun, cut_short)  # as the battery would leave it
        raise SaveFailed("the disk")

    owner = {"open_engine": encryption, "bring_up_to_date": migrate, "mark_dirty": seal}[stopped_at]
    monkeypatch.setattr(owner, stopped_at, stop)
    with pytest.raises(SaveFailed):
        unlocking.create(begun, PASSPHRASE, {"name": "Test worker"}, CHEAP)
    monkeypatch.undo()
    opened = unlocking.unlock(cut_short, PASSPHRASE)
    people.add_person(opened, "Jean")
    opened.close()
    again = unlocking.unlock(cut_short, PASSPHRASE)
    assert [row.name for row in queries.people(again)] == ["Jean"]
    again.close()


def test_a_store_that_could_not_be_made_leaves_what_was_there_and_is_made_at_the_second_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object, **__: object) -> None:
        raise DiskFull

    (tmp_path / "somebody's letter").write_text("not ours")
    monkeypatch.setattr(unlocking, "set_worker", no_room)
    with pytest.raises(DiskFull, match="begin again"):
        unlocking.create(tmp_path, PASSPHRASE, {"name": "Test worker"}, CHEAP)
    assert {path.name for path in tmp_path.iterdir()} == {"somebody's letter", "lock"}
    monkeypatch.undo()
    unlocking.create(tmp_path, OTHER, {"name": "Test worker"}, CHEAP).close()
    with pytest.raises(VaultRefused, match="already holds"):
        unlocking.create(tmp_path, PASSPHRASE, None, CHEAP)
    unlocking.unlock(tmp_path, OTHER).close()


def test_a_folder_that_cannot_be_looked_into_is_let_go_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: Path) -> None:
        raise OSError(errno.EIO, "Input/output error", str(tmp_path))

    with monkeypatch.context() as disk:
        disk.setattr(Path, "iterdir", refused)
        with pytest.raises(SaveFailed):
            unlocking.create(tmp_path, PASSPHRASE, None, CHEAP)
    unlocking.create(tmp_path, PASSPHRASE, None, CHEAP).close()


def test_a_store_whose_copies_cannot_be_looked_at_is_closed_and_opens_again(
    open_vault: Callable[[], Vault], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_vault()

    def refused(*_: object) -> None:
        raise SaveFailed

    with monkeypatch.context() as disk:
        disk.setattr(backups, "copies", refused)
        with pytest.raises(SaveFailed):
            mending.go_back(opened, 1)
    unlocking.unlock(opened.folder, PASSPHRASE).close()


def test_a_store_with_people_in_it_never_passes_for_a_first_run(vault_folder: Path) -> None:
    opened = unlocking.unlock(vault_folder, PASSPHRASE)
    people.add_person(opened, "Jean")
    opened.close()
    (vault_folder / seal.NAME).unlink()
    with pytest.raises(VaultDamaged):
        unlocking.unlock(vault_folder, PASSPHRASE)
    for empty in (vault.ATTACHMENTS, vault.BACKUPS):
        (vault_folder / empty).rmdir()
    with pytest.raises(VaultDamaged):
        unlocking.unlock(vault_folder, PASSPHRASE)


def test_a_save_whose_last_step_had_no_room_is_kept_and_the_next_one_goes_on(
    open_vault: Callable[[], Vault], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_vault()
    person = people.add_person(opened, "Jean").created[0]

    def no_room(_: object) -> None:
        raise DiskFull(encryption.STAYS_IN_WAL)

    monkeypatch.setattr(encryption, "checkpoint", no_room)
    with pytest.raises(DiskFull):
        people.set_person(opened, person, preferred_name="Jean Price")
    monkeypatch.undo()
    assert [row.name for row in queries.people(opened)] == ["Jean Price"]
    people.set_person(opened, person, preferred_name="Jean P.")
    opened.close()
    again = open_vault()
    assert [row.name for row in queries.people(again)] == ["Jean P."]


def test_interrupting_from_another_thread_takes_nothing_back(open_vault: Callable[[], Vault]) -> None:
    opened = open_vault()
    with opened.writing() as conn:
        conn.execute("INSERT INTO meta(key, value) VALUES('half', x'01')")
        opened.interrupt()
        conn.execute("INSERT INTO meta(key, value) VALUES('whole', x'02')")
    with opened.reading() as conn:
        assert conn.execute("SELECT count(*) FROM meta WHERE key IN ('half', 'whole')").fetchone() == (2,)


def test_a_copied_folder_opens_as_itself(vault_folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(vault_folder, tmp_path / "copy"))
    unlocking.unlock(copy, PASSPHRASE).close()
