"""Key slots: the right passphrase opens, any other does not, and no accident leaves neither."""

import errno
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sbp_desktop.errors import (
    DiskFull,
    ExpectedError,
    NewerVault,
    NotAVault,
    RuleRefused,
    SaveFailed,
    VaultDamaged,
    VaultRefused,
    VaultUnreadable,
    WrongPassphrase,
)
from sbp_desktop.storage import files, key_slots, slot_file

CHEAP = key_slots.Kdf.for_tests()
OLD, NEW = "old words on the fridge", "new words on the fridge"

# Runs a change of passphrase and kills itself at the k-th step that touches the disk.
CHANGE_AND_DIE = """
import os, signal, sys
from pathlib import Path
from sbp_desktop.storage import key_slots
left = int(sys.argv[2])
def counted(module, name):
    real = getattr(module, name)
    def step(*args, **kwargs):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **kwargs)
    setattr(module, name, step)
for name in ("open", "write", "fsync", "close"):
    counted(os, name)
counted(Path, "replace")
key_slots.change_passphrase(Path(sys.argv[1]), sys.argv[3], sys.argv[4], key_slots.Kdf.for_tests())
print("done")
"""

TAKE_AND_WAIT = """
import sys, time
from pathlib import Path
from sbp_desktop.storage import files
lock = files.FolderLock(Path(sys.argv[1]))
lock.take()
print("taken", flush=True)
time.sleep(60)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    key_slots.create(tmp_path, OLD, CHEAP)
    return tmp_path


def opens(folder: Path, passphrase: str) -> bool:
    try:
        key_slots.open_root_key(folder, passphrase)
    except WrongPassphrase:
        return False
    return True


def generations(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in key_slots.NAMES]


def test_the_passphrase_gives_the_same_root_key_each_time(tmp_path: Path) -> None:
    root = key_slots.create(tmp_path, OLD, CHEAP)
    assert len(root) == 32
    assert key_slots.open_root_key(tmp_path, OLD) == root == key_slots.open_root_key(tmp_path, OLD.encode())
    assert sum(len(raw) for raw in generations(tmp_path)) < 1024


def test_a_wrong_passphrase_is_refused_in_one_sentence(folder: Path) -> None:
    for wrong in ("Old words on the fridge", OLD + " ", "", "x" * 10_000):
        with pytest.raises(WrongPassphrase) as refused:
            key_slots.open_root_key(folder, wrong)
        assert str(refused.value).count("\n") == 0
        assert wrong not in str(refused.value) or not wrong


def test_accents_open_however_they_were_typed(tmp_path: Path) -> None:
    key_slots.create(tmp_path, "ca\u0302n o be\u0302r", CHEAP)
    assert opens(tmp_path, "c\u00e2n o b\u00ear")


def test_half_a_character_is_a_wrong_passphrase_and_never_shown(folder: Path) -> None:
    with pytest.raises(WrongPassphrase):
        key_slots.open_root_key(folder, "half \ud83d")
    with pytest.raises(WrongPassphrase):
        key_slots.open_root_key(folder, b"\xff\xfe")


def test_purposes_have_keys_of_their_own_that_do_not_change_between_releases() -> None:
    root = bytearray(range(32))
    keys = {purpose: bytes(key_slots.subkey(root, purpose)) for purpose in ("database", "seal", "attachments", "local")}
    assert len(set(keys.values())) == 4
    assert keys["database"].hex() == "e3de30ba85df01299d9c30855a33efc57a46fc38f4afeece3a8aa4ecc77246b3"


def test_a_cost_below_the_floor_is_refused_when_writing_and_when_reading(tmp_path: Path) -> None:
    for cost in ((19_455, 2, 1), (19_456, 1, 1), (19_456, 2, 0), (8 << 20, 3, 4)):
        with pytest.raises(ValueError, match="out of range"):
            key_slots.Kdf(*cost)
    root = key_slots.create(tmp_path, OLD, CHEAP)
    file = slot_file.parse((tmp_path / "keys.a").read_bytes())
    assert isinstance(file, slot_file.SlotFile)
    weak = [{**slot, "kdf": {**slot["kdf"], "m_kib": 8}} for slot in file.slots]
    for name in key_slots.NAMES:
        (tmp_path / name).write_bytes(slot_file.pack(2, file.vault, weak, root))
    with pytest.raises(VaultDamaged):
        key_slots.open_root_key(tmp_path, OLD)


def test_the_default_cost_is_the_settled_one() -> None:
    assert key_slots.Kdf() == key_slots.Kdf(262_144, 3, 4)


def test_nothing_is_ever_written_over_a_store(folder: Path) -> None:
    before = generations(folder)
    with pytest.raises(VaultRefused, match="already holds"):
        key_slots.create(folder, NEW, CHEAP)
    assert generations(folder) == before


def test_an_empty_folder_and_a_missing_one_and_a_file_are_not_ours(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Jean")
    for place in (tmp_path, tmp_path / "nowhere", tmp_path / "letter.txt"):
        with pytest.raises(NotAVault):
            key_slots.open_root_key(place, OLD)


def test_a_store_without_its_key_files_says_so(tmp_path: Path) -> None:
    (tmp_path / "vault").write_bytes(bytes(8192))
    with pytest.raises(VaultDamaged):
        key_slots.open_root_key(tmp_path, OLD)


def test_changing_the_passphrase_keeps_the_root_key_and_retires_the_old_words(folder: Path) -> None:
    root = key_slots.open_root_key(folder, OLD)
    (folder / "vault").write_bytes(b"untouched")
    key_slots.change_passphrase(folder, OLD, NEW, CHEAP)
    assert key_slots.open_root_key(folder, NEW) == root
    assert not opens(folder, OLD)
    assert (folder / "vault").read_bytes() == b"untouched"
    assert len(set(generations(folder))) == 1
    assert key_slots.generation(folder) == 2
    assert sorted(path.name for path in folder.iterdir()) == ["keys.a", "keys.b", "vault"]


def test_changing_needs_the_right_old_passphrase(folder: Path) -> None:
    before = generations(folder)
    with pytest.raises(WrongPassphrase):
        key_slots.change_passphrase(folder, NEW, NEW, CHEAP)
    assert generations(folder) == before


def test_slots_can_be_added_and_removed_but_never_the_last(folder: Path) -> None:
    first = key_slots.slots(folder)[0]
    assert first.type == "passphrase"
    second = key_slots.add_slot(folder, OLD, NEW, CHEAP)
    assert opens(folder, OLD)
    assert opens(folder, NEW)
    with pytest.raises(RuleRefused):
        key_slots.remove_slot(folder, NEW, uuid.uuid4())
    key_slots.remove_slot(folder, NEW, first.id)
    assert not opens(folder, OLD)
    with pytest.raises(RuleRefused):
        key_slots.remove_slot(folder, NEW, second)
    assert opens(folder, NEW)


def test_slots_of_a_type_we_do_not_know_are_carried_along(folder: Path) -> None:
    root = key_slots.open_root_key(folder, OLD)
    file = slot_file.parse((folder / "keys.a").read_bytes())
    assert isinstance(file, slot_file.SlotFile)
    council = {"id": uuid.uuid4().bytes, "type": "council", "sealed": b"for the council", "when": 3}
    for name in key_slots.NAMES:
        (folder / name).write_bytes(slot_file.pack(2, file.vault, [council, *file.slots], root))
    key_slots.change_passphrase(folder, OLD, NEW, CHEAP)
    after = slot_file.parse((folder / "keys.a").read_bytes())
    assert isinstance(after, slot_file.SlotFile)
    assert after.slots[0] == council
    assert opens(folder, NEW)


def test_a_slot_moved_to_another_store_does_not_open_it(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    ours.mkdir()
    theirs.mkdir()
    root = key_slots.create(ours, OLD, CHEAP)
    key_slots.create(theirs, NEW, CHEAP)
    mine, other = (slot_file.parse((place / "keys.a").read_bytes()) for place in (ours, theirs))
    assert isinstance(mine, slot_file.SlotFile)
    assert isinstance(other, slot_file.SlotFile)
    for name in key_slots.NAMES:
        (theirs / name).write_bytes(slot_file.pack(9, other.vault, list(mine.slots), root))
    with pytest.raises(WrongPassphrase):
        key_slots.open_root_key(theirs, OLD)


def test_a_file_nobody_with_the_root_key_wrote_is_not_believed(folder: Path) -> None:
    file = slot_file.parse((folder / "keys.a").read_bytes())
    assert isinstance(file, slot_file.SlotFile)
    forged = slot_file.pack(file.generation + 5, file.vault, list(file.slots), bytearray(32))
    (folder / "keys.b").write_bytes(forged)
    assert opens(folder, OLD)
    assert (folder / "keys.b").read_bytes() == (folder / "keys.a").read_bytes()
    for name in key_slots.NAMES:
        (folder / name).write_bytes(forged)
    with pytest.raises(VaultDamaged):
        key_slots.open_root_key(folder, OLD)


def test_a_file_from_a_newer_app_is_refused_and_left_alone(folder: Path) -> None:
    outer = msgpack.unpackb((folder / "keys.a").read_bytes())
    front = [outer[0], slot_file.FORMAT + 1, outer[2] + 1, outer[3], outer[4]]
    (folder / "keys.a").write_bytes(msgpack.packb([*front, slot_file._check(front), "something new"]))
    before = generations(folder)
    with pytest.raises(NewerVault):
        key_slots.open_root_key(folder, OLD)
    assert generations(folder) == before


@pytest.mark.parametrize("name", key_slots.NAMES)
def test_each_byte_of_one_key_file_may_be_damaged(folder: Path, name: str) -> None:
    root, whole = key_slots.open_root_key(folder, OLD), (folder / name).read_bytes()
    for place in range(0, len(whole), 7):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << place % 8
        (folder / name).write_bytes(damaged)
        assert key_slots.open_root_key(folder, OLD) == root
        assert (folder / name).read_bytes() == whole


def test_a_key_file_cut_short_or_gone_is_set_right_from_its_twin(folder: Path) -> None:
    whole = (folder / "keys.a").read_bytes()
    for length in (*range(0, len(whole), 40), None):
        (folder / "keys.a").unlink() if length is None else (folder / "keys.a").write_bytes(whole[:length])
        assert opens(folder, OLD)
        assert (folder / "keys.a").read_bytes() == whole


def test_both_key_files_damaged_is_one_sentence(folder: Path) -> None:
    for name in key_slots.NAMES:
        (folder / name).write_bytes((folder / name).read_bytes()[:-1])
    with pytest.raises(VaultDamaged):
        key_slots.open_root_key(folder, OLD)


@settings(max_examples=60)
@given(st.binary(max_size=400))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    assert slot_file.parse(data) is None


def test_a_change_killed_at_each_step_opens_with_exactly_one_of_the_two(folder: Path) -> None:
    root, old, new = key_slots.open_root_key(folder, OLD), OLD, NEW
    opened_with = {"old": 0, "new": 0}
    for step in range(1, 100):
        child = subprocess.run(
            [sys.executable, "-c", CHANGE_AND_DIE, str(folder), str(step), old, new],
            capture_output=True,
            text=True,
            check=False,
        )
        if child.returncode == 0:
            break
        assert child.returncode == -signal.SIGKILL, child.stderr
        assert [opens(folder, old), opens(folder, new)].count(True) == 1
        if opens(folder, new):
            old, new = new, old
            opened_with["new"] += 1
        else:
            opened_with["old"] += 1
        assert key_slots.open_root_key(folder, old) == root
    assert step > 8
    assert min(opened_with.values()) > 0
    assert sorted(path.name for path in folder.iterdir()) in (["keys.a", "keys.b"], ["keys.a", "keys.a.new", "keys.b"])


def failing_steps(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """For each step that touches the disk, make exactly that one fail with "no space left", once."""
    for name in ("open", "write", "fsync"):
        for nth in range(1, 6):
            real, left = getattr(os, name), nth

            def step(*args: object, real: object = real, **kwargs: object) -> object:
                nonlocal left
                left -= 1
                if left == 0:
                    raise OSError(28, "No space left on device")
                return real(*args, **kwargs)  # type: ignore[operator]

            with monkeypatch.context() as patch:
                patch.setattr(os, name, step)
                yield patch


def test_a_disk_that_fills_at_any_step_leaves_one_passphrase_that_opens(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = OLD, NEW
    refused = 0
    for _ in failing_steps(monkeypatch):
        try:
            key_slots.change_passphrase(folder, old, new, CHEAP)
        except DiskFull:
            refused += 1
            assert opens(folder, old)
            assert not opens(folder, new)
        else:
            assert opens(folder, new)
            old, new = new, old
    assert refused > 3


def test_a_change_that_does_not_read_back_is_taken_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = files.write_atomically
    monkeypatch.setattr(files, "write_atomically", lambda path, data: real(path, bytes(len(data))))
    with pytest.raises(SaveFailed):
        key_slots.change_passphrase(folder, OLD, NEW, CHEAP)
    monkeypatch.undo()
    assert opens(folder, OLD)
    assert not opens(folder, NEW)


def refusing(monkeypatch: pytest.MonkeyPatch, number: int, *names: str) -> None:
    """The disk gives none of these files."""
    real = Path.open

    def opened(path: Path, *given: Any, **named: Any) -> Any:
        if path.name in names:
            raise OSError(number, os.strerror(number), str(path))
        return real(path, *given, **named)

    monkeypatch.setattr(Path, "open", opened)


@pytest.mark.parametrize(
    ("number", "kind"), [(errno.EIO, VaultUnreadable), (errno.EMFILE, SaveFailed), (errno.EACCES, VaultUnreadable)]
)
def test_key_files_that_the_disk_does_not_give_are_not_called_damaged(
    folder: Path, number: int, kind: type[ExpectedError]
) -> None:
    with pytest.MonkeyPatch.context() as disk:
        refusing(disk, number, *key_slots.NAMES)
        with pytest.raises(kind) as told:
            key_slots.open_root_key(folder, OLD)
    assert str(folder) not in str(told.value)
    with pytest.MonkeyPatch.context() as disk:
        refusing(disk, number, key_slots.NAMES[0])
        assert opens(folder, OLD), "one of the two is enough"
    assert opens(folder, OLD)


def test_a_passphrase_is_not_changed_where_the_key_file_in_force_is_not_given(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = slot_file.wrap

    def wrapped(*given: Any) -> Any:
        refusing(monkeypatch, errno.EIO, *key_slots.NAMES)  # from here on
        return real(*given)

    monkeypatch.setattr(slot_file, "wrap", wrapped)
    with pytest.raises(SaveFailed, match="passphrase stays as it was"):
        key_slots.change_passphrase(folder, OLD, NEW, CHEAP)
    monkeypatch.undo()
    assert opens(folder, OLD)
    assert not opens(folder, NEW)


def test_a_first_run_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(DiskFull):
        key_slots.create(tmp_path, OLD, CHEAP)
    assert list(tmp_path.iterdir()) == []


def test_no_passphrase_or_key_stands_in_any_error(folder: Path) -> None:
    root = key_slots.open_root_key(folder, OLD)
    (folder / "keys.a").write_bytes(b"")
    (folder / "keys.b").write_bytes(b"")
    for attempt in (
        lambda: key_slots.open_root_key(folder, OLD),
        lambda: key_slots.create(folder, OLD, CHEAP),
        lambda: key_slots.change_passphrase(folder, OLD, NEW, CHEAP),
    ):
        with pytest.raises(ExpectedError) as refused:
            attempt()
        shown = f"{refused.value} {refused.value!r} {refused.value.__cause__!r} {refused.value.__context__!r}"
        for secret in (OLD, NEW, root.hex(), repr(bytes(root))):
            assert secret not in shown


def test_a_folder_belongs_to_one_process_and_is_free_again_when_it_dies(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [
            sys.executable,
            "-c",
            TAKE_AND_WAIT,
            str(tmp_path),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == "taken\n"
        with pytest.raises(ExpectedError, match="already open"):
            files.FolderLock(tmp_path).take()
        child.kill()
    with files.FolderLock(tmp_path), pytest.raises(ExpectedError, match="already open"):
        files.FolderLock(tmp_path).take()
