"""A chain of keyed links over the entries of a log: what is changed, put in, taken out or moved shows at its place.

A chain alone does not show that its tail was cut, nor that whoever has the key made it anew. Both show against an
anchor: a link noted where whoever could do that cannot write (security.md 5.1).
"""

import hmac
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

START: Final = bytes(32)


class Entry(NamedTuple):
    """An entry as it was found: its number (from 1), its link, and the bytes the link is made over."""

    number: int
    link: bytes
    said: bytes


class Walked(NamedTuple):
    """How far a log is whole: number and link of its last sound entry, and of the first that is not, 0 where all are.

    Of a log that was made anew the fault is the first anchored entry that is another: the change is there or before.
    """

    number: int
    link: bytes
    fault: int = 0


def link(key: bytes, previous: bytes, said: bytes) -> bytes:
    """What ties an entry to the one before it: HMAC-SHA256, 32 bytes."""
    return hmac.digest(key, previous + said, "sha256")


def walk(
    key: bytes, entries: Iterable[Entry], anchors: Mapping[int, bytes] | None = None,
    start: tuple[int, bytes] = (0, START),
) -> Walked:  # fmt: skip
    """Follow a log from its start (number and link it goes on from). `anchors`: number -> link, as noted elsewhere."""
    held = anchors or {}
    number, end = start
    for entry in entries:
        wanted = link(key, end, entry.said)
        if entry.number != number + 1 or not hmac.compare_digest(wanted, entry.link):
            return Walked(number, end, number + 1)
        number, end = entry.number, entry.link
        if held.get(number, end) != end:
            return Walked(number, end, number)
    return Walked(number, end, number + 1 if max(held, default=0) > number else 0)
