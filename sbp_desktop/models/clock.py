"""A hybrid logical clock: 48-bit milliseconds and a 16-bit counter in one int64 (decisions.md D12)."""

import time
from collections.abc import Callable
from datetime import date, datetime
from datetime import time as midnight
from pathlib import Path
from typing import Final, NamedTuple

COUNTER_BITS = 16
MAX_AHEAD_MS = 10 * 60 * 1000
FIRST_MS: Final = -62_104_060_800_000
LAST_MS: Final = 253_370_764_800_000
"""Milliseconds UTC of the years 2 to 9998, which a calendar can show wherever the laptop is."""
_START: Final = Path("/proc/sys/kernel/random/boot_id")


def wall_ms() -> int:
    """The machine's time as int milliseconds UTC."""
    return time.time_ns() // 1_000_000


class Now(NamedTuple):
    """What the machine says of now: its clock (ms UTC), seconds since it started, and a name for that start ("" where
    it has none to tell).
    """

    wall_ms: int
    up_s: float
    start: str


def now() -> Now:
    """The time by every clock this machine has."""
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return Now(time.time_ns() // 1_000_000, time.monotonic(), "")
    try:
        start = _START.read_text("ascii").strip()
    except OSError:
        start = ""
    return Now(time.time_ns() // 1_000_000, time.clock_gettime(time.CLOCK_BOOTTIME), start)


class HybridClock:
    """Gives ever larger stamps, even when the wall clock stands still or goes back."""

    def __init__(self, last: int = 0, now_ms: Callable[[], int] = wall_ms) -> None:
        self.last = last
        self.now_ms = now_ms

    def tick(self) -> int:
        """The stamp for the next local op."""
        self.last = max(self.now_ms() << COUNTER_BITS, self.last + 1)
        return self.last

    def hear(self, *stamps: int) -> None:
        """Move past received stamps, except those more than ten minutes ahead of our own wall clock."""
        too_far = (self.now_ms() + MAX_AHEAD_MS + 1) << COUNTER_BITS
        self.last = max(self.last, *(stamp for stamp in stamps if stamp < too_far), 0)


def stamp_ms(stamp: int) -> int:
    """Milliseconds UTC of a stamp."""
    return stamp >> COUNTER_BITS


def local_day(moment_ms: int) -> date:
    """The calendar day a moment falls on where the laptop is."""
    return datetime.fromtimestamp(moment_ms / 1000).astimezone().date()


def day_begins_ms(day: int) -> int:
    """Milliseconds UTC at which an ordinal day begins where the laptop is."""
    return round(datetime.combine(date.fromordinal(day), midnight()).astimezone().timestamp() * 1000)
