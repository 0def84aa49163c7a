"""Where stores are put that are only killed or damaged: in memory where there is room, for a disk shared with others waits.

What is proved of a disk is proved on one of its own (`power_cut.Disk`), and that may lie in memory too.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from sbp_desktop.storage import ballast, slot_file

_MEMORY = Path("/dev/shm")
_ROOM = 2 << 30


@contextmanager
def ground() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    there = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM
    with tempfile.TemporaryDirectory(prefix="sbp-ground-", dir=_MEMORY if there else None) as home:
        yield Path(home)


@contextmanager
def cheaply() -> Iterator[None]:
    """What is tried meanwhile is no passphrase and no full disk: a derivation as cheap as can be, and hardly any ballast."""
    with mock.patch.object(slot_file, "_FLOOR", (8, 1, 1)), mock.patch.object(ballast, "BYTES", 64 * 1024):
        yield
