"""What lies on the disk is worth nothing without its key, and a photo's file opens as itself or not at all (S1, S13)."""

import hashlib
import random
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from sbp_desktop.errors import AttachmentLost
from sbp_desktop.services import unlocking
from sbp_desktop.storage import attachments, outbox_log
from sbp_desktop.storage.attachments import CHUNK, AttachmentFiles, Kept
from tests.fixtures import PASSPHRASE
from tests.reliability.canaries import CANARY, bits_a_byte, canaries, found_under, needles, say_everything
from tests.reliability.kept_secret import a_store
from tests.reliability.promise import Promise
from tests.reliability.test_day import keys_of

_LARGE, _NOISE = 16_384, 7.9
"""Bytes from which on a file's entropy says something, and what it must be at least."""

# ---- S1: the files alone


def written(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    """At least so many words in every field there is; where one of them, or a key, can be read afterwards."""
    with a_store(home) as store:
        vault, said = unlocking.unlock(store, PASSPHRASE), canaries(first)
        while int(next(said).split()[0].removeprefix(CANARY)) <= first + count:
            say_everything(vault, said)
        vault.close()
        wanted = needles({"canary": CANARY, "passphrase": PASSPHRASE}, keys_of(store))
        wrong = [f"{path}: {', '.join(hits)}" for path, hits in found_under(store, wanted).items()]
        for path in store.rglob("*"):
            data = path.read_bytes().rstrip(b"\0") if path.is_file() else b""  # room kept in zeros says nothing
            if len(data) > _LARGE and bits_a_byte(data) < _NOISE:
                wrong.append(f"{path.name} is no noise")
    return wrong


class _NoCipher:
    """Stands in for AES-GCM-SIV and changes nothing."""

    def __init__(self, _key: object) -> None:
        pass

    def encrypt(self, _nonce: bytes, data: bytes, _bound: bytes) -> bytes:
        return data + bytes(16)

    def decrypt(self, _nonce: bytes, data: bytes, _bound: bytes) -> bytes:
        return data[:-16]


def _second_copy_plain(home: Path) -> str:
    with mock.patch.object(outbox_log, "AESGCMSIV", _NoCipher):
        return "the second copy of unsent work not encrypted" if written(home, 1, 0, 1) else ""


# ---- S13: photos and paper maps


def manipulations(home: Path, seed: int, first: int, count: int) -> Sequence[str]:
    """Files flipped, cut, and with chunks left out, doubled, turned round or put in from another file."""
    made = random.Random(seed)
    store = AttachmentFiles(home, bytearray(range(32)))
    whole: dict[Kept, tuple[Path, bytes]] = {}
    for size in (0, 1, CHUNK, 3 * CHUNK, 3 * CHUNK + 5):
        there = set(home.iterdir())
        kept = store.keep(BytesIO(made.randbytes(size)))
        (path,) = set(home.iterdir()) - there
        whole[kept] = path, path.read_bytes()
    wrong = []
    for number in range(first, first + count):
        rng = random.Random(hash((seed, number)))
        kept = rng.choice(list(whole))
        path, data = whole[kept]
        other = rng.choice([one for name, (_, one) in whole.items() if name is not kept])
        changed = manipulated(data, other, number % len(_WAYS), rng)
        if changed == data:
            continue
        path.write_bytes(changed)
        try:
            list(store.read(kept))
            wrong.append(f"{number}: {_WAYS[number % len(_WAYS)]} was not seen")
        except AttachmentLost:
            pass
        path.write_bytes(data)
    lost = [kept for kept in whole if len(b"".join(store.read(kept))) != kept.size]
    return wrong + [f"a whole file of {kept.size} bytes does not open" for kept in lost]


_WAYS = ("a bit", "cut", "a chunk left out", "a chunk twice", "turned round", "a chunk of another", "another file")
_STEP = CHUNK + 16


def manipulated(data: bytes, other: bytes, way: int, rng: random.Random) -> bytes:
    """The bytes of a file, changed in one of seven ways."""
    head, chunks = data[:8], [data[at : at + _STEP] for at in range(8, len(data), _STEP)]
    at, to = rng.randrange(len(chunks)), rng.randrange(len(chunks))
    match way:
        case 0:
            place = rng.randrange(len(data))
            return data[:place] + bytes([data[place] ^ 1 << rng.randrange(8)]) + data[place + 1 :]
        case 1:
            return data[: rng.randrange(len(data))]
        case 2:
            return head + b"".join(chunks[:at] + chunks[at + 1 :])
        case 3:
            return head + b"".join([*chunks[: at + 1], chunks[at], *chunks[at + 1 :]])
        case 4:
            chunks[at], chunks[to] = chunks[to], chunks[at]
            return head + b"".join(chunks)
        case 5:
            return head + b"".join([*chunks[:at], other[8 : 8 + _STEP], *chunks[at + 1 :]])
        case _:
            return other


def _bound_to_nothing(home: Path) -> str:
    """No chunk bound to its place, and the digest of the whole not asked."""

    def loose(_number: int, piece: bytes, *, last: bool) -> tuple[bytes, bytes, bytes]:
        return bytes(12), piece, b""

    digest = SimpleNamespace(update=lambda _piece: None, hexdigest=lambda: "")
    blind = SimpleNamespace(blake2b=hashlib.blake2b, sha256=lambda _head=b"": digest)
    with mock.patch.multiple(attachments, _bound=loose, hashlib=blind):
        return "chunks bound to nothing" if manipulations(home, 1, 0, 40) else ""


PROMISES: tuple[Promise, ...] = (
    Promise("S1", "The files alone are worthless: no word, passphrase or key in them", "words", 5000, 5000, written, _second_copy_plain),
    Promise("S13", "A photo's file opens as itself or not at all", "manipulations", 500, 5000, manipulations, _bound_to_nothing),
)  # fmt: skip
