"""Copies of the store, made while it is used by SQLite's own way of copying, and worth nothing until they were opened.

A copy is a folder of its own under `backups/`, named by its time: the main file and the worker's small one, encrypted
as they are, and a statement of what they are, written last, under a key of the store. A folder without a true statement
is no copy. Photos are in no copy: their files never change, and an older record finds them where they are.

Copying runs in a thread of its own, a few pages at a time: no save waits longer than for one of its steps.
"""

import contextlib
import math
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sbp_desktop.errors import ExpectedError
from sbp_desktop.storage import encryption, files, local_file, seal
from sbp_desktop.storage.key_slots import subkey, wipe
from sbp_desktop.storage.statements import Connection

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

FOLDER: Final = "backups"
ASIDE: Final = "damaged"
"""Folder of the files that a mending put aside; they stay as long as copies do."""
EVERY_S: Final = 30 * 60
KEPT_DAYS: Final = 14
_NEWEST_KEPT: Final = 3
_DAY_MS: Final = 24 * 3600 * 1000
_STEP_PAGES: Final = 32
_BETWEEN_STEPS_S: Final = 0.002
_TO_SPARE: Final = 64 << 20
_STATEMENT: Final = "copy"
_PART: Final = ".part"


class Content(NamedTuple):
    """What tells whether something was written since: newest op, newest step of typing, how many steps."""

    op: int
    step: int
    steps: int


class Copy(NamedTuple):
    """A copy that was opened and found whole: made at (ms UTC), where it lies, what is in it."""

    at: int
    folder: Path
    content: Content


class _Stopped(Exception):
    """The store is being closed."""


