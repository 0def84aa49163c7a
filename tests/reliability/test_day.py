"""After a day's work and a lock nothing anybody said stands anywhere but in the encrypted files (S1, S3, S5, S7, S9, S10).

The real app in a process of its own, on a disk of its own: store, home, settings, temporary and runtime folders. Then
everything is searched, in clear, in other encodings and unpacked: the files and their names, the whole image of the
disk with what was deleted on it, the swap file all of it was paged out to, the clipboard of its X display, what was
printed, and the memory of what runs after the lock, for words, passphrase
and every key; and every call to the system was looked at for a file or socket that is not the app's. Long form: 25 days.
"""

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from sbp_desktop.storage import key_slots
from tests.fixtures import PASSPHRASE
from tests.reliability import paged_out, power_cut, traced
from tests.reliability.canaries import (
    CANARY,
    Needles,
    bits_a_byte,
    found_in,
    found_in_memory,
    found_under,
    needles,
    planted,
)
from tests.ui import test_clipboard_x11 as clipboard


def why_not() -> str:
    """What keeps this machine from looking into memory."""
    return "" if sys.platform == "linux" and os.geteuid() == 0 else "needs root on Linux to look into memory"


pytestmark = [
    pytest.mark.skipif(bool(why_not()), reason=why_not()),
    pytest.mark.timeout(600),
]
ROOT = Path(__file__).resolve().parents[2]
PURPOSES = ("database", "seal", "attachments", "local", "slots")
_START_S, _STEADY_S = 240, 0.6
_OF_X = ("DISPLAY", "QT_QPA_PLATFORM")


@dataclass
class Day:
    """What was found after a day."""

    wanted: Needles
    planted: int = 0
    titles: list[str] = field(default_factory=list)
    printed: Counter[str] = field(default_factory=Counter)
    memory: Counter[str] = field(default_factory=Counter)
    files: dict[str, Counter[str]] = field(default_factory=dict)
    cores: list[str] = field(default_factory=list)
    image: Counter[str] | None = None
    swap: Counter[str] | None = None
    copied: list[str] = field(default_factory=list)
    plainest: float = 8.0
    astray: list[str] = field(default_factory=list)

    @property
    def places(self) -> list[str]:
        """Where something was found that should not have been."""
        found = {"memory": self.memory, "printed": self.printed, "image": self.image, **self.files}
        found["clipboard"] = Counter(word for word in self.copied if CANARY in word)
        return [where for where, hits in found.items() if hits] + self.titles + self.cores + self.astray


def may_touch(disk: Path, store: Path, out: Path) -> list[Path]:
    """All that the app may make, write, move or take away on a day: its store, what is taken along, reports of faults."""
    return [store, out, disk / "home/.local/share/sbp-desktop"]


def keys_of(store: Path) -> dict[str, bytes]:
    """The root key and everything made from it."""
    root = key_slots.open_root_key(store, PASSPHRASE)
    return {"root": bytes(root), **{purpose: bytes(key_slots.subkey(root, purpose)) for purpose in PURPOSES}}


def surroundings(disk: Path) -> dict[str, str]:
    """Every folder an app may write to, on this disk."""
    parts = {
        "HOME": "home", "XDG_CONFIG_HOME": "home/.config", "XDG_DATA_HOME": "home/.local/share",
        "XDG_STATE_HOME": "home/.local/state", "XDG_CACHE_HOME": "home/.cache", "XDG_RUNTIME_DIR": "run",
        "TMPDIR": "tmp", "TEMP": "tmp", "TMP": "tmp", "SQLITE_TMPDIR": "tmp",
    }  # fmt: skip
    for part in parts.values():
        (disk / part).mkdir(mode=0o700, parents=True, exist_ok=True)
    where = {name: str(disk / part) for name, part in parts.items()}
    return {
        **os.environ,
        **where,
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "QT_QPA_PLATFORM": "offscreen",
    }


@contextmanager
def swap_of_its_own(home: Path) -> Iterator[Path | None]:
    """A swap file in use; None where this machine takes none of ours."""
    if paged_out.why_not():
        yield None
        return
    with paged_out.swap_file(home / "swap", 256) as swap:
        yield swap


@contextmanager
def disk_of_its_own(home: Path) -> Iterator[tuple[Path, Path | None]]:
    """A disk and its image; where mounting is denied a plain folder and None."""
    if power_cut.why_not():
        (home / "disk").mkdir()
        yield home / "disk", None
        return
    with power_cut.Disk(home, megabytes=64) as disk:
        yield disk.folder, home / "disk.img"


def lived(template: Path, home: Path, end: str) -> Day:
    """Let the app live a day that ends so, and search everywhere; what it touched is told too, where that can be seen."""
    with disk_of_its_own(home) as (disk, image):
        store = Path(shutil.copytree(template, disk / "store"))
        out = home / "taken-along"
        out.mkdir()
        found = Day(needles({"canary": CANARY, "passphrase": PASSPHRASE}, keys_of(store)))
        on_x = end == "lock" and not clipboard.missing()
        with (
            swap_of_its_own(home) if end == "lock" else nullcontext() as swap,
            clipboard.a_display() if on_x else nullcontext() as display,
        ):
            _live(found, disk, store, out, end, display)
            found.swap = paged_out.written_out(swap, found.wanted) if swap is not None else None
        if (home / "calls").exists():
            found.astray = traced.astray(home / "calls", may_touch(disk, store, out))
        found.files = found_under(disk, found.wanted)
        found.cores = [path.name for path in disk.rglob("*") if path.name.startswith("core")]
        # Room that is kept in zeros says nothing of anybody.
        written = [path.read_bytes().rstrip(b"\0") for path in store.rglob("*") if path.is_file()]
        found.plainest = min(bits_a_byte(data) for data in written if len(data) > 16_384)
        assert any(CANARY in path.read_text("utf-8", "replace") for path in out.rglob("*") if path.is_file())
        if image is not None:
            os.sync()
            found.image = found_in(image.read_bytes(), found.wanted)
    return found


