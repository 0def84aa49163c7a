"""Small files that a power cut leaves old or new but never half, and the lock that keeps a folder to one process."""

import errno
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sbp_desktop.errors import DiskFull, ExpectedError, FolderReadOnly, SaveFailed, VaultInUse, VaultUnreadable

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NO_ROOM = "The disk is full. Nothing was lost. Make some room on it and try again."
READ_ONLY = "This folder cannot be written to. Choose another folder, or ask for permission to write in this one."
IN_USE = "The app is already open with these people. Use the window that is open, or close it first."
DISK_FAULT = (
    "The disk reported a fault, so this may not be kept. Look before you go on; what was kept before is untouched."
)
UNREADABLE = "The disk could not read this file. Nothing was changed; try again, and if it stays so put back a backup."
TOO_MANY_OPEN = "This laptop has too many files open at once. Close another program and try again. Nothing was lost."

_TOO_MANY = frozenset({errno.EMFILE, errno.ENFILE})
_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_DENIED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


def refusal(error: OSError) -> ExpectedError:
    """Return the one plain sentence for an operating-system error: DiskFull, FolderReadOnly or SaveFailed."""
    if error.errno in _FULL:
        return DiskFull(NO_ROOM)
    if error.errno in _DENIED:
        return FolderReadOnly(READ_ONLY)
    return SaveFailed(TOO_MANY_OPEN if error.errno in _TOO_MANY else DISK_FAULT)


def unread(error: OSError) -> ExpectedError:
    """Return the one plain sentence where nothing was being written: VaultUnreadable or SaveFailed."""
    return SaveFailed(TOO_MANY_OPEN) if error.errno in _TOO_MANY else VaultUnreadable(UNREADABLE)


@contextmanager
def plainly(sentence: Callable[[OSError], ExpectedError] = refusal) -> Iterator[None]:
    """Raise the plain sentence for any operating-system error met meanwhile."""
    try:
        yield
    except OSError as error:
        raise sentence(error) from error


def write_atomically(path: Path, data: bytes | bytearray | Iterable[bytes]) -> None:
    """Replace the file at `path` by `data`, readable by its owner only; when this returns it survives a power cut.

    Large files are given in pieces. Killed at any moment, `path` holds all of the old bytes or all of the new. Raises
    DiskFull, FolderReadOnly, SaveFailed or what giving the pieces raises: then the old bytes are there, or the new
    ones where only the folder could not be synced.
    """
    # One fixed temporary name: what a killed process leaves behind is overwritten by the next write.
    fresh = path.with_name(path.name + ".new")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        try:
            for piece in (data,) if isinstance(data, bytes | bytearray) else data:
                left = memoryview(piece)
                while left:
                    left = left[os.write(descriptor, left) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        fresh.replace(path)
        sync_folder(path.parent)
    except BaseException as error:
        _forget(fresh)
        if isinstance(error, OSError):
            raise refusal(error) from error
        raise


def to_the_disk(path: Path) -> None:
    """Make what was written into a file survive a power cut."""
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` survive a power cut. Windows has no such call: NTFS journals its own names."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _forget(fresh: Path) -> None:
    try:
        fresh.unlink(missing_ok=True)
    except OSError:
        # The write has already failed and is about to be told; a left-over temporary file harms nobody.
        return


class FolderLock:
    """Holds a vault folder for one process, as a context manager; a second taker gets VaultInUse at once.

    SQLite's own POSIX lock falls when the owning process closes any other descriptor of the database (D17), and it
    is not yet held while the seal is checked. This lock is on a file of its own that nobody else ever opens, so it
    covers both. The operating system lets go of it when the process ends, however it ends, or replaces itself.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "lock"
        self._descriptor: int | None = None

    def take(self) -> None:
        """Take the folder or raise VaultInUse, FolderReadOnly, DiskFull or SaveFailed. Never waits."""
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise refusal(error) from error
        try:
            _lock(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise VaultInUse(IN_USE) from error
        self._descriptor = descriptor

    def release(self) -> None:
        """Let the folder go; harmless when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _lock(descriptor: int) -> None:
    """Lock the open file for this process or raise OSError at once."""
    if sys.platform == "win32":
        # One byte from the start of the file; Windows does not mind that the byte is not there.
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        # flock, not fcntl: a POSIX record lock would fall with any other descriptor of the same file.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
