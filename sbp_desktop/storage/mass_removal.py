"""Many people gone from this laptop at once: the council's word is not enough, somebody here says that it is right.

Many is more than a fifth of the people here, and three at least (decisions.md D20). What is agreed to is who goes:
where others are to go than were shown, it is asked anew (docs/decisions/0047).
"""

import hashlib
from collections.abc import Set
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

import msgpack

from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.storage.statements import Connection, scalar

if TYPE_CHECKING:
    from sbp_desktop.storage.vault import Vault

ASKED: Final = "Asked"
"""What a ChangeSet has among its kinds when there is something else to ask than before."""
_MANY, _A_FIFTH = 3, 5


class Way(StrEnum):
    """How people are to go."""

    ERASED = "erased"  # the council decided that nothing of them stays anywhere
    TAKEN = "taken"  # its caseload takes them off this worker, or ends their time sooner than it said
    NEVER_GIVEN = "never given"  # made here, and in no caseload of its


class Question(NamedTuple):
    """So many of the people here are to go; `who` stands for which of them."""

    way: Way
    people: int
    of: int
    who: bytes


def question(way: Way, leaving: Set[bytes], here: Set[bytes]) -> Question | None:
    """What is to be asked before these people go; None where they are few."""
    if len(leaving) < _MANY or len(leaving) * _A_FIFTH <= len(here):
        return None
    who = hashlib.blake2b(b"".join(sorted(leaving)), digest_size=16).digest()
    return Question(way, len(leaving), len(here), who)


def must_wait(conn: Connection, asked: Question | None) -> bool:
    """Whether somebody here has still to say that this is right."""
    return asked is not None and _held(conn, asked.way) != (asked, True)


def note(conn: Connection, way: Way, asked: Question | None) -> bool:
    """Keep what waits to be asked of this way of going, or that nothing does; whether that is something else."""
    before = _held(conn, way)
    if asked is None:
        conn.execute("DELETE FROM meta WHERE key = ?", (_key(way),))
    elif before is None or before[0] != asked:
        _keep(conn, asked, agreed=False)
    return asked != (before[0] if before else None)


def waits(conn: Connection, way: Way) -> bool:
    """Whether something is kept of this way of going, asked or agreed to."""
    return _held(conn, way) is not None


def questions(vault: "Vault") -> tuple[Question, ...]:
    """All that waits for somebody here to say that it is right."""
    with vault.reading() as conn:
        held = [_held(conn, way) for way in Way]
    return tuple(one[0] for one in held if one is not None and not one[1])


def agree(vault: "Vault", asked: Question) -> ChangeSet:
    """It is right that these go: they do at the next contact. Nothing where it was asked anew since."""
    with vault.writing() as conn:
        held = _held(conn, asked.way)
        if held is not None and held[0] == asked:
            _keep(conn, asked, agreed=True)
    return ChangeSet(kinds=frozenset({ASKED}), committed_ms=vault.clock.now_ms())


def _key(way: Way) -> str:
    return f"to go: {way}"


def _held(conn: Connection, way: Way) -> tuple[Question, bool] | None:
    packed = scalar(conn.execute("SELECT value FROM meta WHERE key = ?", (_key(way),)))
    if packed is None:
        return None
    people, of, who, agreed = msgpack.unpackb(packed)
    return Question(way, people, of, who), agreed


def _keep(conn: Connection, asked: Question, *, agreed: bool) -> None:
    packed = msgpack.packb([asked.people, asked.of, asked.who, agreed])
    conn.execute("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", (_key(asked.way), packed))
