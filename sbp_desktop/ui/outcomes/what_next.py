"""What next: the day to look again, or a goodbye."""

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.services import looking_again
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.day_button import DayButton
from sbp_desktop.ui.widgets import LinkButton, Problem, Secondary


class WhatNext(QWidget):
    """A day is agreed together; having looked uses it up."""

    def __init__(self, background: Background, person: UUID, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background, self._person = background, person
        self.day = DayButton(self.tr("The next time"), ahead=True)
        self.day.chosen.connect(self._agree)
        self.none = LinkButton(self.tr("No day"), quiet=True)
        self.none.setProperty("touch", True)
        self.none.clicked.connect(lambda: self._agree(None))
        self.problem = Problem()
        self.problem.hide()
        self.goodbye = LinkButton(self.tr("Say goodbye"))
        self.goodbye.setProperty("touch", True)
        across = QHBoxLayout()
        across.setSpacing(theme.SPACE_16)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addLayout(across)
        across.addWidget(Secondary(self.tr("We look again")))
        across.addWidget(self.day)
        across.addWidget(self.none)
        across.addStretch(1)
        lines.addWidget(self.problem)
        lines.addWidget(self.goodbye, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_day(None)

    def show_day(self, on: PartialDate | None) -> None:
        """Show the day agreed, if any."""
        self.day.show_words(
            self.tr("Which day?") if on is None else when_and_where.expected(on, when_and_where.today())
        )
        self.none.setVisible(on is not None)

    def _agree(self, day: PartialDate | None) -> None:
        self.problem.set_words("")
        self._background.run(looking_again.agree_day, self._person, day, failed=self._not_agreed)

    def _not_agreed(self, error: ExpectedError) -> None:
        self.problem.set_words(str(error))
