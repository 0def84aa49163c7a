"""What we agreed, on one calm page per person: each part folded to its heading and a line until it is wanted."""

from collections.abc import Callable
from functools import partial
from typing import cast
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from sbp_desktop.models.snapshots import ChangeSet, DraftSnapshot
from sbp_desktop.models.versions import Versions
from sbp_desktop.storage import drafts, queries, versions
from sbp_desktop.sync import status
from sbp_desktop.ui import theme
from sbp_desktop.ui.agreed.agreed_part import AgreedPart
from sbp_desktop.ui.agreed.carers_part import CarersPart
from sbp_desktop.ui.agreed.circle_part import CirclePart
from sbp_desktop.ui.agreed.good_life_part import GoodLifePart
from sbp_desktop.ui.agreed.learning_part import LearningPart
from sbp_desktop.ui.agreed.small_money_part import SmallMoneyPart
from sbp_desktop.ui.agreed.trying_part import TryingPart
from sbp_desktop.ui.agreed.with_parts import PagePart, WithParts
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.connections.around_part import AroundPart
from sbp_desktop.ui.council_whereabouts import WhereItIs
from sbp_desktop.ui.decisions.decisions_part import DecisionsPart
from sbp_desktop.ui.outcomes.hopes_part import HopesPart
from sbp_desktop.ui.versions.several import VersionsPart
from sbp_desktop.ui.widgets import Column, LinkButton, PageTitle, TitleRow, TurnButton

PARTS: tuple[Callable[[Background], PagePart], ...] = (
    HopesPart,
    GoodLifePart,
    LearningPart,
    CirclePart,
    TryingPart,
    SmallMoneyPart,
    DecisionsPart,
    CarersPart,
    AroundPart,
)
"""The parts of the page in their order; a new one is a line here."""
_ELSEWHERE = frozenset({"Person", "Node", "Tie", "Membership", "Conversation", "Entry"})
"""What has its page of its own, where its two versions stand."""


class AgreedPage(WithParts, Column):
    """`open` shows a person's; the page is destroyed when they are left."""

    undo_wanted = Signal()
    redo_wanted = Signal()
    turn_wanted = Signal()
    return_wanted = Signal()
    decision_opened = Signal(object, object)  # UUIDs of the person and of the decision
    place_opened = Signal(object, object)  # UUIDs of the person and of whom or what on their web

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._person: UUID | None = None
        self._turn = TurnButton()
        self._turn.clicked.connect(self.turn_wanted)
        self.lines.addWidget(TitleRow(PageTitle(self.tr("What we agreed")), self._turn))
        self.lines.addSpacing(theme.SPACE_12)
        self.versions = VersionsPart(background.run)
        self.versions.settled.connect(self._turn.setFocus)
        self.lines.addWidget(self.versions)
        self.parts = tuple(make(background) for make in PARTS)
        for part in self.parts:
            for wanted in ("undo_wanted", "redo_wanted", "decision_opened", "place_opened"):
                if hasattr(part, wanted):
                    getattr(part, wanted).connect(getattr(self, wanted))
            self.lines.addWidget(cast(QWidget, part))
        self.councils_return = LinkButton(self.tr("For the council’s return"), quiet=True)
        self.councils_return.setProperty("touch", True)
        self.councils_return.clicked.connect(self.return_wanted)
        self.lines.addSpacing(theme.SPACE_24)
        self.lines.addWidget(self.councils_return, 0, Qt.AlignmentFlag.AlignLeft)
        self.whereabouts = WhereItIs(background)
        self.lines.addWidget(self.whereabouts)
        self.lines.addStretch(1)

    def open(self, person: UUID, kind: str = "") -> None:
        """Show what was agreed with this person, and what was being typed when it was last left; of an entity `kind`
        that was looked for the part is unfolded.
        """
        self._person = person
        wanted = [part for part in self.parts if isinstance(part, AgreedPart) and part.holds(kind)]
        if wanted:
            wanted[-1].opens_at_once = True
            wanted[-1].unfold()
        self._read_versions()
        kinds = tuple(kind for part in self.parts if isinstance(part, AgreedPart) for kind in part.kinds)
        self.whereabouts.follow(status.where_agreed, person, kinds)
        for part in self.parts:
            part.set_person(person)
        self._background.run(queries.here, drafts.pending, person, person, then=self._take_drafts)

    def refresh(self, changes: ChangeSet) -> None:
        """Ask for what stands in two versions too."""
        if changes.concerns(self._person):
            self._read_versions()
        super().refresh(changes)

    def _read_versions(self) -> None:
        person = self._person
        self._background.run(
            queries.here, versions.of_person, person, person, then=partial(self._show_versions, person)
        )

    def _show_versions(self, person: UUID | None, found: tuple[Versions, ...]) -> None:
        if person == self._person:
            self.versions.show_versions([one for one in found if one.type not in _ELSEWHERE])

    def _take_drafts(self, waiting: tuple[DraftSnapshot, ...]) -> None:
        for part in self.parts:
            part.take_drafts(waiting)
