"""A page made of parts that each ask for themselves."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from sbp_desktop.models.snapshots import ChangeSet, DraftSnapshot


class PagePart(Protocol):
    """What a page asks of each of its parts, a widget made from the background alone.

    `undo_wanted` and `redo_wanted`, where a part has them, lead to the person's record, `decision_opened` to its page,
    `place_opened` to the web.
    """

    def set_person(self, person: UUID | None) -> None:
        """Belong to this person from now on, or to nobody; nothing of the one before is left."""

    def refresh(self, changes: ChangeSet) -> None:
        """Ask again where the change concerns what is shown."""

    def leave(self) -> None:
        """Keep what is being typed."""

    def take_drafts(self, drafts: Sequence[DraftSnapshot]) -> None:
        """Bring back those of these half-typed texts that belong here."""


class WithParts:
    """What the page hears, each part hears."""

    parts: Sequence[PagePart] = ()

    def refresh(self, changes: ChangeSet) -> None:
        """Let each part show what changed in the record."""
        for part in self.parts:
            part.refresh(changes)

    def leave(self) -> None:
        """Keep what is being typed, as before a lock or another page."""
        for part in self.parts:
            part.leave()
