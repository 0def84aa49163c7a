"""The seal: shows at opening whether the closed store is the one that was closed.

Each page of the encrypted file proves that we wrote it, not that it is the newest we wrote: an older page put back, or
an older whole file, opens without a word. So a clean close leaves a seal, an HMAC over the length and SHA-256 of every
sealed file. The first thing after opening is to rename that seal to `seal.open`, the mark of a store in use: a rename
is atomic and needs no room, so a full disk can still be read. One of the two is there from the first opening on.

The order of calls, which is the whole point:

    opening   lock = files.FolderLock(folder); lock.take()       nobody else can start while we look
              root = key_slots.open_root_key(folder, passphrase)
              state = seal.verify(folder, root)                    reads the files: before the database is opened (D17);
                                                                   `measure` may run beside Argon2 in a thread
                  CLEAN     go on
                  MISMATCH  the store was altered while closed: say so and stop, or go on when the worker says so
                  MISSING   as MISMATCH: a store of ours always has one of the two files
                  DIRTY     the app was killed last time: go on, and check every page below
              engine = encryption.open_engine(...)
              seal.mark_dirty(folder, root)                        before the first write to the database
              unless CLEAN: checkpoint, then encryption.damaged_pages(connection) must be empty
    creating  take, key_slots.create, open_engine(create=True), mark_dirty, then the tables
    closing   encryption.close_engine(engine); seal.write(folder, root); lock.release()
              (where the disk is full the seal cannot be written: the store stays dirty, and nothing is lost)

What it does not tell: the whole folder, seal included, put back from an earlier day (the council's record of the last
change it saw tells that), and old pages put back after the app was killed, until the next clean close.
"""

import contextlib
import hashlib
import hmac
from enum import Enum
from pathlib import Path
from typing import Any, Final

import msgpack

from sbp_desktop.errors import VaultDamaged
from sbp_desktop.storage import files, key_slots
from sbp_desktop.storage.outbox_log import Place
from sbp_desktop.storage.slot_file import Purpose

NAME: Final = "seal"
IN_USE: Final = "seal.open"
# The worker's own small file and the second copy of unsent work are sealed beside the main one.
SEALED: Final = ("vault", "local", "outbox.log")
NOT_THE_ONE_CLOSED = (
    "This is not the same as what was closed last time: a file was altered or an older copy was put back. "
    "Nothing was changed; ask before you go on."
)
_SIDE_FILES = ("-wal", "-journal")

Measured = dict[str, tuple[int, bytes]]


class SealState(Enum):
    """What the seal says about a closed store."""

    CLEAN = "clean"
    DIRTY = "dirty"
    MISMATCH = "mismatch"
    MISSING = "missing"


def measure(folder: Path) -> Measured:
    """Return {file name: (bytes, SHA-256)} of the sealed files and of any side file that SQLite would replay.

    About 45 ms for 50 MB; needs no key and lets other threads run, so a large store is measured while the passphrase
    is being checked. Call only while nothing is open. Raises VaultUnreadable where one cannot be read.
    """
    found: Measured = {}
    with files.plainly(files.unread):
        for name in SEALED:
            for path in (folder / name, *(folder / (name + side) for side in _SIDE_FILES)):
                # An empty WAL says nothing: an opening cut short before its first write leaves one.
                if path.is_file() and (path.name == name or path.stat().st_size):
                    with path.open("rb", buffering=0) as file:
                        found[path.name] = (path.stat().st_size, hashlib.file_digest(file, "sha256").digest())
    return found


def verify(folder: Path, root: bytearray, measured: Measured | None = None) -> SealState:
    """Compare the closed store in `folder`, measured beforehand or now, with its seal.

    MISMATCH also where the seal file itself has damaged bytes: something here was touched.
    """
    closed, in_use = _bytes_of(folder / NAME), _bytes_of(folder / IN_USE)
    if closed is None:
        if in_use is None:
            return SealState.MISSING
        return SealState.DIRTY if _stated(in_use, root) is not None else SealState.MISMATCH
    stated = _stated(closed, root)
    if stated is None:
        return SealState.MISMATCH
    now = measure(folder) if measured is None else measured
    same = stated["files"] == {name: list(value) for name, value in now.items()} and stated[
        "keys"
    ] <= key_slots.generation(folder)
    return SealState.CLEAN if same else SealState.MISMATCH


