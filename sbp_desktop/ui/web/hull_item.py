"""A group or a household and who belongs to it: one soft shape under them all, named once by the group itself."""

from collections.abc import Iterable
from math import hypot

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem, QGraphicsScene

from sbp_desktop.models.arrangement import Point
from sbp_desktop.ui.web.style import Style

HULL_WIDTH = 78.0
"""How wide a hull is round the line from a group to one of its members, page units."""

UNDER_Z = -2.0
"""Soft shapes lie at or below this, under everything."""

_EDGE_Z = -3.0  # every edge under every fill, so that hulls that meet become one quiet shape
_EDGE = 3.0
_OUTLINE = 1.0
_SAMPLE = "network"
_TINT = 0.55  # how much of the layer's own tint there is in the paper's colour


class HullItem:
    """Keeps the items of one hull: a wide soft stroke from the group to each of its members, and, where colours have
    no tints, an edge to tell it by. What of it a hand moves is a thin outline on no scene: drawn over all that stays,
    a soft shape would hide it.
    """

    def __init__(self, scene: QGraphicsScene) -> None:
        self._fill, self._edge, self._outline = QGraphicsPathItem(), QGraphicsPathItem(), QGraphicsPathItem()
        for item, z in ((self._fill, UNDER_Z), (self._edge, _EDGE_Z)):
            item.setZValue(z)
            scene.addItem(item)
        self._outline.setZValue(UNDER_Z)
        self._shown: object = None

    def show(self, group: Point, members: Iterable[Point], domain: str, drawn: Style, *, ink: float) -> None:
        """Draw the hull round these points (page units) in the colours of a layer."""
        around = tuple(members)
        shown = (group, around, domain, drawn, ink)
        if self._shown == shown:
            return
        self._shown = shown
        path = QPainterPath()
        for member in around:
            path.moveTo(*group)
            path.lineTo(*member)
        pens = _pens(domain, HULL_WIDTH, drawn)
        for item, pen in zip((self._edge, self._fill), pens, strict=True):
            item.setVisible(pen is not None)
            if pen is not None:
                item.setPath(path)
                item.setPen(pen)
                item.setOpacity(ink)
        self._outline.setPen(drawn.pen(drawn.layer(domain).line, _OUTLINE))

    def outline(self, group: Point, members: Iterable[Point]) -> None:
        """Draw how far the hull would reach from the group to these members (page units) that a hand moves."""
        path = QPainterPath()
        for member in members:
            path.addPath(_around(group, member))
        self._outline.setPath(path)

    def items(self) -> list[QGraphicsItem]:
        """Return what moves of the hull."""
        return [self._outline]

    def room(self) -> QRectF:
        """Return a room that what moves of the hull does not leave."""
        return self._outline.path().controlPointRect().adjusted(-_OUTLINE, -_OUTLINE, _OUTLINE, _OUTLINE)

    def remove(self, scene: QGraphicsScene) -> None:
        """Take the hull off the page."""
        scene.removeItem(self._edge)
        scene.removeItem(self._fill)


def paint_sample(painter: QPainter, a: QPointF, b: QPointF, width: float, drawn: Style) -> None:
    """Draw a small hull from a to b, for the key."""
    for pen in _pens(_SAMPLE, width, drawn):
        if pen is not None:
            painter.setPen(pen)
            painter.drawLine(a, b)


def _around(start: Point, end: Point) -> QPainterPath:
    """Return the edge of a hull between two points."""
    across, down = end[0] - start[0], end[1] - start[1]
    length, half = hypot(across, down), HULL_WIDTH / 2
    path = QPainterPath()
    path.addRoundedRect(-half, -half, length + HULL_WIDTH, HULL_WIDTH, half, half)
    across, down = (across / length, down / length) if length else (1.0, 0.0)
    return QTransform(across, down, -down, across, *start).map(path)


def _pens(domain: str, width: float, drawn: Style) -> tuple[QPen | None, QPen]:
    """Return the pens of edge and fill; there is an edge only where colours have no tints."""
    paper, tint = drawn.colours.paper, drawn.layer(domain).tint
    fill = _pen(_mixed(tint, paper), width)
    return (_pen(drawn.colours.secondary, width + _EDGE) if tint == paper else None), fill


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _mixed(colour: QColor, paper: QColor) -> QColor:
    red, green, blue = (
        getattr(colour, part)() * _TINT + getattr(paper, part)() * (1 - _TINT) for part in ("redF", "greenF", "blueF")
    )
    return QColor.fromRgbF(red, green, blue)
