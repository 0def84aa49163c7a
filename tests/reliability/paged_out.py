"""An open store whose memory the system is made to write to swap, as under pressure: what may stand in the swap file?

    python -m tests.reliability.paged_out STORE (kept | given | shared)     the passphrase on standard input

`given` leaves out what keeps keys in memory and `shared` what keeps memory from dumps, for the ablations. Says "open",
then "out" once all that may go has gone, and how much of it is locked; waits then.
"""

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sbp_desktop import process
from sbp_desktop.services import people, unlocking
from tests.reliability.canaries import CANARY, Needles

_PAGEOUT = 21  # MADV_PAGEOUT of Linux 5.4
_MEGABYTES = 128


@cache
def why_not() -> str:
    """What keeps this machine from having a swap file of our own."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "needs root on Linux to add a swap file"
    for tool in ("mkswap", "swapon", "swapoff"):
        if not shutil.which(tool):
            return f"{tool} is not installed"
    with tempfile.TemporaryDirectory() as folder:
        try:
            with swap_file(Path(folder) / "swap", megabytes=1):
                return ""
        except subprocess.CalledProcessError:
            return "this system takes no swap file here"


@contextmanager
def swap_file(path: Path, megabytes: int = _MEGABYTES) -> Iterator[Path]:
    """A swap file in use."""
    with path.open("wb") as file:
        for _ in range(megabytes):
            file.write(bytes(1 << 20))
        os.fsync(file.fileno())
    path.chmod(0o600)
    subprocess.run(["mkswap", path], check=True, capture_output=True)
    subprocess.run(["swapon", "--priority", "32000", path], check=True, capture_output=True)
    try:
        yield path
    finally:
        subprocess.run(["swapoff", path], check=True)


def written_out(swap: Path, wanted: Needles) -> Counter[str]:
    """What stands in a swap file: as the disk holds it, not as it was cached."""
    with swap.open("rb") as file:
        os.sync()
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        held = file.read().rstrip(b"\0")
    return Counter({name: count for name, needle in wanted.items() if (count := held.count(needle))})


def of_keys(found: Counter[str]) -> list[str]:
    """What was found of keys; words that were said or typed are not promised to stay out of swap."""
    return [name for name in found if not name.startswith(("canary", "passphrase"))]


def page_out() -> None:
    """Ask for every page this process could have written to to be written out; locked ones are refused."""
    madvise = ctypes.CDLL(None).madvise
    madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    for line in Path("/proc/self/maps").read_text().splitlines():
        span, rights = line.split()[:2]
        start, end = (int(part, 16) for part in span.split("-"))
        if rights.startswith("rw") and "[v" not in line:
            madvise(start, end - start, _PAGEOUT)


def main() -> None:
    """Open, page out, and wait to be ended."""
    folder, how = Path(sys.argv[1]), sys.argv[2]
    if how != "shared":
        process.keep_to_itself()
    if how == "given":
        process.keep_out_of_swap = lambda *_: False  # type: ignore[assignment]
    vault = unlocking.unlock(folder, sys.stdin.readline().rstrip("\n"))
    said = [f"{CANARY} {number}" for number in range(2000)]
    people.add_person(vault, said[0])
    print("open", flush=True)
    page_out()
    page_out()
    (locked,) = [line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if "VmLck" in line]
    print("out", locked, flush=True)
    time.sleep(600)


if __name__ == "__main__":
    main()
