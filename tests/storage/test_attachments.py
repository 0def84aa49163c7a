"""Photos as files: what is written comes back whole or is refused, and a file without its change is swept up."""

import os
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from sbp_desktop.errors import AttachmentLost, DiskFull, RuleRefused
from sbp_desktop.services import people
from sbp_desktop.storage import attachments, encryption, files
from sbp_desktop.storage.attachments import CHUNK, LARGEST, AttachmentFiles, Kept
from sbp_desktop.storage.vault import Vault
from sbp_desktop.sync import protocol
from tests.fixtures import PASSPHRASE
from tests.reliability import at_rest

FOLDER = "attachments"


@pytest.fixture
def store(tmp_path: Path) -> AttachmentFiles:
    return AttachmentFiles(tmp_path, bytearray(range(32)))


def only_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 5 * CHUNK + 77])
def test_what_is_kept_comes_back(store: AttachmentFiles, tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    kept = store.keep(BytesIO(data))
    assert b"".join(store.read(kept)) == data
    assert kept.size == size
    assert only_file(tmp_path).stat().st_mode & 0o077 == 0


def test_neither_the_bytes_nor_the_name_tell_anything(store: AttachmentFiles, tmp_path: Path) -> None:
    kept = store.keep(BytesIO(b"\xff\xd8\xff\xe0 a photo of Jean " * 9000))
    path = only_file(tmp_path)
    assert b"Jean" not in path.read_bytes()
    assert path.name not in kept.key
    assert store.keep(BytesIO(b"the same")).key != store.keep(BytesIO(b"the same")).key


def damage(path: Path, how: str) -> None:
    data = bytearray(path.read_bytes())
    step = CHUNK + 16
    first, second = slice(8, 8 + step), slice(8 + step, 8 + 2 * step)
    match how:
        case "gone":
            path.unlink()
            return
        case "a byte of the head":
            data[3] ^= 1
        case "a byte":
            data[len(data) // 2] ^= 1
        case "cut at a chunk":
            del data[8 + 2 * step :]
        case "cut within one":
            del data[-5:]
        case "turned round":
            data[first], data[second] = data[second], data[first]
        case "empty":
            data.clear()
        case "longer":
            data += b"\x00"
    path.write_bytes(data)


DAMAGES = [
    "gone",
    "a byte of the head",
    "a byte",
    "cut at a chunk",
    "cut within one",
    "turned round",
    "empty",
    "longer",
]


@pytest.mark.parametrize("how", DAMAGES)
def test_a_missing_or_altered_file_is_one_calm_sentence(store: AttachmentFiles, tmp_path: Path, how: str) -> None:
    kept = store.keep(BytesIO(os.urandom(2 * CHUNK + 100)))
    damage(only_file(tmp_path), how)
    with pytest.raises(AttachmentLost) as told:
        list(store.read(kept))
    assert str(told.value) == attachments.LOST


def test_a_file_put_in_anothers_place_does_not_open(store: AttachmentFiles, tmp_path: Path) -> None:
    first = store.keep(BytesIO(b"one"))
    first_path = only_file(tmp_path)
    second = store.keep(BytesIO(b"two"))
    (second_path,) = set(tmp_path.iterdir()) - {first_path}
    second_path.replace(first_path)
    for kept in (first, second):
        with pytest.raises(AttachmentLost):
            list(store.read(kept))


def test_in_another_store_the_same_bytes_open_by_the_op_under_another_name(tmp_path: Path) -> None:
    kept = AttachmentFiles(tmp_path, bytearray(range(32))).keep(BytesIO(b"Jean"))
    path = only_file(tmp_path)
    other = AttachmentFiles(tmp_path, bytearray(32))
    with pytest.raises(AttachmentLost):
        list(other.read(kept))  # the name tells nothing to who has not this store's key
    assert other._path(kept.key) != path
    path.replace(other._path(kept.key))
    assert b"".join(other.read(kept)) == b"Jean"
    with pytest.raises(AttachmentLost):
        list(other.read(kept._replace(key=os.urandom(32).hex())))


def test_what_comes_in_parts_is_nothing_until_it_is_proved_whole(store: AttachmentFiles, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    theirs = AttachmentFiles(other, bytearray(32))
    kept = theirs.keep(BytesIO(os.urandom(2 * CHUNK)))
    size = theirs.measured(kept)
    for offset in range(0, size, 50_000):
        assert not store.has(kept.key)
        assert store.came(kept) == offset
        assert not store.take(kept, offset + 1, b"from elsewhere", size)
        whole = store.take(kept, offset, theirs.piece(kept, offset, 50_000), size)
        assert whole == (offset + 50_000 >= size)
    assert b"".join(store.read(kept)) == b"".join(theirs.read(kept))
    assert store._path(kept.key).stat().st_mode & 0o077 == 0
    false = kept._replace(key=os.urandom(32).hex())
    assert not store.take(false, 0, b"not the file", 12)
    assert store.came(false) == 0
    with pytest.raises(AttachmentLost):
        store.measured(false)


def test_the_sweep_leaves_what_still_comes_in(store: AttachmentFiles, tmp_path: Path) -> None:
    coming, orphan = (Kept(os.urandom(32).hex(), "0" * 64, 0) for _ in range(2))
    for one in (coming, orphan):
        store.take(one, 0, b"half", 8)
    store.sweep([coming.key])
    assert [path.stem for path in tmp_path.iterdir()] == [store._name(coming.key)]
    store.remove([coming.key])
    assert list(tmp_path.iterdir()) == []


def test_the_largest_photo_is_not_too_large_for_the_council(store: AttachmentFiles) -> None:
    kept = store.keep(BytesIO(bytes(LARGEST)))
    assert LARGEST < store.measured(kept) <= protocol.LARGEST_FILE


@pytest.mark.parametrize("kept", [Kept("", "", 0), Kept("not a key", "x", 4)])
def test_an_op_of_another_make_names_no_file(store: AttachmentFiles, kept: Kept) -> None:
    with pytest.raises(AttachmentLost):
        list(store.read(kept))


class Endless(BytesIO):
    """Gives bytes for ever, and says how many were taken."""

    taken = 0

    def read(self, size: int | None = -1) -> bytes:
        self.taken += size or 0
        return bytes(size or 0)


def test_what_is_too_large_is_refused_before_it_is_all_read(store: AttachmentFiles, tmp_path: Path) -> None:
    source = Endless()
    with pytest.raises(RuleRefused):
        store.keep(source)
    assert source.taken <= LARGEST + CHUNK
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_no_half_a_file(
    store: AttachmentFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int, _data: memoryview) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "write", full)
    with pytest.raises(DiskFull):
        store.keep(BytesIO(b"a photo"))
    assert list(tmp_path.iterdir()) == []


# ---- the file and the change that mentions it


def keep(vault: Vault, person: UUID, data: bytes) -> Kept:
    with vault.unit_of_work("Kept a photo") as work:
        kept = vault.attachments.keep(BytesIO(data))
        work.new("Attachment", person, {"of": person, **kept._asdict()})
    return kept


def test_the_file_is_durable_before_the_change_is(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ordered by what reaches the disk: the file's fsync, its name, its folder's fsync, and only then the commit."""
    order: list[str] = []
    person = people.add_person(vault, "Eric").created[0]
    fsync, folder = os.fsync, files.sync_folder
    monkeypatch.setattr(files.os, "fsync", lambda descriptor: (order.append("fsync"), fsync(descriptor))[1])
    monkeypatch.setattr(files, "sync_folder", lambda path: (order.append("folder"), folder(path))[1])
    checkpoint = encryption.checkpoint
    monkeypatch.setattr(encryption, "checkpoint", lambda conn: (order.append("commit"), checkpoint(conn))[1])
    keep(vault, person, b"photo")
    assert order == ["fsync", "folder", "fsync", "commit"]


def test_a_file_without_its_change_is_swept_at_the_next_opening(
    open_vault: Callable[[], Vault], vault_folder: Path
) -> None:
    vault = open_vault()
    person = people.add_person(vault, "Eric").created[0]
    kept = keep(vault, person, b"kept")
    with pytest.raises(RuleRefused), vault.unit_of_work("Kept a photo") as work:
        work.new("Attachment", person, {"of": "not an id", **vault.attachments.keep(BytesIO(b"lost"))._asdict()})
    (vault_folder / FOLDER / f"{uuid4().hex}.new").write_bytes(b"half a file")
    vault.close()
    assert len(list((vault_folder / FOLDER).iterdir())) == 3
    again = open_vault()
    assert len(list((vault_folder / FOLDER).iterdir())) == 1
    assert b"".join(again.attachments.read(kept)) == b"kept"


KILLED = """
import os, sys
from io import BytesIO
from pathlib import Path
from sbp_desktop.services import people, unlocking
vault = unlocking.unlock(Path(sys.argv[1]), sys.argv[2])
person = people.add_person(vault, "Eric").created[0]
with vault.unit_of_work("Kept a photo") as work:
    kept = vault.attachments.keep(BytesIO(b"a photo " * 20000))
    work.new("Attachment", person, {"of": person, **kept._asdict()})
    os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(os.name != "posix", reason="a kill that cannot be caught is POSIX")
def test_killed_between_the_file_and_its_change_nothing_is_broken(
    open_vault: Callable[[], Vault], vault_folder: Path
) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(vault_folder), PASSPHRASE], check=False, timeout=60)
    assert done.returncode == -9
    assert len(list((vault_folder / FOLDER).iterdir())) == 1
    vault = open_vault()
    assert list((vault_folder / FOLDER).iterdir()) == []
    with vault.reading() as conn:
        assert conn.execute("SELECT count(*) FROM attachment_now").fetchone() == (0,)
        assert conn.execute("SELECT count(*) FROM person_now").fetchone() == (1,)


def test_a_photo_taken_away_keeps_its_file_for_undo(open_vault: Callable[[], Vault], vault_folder: Path) -> None:
    vault = open_vault()
    person = people.add_person(vault, "Eric").created[0]
    with vault.unit_of_work("Kept a photo") as work:
        kept = vault.attachments.keep(BytesIO(b"kept"))
        made = work.new("Attachment", person, {"of": person, **kept._asdict()})
    with vault.unit_of_work("Removed it") as work:
        work.delete(made)
    vault.close()
    assert b"".join(open_vault().attachments.read(kept)) == b"kept"


def test_no_manipulation_of_files_opens_as_something_else(tmp_path: Path, long_form: bool) -> None:
    """Flipped, cut, and chunks left out, doubled, turned round or put in from another file: refused every time (S13)."""
    assert at_rest.manipulations(tmp_path, 20_000, 0, 20_000 if long_form else 500) == []
