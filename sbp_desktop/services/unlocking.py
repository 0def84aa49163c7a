"""Opening and closing the worker's store: passphrase in, vault out."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from sbp_desktop.config import holds_a_store
from sbp_desktop.errors import TryLater, WrongPassphrase
from sbp_desktop.models.clock import wall_ms
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services import places
from sbp_desktop.storage import key_slots, migrate, rekeying, seal, tries, vault
from sbp_desktop.storage.files import FolderLock
from sbp_desktop.storage.key_slots import Kdf, Passphrase, wipe
from sbp_desktop.storage.statements import scalar
from sbp_desktop.storage.vault import Vault


def create(
    folder: Path, passphrase: Passphrase, worker: Mapping[str, Any] | None = None, kdf: Kdf | None = None
) -> Vault:
    """Make a new store and open it. `worker`: name, role, direct_number, as far as said. Raises VaultRefused."""
    folder.mkdir(parents=True, exist_ok=True)
    held = FolderLock(folder)
    held.take()
    try:
        opened = _open(folder, key_slots.create(folder, passphrase, kdf), held, create=True)
    except BaseException:
        held.release()
        raise
    if worker:
        set_worker(opened, **worker)
    return opened


def unlock(folder: Path, passphrase: Passphrase, progress: migrate.Progress = migrate.no_progress) -> Vault:
    """Open the store. Raises WrongPassphrase, TryLater or another VaultRefused; then nothing of it has changed."""
    held = FolderLock(folder)
    if holds_a_store(folder):
        held.take()
    try:
        # Both take a third of a second for a large store, on different cores.
        with ThreadPoolExecutor(1, "seal") as aside:
            measured = aside.submit(seal.measure, folder)
            with _one_try(folder):
                root = key_slots.open_root_key(folder, passphrase)
        return _open(folder, root, held, measured=measured.result, progress=progress)
    except BaseException:
        held.release()
        raise


@contextmanager
def _one_try(folder: Path) -> Iterator[None]:
    """Whatever is done with a passphrase in here counts as one try. Raises TryLater before it."""
    if not holds_a_store(folder):
        yield  # and whoever looks there says what is there instead
        return
    if wait_s := tries.left_s(folder):
        raise TryLater(wait_s)
    before = tries.begin(folder)
    try:
        yield
    except WrongPassphrase:
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


def verify(folder: Path, passphrase: Passphrase) -> bool:
    """Whether this passphrase is the worker's; for the way back from the cover. The store may be open.

    Raises TryLater.
    """
    try:
        with _one_try(folder):
            wipe(key_slots.open_root_key(folder, passphrase))
    except WrongPassphrase:
        return False
    return True


def change_passphrase(folder: Path, old: Passphrase, new: Passphrase) -> None:
    """Change the passphrase; not a page of the store is touched. Raises WrongPassphrase, TryLater."""
    with _one_try(folder):
        key_slots.change_passphrase(folder, old, new)


def may_make_new_keys(folder: Path, passphrase: Passphrase) -> bool:
    """Whether this is the passphrase, and there is room for new keys; the store may be open.

    Raises TryLater, DiskFull.
    """
    if not verify(folder, passphrase):
        return False
    rekeying.must_have_room(folder)
    return True


def make_new_keys(folder: Path, passphrase: Passphrase) -> None:
    """Give a closed store new keys: every file is written anew under them, and only then are they in force.

    Nothing that is in the store changes, nor the passphrase; another passphrase opens it no more. Raises as `unlock`,
    and DiskFull, FolderReadOnly or SaveFailed: then the keys are those it had.
    """
    with FolderLock(folder), _one_try(folder):
        root = key_slots.open_root_key(folder, passphrase)
    try:
        # With every check an opening makes, and nothing left waiting in a side file.
        _open_held(folder, bytearray(root)).close()
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
