"""The sheet a page is written on: a scrolling column with the margins and the line length of the design."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.widgets.scroll import Scroll

_WIDEST = 820  # pixels at the ordinary text size: rows as in the picture of Today; text in it stays under 75 characters
_ROOM = theme.SPACE_8  # around the column, so that a focus halo at its edge is not cut


class _Sheet(QWidget):
    """As wide as there is room for. Asked how wide it would like to be, it would have every line set for the answer."""

    def sizeHint(self) -> QSize:
        """Ask for nothing but the least."""
        return QSize(0, 0)


class Column(Scroll):
    """A scrolling page. Add to `lines`, a QVBoxLayout; it keeps the page margin and is never wider than reads well."""

    def __init__(self, parent: QWidget | None = None, *, widest: int = _WIDEST) -> None:
        super().__init__(parent)
        self._widest = widest
        sheet, self._inner = _Sheet(), _Sheet()
        self._across = QHBoxLayout(sheet)
        self._across.addWidget(self._inner, 1)
        self._across.addStretch(0)
        self.lines = QVBoxLayout(self._inner)
        self.lines.setContentsMargins(_ROOM, _ROOM, _ROOM, _ROOM)
        self.lines.setSpacing(theme.SPACE_12)
        self.setWidget(sheet)

    @contextmanager
    def laid_out_once(self) -> Iterator[None]:
        """Lay the page out in one pass after what is done meanwhile: Qt would lay all of it out for each part shown."""
        self.lines.setEnabled(False)
        try:
            yield
        finally:
            self.lines.setEnabled(True)
            self._inner.updateGeometry()
            QCoreApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the margin that suits the window, and the widest line."""
        super().resizeEvent(event)
        wide = not theme.narrow(self.window().width())
        side = theme.SPACE_32 * 2 if wide else theme.SPACE_16
        top = theme.SPACE_32 + theme.SPACE_8 if wide else theme.SPACE_16
        self._across.setContentsMargins(side - _ROOM, top - _ROOM, side - _ROOM, theme.SPACE_32 - _ROOM)
        self._inner.setMaximumWidth(theme.scaled(self._widest) + 2 * _ROOM)
