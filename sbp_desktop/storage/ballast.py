"""Room kept on the disk for its worst day: let go when the disk is full, so that save and lock still end well."""

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sbp_desktop.errors import DiskFull

NAME: Final = "ballast"
BYTES: Final = 32 << 20
_FOR_A_SAVE: Final = 4 << 20
"""Free bytes below which a save might not go through: an edit takes a few pages, the longest change a megabyte."""


class Ballast:
    """The file of zeros of one folder, held while there is room for it and gone while there is not.

    Not one call of it fails: a store without this file is as good as one with it until the disk is full.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self.held = self._path.exists()
        """Whether it is there. While it is not, the disk is nearly full and the worker is told."""

    @contextlib.contextmanager
    def saving(self) -> Iterator[None]:
        """Make room for what is saved meanwhile; where it was too little all the same, more for the next try."""
        self.look()
        try:
            yield
        except DiskFull:
            self.let_go()
            raise

    def look(self) -> None:
        """Let it go where there is hardly any room, make it again where there is enough: some 2 µs when neither."""
        try:
            free = shutil.disk_usage(self._path.parent).free
        except OSError:
            return
        if self.held and free < _FOR_A_SAVE:
            self.let_go()
        elif not self.held and free > BYTES + 2 * _FOR_A_SAVE:
            self._make()

    def let_go(self) -> None:
        """Give its room back to the disk."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)
            self.held = False

    def _make(self) -> None:
        """Take the room for real: a file of holes would hold none."""
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            try:
                if sys.platform == "win32":
                    os.ftruncate(descriptor, BYTES)  # NTFS sets the clusters aside at once
                else:
                    os.posix_fallocate(descriptor, 0, BYTES)
            finally:
                os.close(descriptor)
            self.held = True
        except OSError:
            self.let_go()
