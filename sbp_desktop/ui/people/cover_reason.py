"""Whoever covers says in one line why they are looking: one tap, or a few words and Enter; nothing waits for it."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.errors import ExpectedError
from sbp_desktop.services import seen
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.half_line import HalfLine
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.widgets import Body, Chip, Problem, TextField

_FIELD = 420  # pixels at the ordinary text size


class CoverReason(QWidget):
    """At the top of a person's page, once a day; their named worker is told, and it stands under who has seen this."""

    answered = Signal()  # and the cursor was here

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._person: UUID | None = None
        self.asked = Body(self.tr("You are covering for a colleague. Why are you looking today?"), self)
        self._ready = QWidget(self)
        across = Wrapped(self._ready)
        self.chips = [Chip(words, self._ready, checkable=False) for words in self._usual()]
        for chip in self.chips:
            chip.clicked.connect(partial(self._say, chip.text()))
            across.addWidget(chip)
        self.field = TextField(self.asked.text(), self.tr("Or in a few words"), self)
        self.field.setMaximumWidth(theme.scaled(_FIELD))
        self.half = HalfLine(background, self.field, "cover_reason")
        self.field.returnPressed.connect(lambda: self._say(self.field.text()))
        self.problem = Problem("", self)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, theme.SPACE_16)
        lines.setSpacing(theme.SPACE_8)
        for widget in (self.asked, self._ready, self.field, self.problem):
            lines.addWidget(widget)
        self.hide()

    def _usual(self) -> tuple[str, ...]:
        return (self.tr("They rang"), self.tr("I am on duty"), self.tr("A visit today"), self.tr("Worried about harm"))

    def set_person(self, person: UUID | None) -> None:
        """Belong to this person from now on; nobody is left of the one before."""
        if person != self._person:
            self._person = person
            self.half.belong(person)
            self.problem.set_words("")
            self.hide()

    def show_asked(self, asks: bool) -> None:
        """Ask, or do not."""
        self.setVisible(asks)

    def _say(self, why: str) -> None:
        if self._person is not None:
            self._background.run(seen.say_why, self._person, why, then=self._said, failed=self._not_said)

    def _said(self, _changes: object) -> None:
        had_focus = self.focusWidget() is not None
        self.half.done()
        self.field.clear()
        self.hide()
        if had_focus:
            self.answered.emit()

    def _not_said(self, error: ExpectedError) -> None:
        self.problem.set_words(str(error))
