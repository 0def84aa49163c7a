"""What is not seen in a name from outside and turns it round, or hides that it is another: it goes (security.md A6).

Left are the two joiners (U+200C, U+200D), which spell words of Persian and make up faces of several signs, and what
makes up the flag of Wales. Names in Hebrew or Arabic need none of the rest: their letters say which way they run.
"""

import re
from typing import Final

_HIDDEN: Final = re.compile(
    "[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb]"
)


def unhidden(words: str) -> str:
    """Return a short line without what turns it round or is not seen."""
    return _HIDDEN.sub("", words)
