"""A sheet with many lines over a page: as tall as it needs, scrolling where the page or large text leaves no room."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.sheet import Sheet
from sbp_desktop.ui.web.chips import Chips
from sbp_desktop.ui.web.words import Choices
from sbp_desktop.ui.widgets import Heading, LinkButton, Scroll, Secondary

_WIDEST = 640  # pixels at the ordinary text size


class PageSheet(Sheet):
    """Add to `lines`; call `place` when what is on it has changed."""

    def __init__(self, heading: str, parent: QWidget, *, widest: int = _WIDEST) -> None:
        super().__init__(parent)
        self._over, self._widest = parent, widest
        self.setAccessibleName(heading)
        self._sheet = QWidget()
        self.lines = QVBoxLayout(self._sheet)
        self.lines.setContentsMargins(theme.SPACE_24, theme.SPACE_16, theme.SPACE_24, theme.SPACE_24)
        self.lines.setSpacing(theme.SPACE_8)
        scroll = Scroll(self)
        scroll.setWidget(self._sheet)
        around = QVBoxLayout(self)
        around.setContentsMargins(1, 1, 1, 1)
        around.addWidget(scroll)
        close = LinkButton(self.tr("Close"), self, icon_name="close")
        close.clicked.connect(self.close_sheet)
        head = QHBoxLayout()
        self.lines.addLayout(head)
        head.addWidget(Heading(heading, self), 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        parent.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep in place when the page changes size."""
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self.place()
        return super().eventFilter(watched, event)

    def place(self) -> None:
        """Stand at the top right of the page, no larger than it."""
        margin = theme.SPACE_16
        wide = min(theme.scaled(self._widest), self._over.width() - 2 * margin)
        high = min(self.lines.totalHeightForWidth(wide - 2) + 2, self._over.height() - 2 * margin)
        self.setGeometry(self._over.width() - wide - margin, margin, wide, high)


class Choosing(QWidget):
    """A choice of one, with what it is about said above it."""

    def __init__(self, label: str, choices: Choices, parent: QWidget) -> None:
        super().__init__(parent)
        self.chips = Chips(label, choices, self, needed=True)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, theme.SPACE_4, 0, 0)
        down.setSpacing(theme.SPACE_4)
        down.addWidget(Secondary(label, self))
        down.addWidget(self.chips)
