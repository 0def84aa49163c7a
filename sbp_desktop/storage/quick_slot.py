"""Quick opening: a second key slot, opened by a short code and a half that this computer's keychain keeps for a while.

A quick slot is {"id", "type": "quick", "kdf" as a passphrase slot's, "since": [ms UTC, seconds since the machine
started, name of that start], "nonce": 12 bytes, "wrapped": 48 bytes}. Its key is HKDF-SHA256 of what Argon2id makes of
the code, and of 32 random bytes that stand in the keychain alone. They are new each time the passphrase is given, so
whatever becomes of them, of the slot or of the code, the passphrase opens, and sets up the rest again
(docs/decisions/0022).
"""

import contextlib
import os
import uuid
from enum import Enum
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgpack
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sbp_desktop.errors import QuickOpeningOver, VaultRefused, WrongPassphrase
from sbp_desktop.models.clock import Now, now
from sbp_desktop.storage import key_files, key_slots, keychain, slot_file, tries
from sbp_desktop.storage.keychain_kinds import KeychainFault
from sbp_desktop.storage.slot_file import KEY_BYTES, QUICK, Kdf, Slot, SlotFile, wipe

HOURS: Final = 12
TRIES: Final = tries.FREE
"""Wrong codes and passphrases in a row, together, after which the code opens nothing until the passphrase has."""

WRONG = "That is not your quick code."


class Standing(Enum):
    """How quick opening stands at a locked store."""

    OFF = "off"
    READY = "ready"
    OVER = "over"  # too long since the passphrase, the machine was started anew, or too many tries
    GONE = "gone"  # the keychain no longer has its half
    SILENT = "silent"  # the keychain does not answer


class Chosen(NamedTuple):
    """A code as it is kept inside the encrypted store: what Argon2id makes of it, and at which cost."""

    described: dict[str, Any]
    key: bytes

    def packed(self) -> bytes:
        """Return it as bytes to keep."""
        kept: bytes = msgpack.packb([self.described, self.key])
        return kept

    @classmethod
    def of(cls, packed: bytes) -> "Chosen":
        """Read what `packed` gave."""
        return cls(*msgpack.unpackb(packed))


def choose(folder: Path, code: str) -> Chosen:
    """Stretch a code at the cost of the store's passphrase. Raises VaultRefused (memory)."""
    found = (slot["kdf"] for slot in key_files.readable(folder)[0].slots if slot["type"] == slot_file.PASSPHRASE)
    cost = next((Kdf(kdf["m_kib"], kdf["t"], kdf["p"]) for kdf in found), Kdf())
    described = slot_file.described_anew(cost)
    return Chosen(described, bytes(slot_file.stretched(code, described)))


def set_up(folder: Path, root: bytearray, chosen: Chosen, at: Now | None = None) -> None:
    """Let the code open the store from now on, in the place of what did before.

    Raises KeychainFault, DiskFull, FolderReadOnly, SaveFailed: then no code opens it.
    """
    chain, half = keychain.of_this_computer(), os.urandom(KEY_BYTES)
    if chain is None:
        raise KeychainFault
    chain.put(_name(folder), half)
    vault = key_slots.store_id(folder)
    slot = _wrap(root, vault, chosen, half, list(at or now()))
    key_slots.put_slot(folder, root, slot)


def take_away(folder: Path, root: bytearray) -> None:
    """No code opens the store any more. Raises DiskFull, FolderReadOnly, SaveFailed; then the half is gone at least."""
    if _slot(key_files.readable(folder)[0]) is not None:
        forget(folder)
        key_slots.take_slots_away(folder, root, QUICK)


def forget(folder: Path) -> None:
    """Have the keychain forget its half, as far as it answers; without a half the slot is worth nothing."""
    if _slot(key_files.readable(folder)[0]) is None:
        return
    chain = keychain.of_this_computer()
    if chain is not None:
        with contextlib.suppress(KeychainFault):  # the count of tries and the hours hold without it
            chain.forget(_name(folder))


