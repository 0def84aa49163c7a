"""What counts as a quick code, and which ones anybody would try first."""

from itertools import pairwise
from typing import Final

SHORTEST: Final = 6
LONGEST: Final = 12
_DIFFERENT: Final = 3


def is_one(typed: str) -> bool:
    """Whether this could be a quick code: six to twelve digits."""
    return SHORTEST <= len(typed) <= LONGEST and typed.isascii() and typed.isdigit()


def is_too_easy(code: str) -> bool:
    """Whether somebody at the keyboard would try it first: few different digits, or steps up or down alone."""
    steps = {int(following) - int(one) for one, following in pairwise(code)}
    return len(set(code)) < _DIFFERENT or steps in ({1}, {-1})
