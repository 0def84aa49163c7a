"""One earlier conversation in a list: when and where, how it began, and a press opens it to read."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.widgets import Body, Secondary

_WHEN_COLUMN = 232  # pixels at the ordinary text size, as the questions of About me
_STACK_UNDER = 620


class ConversationRow(QWidget):
    """Reached with Tab; Enter, Space or a press open it."""

    opened = Signal()

    def __init__(self, when: str, began: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("halo", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(", ".join(filter(None, (when, began))))
        self._when = Secondary(when)
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._lines.setContentsMargins(0, theme.SPACE_12, 0, theme.SPACE_12)
        self._lines.setSpacing(theme.SPACE_24)
        self._lines.addWidget(self._when, 0, Qt.AlignmentFlag.AlignTop)
        self._lines.addWidget(Body(began), 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the day above the words where there is no room beside them."""
        super().resizeEvent(event)
        stacked = event.size().width() < theme.scaled(_STACK_UNDER)
        self._lines.setDirection(QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight)
        self._lines.setSpacing(theme.SPACE_4 if stacked else theme.SPACE_24)
        self._when.setFixedWidth(event.size().width() if stacked else theme.scaled(_WHEN_COLUMN))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the press, so that nothing below the row does."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open on a press anywhere on the row."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter or Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)
