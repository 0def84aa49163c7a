"""Noting that we were in touch: one tap opens it, a second says how and keeps it, with a line and a day if wanted."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.reach import Reach
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.vocabulary import ContactMode
from sbp_desktop.services import plans
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.day_button import DayButton
from sbp_desktop.ui.half_line import HalfLine
from sbp_desktop.ui.plans import words
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.widgets import Chip, LinkButton, TextField

_LINE = 280  # pixels at the ordinary text size


class InTouch(QWidget):
    """A quiet "In touch" of one person's; what is behind it is made when it is first pressed.

    `link` may be put elsewhere by whoever has a better place for it; what it opens stays here.
    """

    noted = Signal(object)  # the ChangeSet

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._person: UUID | None = None
        self._reach = Reach()
        self.panel: InTouchPanel | None = None
        self.link = LinkButton(self.tr("In touch"), self)
        self.link.setProperty("touch", True)
        self.link.clicked.connect(self._turn)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(theme.SPACE_4)
        self._lines.addWidget(self.link, 0, Qt.AlignmentFlag.AlignLeft)

    def set_person(self, person: UUID | None, name: str = "", reach: Reach | None = None) -> None:
        """Note it for this person from now on; what is half said of another waits with them. What they would rather we
        did not do is not offered.
        """
        self._reach = reach or Reach()
        if person != self._person:
            self.close_panel()
        self._person = person
        self.link.setAccessibleName(self.tr("In touch with {name}").format(name=name) if name else self.link.text())

    def close_panel(self, *, done: bool = False) -> None:
        """Put it away: `done` where the line is in the record or given up, and otherwise it waits there half typed."""
        if self.panel is not None:
            (self.panel.half.done if done else self.panel.half.hold)()
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None

    def _turn(self) -> None:
        if self.panel is not None:
            self.close_panel(done=True)
            return
        self.panel = InTouchPanel(self._background, self)
        self.panel.half.belong(self._person)
        self.panel.modes[ContactMode.CALL].setVisible(self._reach.may_ring is not False)
        self.panel.modes[ContactMode.MESSAGE].setVisible(self._reach.message_ok is not False)
        self.panel.chosen.connect(self._note)
        self.panel.left.connect(self._leave)
        self._lines.addWidget(self.panel)
        self.panel.show()
        next(iter(self.panel.modes.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self) -> None:
        self.close_panel(done=True)
        self.link.setFocus(Qt.FocusReason.OtherFocusReason)

    def _note(self, mode: str) -> None:
        if self.panel is None or self._person is None:
            return
        about = partial(plans.log_contact, line=self.panel.line.text(), next_on=self.panel.day)
        self._background.run(about, self._person, mode, then=self._noted)

    def _noted(self, changes: ChangeSet) -> None:
        self.close_panel(done=True)
        self.noted.emit(changes)


class InTouchPanel(QWidget):
    """One line and the next day, where wanted, and how it was; the last keeps it all as one change."""

    chosen = Signal(str)
    left = Signal()

    def __init__(self, background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self.day: PartialDate | None = None
        self.line = TextField(self.tr("One line"), self.tr("One line, if you like"), self, wide=_LINE)
        self.half = HalfLine(background, self.line, "in_touch")
        self.next = DayButton(self.tr("Next day"), self, ahead=True)
        self.next.show_words(self.tr("Next day?"))
        self.next.chosen.connect(self._choose_day)
        self.setContentsMargins(0, 0, 0, theme.SPACE_12)
        across = Wrapped(self)
        across.addWidget(self.line)
        across.addWidget(self.next)
        self.modes: dict[str, Chip] = {}
        for mode, said in words.MODES.items():
            chip = self.modes[mode] = Chip(said, self, checkable=False)
            chip.clicked.connect(partial(self.chosen.emit, mode))
            across.addWidget(chip)

    def _choose_day(self, day: PartialDate) -> None:
        self.day = day
        self.next.show_words(self.tr("Next: {day}").format(day=when_and_where.expected(day, when_and_where.today())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc keeps nothing."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
