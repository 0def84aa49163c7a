"""One line on the page: its curve, a wave where it is hard at times, small arrows for help, two bars where it broke."""

from math import cos, hypot, pi, sin
from typing import NamedTuple
from uuid import UUID

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsScene

from sbp_desktop.models.dates import present_on
from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import TieSnapshot
from sbp_desktop.models.vocabulary import Basis, Flow, Strength, Stress
from sbp_desktop.ui.web import style
from sbp_desktop.ui.web.routes import Curve
from sbp_desktop.ui.web.style import Style

TIE_Z = 1.0
_ARROW, _ARROW_SPREAD = 10.0, 0.45
_BAR, _GAP = 8.0, 9.0
_WAVE_LENGTH = 17.0
_WAVE_HEIGHT = {Stress.SOME.value: 3.4, Stress.HIGH.value: 5.4}


class TieLook(NamedTuple):
    """Everything that decides how a line is drawn, apart from its curve."""

    tie: TieSnapshot
    hoped_for: bool
    ink: float
    chosen: bool


def look_of(tie: TieSnapshot, showing: Showing, *, hoped_for_end: bool, ink: float, chosen: bool) -> TieLook:
    """Return how a line looks: it is as hoped for, and as faint, as either of its ends."""
    hoped_for = tie.potential or tie.basis == Basis.HYPOTHETICAL or hoped_for_end
    gone = showing.marks.get(tie.id) == "gone" or not present_on(showing.day, tie.since, tie.until)
    own = style.ink(gone or tie.id in showing.quiet, tie.id in showing.stale)
    return TieLook(tie, hoped_for, min(ink, own), chosen)


class TieItem:
    """Keeps the items of one line; `show` changes only what differs."""

    def __init__(self, scene: QGraphicsScene, id_: UUID) -> None:
        self.id = id_
        self._line = QGraphicsPathItem()
        self._line.setZValue(TIE_Z)
        scene.addItem(self._line)
        self._marks: QGraphicsPathItem | None = None
        self._wave: QGraphicsPathItem | None = None
        self._shown: tuple[TieLook, Style, Curve] | None = None
        self.curve: Curve | None = None

    def show(self, look: TieLook, curve: Curve, drawn: Style) -> None:
        """Draw this line along this curve."""
        self.curve = curve
        if self._shown == (look, drawn, curve):
            return
        self._shown = (look, drawn, curve)
        broken = look.tie.strength == Strength.BROKEN and not look.hoped_for
        pen = drawn.line(look.tie, hoped_for=look.hoped_for)
        if look.chosen:
            pen.setColor(drawn.colours.accent)
            pen.setWidthF(max(pen.widthF(), 3.0))
        self._line.setOpacity(look.ink)
        self._line.setPen(pen)
        self._line.setPath(_broken_path(curve) if broken else curve_path(curve))
        solid = drawn.pen(pen.color(), max(1.8, min(pen.widthF(), 2.4)))
        self._marks = self._part(self._marks, _marks_path(look.tie, curve, broken=broken))
        if self._marks is not None:
            self._marks.setPen(solid)
        self._wave = self._part(self._wave, _wave_path(curve, _WAVE_HEIGHT.get(look.tie.stress, 0.0)))
        if self._wave is not None:
            self._wave.setPen(drawn.pen(drawn.colours.secondary, 1.4))

    def distance(self, x: float, y: float) -> float:
        """Return how far a point is from the line, page units."""
        if self.curve is None:
            return float("inf")
        return min(hypot(px - x, py - y) for px, py in self.curve.points(32))

    def opacity(self) -> float:
        """Return how much of its ink the line has, 0..1."""
        return self._line.opacity()

    def remove(self, scene: QGraphicsScene) -> None:
        """Take the line off the page."""
        scene.removeItem(self._line)

    def _part(self, item: QGraphicsPathItem | None, path: QPainterPath) -> QGraphicsPathItem | None:
        """Return the item that carries this path; none is made, or kept in sight, for an empty one."""
        if item is None:
            if path.isEmpty():
                return None
            item = QGraphicsPathItem(self._line)
        item.setPath(path)
        item.setVisible(not path.isEmpty())
        return item


def curve_path(curve: Curve) -> QPainterPath:
    """Return a curve as a path."""
    path = QPainterPath(QPointF(*curve.start))
    path.cubicTo(QPointF(*curve.first), QPointF(*curve.second), QPointF(*curve.end))
    return path


def _broken_path(curve: Curve) -> QPainterPath:
    gap = _GAP / max(curve.length(), 4 * _GAP)
    path = curve_path(curve.between(0.0, 0.5 - gap))
    path.addPath(curve_path(curve.between(0.5 + gap, 1.0)))
    return path


def _marks_path(tie: TieSnapshot, curve: Curve, *, broken: bool) -> QPainterPath:
    path = QPainterPath()
    if tie.flow in (Flow.A_TO_B, Flow.BOTH):
        _add_arrow(path, curve.end, curve.heading(1.0))
    if tie.flow in (Flow.B_TO_A, Flow.BOTH):
        _add_arrow(path, curve.start, curve.heading(0.0) + pi)
    if broken:
        gap = _GAP / max(curve.length(), 4 * _GAP)
        for t in (0.5 - gap, 0.5 + gap):
            x, y = curve.at(t)
            across = curve.heading(t) + pi / 2
            path.moveTo(x - _BAR * cos(across), y - _BAR * sin(across))
            path.lineTo(x + _BAR * cos(across), y + _BAR * sin(across))
    return path


def _add_arrow(path: QPainterPath, tip: tuple[float, float], heading: float) -> None:
    for spread in (_ARROW_SPREAD, -_ARROW_SPREAD):
        path.moveTo(*tip)
        path.lineTo(tip[0] - _ARROW * cos(heading + spread), tip[1] - _ARROW * sin(heading + spread))


def _wave_path(curve: Curve, height: float) -> QPainterPath:
    path = QPainterPath()
    length = curve.length()
    if not height or length < 2 * _WAVE_LENGTH:
        return path
    halves = 2 * max(2, round(length / _WAVE_LENGTH))
    points = curve.between(0.06, 0.92).points(2 * halves)
    path.moveTo(*points[0])
    side = 2 * height
    for (bx, by), (x, y), (ax, ay) in zip(points[:-2:2], points[1::2], points[2::2], strict=True):
        off = side / (hypot(ax - bx, ay - by) or 1.0)
        path.quadTo(x - (ay - by) * off, y + (ax - bx) * off, ax, ay)
        side = -side
    return path
