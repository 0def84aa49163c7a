"""A small sheet laid over the top of the page; Esc takes it away and the cursor goes back where it was."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from sbp_desktop.ui import theme


class Sheet(QWidget):
    """A plain child of the window, never a window of its own, so that cover and lock take it along."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._came_from: QWidget | None = None

    def close_sheet(self) -> None:
        """Go, and give the cursor back to what had it."""
        back = self._came_from
        self.hide()
        if back is not None and isValid(back) and back.isVisible():
            back.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        """Remember where the cursor was."""
        super().showEvent(event)
        before = QApplication.focusWidget()
        if before is not None and not self.isAncestorOf(before):
            self._came_from = before

    def hideEvent(self, event: QHideEvent) -> None:
        """Say that it is gone; subclasses forget what was on it."""
        super().hideEvent(event)
        self._came_from = None
        if not event.spontaneous():
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc; no other key reaches the page below."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_sheet()
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the sheet: surface, hairline, corners."""
        colours = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(colours.surface)
        painter.setPen(colours.hairline)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS, theme.RADIUS)
