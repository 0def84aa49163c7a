"""Photos and paper maps: one encrypted file each, on the disk before the change that mentions it (decisions.md D19).

A file is encrypted under a random secret that stands in its op and nowhere else, so that it is the same bytes on every
laptop and with the council (docs/decisions/0016), and it is named under that secret and this store's "attachments" key:
the name tells nothing, and a file without its op is lost for good. It is eight bytes of format, then chunks of 64 KiB,
each AES-256-GCM-SIV with its number as nonce and "more follow" or "the last" bound to it: cut, turned round or mixed,
it is refused. While it still comes in from the council it is called `.part`, and counts for nothing.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple, Self

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
_FORMAT: Final = b"SBPATT\x00\x02"
_TAG_BYTES: Final = 16
_SECRET_BYTES: Final = 32

_PART: Final = ".part"
_ADD: Final = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)

ON_ITS_WAY = "This picture is on its way to this laptop."
LOST = "This picture cannot be read: its file is missing or was altered. Everything else is untouched."
TOO_LARGE = "That picture is too large to keep. Choose one under 20 MB."


class Kept(NamedTuple):
    """What the op says of a file: its secret, SHA-256 of the encrypted file (both hex), bytes before encryption."""

    key: str
    digest: str
    size: int

    @classmethod
    def said_in(cls, row: "Row | Mapping[str, Any]") -> Self:
        """What an Attachment's row, or the op that made it, says; one with holes names a file that is not there."""
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
            for piece in _sealed(_cipher(secret), measured()):
                digest.update(piece)
                yield piece

        files.write_atomically(self._path(secret), hashed())
        return Kept(secret, digest.hexdigest(), size)

    def read(self, kept: Kept) -> Iterator[bytes]:
        """Yield the file's bytes piece by piece, each proved. Raises AttachmentLost."""
        try:
            with self._path(kept.key).open("rb") as file:
                yield from _opened(_cipher(kept.key), file, kept.digest)
        except (OSError, InvalidTag, ValueError):
            raise AttachmentLost(LOST) from None

    def sweep(self, keys: Iterable[str]) -> None:
        """Remove the files that no change mentions: those of an app killed between a file and its change.

        What cannot be removed today is another day: it tells nothing and harms nobody.
        """
        with contextlib.suppress(OSError):
            with os.scandir(self._folder) as found:
                held = {one.name for one in found if one.is_file()}
            if held:
                named = {self._name(key) for key in keys}
                for name in held - named - {name + _PART for name in named}:
                    (self._folder / name).unlink(missing_ok=True)

    def remove(self, keys: Iterable[str]) -> None:
        """Remove the files of these secrets, and what has come of them. Raises FolderReadOnly, SaveFailed."""
        with files.plainly():
            for key in keys:
                for path in (self._path(key), self._part(key)):
                    path.unlink(missing_ok=True)

    # ---- on their way, as they are encrypted

    def has(self, key: str) -> bool:
        """Whether there is a file; whether it is as it was written only reading tells."""
        return self._path(key).exists()

    def measured(self, kept: Kept) -> int:
        """Bytes of the file as it is encrypted. Raises AttachmentLost where it is not the one that was written."""
        try:
            with self._path(kept.key).open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                if hashlib.file_digest(file, "sha256").hexdigest() == kept.digest:
                    return size
        except OSError:
            pass
        raise AttachmentLost(LOST)

    def piece(self, kept: Kept, offset: int, most: int) -> bytes:
        """At most so many of the encrypted bytes from an offset on. Raises AttachmentLost."""
        try:
            with self._path(kept.key).open("rb") as file:
                file.seek(offset)
                return file.read(most)
        except OSError:
            raise AttachmentLost(LOST) from None

    def came(self, kept: Kept) -> int:
        """How many bytes of a file that is not here have come."""
        try:
            return self._part(kept.key).stat().st_size
        except FileNotFoundError:
            return 0

    def take(self, kept: Kept, offset: int, data: bytes, size: int) -> bool:
        """Add what came to a file of `size` bytes; whether it is whole now, and survives a power cut.

        A piece from another offset than where it stands is left out. What turns out not to be the file begins anew.
        Raises DiskFull, FolderReadOnly, SaveFailed.
        """
        part = self._part(kept.key)
        if offset != self.came(kept):
            return False
        try:
            with os.fdopen(os.open(part, _ADD, 0o600), "ab") as file:
                file.write(data)
                file.flush()
                if offset + len(data) < size:
                    return False
                os.fsync(file.fileno())
            with part.open("rb") as file:
                true = hashlib.file_digest(file, "sha256").hexdigest() == kept.digest
            if not true:
                part.unlink()
                return False
            part.replace(self._path(kept.key))
            files.sync_folder(self._folder)
        except OSError as error:
            raise files.refusal(error) from error
        return True

    def _name(self, secret: str) -> str:
        return hashlib.blake2b(secret.encode(), digest_size=16, key=self._key, person=b"name").hexdigest()

    def _path(self, secret: str) -> Path:
        return self._folder / self._name(secret)

    def _part(self, secret: str) -> Path:
        return self._folder / (self._name(secret) + _PART)


def _cipher(secret: str) -> AESGCMSIV:
    made = HKDF(hashes.SHA256(), _SECRET_BYTES, salt=None, info=b"sbp-desktop/2/attachment")
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
