"""Ids that follow from a person's: the same on every laptop, so that two who begin the same thing begin one."""

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


def belongs(ent: bytes, person: bytes) -> bool:
    """Whether this is a person, or follows from their id: anybody can name that, and it is theirs whoever was first."""
    return ent == person or ent in {of(UUID(bytes=person), name).bytes for name in _ALL}
