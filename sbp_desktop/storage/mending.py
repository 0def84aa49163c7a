"""A store that cannot be opened, made whole again from all that is left of it. Nothing is deleted, nothing begins anew.

The rungs, each tried on copies in a folder of its own, so that a mending cut short has changed nothing:

    the file itself, on fresh connections      a fault that passed, or an older file put back
    the newest copy that is whole              whichever of the two knows more
    an empty store                             where there is neither

What these lack comes from the log of unsent work and from whatever pages of the damaged file still prove themselves;
the council gives again what it has, as ever, from where the store now stands. The damaged files are kept aside.
"""

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgpack
import sqlalchemy as sa

from sbp_desktop.errors import ExpectedError, NotFound, SaveFailed
from sbp_desktop.models.ops import from_envelope
from sbp_desktop.storage import backups, encryption, files, local_file, migrate, oplog, outbox_log, seal
from sbp_desktop.storage.backups import ASIDE, Copy
from sbp_desktop.storage.key_slots import subkey, wipe
from sbp_desktop.storage.outbox_log import Written
from sbp_desktop.storage.seal import SealState
from sbp_desktop.storage.statements import Connection, scalar

NO_COPY: Final = "That copy is not there any more, or cannot be read. Choose another."
NOTE: Final = "mended"
"""Key in `meta` of what the last mending did."""
_WORK: Final = "mending"
_VAULT: Final = "vault"
_SIDE: Final = ("-wal", "-journal")
_AT_ONCE: Final = 256
_MOST_FAILURES: Final = 1500
_OURS: Final = "SELECT {columns}, chain, packed FROM op WHERE seq >= ? AND seq < ? AND length(chain) ORDER BY seq"
_TYPING: Final = "person, ent, field, text, context, at"

Wreck = tuple[list[Written], list[tuple[Any, ...]], bool]


class Base(Enum):
    """What the mended store was begun from."""

    ITSELF = "itself"
    COPY = "copy"
    NOTHING = "nothing"


class Mended(NamedTuple):
    """What was done: begun from `base` (a copy made `at`, ms UTC), so many ops `added` from elsewhere, so many `left`
    that do not follow from what is there (kept aside), whether the worker's own small file is as it was (`own`).
    """

    base: Base
    at: int
    added: int
    left: int
    own: bool


def mend(folder: Path, root: bytearray, copy: Copy | None = None) -> Mended:
    """Make the closed store in a folder whole again; its lock is held by the caller. With `copy`: from that one.

    Raises NotFound for that one, DiskFull, FolderReadOnly, SaveFailed or another refusal; the store is then as it was.
    """
    work = folder / _WORK
    key, log_key = subkey(root, "database"), subkey(root, "outbox")
    try:
        with files.plainly():
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir(mode=0o700)
            base, at = _take_base(folder, work, key, root, copy)
            log = outbox_log.read(folder / outbox_log.NAME, log_key)
            wreck: Wreck = ([], [], False) if base is Base.ITSELF else _wreck(folder, work, key, base)
            added, left = _fill(work / _VAULT, key, [*wreck[0], *log.ops], wreck)
            own = _take_own(folder, work, root)
            mended = Mended(base, at, added, left, own)
            _note(work / _VAULT, key, mended)
            aside = _place_aside(folder)
            if seal.verify(folder, root) is SealState.CLEAN:
                seal.mark_dirty(folder, root)  # cut short from here on, either file is one to be looked at, and right
            _swap(folder, work, aside)
            seal.write(folder, root)
            (folder / seal.IN_USE).unlink(missing_ok=True)
        return mended
    except (sa.exc.DBAPIError, encryption.DriverError) as error:
        raise encryption.translate(error) from None
    finally:
        wipe(key)
        wipe(log_key)
        shutil.rmtree(work, ignore_errors=True)


def last(conn: Connection) -> Mended | None:
    """What the last mending of this store did, None where there was none."""
    kept = scalar(conn.execute("SELECT value FROM meta WHERE key = ?", (NOTE,)))
    if kept is None:
        return None
    base, *rest = msgpack.unpackb(kept)
    return Mended(Base(base), *rest)


# ---- what to begin from


def _take_base(folder: Path, work: Path, key: bytearray, root: bytearray, chosen: Copy | None) -> tuple[Base, int]:
    """Put the best file there is into `work`."""
    itself = None if chosen else _put(folder, work, key)
    for copy in [chosen] if chosen else backups.copies(folder, root):
        if itself is not None and itself >= copy.content.op:
            break
        if not backups.is_whole(copy, root):
            continue
        if _put(copy.folder, work, key) is not None:
            return Base.COPY, copy.at
    if chosen is not None:  # nobody asked for a store made of less than their copy
        raise NotFound(NO_COPY)
    if itself is not None:
        return (Base.ITSELF, 0) if _put(folder, work, key) is not None else (Base.NOTHING, 0)
    _clear(work / _VAULT)
    with _engine(work / _VAULT, key, create=True) as engine:
        migrate.bring_up_to_date(engine)
    return Base.NOTHING, 0


