"""The worker's own lines at the end of Today: one thing learned, and the days they do not work."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import TodaySnapshot
from sbp_desktop.services import my_days
from sbp_desktop.storage import drafts
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.day_button import DayButton
from sbp_desktop.ui.half_line import HalfLine
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.widgets import LinkButton, Secondary, TextField


class MyDay(QWidget):
    """Nothing here is asked for, and nobody is counted (practice.md R39)."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._learned: str | None = None
        self._off: tuple[int, ...] = ()
        self.learned = TextField(
            self.tr("One thing learned today"), self.tr("One thing learned today, if there is one")
        )
        self.half = HalfLine(background, self.learned, "learned")
        self.learned.editingFinished.connect(self._keep)
        self.add = DayButton(self.tr("A day off"), self, ahead=True, quiet=True)
        self.add.show_words(self.tr("Add a day off"))
        self.add.chosen.connect(self._take_off)
        self._days = QWidget(self)
        self._across = Wrapped(self._days, theme.SPACE_16)
        self._across.addWidget(self.add)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, theme.SPACE_24, 0, 0)
        lines.setSpacing(theme.SPACE_8)
        lines.addWidget(self.learned)
        lines.addWidget(Secondary(self.tr("My days off. Nobody expects me on them.")))
        lines.addWidget(self._days)

    def show_day(self, today: TodaySnapshot) -> None:
        """Show what was learned today, unless it is being typed, and the days off to come. Where the team asks nobody
        what they learned, there is a line for it only when something stands in it.
        """
        self.learned.setVisible(today.asks_learned or bool(today.learned) or self.learned.hasFocus())
        if not self.learned.hasFocus() and today.learned != self._learned:
            self._learned = today.learned
            self.half.belong(drafts.NOBODY, rest=today.learned)
        if today.days_off != self._off:
            self._off = today.days_off
            self._show_days_off()

    def _show_days_off(self) -> None:
        for link in self._days.findChildren(LinkButton, "off", Qt.FindChildOption.FindDirectChildrenOnly):
            self._across.removeWidget(link)
            link.hide()
            link.deleteLater()
        for day in self._off:
            words = when_and_where.day_title(day)
            link = LinkButton(self.tr("{day} ✕").format(day=words), self._days)
            link.setObjectName("off")
            link.setProperty("touch", True)
            link.setAccessibleName(self.tr("Work on {day} after all").format(day=words))
            link.clicked.connect(partial(self._background.run, my_days.set_day_off, day, off=False))
            self._across.addWidget(link)
            link.show()

    def _take_off(self, day: PartialDate) -> None:
        if day.lo == day.hi:
            self._background.run(my_days.set_day_off, day.lo, off=True)

    def _keep(self) -> None:
        words = self.learned.text().strip()
        if words != (self._learned or ""):
            self._learned = words
            self._background.run(my_days.learn, words)
        self.half.done()
