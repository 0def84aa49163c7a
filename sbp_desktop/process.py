"""This process keeps its memory to itself: no core dump, no crash dump, no look inside by another program of the user.

Keys are kept out of swap besides. What cannot be kept out, and is not claimed: an administrator, and the system writing
what people said to swap, or all of memory to the disk as it hibernates (SECURITY.md).
"""

import ctypes
import faulthandler
import importlib
import sys
from collections.abc import Callable
from functools import cache
from pathlib import PurePath
from typing import Any, Final

_PR_SET_DUMPABLE: Final = 4
_NO_BOX: Final = 0x0001 | 0x0002  # SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX


def keep_to_itself(platform: str = sys.platform, load: Callable[[str | None], Any] = ctypes.CDLL) -> None:
    """Do what the system offers; `load` opens a library of it. Anew in each process: nothing of it outlives an exec.

    Where the system refuses one of these the others hold, and the app starts.
    """
    faulthandler.disable()
    if platform == "win32":
        # By the name of the program, for this account, for good; every other way leaves one dump behind.
        load("wer.dll").WerAddExcludedApplication(PurePath(sys.executable).name, 0)
        load("kernel32.dll").SetErrorMode(_NO_BOX)
        return
    resource = importlib.import_module("resource")  # not there on Windows
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if platform.startswith("linux"):
        # Not dumpable also means that no other process of this account may attach, or read /proc/PID/mem.
        load(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


@cache
def _library(name: str | None) -> Any:
    return ctypes.CDLL(name)


def keep_out_of_swap(
    secret: bytearray, platform: str = sys.platform, load: Callable[[str | None], Any] = _library
) -> bool:
    """Have the system keep the page this stands on in memory; `secret` must not grow. Whether it did.

    Never undone: other secrets may stand on the same page, and it ends with the process, at a lock at the latest.
    """
    if not secret or (platform != "win32" and not platform.startswith("linux")):
        return False
    at = ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(secret)))
    if platform == "win32":
        return bool(load("kernel32.dll").VirtualLock(at, ctypes.c_size_t(len(secret))))
    return bool(load(None).mlock(at, ctypes.c_size_t(len(secret))) == 0)
