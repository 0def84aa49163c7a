"""What rings and points for a moment: halos, handles, a line being pulled; drawn over the picture, never part of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QBrush, QPainterPath, QPen
from PySide6.QtWidgets import (
    QGraphicsEllipseItem,
    QGraphicsItem,
    QGraphicsPathItem,
    QGraphicsSimpleTextItem,
)

from sbp_desktop.ui.web.layers_item import LayersItem
from sbp_desktop.ui.web.style import Style

AnItem = TypeVar("AnItem", bound=QGraphicsItem)

_HANDLE_RADIUS, _END_RADIUS = 8.0, 6.0


class Overlay(QObject):
    """Items that stand on no scene, so that no print and no other view has them. `changed` carries the room (QRectF,
    page units) where they look different.
    """

    changed = Signal(QRectF)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.halos: list[QGraphicsPathItem] = []
        self._halo_of: dict[UUID, QGraphicsPathItem] = {}
        self._part_ring, self._part_name = _hidden(QGraphicsEllipseItem()), _hidden(QGraphicsSimpleTextItem())
        self._preview = _hidden(QGraphicsPathItem())
        self._handle = _hidden(QGraphicsEllipseItem())
        self._ends = _hidden(QGraphicsEllipseItem()), _hidden(QGraphicsEllipseItem())
        self._shown: dict[str, object] = {}

    def items(self) -> list[QGraphicsItem]:
        """Return what is to be seen, the lowest first."""
        every = (self._part_ring, self._part_name, *self.halos, self._preview, self._handle, *self._ends)
        return [item for item in every if item.isVisible()]

    def ring(self, rings: Mapping[UUID, tuple[QPointF, QPainterPath, float]], drawn: Style) -> None:
        """Show a halo of this outline and width round each of these middles, by node, and no others."""
        while len(self.halos) < len(rings):
            self.halos.append(_hidden(QGraphicsPathItem()))
        self._halo_of = dict(zip(rings, self.halos, strict=False))
        anew = self._differs("halos", ([ring[1:] for ring in rings.values()], drawn))
        with self._changing(*self.halos):
            for halo, (middle, outline, width) in zip(self.halos, rings.values(), strict=False):
                halo.setPos(middle)
                if anew:
                    halo.setPath(outline)
                    halo.setPen(drawn.pen(drawn.colours.accent, width))
                    halo.show()
            for halo in self.halos[len(rings) :]:
                halo.hide()

    def carry_halos(self, to: Mapping[UUID, QPointF]) -> QRectF:
        """Let halos go along with nodes that are taken to these points; return the room they take there."""
        carried = {halo: to[id_] for id_, halo in self._halo_of.items() if id_ in to}
        for halo, point in carried.items():
            halo.setPos(point)
        return room_of(carried)

    def show_handle(self, at: QPointF | None, drawn: Style) -> None:
        """Show the small ring from which a line is pulled, or none."""
        self._show_rings("handle", (self._handle,), () if at is None else (at,), _HANDLE_RADIUS, drawn)

    def show_ends(self, at: Sequence[QPointF], drawn: Style) -> None:
        """Show the two small rings by which a line's ends are taken elsewhere, or none."""
        self._show_rings("ends", self._ends, at, _END_RADIUS, drawn)

    def preview(self, path: QPainterPath, pen: QPen) -> None:
        """Show a line that is being pulled, or an outline that is being drawn."""
        with self._changing(self._preview):
            self._preview.setPath(path)
            self._preview.setPen(pen)
            self._preview.show()

    def hide_preview(self) -> None:
        """Take the line or the outline away."""
        if self._preview.isVisible():
            with self._changing(self._preview):
                self._preview.hide()

    def point_out(self, layers: LayersItem, part: str | None, drawn: Style) -> None:
        """Show a part of the page by its ring and its name in the accent; None for none."""
        if not self._differs("part", part and (part, drawn)):
            return
        ring, name = layers.ring_and_name(part) or (None, None)
        with self._changing(self._part_ring, self._part_name):
            self._part_ring.setVisible(ring is not None and ring.isVisible())
            self._part_name.setVisible(name is not None)
            if ring is not None and name is not None:
                self._part_ring.setRect(ring.rect())
                self._part_ring.setPen(drawn.pen(drawn.colours.accent, 1.0))
                self._part_name.setText(name.text())
                self._part_name.setFont(name.font())
                self._part_name.setBrush(QBrush(drawn.colours.accent))
                self._part_name.setPos(name.pos())

    def _show_rings(
        self, name: str, rings: Sequence[QGraphicsEllipseItem], at: Sequence[QPointF], radius: float, drawn: Style
    ) -> None:
        if not self._differs(name, (tuple(point.toTuple() for point in at), drawn)):
            return
        with self._changing(*rings):
            for ring in rings[len(at) :]:
                ring.hide()
            for ring, point in zip(rings, at, strict=False):
                _place(ring, point, radius)
                ring.setPen(drawn.pen(drawn.colours.accent, 2.0))
                ring.setBrush(drawn.colours.surface)

    @contextmanager
    def _changing(self, *items: QGraphicsItem) -> Iterator[None]:
        """Ring with the room these items took before and take after."""
        before = room_of(item for item in items if item.isVisible())
        yield
        room = before | room_of(item for item in items if item.isVisible())
        if not room.isEmpty():
            self.changed.emit(room)

    def _differs(self, name: str, wanted: object) -> bool:
        """Tell whether something else is wanted of a part than what it shows, and remember it."""
        differs = self._shown.get(name) != wanted
        self._shown[name] = wanted
        return differs


def room_of(items: Iterable[QGraphicsItem]) -> QRectF:
    """Return the room these items take with all their parts, page units."""
    room = QRectF()
    for item in items:
        room |= item.mapRectToScene(item.boundingRect() | item.childrenBoundingRect())
    return room


def _hidden(item: AnItem) -> AnItem:
    item.hide()
    return item


def _place(ring: QGraphicsEllipseItem, middle: QPointF, radius: float) -> None:
    ring.setRect(-radius, -radius, 2 * radius, 2 * radius)
    ring.setPos(middle)
    ring.show()
