"""The key file, kept twice: which of the two is in force, and how a change comes into force or does not at all.

`keys.a` and `keys.b` normally hold the same bytes. A change is written to one, proved by unwrapping, then copied to the
other; the newer whole file decides. A file with damaged bytes is set right from its twin at the next opening.
"""

import hmac
from contextlib import suppress
from pathlib import Path
from typing import Final

from sbp_desktop.errors import (
    DiskFull,
    FolderReadOnly,
    NewerVault,
    NotAVault,
    SaveFailed,
    VaultDamaged,
    WrongPassphrase,
)
from sbp_desktop.storage import files, slot_file
from sbp_desktop.storage.slot_file import Passphrase, Slot, SlotFile, wipe

NAMES: Final = ("keys.a", "keys.b")
# A slot file is under 1 KB; whatever is longer than this was not written by us and need not be read whole.
_LONGEST = 65_536

NOT_OURS = "There is nothing of this app in that folder. Choose the folder where your people are kept."
WRONG = "That passphrase does not open this. Check Caps Lock and try again."
NEWER = "This was saved by a newer version of the app. Install the newer version to open it; nothing was changed."
DAMAGED = "The key files in this folder are damaged, so no passphrase can open it. Put the folder back from a backup."
NOT_PROVED = "The change could not be read back from the disk, so the passphrase stays as it was."


def put_in_force(folder: Path, current: SlotFile, slots: list[Slot], root: bytearray, proof: Passphrase | None) -> None:
    """Let these slots, made with `root`, take the place of `current`; `proof` must open them, where one is given.

    Raises DiskFull, FolderReadOnly, SaveFailed: then `current` stays.
    """
    raw = slot_file.pack(current.generation + 1, current.vault, slots, root)
    # The file in force stays untouched until the other one is proved.
    in_force = next((name for name in NAMES if bytes_of(folder / name) == current.raw), None)
    if in_force is None:
        raise SaveFailed(NOT_PROVED)
    other = NAMES[1] if in_force == NAMES[0] else NAMES[0]
    write_both(folder, (other, in_force), raw, root, proof)


def write_both(folder: Path, order: tuple[str, str], raw: bytes, root: bytearray, proof: Passphrase | None) -> None:
    """Write `raw` to the first file, prove it (that `proof` opens it, where one is given), then write the second.

    Once the first is proved the change is in force and cannot be taken back by an error; `mend` finishes it later.
    """
    first, second = (folder / name for name in order)
    try:
        files.write_atomically(first, raw)
        if not _proved(first, proof, root):
            raise SaveFailed(NOT_PROVED)
    except BaseException:
        # What is told as failed must not be in force: without this file its untouched twin decides.
        if bytes_of(first) == raw or not _whole(first):
            with suppress(OSError):  # a disk that does not even let go of it: what it refused is told
                first.unlink(missing_ok=True)
        raise
    mend(second, raw)


def _proved(path: Path, proof: Passphrase | None, root: bytearray) -> bool:
    written = slot_file.parse(bytes_of(path) or b"")
    if proof is None:
        return isinstance(written, SlotFile) and slot_file.authentic(written, root)
    found = slot_file.unwrap(written, proof) if isinstance(written, SlotFile) else None
    if found is None:
        return False
    same = hmac.compare_digest(found[1], root)
    wipe(found[1])
    return same


def _whole(path: Path) -> bool:
    return isinstance(slot_file.parse(bytes_of(path) or b""), SlotFile)


def mend(path: Path, raw: bytes) -> None:
    """Make a twin file like the one in force. Where that cannot be written one is enough: the next opening tries."""
    try:
        files.write_atomically(path, raw)
    except (SaveFailed, DiskFull, FolderReadOnly):
        return


def opened_by(folder: Path, passphrase: Passphrase) -> tuple[SlotFile, Slot, bytearray]:
    """Return the slot file in force (the newest undamaged one whose MAC holds), the slot that opened, the root key."""
    for candidate in readable(folder):
        found = slot_file.unwrap(candidate, passphrase)
        if found is None:
            # Trying the older file as well would let a retired passphrase in.
            raise WrongPassphrase(WRONG)
        if slot_file.authentic(candidate, found[1]):
            return candidate, *found
        wipe(found[1])
    raise VaultDamaged(DAMAGED)


def readable(folder: Path) -> list[SlotFile]:
    """Return the undamaged slot files of `folder`, newest first, at least one.

    Raises VaultUnreadable or SaveFailed where the disk gives none of them: that says nothing of what is in them.
    """
    found, refused = [], None
    for name in NAMES:
        try:
            found.append(_read(folder / name))
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            refused = error
    if not found and refused is None and not (folder / "vault").exists():
        raise NotAVault(NOT_OURS)
    parsed = [slot_file.parse(data) for data in found]
    if "newer" in parsed:
        raise NewerVault(NEWER)
    whole = [one for one in parsed if isinstance(one, SlotFile)]
    if not whole:
        raise files.unread(refused) if refused is not None else VaultDamaged(DAMAGED)
    return sorted(whole, key=lambda one: one.generation, reverse=True)


def bytes_of(path: Path) -> bytes | None:
    """Return the bytes of a key file, or None where there is none or it cannot be read."""
    try:
        return _read(path)
    except OSError:
        return None


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LONGEST)
