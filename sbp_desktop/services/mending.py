"""Putting a store right: one that cannot be opened, or one the worker wants to go back to a copy of."""

from pathlib import Path
from typing import NamedTuple

from sbp_desktop.errors import NotFound
from sbp_desktop.services import unlocking
from sbp_desktop.storage import backups, key_slots, mending
from sbp_desktop.storage.files import FolderLock
from sbp_desktop.storage.key_slots import Passphrase, wipe
from sbp_desktop.storage.mending import Base, Mended
from sbp_desktop.storage.vault import Vault

__all__ = ["Base", "Kept", "Mended", "go_back", "in_words", "kept", "last", "put_right", "unlock"]


class Kept(NamedTuple):
    """What there is to go back to: when each copy was made (ms UTC), newest first, and what the last mending did."""

    copies: tuple[int, ...]
    last: Mended | None


def put_right(folder: Path, passphrase: Passphrase) -> Mended:
    """Make a store that cannot be opened whole again. Raises WrongPassphrase, TryLater, VaultInUse, DiskFull or
    another refusal; then nothing has changed.
    """
    held = FolderLock(folder)
    held.take()
    try:
        with unlocking.one_try(folder):
            root = key_slots.open_root_key(folder, passphrase)
        try:
            return mending.mend(folder, root)
        finally:
            wipe(root)
    finally:
        held.release()


def unlock(folder: Path, passphrase: Passphrase) -> tuple[Vault, Mended]:
    """Put a store right, then open it."""
    mended = put_right(folder, passphrase)
    return unlocking.unlock(folder, passphrase), mended


def in_words(done: Mended) -> str:
    """What a mending did, and what it could not do, for whoever reads it on a terminal."""
    base = {
        Base.ITSELF: "The file itself turned out whole.",
        Base.COPY: "It was made anew from a copy.",
        Base.NOTHING: "It was made anew from what was written since.",
    }[done.base]
    added, left = ("1 change" if many == 1 else f"{many} changes" for many in (done.added, done.left))
    lines = [base, f"Put back beside it: {added}."]
    lines += [f"Kept aside, for want of a place: {left}."] * bool(done.left)
    lines += ["My space is not as it was."] * (not done.own)
    return " ".join(lines)


def kept(vault: Vault) -> Kept:
    """What there is to go back to, and what was put right before."""
    with vault.reading() as conn:
        before = mending.last(conn)
    return Kept(tuple(copy.at for copy in backups.copies(vault.folder, vault.root)), before)


def last(vault: Vault) -> Mended | None:
    """What the last mending of this store did, None where there was none."""
    with vault.reading() as conn:
        return mending.last(conn)


def go_back(vault: Vault, at: int) -> Mended:
    """Close the store and make it anew from the copy made at this time and everything written since.

    The vault is of no use afterwards, whatever happens. Raises NotFound for a copy that is not there or not whole,
    DiskFull or another refusal; then nothing has changed.
    """
    root, folder = bytearray(vault.root), vault.folder
    try:
        try:
            copy = next((each for each in backups.copies(folder, root) if each.at == at), None)
        finally:
            vault.close()
        if copy is None:
            raise NotFound(mending.NO_COPY)
        with FolderLock(folder):
            return mending.mend(folder, root, copy)
    finally:
        wipe(root)
