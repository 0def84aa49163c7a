"""Where stores are put that are only killed or damaged: in memory where there is room, for a disk shared with others waits.

What is proved of a disk is proved on one of its own (`power_cut.Disk`), and that may lie in memory too.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MEMORY = Path("/dev/shm")
_ROOM = 2 << 30


@contextmanager
def ground() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    there = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM
    with tempfile.TemporaryDirectory(prefix="sbp-ground-", dir=_MEMORY if there else None) as home:
        yield Path(home)
