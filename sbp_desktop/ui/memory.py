"""Keeps the app small: one heap for its threads, and freed memory given back between people."""

import ctypes
import gc
import sys

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # glibc's malloc.h
_A_PICTURE = 256 * 1024  # bytes: whatever is larger


def one_heap() -> None:
    """Let both threads use one heap; call before the second thread starts. glibc's own would keep 13 MB more.

    Pictures stand outside it: after the first was freed glibc would put the next ones among small things, where their
    room is not given back.
    """
    _glibc("mallopt", _M_ARENA_MAX, 1)
    _glibc("mallopt", _M_MMAP_THRESHOLD, _A_PICTURE)


def set_aside() -> None:
    """Spare the collector everything the app has loaded by now; it lives as long as the process."""
    gc.collect()  # what is garbage by now would be spared too
    gc.freeze()


def give_back() -> None:
    """Let go of the pages that were left, whose parts hold each other, and return what is free to the system: about
    20 MB after a visit, most of it pictures.
    """
    gc.collect()
    _glibc("malloc_trim", 0)


def _glibc(function: str, *numbers: int) -> None:
    """Call a function of glibc's; other C libraries have none of these and need none."""
    if sys.platform == "linux":
        there = getattr(ctypes.CDLL(None), function, None)
        if there is not None:
            there(*numbers)
