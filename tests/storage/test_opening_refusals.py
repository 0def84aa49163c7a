"""Whatever is wrong with a store, opening it says one plain sentence, loses nothing and prints nothing."""

import contextlib
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from sbp_desktop.errors import (
    DiskFull,
    ExpectedError,
    FolderReadOnly,
    NewerVault,
    NotAVault,
    SaveFailed,
    VaultDamaged,
    VaultInUse,
    WrongPassphrase,
)
from sbp_desktop.services import people, unlocking
from sbp_desktop.storage import encryption, files, key_slots, queries, seal, slot_file
from tests import fixtures
from tests.reliability.bare_store import NEWEST, PASSPHRASE, BareStore, words_of

NOTES = {number: words_of(number) for number in range(1, 31)}
NEVER_ON_SCREEN = re.compile(r"\b(vault|node|sync|op|client|user|database|sqlite|exception|errno)\b", re.IGNORECASE)

OPEN_IN_CHILD = """
import sys, time
from pathlib import Path
from tests.reliability.bare_store import BareStore
from sbp_desktop.errors import ExpectedError
start = time.perf_counter()
try:
    BareStore.open(Path(sys.argv[1]))
except ExpectedError as error:
    print(type(error).__name__, round(time.perf_counter() - start, 3), error, sep="|")
"""

WRITE_UNTIL_THE_LIMIT = """
import resource, sys
from pathlib import Path
from tests.reliability.bare_store import BareStore, words_of
from sbp_desktop.storage import encryption
store = BareStore.open(Path(sys.argv[1]))
limit = (store.folder / "vault").stat().st_size + 40_000
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    for number in range(100, 10_000):
        store.add(number, words_of(number))
        store.checkpoint()
        print(number, flush=True)
except BaseException as error:
    print(type(encryption.translate(error)).__name__)
"""

OPEN_WITHOUT_MEMORY = """
import resource, sys
from pathlib import Path
from sbp_desktop.errors import VaultRefused
from sbp_desktop.storage import key_slots
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + (8 << 20),) * 2)
try:
    key_slots.open_root_key(Path(sys.argv[1]), "anything")
except VaultRefused as error:
    print(error)
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a closed, sealed store of thirty notes; never opened in place."""
    folder = tmp_path_factory.mktemp("whole") / "store"
    fill(folder)
    return folder


@pytest.fixture
def store(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "store"))


@pytest.fixture(autouse=True)
def silent_console(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    yield
    assert capfd.readouterr() == ("", "")


def fill(folder: Path) -> None:
    opened = BareStore.create(folder)
    for number, words in NOTES.items():
        opened.add(number, words)
    opened.checkpoint()
    opened.close()


def refused(kind: type[ExpectedError], attempt: Callable[[], object]) -> str:
    """Return the sentence of a refusal, once it is seen to be one a worker can read."""
    with pytest.raises(kind) as caught:
        attempt()
    sentence = str(caught.value)
    assert 20 < len(sentence) < 180
    assert "\n" not in sentence
    assert not NEVER_ON_SCREEN.search(sentence), sentence
    assert PASSPHRASE not in sentence
    return sentence


def told(attempt: Callable[[], object]) -> ExpectedError | None:
    """Return what a worker is told of an attempt to save, None when it went well."""
    try:
        attempt()
    except (ExpectedError, sa.exc.DBAPIError) as error:
        return encryption.translate(error)
    return None


def fill_up(ballast: Path) -> None:
    """Write until not one block is free."""
    with ballast.open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))


def still_whole(folder: Path) -> bool:
    opened = BareStore.open(folder)
    found = opened.notes()
    opened.close()
    return found == NOTES


def unsealed_outcome(folder: Path) -> dict[int, str] | ExpectedError:
    """Open without asking the seal, check every page as after a crash, and read everything."""
    root = key_slots.open_root_key(folder, PASSPHRASE)
    key = key_slots.subkey(root, "database")
    try:
        engine = encryption.open_engine(folder / "vault", key, create=False, newest=NEWEST)
    except ExpectedError as error:
        return error
    try:
        with engine.connect() as connection:
            if encryption.damaged_pages(connection):
                return VaultDamaged(encryption.DAMAGED)
            return {row.id: row.words for row in connection.exec_driver_sql("SELECT id, words FROM notes")}
    except sa.exc.DBAPIError as error:
        return encryption.translate(error)
    finally:
        encryption.close_engine(engine)


def test_a_whole_store_opens(store: Path) -> None:
    assert still_whole(store)
    assert still_whole(store)


