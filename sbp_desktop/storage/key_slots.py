"""Key slots: the small file, kept twice, that turns a passphrase into the root key of the store.

`key_files` brings a change into force: at every moment exactly one of the old and the new passphrase opens.

What Python can wipe, we wipe: our copies of the passphrase, of the key made from it and of the root key are
bytearrays set to zero after use. What it cannot: the `str` a caller passes and the one NFC makes of it, Qt's copies,
and copies inside OpenSSL until they are freed. Locking therefore replaces the whole process (D18).
"""

import os
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sbp_desktop.errors import (
    RuleRefused,
    VaultDamaged,
    VaultRefused,
)
from sbp_desktop.storage import key_files, slot_file
from sbp_desktop.storage.key_files import NAMES
from sbp_desktop.storage.slot_file import (
    COUNCIL,
    KEY_BYTES,
    PASSPHRASE,
    QUICK,
    Kdf,
    Passphrase,
    Purpose,
    Slot,
    SlotFile,
    subkey,
    wipe,
)

__all__ = [
    "COUNCIL",
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

ALREADY = "This folder already holds people's records. Choose an empty folder."
ITSELF = "A passphrase cannot remove itself. Use another one to remove it, or change it."
NO_SUCH_SLOT = "That passphrase is no longer in use here."


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
    root, vault = slot_file.key_of(os.urandom(KEY_BYTES)), uuid.uuid4().bytes
    try:
        slot = slot_file.wrap(root, vault, passphrase, kdf or Kdf())
        key_files.write_both(folder, NAMES, slot_file.pack(1, vault, [slot], root), root, passphrase)
    except BaseException:
        wipe(root)
        for name in NAMES:
            with suppress(OSError):  # what the disk refused is told already
                (folder / name).unlink(missing_ok=True)
        raise
    return root


def open_root_key(folder: Path, passphrase: Passphrase) -> bytearray:
    """Return the root key, and set a damaged or half-changed twin file right.

    Raises WrongPassphrase, NotAVault (no such folder, or nothing of ours in it), VaultDamaged (neither file can be
    read), NewerVault, VaultRefused (not enough memory).
    """
    current, _, root = key_files.opened_by(folder, passphrase)
    for name in NAMES:
        if key_files.bytes_of(folder / name) != current.raw:
            key_files.mend(folder / name, current.raw)
    return root


def generation(folder: Path) -> int:
    """Return the counter of the slot file in force; every change of slots raises it. Raises as `open_root_key`."""
    return key_files.readable(folder)[0].generation


def slots(folder: Path) -> tuple[SlotInfo, ...]:
    """Return what may be shown of the slots in force. Needs no passphrase. Raises as `open_root_key`."""
    return tuple(SlotInfo(uuid.UUID(bytes=slot["id"]), slot["type"]) for slot in key_files.readable(folder)[0].slots)


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
    return next((slot for slot in key_files.readable(folder)[0].slots if slot["type"] == COUNCIL), None)


def store_id(folder: Path) -> bytes:
    """Return the 16 bytes that stand for this store in its key files. Raises as `open_root_key`."""
    return key_files.readable(folder)[0].vault


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


def put_slot(folder: Path, root: bytearray, slot: Slot) -> None:
    """Let this slot, made with the root key, stand in the place of any of its type. Raises as `put_council_slot`."""
    kind = slot["type"]
    _rewrite_with(folder, root, lambda now: [*(one for one in now.slots if one["type"] != kind), slot])


def take_slots_away(folder: Path, root: bytearray, kind: str) -> None:
    """No slot of this type opens the store any more. Raises as `put_council_slot`."""
    _rewrite_with(folder, root, lambda current: [one for one in current.slots if one["type"] != kind])


def set_passphrase(folder: Path, root: bytearray, new: Passphrase) -> None:
    """Let `new` open the store, at the cost of before, and no other passphrase or code; for whoever has the root key.

    Raises as `put_council_slot`.
    """

    def change(current: SlotFile) -> list[Slot]:
        slot = slot_file.wrap(root, current.vault, new, _passphrase_cost(current))
        return [slot, *(one for one in current.slots if one["type"] not in (PASSPHRASE, QUICK))]

    _rewrite_with(folder, root, change, new)


def replace_root(folder: Path, old: bytearray, new: bytearray, passphrase: Passphrase) -> None:
    """Put a new root key in force, which `passphrase` opens and the council's slot holds; every other slot falls away.

    The files must be ready under it (`rekeying`). Raises as `put_council_slot`.
    """
    current = _whose(folder, old)
    slots = [slot_file.wrap(new, current.vault, passphrase, _passphrase_cost(current))]
    for slot in current.slots:
        if slot["type"] == COUNCIL:
            known = (slot[part] for part in ("to", "worker", "device", "address", "council"))
            slots.append(slot_file.wrap_for_council(new, current.vault, current.generation + 1, *known))
    key_files.put_in_force(folder, current, slots, new, passphrase)


def is_in_force(folder: Path, root: bytearray) -> bool:
    """Whether this is the root key of the store now. Raises as `open_root_key`."""
    return slot_file.authentic(key_files.readable(folder)[0], root)


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
    current, opened, root = key_files.opened_by(folder, passphrase)
    try:
        slots = change(current, opened, root)
        key_files.put_in_force(folder, current, slots, root, proof)
    finally:
        wipe(root)


def _passphrase_cost(current: SlotFile) -> Kdf:
    """What a try costs now; never less afterwards."""
    found = (slot["kdf"] for slot in current.slots if slot["type"] == PASSPHRASE)
    return next((Kdf(cost["m_kib"], cost["t"], cost["p"]) for cost in found), Kdf())


def _whose(folder: Path, root: bytearray) -> SlotFile:
    """The slot file in force of the store this root key is of. Raises VaultDamaged where it is of another."""
    current = next((one for one in key_files.readable(folder) if slot_file.authentic(one, root)), None)
    if current is None:
        raise VaultDamaged(key_files.DAMAGED)
    return current


def _rewrite_with(
    folder: Path, root: bytearray, change: Callable[[SlotFile], list[Slot]], proof: Passphrase | None = None
) -> None:
    """As `_rewrite`, by the root key in hand instead of a passphrase."""
    current = _whose(folder, root)
    key_files.put_in_force(folder, current, change(current), root, proof)
