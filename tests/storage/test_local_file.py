"""The second small file: open only for the length of a call, under a key of its own, and never part of the record."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from sbp_desktop.errors import VaultDamaged
from sbp_desktop.services import conversations, exporting, my_space, people, unlocking
from sbp_desktop.storage import encryption, key_slots, local_file
from sbp_desktop.storage.vault import Vault
from tests.fixtures import PASSPHRASE

ROOT = Path(__file__).resolve().parents[2]
_KILLED_BEFORE_THE_CHECKPOINT = f"""
import os, sys
from pathlib import Path
from uuid import UUID
from sbp_desktop.services import my_space, unlocking
from sbp_desktop.storage import encryption
vault = unlocking.unlock(Path(sys.argv[1]), {PASSPHRASE!r})
with vault.local():
    pass  # made, so that the next is a save like any
encryption.checkpoint = lambda connection: os._exit(9)
my_space.step(vault, UUID(int=1), UUID(int=1), "text", "Half a line", {{}})
"""
CANARY = "quetzalcanary"
OPEN_FILES = Path("/proc/self/fd")


def texts(vault: Vault) -> list[str]:
    return [line.text for line in my_space.enter(vault)]


def test_lines_are_there_after_closing_newest_first_with_what_a_crash_cut_short(
    open_vault: Callable[[], Vault],
) -> None:
    vault, half = open_vault(), uuid4()
    vault.clock.now_ms = iter(range(1000)).__next__
    my_space.write(vault, uuid4(), text="I listened well.")
    my_space.write(vault, uuid4(), text="That was hard.")
    my_space.step(vault, half, half, "text", "I wish I had as", {})
    my_space.step(vault, half, half, "text", "I wish I had asked", {})
    vault.close()
    assert texts(open_vault()) == ["I wish I had asked", "That was hard.", "I listened well."]


def test_a_line_a_kill_left_in_the_write_ahead_file_is_brought_in_at_the_next_opening(
    vault_folder: Path, open_vault: Callable[[], Vault]
) -> None:
    killed = subprocess.run([sys.executable, "-c", _KILLED_BEFORE_THE_CHECKPOINT, vault_folder], check=False, cwd=ROOT)
    waiting = vault_folder / "local-wal"
    assert (killed.returncode, waiting.stat().st_size > 0) == (9, True)
    open_vault().close()
    assert not waiting.exists()
    assert texts(open_vault()) == ["Half a line"]


def test_typing_is_taken_back_then_what_was_done_and_done_again(vault: Vault) -> None:
    line = uuid4()
    my_space.write(vault, line, text="First.")
    my_space.set_kind(vault, line, "challenge")
    my_space.write(vault, line, text="Second.")
    for text in ("Second. a", "Second. ab"):
        my_space.step(vault, line, line, "text", text, {})
    back = [my_space.pop(vault, line, line, "text") for _ in range(2)]
    assert [draft.text if draft else None for draft in back] == ["Second. a", None]
    seen = []
    for turn in (my_space.undo, my_space.undo, my_space.undo, my_space.redo, my_space.redo):
        turn(vault)
        seen.append([(one.kind.value, one.text) for one in my_space.lines(vault)])
    assert seen == [[("challenge", "First.")], [("", "First.")], [], [("", "First.")], [("challenge", "First.")]]
    my_space.write(vault, line, text="Another.")
    my_space.redo(vault)
    assert texts(vault) == ["Another."]


def test_what_was_emptied_is_gone_for_good_once_the_page_is_left(vault: Vault) -> None:
    line, other = uuid4(), uuid4()
    my_space.write(vault, line, text="Gone.")
    my_space.write(vault, other, text="Kept.")
    my_space.write(vault, line, text="")
    my_space.undo(vault)
    assert set(texts(vault)) == {"Gone.", "Kept."}
    my_space.redo(vault)
    my_space.leave(vault)
    with vault.local() as conn:
        found = [conn.execute(f"SELECT * FROM {table}").fetchall() for table in ("line", "step", "done")]
    assert "Gone." not in str(found)
    my_space.undo(vault)  # only what is still there
    assert texts(vault) == []


@pytest.mark.skipif(not OPEN_FILES.is_dir(), reason="open files are looked up in /proc")
def test_the_file_is_open_only_while_it_is_used_and_its_key_is_wiped(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys: list[bytearray] = []
    monkeypatch.setattr(local_file, "subkey", lambda *made: keys.append(key_slots.subkey(*made)) or keys[-1])

    def held() -> bool:
        return any(file.readlink() == vault.folder / "local" for file in OPEN_FILES.iterdir() if file.is_symlink())

    with vault.local():
        assert held()
    my_space.write(vault, uuid4(), text="For me.")
    assert not held()
    assert len(keys) == 3, "one to make it, one for each use"
    assert all(bytes(key) == bytes(32) for key in keys)


def test_the_key_of_the_record_does_not_open_it(vault: Vault) -> None:
    my_space.write(vault, uuid4(), text="For me.")
    folder = vault.folder
    vault.close()
    root = key_slots.open_root_key(folder, PASSPHRASE)
    with pytest.raises(VaultDamaged):
        encryption.open_engine(folder / "local", key_slots.subkey(root, "database"), create=False)
    encryption.close_engine(encryption.open_engine(folder / "local", key_slots.subkey(root, "local"), create=False))


def test_an_older_copy_put_back_is_noticed(vault: Vault) -> None:
    my_space.write(vault, uuid4(), text="First.")
    folder = vault.folder
    vault.close()
    older = (folder / "local").read_bytes()
    again = unlocking.unlock(folder, PASSPHRASE)
    my_space.write(again, uuid4(), text="Second.")
    again.close()
    (folder / "local").write_bytes(older)
    with pytest.raises(VaultDamaged):
        unlocking.unlock(folder, PASSPHRASE)


def goes_out(vault: Vault, person: UUID, folder: Path) -> str:
    """All that leaves or would: every export, and the whole of the file that a sync reads from, ops and all."""
    folder.mkdir()
    for form in ("json", "csv", "graphml"):
        exporting.export(vault, person, folder / f"out.{form}", format=form)
    written = [path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()]
    with vault.reading() as conn:
        tables = [row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [conn.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables]
    return "".join(written) + repr(rows)


def test_nothing_of_it_is_in_an_export_or_in_the_file_a_sync_reads(vault: Vault, tmp_path: Path) -> None:
    eric, line = people.add_person(vault, "Eric").created[0], uuid4()
    my_space.step(vault, eric, line, "text", f"{CANARY} h", {})
    my_space.write(vault, line, text=f"{CANARY} here")
    my_space.set_kind(vault, line, "feedback")
    my_space.undo(vault)
    assert CANARY not in goes_out(vault, eric, tmp_path / "without")
    talk = conversations.start(vault, eric).created[0]
    conversations.write_entry(vault, talk, uuid4(), f"{CANARY} there")  # what the search must find
    assert CANARY in goes_out(vault, eric, tmp_path / "with")
