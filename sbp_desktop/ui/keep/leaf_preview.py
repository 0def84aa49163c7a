"""A page to leave as it will be, on the screen, before any of it is on paper."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.keep.leaf import HIGH, WIDE, Leaf

_ACROSS = 440  # pixels at the ordinary text size


class LeafPreview(QWidget):
    """Shows every page under the one before, as wide as there is room."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.leaf: Leaf | None = None
        self._drawn: list[QImage] = []
        self.setAccessibleName(self.tr("The page as it will be"))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_leaf(self, leaf: Leaf | None) -> None:
        """Show this one, or nothing."""
        if self.leaf is not None:
            self.leaf.put_away()
        self.leaf = leaf
        self._drawn = []
        self.setAccessibleDescription(leaf.text if leaf is not None else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a page that can be read."""
        wide = theme.scaled(_ACROSS)
        return QSize(wide, self.heightForWidth(wide))

    def heightForWidth(self, width: int) -> int:
        """Return the room that all pages take."""
        pages = self.leaf.pages if self.leaf is not None else 1
        return round(width * HIGH / WIDE) * pages + theme.SPACE_12 * (pages - 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw each page as white paper with a hairline round it."""
        painter = QPainter(self)
        ratio, high = self.devicePixelRatioF(), round(self.width() * HIGH / WIDE)
        if self.leaf is not None and (not self._drawn or self._drawn[0].width() != round(self.width() * ratio)):
            wide = round(self.width() * ratio)
            self._drawn = [self.leaf.picture(page, wide) for page in range(self.leaf.pages)]
        for page in range(max(1, len(self._drawn))):
            place = QRectF(0, page * (high + theme.SPACE_12), self.width(), high)
            if self._drawn:
                painter.drawImage(place, self._drawn[page])
            painter.setPen(theme.tokens().hairline)
            painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))