def test_a_wrong_passphrase(store: Path) -> None:
    refused(WrongPassphrase, lambda: BareStore.open(store, "seven quiet otters by the wear"))
    assert still_whole(store)


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    refused(NotAVault, lambda: BareStore.open(tmp_path / "empty"))


@pytest.mark.parametrize("content", ["", "Dear Jean, thank you for the lift on Thursday. " * 300, "random", "plain"])
def test_a_file_that_is_not_ours(store: Path, content: str, tmp_path: Path) -> None:
    if content == "random":
        (store / "vault").write_bytes(random.Random(1).randbytes(40_960))
    elif content == "plain":
        with sqlite3.connect(tmp_path / "plain") as plain:
            plain.execute("CREATE TABLE notes (id, words)")
        plain.close()
        shutil.copy(tmp_path / "plain", store / "vault")
    else:
        (store / "vault").write_text(content)
    sealed = refused(VaultDamaged, lambda: BareStore.open(store))
    assert sealed == seal.NOT_THE_ONE_CLOSED
    expected = NotAVault if content == "plain" else VaultDamaged
    refused(expected, lambda: BareStore.open(store, check_seal=False))


def test_a_folder_where_the_file_should_be_and_no_file_at_all(store: Path) -> None:
    (store / "vault").unlink()
    refused(VaultDamaged, lambda: BareStore.open(store, check_seal=False))
    (store / "vault").mkdir()
    refused(ExpectedError, lambda: BareStore.open(store, check_seal=False))


def test_cut_short_at_twenty_places(whole: Path, store: Path) -> None:
    raw = (whole / "vault").read_bytes()
    places = [0, 1, 16, 4095, 4096, 4097, 8192, len(raw) - 4096, len(raw) - 1]
    places += random.Random(2).sample(range(1, len(raw)), 11)
    for length in places:
        (store / "vault").write_bytes(raw[:length])
        refused(VaultDamaged, lambda: BareStore.open(store))
        assert isinstance(unsealed_outcome(store), ExpectedError), length


def test_flipped_bytes_are_told_even_without_a_seal(whole: Path, store: Path) -> None:
    raw, draw = (whole / "vault").read_bytes(), random.Random(3)
    places = [0, 15, 16, 4000, 4095, len(raw) - 1, *(draw.randrange(len(raw)) for _ in range(60))]
    for place in places:
        damaged = bytearray(raw)
        damaged[place] ^= 1 << draw.randrange(8)
        (store / "vault").write_bytes(damaged)
        outcome = unsealed_outcome(store)
        assert isinstance(outcome, VaultDamaged), (place, outcome)


def test_a_store_from_a_newer_app(store: Path) -> None:
    opened = BareStore.open(store)
    with opened.engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version={NEWEST + 1}")
        connection.commit()
    opened.close()
    before = (store / "vault").read_bytes()
    refused(NewerVault, lambda: BareStore.open(store))
    assert (store / "vault").read_bytes() == before


def test_a_second_instance_is_refused_within_a_second(store: Path) -> None:
    opened = BareStore.open(store)
    start = time.perf_counter()
    refused(VaultInUse, lambda: BareStore.open(store))
    assert time.perf_counter() - start < 1
    child = subprocess.run(
        [sys.executable, "-c", OPEN_IN_CHILD, str(store)], capture_output=True, text=True, check=True
    )
    name, seconds, sentence = child.stdout.strip().split("|")
    assert (name, sentence, child.stderr) == ("VaultInUse", files.IN_USE, "")
    assert float(seconds) < 1
    opened.add(31, "written while the other one was turned away")
    opened.checkpoint()
    assert len(opened.notes()) == 31
    opened.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with mounted(tmp_path / "disk", "-t", "tmpfs", "-o", "size=512k", "tmpfs") as place:
        yield place


