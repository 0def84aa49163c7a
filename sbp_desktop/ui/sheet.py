"""A small sheet laid over the top of the page; Esc takes it away and the cursor goes back where it was."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from sbp_desktop.ui import theme

_WIDEST = 620  # pixels at the ordinary text size


class Sheet(QWidget):
    """A plain child of the window, never a window of its own, so that cover and lock take it along.

    One that `names_others` goes as soon as the page below is pressed.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None, *, names_others: bool = False) -> None:
        super().__init__(parent)
        self._came_from: QWidget | None = None
        if names_others:
            QApplication.instance().focusChanged.connect(self._follow_focus)  # type: ignore[union-attr]

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

    def _follow_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if self.isVisible() and now is not None and now is not self and not self.isAncestorOf(now):
            self.hide()


class PageSheet(Sheet):
    """A sheet over the page in front, which `page` gives; `parent` is the window's body."""

    def __init__(self, page: Callable[[], QWidget | None], parent: QWidget, *, names_others: bool = False) -> None:
        super().__init__(parent, names_others=names_others)
        self._page, self._window = page, parent
        parent.installEventFilter(self)

    def lay_over_page(self) -> None:
        """Come up with the cursor in it."""
        self.place()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def place(self) -> None:
        """Take the room the words need."""
        over = self._page()
        left = over.mapTo(self._window, QPoint(0, 0)).x() if over is not None else 0
        room = self._window.width() - left - 2 * theme.SPACE_32
        wide = min(theme.scaled(_WIDEST), room)
        high = self.heightForWidth(wide) if self.hasHeightForWidth() else self.sizeHint().height()
        self.setGeometry(left + theme.SPACE_32, theme.SPACE_16, wide, min(high, self._window.height() - theme.SPACE_32))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep in place when the window changes size."""
        if watched is self.parent() and event.type() == QEvent.Type.Resize and self.isVisible():
            self.place()
        return super().eventFilter(watched, event)
