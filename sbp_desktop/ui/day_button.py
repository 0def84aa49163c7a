"""A day that is changed where it stands: a press offers the days close by, or a field to type any day."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from sbp_desktop.models import said_days
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.widgets import LinkButton, TextField

_WEEK = 7
_FIELD = 200  # pixels at the ordinary text size


class DayButton(QWidget):
    """`chosen` carries the PartialDate. `ahead` offers the days to come, otherwise those gone by."""

    chosen = Signal(object)

    def __init__(self, label: str, parent: QWidget | None = None, *, ahead: bool = False, quiet: bool = False) -> None:
        super().__init__(parent)
        self._label, self._ahead = label, ahead
        self.link = LinkButton("", self, quiet=quiet)
        self.link.setProperty("touch", True)
        hint = self.tr("Friday, 3 May…") if ahead else self.tr("Friday, 3 May, June 2018…")
        self.field = _DayField(label, hint, self, wide=_FIELD)
        self.field.hide()
        self.link.clicked.connect(self._offer)
        self.field.returnPressed.connect(self._take_typed)
        self.field.left.connect(self._put_away)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.link)
        across.addWidget(self.field)

    def show_words(self, words: str) -> None:
        """Show the day in words, or what invites to say one."""
        self.link.setText(words)
        self.link.setAccessibleName(f"{self._label}: {words}")

    def _offer(self) -> None:
        now = when_and_where.today()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for step in range(_WEEK + 1):
            day = PartialDate.on(now + step if self._ahead else now - step)
            words = when_and_where.day_title(day.lo) if step > 1 else when_and_where.expected(day, now)
            menu.addAction(words).triggered.connect(partial(self._choose, day))
        menu.addSeparator()
        menu.addAction(self.tr("Another day…")).triggered.connect(self._ask)
        menu.popup(self.link.mapToGlobal(self.link.rect().bottomLeft()))

    def _choose(self, day: PartialDate) -> None:
        self.chosen.emit(day)

    def _ask(self) -> None:
        self.field.clear()
        self.link.hide()
        self.field.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_typed(self) -> None:
        day = said_days.read(self.field.text(), when_and_where.today(), ahead=self._ahead)
        if day is None:
            self.field.selectAll()  # what cannot be read stays, to be put right
            return
        self._put_away()
        self.chosen.emit(day)

    def _put_away(self) -> None:
        had_it = self.field.hasFocus()
        self.field.hide()
        self.link.show()
        if had_it:
            self.link.setFocus(Qt.FocusReason.OtherFocusReason)


class _DayField(TextField):
    """Esc gives up what is typed."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