@contextlib.contextmanager
def mounted(place: Path, *arguments: str) -> Iterator[Path]:
    place.mkdir()
    done = subprocess.run(["mount", *arguments, str(place)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("mounting is denied here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_says_so_keeps_what_was_saved_and_goes_on_when_there_is_room(small_disk: Path) -> None:
    folder = small_disk / "store"
    opened = BareStore.create(folder)
    kept: dict[int, str] = {}

    def save_until_full() -> None:
        for number in range(1, 10_000):
            opened.add(number, words_of(number))
            opened.checkpoint()
            kept[number] = words_of(number)

    assert isinstance(told(save_until_full), DiskFull)
    found = opened.notes()
    assert {number: found[number] for number in kept} == kept
    assert len(found) - len(kept) in (0, 1)  # one more where only the checkpoint had no room: it is kept, not lost
    subprocess.run(["mount", "-o", "remount,size=2m", str(small_disk)], check=True)
    opened.add(20_000, "there is room again")
    opened.checkpoint()
    opened.close()
    again = BareStore.open(folder)
    assert again.notes() == {**found, 20_000: "there is room again"}
    again.close()


def test_a_store_opens_and_reads_with_no_room_left_at_all(small_disk: Path, store: Path) -> None:
    folder = Path(shutil.copytree(store, small_disk / "store"))
    fill_up(small_disk / "ballast")
    opened = BareStore.open(folder)
    assert opened.notes() == NOTES
    assert isinstance(told(lambda: opened.add(31, words_of(399))), DiskFull)
    assert opened.notes() == NOTES
    refused(DiskFull, opened.close)
    opened._lock.release()
    (small_disk / "ballast").unlink()
    assert still_whole(folder)


def test_the_real_store_opens_reads_and_refuses_to_save_with_no_room_left(
    vault_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    prepared = unlocking.unlock(vault_folder, fixtures.PASSPHRASE)
    jean = people.add_person(prepared, "Jean").created[0]
    prepared.close()
    with mounted(tmp_path_factory.mktemp("real") / "disk", "-t", "tmpfs", "-o", "size=4m", "tmpfs") as disk:
        folder = Path(shutil.copytree(vault_folder, disk / "store"))
        fill_up(disk / "ballast")
        opened = unlocking.unlock(folder, fixtures.PASSPHRASE)
        assert queries.person(opened, jean).name == "Jean"
        refused(DiskFull, lambda: people.add_person(opened, "Marjorie"))
        assert [row.name for row in queries.people(opened)] == ["Jean"]
        (disk / "ballast").unlink()
        people.add_person(opened, "Marjorie")
        opened.close()
        again = unlocking.unlock(folder, fixtures.PASSPHRASE)
        assert {row.name for row in queries.people(again)} == {"Jean", "Marjorie"}
        again.close()


def test_a_file_size_limit_stops_the_save_and_loses_nothing(store: Path) -> None:
    child = subprocess.run(
        [sys.executable, "-c", WRITE_UNTIL_THE_LIMIT, str(store)], capture_output=True, text=True, check=True
    )
    *kept, name = child.stdout.split()
    assert (name in ("DiskFull", "SaveFailed"), child.stderr) == (True, "")
    opened = BareStore.open(store)
    assert {int(number) for number in kept} <= set(opened.notes())
    assert opened.notes().items() >= NOTES.items()
    opened.close()


def test_a_read_only_folder(store: Path, tmp_path: Path) -> None:
    with mounted(tmp_path / "read-only", "--bind", str(store)) as place:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(place)], check=True)
        assert refused(FolderReadOnly, lambda: BareStore.open(place)) == files.READ_ONLY
        root = key_slots.open_root_key(place, PASSPHRASE)
        key = key_slots.subkey(root, "database")
        refused(FolderReadOnly, lambda: encryption.open_engine(place / "vault", key, create=False))
        refused(FolderReadOnly, lambda: seal.mark_dirty(place, root))
        refused(FolderReadOnly, lambda: key_slots.change_passphrase(place, PASSPHRASE, "x", key_slots.Kdf.for_tests()))
        refused(FolderReadOnly, lambda: encryption.open_engine(place / "other", key, create=True))
    assert still_whole(store)


def test_too_little_memory_for_the_passphrase_check_is_one_sentence(store: Path) -> None:
    child = subprocess.run(
        [sys.executable, "-c", OPEN_WITHOUT_MEMORY, str(store)], capture_output=True, text=True, check=True
    )
    assert (child.stdout.strip(), child.stderr) == (slot_file.NO_MEMORY, "")


def test_every_sentence_is_plain() -> None:
    for module in (encryption, files, key_slots, seal, slot_file):
        sentences = [text for text in vars(module).values() if isinstance(text, str) and text.endswith(".")]
        for sentence in sentences:
            if sentence != module.__doc__:
                assert not NEVER_ON_SCREEN.search(sentence), sentence


def test_an_error_while_saving_is_never_a_bare_one() -> None:
    assert isinstance(encryption.translate(RuntimeError("anything")), SaveFailed)
    assert os.strerror(28) not in str(encryption.translate(OSError(28, os.strerror(28))))
