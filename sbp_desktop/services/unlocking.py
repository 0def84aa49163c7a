"""Opening and closing the worker's store: passphrase in, vault out."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sbp_desktop.config import holds_a_store
from sbp_desktop.errors import WrongPassphrase
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage import key_slots, migrate, seal, vault
from sbp_desktop.storage.files import FolderLock
from sbp_desktop.storage.key_slots import Kdf, Passphrase, wipe
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
    """Open the store. Raises WrongPassphrase or another VaultRefused; then nothing has changed."""
    held = FolderLock(folder)
    if holds_a_store(folder):
        held.take()
    try:
        # Both take a third of a second for a large store, on different cores.
        with ThreadPoolExecutor(1, "seal") as aside:
            measured = aside.submit(seal.measure, folder)
            root = key_slots.open_root_key(folder, passphrase)
        return _open(folder, root, held, measured=measured.result, progress=progress)
    except BaseException:
        held.release()
        raise


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


def verify(folder: Path, passphrase: Passphrase) -> bool:
    """Whether this passphrase is the worker's; for the way back from the cover. The store may be open."""
    try:
        wipe(key_slots.open_root_key(folder, passphrase))
    except WrongPassphrase:
        return False
    return True


def change_passphrase(folder: Path, old: Passphrase, new: Passphrase) -> None:
    """Change the passphrase; not a page of the store is touched. Raises WrongPassphrase."""
    key_slots.change_passphrase(folder, old, new)


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
