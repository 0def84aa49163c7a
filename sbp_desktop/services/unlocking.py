"""Opening and closing the worker's store: passphrase in, vault out."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import UUID

from sbp_desktop.config import holds_a_store
from sbp_desktop.errors import DiskFull, ExpectedError, QuickOpeningOver, TryLater, WrongPassphrase
from sbp_desktop.models import quick_code
from sbp_desktop.models.clock import wall_ms
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services import places
from sbp_desktop.storage import files, key_slots, migrate, quick_slot, rekeying, seal, slot_file, tries, vault
from sbp_desktop.storage.files import FolderLock
from sbp_desktop.storage.key_slots import Kdf, Passphrase, wipe
from sbp_desktop.storage.statements import scalar
from sbp_desktop.storage.vault import Vault

NOT_MADE = "There is not enough room on the disk, so nothing was made yet. Make some room on it, then begin again."


def create(
    folder: Path, passphrase: Passphrase, worker: Mapping[str, Any] | None = None, kdf: Kdf | None = None
) -> Vault:
    """Make a new store and open it. `worker`: name, role, direct_number, as far as said. Raises VaultRefused, DiskFull,
    FolderReadOnly or SaveFailed: then the folder is as it was, and making it can be tried again.
    """
    try:
        with files.plainly():
            folder.mkdir(parents=True, exist_ok=True)
        held = FolderLock(folder)
        held.take()
        try:
            with files.plainly():
                there = frozenset(folder.iterdir())
            try:
                return _make(folder, key_slots.create(folder, passphrase, kdf), held, worker)
            except BaseException:
                _unmake(folder, there)
                raise
        except BaseException:
            held.release()
            raise
    except DiskFull as error:
        raise DiskFull(NOT_MADE) from error


def _make(folder: Path, root: bytearray, held: FolderLock, worker: Mapping[str, Any] | None) -> Vault:
    opened = _open(folder, root, held, create=True)
    try:
        if worker:
            set_worker(opened, **worker)
    except BaseException:
        with suppress(ExpectedError):  # it is told already what the disk refuses
            opened.close()
        raise
    return opened


def _unmake(folder: Path, there: frozenset[Path]) -> None:
    """Take away what came into the folder since. Killed on the way, what is left is finished when it is opened: so the
    keys go last, the file they open before them, and its seal before that.
    """

    def lasting(path: Path) -> tuple[bool, bool, bool]:
        name = path.name
        return name in key_slots.NAMES, name.startswith(vault.FILE_NAME), name.startswith(seal.NAME)

    with suppress(OSError):  # what the disk does not let go of is told already
        for path in sorted(set(folder.iterdir()) - there, key=lasting):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def unlock(folder: Path, passphrase: Passphrase, progress: migrate.Progress = migrate.no_progress) -> Vault:
    """Open the store. Raises WrongPassphrase, TryLater or another VaultRefused; then nothing of it has changed."""
    return _unlock(folder, lambda _: key_slots.open_root_key(folder, passphrase), progress)


def unlock_quickly(folder: Path, code: str, progress: migrate.Progress = migrate.no_progress) -> Vault:
    """Open the store by the worker's quick code. Raises as `unlock`, and QuickOpeningOver."""
    if tries.wrong(folder) >= quick_slot.TRIES:
        raise QuickOpeningOver  # before it counts as a try, which would begin the pause anew
    return _unlock(folder, lambda before: quick_slot.open_root_key(folder, code, before), progress)


def _unlock(folder: Path, root_key: Callable[[int], bytearray], progress: migrate.Progress) -> Vault:
    held = FolderLock(folder)
    if holds_a_store(folder):
        held.take()
    try:
        # Both take a third of a second for a large store, on different cores.
        with ThreadPoolExecutor(1, "seal") as aside:
            measured = aside.submit(seal.measure, folder)
            with one_try(folder) as before:
                root = root_key(before)
        return _open(folder, root, held, measured=measured.result, progress=progress)
    except BaseException:
        held.release()
        raise


@contextmanager
def one_try(folder: Path) -> Iterator[int]:
    """Whatever is done with a passphrase or a code in here counts as one try; gives how many were wrong before it.

    Raises TryLater before it.
    """
    if not holds_a_store(folder):
        yield 0  # and whoever looks there says what is there instead
        return
    if wait_s := tries.left_s(folder):
        raise TryLater(wait_s)
    before = tries.begin(folder)
    try:
        yield before
    except WrongPassphrase:
        if before + 1 >= quick_slot.TRIES:
            quick_slot.forget(folder)
        raise
    except BaseException:
        tries.take_back(folder, before)
        raise
    tries.right(folder)


