"""What they hope for, as the first part of what we agreed."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.agreed import Agreed
from sbp_desktop.models.snapshots import DraftSnapshot
from sbp_desktop.ui.agreed.agreed_part import AgreedPart
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.outcomes.outcomes_part import OutcomesPart


class HopesPart(AgreedPart):
    """The same hopes as when looking again: one list, wherever it is written."""

    kinds = ("Outcome", "OutcomeStep", "OutcomeReview")

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(background, self.tr("What they hope for"), parent)

    def make(self, _sheet: QWidget, lines: QVBoxLayout, person: UUID) -> None:
        """Build the list."""
        self.hopes = OutcomesPart(self._background)
        self.follow(self.hopes)
        self.hopes.grown.connect(self._order_tabs)
        self.hopes.set_person(person)
        lines.addWidget(self.hopes)

    def show_agreed(self, found: Agreed) -> None:
        """Let the list ask again: its steps and faces are read with it."""
        self.hopes.set_person(found.person)

    def said(self, found: Agreed) -> str:
        """Return the hopes in their words."""
        return " · ".join(filter(None, (hope.words("words").rstrip(".") for hope in found.of("Outcome"))))

    def leave(self) -> None:
        """Keep what is being typed."""
        if self.sheet is not None:
            self.hopes.leave()

    def enter(self) -> None:
        """Put the cursor where the next hope is written."""
        self.hopes.enter()

    def take_drafts(self, drafts: Sequence[DraftSnapshot]) -> None:
        """Bring back typing that a crash cut short, unfolding for it."""
        self._drafts = [draft for draft in drafts if {"hopes", "outcome"} & draft.context.keys()]
        self._bring_back()

    def give_drafts(self, drafts: Sequence[DraftSnapshot]) -> None:
        """Hand them to the list."""
        self.hopes.take_drafts(drafts)
