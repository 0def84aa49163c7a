"""A part of a page that asks for room for all of its lines, up to a share of the page; more of it scrolls."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.widgets import Scroll

_LEAST, _ENOUGH = 72, 320  # pixels at the ordinary text size; with large text the page around scrolls too


class ScrollingPart(Scroll):
    """Add to `lines`. Whoever adds something that grows connects it to `updateGeometry`."""

    def __init__(self, parent: QWidget | None = None, *, share: float) -> None:
        super().__init__(parent)
        self._share = share
        self.sheet = QWidget()
        self.setWidget(self.sheet)
        self.lines = QVBoxLayout(self.sheet)
        self.lines.setContentsMargins(0, theme.SPACE_12, 0, theme.SPACE_4)
        self.lines.setSpacing(theme.SPACE_4)

    def sizeHint(self) -> QSize:
        """Ask for room for every line, up to a share of the page."""
        wide = max(self.width(), 1)
        high = self.sheet.heightForWidth(wide) if self.sheet.hasHeightForWidth() else self.sheet.sizeHint().height()
        most = max(round(self.window().height() * self._share), theme.scaled(_ENOUGH))
        return QSize(super().sizeHint().width(), min(max(high, self.sheet.minimumSizeHint().height()), most))

    def minimumSizeHint(self) -> QSize:
        """On a low page keep the first line in view; the others scroll."""
        return QSize(0, theme.scaled(_LEAST))
