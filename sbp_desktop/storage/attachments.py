"""Photos and paper maps: one encrypted file each, on the disk before the change that mentions it (decisions.md D19).

A file is named and encrypted under what only its op and this store's root key make together: the op holds a random
secret, the store its "attachments" key. So the name tells nothing, a file put in another's place does not open, and
one without its op is lost for good. It is eight bytes of format, then chunks of 64 KiB, each AES-256-GCM-SIV with its
number as nonce and "more follow" or "the last" bound to it: cut, turned round or mixed, it is refused.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sbp_desktop.errors import AttachmentLost, RuleRefused
from sbp_desktop.storage import files

if TYPE_CHECKING:
    from sbp_desktop.storage.rows import Row

LARGEST: Final = 20 * 1024 * 1024
CHUNK: Final = 64 * 1024
_FORMAT: Final = b"SBPATT\x00\x01"
_TAG_BYTES: Final = 16
_SECRET_BYTES: Final = 32

LOST = "This picture cannot be read: its file is missing or was altered. Everything else is untouched."
TOO_LARGE = "That picture is too large to keep. Choose one under 20 MB."


class Kept(NamedTuple):
    """What the op says of a file: its secret, SHA-256 of the encrypted file (both hex), bytes before encryption."""

    key: str
    digest: str
    size: int

    @classmethod
    def said_in(cls, row: "Row") -> Self:
        """What an Attachment's row says; a row with holes names a file that is not there."""
        return cls(row.get("key", ""), row.get("digest", ""), int(row.get("size", 0)))


class AttachmentFiles:
    """The files of one open store. `key` is the store's own, wiped by whoever gave it."""

    def __init__(self, folder: Path, key: bytearray) -> None:
        self._folder, self._key = folder, key

    def keep(self, source: BinaryIO) -> Kept:
        """Write everything `source` gives; when this returns the file survives a power cut.

        Raises RuleRefused for more than LARGEST bytes, DiskFull, FolderReadOnly, SaveFailed; then no file stays.
        """
        secret = os.urandom(_SECRET_BYTES).hex()
        digest, size = hashlib.sha256(), 0

        def measured() -> Iterator[bytes]:
            nonlocal size
            while piece := source.read(CHUNK):
                size += len(piece)
                if size > LARGEST:
                    raise RuleRefused(TOO_LARGE)
                yield piece

        def hashed() -> Iterator[bytes]:
            for piece in _sealed(self._cipher(secret), measured()):
                digest.update(piece)
                yield piece

        files.write_atomically(self._path(secret), hashed())
        return Kept(secret, digest.hexdigest(), size)

    def read(self, kept: Kept) -> Iterator[bytes]:
        """Yield the file's bytes piece by piece, each proved. Raises AttachmentLost."""
        try:
            with self._path(kept.key).open("rb") as file:
                yield from _opened(self._cipher(kept.key), file, kept.digest)
        except (OSError, InvalidTag, ValueError):
            raise AttachmentLost(LOST) from None

    def sweep(self, keys: Iterable[str]) -> None:
        """Remove the files that no change mentions: those of an app killed between a file and its change."""
        with os.scandir(self._folder) as found:
            held = {one.name for one in found if one.is_file()}
        if held:
            for name in held - {self._name(key) for key in keys}:
                (self._folder / name).unlink(missing_ok=True)

    def _name(self, secret: str) -> str:
        return hashlib.blake2b(secret.encode(), digest_size=16, key=self._key, person=b"name").hexdigest()

    def _path(self, secret: str) -> Path:
        return self._folder / self._name(secret)

    def _cipher(self, secret: str) -> AESGCMSIV:
        made = HKDF(hashes.SHA256(), _SECRET_BYTES, salt=bytes(self._key), info=b"sbp-desktop/1/attachment")
        return AESGCMSIV(made.derive(secret.encode()))


def _sealed(cipher: AESGCMSIV, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield _FORMAT
    number, piece = 0, next(pieces, b"")
    for following in pieces:
        yield cipher.encrypt(*_bound(number, piece, last=False))
        number, piece = number + 1, following
    yield cipher.encrypt(*_bound(number, piece, last=True))


def _opened(cipher: AESGCMSIV, file: BinaryIO, wanted: str) -> Iterator[bytes]:
    head = file.read(len(_FORMAT))
    if head != _FORMAT:
        raise ValueError("not in our format")
    digest, number = hashlib.sha256(head), 0
    piece = file.read(CHUNK + _TAG_BYTES)
    while piece:
        digest.update(piece)
        following = file.read(CHUNK + _TAG_BYTES)
        yield cipher.decrypt(*_bound(number, piece, last=not following))
        number, piece = number + 1, following
    if digest.hexdigest() != wanted:
        raise ValueError("not the file that was written")


def _bound(number: int, piece: bytes, *, last: bool) -> tuple[bytes, bytes, bytes]:
    """Nonce, data and what is bound to it. A nonce is used once: every file has a key of its own."""
    return number.to_bytes(12, "big"), piece, _FORMAT + (b"last" if last else b"more")
