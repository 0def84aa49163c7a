"""One line on the page: its curve, a wave where it is hard at times, small arrows for help, two bars where it broke."""

from itertools import pairwise
from math import cos, hypot, pi, sin
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QPainterPath, QTransform
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem, QGraphicsScene, QGraphicsSimpleTextItem

from sbp_desktop.models.dates import present_on
from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import TieSnapshot
from sbp_desktop.models.vocabulary import Basis, Flow, Strength, Stress
from sbp_desktop.ui.web import style, words
from sbp_desktop.ui.web.badge import Badge
from sbp_desktop.ui.web.labels import Label
from sbp_desktop.ui.web.routes import Curve
from sbp_desktop.ui.web.style import Style

TIE_Z = 1.0
_ARROW, _ARROW_SPREAD = 10.0, 0.45
_BAR, _GAP = 8.0, 9.0
_WAVE_LENGTH = 17.0
_WAVE_WIDTH = 1.0
_MOST_HALVES = 60  # of a wave, in the middle of a very long line
_ASIDE = 7.0  # how far the dots of what is yet to be seen together stand from their line
_LEAST_STRETCH = 0.85  # of a line in the hand, before its arrows would be seen to shrink or grow
_NOWHERE = Curve((0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (0.0, 0.0))
_BESIDE = 12.0  # more than anything stands beside a line
_WAVE_HEIGHT = {Stress.SOME.value: 3.4, Stress.HIGH.value: 5.4}


class TieLook(NamedTuple):
    """Everything that decides how a line is drawn, apart from where; two equal looks need no redrawing."""

    strength: str
    stress: str
    flow: str
    hoped_for: bool
    unseen: bool
    doubted: bool
    ink: float
    chosen: bool
    word: str

    @property
    def broken(self) -> bool:
        """Whether the line has its gap and two bars."""
        return self.strength == Strength.BROKEN and not self.hoped_for


def look_of(tie: TieSnapshot, showing: Showing, *, hoped_for_end: bool, ink: float, chosen: bool) -> TieLook:
    """Return how a line looks: it is as hoped for, and as faint, as either of its ends."""
    mark = showing.marks.get(tie.id, "")
    gone = mark == "gone" or not present_on(showing.day, tie.since, tie.until)
    return TieLook(
        strength=tie.strength,
        stress=tie.stress,
        flow=tie.flow,
        hoped_for=tie.potential or tie.basis == Basis.HYPOTHETICAL or hoped_for_end,
        unseen=tie.unseen,
        doubted=bool(tie.alternatives),
        ink=min(ink, style.ink(gone or tie.id in showing.quiet, tie.id in showing.stale)),
        chosen=chosen,
        word="" if showing.wordless or not mark else words.said(words.MARKS, mark),
    )


class TieItem:
    """Keeps the items of one line: `show` draws the line itself, `fill_in` what is told from nearby."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._line = QGraphicsPathItem()
        self._line.setZValue(TIE_Z)
        scene.addItem(self._line)
        self._marks: QGraphicsPathItem | None = None
        self._wave: QGraphicsPathItem | None = None
        self._dots: QGraphicsPathItem | None = None
        self._badge = Badge(self._line)
        self._word: QGraphicsSimpleTextItem | None = None
        self._shown: tuple[TieLook, Style, Curve, Label | None] | None = None
        self._penned: object = None
        self._filled_in = self._in_hand = False
        self._made: Curve = _NOWHERE

    def show(self, look: TieLook, curve: Curve, said: Label | None, drawn: Style) -> None:
        """Draw this line along this curve; `said` is where the word beside it stands."""
        shown = (look, drawn, curve, said)
        in_hand = self._line.scene() is None
        same_way = self._in_hand == in_hand
        if self._shown == shown and same_way:
            return
        before, self._shown, self._in_hand = self._shown, shown, in_hand
        same_look = before is not None and before[:2] == shown[:2] and same_way
        if in_hand and same_look and said is None and self._goes_along(curve):
            return  # words would not stay upright
        if not same_look:
            self._line.setOpacity(look.ink)
            pen = drawn.line(look.strength, hoped_for=look.hoped_for, chosen=look.chosen, in_hand=in_hand)
            self._line.setPen(pen)
        self._made = curve
        self._line.setTransform(QTransform())
        self._line.setPath(_broken_path(curve) if look.broken else curve_path(curve))
        if self._filled_in:
            self._filled_in = False
            if before is not None and before[1] is drawn:  # else all in sight is filled in anew, and only that
                self.fill_in()

    def _goes_along(self, curve: Curve) -> bool:
        """Turn and stretch the line as it was made so that it runs between other ends, if that need not be far."""
        start, end = complex(*self._made.start), complex(*self._made.end)
        moved = complex(*curve.start)
        turned = (complex(*curve.end) - moved) / (end - start) if end != start else 0
        if not _LEAST_STRETCH < abs(turned) < 1 / _LEAST_STRETCH:
            return False
        moved -= start * turned
        self._line.setTransform(QTransform(turned.real, turned.imag, -turned.imag, turned.real, moved.real, moved.imag))
        return True

    def fill_in(self) -> None:
        """Add arrows, bars, wave, dots and word, unless they are there or too far away to read."""
        if self._filled_in or self._shown is None:
            return
        self._filled_in = True
        look, drawn, curve, said = self._shown
        plain = drawn.far
        self._marks = self._part(self._marks, QPainterPath() if plain else _marks_path(look, curve))
        height = 0.0 if plain else _WAVE_HEIGHT.get(look.stress, 0.0)
        self._wave = self._part(self._wave, _wave_path(curve, height, jagged=drawn.lines.jagged))
        self._dots = self._part(self._dots, _beside(curve) if look.unseen and not plain else QPainterPath())
        self._badge.show(look.doubted, curve.at(0.5), drawn)
        self._give_pens(look, drawn)
        self._write(None if plain else said, curve, drawn)

    def _give_pens(self, look: TieLook, drawn: Style) -> None:
        """Give each part its pen, unless it has it: a line that is only moved keeps all of them."""
        penned = (look, drawn, self._marks, self._wave, self._dots)
        if self._penned == penned:
            return
        self._penned = penned
        if self._marks is not None:
            line = self._line.pen()
            self._marks.setPen(drawn.pen(line.color(), max(1.0, min(line.widthF(), 2.4)) / drawn.weight))
        if self._wave is not None:
            self._wave.setPen(drawn.pen(drawn.colours.secondary, _WAVE_WIDTH))
        if self._dots is not None:
            self._dots.setPen(drawn.beside())

    def opacity(self) -> float:
        """Return how much of its ink the line has, 0..1."""
        return self._line.opacity()

    def items(self) -> list[QGraphicsItem]:
        """Return the line's own item, which holds all its parts."""
        return [self._line]

    def room(self) -> QRectF:
        """Return a room the line does not leave, with its wave, its arrows and its word."""
        room = self._line.transform().mapRect(self._line.path().controlPointRect())
        wide = _BESIDE + self._line.pen().widthF()
        room.adjust(-wide, -wide, wide, wide)
        if self._word is not None and self._word.isVisible():
            room |= self._word.boundingRect().translated(self._word.pos())
        return room

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

    def _write(self, said: Label | None, curve: Curve, drawn: Style) -> None:
        if self._word is not None:
            self._word.setVisible(said is not None)
        if said is None:
            return
        if self._word is None:
            self._word = QGraphicsSimpleTextItem(self._line)
        self._word.setFont(drawn.measure().quiet)
        self._word.setText(said.lines[0].text)
        self._word.setBrush(QBrush(drawn.colours.accent))
        x, y = curve.at(0.5)
        self._word.setPos(x + said.lines[0].x - self._word.boundingRect().width() / 2, y + said.lines[0].y)


def distance(curve: Curve, x: float, y: float) -> float:
    """Return how far a point is from a line, page units."""
    return min(hypot(px - x, py - y) for px, py in curve.points(32))


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


def _marks_path(look: TieLook, curve: Curve) -> QPainterPath:
    path = QPainterPath()
    if look.flow in (Flow.A_TO_B, Flow.BOTH):
        _add_arrow(path, curve.end, curve.heading(1.0))
    if look.flow in (Flow.B_TO_A, Flow.BOTH):
        _add_arrow(path, curve.start, curve.heading(0.0) + pi)
    if look.broken:
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


def _wave_path(curve: Curve, height: float, *, jagged: bool) -> QPainterPath:
    path = QPainterPath()
    if not height or (length := curve.length()) < 2 * _WAVE_LENGTH:
        return path
    halves = min(2 * max(2, round(length / _WAVE_LENGTH)), _MOST_HALVES)
    share = min(0.86, halves * _WAVE_LENGTH / 2 / length) / 2
    points = curve.between(0.49 - share, 0.49 + share).points(halves)
    path.moveTo(*points[0])
    side = 2 * height
    for (bx, by), (ax, ay) in pairwise(points):
        across, down = ax - bx, ay - by
        off = side / (hypot(across, down) or 1.0)
        if jagged:  # its corner stands where the round one has its top
            path.lineTo((ax + bx) / 2 - down * off / 2, (ay + by) / 2 + across * off / 2)
            path.lineTo(ax, ay)
        else:
            path.quadTo((ax + bx) / 2 - down * off, (ay + by) / 2 + across * off, ax, ay)
        side = -side
    return path


def _beside(curve: Curve) -> QPainterPath:
    """Return the curve a little to its side."""
    (ax, ay), (dx, dy) = curve.start, curve.end
    away = _ASIDE / (hypot(dx - ax, dy - ay) or 1.0)
    return curve_path(curve).translated((ay - dy) * away, (dx - ax) * away)
