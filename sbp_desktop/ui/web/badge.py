"""The small badge of what stands in two versions: a round mark with a 2, on a shape or in the middle of a line."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QBrush, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem, QGraphicsSimpleTextItem

from sbp_desktop.ui.web.style import Style

_RADIUS = 11.0  # page units
_EDGE = 2.0
_FIGURE_PX = 15


class Badge:
    """Keeps the mark of one thing; it is made when it is first needed."""

    def __init__(self, on: QGraphicsItem) -> None:
        self._on = on
        self._mark: QGraphicsPathItem | None = None
        self._figure: QGraphicsSimpleTextItem | None = None

    def show(self, shown: bool, at: tuple[float, float], drawn: Style) -> None:
        """Show it here (in the thing's own units), or not."""
        if self._mark is None or self._figure is None:
            if not shown:
                return
            self._mark = QGraphicsPathItem(self._on)
            self._figure = QGraphicsSimpleTextItem("2", self._mark)
            circle = QPainterPath()
            circle.addEllipse(QPointF(0, 0), _RADIUS, _RADIUS)
            self._mark.setPath(circle)
        self._mark.setVisible(shown)
        if shown:
            self._mark.setPos(*at)
            self._mark.setBrush(QBrush(drawn.colours.accent))
            self._mark.setPen(drawn.pen(drawn.colours.surface, _EDGE))
            self._figure.setFont(drawn.face(_FIGURE_PX, bold=True))
            self._figure.setBrush(QBrush(drawn.colours.on_accent))
            middle = self._figure.boundingRect().center()
            self._figure.setPos(-middle.x(), -middle.y())
