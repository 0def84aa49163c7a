"""The encrypted file: opened by a key, with the settings that make a save survive, its errors said plainly.

One connection per file, owned by one thread at a time (D17). The settings are measured reasons, not taste:
`locking_mode=EXCLUSIVE` before anything is read (no -shm file, a second process is refused, a full disk can still be
read), WAL with `synchronous=FULL` and `checkpoint` after every save (a damaged WAL drops saved work without a word).
The key travels as a bytearray and never stands in an SQL text; parameters never stand in an error's text.

While a file is open, never open and close it by other means in the same process: its POSIX lock would fall.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
import sqlcipher3.dbapi2 as driver
from sqlalchemy import event
from sqlalchemy.pool import StaticPool

from sbp_desktop import process
from sbp_desktop.errors import (
    DiskFull,
    ExpectedError,
    FolderReadOnly,
    NewerVault,
    NotAVault,
    SaveFailed,
    VaultDamaged,
    VaultInUse,
    VaultRefused,
    VaultUnreadable,
)
from sbp_desktop.storage.files import DISK_FAULT, IN_USE, NO_ROOM, READ_ONLY, UNREADABLE, refusal, unread
from sbp_desktop.storage.slot_file import KEY_BYTES, wipe

PAGE_BYTES: Final = 4096
OLDEST_CIPHER: Final = (4, 19)
OLDEST_SQLITE: Final = (3, 53)
PROVIDERS: Final = frozenset({"openssl", "commoncrypto"})
"""Who may do the arithmetic for SQLCipher: the library its wheels carry, and the one of macOS."""
DriverError = driver.Error
"""What statements on the driver's connection raise; `translate` turns it into a sentence."""
# A second instance must be told at once; the one owner never waits for itself.
BUSY_S: Final = 0.2

DAMAGED = "Part of this file was altered or cut short, so it was not opened. Nothing was changed; put back a backup."
MISSING = "The main file is missing from this folder. Nothing was changed; put the folder back from a backup."
PLAIN = "The main file in this folder was not made by this app. Nothing was changed; choose another folder."
NEWER = "This was saved by a newer version of the app. Install the newer version to open it; nothing was changed."
WRONG_LIBRARY = "The encryption part of this app is not the one it was built with. Install the app again."
STAYS_IN_WAL = "The disk is full. Your last change is kept, but make some room before you go on."
FAULT_AFTER = (
    "Your last change is kept, but the disk reported a fault. Lock and open again; if it comes back, have it looked at."
)
NOT_KEPT = "The change could not be saved. Nothing of it was kept; what was there before is untouched."


# Of these two the driver asks each time anew whether somebody knows how to bind them: 2 µs a value, where a whole row
# is written in ten. Told once, it takes a twentieth of that: both are told by what Python has in C, as they are.
driver.register_adapter(bytes, bytes.__bytes__)
driver.register_adapter(type(None), {}.get)

_HEX = b"0123456789abcdef"
_BEFORE_READING = ("locking_mode=EXCLUSIVE", "cell_size_check=ON")
_AFTER_PROOF = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "foreign_keys=ON",
    "cache_size=-4000",
    # A safety net for long migrations only: every save truncates the WAL long before this many pages.
    "wal_autocheckpoint=1000",
)
_MUST_HOLD = {
    "cipher_page_size": "4096",
    "cipher_use_hmac": "1",
    "cipher_hmac_algorithm": "HMAC_SHA512",
    "locking_mode": "exclusive",
    "journal_mode": "wal",
    "synchronous": "2",
    "secure_delete": "1",
    "temp_store": "2",
    "foreign_keys": "1",
}


