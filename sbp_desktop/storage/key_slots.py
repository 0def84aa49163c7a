"""Key slots: the small file, kept twice, that turns a passphrase into the root key of the store.

`keys.a` and `keys.b` normally hold the same bytes (`slot_file` says which). A change is written to one, proved by
unwrapping, then copied to the other; the newer whole file decides. So at every moment exactly one of the old and the
new passphrase opens, and a file with damaged bytes is set right from its twin at the next opening.

What Python can wipe, we wipe: our copies of the passphrase, of the key made from it and of the root key are
bytearrays set to zero after use. What it cannot: the `str` a caller passes and the one NFC makes of it, Qt's copies,
and copies inside OpenSSL until they are freed. Locking therefore replaces the whole process (D18).
"""

import hmac
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sbp_desktop.errors import (
    DiskFull,
    FolderReadOnly,
    NewerVault,
    NotAVault,
    RuleRefused,
    SaveFailed,
    VaultDamaged,
    VaultRefused,
    WrongPassphrase,
)
from sbp_desktop.storage import files, slot_file
from sbp_desktop.storage.slot_file import (
    COUNCIL,
    KEY_BYTES,
    PASSPHRASE,
    Kdf,
    Passphrase,
    Purpose,
    Slot,
    SlotFile,
    subkey,
    wipe,
)

__all__ = [
    "NAMES",
    "Kdf",
    "Passphrase",
    "Purpose",
    "Slot",
    "SlotInfo",
    "add_slot",
    "change_passphrase",
    "council_slot",
    "create",
    "generation",
    "is_in_force",
    "open_root_key",
    "put_council_slot",
    "remove_slot",
    "replace_root",
    "set_passphrase",
    "slots",
    "store_id",
    "subkey",
    "wipe",
]

NAMES: Final = ("keys.a", "keys.b")
# A slot file is under 1 KB; whatever is longer than this was not written by us and need not be read whole.
_LONGEST = 65_536

NOT_OURS = "There is nothing of this app in that folder. Choose the folder where your people are kept."
WRONG = "That passphrase does not open this. Check Caps Lock and try again."
NEWER = "This was saved by a newer version of the app. Install the newer version to open it; nothing was changed."
DAMAGED = "The key files in this folder are damaged, so no passphrase can open it. Put the folder back from a backup."
ALREADY = "This folder already holds people's records. Choose an empty folder."
ITSELF = "A passphrase cannot remove itself. Use another one to remove it, or change it."
NO_SUCH_SLOT = "That passphrase is no longer in use here."
NOT_PROVED = "The change could not be read back from the disk, so the passphrase stays as it was."


@dataclass(frozen=True)
class SlotInfo:
    """What may be shown of a slot: its id and its type, never its contents."""

    id: uuid.UUID
    type: str


def create(folder: Path, passphrase: Passphrase, kdf: Kdf | None = None) -> bytearray:
    """Make a new root key, keep it in `folder` under `passphrase`, and return it.

    Raises VaultRefused where the folder already holds a store (nothing is ever overwritten), DiskFull,
    FolderReadOnly, SaveFailed; then no key file is left behind.
    """
    if any((folder / name).exists() for name in (*NAMES, "vault")):
        raise VaultRefused(ALREADY)
    root, vault = bytearray(os.urandom(KEY_BYTES)), uuid.uuid4().bytes
    try:
        slot = slot_file.wrap(root, vault, passphrase, kdf or Kdf())
        _write_both(folder, NAMES, slot_file.pack(1, vault, [slot], root), root, passphrase)
    except BaseException:
        wipe(root)
        for name in NAMES:
            (folder / name).unlink(missing_ok=True)
        raise
    return root


def open_root_key(folder: Path, passphrase: Passphrase) -> bytearray:
    """Return the root key, and set a damaged or half-changed twin file right.

    Raises WrongPassphrase, NotAVault (no such folder, or nothing of ours in it), VaultDamaged (neither file can be
    read), NewerVault, VaultRefused (not enough memory).
    """
    current, _, root = _opened(folder, passphrase)
    for name in NAMES:
        if _bytes_of(folder / name) != current.raw:
            _mend(folder / name, current.raw)
    return root


def generation(folder: Path) -> int:
    """Return the counter of the slot file in force; every change of slots raises it. Raises as `open_root_key`."""
    return _readable(folder)[0].generation


def slots(folder: Path) -> tuple[SlotInfo, ...]:
    """Return what may be shown of the slots in force. Needs no passphrase. Raises as `open_root_key`."""
    return tuple(SlotInfo(uuid.UUID(bytes=slot["id"]), slot["type"]) for slot in _readable(folder)[0].slots)


