"""Reads spoiled files of one kind, in a process with little memory that may crash alone: `test_hostile_files` looks on.

    python -m tests.reliability.hostile KIND FIRST COUNT FOLDER

FOLDER holds a sound file of each kind. Each spoiled file follows from its number alone, so a run goes on where another
stopped, and a number that failed is tried again by itself. Says each number before it is tried, then what came of it.
"""

import json
import os
import random
import resource
import signal
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from sbp_desktop.config import resources
from sbp_desktop.errors import ExpectedError
from sbp_desktop.services import exporting, importing, incoming, marked_json, people_file, unlocking, words_packs
from sbp_desktop.services.people_shapes import person_id
from sbp_desktop.storage.key_slots import Kdf
from sbp_desktop.sync.council_server import caseload_file
from sbp_desktop.ui.web import photos
from tests.conftest import ROOT
from tests.fixtures import PASSPHRASE, WORKER

MEMORY = 1_500 << 20
LONGEST_S, LONGEST_BOMB_S = 1.0, 10.0
"""Of the processor's time, so that a busy machine turns nothing red."""
MOST_MB = 512
"""What reading one file may take in memory besides what was taken before."""
_ENDLESS_S, _ASLEEP_S = 30, 300
"""Of the processor's time, and by the clock: who is not done by then is ended, and counts as dead."""
OPS = "ops"
"""The kind of hostile thing that is no file but what another laptop wrote (`hostile_ops`)."""
KEPT = Path(__file__).resolve().parents[1] / "fixtures_data" / "hostile"
"""Files that once did harm, named by kind; they are tried every time."""
_BITS: tuple[bytes, ...] = (
    b"\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x80", b"[" * 300, b"{" * 300, b"&a [*a", b"<<: ", b"!!python/object:os.system ",
    b"9" * 400, b"1e999", b"NaN", b'"', b"'", b",", b";", b":", b"\n", b"\r", b"\\u0000", b"\\ud800", "\u202e\u200b".encode(),
    b"=cmd|' /C calc'!A0", b"2020-99-99", b"-" * 500, b"  ", b"\t", b"%", b"@", b"`", b"",
)  # fmt: skip


def _words(path: Path) -> object:
    return words_packs._pack(marked_json.read(path))


def _photo(path: Path) -> object:
    made = photos.prepared(photos.read_file(path), photos.FACE)
    assert made[:3] == b"\xff\xd8\xff"
    assert b"Exif" not in made
    assert b"GPS" not in made
    return made


READERS: dict[str, tuple[Callable[[Path], object], str]] = {
    "record": (incoming.read, ".json"),
    "table": (incoming.read, ".csv"),
    "people": (people_file.read, ".yaml"),
    "words": (_words, ".json"),
    "caseload": (caseload_file.read, ".csv"),
    "jpeg": (_photo, ".jpg"),
    "png": (_photo, ".png"),
    "webp": (_photo, ".webp"),
    "gif": (_photo, ".gif"),
    "bmp": (_photo, ".bmp"),
}


def spoiled(sound: bytes, number: int) -> bytes:
    """A sound file with a few places changed, each in one of six ways."""
    rng = random.Random(number)
    data = bytearray(sound)
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.choice((1, 2, 8, 100)))
        match rng.randrange(6):
            case 0:
                data[at:at] = rng.choice(_BITS)
            case 1:
                data[at:end] = rng.choice(_BITS)
            case 2:
                data[at:end] = rng.randbytes(end - at)
            case 3:
                del data[at : None if rng.random() < 0.3 else end]
            case 4:
                data[at:at] = data[at:end] * rng.choice((1, 3, 50))
            case 5 if at < len(data):
                data[at] ^= 1 << rng.randrange(8)
    return bytes(data)


def _png(width: int, height: int, rows: bytes) -> bytes:
    def part(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows, 9)) + part(b"IEND", b"")


def bombs(kind: str) -> Iterator[bytes]:
    """Small files that would be enormous, endless or deep."""
    if kind in ("record", "words"):
        yield b"[" * 200_000
        yield b'{"a":' * 100_000
        yield b'{"name": ' + b"9" * 5_000_000 + b"}"
        yield json.dumps({"name": "x" * 9_000_000}).encode()
        yield b"{" + b",".join(b'"%d":1' % number for number in range(400_000)) + b"}"
    if kind == "people":
        yield b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
            b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 9)) for n in range(12)
        )
        yield b"[" * 100_000
        yield b"- " * 50_000
        yield b"a: &a\n  <<: *a\n"
        yield b"schema: !!python/object/apply:os.system [ls]\n"
    if kind in ("table", "caseload"):
        yield b"name,relation\n" + b"x" * 9_000_000
        yield b"name,relation\n" + b'"' + b"\n" * 3_000_000
        yield b"," * 1_000_000 + b"\nname"
        yield b"name,relation\n" + b"a,b\n" * 1_000_000
    if kind == "png":
        yield _png(60_000, 60_000, b"\0" * 10_000_000)
        yield _png(2**31 - 1, 1, b"\0" * 1000)
        yield _png(1, 2**31 - 1, b"\0" * 1000)
    if kind == "gif":
        yield (
            b"GIF89a\xff\xff\xff\xff\xf0\x00\x00"
            + b"\0" * 6
            + b"\x2c\0\0\0\0\xff\xff\xff\xff\x00\x08\xff"
            + b"\0" * 255
        )


def measured(deed: Callable[[], str]) -> str:
    """What came of it, seconds of the processor's time, and by how many MB the most this process ever had has grown."""
    before = _most_kb()
    signal.setitimer(signal.ITIMER_PROF, _ENDLESS_S)
    signal.alarm(_ASLEEP_S)
    begun = time.process_time()
    came = deed()
    took = time.process_time() - begun
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.alarm(0)
    return f"{came} {took:.3f} {(_most_kb() - before) // 1024}"


