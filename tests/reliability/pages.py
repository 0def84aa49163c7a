"""Reads every page of a closed store as plain bytes, also those no table uses any more: what erasing left would show."""

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from sbp_desktop.storage import key_slots
from sbp_desktop.storage.key_slots import subkey

PAGE, RESERVED, SALT = 4096, 80, 16


def every_page(path: Path, key: bytes) -> Iterator[bytes]:
    """Each page decrypted, in use or free."""
    data = path.read_bytes()
    for start in range(0, len(data), PAGE):
        page = data[start : start + PAGE]
        sealed, end = page[-RESERVED:], page[SALT if start == 0 else 0 : -RESERVED]
        reading = Cipher(algorithms.AES256(key), modes.CBC(sealed[:16])).decryptor()
        yield reading.update(end) + reading.finalize()


def all_of_a_store(folder: Path, passphrase: str) -> Iterator[tuple[str, bytes]]:
    """(what, bytes) of everything a closed store consists of, as readable as its keys make it."""
    root = key_slots.open_root_key(folder, passphrase)
    for name, purpose in (("vault", "database"), ("local", "local")):
        if (folder / name).exists():
            key = bytes(subkey(root, purpose))
            for number, page in enumerate(every_page(folder / name, key)):
                yield f"{name} page {number}", page
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in ("vault", "local"):
            yield path.name, path.read_bytes()
