"""Getting back in control: its plan on the page while that is what the conversation is about, and how it ends."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from sbp_desktop.models.plan_snapshots import PlanSnapshot
from sbp_desktop.models.snapshots import ChangeSet, ConversationSnapshot, DraftSnapshot, WebSnapshot
from sbp_desktop.models.vocabulary import ControlRegained, ConversationKind
from sbp_desktop.services import plans
from sbp_desktop.storage import plans as kept
from sbp_desktop.storage import queries
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.plans import words
from sbp_desktop.ui.plans.plan_part import PlanPart

_WHO = {"self", "person", "household", "worker"}


class Steadying(QWidget):
    """Makes the plan's page part only where there is a plan; a page without one asks the vault for nothing more."""

    undo_wanted = Signal()
    redo_wanted = Signal()
    finished = Signal()
    goodbye_wanted = Signal()

    def __init__(self, background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self._background = background
        self._person = self._conversation = UUID(int=0)
        self._people: dict[UUID, str] = {}
        self._plan: PlanSnapshot | None = None
        self.drafts: Sequence[DraftSnapshot] = ()
        self.part: PlanPart | None = None
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def open(self, person: UUID, conversation: UUID) -> None:
        """Belong to this conversation from now on."""
        self._person, self._conversation = person, conversation
        self._people.clear()
        self._put_away()

    def show_people(self, web: WebSnapshot) -> None:
        """Those on the web who may do a step."""
        self._people = {node.id: node.label for node in web.nodes if node.kind in _WHO and node.label}

    def follow(self, talk: ConversationSnapshot) -> None:
        """Show the plan while the conversation is about that and goes on."""
        if talk.kind == ConversationKind.C2 and talk.closed_ms is None:
            read, of = kept.of_conversation, self._conversation
            self._background.run(queries.here, read, self._person, of, then=partial(self._take_plan, of))
        else:
            self._put_away()

    def _take_plan(self, conversation: UUID, plan: PlanSnapshot | None) -> None:
        if conversation != self._conversation:
            return
        if plan is None:
            self._put_away()
            return
        new = self.part is None or self.part.plan != plan.id
        if new:
            self._put_away()
            self.part = PlanPart(self._background, plan, self)
            self.part.undo_wanted.connect(self.undo_wanted)
            self.part.redo_wanted.connect(self.redo_wanted)
            self._lines.addWidget(self.part)
        assert self.part is not None  # noqa: S101 - made above
        self._plan = plan
        self.part.show_plan(plan, self._people)
        if new:
            self.part.take_drafts(self.drafts)
            self.show()

    def leave(self) -> None:
        """Keep what is being typed."""
        if self.part is not None:
            self.part.leave()

    def _put_away(self) -> None:
        if self.part is not None:
            self.part.leave()
            self.part.deleteLater()
            self.part = self._plan = None
        self.hide()

    def ask_how_it_ends(self, under: QWidget) -> bool:
        """Offer the person's own answer to whether they are back in control; return whether there is that to ask."""
        plan = self._plan
        if plan is None:
            return False
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Are you back in control?")).setEnabled(False)
        for answer, said in words.REGAINED.items():
            menu.addAction(said).triggered.connect(partial(self._end, plan.id, answer))
        menu.addSeparator()
        menu.addAction(self.tr("Say goodbye")).triggered.connect(self.goodbye_wanted)
        menu.popup(under.mapToGlobal(under.rect().topLeft()))
        return True

    def _end(self, plan: UUID, answer: str) -> None:
        self._background.run(plans.end, plan, answer, then=partial(self._ended, answer))

    def _ended(self, answer: str, _changes: ChangeSet) -> None:
        if answer != ControlRegained.NOT_YET:
            self.finished.emit()
