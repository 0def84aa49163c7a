"""The encrypted file keeps its settings, its secrets and its one owner."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from sbp_desktop.errors import DiskFull, NewerVault, SaveFailed, VaultDamaged, VaultInUse, VaultRefused
from sbp_desktop.storage import encryption, files

OPEN_IN_CHILD = """
import sys, time
from pathlib import Path
from sbp_desktop.errors import ExpectedError
from sbp_desktop.storage import encryption
start = time.perf_counter()
try:
    encryption.open_engine(Path(sys.argv[1]), bytearray.fromhex(sys.stdin.read()), create=False)
except ExpectedError as error:
    print(type(error).__name__, round(time.perf_counter() - start, 3), error, sep="|")
"""


@pytest.fixture
def key() -> bytearray:
    return bytearray(os.urandom(32))


@pytest.fixture
def path(tmp_path: Path, key: bytearray) -> Path:
    """Return a closed file with one table and one row."""
    path = tmp_path / "vault"
    engine = encryption.open_engine(path, key, create=True)
    with engine.execution_options(write=True).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE notes (id INTEGER PRIMARY KEY, words TEXT)")
        connection.exec_driver_sql("INSERT INTO notes VALUES (1, 'Jean brings the shopping')")
        connection.exec_driver_sql("PRAGMA user_version=3")
    encryption.close_engine(engine)
    return path


def pragma(engine: sa.Engine, name: str) -> str:
    with engine.connect() as connection:
        return str(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())


def test_every_setting_that_makes_a_save_survive_holds_after_reopening(path: Path, key: bytearray) -> None:
    engine = encryption.open_engine(path, key, create=False)
    expected = {
        "journal_mode": "wal", "synchronous": "2", "locking_mode": "exclusive", "secure_delete": "1",
        "temp_store": "2", "foreign_keys": "1", "cache_size": "-4000", "cipher_log_level": "NONE",
    }  # fmt: skip
    assert {name: pragma(engine, name) for name in expected} == expected
    encryption.close_engine(engine)


def test_no_shared_memory_file_and_no_wal_at_rest(path: Path, key: bytearray) -> None:
    engine = encryption.open_engine(path, key, create=False)
    with engine.execution_options(write=True).begin() as connection:
        connection.exec_driver_sql("INSERT INTO notes VALUES (2, 'and stays for tea')")
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["vault", "vault-wal"]
    with engine.connect() as connection:
        encryption.checkpoint(connection)
    # stat only: opening the file here would drop the lock
    assert path.with_name("vault-wal").stat().st_size == 0
    encryption.close_engine(engine)
    assert [entry.name for entry in path.parent.iterdir()] == ["vault"]


def test_words_and_names_are_not_in_the_file_in_clear(path: Path) -> None:
    raw = path.read_bytes()
    assert b"Jean" not in raw
    assert b"notes" not in raw
    assert b"SQLite" not in raw


def test_a_wrong_key_says_one_sentence_and_nothing_on_standard_error(
    path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(VaultDamaged) as refused:
        encryption.open_engine(path, bytearray(32), create=False)
    assert str(refused.value) == encryption.DAMAGED
    assert capfd.readouterr() == ("", "")


def test_the_key_is_in_no_error_and_no_engine_text(path: Path, key: bytearray) -> None:
    path.write_bytes(path.read_bytes()[:-4096])
    with pytest.raises(VaultDamaged) as refused:
        encryption.open_engine(path, key, create=False)
    error: BaseException | None = refused.value
    while error is not None:
        assert key.hex() not in f"{error!r} {error} {error.args}".lower()
        error = error.__cause__ or error.__context__


def test_a_failed_statement_does_not_show_the_words_it_carried(path: Path, key: bytearray) -> None:
    engine = encryption.open_engine(path, key, create=False)
    with pytest.raises(sa.exc.IntegrityError) as failed, engine.execution_options(write=True).begin() as connection:
        connection.execute(sa.text("INSERT INTO notes VALUES (1, :words)"), {"words": "Marjorie next door"})
    assert "Marjorie" not in str(failed.value)
    assert isinstance(encryption.translate(failed.value), SaveFailed)
    encryption.close_engine(engine)


def test_a_write_begins_immediate_and_a_read_does_not(path: Path, key: bytearray) -> None:
    engine = encryption.open_engine(path, key, create=False)
    said: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    with engine.execution_options(write=True).begin():
        pass
    with engine.begin():
        pass
    assert said == ["BEGIN IMMEDIATE", "BEGIN"]
    encryption.close_engine(engine)


def test_a_second_process_is_refused_at_once_while_reading_or_writing(path: Path, key: bytearray) -> None:
    engine = encryption.open_engine(path, key, create=False)
    child = subprocess.run(
        [sys.executable, "-c", OPEN_IN_CHILD, str(path)], input=key.hex(), capture_output=True, text=True, check=True
    )
    name, seconds, sentence = child.stdout.strip().split("|")
    assert (name, sentence, child.stderr) == ("VaultInUse", files.IN_USE, "")
    assert float(seconds) < 1
    encryption.close_engine(engine)


def test_a_second_connection_in_this_process_is_refused_and_the_first_keeps_its_lock(
    path: Path, key: bytearray
) -> None:
    engine = encryption.open_engine(path, key, create=False)
    with pytest.raises(VaultInUse):
        encryption.open_engine(path, key, create=False)
    child = subprocess.run(
        [sys.executable, "-c", OPEN_IN_CHILD, str(path)], input=key.hex(), capture_output=True, text=True, check=True
    )
    assert child.stdout.startswith("VaultInUse")
    encryption.close_engine(engine)


def test_a_newer_store_is_refused_and_left_alone(path: Path, key: bytearray) -> None:
    before = path.read_bytes()
    with pytest.raises(NewerVault):
        encryption.open_engine(path, key, create=False, newest=2)
    assert path.read_bytes() == before
    encryption.close_engine(encryption.open_engine(path, key, create=False, newest=3))


def test_a_swapped_library_is_refused(path: Path, key: bytearray, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(encryption._MUST_HOLD, "cipher_page_size", "1024")
    with pytest.raises(VaultRefused, match="Install the app again"):
        encryption.open_engine(path, key, create=False)


def test_a_closed_engine_never_opens_the_file_again(path: Path, key: bytearray) -> None:
    engine = encryption.open_engine(path, key, create=False)
    encryption.close_engine(engine)
    with pytest.raises(sa.exc.ProgrammingError), engine.connect() as connection:
        connection.exec_driver_sql("SELECT * FROM notes")


def test_integrity_problems_name_a_bad_page_and_are_silent_on_a_good_file(path: Path, key: bytearray) -> None:
    assert encryption.integrity_problems(path, key) == []
    raw = bytearray(path.read_bytes())
    raw[4096 + 100] ^= 1
    path.write_bytes(raw)
    assert any("page 2" in problem for problem in encryption.integrity_problems(path, key))


def test_a_checkpoint_inside_a_transaction_is_not_taken_for_done(path: Path, key: bytearray) -> None:
    engine = encryption.open_engine(path, key, create=False)
    with engine.execution_options(write=True).begin() as connection:
        connection.exec_driver_sql("INSERT INTO notes VALUES (5, 'five')")
        with pytest.raises(VaultInUse):
            encryption.checkpoint(connection)
    encryption.close_engine(engine)


@pytest.mark.parametrize("error", [OSError(28, "No space left"), OSError(27, "File too large")])
def test_a_full_disk_is_a_full_disk_wherever_it_shows(error: OSError) -> None:
    assert isinstance(encryption.translate(error), DiskFull)


def test_opening_costs_a_few_milliseconds(path: Path, key: bytearray) -> None:
    start = time.thread_time()
    for _ in range(5):
        encryption.close_engine(encryption.open_engine(path, key, create=False))
    assert (time.thread_time() - start) / 5 < 0.1