class Copying:
    """One copy on its way. `made` is it once it is there, `problem` why there is none."""

    def __init__(self, vault: "Vault", step: Callable[[], object]) -> None:
        self.made: Copy | None = None
        self.problem: ExpectedError | None = None
        self._stop = threading.Event()
        self._step = step
        self._folder = vault.folder / FOLDER
        self._key, self._root = subkey(vault.root, "database"), bytearray(vault.root)
        self._source, self._at = vault.connection, vault.clock.now_ms()
        name = time.strftime("%Y%m%dT%H%M%S", time.gmtime(self._at / 1000)) + f"{self._at % 1000:03d}Z"
        self._part, self._whole = self._folder / (name + _PART), self._folder / name
        self._thread: threading.Thread | None = None
        with files.plainly():
            shutil.rmtree(self._part, ignore_errors=True)
            self._part.mkdir(mode=0o700)
        # Here and now: its file must not be open twice, and it takes two milliseconds.
        local_file.copy(vault.folder, vault.root, self._part)

    def begin(self) -> None:
        """Go on in a thread."""
        self._thread = threading.Thread(target=self.do, name="copy", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Give up, unless it is done; returns once nothing of the store is in use."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    @property
    def running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def do(self) -> None:
        """Copy, try the copy, state what it is, put it in its place, and let old ones go. Never raises."""
        try:
            encryption.copy_into(self._source, self._part / "vault", self._key, _STEP_PAGES, self._between)
            content = _tried(self._part, self._root)
            with files.plainly():
                stated = {"at": self._at, "content": list(content), "files": seal.measure(self._part)}
                seal.keep(self._part / _STATEMENT, self._root, stated, "copies")
                self._part.replace(self._whole)
                files.sync_folder(self._folder)
            self.made = Copy(self._at, self._whole, content)
            _let_old_go(self._folder, self._root, self._at)
        except _Stopped:
            pass
        except Exception as error:  # noqa: BLE001 - a copy that is not made must not end what it is a copy of
            self.problem = encryption.translate(error)
        finally:
            wipe(self._key)
            wipe(self._root)
            shutil.rmtree(self._part, ignore_errors=True)

    def _between(self) -> None:
        if self._stop.is_set():
            raise _Stopped
        self._step()


def begin(vault: "Vault") -> None:
    """Begin a copy where something was written since the newest and there is room; it goes on by itself."""
    if vault.copying is not None and vault.copying.running:
        return
    if (copying := _begun(vault, lambda: time.sleep(_BETWEEN_STEPS_S))) is not None:
        copying.begin()


def at_once(vault: "Vault", within_s: float = math.inf) -> Copy | None:
    """As `begin`, and wait for it: before the store is closed. None where there was nothing to copy, or no copy, or the
    pages were not all copied in this time.
    """
    until = time.monotonic() + within_s

    def step() -> None:
        if time.monotonic() > until:
            raise _Stopped

    if vault.copying is not None:
        vault.copying.stop()
    if (copying := _begun(vault, step)) is None:
        return None
    copying.do()
    return copying.made


def anew(vault: "Vault") -> Copy | None:
    """Make a copy now, whatever there is; the damaged ones go. None where none can be made."""
    for copy in copies(vault.folder, vault.root):
        if not is_whole(copy, vault.root):
            shutil.rmtree(copy.folder, ignore_errors=True)
    return at_once(vault) or next(iter(copies(vault.folder, vault.root)), None)


def copies(folder: Path, root: bytearray) -> list[Copy]:
    """The copies of the store in a folder, newest first. What was altered since shows only when one is opened."""
    found = []
    with contextlib.suppress(OSError):
        for each in (folder / FOLDER).iterdir():
            stated = seal.statement(each / _STATEMENT, root, "copies")
            if stated is not None and not each.name.endswith(_PART) and _is_there(each, stated["files"]):
                found.append(Copy(stated["at"], each, Content(*stated["content"])))
    return sorted(found, reverse=True)


def newest(vault: "Vault") -> int:
    """Number of the newest op that the newest copy holds, 0 where there is no copy."""
    found = copies(vault.folder, vault.root)
    return found[0].content.op if found else 0


def is_whole(copy: Copy, root: bytearray) -> bool:
    """Whether every byte of a copy is as it was stated when it had been tried."""
    try:
        stated = seal.statement(copy.folder / _STATEMENT, root, "copies")
        now = seal.measure(copy.folder)
    except ExpectedError:
        return False
    return stated is not None and stated["files"] == {name: list(value) for name, value in now.items()}


def content(conn: Connection) -> Content:
    """What is in a store now."""
    row = conn.execute(
        "SELECT (SELECT coalesce(max(seq), 0) FROM op), coalesce(max(id), 0), count(*) FROM draft_step"
    ).fetchone()
    return Content(*row) if row else Content(0, 0, 0)


def _begun(vault: "Vault", step: Callable[[], object]) -> Copying | None:
    """A copy to be made, None where there is nothing new or no room. Never raises: the work goes on without it."""
    try:
        vault.copying = Copying(vault, step) if _is_due(vault) else None
    except (ExpectedError, OSError):
        vault.copying = None
    return vault.copying


def _is_due(vault: "Vault") -> bool:
    newest = next(iter(copies(vault.folder, vault.root)), None)
    with vault.reading() as conn:
        now = content(conn)
    needed = (vault.folder / "vault").stat().st_size + _TO_SPARE
    return (newest is None or newest.content != now) and shutil.disk_usage(vault.folder).free > needed


def _tried(folder: Path, root: bytearray) -> Content:
    """Open a copy as a store is opened and let every page prove itself. Raises VaultDamaged or another refusal."""
    key = subkey(root, "database")
    try:
        engine = encryption.open_engine(folder / "vault", key, create=False)
    finally:
        wipe(key)
    try:
        with engine.connect() as connection:
            encryption.must_be_whole(connection)
            encryption.must_be_in_order(connection)
            driver: Any = connection.connection.driver_connection
            found = content(driver)
    finally:
        encryption.close_engine(engine)
    local_file.check_after_crash(folder, root)
    for name in seal.SEALED:
        if (folder / name).exists():
            files.to_the_disk(folder / name)
    return found


def _is_there(folder: Path, stated: dict[str, Any]) -> bool:
    return all((folder / name).is_file() and (folder / name).stat().st_size == stated[name][0] for name in stated)


def _let_old_go(folder: Path, root: bytearray, now: int) -> None:
    """Keep the newest few, and of each of the last days the newest; all else goes, and what never became a copy."""
    kept: set[Path] = set()
    days: set[int] = set()
    for place, copy in enumerate(copies(folder.parent, root)):
        day = copy.at // _DAY_MS
        if place < _NEWEST_KEPT or (day not in days and now - copy.at <= KEPT_DAYS * _DAY_MS):
            kept.add(copy.folder)
        days.add(day)
    for each in folder.iterdir():
        if each not in kept:
            shutil.rmtree(each, ignore_errors=True)
    with contextlib.suppress(FileNotFoundError):
        for each in (folder.parent / ASIDE).iterdir():
            if now - each.stat().st_mtime * 1000 > KEPT_DAYS * _DAY_MS:
                shutil.rmtree(each, ignore_errors=True)