def _put(source: Path, work: Path, key: bytearray) -> int | None:
    """Copy a store's file into `work` and prove it; the number of its newest op, None where it is not whole."""
    _clear(work / _VAULT)
    if not _copy(source / _VAULT, work / _VAULT) or encryption.integrity_problems(work / _VAULT, key):
        return None
    try:
        with _engine(work / _VAULT, key) as engine, _driver(engine) as conn:
            if any(True for _ in oplog.broken_links(conn)):
                return None
            return backups.content(conn).op
    except ExpectedError:
        return None


def _clear(path: Path) -> None:
    for each in (path, *(path.with_name(path.name + side) for side in _SIDE)):
        each.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> bool:
    """Copy a file and what SQLite would replay into it; whether it is there at all and can be read."""
    try:
        shutil.copyfile(source, target)
    except FileNotFoundError:
        return False
    except OSError as error:
        if isinstance(files.refusal(error), SaveFailed):  # it cannot be read: another rung
            return False
        raise
    for side in _SIDE:
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(source.with_name(source.name + side), target.with_name(target.name + side))
    return True


@contextlib.contextmanager
def _engine(path: Path, key: bytearray, *, create: bool = False) -> Iterator[sa.Engine]:
    engine = encryption.open_engine(path, key, create=create, newest=migrate.SCHEMA_VERSION)
    try:
        yield engine
    finally:
        encryption.close_engine(engine)


