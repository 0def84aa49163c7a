"""What a promise is to those who try it: its proof, and the fault that the proof must see."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

Prove = Callable[[Path, int, int, int], Sequence[str]]
"""(home, seed, first, count): try `count` more after the first so many; everything that is wrong."""


class Promise(NamedTuple):
    """`usual` is how often the normal test run tries it, `part` how many are tried before what was seen is kept.

    `why_not` says what keeps this machine from trying it; nothing, or no words, where nothing does.
    `plant(home)` breaks it on purpose and returns the fault's name where the proof saw it, "" where it did not.
    """

    name: str
    words: str
    unit: str
    usual: int
    part: int
    prove: Prove
    plant: Callable[[Path], str]
    why_not: Callable[[], str | None] = lambda: None
