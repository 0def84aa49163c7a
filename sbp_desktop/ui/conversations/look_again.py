"""Looking again: then and now, how it goes with what they hope for, and what comes next, while that is the subject."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from sbp_desktop.models.snapshots import ConversationSnapshot, DraftSnapshot, PersonSnapshot, WebSnapshot
from sbp_desktop.models.vocabulary import ConversationKind
from sbp_desktop.ui import tab_order
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.outcomes.outcomes_part import OutcomesPart
from sbp_desktop.ui.outcomes.then_and_now import ThenAndNow
from sbp_desktop.ui.outcomes.what_next import WhatNext
from sbp_desktop.ui.scrolling_part import ScrollingPart
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.widgets import Chip, Hairline

_SHARE = 0.42  # of the page's height at most


class LookAgain(QWidget):
    """There is no form: one face touched, or nothing at all, is enough (practice.md A11, R26)."""

    undo_wanted = Signal()
    redo_wanted = Signal()
    goodbye_wanted = Signal()
    large_wanted = Signal(object)  # a Then to look at beside today's web

    def __init__(self, background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self._background = background
        self._who: PersonSnapshot | None = None
        self._person = UUID(int=0)
        self._web: WebSnapshot | None = None
        self.drafts: Sequence[DraftSnapshot] = ()
        self.part: LookAgainPart | None = None
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def open(self, person: UUID) -> None:
        """Belong to this person's conversation from now on."""
        self._put_away()
        self._person, self._web, self._who = person, None, None

    def show_web(self, web: WebSnapshot) -> None:
        """The web as it is now."""
        self._web = web
        if self.part is not None:
            self.part.then_and_now.show_web(web)

    def show_person(self, who: PersonSnapshot) -> None:
        """The day agreed to look again."""
        self._who = who
        if self.part is not None:
            self.part.next.show_day(who.look_again_on)

    def follow(self, talk: ConversationSnapshot) -> None:
        """Show it while the conversation is about looking again and goes on."""
        if talk.kind != ConversationKind.REVIEW or talk.closed_ms is not None:
            self._put_away()
            return
        if self.part is None:
            self.part = LookAgainPart(self._background, self._person, self)
            self.part.outcomes.undo_wanted.connect(self.undo_wanted)
            self.part.outcomes.redo_wanted.connect(self.redo_wanted)
            self.part.outcomes.take_drafts(self.drafts)
            self.part.next.goodbye.clicked.connect(self.goodbye_wanted)
            if self._who is not None:
                self.part.next.show_day(self._who.look_again_on)
            self._lines.addWidget(self.part)
            self.show()
            self.part.then_and_now.large_wanted.connect(self.large_wanted)
            self.part.changed.connect(self._lead_tab)
            self._lead_tab()
        self.part.ask()
        if self._web is not None:
            self.part.then_and_now.show_web(self._web)

    def leave(self) -> None:
        """Keep what is being typed."""
        if self.part is not None:
            self.part.outcomes.leave()

    def _lead_tab(self) -> None:
        stop = tab_order.before(self)
        if self.part is not None and stop is not None:
            self.part.lines.activate()
            tab_order.lead_through(self.part, stop)

    def _put_away(self) -> None:
        if self.part is not None:
            self.part.outcomes.leave()
            self.part.deleteLater()
            self.part = None
        self.hide()


class LookAgainPart(ScrollingPart):
    """Then and now, what they hope for, what next: one of them open at a time, so that there is room to write.

    `changed` when other things stand on it.
    """

    changed = Signal()

    def __init__(self, background: Background, person: UUID, parent: QWidget) -> None:
        super().__init__(parent, share=_SHARE)
        self._person = person
        self.then_and_now = ThenAndNow(background, person, self.sheet)
        self.outcomes = OutcomesPart(background, self.sheet)
        self.next = WhatNext(background, person, self.sheet)
        choices = QWidget(self.sheet)
        across = Wrapped(choices)
        self._group = QButtonGroup(self)
        self.chips: dict[str, Chip] = {}
        self._parts: dict[str, QWidget] = {}
        self.lines.addWidget(choices)
        for name, words, part in (
            ("then", self.tr("Then and now"), self.then_and_now),
            ("hopes", self.tr("Their hopes"), self.outcomes),
            ("next", self.tr("What next?"), self.next),
        ):
            chip = self.chips[name] = Chip(words, choices)
            self._group.addButton(chip)
            across.addWidget(chip)
            chip.clicked.connect(partial(self.show_part, name))
            self._parts[name] = part
            self.lines.addWidget(part)
        self.lines.addWidget(Hairline())
        for part in (self.then_and_now, self.outcomes):
            part.grown.connect(self.updateGeometry)
            part.grown.connect(self.changed)
        self.outcomes.set_person(person)
        self.show_part("then")

    def show_part(self, name: str) -> None:
        """Open one of them, the others folded."""
        self.chips[name].setChecked(True)
        for each, part in self._parts.items():
            part.setVisible(each == name)
        self.verticalScrollBar().setValue(0)
        self.updateGeometry()
        self.changed.emit()

    def ask(self) -> None:
        """Read again what may have changed."""
        self.then_and_now.ask()
        self.outcomes.set_person(self._person)
