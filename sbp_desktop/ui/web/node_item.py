"""One person, place or thing on the page: its shape, its letters or symbol and its label, made of Qt's own items."""

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainterPath, QPen, QPixmap, QTransform
from PySide6.QtWidgets import (
    QGraphicsEllipseItem,
    QGraphicsItem,
    QGraphicsPathItem,
    QGraphicsScene,
    QGraphicsSimpleTextItem,
)

from sbp_desktop.models.dates import present_on
from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import NodeSnapshot, StrengthSnapshot
from sbp_desktop.models.vocabulary import NodeKind, NodeStatus, StrengthWhen
from sbp_desktop.ui.tokens import Tokens
from sbp_desktop.ui.web import glyphs, style, words
from sbp_desktop.ui.web.crowd import Box, box_around
from sbp_desktop.ui.web.labels import Label, LabelLine, LabelWish, Voice
from sbp_desktop.ui.web.style import Style

_GONE = frozenset({NodeStatus.ENDED.value, NodeStatus.DECLINED.value, NodeStatus.LOST.value})
_SYMBOL, _SMALL_SYMBOL = 26.0, 20.0
_SLOT_WIDTH, _SLOT_PAD = 168.0, 8.0
NODE_Z, SLOT_Z = 2.0, 1.5
_NAME_GAP = 6.0
_FACE_EDGE = 2.0  # of the shape's own colour, left to see round a face
_VOICES: dict[Voice, Callable[[Tokens], QColor]] = {
    "name": attrgetter("ink"),
    "detail": attrgetter("secondary"),
    "mark": attrgetter("accent"),
}


class Look(NamedTuple):
    """Everything that decides how a node is drawn, apart from where; two equal looks need no redrawing."""

    id: UUID
    is_self: bool
    domain: str
    small: bool
    hoped_for: bool
    faded: bool
    symbol: str
    initials: str
    label: str
    detail: str
    mark: str
    face: QPixmap | None


def look_of(node: NodeSnapshot, showing: Showing, face: QPixmap | None, *, is_self: bool) -> Look:
    """Return how a node looks; who has died keeps full ink, what has ended is faded (decisions.md D13).

    Without words a face or a symbol tells who it is, or else the shape's own colour.
    """
    mark = showing.marks.get(node.id, "")
    gone = mark == "gone" or node.status in _GONE or not present_on(showing.day, node.since, node.until)
    quiet = node.id in showing.quiet
    wordless = showing.wordless
    return Look(
        id=node.id,
        is_self=is_self,
        domain=node.domain,
        small=node.kind == NodeKind.WORKER,
        hoped_for=node.status in words.HOPED_FOR,
        faded=quiet or (gone and not node.remembered and not is_self),
        symbol="" if is_self else glyphs.symbol_name(node),
        initials="" if wordless else glyphs.letters(node.label)[: 1 if is_self else None],
        label="" if wordless else node.label,
        detail="" if wordless or is_self else words.detail(node),
        mark="" if wordless or not mark else words.said(words.MARKS, mark),
        face=face,
    )


def half_size(look: Look, drawn: Style) -> tuple[float, float]:
    """Return half width and half height of the shape."""
    if look.is_self:
        return glyphs.SELF_RADIUS, glyphs.SELF_RADIUS
    return glyphs.half_size(drawn.layer(look.domain).shape, look.small)


def label_wish(look: Look, point: tuple[float, float], drawn: Style) -> LabelWish:
    """Return what the label asks for; over the person it would rather be above, so that its line comes out free."""
    x, y = point
    outward = y < 0 and abs(x) < -0.5 * y
    return LabelWish(look.id, x, y, *half_size(look, drawn), look.label, look.detail, look.mark, outward)


def self_labels(look: Look) -> Iterator[Label]:
    """Yield the places for the person's own name: beneath them, else a little aside, else above."""
    item = QGraphicsSimpleTextItem(look.label)
    item.setFont(style.face(style.SELF_NAME_PX, bold=True))
    size = item.boundingRect()
    away = glyphs.SELF_RADIUS + _NAME_GAP
    aside = size.width() / 2 + _NAME_GAP
    for middle, top in ((0.0, away), (aside, away), (-aside, away), (0.0, -away - size.height())):
        box = Box(middle - size.width() / 2, top, middle + size.width() / 2, top + size.height())
        yield Label((LabelLine(look.label, middle, top, "name"),) if look.label else (), box)


