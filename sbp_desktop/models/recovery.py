"""The council's recovery key, and what is sealed to a public key: pure, shared by laptop and council.

The council's key is one secret of 32 bytes, kept offline in a file. An X25519 key made from it opens what laptops seal
to the council; an Ed25519 key made from it signs the key that comes after it. Both public halves together are the
council's public recovery key. Sealing is what HPKE does in its base mode: a fresh X25519 key each time, HKDF-SHA256
over the shared secret and both public keys, AES-256-GCM-SIV, and all that says what it is for bound to it.
"""

import base64
import binascii
import hashlib
import os
import struct
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SECRET_BYTES: Final = 32
PUBLIC_BYTES: Final = 64
RELEASE_MS: Final = 10 * 60 * 1000
"""How long what the council gave back may be used."""
_NONCE_BYTES: Final = 12
_GROUP: Final = 5
_SUCCESSOR: Final = b"sbp recovery key 1"


class NotForThisKey(ValueError):
    """What was sealed was sealed to another key, for another purpose, or was altered."""


def public_key(secret: bytes) -> bytes:
    """The public recovery key (64 bytes) of a council's secret."""
    opens, signs = _opens(secret), _signs(secret)
    return opens.public_key().public_bytes_raw() + signs.public_key().public_bytes_raw()


def sign_successor(secret: bytes, following: bytes) -> bytes:
    """The old key's word that `following` is the council's public recovery key from now on."""
    return _signs(secret).sign(_SUCCESSOR + following)


def succeeds(following: bytes, signature: bytes, known: bytes) -> bool:
    """Whether the council's `known` key says that `following` comes after it."""
    try:
        Ed25519PublicKey.from_public_bytes(known[32:]).verify(signature, _SUCCESSOR + following)
    except (InvalidSignature, ValueError):
        return False
    return len(following) == PUBLIC_BYTES


def numbers(said: bytes, groups: int = 6) -> str:
    """Bytes as groups of five digits, to compare by eye or to read out: each group stands for 16 bits and more."""
    digest = hashlib.sha512(said).digest()
    parts = (int.from_bytes(digest[8 * n : 8 * n + 8], "big") % 10**_GROUP for n in range(groups))
    return " ".join(f"{part:05d}" for part in parts)


def seal(to: bytes, secret: bytes | bytearray, bound: bytes) -> bytes:
    """Seal a secret to a public recovery key, or to the 32 bytes of a laptop's X25519 key."""
    fresh = X25519PrivateKey.generate()
    theirs, ours = to[:32], fresh.public_key().public_bytes_raw()
    nonce = os.urandom(_NONCE_BYTES)
    cipher = _cipher(fresh.exchange(X25519PublicKey.from_public_bytes(theirs)), ours, theirs)
    return ours + nonce + cipher.encrypt(nonce, bytes(secret), bound)


def unseal(secret: bytes, sealed: bytes, bound: bytes) -> bytearray:
    """What the council's secret opens. Raises NotForThisKey."""
    return unseal_with(_opens(secret), sealed, bound)


def unseal_with(ours: X25519PrivateKey, sealed: bytes, bound: bytes) -> bytearray:
    """What this key opens. Raises NotForThisKey."""
    fresh, nonce, wrapped = sealed[:32], sealed[32 : 32 + _NONCE_BYTES], sealed[32 + _NONCE_BYTES :]
    try:
        shared = ours.exchange(X25519PublicKey.from_public_bytes(fresh))
        cipher = _cipher(shared, fresh, ours.public_key().public_bytes_raw())
        return bytearray(cipher.decrypt(nonce, wrapped, bound))
    except (InvalidTag, ValueError):
        raise NotForThisKey("not sealed to this key") from None


def slot_bound(vault: bytes, worker: bytes, device: bytes, generation: int) -> bytes:
    """What a laptop's root key is bound to where it is sealed to the council."""
    return b"sbp recovery slot 1" + vault + worker + device + struct.pack(">Q", generation)


def release_bound(request: bytes, vault: bytes, device: bytes, until: int) -> bytes:
    """What it is bound to where the council seals it to the laptop that asked."""
    return b"sbp recovery release 1" + request + vault + device + struct.pack(">Q", until)


def as_words(data: bytes) -> str:
    """Bytes as capital letters and digits in groups of five: for a file, a message, or to read out."""
    letters = base64.b32encode(data + hashlib.sha256(data).digest()[:4]).decode().rstrip("=")
    return " ".join(letters[n : n + _GROUP] for n in range(0, len(letters), _GROUP))


def from_words(words: str) -> bytes:
    """The bytes of `as_words`, however it was spaced. Raises ValueError where a letter is wrong or missing."""
    letters = "".join(words.upper().split()).replace("0", "O").replace("1", "I").replace("8", "B")
    try:
        whole = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except binascii.Error:
        raise ValueError("not letters of ours") from None
    data, check = whole[:-4], whole[-4:]
    if len(whole) < 5 or hashlib.sha256(data).digest()[:4] != check:
        raise ValueError("a letter is wrong")
    return data


def _opens(secret: bytes) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(_made(secret, b"opens"))


def _signs(secret: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_made(secret, b"signs"))


def _made(secret: bytes, purpose: bytes) -> bytes:
    if len(secret) != SECRET_BYTES:
        raise ValueError("a recovery secret has 32 bytes")
    return HKDF(hashes.SHA256(), 32, salt=None, info=b"sbp-council recovery/1/" + purpose).derive(secret)


def _cipher(shared: bytes, fresh: bytes, theirs: bytes) -> AESGCMSIV:
    made = HKDF(hashes.SHA256(), 32, salt=None, info=b"sbp recovery seal/1" + fresh + theirs)
    return AESGCMSIV(made.derive(shared))
