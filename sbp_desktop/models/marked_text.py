"""Text with mentions: a name in a sentence that points at somebody on the web (decisions.md D7).

Stored form: a mention is U+FDD0, the words as typed, U+FDD1, the node's id as 32 hex digits, U+FDD2. These are
Unicode noncharacters, which no keyboard or paste can bring in once `clean` has run; search and print use `plain`.
"""

import re
from dataclasses import dataclass
from uuid import UUID

_OPEN, _MIDDLE, _CLOSE = "\ufdd0", "\ufdd1", "\ufdd2"
_MENTION = re.compile(f"{_OPEN}([^{_OPEN}{_MIDDLE}{_CLOSE}]*){_MIDDLE}([0-9a-f]{{32}}){_CLOSE}")
# With them what no file can hold or no search can read past: half characters (a paste cut short) and NUL.
_MARKS = re.compile(f"[{_OPEN}{_MIDDLE}{_CLOSE}\ud800-\udfff\x00]")


@dataclass(frozen=True, slots=True)
class Mention:
    """`start` and `end` are offsets in the plain text, in Python characters."""

    start: int
    end: int
    node: UUID


def clean(typed: str) -> str:
    """Typed or pasted text without our own mark characters and without what cannot be kept."""
    return _MARKS.sub("", typed)


def mark(text: str, mentions: tuple[Mention, ...] | list[Mention]) -> str:
    """The stored form of plain text and its mentions. Overlapping mentions raise ValueError."""
    parts, at = [], 0
    for mention in sorted(mentions, key=lambda m: m.start):
        if mention.start < at or mention.end > len(text) or mention.start >= mention.end:
            raise ValueError("mentions must not overlap, be empty or reach past the text")
        parts += [text[at : mention.start], _OPEN, text[mention.start : mention.end], _MIDDLE, mention.node.hex, _CLOSE]
        at = mention.end
    return "".join([*parts, text[at:]])


def read(stored: str) -> tuple[str, tuple[Mention, ...]]:
    """Plain text and mentions of a stored form."""
    parts: list[str] = []
    mentions: list[Mention] = []
    length = at = 0
    for found in _MENTION.finditer(stored):
        before, words = stored[at : found.start()], found.group(1)
        parts += [before, words]
        start = length + len(before)
        length = start + len(words)
        if words:
            mentions.append(Mention(start, length, UUID(hex=found.group(2))))
        at = found.end()
    parts.append(stored[at:])
    return clean("".join(parts)), tuple(mentions)


def plain(stored: str) -> str:
    """The words alone, for search, print and export."""
    return read(stored)[0]


def covered(stored: str) -> str:
    """A text just as long in which every mention is one word of letters, to look for where sentences end."""
    return _MENTION.sub(lambda found: "X" * len(found.group()), stored)