def add_slot(folder: Path, passphrase: Passphrase, another: Passphrase, kdf: Kdf | None = None) -> uuid.UUID:
    """Let `another` passphrase open the store as well, and return its slot id. Raises as `change_passphrase`."""
    added: list[uuid.UUID] = []

    def change(current: SlotFile, _: Slot, root: bytearray) -> list[Slot]:
        slot = slot_file.wrap(root, current.vault, another, kdf or Kdf())
        added.append(uuid.UUID(bytes=slot["id"]))
        return [*current.slots, slot]

    _rewrite(folder, passphrase, another, change)
    return added[0]


def council_slot(folder: Path) -> Slot | None:
    """Return the slot only the council can open, None where there is none. Needs no passphrase.

    Raises as `open_root_key`.
    """
    return next((slot for slot in _readable(folder)[0].slots if slot["type"] == COUNCIL), None)


def store_id(folder: Path) -> bytes:
    """Return the 16 bytes that stand for this store in its key files. Raises as `open_root_key`."""
    return _readable(folder)[0].vault


def put_council_slot(
    folder: Path, root: bytearray, to: bytes, worker: bytes, device: bytes, address: str, council: str
) -> None:
    """Let the council whose public recovery key is `to` open the store, in the place of any before.

    Raises as `change_passphrase`, and VaultDamaged where `root` is not this store's.
    """

    def change(current: SlotFile) -> list[Slot]:
        slot = slot_file.wrap_for_council(
            root, current.vault, current.generation + 1, to, worker, device, address, council
        )
        return [*(one for one in current.slots if one["type"] != COUNCIL), slot]

    _rewrite_with(folder, root, change)


def take_council_slot_away(folder: Path, root: bytearray) -> None:
    """No council can open the store any more. Raises as `put_council_slot`."""
    _rewrite_with(folder, root, lambda current: [one for one in current.slots if one["type"] != COUNCIL])


def set_passphrase(folder: Path, root: bytearray, new: Passphrase) -> None:
    """Let `new` open the store, at the cost of before, and no other passphrase; for whoever has the root key.

    Raises as `put_council_slot`.
    """

    def change(current: SlotFile) -> list[Slot]:
        cost = next((_cost(one) for one in current.slots if one["type"] == PASSPHRASE), Kdf())
        slot = slot_file.wrap(root, current.vault, new, cost)
        return [slot, *(one for one in current.slots if one["type"] != PASSPHRASE)]

    _rewrite_with(folder, root, change, new)


def replace_root(folder: Path, passphrase: Passphrase, new: bytearray) -> None:
    """Put a new root key in force, which `passphrase` opens and the council's slot holds; every other slot falls away.

    The files must be ready under it (`rekeying`). Raises as `change_passphrase`.
    """
    current, opened, old = _opened(folder, passphrase)
    wipe(old)
    slots = [slot_file.wrap(new, current.vault, passphrase, _cost(opened))]
    for slot in current.slots:
        if slot["type"] == COUNCIL:
            known = (slot[part] for part in ("to", "worker", "device", "address", "council"))
            slots.append(slot_file.wrap_for_council(new, current.vault, current.generation + 1, *known))
    _put(folder, current, slot_file.pack(current.generation + 1, current.vault, slots, new), new, passphrase)


def is_in_force(folder: Path, root: bytearray) -> bool:
    """Whether this is the root key of the store now. Raises as `open_root_key`."""
    return slot_file.authentic(_readable(folder)[0], root)


def change_passphrase(folder: Path, old: Passphrase, new: Passphrase, kdf: Kdf | None = None) -> None:
    """Replace the slot that `old` opens by one that `new` opens: under 1 KB is written, no page of the database.

    Killed at any step, exactly one of the two opens. Raises as `open_root_key`, and DiskFull, FolderReadOnly or
    SaveFailed: then `old` still opens.
    """

    def change(current: SlotFile, opened: Slot, root: bytearray) -> list[Slot]:
        fresh = slot_file.wrap(root, current.vault, new, kdf or Kdf())
        return [fresh if slot is opened else slot for slot in current.slots]

    _rewrite(folder, old, new, change)


def remove_slot(folder: Path, passphrase: Passphrase, slot_id: uuid.UUID) -> None:
    """Take one slot away; `passphrase` is that of a slot that stays.

    Raises RuleRefused for the slot that `passphrase` itself opens (so never the last one) or an unknown id, and
    otherwise as `change_passphrase`.
    """

    def change(current: SlotFile, opened: Slot, _: bytearray) -> list[Slot]:
        if opened["id"] == slot_id.bytes:
            raise RuleRefused(ITSELF)
        kept = [slot for slot in current.slots if slot["id"] != slot_id.bytes]
        if len(kept) == len(current.slots):
            raise RuleRefused(NO_SUCH_SLOT)
        return kept

    _rewrite(folder, passphrase, passphrase, change)


