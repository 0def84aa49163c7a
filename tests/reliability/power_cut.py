"""Cuts the power for real: a writer works on an ext4 image, the file system is shut down under it, and we look again.

The shutdown ioctl (`FS_IOC_SHUTDOWN`, what xfstests' godown does) throws away everything the kernel had not yet been
made to write. Needs root and a loop device; `why_not()` says what is missing.

    with power_cut.Disk(tmp_path) as disk:
        tally = power_cut.run(disk, writer, check, cuts=15, seed=1)
    assert (tally.lost, tally.unopenable) == ([], [])

`writer(folder)` is the command line of a child that works on the store in `folder`, prints "ready", and then one
number a line, each after that change was acknowledged as saved. `check(folder, acknowledged)` reopens the store,
returns the numbers it cannot find, and leaves it closed. The same store goes through all cuts. With a `Folder` in
place of the `Disk` the writer is only killed.
"""

import ctypes
import fcntl
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parents[2]

_FS_IOC_SHUTDOWN = 0x8004587D
_WITHOUT_FLUSHING_THE_LOG = struct.pack("I", 2)
_START_S = 30.0

Writer = Callable[[Path], Sequence[str]]
Check = Callable[[Path, Sequence[int]], Sequence[int]]


class Disk:
    """An ext4 file system in a file, mounted under `home` while the context is entered."""

    def __init__(self, home: Path, megabytes: int = 128) -> None:
        self.folder = home / "disk"
        self._image = home / "disk.img"
        self._megabytes = megabytes
        self._device = ""
        self._libc = ctypes.CDLL(None, use_errno=True)

    def __enter__(self) -> Self:
        self.folder.mkdir()
        with self._image.open("wb") as image:
            image.truncate(self._megabytes << 20)
        _run("mkfs.ext4", "-q", "-F", str(self._image))
        self._device = _run("losetup", "--find", "--show", str(self._image)).strip()
        self.plug_in()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        subprocess.run(["umount", "-l", str(self.folder)], check=False, capture_output=True)
        subprocess.run(["losetup", "--detach", self._device], check=False, capture_output=True)
        self._image.unlink()

    def cut(self) -> None:
        """Lose whatever was not yet made to reach the disk; every later call on it fails."""
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(descriptor, _FS_IOC_SHUTDOWN, _WITHOUT_FLUSHING_THE_LOG)
        finally:
            os.close(descriptor)

    def plug_in(self) -> None:
        self._must(self._libc.mount(self._device.encode(), bytes(self.folder), b"ext4", 0, None))

    def unplug(self) -> None:
        self._must(self._libc.umount2(bytes(self.folder), 0))

    def _must(self, code: int) -> None:
        # By the system's own calls: a mount by its command takes ten times as long as the rest of a cut.
        if code:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(self.folder))


class Folder:
    """A plain folder in place of a `Disk`: the writer is killed, and what it gave to the kernel stays."""

    def __init__(self, home: Path) -> None:
        self.folder = home

    def cut(self) -> None:
        """Nothing: the kill that follows is all."""

    plug_in = unplug = cut


@dataclass
class Tally:
    """What came of a run: cuts (and how many of them before "ready"), acknowledged changes, those lost, refusals."""

    cuts: int = 0
    starting: int = 0
    acknowledged: int = 0
    heard: list[Sequence[int]] = field(default_factory=list)
    """What was acknowledged before each cut that came after "ready"."""
    lost: list[int] = field(default_factory=list)
    unopenable: list[str] = field(default_factory=list)

    @property
    def red(self) -> bool:
        return bool(self.lost or self.unopenable)

    def __str__(self) -> str:
        return (
            f"{self.cuts} cuts, {self.starting} of them while starting, {self.acknowledged} acknowledged changes, "
            f"{len(self.lost)} lost, {len(self.unopenable)} times not to be opened"
        )


def why_not() -> str | None:
    """Return why this machine cannot cut its own power, or None when it can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "cutting the power needs root on Linux"
    if shutil.which("mkfs.ext4") is None or shutil.which("mount") is None:
        return "cutting the power needs mkfs.ext4 and mount"
    with tempfile.TemporaryDirectory() as home:
        try:
            with Disk(Path(home), megabytes=8) as disk:
                disk.cut()
                disk.unplug()
        except (subprocess.CalledProcessError, OSError):
            return "mounting a file is denied here"
    return None


def run(
    disk: Disk | Folder,
    writer: Writer,
    check: Check,
    *,
    cuts: int,
    seed: int,
    longest_s: float = 0.25,
    starts: float = 0.0,
    until_red: bool = False,
) -> Tally:
    """Cut `cuts` times and return the tally.

    Each cut comes within `longest_s` after "ready"; a share `starts` of them instead within a second of the start.
    """
    tally, draw, folder = Tally(), random.Random(seed), disk.folder / "store"
    for _ in range(cuts):
        starting = draw.random() < starts
        seconds = draw.uniform(0, 1.0 if starting else longest_s)
        acknowledged = _until_the_cut(disk, writer(folder), seconds, wait=not starting)
        disk.unplug()
        disk.plug_in()
        tally.cuts += 1
        tally.starting += starting
        tally.acknowledged += len(acknowledged)
        tally.heard += [] if starting else [acknowledged]
        try:
            tally.lost += check(folder, acknowledged)
        except Exception as error:  # noqa: BLE001 - whatever keeps the store from being read is what we count
            tally.unopenable.append(f"{type(error).__name__}: {error}")
        if tally.red and until_red:
            break
        if tally.unopenable:
            shutil.rmtree(folder)
    return tally


def _until_the_cut(disk: Disk | Folder, command: Sequence[str], seconds: float, *, wait: bool) -> list[int]:
    """Let the writer work, cut, and return what it had acknowledged before."""
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    assert child.stdout is not None
    assert child.stderr is not None
    try:
        os.set_blocking(child.stdout.fileno(), False)
        heard = _heard_until_ready(child) if wait else b""
        time.sleep(seconds)
        # Before the cut: what is acknowledged in the moment after it was never promised to survive.
        heard += child.stdout.read() or b""
        disk.cut()
    finally:
        child.kill()
        child.stderr.close()
        child.stdout.close()
        child.wait()
    # A line without its end was not yet said.
    return [int(line) for line in heard.split(b"\n")[:-1] if line != b"ready"]


def _heard_until_ready(child: "subprocess.Popen[bytes]") -> bytes:
    assert child.stdout is not None
    assert child.stderr is not None
    heard, until = b"", time.monotonic() + _START_S
    while b"ready\n" not in heard:
        heard += child.stdout.read() or b""
        if child.poll() is not None or time.monotonic() > until:
            child.kill()
            raise RuntimeError(f"the writer did not start: {child.stderr.read().decode()[-2000:]}")
        time.sleep(0.002)
    return heard


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