def _open(
    folder: Path,
    root: bytearray,
    held: FolderLock,
    *,
    create: bool = False,
    measured: Callable[[], seal.Measured] | None = None,
    progress: migrate.Progress = migrate.no_progress,
) -> Vault:
    try:
        return vault.open_vault(folder, root, held, create=create, measured=measured, progress=progress)
    except BaseException:
        wipe(root)
        raise


def _open_held(folder: Path, root: bytearray) -> Vault:
    held = FolderLock(folder)
    held.take()
    try:
        return _open(folder, root, held)
    except BaseException:
        held.release()
        raise


def verify(folder: Path, typed: str) -> bool:
    """Whether this is the worker's passphrase or quick code; for the way back from the cover. The store may be open.

    Raises TryLater.
    """
    return _opens(folder, lambda before: _by_either(folder, typed, before))


def is_passphrase(folder: Path, passphrase: Passphrase) -> bool:
    """Whether this is the worker's passphrase, for what a code is not enough for. Raises TryLater."""
    return _opens(folder, lambda _: key_slots.open_root_key(folder, passphrase))


def _opens(folder: Path, root_key: Callable[[int], bytearray]) -> bool:
    try:
        with one_try(folder) as before:
            wipe(root_key(before))
    except WrongPassphrase:
        return False
    return True


def _by_either(folder: Path, typed: str, before: int) -> bytearray:
    if quick_code.is_one(typed):
        try:
            return quick_slot.open_root_key(folder, typed, before)
        except (WrongPassphrase, QuickOpeningOver):
            pass  # a passphrase may be of digits alone
    return key_slots.open_root_key(folder, typed)


def change_passphrase(folder: Path, old: Passphrase, new: Passphrase) -> None:
    """Change the passphrase; not a page of the store is touched. Raises WrongPassphrase, TryLater."""
    with one_try(folder):
        key_slots.change_passphrase(folder, old, new)


def may_make_new_keys(folder: Path, passphrase: Passphrase) -> bool:
    """Whether this is the passphrase, and there is room for new keys; the store may be open.

    Raises TryLater, DiskFull.
    """
    if not is_passphrase(folder, passphrase):
        return False
    rekeying.must_have_room(folder)
    return True


def make_new_keys(folder: Path, passphrase: Passphrase) -> None:
    """Give a closed store new keys: every file is written anew under them, and only then are they in force.

    Nothing that is in the store changes, nor the passphrase; another passphrase opens it no more. Raises as `unlock`,
    and DiskFull, FolderReadOnly or SaveFailed: then the keys are those it had.
    """
    with FolderLock(folder), one_try(folder):
        root = key_slots.open_root_key(folder, passphrase)
    try:
        # With every check an opening makes, and nothing left waiting in a side file.
        _open_held(folder, slot_file.key_of(root)).close()
        with FolderLock(folder):
            rekeying.rekey(folder, root, passphrase, wall_ms())
    finally:
        wipe(root)


def close_and_make_new_keys(
    opened: Vault, place: Mapping[str, str | UUID | None] | None, passphrase: Passphrase
) -> None:
    """Note the place and close the store, as a lock does, then give it new keys. Raises as `make_new_keys`."""
    places.leave_and_close(opened, place)
    make_new_keys(opened.folder, passphrase)


def choose_anew(folder: Path, root: bytearray, passphrase: Passphrase) -> None:
    """Let a new passphrase open a closed store whose root key came by the council; wipes it.

    Raises VaultRefused or SaveFailed: then nothing has changed, and the root key is not wiped.
    """
    with FolderLock(folder):
        key_slots.set_passphrase(folder, root, passphrase)
        tries.right(folder)
    wipe(root)


def keys_made(opened: Vault) -> int:
    """When the keys of this store were made anew (ms UTC); 0 where they are those it began with."""
    with opened.reading() as conn:
        kept = scalar(conn.execute("SELECT value FROM meta WHERE key = ?", (rekeying.MADE,)))
    return int(bytes(kept)) if kept is not None else 0


def set_worker(opened: Vault, **fields: Any) -> ChangeSet:
    """Say who the worker is: name, role, direct_number."""
    said = {name: value for name, value in fields.items() if value}
    with opened.reading() as conn:
        known = conn.execute("SELECT 1 FROM entity WHERE id = ?", (opened.worker_id.bytes,)).fetchone()
    with opened.unit_of_work("Changed who I am") as work:
        if known is None:
            work.new("Worker", opened.worker_id, said, id=opened.worker_id)
        for name, value in said.items():
            work.set(opened.worker_id, name, value)
    return work.result
