"""The bytes of a key-slot file: how slots are packed, checked, wrapped and unwrapped. Touches no disk.

Envelope (msgpack): ["slots", format version, generation, body, MAC, check]. `check` is SHA-256 of the first five and
only tells damage; the MAC (HMAC-SHA256 under a key made from the root key) is what nobody without the root key can
make. Body: {"vault": uuid16, "slots": [slot, ...]}. A passphrase slot is {"id": uuid16, "type": "passphrase",
"kdf": {"name": "argon2id", "m_kib", "t", "p", "salt": 16 bytes}, "nonce": 12 bytes, "wrapped": 48 bytes}. A council
slot is {"id", "type": "council", "to": its public recovery key, 64 bytes, "worker", "device": 16 bytes each,
"generation", "address", "council": words, "sealed"}: nothing on this laptop opens it (docs/decisions/0020). A quick
slot is as `quick_slot` says. A slot of a type we do not know is carried along as it is.

Wrapping is AES-256-GCM-SIV, with the slot's type, the vault id, the format version and the whole KDF bound to it.
"""

import hashlib
import hmac
import os
import unicodedata
import uuid
from dataclasses import dataclass
from typing import Any, Final, Literal, Self

import msgpack
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sbp_desktop import process
from sbp_desktop.errors import VaultRefused, WrongPassphrase
from sbp_desktop.models import recovery

FORMAT: Final = 1
COUNCIL: Final = "council"
PASSPHRASE: Final = "passphrase"  # noqa: S105 - the name of a slot type
QUICK: Final = "quick"
KEY_BYTES: Final = 32

Passphrase = str | bytes | bytearray
Purpose = Literal["database", "seal", "attachments", "local", "slots", "copies", "outbox"]
Slot = dict[str, Any]

NO_MEMORY = "There is not enough free memory to check the passphrase. Close other programs and try again."
EMPTY = "A passphrase cannot be empty."

_FLOOR = (19_456, 2, 1)
# An altered file must not make the laptop try to take all its memory: the passphrase check would fail anyway.
_CEILING = (4_194_304, 64, 64)
_PARTS = {"id": 16, "nonce": 12, "wrapped": KEY_BYTES + 16}


@dataclass(frozen=True)
class Kdf:
    """Argon2id cost: memory in KiB, passes, lanes. Never below 19456 KiB, 2, 1 (OWASP's minimum, D16)."""

    m_kib: int = 262_144
    t: int = 3
    p: int = 4

    def __post_init__(self) -> None:
        for value, floor, ceiling in zip((self.m_kib, self.t, self.p), _FLOOR, _CEILING, strict=True):
            if not floor <= value <= ceiling:
                raise ValueError("Argon2id cost out of range")

    @classmethod
    def for_tests(cls) -> Self:
        """Return the cheapest cost the floor allows, about 25 ms."""
        return cls(*_FLOOR)


@dataclass(frozen=True)
class SlotFile:
    """One undamaged generation. `raw` is the whole file; `slots` in the order they are tried."""

    generation: int
    vault: bytes
    slots: tuple[Slot, ...]
    body: bytes
    mac: bytes
    raw: bytes


def wipe(secret: bytearray) -> None:
    """Set every byte of `secret` to zero."""
    secret[:] = bytes(len(secret))


def key_of(data: bytes | bytearray = bytes(KEY_BYTES)) -> bytearray:
    """Return a key in a buffer that can be wiped, on a page that is kept out of swap where the system does so."""
    key = bytearray(data)
    process.keep_out_of_swap(key)
    return key


def subkey(root: bytearray, purpose: Purpose) -> bytearray:
    """Return the 32-byte key for one purpose, made from the root key by HKDF-SHA256."""
    key = key_of()
    HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=b"sbp-desktop/1/" + purpose.encode()).derive_into(root, key)
    return key


def pack(generation: int, vault: bytes, slots: list[Slot], root: bytearray) -> bytes:
    """Return the bytes of a slot file."""
    body: bytes = msgpack.packb({"vault": vault, "slots": slots})
    front = ["slots", FORMAT, generation, body, _mac(root, generation, body)]
    packed: bytes = msgpack.packb([*front, _check(front)])
    return packed


def parse(data: bytes) -> SlotFile | Literal["newer"] | None:
    """Return the slot file in `data`, "newer" where a later app wrote it, None where it is damaged or not ours.

    A passphrase slot below the Argon2id floor counts as damage: this app never writes one.
    """
    try:
        outer = msgpack.unpackb(data)
        if outer[0] != "slots" or not hmac.compare_digest(outer[5], _check(outer[:5])):
            return None
        if outer[1] > FORMAT:
            return "newer"
        body = msgpack.unpackb(outer[3])
        for slot in body["slots"]:
            _must_be_whole(slot)
        return SlotFile(int(outer[2]), bytes(body["vault"]), tuple(body["slots"]), outer[3], outer[4], data)
    except Exception:  # noqa: BLE001 - msgpack raises a dozen kinds for foreign bytes, and each says: no slot file
        return None


