"""The second small encrypted file: what never leaves this laptop, open only for as long as one call takes (D1).

It has a key of its own, made from the root key when it is opened and wiped when it is closed two milliseconds later;
between two calls nothing of it is open. Nothing here is an op: what is sent and exported is read from the other file
and cannot come upon it. Ctrl+Z takes back typing (`step`), then what was done (`done`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Engine

from sbp_desktop.models.my_space import LineKind, OwnLine
from sbp_desktop.storage import encryption, files
from sbp_desktop.storage.key_slots import subkey, wipe
from sbp_desktop.storage.statements import Connection, scalar

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

FILE_NAME = "local"
_FRESH = "local.new"
_VERSION = 1
_SHAPE = (
    "CREATE TABLE line(id BLOB PRIMARY KEY, kind TEXT NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL)",
    "CREATE TABLE step(n INTEGER PRIMARY KEY, line BLOB NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL)",
    """CREATE TABLE done(n INTEGER PRIMARY KEY, line BLOB NOT NULL, field TEXT NOT NULL, before TEXT NOT NULL,
    after TEXT NOT NULL, undone INTEGER NOT NULL DEFAULT 0)""",
    f"PRAGMA user_version = {_VERSION}",
)
_SET = {"text": "UPDATE line SET text = ? WHERE id = ?", "kind": "UPDATE line SET kind = ? WHERE id = ?"}


@contextmanager
def opened(folder: Path, root: bytearray) -> Iterator[Connection]:
    """One durable transaction on the file, made where there is none yet. Raises ExpectedError."""
    engine = _engine(folder, root)
    try:
        with engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            with encryption.transaction(driver, "BEGIN IMMEDIATE"):
                yield driver
            encryption.checkpoint(connection)
    finally:
        encryption.close_engine(engine)


def check_after_crash(folder: Path, root: bytearray) -> None:
    """Let every page prove itself and leave nothing waiting in its write-ahead file. Raises VaultDamaged."""
    if not (folder / FILE_NAME).exists():
        return
    engine = _engine(folder, root)
    try:
        with engine.connect() as connection:
            encryption.must_be_whole(connection)
    finally:
        encryption.close_engine(engine)


def copy(folder: Path, root: bytearray, to: Path) -> None:
    """Copy the file into another folder, where there is one. Raises ExpectedError."""
    if not (folder / FILE_NAME).exists():
        return
    engine, key = _engine(folder, root), subkey(root, "local")
    try:
        with engine.connect() as connection:
            encryption.copy_into(connection.connection.driver_connection, to / FILE_NAME, key, -1, lambda: None)
    finally:
        wipe(key)
        encryption.close_engine(engine)


def _engine(folder: Path, root: bytearray, *, name: str = FILE_NAME) -> Engine:
    path, key = folder / name, subkey(root, "local")
    try:
        if name == FILE_NAME and (not path.exists() or not path.stat().st_size):
            _make(folder, root)
        return encryption.open_engine(path, key, create=name != FILE_NAME, newest=_VERSION)
    finally:
        wipe(key)


def _make(folder: Path, root: bytearray) -> None:
    """Make it under another name: one that was cut short in the making would be taken for a damaged one."""
    fresh = folder / _FRESH
    with files.plainly():
        for side in ("", "-wal", "-journal"):
            (folder / (_FRESH + side)).unlink(missing_ok=True)
        engine = _engine(folder, root, name=_FRESH)
        try:
            with engine.connect() as connection:
                driver: Any = connection.connection.driver_connection
                with encryption.transaction(driver, "BEGIN IMMEDIATE"):
                    for statement in _SHAPE:
                        driver.execute(statement)
                encryption.checkpoint(connection)
        finally:
            encryption.close_engine(engine)
        files.to_the_disk(fresh)
        fresh.replace(folder / FILE_NAME)
        files.sync_folder(folder)


def lines(vault: "Vault") -> tuple[OwnLine, ...]:
    """Every line that has words, newest first."""
    with vault.local() as conn:
        found = conn.execute("SELECT id, kind, text, at FROM line WHERE text <> '' ORDER BY at DESC, id").fetchall()
    return tuple(OwnLine(UUID(bytes=row[0]), LineKind(row[1]), row[2], row[3]) for row in found)


def finish_steps(vault: "Vault") -> None:
    """Make typing that a crash cut short part of its line."""
    with vault.local() as conn:
        cut_short = conn.execute("SELECT line, text, at FROM step WHERE n IN (SELECT max(n) FROM step GROUP BY line)")
        for line, text, at in cut_short.fetchall():
            _change(conn, UUID(bytes=line), "text", text, at)
        conn.execute("DELETE FROM step")


def step(vault: "Vault", line: UUID, text: str) -> None:
    """Keep what is typed so far; durable when this returns."""
    with vault.local() as conn:
        conn.execute("INSERT INTO step(line, text, at) VALUES(?, ?, ?)", (line.bytes, text, vault.clock.now_ms()))


def take_back_step(vault: "Vault", line: UUID) -> str | None:
    """Undo the newest step of typing. Returns the text of the one before, None when no typing is left."""
    with vault.local() as conn:
        conn.execute("DELETE FROM step WHERE n = (SELECT max(n) FROM step WHERE line = ?)", (line.bytes,))
        text: str | None = scalar(
            conn.execute("SELECT text FROM step WHERE line = ? ORDER BY n DESC LIMIT 1", (line.bytes,))
        )
        return text


def forget_steps(vault: "Vault", line: UUID) -> None:
    """Forget typing that came to nothing."""
    with vault.local() as conn:
        conn.execute("DELETE FROM step WHERE line = ?", (line.bytes,))


def set_field(vault: "Vault", line: UUID, field: str, value: str) -> None:
    """Make `value` the line's `text` or `kind`, as something that can be taken back."""
    with vault.local() as conn:
        conn.execute("DELETE FROM done WHERE undone")
        _change(conn, line, field, value, vault.clock.now_ms())
        if field == "text":
            conn.execute("DELETE FROM step WHERE line = ?", (line.bytes,))


