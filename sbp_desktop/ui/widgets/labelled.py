"""What is said and what stands beside it, or under it where there is no room beside: a quiet label, a page's title."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.widgets.labels import PageTitle, Secondary

_LABELS = 232  # pixels at the ordinary text size, as those below
_STACK_UNDER = 620
_ANY = (1 << 24) - 1  # Qt's own "as wide as you like"


class Labelled(QWidget):
    """`labels` is the width the labels of a column share; under `stack_under` of its own width they go on top.

    `lead` is the room a text keeps above its first line.
    """

    def __init__(
        self, label: str, beside: QWidget, parent: QWidget | None = None, *,
        labels: int = _LABELS, stack_under: int = _STACK_UNDER,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._wide, self._stack_under, self.lead = labels, stack_under, 0
        self._label = Secondary(label)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._pressed = beside.sizePolicy().horizontalPolicy() != QSizePolicy.Policy.Expanding
        at = Qt.AlignmentFlag.AlignVCenter if self._pressed else Qt.AlignmentFlag.AlignTop
        left = Qt.AlignmentFlag.AlignLeft if self._pressed else Qt.AlignmentFlag(0)
        self._line.addWidget(self._label, 0, at)
        self._line.addWidget(beside, 0 if self._pressed else 1, at | left)
        if self._pressed:
            self._line.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Go side by side, or under one another."""
        super().resizeEvent(event)
        stacked = event.size().width() < theme.scaled(self._stack_under)
        # Onto the first line of the text beside it.
        self._label.setContentsMargins(0, 0 if stacked or self._pressed else 2 + self.lead, 0, 0)
        self._line.setDirection(QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight)
        self._line.setSpacing(theme.SPACE_4 if stacked else theme.SPACE_24)
        self._label.setMinimumWidth(0 if stacked else theme.scaled(self._wide))
        self._label.setMaximumWidth(_ANY if stacked else theme.scaled(self._wide))


class TitleRow(QWidget):
    """A page's title with something to press at its right."""

    def __init__(self, title: PageTitle, beside: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._beside = title, beside
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.addWidget(title, 1)
        self._line.addWidget(beside, 0, Qt.AlignmentFlag.AlignTop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Go under the title where that would not stay on one line beside it."""
        super().resizeEvent(event)
        words = self._title.fontMetrics().horizontalAdvance(self._title.text())
        room = event.size().width() - self._beside.sizeHint().width() - theme.SPACE_24
        wide = QBoxLayout.Direction.LeftToRight if words <= room else QBoxLayout.Direction.TopToBottom
        self._line.setDirection(wide)