def mark_dirty(folder: Path, root: bytearray) -> None:
    """Say that the store is in use; harmless when it is said already. Raises DiskFull, FolderReadOnly, SaveFailed."""
    closed, in_use = _bytes_of(folder / NAME), _bytes_of(folder / IN_USE)
    try:
        if closed is not None and _stated(closed, root) is not None:
            (folder / NAME).replace(folder / IN_USE)
        else:
            # A first opening, one after a crash, or one the worker asked for although the seal was broken.
            if in_use is None or _stated(in_use, root) is None:
                keep(folder / IN_USE, root, {})
            (folder / NAME).unlink(missing_ok=True)
        files.sync_folder(folder)
    except OSError as error:
        raise files.refusal(error) from error


def write(folder: Path, root: bytearray, log: Place | None = None) -> None:
    """Seal the store that was just closed; `log`: where its second copy of unsent work goes on, where that is known.

    Raises DiskFull, FolderReadOnly, SaveFailed; the store then stays dirty.
    """
    with files.plainly():
        stated = {"files": measure(folder), "keys": key_slots.generation(folder), "log": list(log) if log else None}
    keep(folder / NAME, root, stated)
    # Left behind it says nothing: the seal decides.
    with contextlib.suppress(OSError):
        (folder / IN_USE).unlink(missing_ok=True)


def log_place(folder: Path, root: bytearray) -> Place | None:
    """Where the log of unsent work goes on, as the seal of a store that was closed well says."""
    said = (statement(folder / NAME, root) or {}).get("log")
    return Place(*said) if said else None


def write_beforehand(folder: Path, root: bytearray, keys: int) -> None:
    """Seal files that a store will consist of once its key file has reached generation `keys`. Raises as `write`."""
    with files.plainly():
        stated = {"files": measure(folder), "keys": keys}
    keep(folder / NAME, root, stated)


def is_ours(folder: Path, root: bytearray) -> bool:
    """Whether the seal in this folder was made with this root key."""
    kept = _bytes_of(folder / NAME)
    return kept is not None and _stated(kept, root) is not None


def must_be_the_one_closed(state: SealState) -> None:
    """Raise VaultDamaged where the store is not the one that was closed."""
    if state in (SealState.MISMATCH, SealState.MISSING):
        raise VaultDamaged(NOT_THE_ONE_CLOSED)


def keep(path: Path, root: bytearray, stated: dict[str, Any], purpose: Purpose = "seal") -> None:
    """Write a statement that only who holds the root key can have made. Raises DiskFull, FolderReadOnly, SaveFailed."""
    body = msgpack.packb(stated)
    files.write_atomically(path, msgpack.packb([body, _mac(body, root, purpose)]))


def statement(path: Path, root: bytearray, purpose: Purpose = "seal") -> dict[str, Any] | None:
    """What a statement says, None where there is none or it is not this store's own."""
    kept = _bytes_of(path)
    return _stated(kept, root, purpose) if kept is not None else None


def _bytes_of(path: Path) -> bytes | None:
    """Return the bytes of a seal file, or None where there is none."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise files.unread(error) from error


def _stated(kept: bytes, root: bytearray, purpose: Purpose = "seal") -> dict[str, Any] | None:
    """Return what the seal states, or None unless this store's own root key made it."""
    try:
        body, mac = msgpack.unpackb(kept)
        if not hmac.compare_digest(mac, _mac(body, root, purpose)):
            return None
        stated: dict[str, Any] = msgpack.unpackb(body)
        return stated
    except Exception:  # noqa: BLE001 - msgpack raises a dozen kinds for altered bytes, and each says: not our seal
        return None


def _mac(body: bytes, root: bytearray, purpose: Purpose) -> bytes:
    key = key_slots.subkey(root, purpose)
    try:
        return hmac.digest(key, body, "sha256")
    finally:
        key_slots.wipe(key)
