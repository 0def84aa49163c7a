"""The canary kit: words planted in every field, and the search for them in files, disks and the memory of processes."""

import base64
import gzip
import math
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import zstandard

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models import schema
from sbp_desktop.models.schema import Kind
from sbp_desktop.services import conversations, my_space, people, webs
from sbp_desktop.storage import drafts, history, queries, search
from sbp_desktop.storage.vault import Vault

CANARY = "quetzalcanary"
_MOST_INFLATED = 8 << 20
Needles = Mapping[str, bytes]


def canaries(start: int = 0) -> Iterator[str]:
    """Words that stand nowhere else, each with a number of its own."""
    number = start
    while True:
        number += 1
        yield f"{CANARY}{number} übers Meer"


def forms(word: str) -> list[bytes]:
    """A word as it could stand in a file: three encodings, and base64 at each of its three offsets."""
    plain = [word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be")]
    return plain + [base64.b64encode(bytes(shift) + plain[0])[4:-4] for shift in range(3)]


def needles(words: Mapping[str, str], keys: Mapping[str, bytes]) -> dict[str, bytes]:
    """What to look for: each word in all its forms, each key as it is, as hex and as base64."""
    found = {f"{name}, form {number}": form for name, word in words.items() for number, form in enumerate(forms(word))}
    for name, key in keys.items():
        shown = {"raw": key, "hex": key.hex().encode(), "HEX": key.hex().upper().encode()}
        shown["base64"] = base64.b64encode(key)[:-2]
        found |= {f"{name}, {how}": value for how, value in shown.items()}
    return found


def found_in(data: bytes, wanted: Needles) -> Counter[str]:
    """How often each needle stands in these bytes, or in what they hold compressed."""
    hits = Counter[str]()
    for piece in (data, *inflated(data)):
        hits.update({name: count for name, needle in wanted.items() if (count := piece.count(needle))})
    return hits


def inflated(data: bytes) -> Iterator[bytes]:
    """Whatever unpacks as gzip, zlib or zstd, wherever in the bytes it begins."""
    whole = memoryview(data)
    for magic, unpack in _PACKED:
        at = data.find(magic)
        while at >= 0:
            piece = unpack(whole[at : at + _MOST_INFLATED])
            if piece:
                yield piece
            at = data.find(magic, at + 1)


def _zlib(wbits: int) -> Callable[[memoryview], bytes]:
    def unpack(packed: memoryview) -> bytes:
        try:
            return zlib.decompressobj(wbits).decompress(packed, _MOST_INFLATED)
        except zlib.error:
            return b""

    return unpack


def _zstd(packed: memoryview) -> bytes:
    try:
        return zstandard.ZstdDecompressor().decompressobj().decompress(packed)[:_MOST_INFLATED]
    except zstandard.ZstdError:
        return b""


_PACKED = (
    (b"\x1f\x8b\x08", _zlib(31)),
    (b"\x78\x01", _zlib(15)),
    (b"\x78\x9c", _zlib(15)),
    (b"\x78\xda", _zlib(15)),
    (b"\x28\xb5\x2f\xfd", _zstd),
)


def found_under(folder: Path, wanted: Needles) -> dict[str, Counter[str]]:
    """Files and folders whose bytes or path hold a needle."""
    found = {}
    for path in folder.rglob("*"):
        hits = found_in(str(path.relative_to(folder)).encode("utf-8", "surrogateescape"), wanted)
        if path.is_file() and not path.is_symlink():
            hits += found_in(path.read_bytes(), wanted)
        if hits:
            found[str(path.relative_to(folder))] = hits
    return found


def found_in_memory(pids: Iterable[int], wanted: Needles) -> Counter[str]:
    """What stands in the memory these processes could have written to; needs root, since ours keep to themselves."""
    hits = Counter[str]()
    for pid in pids:
        maps = Path(f"/proc/{pid}/maps").read_text().splitlines()
        with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
            for line in maps:
                span, rights = line.split()[:2]
                start, end = (int(part, 16) for part in span.split("-"))
                if "w" not in rights or line.endswith(("[vvar]", "[vsyscall]")):
                    continue
                try:
                    memory.seek(start)
                    held = memory.read(end - start)
                except (OSError, OverflowError):
                    continue
                hits.update({name: count for name, needle in wanted.items() if (count := held.count(needle))})
    return hits


def bits_a_byte(data: bytes) -> float:
    """The entropy of bytes: 8 for what cannot be told from noise."""
    return -sum(count / len(data) * math.log2(count / len(data)) for count in Counter(data).values())


def say_everything(vault: Vault, said: Iterator[str]) -> UUID:
    """A canary in every field of words of every kind of thing, in drafts, in labels; searched for, undone, refused."""
    person = people.add_person(vault, next(said)).created[0]
    for name, declared in schema.ENTITIES.items():
        if name in ("Person", "Web", "Worker"):
            continue
        wordy = [field.name for field in declared.fields if field.kind in (Kind.TEXT, Kind.WORDS)]
        for private in (False, True):
            with vault.unit_of_work(f"Wrote {next(said)}") as work:
                made = work.new(name, person, {field: next(said) for field in wordy}, private=private)
                for field in wordy:
                    work.set(made, field, next(said))
    node = webs.add_node(vault, person, next(said), note=next(said)).created[0]
    webs.make_private(vault, node)
    talk = conversations.start(vault, person).created[0]
    for _ in range(5):
        line = uuid4()
        for _ in range(3):
            drafts.step(vault, person, line, "text", next(said), {"words": next(said)})
        drafts.pop(vault, person, line, "text")
        conversations.write_entry(vault, talk, line, next(said) * 50)
    drafts.step(vault, person, uuid4(), "text", next(said), {})
    my_space.write(vault, person, text=next(said))
    my_space.step(vault, person, uuid4(), "text", next(said), {})
    assert len(search.find(vault, CANARY, limit=500)) > 50
    queries.people(vault, CANARY)
    for _ in range(4):
        history.undo(vault, person)
    history.redo(vault, person)
    for wrong in (
        lambda: webs.set_node(vault, uuid4(), label=next(said)),
        lambda: conversations.correct_entry(vault, uuid4(), next(said)),
    ):
        with pytest.raises(ExpectedError) as told:
            wrong()
        assert CANARY not in str(told.value)
    return person


def planted(data: bytes) -> Iterator[bytes]:
    """Bytes packed as files may pack them, for the proof that the search would find them."""
    yield data
    yield b"\x00" * 7 + gzip.compress(data)
    yield zlib.compress(data, 9) + b"\xff" * 9
    yield b"noise" + zstandard.ZstdCompressor().compress(data)
