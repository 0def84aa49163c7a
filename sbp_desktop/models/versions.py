"""What is known of a thing that was changed in two places at once: each version, by whom and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sbp_desktop.models.merge import ALIVE
from sbp_desktop.models.ops import OpId
from sbp_desktop.models.text_merge import Piece

# What the store notes for itself: the newest of it holds, and nobody is asked.
_NOT_ASKED = frozenset(
    {
        "order", "seen_as", "seen_together", "still_so", "read_back", "read_back_at", "happened", "last_opened",
        "version_vector", "digest", "key", "media_type", "size", "copied_from", "parent", "strokes",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Version:
    """One of several: `value` as a row has it, a text in plain words, of a reference what it is called. `who` wrote it,
    "" where we do not know their name; `ours`: this laptop's worker. `removed`: they took the thing away.
    """

    name: OpId
    value: object
    who: str
    ours: bool
    at_ms: int
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Versions:
    """Several versions of one field of a thing, the shown one first. `pieces` is a long text as it reads together, in
    plain words; `field` is "alive" where one took the thing away and another changed it.

    `about` is what the thing is called, of a line what both its ends are; `conversation` where it is a line of one.
    """

    person: UUID
    thing: UUID
    type: str
    field: str
    versions: tuple[Version, ...]
    pieces: tuple[Piece, ...] = ()
    about: tuple[str, ...] = ()
    conversation: UUID | None = None

    @property
    def names(self) -> tuple[OpId, ...]:
        """The ops that keeping one of them replaces."""
        return tuple(version.name for version in self.versions)

    @property
    def removed(self) -> bool:
        """Whether it is about a thing being there at all."""
        return self.field == ALIVE


def to_settle(alternatives: Iterable[str]) -> tuple[str, ...]:
    """Those of some fields with several current values that a person chooses between."""
    return tuple(name for name in alternatives if name.partition(":")[0] not in _NOT_ASKED)
