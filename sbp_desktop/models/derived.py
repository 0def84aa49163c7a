"""Ids of what belongs to a person: those that follow from theirs, the same on every laptop, and new ones beside it."""

import os
from typing import Final
from uuid import UUID, uuid5

SELF: Final = "self"
WEB: Final = "web"
CIRCLE: Final = "circle"
GOOD_LIFE: Final = "good life"
_ALL: Final = (SELF, WEB, CIRCLE, GOOD_LIFE)


def of(person: UUID, name: str) -> UUID:
    """The id of this one thing of a person's."""
    return uuid5(person, name)


def fresh(person: UUID | None) -> UUID:
    """An id for a new thing of a person's (None: not known whose): random but for its first four bytes, which are
    theirs, so that what is theirs lies together in every index of the store (docs/decisions/0046).
    """
    return UUID(bytes=(person.bytes[:4] if person else os.urandom(4)) + os.urandom(12), version=4)


def belongs(ent: bytes, person: bytes) -> bool:
    """Whether this is a person, or follows from their id: anybody can name that, and it is theirs whoever was first."""
    return ent == person or ent in {of(UUID(bytes=person), name).bytes for name in _ALL}