def authentic(file: SlotFile, root: bytearray) -> bool:
    """Whether somebody who held the root key wrote this file."""
    return hmac.compare_digest(_mac(root, file.generation, file.body), file.mac)


def wrap(root: bytearray, vault: bytes, passphrase: Passphrase, kdf: Kdf) -> Slot:
    """Return a new passphrase slot holding `root`. Raises WrongPassphrase (empty), VaultRefused (memory)."""
    described = described_anew(kdf)
    nonce = os.urandom(12)
    key = stretched(passphrase, described)
    try:
        wrapped = AESGCMSIV(key).encrypt(nonce, root, bound_to(PASSPHRASE, vault, described))
    finally:
        wipe(key)
    return {"id": uuid.uuid4().bytes, "type": PASSPHRASE, "kdf": described, "nonce": nonce, "wrapped": wrapped}


def unwrap(file: SlotFile, passphrase: Passphrase) -> tuple[Slot, bytearray] | None:
    """Return the first slot that `passphrase` opens and the root key in it, or None."""
    root = key_of()
    for slot in file.slots:
        if slot["type"] != PASSPHRASE:
            continue
        key = stretched(passphrase, slot["kdf"])
        try:
            bound = bound_to(slot["type"], file.vault, slot["kdf"])
            AESGCMSIV(key).decrypt_into(slot["nonce"], slot["wrapped"], bound, root)
            return slot, root
        except InvalidTag:
            continue
        finally:
            wipe(key)
    return None


def wrap_for_council(
    root: bytearray, vault: bytes, generation: int, to: bytes, worker: bytes, device: bytes, address: str, council: str
) -> Slot:
    """Return a slot that only the council whose public recovery key is `to` can open."""
    bound = recovery.slot_bound(vault, worker, device, generation)
    return {
        "id": uuid.uuid4().bytes, "type": COUNCIL, "to": to, "worker": worker, "device": device,
        "generation": generation, "address": address, "council": council, "sealed": recovery.seal(to, root, bound),
    }  # fmt: skip


def _must_be_whole(slot: Slot) -> None:
    """Raise KeyError, TypeError or ValueError for a passphrase slot that cannot have been written by this app."""
    if slot["type"] != PASSPHRASE:
        return
    kdf = slot["kdf"]
    Kdf(kdf["m_kib"], kdf["t"], kdf["p"])
    sizes = {part: len(slot[part]) for part in _PARTS}
    if sizes != _PARTS or len(kdf["salt"]) != 16 or kdf["name"] != "argon2id":
        raise ValueError("not a slot of ours")


def _check(front: list[Any]) -> bytes:
    return hashlib.sha256(msgpack.packb(front)).digest()


def _mac(root: bytearray, generation: int, body: bytes) -> bytes:
    key = subkey(root, "slots")
    try:
        return hmac.digest(key, msgpack.packb([FORMAT, generation, body]), "sha256")
    finally:
        wipe(key)


def described_anew(kdf: Kdf) -> dict[str, Any]:
    """Return a cost as a slot says it, with a salt of its own."""
    return {"name": "argon2id", "m_kib": kdf.m_kib, "t": kdf.t, "p": kdf.p, "salt": os.urandom(16)}


def bound_to(kind: str, vault: bytes, described: dict[str, Any], *more: Any) -> bytes:
    """Return what a slot is bound to: moved to another slot, store or cost, it no longer opens."""
    cost = [described["name"], described["m_kib"], described["t"], described["p"], described["salt"]]
    bound: bytes = msgpack.packb([kind, vault, FORMAT, cost, *more])
    return bound


def stretched(passphrase: Passphrase, described: dict[str, Any]) -> bytearray:
    """Return the 32-byte key Argon2id makes of the NFC form of the passphrase.

    `described` is what a slot says under "kdf". Raises WrongPassphrase (empty), VaultRefused (memory).
    """
    typed, key = _typed(passphrase), key_of()
    try:
        Argon2id(
            salt=described["salt"],
            length=KEY_BYTES,
            iterations=described["t"],
            lanes=described["p"],
            memory_cost=described["m_kib"],
        ).derive_into(typed, key)  # type: ignore[arg-type] # any readable buffer will do, and bytes cannot be wiped
    except MemoryError as error:
        raise VaultRefused(NO_MEMORY) from error
    finally:
        wipe(typed)
    return key


def _typed(passphrase: Passphrase) -> bytearray:
    """Return the passphrase as NFC UTF-8 in a buffer that can be wiped: é is one letter however it was typed."""
    text = passphrase if isinstance(passphrase, str) else passphrase.decode("utf-8", "surrogateescape")
    if not text:
        raise WrongPassphrase(EMPTY)
    # An encoding error would carry the passphrase in its text, so half a character is taken as it is.
    return bytearray(unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass"))
