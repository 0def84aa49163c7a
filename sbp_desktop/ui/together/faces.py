"""A web without words: seven faces at a time, each a photo or a colour of its own."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap

from sbp_desktop.models.layouts import TWO
from sbp_desktop.models.showing import Look, Showing
from sbp_desktop.models.snapshots import NodeSnapshot, WebSnapshot
from sbp_desktop.models.vocabulary import NodeKind

SEVEN = 7
"""So many faces can be told apart at once (practice.md screen 4)."""

_FACES = frozenset({NodeKind.PERSON.value, NodeKind.WORKER.value, NodeKind.PET.value})
# Told apart by people who see colours differently too (Okabe and Ito, 2008), on light paper and on dark.
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8C7A00")
_OWN = "#5B6470"
_FACE_PX = 176


def with_faces(web: WebSnapshot) -> list[NodeSnapshot]:
    """Everybody on the web who has a face, in the order they were drawn in."""
    rank = {id_: i for i, id_ in enumerate(web.layout_order)}
    there = [node for node in web.nodes if node.kind in _FACES and node.id != web.self_node]
    return sorted(there, key=lambda node: rank.get(node.id, len(rank)))


def pages(web: WebSnapshot) -> int:
    """How many times seven faces there are; one where there is nobody yet."""
    return max(1, -(-len(with_faces(web)) // SEVEN))


def page_of_faces(page: int, layout: str = TWO) -> Look:
    """Seven faces on two circles (or on another layout), without a word."""

    def look(web: WebSnapshot, showing: Showing) -> tuple[WebSnapshot, Showing]:
        shown = {node.id for node in with_faces(web)[page * SEVEN : (page + 1) * SEVEN]} | {web.self_node}
        few = replace(
            web,
            nodes=tuple(node for node in web.nodes if node.id in shown),
            ties=tuple(tie for tie in web.ties if tie.a in shown and tie.b in shown),
            strengths=(),
            members=(),
            layout_order=tuple(id_ for id_ in web.layout_order if id_ in shown),
            first={id_: stood for id_, stood in web.first.items() if id_ in shown},
        )
        return few, replace(showing, layout=layout, wordless=True)

    return look


def round_faces(web: WebSnapshot, photos: Mapping[UUID, QPixmap]) -> dict[UUID, QPixmap]:
    """A picture for everybody with a face: their photo, or else head and shoulders in a colour of their own."""
    colours = {node.id: QColor(_COLOURS[i % SEVEN]) for i, node in enumerate(with_faces(web))}
    colours[web.self_node] = QColor(_OWN)
    return {id_: _drawn(colour) for id_, colour in colours.items()} | dict(photos)


def _drawn(colour: QColor) -> QPixmap:
    face = QPixmap(_FACE_PX, _FACE_PX)
    face.fill(colour)
    painter = QPainter(face)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#FFFFFF"))
    middle = _FACE_PX / 2
    painter.drawEllipse(QPointF(middle, middle * 0.8), middle * 0.36, middle * 0.36)
    shoulders = QPainterPath()
    shoulders.addRoundedRect(QRectF(middle * 0.4, middle * 1.3, middle * 1.2, middle), middle * 0.5, middle * 0.5)
    painter.drawPath(shoulders)
    painter.end()
    return face