class NodeItem:
    """Keeps the items of one node; `show` changes only what differs from what is there."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._body = QGraphicsPathItem()
        self._body.setZValue(NODE_Z)
        scene.addItem(self._body)
        self._inside: QGraphicsItem | None = None
        self._lines: list[QGraphicsSimpleTextItem] = []
        self._shown: tuple[Look, Style] | None = None
        self._label: Label | None = None
        self.look: Look | None = None

    def show(self, look: Look, point: tuple[float, float], label: Label | None, drawn: Style) -> None:
        """Draw this look at this point (page units) with this label."""
        self.look = look
        self.move(point)
        fresh = self._shown != (look, drawn)
        if fresh:
            self._shown = (look, drawn)
            self._draw_shape(look, drawn)
        if fresh or label is None or self._label is None or label.lines != self._label.lines:
            self._draw_label(label, drawn, bold=look.is_self)
        self._label = label

    def move(self, point: tuple[float, float]) -> None:
        """Put the whole node elsewhere."""
        if (self._body.x(), self._body.y()) != point:
            self._body.setPos(*point)

    def point(self) -> tuple[float, float]:
        """Return where the node is drawn now."""
        return self._body.x(), self._body.y()

    def opacity(self) -> float:
        """Return how much of its ink the node has, 0..1."""
        return self._body.opacity()

    def remove(self, scene: QGraphicsScene) -> None:
        """Take the node off the page."""
        scene.removeItem(self._body)

    def _draw_shape(self, look: Look, drawn: Style) -> None:
        layer = drawn.layer(look.domain)
        self._body.setOpacity(style.FADED if look.faded else 1.0)
        if self._inside is not None:
            self._inside.setParentItem(None)  # type: ignore[arg-type]  # the binding forgets that none is allowed
            self._inside.scene().removeItem(self._inside)
            self._inside = None
        if look.is_self:
            circle = QPainterPath()
            circle.addEllipse(QPointF(0, 0), glyphs.SELF_RADIUS, glyphs.SELF_RADIUS)
            self._body.setPath(circle)
            self._body.setPen(drawn.pen(drawn.colours.accent, 2.5))
            self._body.setBrush(QBrush(drawn.colours.surface))
        else:
            self._body.setPath(glyphs.shape_path(layer.shape, look.small))
            self._body.setPen(drawn.outline(look.domain, dotted=look.hoped_for))
            self._body.setBrush(drawn.fill(look.domain, hoped_for=look.hoped_for))
        self._inside = self._made_inside(look, drawn)

    def _made_inside(self, look: Look, drawn: Style) -> QGraphicsItem | None:
        """Return what tells who it is: their face, or else a symbol, or else their letters."""
        if look.face is not None:
            return _face(look.face, min(half_size(look, drawn)) - _FACE_EDGE, self._body)
        colour = drawn.colours.accent if look.is_self else drawn.layer(look.domain).text
        if look.symbol:
            size = _SMALL_SYMBOL if look.small else _SYMBOL
            symbol = QGraphicsPathItem(glyphs.symbol_path(look.symbol, size), self._body)
            symbol.setPen(drawn.pen(colour, 1.7))
            return symbol
        font = style.face(style.SELF_LETTER_PX if look.is_self else style.LETTERS_PX, bold=True)
        return _letters(look.initials, font, colour, self._body) if look.initials else None

    def _draw_label(self, label: Label | None, drawn: Style, *, bold: bool) -> None:
        wanted = label.lines if label else ()
        while len(self._lines) > len(wanted):
            last = self._lines.pop()
            last.scene().removeItem(last)
        while len(self._lines) < len(wanted):
            self._lines.append(QGraphicsSimpleTextItem(self._body))
        for item, line in zip(self._lines, wanted, strict=True):
            if bold:
                item.setFont(style.face(style.SELF_NAME_PX, bold=True))
            else:
                item.setFont(style.measure().plain if line.voice == "name" else style.measure().quiet)
            item.setText(line.text)
            item.setBrush(QBrush(_VOICES[line.voice](drawn.colours)))
            item.setPos(line.x - item.boundingRect().width() / 2, line.y)


def _face(face: QPixmap, radius: float, parent: QGraphicsItem) -> QGraphicsItem:
    """Return a picture cropped to a circle."""
    item = QGraphicsEllipseItem(-radius, -radius, 2 * radius, 2 * radius, parent)
    size = min(face.width(), face.height())
    scale = 2 * radius / size
    brush = QBrush(face)
    brush.setTransform(QTransform(scale, 0, 0, scale, -face.width() * scale / 2, -face.height() * scale / 2))
    item.setBrush(brush)
    item.setPen(QPen(Qt.PenStyle.NoPen))
    return item


def _letters(text: str, font: QFont, colour: QColor, parent: QGraphicsItem) -> QGraphicsItem:
    item = QGraphicsSimpleTextItem(text, parent)
    item.setFont(font)
    item.setBrush(QBrush(colour))
    middle = item.boundingRect().center()
    item.setPos(-middle.x(), -middle.y())
    return item


class StrengthItem:
    """Something good about the person, in their words, in a slot of the inner ring."""

    def __init__(
        self, scene: QGraphicsScene, strength: StrengthSnapshot, point: tuple[float, float], drawn: Style
    ) -> None:
        measured = style.measure()
        lines = measured.fitted(strength.text, _SLOT_WIDTH, True, 2)
        height = len(lines) * measured.height[True]
        half_width = max(measured.width(line, True) for line in lines) / 2 + _SLOT_PAD + 4
        half_height = height / 2 + _SLOT_PAD / 2 + 2
        path = QPainterPath()
        path.addRoundedRect(QRectF(-half_width, -half_height, 2 * half_width, 2 * half_height), 8, 8)
        self._slot = QGraphicsPathItem(path)
        self._slot.setZValue(SLOT_Z)
        self._slot.setPos(*point)
        self._slot.setToolTip(strength.text if "…" in lines[-1] else "")
        hoped_for = strength.when == StrengthWhen.WOULD_LIKE
        self._slot.setPen(drawn.pen(drawn.layer("personal").line, 1.5, dotted=hoped_for))
        self._slot.setBrush(QBrush(drawn.layer("personal").tint))
        for row, line in enumerate(lines):
            text = QGraphicsSimpleTextItem(line, self._slot)
            text.setFont(measured.quiet)
            text.setBrush(QBrush(drawn.colours.ink))
            text.setPos(-text.boundingRect().width() / 2, -height / 2 + row * measured.height[True])
        scene.addItem(self._slot)
        self.box = box_around(*point, half_width, half_height)

    def remove(self, scene: QGraphicsScene) -> None:
        """Take the slot off the page."""
        scene.removeItem(self._slot)
