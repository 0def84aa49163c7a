"""A store of an earlier release becomes one of this release as a copy, which takes its place once it was proved."""

import contextlib
import os
import shutil
import time
from pathlib import Path
from typing import Any, Final

from sbp_desktop.errors import VaultDamaged
from sbp_desktop.storage import encryption, files, migrate
from sbp_desktop.storage.backups import ASIDE

_WORK: Final = "upgrade"
_SIDE: Final = ("-wal", "-journal")


def on_a_copy(path: Path, key: bytearray, progress: migrate.Progress) -> None:
    """Bring the closed file at `path`, with nothing waiting beside it, to this release; the old one is kept aside.

    Killed at any moment, the old or the new file is there. Raises ExpectedError; then the old one is.
    """
    work = path.parent / _WORK
    with files.plainly():
        try:
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir(mode=0o700)
            made = work / path.name
            shutil.copyfile(path, made)
            before = _ops(made, key)
            _upgrade(made, key, progress)
            if _ops(made, key) != before or encryption.integrity_problems(made, key):
                raise VaultDamaged(encryption.DAMAGED)
            files.to_the_disk(made)
            aside = path.parent / ASIDE / time.strftime("%Y%m%dT%H%M%SZ-before", time.gmtime())
            aside.mkdir(mode=0o700, parents=True, exist_ok=True)
            with contextlib.suppress(OSError):  # a disk without second names keeps none
                os.link(path, aside / path.name)
            made.replace(path)
            files.sync_folder(path.parent)
        finally:
            shutil.rmtree(work, ignore_errors=True)


def tidy(path: Path) -> None:
    """Take away what an upgrade left that was cut short after the new file was in its place."""
    shutil.rmtree(path.parent / _WORK, ignore_errors=True)


def _upgrade(path: Path, key: bytearray, progress: migrate.Progress) -> None:
    engine = encryption.open_engine(path, key, create=False, newest=migrate.SCHEMA_VERSION)
    try:
        migrate.bring_up_to_date(engine, progress=progress)
        with engine.connect() as connection:
            encryption.must_be_whole(connection)
    finally:
        encryption.close_engine(engine)


def _ops(path: Path, key: bytearray) -> Any:
    """What must be the same before and after: how many ops there are, and what tells them from any others."""
    engine = encryption.open_engine(path, key, create=False, newest=migrate.SCHEMA_VERSION)
    try:
        with engine.connect() as connection:
            ask = "SELECT count(*), max(seq), sum(length(body)), sum(hlc % 1000003), sum(wall % 1000003) FROM op"
            return tuple(connection.exec_driver_sql(ask).one())
    finally:
        encryption.close_engine(engine)
