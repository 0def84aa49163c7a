"""An open store whose memory the system is made to write to swap, as under pressure: what may stand in the swap file?

    python -m tests.reliability.paged_out STORE (kept | given | shared)     the passphrase on standard input

`given` leaves out what keeps keys in memory and `shared` what keeps memory from dumps, for the ablations. Says "open",
then "out" once all that may go has gone, and how much of it is locked; waits then.
"""

import ctypes
import sys
import time
from pathlib import Path

from sbp_desktop import process
from sbp_desktop.services import people, unlocking
from tests.reliability.canaries import CANARY

_PAGEOUT = 21  # MADV_PAGEOUT of Linux 5.4


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
