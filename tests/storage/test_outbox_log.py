"""What is not with the council is kept twice: each record proves itself and its place, and the log follows the store."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sbp_desktop.models.ops import from_envelope
from sbp_desktop.services import people, unlocking, webs
from sbp_desktop.storage import oplog, outbox_log
from sbp_desktop.storage.key_slots import open_root_key, subkey
from sbp_desktop.storage.vault import Vault
from tests.fixtures import PASSPHRASE


def in_log(folder: Path) -> outbox_log.Found:
    root = open_root_key(folder, PASSPHRASE)
    return outbox_log.read(folder / outbox_log.NAME, subkey(root, "outbox"))


def in_store(vault: Vault) -> list[bytes]:
    with vault.reading() as conn:
        rows = conn.execute(f"SELECT {oplog.COLUMNS}, packed FROM op WHERE length(chain) ORDER BY seq").fetchall()
    return [oplog.as_said(row) for row in rows]


def packed(found: outbox_log.Found) -> list[bytes]:
    return [one.packed for one in found.ops]


def test_every_change_is_there_when_it_is_saved(vault: Vault) -> None:
    jean = people.add_person(vault, "Jean").created[0]
    assert packed(in_log(vault.folder)) == in_store(vault)
    webs.add_node(vault, jean, "Her sister")
    found = in_log(vault.folder)
    assert found.whole
    assert packed(found) == in_store(vault)


def test_it_is_brought_to_the_disk_once_the_save_was_told(
    open_vault: Callable[[], Vault], vault_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    vault = open_vault()
    monkeypatch.setattr(os, "fdatasync", synced.append, raising=False)
    people.add_person(vault, "Jean")
    assert not synced
    vault.settle()
    vault.settle()
    assert len(synced) == 1
    people.add_person(vault, "Doreen")
    vault.close()
    assert len(synced) == 2, "a lock leaves nothing that is not on the disk"
    assert packed(in_log(vault_folder))


def test_what_could_not_be_brought_to_the_disk_is_compared_at_the_next_opening(
    open_vault: Callable[[], Vault], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(_descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    vault = open_vault()
    people.add_person(vault, "Jean")
    assert vault.outbox_log.place is not None
    monkeypatch.setattr(os, "fdatasync", refuses, raising=False)
    vault.settle()
    assert vault.outbox_log.place is None


def test_it_goes_on_after_a_lock_and_after_a_kill(open_vault: Callable[[], Vault], vault_folder: Path) -> None:
    vault = open_vault()
    people.add_person(vault, "Jean")
    vault.close()
    again = open_vault()
    people.add_person(again, "Doreen")
    assert packed(in_log(vault_folder)) == in_store(again)
    # As killed between the save and its record.
    again.outbox_log.append = lambda _ops: None  # type: ignore[method-assign]
    people.add_person(again, "Marjorie")
    del again.outbox_log.append
    assert packed(in_log(vault_folder)) != in_store(again)
    for each in (again._connection, again.outbox_log, again._held):
        getattr(each, "close", getattr(each, "release", None))()  # type: ignore[misc]
    again.engine.dispose()
    again.closed = True
    last = open_vault()
    assert set(packed(in_log(vault_folder))) == set(in_store(last))
    assert in_log(vault_folder).whole


def test_nobody_reads_it_without_the_key(vault: Vault) -> None:
    people.add_person(vault, "Jean Planted-Name")
    raw = (vault.folder / outbox_log.NAME).read_bytes()
    assert b"Planted" not in raw
    assert in_log(vault.folder).ops
    assert outbox_log.read(vault.folder / outbox_log.NAME, bytearray(32)).ops == []


@pytest.mark.parametrize("kind", ["flip", "cut", "swap", "drop", "other file"])
def test_whatever_is_altered_shows_and_the_rest_is_still_read(vault: Vault, kind: str) -> None:
    for number in range(6):
        people.add_person(vault, f"Person {number}")
    path = vault.folder / outbox_log.NAME
    whole = in_log(vault.folder)
    raw = bytearray(path.read_bytes())
    second = raw.find((2).to_bytes(8, "little"), 24)
    third = raw.find((3).to_bytes(8, "little"), second + 8)
    fourth = raw.find((4).to_bytes(8, "little"), third + 8)
    if kind == "flip":
        raw[second + 60] ^= 4
    elif kind == "cut":
        raw = raw[: whole.place.offset - 5]
    elif kind == "swap":
        raw[second:fourth] = raw[third:fourth] + raw[second:third]
    elif kind == "drop":
        del raw[second:third]
    else:
        raw[8:24] = bytes(16)
    path.write_bytes(raw)
    found = in_log(vault.folder)
    assert not found.whole
    changes = {from_envelope(one).bundle for one in packed(found)}
    total = {from_envelope(one).bundle for one in packed(whole)}
    if kind == "other file":
        assert not changes
    else:
        assert len(total) - len(changes) <= 2
    assert set(packed(found)) <= set(packed(whole))


def test_what_is_confirmed_and_copied_goes(vault: Vault) -> None:
    people.add_person(vault, "Jean")
    with vault.writing() as conn:
        conn.execute(
            "INSERT INTO ack SELECT person, lane, origin, max(oseq), max(oseq) FROM op GROUP BY person, lane, origin"
        )
        newest = conn.execute("SELECT max(seq) FROM op").fetchone()
    assert newest is not None
    outbox_log.trim(vault, 0, at_once=True)
    assert packed(in_log(vault.folder)) == in_store(vault), "what is in no copy stays, confirmed or not"
    outbox_log.trim(vault, newest[0], at_once=True)
    assert packed(in_log(vault.folder)) == []
    people.add_person(vault, "Doreen")
    assert len(packed(in_log(vault.folder))) > 0
    assert in_log(vault.folder).whole


def test_a_log_that_cannot_be_written_is_made_up_for_by_the_next_change(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(outbox_log, "_write_at", full)
        people.add_person(vault, "Jean")
    assert vault.outbox_log.behind
    people.add_person(vault, "Doreen")
    assert not vault.outbox_log.behind
    assert packed(in_log(vault.folder)) == in_store(vault)


def test_a_store_without_a_log_gets_one(open_vault: Callable[[], Vault], vault_folder: Path) -> None:
    vault = open_vault()
    people.add_person(vault, "Jean")
    vault.close()
    # As a store of before there was a log.
    (vault_folder / outbox_log.NAME).unlink()
    (vault_folder / "seal").replace(vault_folder / "seal.open")
    again = unlocking.unlock(vault_folder, PASSPHRASE)
    assert packed(in_log(vault_folder)) == in_store(again)
    again.close()
