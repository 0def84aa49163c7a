"""The page of one decision of a person's, opened from wherever it came up."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sbp_desktop.models.decisions import DecisionSnapshot
from sbp_desktop.models.snapshots import ChangeSet, DraftSnapshot
from sbp_desktop.services import decisions
from sbp_desktop.storage import decisions as kept
from sbp_desktop.storage import drafts, queries
from sbp_desktop.sync import status
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.council_whereabouts import WhereItIs
from sbp_desktop.ui.decisions import words
from sbp_desktop.ui.decisions.decision_card import DecisionCard
from sbp_desktop.ui.differently.beside_it import BesideIt
from sbp_desktop.ui.widgets import Column, LinkButton, PageTitle, Secondary

_CARD = 2  # after the title and how far it has come


class DecisionPage(Column):
    """`finished` when it was taken back, so that there is nothing left to show."""

    undo_wanted = Signal()
    redo_wanted = Signal()
    problem = Signal(str)
    finished = Signal()

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._person: UUID | None = None
        self._decision: UUID | None = None
        self._waiting: tuple[DraftSnapshot, ...] = ()
        self.card: DecisionCard | None = None
        self.title = PageTitle("")
        self._state = Secondary("")
        self.beside = BesideIt(background)
        self.remove = LinkButton(self.tr("Remove"), quiet=True)
        self.remove.setProperty("touch", True)
        self.remove.clicked.connect(self._remove)
        self.whereabouts = WhereItIs(background)
        for part in (self.title, self._state, self.beside, self.remove, self.whereabouts):
            self.lines.addWidget(part)
        self.lines.addStretch(1)

    def open(self, person: UUID, decision: UUID) -> None:
        """Show this decision, with what was being typed of it."""
        if decision != self._decision:
            self._put_away()
        self._person, self._decision = person, decision
        self.whereabouts.follow(status.where_is, decision)
        self._background.run(queries.here, drafts.pending, person, person, then=self._take_drafts)
        self._ask()

    def refresh(self, changes: ChangeSet) -> None:
        """Take up what changed."""
        if changes.concerns(self._person):
            self._ask()

    def leave(self) -> None:
        """Keep what is being typed."""
        if self.card is not None:
            self.card.leave()

    def _ask(self) -> None:
        of = self._decision
        self._background.run(queries.here, kept.one, self._person, of, then=partial(self._take, of))

    def _take_drafts(self, found: tuple[DraftSnapshot, ...]) -> None:
        self._waiting = found

    def _take(self, of: UUID | None, decision: DecisionSnapshot | None) -> None:
        if of != self._decision:
            return
        if decision is None:
            self._put_away()
            self._decision = None
            self.finished.emit()
            return
        self.title.setText(words.point(decision.point))
        self._state.setText(words.when_agreed(decision.agreed, decision.at, when_and_where.today(), whole=True))
        if self.card is None:
            card = self.card = DecisionCard(self._background, decision)
            card.undo_wanted.connect(self.undo_wanted)
            card.redo_wanted.connect(self.redo_wanted)
            card.refused.connect(self.problem)
            self.lines.insertSpacing(_CARD, theme.SPACE_12)
            self.lines.insertWidget(_CARD + 1, card)
            self.setFocusProxy(card.texts["decided"])
            card.within = self.widget() or card
        self.card.show_decision(decision)
        self.beside.follow(decision.person, decision.id, ". ".join(filter(None, (decision.decided, decision.because))))
        self.card.take_drafts(self._waiting)
        self._waiting = ()

    def _put_away(self) -> None:
        self.leave()
        if self.card is not None:
            self.setFocusProxy(None)  # type: ignore[arg-type]  # the stub forgets None
            self.lines.takeAt(_CARD)
            self.card.hide()
            self.card.deleteLater()
            self.card = None

    def _remove(self) -> None:
        self._background.run(decisions.delete_decision, self._decision)