def open_engine(path: Path, key: bytearray, *, create: bool, newest: int | None = None) -> sa.Engine:
    """Open the encrypted file at `path` with a 32-byte key and return an engine over its one connection.

    `create` allows a file that is not there yet. `newest` is the newest `user_version` this app understands. A block
    that writes must say so: `engine.connect().execution_options(write=True)` begins IMMEDIATE.
    Raises NotAVault, VaultDamaged, NewerVault, VaultInUse, FolderReadOnly, DiskFull or VaultRefused.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("the key must be 32 bytes")
    if not create:
        _must_look_whole(path)
    try:
        connection = _connected(path, key, create=create, newest=newest)
    except driver.Error as error:
        raise _refused(error, path) from error
    engine = sa.create_engine(
        "sqlite://",
        module=driver,
        creator=lambda: connection,
        poolclass=StaticPool,
        # Handing the connection back would roll back: from another thread (`interrupt`) that hits the owner's change.
        pool_reset_on_return=None,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    # The pool only closes what it has handed out once.
    engine.connect().close()
    return engine


def close_engine(engine: sa.Engine) -> None:
    """Close the file and give up its lock. Using the engine afterwards is an error; it never opens the file again."""
    engine.dispose()


def interrupt(engine: sa.Engine) -> None:
    """Stop the statement that is running on the one connection; the one call allowed from another thread."""
    connection: Any = engine.pool.connect()
    connection.driver_connection.interrupt()


@contextmanager
def transaction(connection: Any, begin: str) -> Iterator[None]:
    """One transaction on the driver's connection, begun by the statement `begin`; on any error nothing of it stays.

    Raises ExpectedError for what the driver raises.
    """
    try:
        connection.execute(begin)
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            # After some errors (disk full, interrupt) the transaction is gone already.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    except DriverError as error:
        raise translate(error) from None


@contextmanager
def unchecked_references(connection: Any) -> Iterator[None]:
    """No look-ups of references meanwhile; outside a transaction, for one that takes out all that points at a row."""
    connection.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.execute("PRAGMA foreign_keys=ON")


def checkpoint(connection: sa.Connection) -> None:
    """Bring the committed change from the WAL into the main file and empty the WAL; call it after each commit.

    Must run outside a transaction, on the connection's driver. An error here does not take the change back: it is
    kept, in the WAL. Raises DiskFull, VaultInUse, SaveFailed.
    """
    try:
        row = _driver_connection(connection).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except driver.Error as error:
        failed = translate(error)
        if isinstance(failed, VaultInUse):
            raise failed from error
        raise DiskFull(STAYS_IN_WAL) if isinstance(failed, DiskFull) else SaveFailed(FAULT_AFTER) from error
    if row is None or row[0] != 0:
        raise VaultInUse(IN_USE)


def damaged_pages(connection: sa.Connection) -> list[str]:
    """Check the HMAC of every page of the main file; return one line per bad page. About 0.4 s for 180 MB.

    Raises an ExpectedError where the check itself cannot run.
    """
    try:
        return [str(row[0]) for row in _driver_connection(connection).execute("PRAGMA cipher_integrity_check")]
    except driver.Error as error:
        raise translate(error) from error


def must_be_whole(connection: sa.Connection) -> None:
    """Bring in what the write-ahead file still holds, then let every page prove itself. Raises VaultDamaged."""
    checkpoint(connection)
    if damaged_pages(connection):
        raise VaultDamaged(DAMAGED)


def must_be_in_order(connection: sa.Connection) -> None:
    """Let SQLite look through all its trees and indexes. Raises VaultDamaged."""
    try:
        found = [str(row[0]) for row in _driver_connection(connection).execute("PRAGMA integrity_check")]
    except driver.Error as error:
        raise translate(error) from error
    if found != ["ok"]:
        raise VaultDamaged(DAMAGED)


def copy_into(source: Any, path: Path, key: bytearray, pages: int, between: Callable[[], object]) -> None:
    """Copy an open file, as it is when the last page is copied, into a new one with the same key.

    `source` is the driver's connection; its owner may go on using it meanwhile from another thread, and waits for
    `pages` pages at most. `between` is called after each step; what it raises ends the copy. The copy has yet to be
    made to reach the disk. Raises ExpectedError.
    """
    try:
        target = driver.connect(str(path), isolation_level=None, check_same_thread=False)
        try:
            target.execute("PRAGMA cipher_log_level=NONE")
            _give_key(target, key)
            target.execute("PRAGMA journal_mode=OFF")
            target.execute("PRAGMA synchronous=OFF")
            source.backup(target, pages=pages, progress=lambda *_: between(), sleep=0.02)
        finally:
            target.close()
    except driver.Error as error:
        raise translate(error) from error


def integrity_problems(path: Path, key: bytearray) -> list[str]:
    """Return what is wrong with a closed file, in SQLite's words; empty when all is well. Never raises for damage.

    Two fresh connections, because one bad page spoils every later check on the same one (SQLCipher #617).
    """
    found: list[str] = []
    for check in ("cipher_integrity_check", "integrity_check"):
        try:
            engine = open_engine(path, key, create=False)
        except ExpectedError as error:
            return [*found, str(error)]
        try:
            with engine.connect() as connection:
                found += [str(row[0]) for row in _driver_connection(connection).execute(f"PRAGMA {check}")]
        except driver.Error as error:
            found.append(str(error))
        finally:
            close_engine(engine)
    return [line for line in found if line != "ok"]


def translate(error: BaseException) -> ExpectedError:
    """Return the one plain sentence for any error met while reading or saving; SaveFailed where we know no better."""
    if isinstance(error, ExpectedError):
        return error
    if isinstance(error, sa.exc.DBAPIError) and error.orig is not None:
        return translate(error.orig)
    if isinstance(error, OSError):
        return refusal(error)
    return _sentence(getattr(error, "sqlite_errorcode", None))


def _sentence(code: int | None) -> ExpectedError:
    # Extended codes keep the plain one in their low byte.
    match None if code is None else code & 0xFF:
        case driver.SQLITE_FULL:
            return DiskFull(NO_ROOM)
        case driver.SQLITE_BUSY | driver.SQLITE_LOCKED:
            return VaultInUse(IN_USE)
        case driver.SQLITE_READONLY | driver.SQLITE_PERM | driver.SQLITE_CANTOPEN:
            return FolderReadOnly(READ_ONLY)
        case driver.SQLITE_CORRUPT | driver.SQLITE_NOTADB:
            return VaultDamaged(DAMAGED)
        case driver.SQLITE_IOERR:
            return SaveFailed(DISK_FAULT)
        case _:
            return SaveFailed(NOT_KEPT)


def _refused(error: driver.Error, path: Path) -> ExpectedError:
    """Return why the file at `path` could not be opened, once our own connection to it is closed again."""
    known = translate(error)
    if isinstance(known, VaultDamaged) and _head(path) == b"SQLite format 3\0":
        return NotAVault(PLAIN)
    if isinstance(known, SaveFailed | FolderReadOnly):
        # Where a side file cannot be made or opened, SQLite tells next to nothing of the reason.
        if not os.access(path.parent, os.W_OK):
            return FolderReadOnly(READ_ONLY)
        return DiskFull(NO_ROOM) if shutil.disk_usage(path.parent).free < PAGE_BYTES else VaultUnreadable(UNREADABLE)
    return known


def _must_look_whole(path: Path) -> None:
    """Refuse by name and size alone what SQLite would take for a new, empty database, or cut off without a word."""
    try:
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise VaultDamaged(MISSING) from error
    except OSError as error:
        raise unread(error) from error
    if not path.is_file():
        raise NotAVault(PLAIN)
    wal = path.with_name(path.name + "-wal")
    # After a power cut inside a checkpoint the torn end is still whole in the WAL.
    if (size < PAGE_BYTES or size % PAGE_BYTES) and not (wal.exists() and wal.stat().st_size):
        raise VaultDamaged(DAMAGED)


def _head(path: Path) -> bytes:
    """Return the first 16 bytes. Only for a file that nobody in this process has open."""
    try:
        with path.open("rb") as file:
            return file.read(16)
    except OSError:
        return b""


def _connected(path: Path, key: bytearray, *, create: bool, newest: int | None) -> driver.Connection:
    connection = driver.connect(str(path), isolation_level=None, check_same_thread=False, timeout=BUSY_S)
    try:
        # Before the key, or a wrong key makes the library write to standard error.
        connection.execute("PRAGMA cipher_log_level=NONE")
        _must_be_our_library(connection)
        _give_key(connection, key)
        _must_be_our_cipher(connection)
        for setting in _BEFORE_READING:
            connection.execute(f"PRAGMA {setting}")
        _prove(connection, create=create, newest=newest)
        for setting in _AFTER_PROOF:
            connection.execute(f"PRAGMA {setting}")
        _must_hold(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _give_key(connection: driver.Connection, key: bytearray) -> None:
    """Hand over a raw key as x'64 hex digits', built and wiped in one buffer."""
    spelled = bytearray(b"x'" + bytes(2 * KEY_BYTES) + b"'")
    process.keep_out_of_swap(spelled)
    for place, byte in enumerate(key):
        spelled[2 + 2 * place] = _HEX[byte >> 4]
        spelled[3 + 2 * place] = _HEX[byte & 15]
    connection.set_key(spelled)
    wipe(spelled)


def _prove(connection: driver.Connection, *, create: bool, newest: int | None) -> None:
    """Read the first page, which only the right key can; raise driver.Error, VaultDamaged (empty) or NewerVault."""
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if not tables and not create:
        raise VaultDamaged(DAMAGED)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if newest is not None and version > newest:
        raise NewerVault(NEWER)


def _must_be_our_library(connection: driver.Connection) -> None:
    """Two packages install the same import name: a swapped one is refused before it is given a key or writes a byte."""
    version = connection.execute("PRAGMA cipher_version").fetchone()
    versions = (version[0].split()[0] if version else "0", driver.sqlite_version)
    if any(_number(found) < oldest for found, oldest in zip(versions, (OLDEST_CIPHER, OLDEST_SQLITE), strict=True)):
        raise VaultRefused(WRONG_LIBRARY)


def _must_be_our_cipher(connection: driver.Connection) -> None:
    provider = connection.execute("PRAGMA cipher_provider").fetchone()
    if provider is None or provider[0] not in PROVIDERS:
        raise VaultRefused(WRONG_LIBRARY)


def _must_hold(connection: driver.Connection) -> None:
    held = {name: connection.execute(f"PRAGMA {name}").fetchone() for name in _MUST_HOLD}
    if any(row is None or str(row[0]) != _MUST_HOLD[name] for name, row in held.items()):
        raise VaultRefused(WRONG_LIBRARY)


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2])


def _begin(connection: sa.Connection) -> None:
    # A write that begins deferred meets "database is locked" at its first statement, and no waiting helps then.
    wants_to_write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if wants_to_write else "BEGIN")


def _driver_connection(connection: sa.Connection) -> Any:
    return connection.connection.driver_connection
