"""Copies are made beside the work, tried before they count, kept for two weeks, and are as closed as what they copy."""

import errno
import hashlib
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sbp_desktop.services import my_space, people, places, unlocking
from sbp_desktop.storage import backups, encryption, queries
from sbp_desktop.storage.key_slots import subkey
from sbp_desktop.storage.vault import Vault
from tests.fixtures import PASSPHRASE

DAY_MS = 24 * 3600 * 1000


def names_in(copy: backups.Copy, root: bytearray) -> set[str]:
    engine = encryption.open_engine(copy.folder / "vault", subkey(root, "database"), create=False)
    try:
        with engine.connect() as connection:
            found = connection.exec_driver_sql("SELECT preferred_name FROM person_now").fetchall()
    finally:
        encryption.close_engine(engine)
    return {row[0] for row in found}


def test_a_copy_holds_what_was_there(vault: Vault) -> None:
    people.add_person(vault, "Jean")
    my_space.write(vault, people.add_person(vault, "Doreen").created[0], text="mine")
    made = backups.at_once(vault)
    assert made is not None
    assert names_in(made, vault.root) == {"Jean", "Doreen"}
    assert sorted(path.name for path in made.folder.iterdir()) == ["copy", "local", "vault"]
    assert backups.copies(vault.folder, vault.root) == [made]
    assert backups.is_whole(made, vault.root)


def test_no_copy_is_made_where_nothing_is_new(vault: Vault) -> None:
    people.add_person(vault, "Jean")
    assert backups.at_once(vault) is not None
    assert backups.at_once(vault) is None
    people.add_person(vault, "Doreen")
    assert backups.at_once(vault) is not None


def test_work_goes_on_while_a_copy_is_made(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    people.add_person(vault, "Jean")
    monkeypatch.setattr(backups, "_STEP_PAGES", 4)
    monkeypatch.setattr(backups, "_BETWEEN_STEPS_S", 0.01)
    backups.begin(vault)
    assert vault.copying is not None
    written = 0
    while vault.copying.running:
        people.add_person(vault, f"Person {written}")
        written += 1
        time.sleep(0.002)  # nobody writes so fast that no copy would ever come to its end
    made = vault.copying.made
    assert vault.copying.problem is None
    assert made is not None
    assert written > 3
    there = names_in(made, vault.root)
    assert "Jean" in there
    assert {f"Person {number}" for number in range(len(there) - 1)} <= there, "one moment of the record, no holes"
    assert len(queries.people(vault, limit=100_000)) == written + 1


def test_closing_stops_a_copy_that_is_on_its_way(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    people.add_person(vault, "Jean")
    monkeypatch.setattr(backups, "_STEP_PAGES", 1)
    monkeypatch.setattr(backups, "_BETWEEN_STEPS_S", 0.2)
    backups.begin(vault)
    began = time.monotonic()
    vault.close()
    assert time.monotonic() - began < 5
    assert list((vault.folder / backups.FOLDER).iterdir()) == []


def test_a_copy_without_a_true_statement_counts_as_absent(vault: Vault) -> None:
    people.add_person(vault, "Jean")
    made = backups.at_once(vault)
    assert made is not None
    statement = made.folder / "copy"
    raw = bytearray(statement.read_bytes())
    raw[-1] ^= 1
    statement.write_bytes(raw)
    assert backups.copies(vault.folder, vault.root) == []
    statement.unlink()
    assert backups.copies(vault.folder, vault.root) == []


def test_a_copy_that_does_not_open_is_none(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ablation of trying it: a torn copy would count."""
    people.add_person(vault, "Jean")
    true_copy = encryption.copy_into

    def torn(source: object, path: Path, *rest: object) -> None:
        true_copy(source, path, *rest)  # type: ignore[arg-type]
        raw = bytearray(path.read_bytes())
        raw[len(raw) // 2] ^= 1
        path.write_bytes(raw)

    monkeypatch.setattr(encryption, "copy_into", torn)
    assert backups.at_once(vault) is None
    assert vault.copying is not None
    assert vault.copying.problem is not None
    assert backups.copies(vault.folder, vault.root) == []
    assert list((vault.folder / backups.FOLDER).iterdir()) == []


def test_one_altered_byte_in_a_copy_is_seen(vault: Vault) -> None:
    people.add_person(vault, "Jean")
    made = backups.at_once(vault)
    assert made is not None
    raw = bytearray((made.folder / "vault").read_bytes())
    raw[9000] ^= 1
    (made.folder / "vault").write_bytes(raw)
    assert not backups.is_whole(made, vault.root)


def test_a_copy_that_the_disk_does_not_give_is_not_whole(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    people.add_person(vault, "Jean")
    made = backups.at_once(vault)
    assert made is not None

    def refused(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    for call in ((hashlib, "file_digest"), (Path, "read_bytes")):
        with monkeypatch.context() as disk:
            disk.setattr(*call, refused)
            assert not backups.is_whole(made, vault.root)
    assert backups.is_whole(made, vault.root)


def test_the_newest_few_and_one_a_day_are_kept_for_two_weeks(vault: Vault) -> None:
    now = 1_800_000_000_000
    for hours in range(24 * 17, -1, -12):
        vault.clock.now_ms = lambda at=now - hours * 3600 * 1000: at
        people.add_person(vault, f"Person {hours}")
        assert backups.at_once(vault) is not None
    kept = backups.copies(vault.folder, vault.root)
    assert [copy.at for copy in kept[:3]] == [now - hours * 3600 * 1000 for hours in (0, 12, 24)]
    assert all(now - copy.at <= 14 * DAY_MS for copy in kept)
    days = [copy.at // DAY_MS for copy in kept]
    assert len(set(days)) >= 14
    assert len(kept) <= 18


def test_locking_makes_a_copy_and_a_full_disk_does_not_stop_the_lock(
    open_vault: Callable[[], Vault], vault_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = open_vault()
    people.add_person(vault, "Jean")
    places.leave_and_close(vault, None)
    assert len(list((vault_folder / backups.FOLDER).iterdir())) == 1
    again = open_vault()
    people.add_person(again, "Doreen")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 0))  # type: ignore[attr-defined]
    places.leave_and_close(again, None)
    assert again.closed
    assert len(list((vault_folder / backups.FOLDER).iterdir())) == 1
    unlocking.unlock(vault_folder, PASSPHRASE).close()


def test_a_copy_that_would_take_too_long_before_closing_is_given_up(vault: Vault) -> None:
    people.add_person(vault, "Eric")
    assert backups.at_once(vault, -1) is None
    assert not [*(vault.folder / backups.FOLDER).glob("*.part")]
    assert backups.at_once(vault) is not None
