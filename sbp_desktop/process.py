"""This process keeps its memory to itself: no core dump, no crash dump, no look inside by another program of the user.

What cannot be kept out, and is not claimed: an administrator, and the system writing memory to swap (SECURITY.md).
"""

import ctypes
import faulthandler
import importlib
import sys
from collections.abc import Callable
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
