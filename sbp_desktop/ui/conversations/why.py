"""A good life: why now and why not something else, three lines begun by the tap that opened it."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models.plan_snapshots import DecisionSnapshot
from sbp_desktop.models.snapshots import ConversationSnapshot, DraftSnapshot
from sbp_desktop.models.vocabulary import ConversationKind
from sbp_desktop.services import decisions
from sbp_desktop.storage import plans, queries
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.people.kept_text import KeptText
from sbp_desktop.ui.widgets import Chip, Hairline, LinkButton, Secondary


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
        self.texts: dict[str, KeptText] = {}
        self.open_link = LinkButton("", self, quiet=True)
        self.open_link.setProperty("touch", True)
        self.open_link.clicked.connect(self._turn)
        self.agreed = Chip(self.tr("We agreed on this"))
        self.agreed.clicked.connect(self._agree)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(theme.SPACE_4)
        self._lines.addWidget(self.open_link)
        self._sheet = QWidget(self)
        self._sheet.hide()
        self._lines.addWidget(self._sheet)
        self.hide()

    def open(self, person: UUID, conversation: UUID) -> None:
        """Belong to this conversation from now on."""
        self.leave()
        self._person, self._conversation, self._decision = person, conversation, None
        self._sheet.hide()
        self.hide()

    def follow(self, talk: ConversationSnapshot) -> None:
        """Show it while the conversation is about a good life."""
        if talk.kind == ConversationKind.C3:
            of = self._conversation
            read = plans.decision_of
            self._background.run(queries.here, read, self._person, of, then=partial(self._take, of))
        else:
            self.leave()
            self.hide()

    def leave(self) -> None:
        """Keep what is being typed."""
        for text in self.texts.values():
            text.leave()

    def _take(self, conversation: UUID, decision: DecisionSnapshot | None) -> None:
        if conversation != self._conversation:
            return
        self._decision = decision
        self.setVisible(decision is not None)
        if decision is None:
            return
        self._show_link(decision)
        if self.texts:
            self._show_words(decision)
        elif any(draft.entity in (decision.id, decision.option) for draft in self.drafts):
            self._turn()  # a crash cut short what was typed here

    def _show_link(self, decision: DecisionSnapshot) -> None:
        self.open_link.setText(
            self.tr("Why, agreed") if decision.agreed else self.tr("Why, and why not something else")
        )

    def _turn(self) -> None:
        if self._decision is None:
            return
        if not self.texts:
            self._make()
        self._show_words(self._decision)
        self._sheet.setVisible(self._sheet.isHidden())

    def _make(self) -> None:
        lines = QVBoxLayout(self._sheet)
        lines.setContentsMargins(0, 0, 0, theme.SPACE_4)
        lines.setSpacing(theme.SPACE_4)
        for field, label, invitation, keep in (
            ("because", self.tr("Because"), self.tr("Why now?"), decisions.set_decision),
            ("what", self.tr("We also thought about"), self.tr("What else could there be?"), decisions.set_option),
            ("why_not", self.tr("But"), self.tr("Why not that?"), decisions.set_option),
        ):
            text = self.texts[field] = KeptText(self._background, field, label, invitation, keep=keep)
            text.undo_wanted.connect(self.undo_wanted)
            text.redo_wanted.connect(self.redo_wanted)
            lines.addWidget(Secondary(label))
            lines.addWidget(text)
        lines.addWidget(self.agreed)
        lines.addWidget(Hairline())

    def _show_words(self, decision: DecisionSnapshot) -> None:
        self.texts["because"].show_text(decision.person, decision.because, decision.id)
        self.texts["what"].show_text(decision.person, decision.what, decision.option)
        self.texts["why_not"].show_text(decision.person, decision.why_not, decision.option)
        self.agreed.setChecked(decision.agreed)
        for draft in self.drafts:
            if draft.entity in (decision.id, decision.option) and draft.field in self.texts:
                self.texts[draft.field].take_draft(draft)
        self.drafts = ()

    def _agree(self, agreed: bool) -> None:
        if self._decision is not None:
            self.leave()
            self._background.run(decisions.agree, self._decision.id, agreed, failed=self._not_agreed)

    def _not_agreed(self, error: ExpectedError) -> None:
        self.agreed.setChecked(False)
        self.refused.emit(str(error))