def _change(conn: Connection, line: UUID, field: str, value: str, at: int) -> None:
    conn.execute("INSERT OR IGNORE INTO line(id, kind, text, at) VALUES(?, '', '', ?)", (line.bytes, at))
    before = conn.execute("SELECT kind, text FROM line WHERE id = ?", (line.bytes,)).fetchone() or ("", "")
    was = before[field == "text"]
    if was != value:
        conn.execute("INSERT INTO done(line, field, before, after) VALUES(?, ?, ?, ?)", (line.bytes, field, was, value))
        conn.execute(_SET[field], (value, line.bytes))


def undo(vault: "Vault") -> bool:
    """Take back the newest thing done; False when there is none."""
    return _turn(vault, "SELECT n, line, field, before FROM done WHERE NOT undone ORDER BY n DESC LIMIT 1", undone=1)


def redo(vault: "Vault") -> bool:
    """Do again what was last taken back; False when nothing was, or something was done since."""
    return _turn(vault, "SELECT n, line, field, after FROM done WHERE undone ORDER BY n LIMIT 1", undone=0)


def _turn(vault: "Vault", newest: str, *, undone: int) -> bool:
    with vault.local() as conn:
        found = conn.execute(newest).fetchone()
        if found is not None:
            number, line, field, value = found
            conn.execute(_SET[field], (value, line))
            conn.execute("UPDATE done SET undone = ? WHERE n = ?", (undone, number))
        return found is not None


def forget_emptied(vault: "Vault") -> None:
    """Let go for good of every line that was emptied, and of how to take that back."""
    if not (vault.folder / FILE_NAME).exists():
        return
    with vault.local() as conn:
        gone = "(SELECT id FROM line WHERE text = '' AND id NOT IN (SELECT line FROM step))"
        conn.execute(f"DELETE FROM done WHERE line IN {gone}")
        conn.execute(f"DELETE FROM line WHERE id IN {gone}")