def _most_kb() -> int:
    """The most memory this program ever had; `getrusage` would count what began it, a whole test run perhaps."""
    said = Path("/proc/self/status").read_text("ascii")
    return int(next(line for line in said.splitlines() if line.startswith("VmHWM")).split()[1])


def main() -> None:
    """Try them one after the other."""
    kind, first, count, folder = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    reader, ending = READERS[kind]
    app = QCoreApplication([])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sound = (folder / f"sound-{kind}{ending}").read_bytes()
    tried = folder / f"tried-{kind}-{first}{ending}"
    reader(folder / f"sound-{kind}{ending}")
    files = [(f"bomb {n}", data) for n, data in enumerate(bombs(kind))]
    files += [(f"kept {path.name}", path.read_bytes()) for path in sorted(KEPT.glob(f"{kind}-*"))]
    files = files if first == 0 else []
    for name, data in [*files, *((str(n), None) for n in range(first, first + count))]:
        print(name, flush=True)
        tried.write_bytes(data if data is not None else spoiled(sound, int(name)))
        print(measured(lambda: _read(reader, tried)), flush=True)
    print("all tried", flush=True)
    del app


def _read(reader: Callable[[Path], object], path: Path) -> str:
    try:
        reader(path)
    except ExpectedError as refused:
        return "refused" if "\n" not in str(refused) and len(str(refused)) < 1000 else "refused at length"
    return "read"


def sound_files(folder: Path) -> None:
    """A sound file of each kind, to be spoiled."""
    vault = unlocking.create(folder / "store", PASSPHRASE, WORKER, Kdf.for_tests())
    importing.load_people(vault, ROOT / "tests" / "fixtures_data" / "one_of_each.yaml")
    exporting.export(vault, person_id("q-full"), folder / "sound-record.json")
    vault.close()
    (folder / "sound-table.csv").write_text("name,relation,from\nJean,daughter,2019\nBowls club,,\nTom,friend,\n")
    (folder / "sound-people.yaml").write_bytes((ROOT / "tests" / "fixtures_data" / "one_of_each.yaml").read_bytes())
    pack = next(path for path in sorted(resources("words").iterdir()) if path.suffix == ".json")
    (folder / "sound-words.json").write_bytes(pack.read_bytes())
    (folder / "sound-caseload.csv").write_text(
        "worker,person,role,from,to,lanes,why\nw-1,3f2b8c1e-0000-4000-8000-000000000001,named,2020-01-01,,,\n"
    )
    sound_photos(folder)


class Came(NamedTuple):
    """What came of one: "read", "refused", or how it ended; seconds of the processor's time; MB."""

    told: str
    took: float = 0.0
    grew: int = 0

    def __str__(self) -> str:
        return f"{self.told}, {self.took} s, {self.grew} MB"


def tried(kind: str, first: int, count: int, sound: Path, instead: str = "") -> dict[str, Came]:
    """What came of each number; the last one has "died" where the process did.

    `instead`: Python that is run before, in the same process, for the proof that harm is seen.
    """
    module = f"tests.reliability.{'hostile_ops' if kind == OPS else 'hostile'}"
    how = ["-c", f"from {module} import *\nfrom {module} import main\n{instead}\nmain()"] if instead else ["-m", module]
    done = subprocess.run(
        [sys.executable, *how, kind, str(first), str(count), str(sound)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        check=False,
    )
    lines = done.stdout.splitlines()
    whole = bool(lines) and lines[-1] == "all tried"
    names, outcomes = lines[: -1 if whole else None : 2], lines[1::2]
    came = {}
    for name, line in zip(names, outcomes, strict=False):
        if line != "all tried":
            told, took, grew = line.rsplit(" ", 2)
            came[name] = Came(told, float(took), int(grew))
    if not whole:
        came[names[-1] if names else "the start"] = Came(f"died by {done.returncode}: {done.stderr[-600:]}")
    return came


def harm(came: dict[str, Came]) -> list[tuple[str, Came]]:
    """Those that were neither read nor refused in a sentence, took too long, or too much memory."""
    longest = {name: LONGEST_BOMB_S if name.startswith("bomb") else LONGEST_S for name in came}
    well = ("read", "refused")
    return [
        (name, one)
        for name, one in came.items()
        if one.told not in well or one.took > longest[name] or one.grew > MOST_MB
    ]


def sound_photos(folder: Path) -> None:
    """A sound picture of each kind; a JPEG carries a place."""
    image = photos.QImage(64, 48, photos.QImage.Format.Format_RGB32)
    image.fill(0x3366AA)
    for kind, ending in (("png", "PNG"), ("bmp", "BMP"), ("webp", "WEBP"), ("jpeg", "JPEG")):
        buffer = photos.QBuffer()
        buffer.open(photos.QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, ending)
        data = bytes(buffer.data().data())
        if kind == "jpeg":
            body = b"Exif\0\0MM\0\x2a GPS 51.5074N"
            data = data[:2] + b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body + data[2:]
        (folder / f"sound-{kind}{READERS[kind][1]}").write_bytes(data)
    gif = b"GIF89a\x04\0\x04\0\xf0\0\0\0\0\0\xff\xff\xff\x2c\0\0\0\0\x04\0\x04\0\0\x02\x05\x84\x8f\xa9\xcb\x05\0\x3b"
    (folder / "sound-gif.gif").write_bytes(gif)


if __name__ == "__main__":
    main()
