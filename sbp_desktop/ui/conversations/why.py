"""A good life: why now and why not something else, begun by the tap that opened it."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.decisions import DecisionSnapshot
from sbp_desktop.models.snapshots import ConversationSnapshot, DraftSnapshot
from sbp_desktop.models.vocabulary import ConversationKind
from sbp_desktop.storage import decisions, queries
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.decisions.decision_card import DecisionCard
from sbp_desktop.ui.widgets import Hairline, LinkButton


class Why(QWidget):
    """Folded to one quiet link until it is wanted; the words are needed only once it is marked agreed."""

    undo_wanted = Signal()
    redo_wanted = Signal()
    refused = Signal(str)

    def __init__(self, background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self._background = background
        self._person = self._conversation = UUID(int=0)
        self._decision: DecisionSnapshot | None = None
        self.drafts: Sequence[DraftSnapshot] = ()
        self.card: DecisionCard | None = None
        self.open_link = LinkButton("", self, quiet=True)
        self.open_link.setProperty("touch", True)
        self.open_link.clicked.connect(self._turn)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(theme.SPACE_4)
        self._lines.addWidget(self.open_link)
        self._sheet = QWidget(self)
        inside = QVBoxLayout(self._sheet)
        inside.setContentsMargins(0, 0, 0, theme.SPACE_4)
        inside.addWidget(Hairline())
        self._sheet.hide()
        self._lines.addWidget(self._sheet)
        self.hide()

    def open(self, person: UUID, conversation: UUID) -> None:
        """Belong to this conversation from now on."""
        self._put_away()
        self._person, self._conversation, self._decision = person, conversation, None
        self._sheet.hide()
        self.hide()

    def follow(self, talk: ConversationSnapshot) -> None:
        """Show it while the conversation is about a good life."""
        if talk.kind == ConversationKind.C3:
            of = self._conversation
            read = decisions.of_conversation
            self._background.run(queries.here, read, self._person, of, then=partial(self._take, of))
        else:
            self.leave()
            self.hide()

    def leave(self) -> None:
        """Keep what is being typed."""
        if self.card is not None:
            self.card.leave()

    def _put_away(self) -> None:
        self.leave()
        if self.card is not None:
            self.card.hide()
            self.card.deleteLater()
            self.card = None

    def _take(self, conversation: UUID, decision: DecisionSnapshot | None) -> None:
        if conversation != self._conversation:
            return
        self._decision = decision
        self.setVisible(decision is not None)
        if decision is None:
            self._put_away()
            self._sheet.hide()
            return
        self.open_link.setText(
            self.tr("Why, agreed") if decision.agreed else self.tr("Why, and why not something else")
        )
        if self.card is not None and self.card.decision == decision.id:
            self.card.show_decision(decision)
        elif any(draft.entity == decision.id or draft.context.get("decision") for draft in self.drafts):
            self._turn()  # a crash cut short what was typed here

    def _turn(self) -> None:
        if self._decision is None:
            return
        if self.card is None:
            card = self.card = DecisionCard(self._background, self._decision, self._sheet)
            card.undo_wanted.connect(self.undo_wanted)
            card.redo_wanted.connect(self.redo_wanted)
            card.refused.connect(self.refused)
            inside = self._sheet.layout()
            assert isinstance(inside, QVBoxLayout)  # noqa: S101 - made above
            inside.insertWidget(0, card)
            card.show_decision(self._decision)
            card.take_drafts(self.drafts)
            self.drafts = ()
        self._sheet.setVisible(self._sheet.isHidden())