def _rewrite(
    folder: Path,
    passphrase: Passphrase,
    proof: Passphrase,
    change: Callable[[SlotFile, Slot, bytearray], list[Slot]],
) -> None:
    """Put the slots that `change` returns in force; `proof` must open the result."""
    current, opened, root = _opened(folder, passphrase)
    try:
        slots = change(current, opened, root)
        _put(folder, current, slot_file.pack(current.generation + 1, current.vault, slots, root), root, proof)
    finally:
        wipe(root)


def _cost(slot: Slot) -> Kdf:
    return Kdf(slot["kdf"]["m_kib"], slot["kdf"]["t"], slot["kdf"]["p"])


def _rewrite_with(
    folder: Path, root: bytearray, change: Callable[[SlotFile], list[Slot]], proof: Passphrase | None = None
) -> None:
    """As `_rewrite`, by the root key in hand instead of a passphrase."""
    current = next((one for one in _readable(folder) if slot_file.authentic(one, root)), None)
    if current is None:
        raise VaultDamaged(DAMAGED)
    raw = slot_file.pack(current.generation + 1, current.vault, change(current), root)
    _put(folder, current, raw, root, proof)


def _put(folder: Path, current: SlotFile, raw: bytes, root: bytearray, proof: Passphrase | None) -> None:
    # The file in force stays untouched until the other one is proved.
    in_force = next(name for name in NAMES if _bytes_of(folder / name) == current.raw)
    other = NAMES[1] if in_force == NAMES[0] else NAMES[0]
    _write_both(folder, (other, in_force), raw, root, proof)


def _write_both(folder: Path, order: tuple[str, str], raw: bytes, root: bytearray, proof: Passphrase | None) -> None:
    """Write `raw` to the first file, prove it (that `proof` opens it, where one is given), then write the second.

    Once the first is proved the change is in force and cannot be taken back by an error; `_mend` finishes it later.
    """
    first, second = (folder / name for name in order)
    try:
        files.write_atomically(first, raw)
        if not _proved(first, proof, root):
            raise SaveFailed(NOT_PROVED)
    except BaseException:
        # What is told as failed must not be in force: without this file its untouched twin decides.
        if _bytes_of(first) == raw or not _whole(first):
            first.unlink(missing_ok=True)
        raise
    _mend(second, raw)


def _proved(path: Path, proof: Passphrase | None, root: bytearray) -> bool:
    written = slot_file.parse(_bytes_of(path) or b"")
    if proof is None:
        return isinstance(written, SlotFile) and slot_file.authentic(written, root)
    found = slot_file.unwrap(written, proof) if isinstance(written, SlotFile) else None
    if found is None:
        return False
    same = hmac.compare_digest(found[1], root)
    wipe(found[1])
    return same


def _whole(path: Path) -> bool:
    return isinstance(slot_file.parse(_bytes_of(path) or b""), SlotFile)


def _mend(path: Path, raw: bytes) -> None:
    """Make a twin file like the one in force. Where that cannot be written one is enough: the next opening tries."""
    try:
        files.write_atomically(path, raw)
    except (SaveFailed, DiskFull, FolderReadOnly):
        return


def _opened(folder: Path, passphrase: Passphrase) -> tuple[SlotFile, Slot, bytearray]:
    """Return the slot file in force (the newest undamaged one whose MAC holds), the slot that opened, the root key."""
    for candidate in _readable(folder):
        found = slot_file.unwrap(candidate, passphrase)
        if found is None:
            # Trying the older file as well would let a retired passphrase in.
            raise WrongPassphrase(WRONG)
        if slot_file.authentic(candidate, found[1]):
            return candidate, *found
        wipe(found[1])
    raise VaultDamaged(DAMAGED)


def _readable(folder: Path) -> list[SlotFile]:
    """Return the undamaged slot files of `folder`, newest first, at least one."""
    found = [data for data in (_bytes_of(folder / name) for name in NAMES) if data is not None]
    if not found and not (folder / "vault").exists():
        raise NotAVault(NOT_OURS)
    parsed = [slot_file.parse(data) for data in found]
    if "newer" in parsed:
        raise NewerVault(NEWER)
    whole = [one for one in parsed if isinstance(one, SlotFile)]
    if not whole:
        raise VaultDamaged(DAMAGED)
    return sorted(whole, key=lambda one: one.generation, reverse=True)


def _bytes_of(path: Path) -> bytes | None:
    """Return the bytes of a key file, or None where there is none or it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(_LONGEST)
    except OSError:
        return None