def _live(found: Day, disk: Path, store: Path, out: Path, end: str, display: Mapping[str, str] | None = None) -> None:
    printed = out / "printed.txt"
    looked_at = traced.command(out.parent / "calls") if end == "lock" and not traced.why_not() else []
    with printed.open("wb") as errors:
        child = subprocess.Popen(
            # Dumps of any size are welcome, so that it is ours to leave none.
            [
                *looked_at,
                "prlimit",
                "--core=unlimited",
                sys.executable,
                "-m",
                "tests.reliability.day",
                str(store),
                str(out),
                end,
            ],
            cwd=disk,  # where a core would go
            env={**surroundings(disk), **({name: display[name] for name in _OF_X} if display else {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(PASSPHRASE.encode().hex().encode() + b"\n")
    child.stdin.close()
    lines = []
    for line in child.stdout:
        lines.append(line.decode().strip())
        if lines[-1] == "ended":
            break
    try:
        told = f"the day stopped after {lines}: {printed.read_text()}"
        assert lines[:1], told
        found.planted = int(lines[0].split()[0])
        found.titles = [line for line in lines[1:2] if line]
        if end == "crash":
            assert child.wait(60) < 0, told
        else:
            assert lines[-1] == "ended", told
            wait_for_the_lock(child.pid, replaced=end == "lock")
            everyone = [child.pid, *(one.pid for one in psutil.Process(child.pid).children(recursive=True))]
            found.memory = found_in_memory(everyone, found.wanted)
            found.copied = clipboard.read_by_others(display) if display else []
    finally:
        child.kill()
        child.stdout.close()
        child.wait()
    found.printed = found_in(printed.read_bytes(), found.wanted)
    if "RuntimeError" not in printed.read_text():
        raise AssertionError("the error that was planted was not noted")
    printed.unlink()


def wait_for_the_lock(pid: int, *, replaced: bool, at_rest: bool = True) -> None:
    """Until another program runs there; `at_rest`: until its unlock page stands there, with nothing more to do."""
    until = time.monotonic() + _START_S
    watched, still, before = psutil.Process(pid), 0.0, -1.0
    while time.monotonic() < until:
        line = Path(f"/proc/{pid}/cmdline").read_bytes()
        if not replaced or b"\0sbp_desktop\0" in line:
            if not at_rest:
                return
            used = sum(watched.cpu_times()[:2])
            still = still + 0.1 if used - before < 0.02 else 0.0
            before = used
            if still > _STEADY_S and used > 0.1:
                return
        time.sleep(0.1)
    raise AssertionError("the lock did not come to rest")


def test_after_a_day_and_a_lock_nothing_is_readable_anywhere(
    vault_template: Path, tmp_path: Path, long_form: bool
) -> None:
    for number in range(25 if long_form else 1):
        home = tmp_path / str(number)
        home.mkdir()
        found = lived(vault_template, home, "lock")
        assert found.planted >= 500
        assert found.places == [], (found.memory, found.files, found.image)
        assert found.plainest >= 7.9
        if (
            found.swap is not None
        ):  # what was said and typed may go there, which SECURITY.md says: all that may was there
            assert any(name.startswith("canary") for name in found.swap)
            assert paged_out.of_keys(found.swap) == []
        else:
            print(f"swap not looked at: {paged_out.why_not()}")
        if not found.copied:
            print("clipboard not looked at: Xvfb is not installed, or Qt opens no window on it")


def test_a_crash_in_the_middle_of_the_day_leaves_no_dump(vault_template: Path, tmp_path: Path) -> None:
    found = lived(vault_template, tmp_path, "crash")
    assert found.planted >= 500
    assert found.places == [], (found.files, found.image)


@pytest.mark.parametrize("number", range(4))
def test_the_search_finds_what_is_packed_named_or_deleted(number: int, tmp_path: Path) -> None:
    wanted = needles({"canary": CANARY}, {"root": bytes(range(32))})
    text = b"Jean said: " + CANARY.encode() + b". " * 20
    slip = list(planted(text))[number]
    with disk_of_its_own(tmp_path) as (disk, image):
        (disk / "slip.bin").write_bytes(slip)
        (disk / "key.txt").write_text(bytes(range(32)).hex())
        (disk / CANARY).mkdir()
        assert set(found_under(disk, wanted)) == {"slip.bin", "key.txt", CANARY}
        for name in ("slip.bin", "key.txt"):
            with (disk / name).open("rb") as file:
                os.fsync(file.fileno())
            (disk / name).unlink()
        (disk / CANARY).rmdir()
        os.sync()
        if image is not None:
            assert found_in(image.read_bytes(), wanted)
