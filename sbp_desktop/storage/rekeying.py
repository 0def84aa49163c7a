"""New keys for a whole store: made in a folder beside it, proved, and put in force by one rename.

    building    `rekeyed/` gets every encrypted file anew under the new root key, page by page, each proved, and a seal
    the switch  the key file is replaced by one for the new root key (`key_slots.replace_root`): a rename
    moving in   the new files take the place of the old, the seal last

Before the switch the old keys open the old files, and what stands in `rekeyed/` is thrown away at the next opening;
after it the new keys open, and the next opening goes on moving in. Which of the two it is, the seal in `rekeyed/`
tells: it is made with the new root key. Nothing is ever changed in place: that has no way back from a power cut.

The files of photos stay as they are: their keys stand in their ops. Only their names come from a key of the store,
which the new store keeps as a value of its own.
"""

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgpack

from sbp_desktop.errors import DiskFull, SaveFailed
from sbp_desktop.storage import backups, encryption, files, key_slots, local_file, outbox_log, seal
from sbp_desktop.storage.key_slots import Passphrase, Purpose, subkey, wipe
from sbp_desktop.storage.slot_file import KEY_BYTES, key_of

FOLDER: Final = "rekeyed"
NAMES_KEY: Final = "attachment_names"
"""Where the store keeps what its photos' files are named under, once that no longer follows from its root key."""
MADE: Final = "keys_made"
"""Where it keeps the day its keys were made (ms UTC), where that was later than the store."""
_FILES: Final[dict[str, Purpose]] = {"vault": "database", local_file.FILE_NAME: "local"}
_ROOM: Final = 4 << 20
NOT_PROVED = (
    "The new keys could not be proved on this disk, so everything stays under the keys it has. Nothing is lost."
)


def must_have_room(folder: Path) -> None:
    """Raise DiskFull where there is no room for the files a second time."""
    needed = sum((folder / name).stat().st_size for name in _FILES if (folder / name).exists())
    if shutil.disk_usage(folder).free < needed + _ROOM:
        raise DiskFull(files.NO_ROOM)


def rekey(folder: Path, old: bytearray, passphrase: Passphrase, now_ms: int) -> None:
    """Give a closed and sealed store, whose root key is `old`, new keys that `passphrase` opens; the caller holds the
    folder.

    Other passphrases open it no more; the council's slot is sealed anew. Raises DiskFull, FolderReadOnly, SaveFailed:
    then the old keys open, and nothing was changed.
    """
    new = key_of(os.urandom(KEY_BYTES))
    try:
        must_have_room(folder)
        _build(folder, old, new, now_ms)
        key_slots.replace_root(folder, old, new, passphrase)
        finish(folder, new)
    except BaseException:
        _clear(folder, old)
        raise
    finally:
        wipe(new)


def finish(folder: Path, root: bytearray) -> bool:
    """Move in what is ready under this root key, or throw away what is not; whether files were moved.

    Called at every opening, before anything is read. Raises DiskFull, FolderReadOnly, SaveFailed.
    """
    fresh = folder / FOLDER
    if not fresh.exists():
        return False
    try:
        if not seal.is_ours(fresh, root):
            shutil.rmtree(fresh)
            return False
        # What the old keys opened: made again from the store at this opening and beside the work.
        (folder / outbox_log.NAME).unlink(missing_ok=True)
        for old in (backups.FOLDER, backups.ASIDE):
            shutil.rmtree(folder / old, ignore_errors=True)
        for name in (*_FILES, seal.NAME):
            if (fresh / name).exists():
                (fresh / name).replace(folder / name)
        (folder / seal.IN_USE).unlink(missing_ok=True)
        files.sync_folder(folder)
        shutil.rmtree(fresh)
    except OSError as error:
        raise files.refusal(error) from error
    return True


def names_key(conn: Any, root: bytearray) -> bytearray:
    """What the files of photos are named under."""
    held = conn.execute("SELECT value FROM meta WHERE key = ?", (NAMES_KEY,)).fetchone()
    return key_of(held[0]) if held is not None else subkey(root, "attachments")


def _clear(folder: Path, old: bytearray) -> None:
    """After an error: nothing of what was built stays, unless the switch was made and the next opening goes on."""
    if key_slots.is_in_force(folder, old):
        shutil.rmtree(folder / FOLDER, ignore_errors=True)


def _build(folder: Path, old: bytearray, new: bytearray, now_ms: int) -> None:
    fresh = folder / FOLDER
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        for name, purpose in _FILES.items():
            if (folder / name).exists():
                told = (lambda conn: _keep_what_named(conn, old, now_ms)) if name == "vault" else None
                _copy(folder / name, fresh / name, subkey(old, purpose), subkey(new, purpose), told)
        seal.write_beforehand(fresh, new, key_slots.generation(folder) + 1)
        files.sync_folder(folder)
    except OSError as error:
        raise files.refusal(error) from error


def _keep_what_named(conn: Any, old: bytearray, now_ms: int) -> None:
    key = names_key(conn, old)
    with encryption.transaction(conn, "BEGIN IMMEDIATE"):
        conn.execute("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", (NAMES_KEY, bytes(key)))
        conn.execute("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", (MADE, str(now_ms).encode()))
    wipe(key)


def _copy(source: Path, target: Path, old: bytearray, new: bytearray, told: Callable[[Any], None] | None) -> None:
    """Copy a file under another key, page by page; every page and every row of the copy is proved."""
    try:
        whole = _with_file(source, old, create=False, work=lambda conn: _copied(conn, target, new))
        if encryption.integrity_problems(target, new) or _with_file(target, new, create=False, work=_digest) != whole:
            raise SaveFailed(NOT_PROVED)
        if told is not None:
            _with_file(target, new, create=False, work=told)
    finally:
        wipe(old)
        wipe(new)


def _copied(conn: Any, target: Path, new: bytearray) -> bytes:
    def take(fresh: Any) -> None:
        conn.backup(fresh)

    _with_file(target, new, create=True, work=take)
    return _digest(conn)


def _with_file(path: Path, key: bytearray, *, create: bool, work: Callable[[Any], Any]) -> Any:
    engine = encryption.open_engine(path, key, create=create)
    try:
        with engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            try:
                done = work(driver)
            except encryption.DriverError as error:
                raise encryption.translate(error) from None
            encryption.checkpoint(connection)
            return done
    finally:
        encryption.close_engine(engine)


def _digest(conn: Any) -> bytes:
    """A digest of every row of every table, in the order they stand in the file, and of the shape."""
    said, pack = hashlib.blake2b(digest_size=32), msgpack.Packer().pack
    shape = conn.execute("SELECT type, name, sql FROM sqlite_master ORDER BY rowid").fetchall()
    for row in [*shape, conn.execute("PRAGMA user_version").fetchone()]:
        said.update(pack(row))
    for kind, name, sql in shape:
        if kind == "table" and not str(sql or "").upper().startswith("CREATE VIRTUAL"):
            quoted = '"' + name.replace('"', '""') + '"'
            for row in conn.execute(f"SELECT * FROM {quoted}"):
                said.update(pack(row))
    return said.digest()
