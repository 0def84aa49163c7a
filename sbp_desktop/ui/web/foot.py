"""The foot of the web page: the line for names and a calm row of buttons; what does not fit waits behind "More"."""

from itertools import pairwise

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.web.card import TallCard
from sbp_desktop.ui.widgets import LinkButton, Secondary

_FIELD, _FIELD_LEAST = 420, 160  # pixels at the ordinary text size: for its whole invitation, and at the least
_MOST_OF_ROW = 0.4  # what the field may ask the buttons to leave it


class MoreCard(TallCard):
    """Holds the buttons for which the foot has no room, and goes once one of them is pressed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("More"))
        self.lines.setSpacing(theme.SPACE_12)

    def hold(self, button: QPushButton) -> None:
        """Take a button in, under those already here."""
        self.lines.addWidget(button)
        button.clicked.connect(self.hide)

    def release(self, button: QPushButton) -> None:
        """Let a button go back to the foot."""
        button.clicked.disconnect(self.hide)
        self.lines.removeWidget(button)


_COLUMN = 160  # pixels at the ordinary text size: narrower, words stand one to a line


class OnlyLook(QWidget):
    """Stands where names are typed while the picture is only to look at, and says how to come `back`."""

    back = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.link = LinkButton(self.tr("Back to today"), self, icon_name="back")
        self.link.setProperty("touch", True)
        self.link.clicked.connect(self.back)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.SPACE_16)
        across.addWidget(self.link)
        self.words = Secondary(self.tr("This picture is one to look at: nothing on it can be changed."), self)
        across.addWidget(self.words, 1)
        across.addStretch(0)
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say it where it does not become a column of single words."""
        super().resizeEvent(event)
        self.words.setVisible(self.width() > self.link.sizeHint().width() + theme.scaled(_COLUMN))


class Foot(QWidget):
    """A row that never overflows. `more` opens `card`; whoever lays the page out says where that stands."""

    def __init__(self, field: QWidget, cards_over: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self._folding: list[QPushButton] = []
        self._folded: list[QPushButton] = []
        self._staying: list[QPushButton] = []
        self.card = MoreCard(cards_over)
        self.more = LinkButton(self.tr("More"), self, icon_name="more")
        self.more.setProperty("touch", True)
        self.more.hide()
        self._row = QHBoxLayout(self)
        self._row.setSpacing(theme.SPACE_24)
        self._row.addWidget(field, 1)
        self._row.addStretch(0)
        self._row.addWidget(self.more)

    def add(self, button: QPushButton, *, before: QPushButton | None = None, stays: bool = False) -> None:
        """Put a button at the end of the row, or before another. One that `stays` is never folded away and stands
        after those that may be; of these the last go first."""
        button.setProperty("touch", True)
        if stays:
            self._staying.append(button)
            self._row.insertWidget(self._row.indexOf(self.more), button)
        else:
            self._folding.insert(len(self._folding) if before is None else self._folding.index(before), button)
            self._stand_in_row()
        self._fold()

    def set_margins(self, left: int, right: int, bottom: int) -> None:
        """Line the row up with the page around it."""
        self._row.setContentsMargins(left, 0, right, bottom)
        self._fold()

    def minimumSizeHint(self) -> QSize:
        """Ask for no more than what is never folded away."""
        margins = self._row.contentsMargins()
        wide = theme.scaled(_FIELD_LEAST) + self.more.sizeHint().width() + margins.left() + margins.right()
        return QSize(wide + sum(self._wide(button) for button in self._staying), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold away what no longer fits, take back what does."""
        super().resizeEvent(event)
        self._fold()

    def event(self, event: QEvent) -> bool:
        """Look again when a button comes, goes or changes its words."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fold()
        return super().event(event)

    def _stand_in_row(self) -> None:
        """Put the buttons that are not folded away into the row in their order, however they got there."""
        after = self._staying[0] if self._staying else self.more
        in_row = [button for button in self._folding if button not in self._folded]
        for button in in_row:
            self._row.removeWidget(button)
            self._row.insertWidget(self._row.indexOf(after), button)
        for one, following in pairwise([self._field, *in_row, *self._staying, self.more]):
            QWidget.setTabOrder(one, following)

    def _fold(self) -> None:
        fitting = self._fitting()
        wanted = [button for button in self._folding if button not in fitting]
        if wanted == self._folded:
            return
        for button in self._folded:
            self.card.release(button)
        self._folded = wanted
        for button in wanted:
            self._row.removeWidget(button)
            self.card.hold(button)
        self._stand_in_row()
        for one, following in pairwise(wanted):
            QWidget.setTabOrder(one, following)
        self.more.setVisible(bool(wanted))
        if not wanted:
            self.card.hide()

    def _fitting(self) -> list[QPushButton]:
        """Return the buttons that fit beside the field, the first added before the rest."""
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        room -= min(theme.scaled(_FIELD), round(self.width() * _MOST_OF_ROW))
        room -= sum(self._wide(button) for button in self._staying)
        needed = [(button, self._wide(button)) for button in self._folding]
        if sum(wide for _, wide in needed) > room:
            room -= self.more.sizeHint().width() + theme.SPACE_24
        fitting = []
        for button, wide in needed:
            room -= wide
            if room < 0:
                break
            fitting.append(button)
        return fitting

    @staticmethod
    def _wide(button: QPushButton) -> int:
        put_away = button.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide) and button.isHidden()
        return 0 if put_away else button.sizeHint().width() + theme.SPACE_24
