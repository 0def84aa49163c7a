"""Ink on the page: pen strokes as smooth lines and notes on small slips of paper, over everything else."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsScene, QGraphicsTextItem

from sbp_desktop.models import ink
from sbp_desktop.models.arrangement import Layout, Point
from sbp_desktop.models.ink import Stroke
from sbp_desktop.models.snapshots import InkSnapshot
from sbp_desktop.ui.web import style
from sbp_desktop.ui.web.style import Style

_INK_Z, _NOTE_Z, PEN_Z = 2.4, 2.6, 2.8
_PEN, _CHOSEN_PEN = 2.4, 4.0
_NOTE_WIDTH, _NOTE_PAD, _NOTE_CORNER = 190.0, 8.0, 6.0


def smooth(stroke: Stroke) -> QPainterPath:
    """Return a curve through every point of a stroke (Catmull and Rom, 1974); a single point is a dot."""
    points = [QPointF(*point) for point in stroke]
    path = QPainterPath()
    if not points:
        return path
    path.moveTo(points[0])
    if len(points) == 1:
        path.lineTo(points[0] + QPointF(0.01, 0))
    for i in range(len(points) - 1):
        before, a, b, after = points[max(0, i - 1)], points[i], points[i + 1], points[min(len(points) - 1, i + 2)]
        path.cubicTo(a + (b - before) / 6, b - (after - a) / 6, b)
    return path


@dataclass
class _Drawn:
    """One piece of ink as it stands on the page."""

    shown: InkSnapshot
    body: QGraphicsPathItem
    strokes: tuple[Stroke, ...]


class InkItems:
    """Keeps the items of all ink on a scene. `chosen` is drawn stronger."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self._drawn: dict[UUID, _Drawn] = {}
        self._with: Style | None = None
        self.chosen: UUID | None = None

    def show(self, inks: Iterable[InkSnapshot], layout: Layout, drawn: Style) -> None:
        """Draw what was drawn on this layout; nothing is made anew that has not changed."""
        wanted = {one.id: one for one in inks if layout.name in one.positions}
        for id_ in [id_ for id_, was in self._drawn.items() if drawn is not self._with or wanted.get(id_) != was.shown]:
            self._scene.removeItem(self._drawn.pop(id_).body)
        self._with = drawn
        for id_, one in wanted.items():
            if id_ not in self._drawn:
                self._drawn[id_] = self._note(one, drawn) if one.text else self._strokes(one)
                self._outline(id_)
            body = self._drawn[id_].body
            body.setPos(*ink.on_page(layout, one.positions[layout.name]))
            body.show()
        if self.chosen not in self._drawn:
            self.chosen = None

    def choose(self, id_: UUID | None) -> None:
        """Draw this one stronger, and no other."""
        before, self.chosen = self.chosen, id_ if id_ in self._drawn else None
        for changed in (before, self.chosen):
            if changed is not None:
                self._outline(changed)

    def shown(self, id_: UUID) -> InkSnapshot:
        """Return what is kept of a piece of ink on the page."""
        return self._drawn[id_].shown

    def ids(self) -> tuple[UUID, ...]:
        """Return the ink on the page, as it was first drawn."""
        return tuple(self._drawn)

    def point_of(self, id_: UUID) -> QPointF:
        """Return where the middle of a piece of ink is, page units."""
        return self._drawn[id_].body.pos()

    def box_of(self, id_: UUID) -> QRectF:
        """Return the room it takes, page units."""
        return self._drawn[id_].body.sceneBoundingRect()

    def move(self, id_: UUID, point: QPointF) -> None:
        """Draw it elsewhere without keeping that."""
        self._drawn[id_].body.setPos(point)

    def hide(self, ids: Iterable[UUID], *, hidden: bool) -> None:
        """Leave these out of the picture for now."""
        for id_ in ids:
            self._drawn[id_].body.setVisible(not hidden)

    def note_at(self, point: QPointF) -> UUID | None:
        """Return the uppermost note under a page point."""
        for id_, one in reversed(self._drawn.items()):
            if one.shown.text and self.box_of(id_).contains(point):
                return id_
        return None

    def near(self, point: QPointF, reach: float) -> set[UUID]:
        """Return the ink that passes within `reach` page units of a point."""
        found = set()
        for id_, one in self._drawn.items():
            at = point - one.body.pos()
            if one.body.boundingRect().adjusted(-reach, -reach, reach, reach).contains(at):
                here: Point = (at.x(), at.y())
                if one.shown.text or any(ink.distance(stroke, here) <= reach for stroke in one.strokes):
                    found.add(id_)
        return found

    def _strokes(self, one: InkSnapshot) -> _Drawn:
        strokes = ink.of_text(one.strokes)
        path = QPainterPath()
        for stroke in strokes:
            path.addPath(smooth(stroke))
        return _Drawn(one, self._add(path, _INK_Z), strokes)

    def _note(self, one: InkSnapshot, drawn: Style) -> _Drawn:
        words = QGraphicsTextItem(one.text)
        words.setFont(style.face(style.QUIET_PX))
        words.setDefaultTextColor(drawn.colours.ink)
        words.document().setDocumentMargin(0)
        words.setTextWidth(min(_NOTE_WIDTH, words.document().idealWidth() + 1))
        size = words.boundingRect().size()
        words.setPos(-size.width() / 2, -size.height() / 2)
        slip = QPainterPath()
        room = QRectF(words.pos(), size).adjusted(-_NOTE_PAD, -_NOTE_PAD, _NOTE_PAD, _NOTE_PAD)
        slip.addRoundedRect(room, _NOTE_CORNER, _NOTE_CORNER)
        body = self._add(slip, _NOTE_Z)
        body.setBrush(drawn.colours.surface)
        words.setParentItem(body)
        return _Drawn(one, body, ())

    def _add(self, path: QPainterPath, z: float) -> QGraphicsPathItem:
        body = QGraphicsPathItem(path)
        body.setZValue(z)
        self._scene.addItem(body)
        return body

    def _outline(self, id_: UUID) -> None:
        if self._with is None:
            return
        one, chosen, colours = self._drawn[id_], id_ == self.chosen, self._with.colours
        if one.shown.text:
            one.body.setPen(self._with.pen(colours.accent if chosen else colours.secondary, 2.5 if chosen else 1.2))
        else:
            one.body.setPen(pen(self._with, chosen=chosen))


def pen(drawn: Style, *, chosen: bool = False) -> QPen:
    """Return the pen ink is drawn with: a pen on paper, which is as thick as it is whatever the zoom."""
    colour, width = (drawn.colours.accent, _CHOSEN_PEN) if chosen else (drawn.colours.ink, _PEN)
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