def standing(folder: Path, at: Now | None = None) -> Standing:
    """How it stands, without a code; what is over is forgotten on the way. Raises as `key_slots.open_root_key`."""
    slot = _slot(key_files.readable(folder)[0])
    if slot is None:
        return Standing.OFF
    if _is_over(slot, tries.wrong(folder), at or now()):
        forget(folder)
        return Standing.OVER
    try:
        return Standing.READY if _half(folder) is not None else Standing.GONE
    except KeychainFault:
        return Standing.SILENT


def open_root_key(folder: Path, code: str, wrong_before: int, at: Now | None = None) -> bytearray:
    """Return the root key; so many tries before this one were wrong.

    Raises WrongPassphrase for another code, QuickOpeningOver where only the passphrase opens, and otherwise as
    `key_slots.open_root_key`.
    """
    file = key_files.readable(folder)[0]
    slot = _slot(file)
    if slot is None or _is_over(slot, wrong_before, at or now()):
        forget(folder)
        raise QuickOpeningOver
    try:
        half = _half(folder)
    except KeychainFault as error:
        raise QuickOpeningOver from error
    if half is None:
        raise QuickOpeningOver
    root = _unwrap(file, slot, code, half)
    if not slot_file.authentic(file, root):
        wipe(root)
        raise VaultRefused(key_files.DAMAGED)
    return root


def _is_over(slot: Slot, wrong: int, at: Now) -> bool:
    """Whether the passphrase is due: by the machine's own running time, and by its clock where that says more."""
    since = Now(*slot["since"])
    if since.start != at.start or at.up_s < since.up_s:
        return True
    passed_s = max(at.up_s - since.up_s, (at.wall_ms - since.wall_ms) / 1000)
    return wrong >= TRIES or passed_s >= HOURS * 3600


def _half(folder: Path) -> bytes | None:
    """What the keychain keeps for this store; None where that is not a half of ours. Raises KeychainFault."""
    chain = keychain.of_this_computer()
    if chain is None:
        raise KeychainFault
    half = chain.get(_name(folder))
    return half if half is not None and len(half) == KEY_BYTES else None


def _name(folder: Path) -> str:
    """By which name the keychain knows this store: a random id, nobody's name."""
    return key_slots.store_id(folder).hex()


def _slot(file: SlotFile) -> Slot | None:
    return next((slot for slot in file.slots if slot["type"] == QUICK and _is_whole(slot)), None)


def _is_whole(slot: Slot) -> bool:
    """Whether this app can have written it."""
    try:
        wall_ms, up_s, start = slot["since"]
        Kdf(slot["kdf"]["m_kib"], slot["kdf"]["t"], slot["kdf"]["p"])
        sizes = len(slot["nonce"]), len(slot["wrapped"]), len(slot["kdf"]["salt"])
    except (KeyError, TypeError, ValueError):
        return False
    kinds = isinstance(wall_ms, int), isinstance(up_s, float), isinstance(start, str)
    return all(kinds) and sizes == (12, KEY_BYTES + 16, 16)


def _wrap(root: bytearray, vault: bytes, chosen: Chosen, half: bytes, since: list[Any]) -> Slot:
    described, nonce = chosen.described, os.urandom(12)
    key = _key(slot_file.key_of(chosen.key), half)
    try:
        wrapped = AESGCMSIV(key).encrypt(nonce, root, slot_file.bound_to(QUICK, vault, described, since))
    finally:
        wipe(key)
    return {
        "id": uuid.uuid4().bytes, "type": QUICK, "kdf": described, "since": since, "nonce": nonce, "wrapped": wrapped,
    }  # fmt: skip


def _unwrap(file: SlotFile, slot: Slot, code: str, half: bytes) -> bytearray:
    root = slot_file.key_of()
    key = _key(slot_file.stretched(code, slot["kdf"]), half)
    try:
        bound = slot_file.bound_to(QUICK, file.vault, slot["kdf"], slot["since"])
        AESGCMSIV(key).decrypt_into(slot["nonce"], slot["wrapped"], bound, root)
    except InvalidTag as error:
        raise WrongPassphrase(WRONG) from error
    finally:
        wipe(key)
    return root


def _key(stretched: bytearray, half: bytes) -> bytearray:
    """The key of the slot, of both halves; wipes the first."""
    both, key = stretched + half, slot_file.key_of()
    try:
        HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=b"sbp-desktop/1/quick").derive_into(both, key)
    finally:
        wipe(both)
        wipe(stretched)
    return key
