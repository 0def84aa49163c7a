"""The seal tells a store that was altered while it was closed from one that was not."""

import errno
import hashlib
import shutil
from pathlib import Path

import pytest

from sbp_desktop.errors import VaultDamaged, VaultUnreadable
from sbp_desktop.storage import key_slots, seal
from sbp_desktop.storage.seal import SealState
from tests.reliability.bare_store import PASSPHRASE, BareStore


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store = BareStore.create(tmp_path / "store")
    store.add(1, "Jean brings the shopping")
    store.checkpoint()
    store.close()
    return tmp_path / "store"


@pytest.fixture
def root(folder: Path) -> bytearray:
    return key_slots.open_root_key(folder, PASSPHRASE)


def test_a_clean_close_is_told_from_a_store_in_use(folder: Path, root: bytearray) -> None:
    assert seal.verify(folder, root) is SealState.CLEAN
    store = BareStore.open(folder)
    assert seal.verify(folder, root) is SealState.DIRTY
    store.close()
    assert seal.verify(folder, root) is SealState.CLEAN


def test_an_older_copy_of_the_main_file_does_not_match(folder: Path, root: bytearray) -> None:
    older = (folder / "vault").read_bytes()
    store = BareStore.open(folder)
    store.add(2, "and stays for tea")
    store.close()
    (folder / "vault").write_bytes(older)
    assert seal.verify(folder, root) is SealState.MISMATCH
    with pytest.raises(VaultDamaged):
        BareStore.open(folder)


@pytest.mark.parametrize("name", ["vault-wal", "vault-journal", "local", "local-wal"])
def test_a_file_that_was_not_there_when_it_was_closed_does_not_match(folder: Path, root: bytearray, name: str) -> None:
    (folder / name).write_bytes(b"replay me")
    assert seal.verify(folder, root) is SealState.MISMATCH


def test_an_empty_wal_says_nothing(folder: Path, root: bytearray) -> None:
    (folder / "vault-wal").write_bytes(b"")
    assert seal.verify(folder, root) is SealState.CLEAN


def test_the_local_file_is_sealed_too(folder: Path, root: bytearray) -> None:
    (folder / "local").write_bytes(b"the reflection pad")
    seal.write(folder, root)
    assert seal.verify(folder, root) is SealState.CLEAN
    (folder / "local").write_bytes(b"the reflection bad")
    assert seal.verify(folder, root) is SealState.MISMATCH


def test_a_missing_seal_is_told(folder: Path, root: bytearray) -> None:
    (folder / seal.NAME).unlink()
    assert seal.verify(folder, root) is SealState.MISSING
    with pytest.raises(VaultDamaged):
        BareStore.open(folder)


def test_a_seal_of_another_store_is_not_believed(folder: Path, root: bytearray) -> None:
    assert seal.verify(folder, bytearray(32)) is SealState.MISMATCH
    (folder / seal.NAME).replace(folder / seal.IN_USE)
    assert seal.verify(folder, bytearray(32)) is SealState.MISMATCH
    assert seal.verify(folder, root) is SealState.DIRTY


def test_going_on_in_spite_of_a_broken_seal_leaves_a_whole_one_at_the_next_close(folder: Path) -> None:
    (folder / seal.NAME).write_bytes(b"broken")
    (folder / seal.IN_USE).write_bytes(b"broken too")
    store = BareStore.open(folder, check_seal=False)
    root = key_slots.open_root_key(folder, PASSPHRASE)
    assert seal.verify(folder, root) is SealState.DIRTY
    store.close()
    assert seal.verify(folder, root) is SealState.CLEAN
    assert not (folder / seal.IN_USE).exists()


def test_a_retired_passphrase_does_not_come_back_with_old_key_files(folder: Path, tmp_path: Path) -> None:
    for name in key_slots.NAMES:
        shutil.copy(folder / name, tmp_path / name)
    key_slots.change_passphrase(folder, PASSPHRASE, "another one altogether", key_slots.Kdf.for_tests())
    BareStore.open(folder, "another one altogether").close()
    for name in key_slots.NAMES:
        shutil.copy(tmp_path / name, folder / name)
    with pytest.raises(VaultDamaged):
        BareStore.open(folder, PASSPHRASE)


def test_changing_the_passphrase_while_closed_keeps_the_seal(folder: Path, root: bytearray) -> None:
    key_slots.change_passphrase(folder, PASSPHRASE, "another one altogether", key_slots.Kdf.for_tests())
    assert seal.verify(folder, root) is SealState.CLEAN


def test_a_store_measured_beforehand_is_judged_by_that(folder: Path, root: bytearray) -> None:
    measured = seal.measure(folder)
    assert seal.verify(folder, root, measured) is SealState.CLEAN
    size, digest = measured["vault"]
    assert seal.verify(folder, root, {"vault": (size + 1, digest)}) is SealState.MISMATCH


def test_a_file_that_the_disk_does_not_give_is_told_in_words(
    folder: Path, root: bytearray, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error", str(folder / "local"))

    with monkeypatch.context() as disk:
        disk.setattr(hashlib, "file_digest", refused)
        with pytest.raises(VaultUnreadable) as told:
            seal.measure(folder)
    assert str(folder) not in str(told.value)
    assert seal.verify(folder, root) is SealState.CLEAN