@contextlib.contextmanager
def _driver(engine: sa.Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        yield connection.connection.driver_connection  # type: ignore[misc]


# ---- what can still be read of a damaged file


def _wreck(folder: Path, work: Path, key: bytearray, base: Base) -> Wreck:
    """Our ops of after the copy, and the typing, that still prove themselves in the damaged file; whether all of the
    typing does.
    """
    path = work / "wreck"
    if not _copy(folder / _VAULT, path):
        return [], [], False
    known = _ask(work / _VAULT, key, "SELECT max(seq) FROM op", ()) if base is Base.COPY else None
    after = (known[0][0] or 0) + 1 if known else 1
    columns = _OURS.format(columns=oplog.COLUMNS)
    rows, _ = _readable(path, key, "SELECT max(seq) FROM op", columns, after)
    steps, whole = _readable(
        path,
        key,
        "SELECT max(id) FROM draft_step",
        f"SELECT {_TYPING} FROM draft_step WHERE id >= ? AND id < ? ORDER BY id",
    )
    _clear(path)
    return [Written(oplog.as_said(row), row[15]) for row in rows], steps, whole


def _readable(
    path: Path, key: bytearray, last: str, statement: str, after: int = 1
) -> tuple[list[tuple[Any, ...]], bool]:
    """Rows from a number on, in parts: those that cannot be read are halved, each asked on a fresh connection."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    newest = _ask(path, key, last, ())
    # Where the page with the newest is the damaged one, as far as failures allow.
    end = (newest[0][0] or 0) + 1 if newest is not None else after + 100 * _AT_ONCE
    waiting, size, failures = list(range(after, end, _AT_ONCE)), _AT_ONCE, int(newest is None)
    while waiting and failures < _MOST_FAILURES:
        failed = []
        for first in waiting:
            rows = _ask(path, key, statement, (first, min(first + size, end)))
            if rows is None:
                failed.append(first)
            elif rows:
                found[first] = rows
        failures += len(failed)
        if newest is None:
            # Behind the last that can be read the end is somewhere: all that is asked beyond it fails too.
            reached = max(found, default=after - 1)
            failed = [first for first in failed if first < reached] + [first for first in failed if first > reached][:1]
        waiting = [first + half for first in failed for half in (0, size // 2)] if size > 1 else []
        size //= 2
    return [row for first in sorted(found) for row in found[first]], not failures


def _ask(path: Path, key: bytearray, statement: str, values: Sequence[int]) -> list[tuple[Any, ...]] | None:
    """The answer, or None: one bad page spoils all that is asked of the same connection later (SQLCipher #617)."""
    try:
        with _engine(path, key) as engine, _driver(engine) as conn:
            return conn.execute(statement, tuple(values)).fetchall()
    except (ExpectedError, encryption.DriverError, sa.exc.DBAPIError):
        return None


# ---- putting it together


def _fill(path: Path, key: bytearray, ops: Sequence[Written], wreck: Wreck) -> tuple[int, int]:
    """Add what the file lacks and make all that is read from it anew; how many ops were added, and how many do not
    follow from what is there.
    """
    with _engine(path, key) as engine:
        migrate.bring_up_to_date(engine)
        with _driver(engine) as conn, _all_or_nothing(conn):
            added, left = _add(conn, ops)
            _put_typing_back(conn, wreck)
            if added:
                conn.execute("DELETE FROM meta WHERE key = 'read_shape'")
        migrate.bring_up_to_date(engine)
        with engine.connect() as connection:
            encryption.must_be_whole(connection)
            encryption.must_be_in_order(connection)
    return added, left


@contextlib.contextmanager
def _all_or_nothing(conn: Connection) -> Iterator[None]:
    with encryption.transaction(conn, "BEGIN IMMEDIATE"):
        yield


def _add(conn: Connection, ops: Sequence[Written]) -> tuple[int, int]:
    """Append each op that follows from what is there, until none does; of whom the council erased, none."""
    gone = {row[0] for row in conn.execute("SELECT person FROM gone")}
    added = 0
    waiting = [one for one in dict.fromkeys(ops) if from_envelope(one.packed).person not in gone]
    while True:
        later = []
        for one in waiting:
            op = from_envelope(one.packed)
            number, link = oplog.last_link(conn, op.person, op.lane, op.origin)
            if op.oseq <= number:
                continue
            if op.oseq == number + 1 and oplog.follows(link, one.packed, one.link):
                oplog.append(conn, op, link)
                added += 1
            else:
                later.append(one)
        if not later or len(later) == len(waiting):
            return added, len(later)
        waiting = later


def _put_typing_back(conn: Connection, wreck: Wreck) -> None:
    """What was half typed, as the damaged file has it; where not all of that can be read, beside what is there."""
    _, steps, whole = wreck
    if whole:
        conn.execute("DELETE FROM draft_step")
    there = set(conn.execute(f"SELECT {_TYPING} FROM draft_step").fetchall())
    marks = ", ".join("?" * len(_TYPING.split(", ")))
    rows = [step for step in steps if step not in there]
    conn.executemany(f"INSERT INTO draft_step({_TYPING}) VALUES({marks})", rows)


def _take_own(folder: Path, work: Path, root: bytearray) -> bool:
    """Put the worker's own small file into `work`: itself where it is whole, else from a copy. Whether it is itself."""
    if not (folder / local_file.FILE_NAME).exists() and not _copies_with_own(folder, root):
        return True
    for source in (folder, *_copies_with_own(folder, root)):
        _clear(work / local_file.FILE_NAME)
        if _copy(source / local_file.FILE_NAME, work / local_file.FILE_NAME):
            with contextlib.suppress(ExpectedError):
                local_file.check_after_crash(work, root)
                return source == folder
    _clear(work / local_file.FILE_NAME)
    return False


def _copies_with_own(folder: Path, root: bytearray) -> list[Path]:
    found = [copy for copy in backups.copies(folder, root) if (copy.folder / local_file.FILE_NAME).exists()]
    return [copy.folder for copy in found if backups.is_whole(copy, root)]


def _note(path: Path, key: bytearray, mended: Mended) -> None:
    with _engine(path, key) as engine, engine.connect() as connection:
        conn: Connection = connection.connection.driver_connection  # type: ignore[assignment]
        with _all_or_nothing(conn):
            kept = msgpack.packb([mended.base.value, *mended[1:]])
            conn.execute("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", (NOTE, kept))
        # Closing says nothing where it fails, and on a full disk half of the pages would be in the file put in place.
        encryption.checkpoint(connection)


def _place_aside(folder: Path) -> Path:
    """A new folder for what is put aside now, also where something was in this very second."""
    (folder / ASIDE).mkdir(mode=0o700, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=time.strftime("%Y%m%dT%H%M%SZ-", time.gmtime()), dir=folder / ASIDE))


def _swap(folder: Path, work: Path, aside: Path) -> None:
    """Put what was made where the old was, which is kept aside; at every moment one of the two is in its place."""
    for name in (_VAULT, local_file.FILE_NAME, outbox_log.NAME, seal.NAME, seal.IN_USE):
        _keep_aside(folder / name, aside / name)
    _keep_all_aside(folder / "attachments", aside / "attachments")
    for name in (_VAULT, local_file.FILE_NAME):
        for side in _SIDE:
            # Before the new file is there: SQLite would replay these into it.
            with contextlib.suppress(FileNotFoundError):
                (folder / (name + side)).replace(aside / (name + side))
        if (work / name).exists():
            files.to_the_disk(work / name)
            (work / name).replace(folder / name)
        else:
            (folder / name).unlink(missing_ok=True)
    files.sync_folder(aside)
    files.sync_folder(folder)


def _keep_aside(source: Path, target: Path, link: Callable[[Path, Path], None] = os.link) -> None:
    """The same file under another name, or a copy of it where the disk knows no second names."""
    try:
        link(source, target)
    except FileNotFoundError:
        return
    except OSError:
        shutil.copyfile(source, target)


def _keep_all_aside(source: Path, target: Path) -> None:
    """Photos that no change mentions any more are swept up at the next opening; here they stay."""
    target.mkdir(mode=0o700)
    with contextlib.suppress(FileNotFoundError):
        for each in source.iterdir():
            _keep_aside(each, target / each.name)
