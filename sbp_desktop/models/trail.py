"""A chain of keyed links over the entries of a log: what is changed, put in, taken out or moved shows at its place.

A chain alone does not show that its tail was cut, nor that whoever has the key made it anew. Both show against an
anchor: a link noted where whoever could do that cannot write (security.md 5.1).
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

START: Final = bytes(32)
_BLOCK: Final = 64
_INNER: Final = bytes(byte ^ 0x36 for byte in range(256))
_OUTER: Final = bytes(byte ^ 0x5C for byte in range(256))


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


def keyed(key: bytes) -> Callable[[bytes], bytes]:
    """HMAC-SHA256 under this key, for whoever asks very often: the key is taken in once (RFC 2104, 4)."""
    block = (hashlib.sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    inner, outer = hashlib.sha256(block.translate(_INNER)), hashlib.sha256(block.translate(_OUTER))

    def of(said: bytes) -> bytes:
        within, whole = inner.copy(), outer.copy()
        within.update(said)
        whole.update(within.digest())
        return whole.digest()

    return of


def walk(
    key: bytes, entries: Iterable[tuple[int, bytes, bytes]], anchors: Mapping[int, bytes] | None = None,
    start: tuple[int, bytes] = (0, START),
) -> Walked:  # fmt: skip
    """Follow a log (as of `Entry`) from its start, the number and link it goes on from. `anchors`: number -> link, as
    noted elsewhere.
    """
    held, linked = anchors or {}, keyed(key)
    number, end = start
    for found, link_found, said in entries:
        if found != number + 1 or linked(end + said) != link_found:
            return Walked(number, end, number + 1)
        number, end = found, link_found
        if held.get(number, end) != end:
            return Walked(number, end, number)
    return Walked(number, end, number + 1 if max(held, default=0) > number else 0)
