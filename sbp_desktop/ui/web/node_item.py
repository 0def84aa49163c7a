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
from sbp_desktop.models.snapshots import NodeSnapshot
from sbp_desktop.models.vocabulary import NodeKind, NodeStatus
from sbp_desktop.ui.tokens import Tokens
from sbp_desktop.ui.web import glyphs, style, words
from sbp_desktop.ui.web.badge import Badge
from sbp_desktop.ui.web.crowd import Box
from sbp_desktop.ui.web.labels import Label, LabelLine, LabelWish, Voice
from sbp_desktop.ui.web.style import Style

_GONE = frozenset({NodeStatus.ENDED.value, NodeStatus.DECLINED.value, NodeStatus.LOST.value})
_SYMBOL, _SMALL_SYMBOL = 26.0, 20.0
NODE_Z = 2.0
_NAME_GAP = 6.0
_ASIDE = (0.0, 1.0, -1.0, 0.5, -0.5, 1.6, -1.6)  # of half a name's width
LARGEST = glyphs.SELF_RADIUS
"""No shape reaches further from its middle, page units."""

_DOTS_AWAY = 6.0  # how far round a shape the dots of what is yet to be seen together stand
_CORNER = 0.85  # of half a shape: where its badge sits, opposite the handle
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
    large: bool
    domain: str
    small: bool
    hoped_for: bool
    ink: float
    unseen: bool
    doubted: bool
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
        large=is_self or wordless,
        domain=node.domain,
        small=node.kind == NodeKind.WORKER,
        hoped_for=node.status in words.HOPED_FOR,
        ink=style.ink(quiet or (gone and not node.remembered and not is_self), node.id in showing.stale),
        unseen=node.unseen,
        doubted=bool(node.alternatives),
        symbol="" if is_self else glyphs.symbol_name(node),
        initials="" if wordless else glyphs.letters(node.label)[: 1 if is_self else None],
        label="" if wordless else node.label,
        detail="" if wordless or is_self else words.detail(node),
        mark="" if wordless or not mark else words.said(words.MARKS, mark),
        face=face,
    )


def half_size(look: Look, drawn: Style) -> tuple[float, float]:
    """Return half width and half height of the shape."""
    if look.large:
        return glyphs.SELF_RADIUS, glyphs.SELF_RADIUS
    return glyphs.half_size(drawn.layer(look.domain).shape, look.small)


def label_wish(look: Look, point: tuple[float, float], drawn: Style) -> LabelWish:
    """Return what the label asks for."""
    return LabelWish(look.id, *point, *half_size(look, drawn), look.label, look.detail, look.mark)


def self_labels(look: Look, drawn: Style) -> Iterator[Label]:
    """Yield the places for the person's own name: beneath them, a little aside, above, at their side."""
    item = QGraphicsSimpleTextItem(look.label)
    item.setFont(drawn.face(style.SELF_NAME_PX, bold=True))
    width, height = item.boundingRect().width(), item.boundingRect().height()
    beneath, above = glyphs.SELF_RADIUS + _NAME_GAP, -glyphs.SELF_RADIUS - _NAME_GAP - height
    aside = width / 2 + _NAME_GAP
    places = [(share * aside, beneath) for share in _ASIDE] + [(share * aside, above) for share in _ASIDE]
    beside = glyphs.SELF_RADIUS + aside + _NAME_GAP
    for middle, top in (*places, (beside, -height / 2), (-beside, -height / 2)):
        box = Box(middle - width / 2, top, middle + width / 2, top + height)
        yield Label((LabelLine(look.label, middle, top, "name"),) if look.label else (), box)


class NodeItem:
    """Keeps the items of one node: `show` draws its shape, `fill_in` what is told from nearby."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._body = QGraphicsPathItem()
        self._body.setZValue(NODE_Z)
        scene.addItem(self._body)
        self._inside: QGraphicsItem | None = None
        self._dots: QGraphicsPathItem | None = None
        self._badge = Badge(self._body)
        self._lines: list[QGraphicsSimpleTextItem] = []
        self._shown: tuple[Look, Style] | None = None
        self._label: Label | None = None
        self._filled_in = False

    def show(self, look: Look, point: tuple[float, float], label: Label | None, drawn: Style) -> None:
        """Draw this look at this point (page units); `label` is where its words stand."""
        self.move(point)
        restyled = self._shown is None or self._shown[1] is not drawn
        anew = self._shown != (look, drawn)
        if anew:
            self._shown = (look, drawn)
            self._draw_shape(look, drawn)
        relabelled = label is None or self._label is None or label.lines != self._label.lines
        self._label = label
        if self._filled_in and (anew or relabelled):
            self._filled_in = False
            if not restyled:  # then all in sight is filled in anew, and only that
                self.fill_in()

    def fill_in(self) -> None:
        """Add face, symbol or letters and the label, unless they are there or too far away to read."""
        if self._filled_in or self._shown is None:
            return
        self._filled_in = True
        look, drawn = self._shown
        if self._inside is not None:
            _take_off(self._inside)
        self._inside = self._made_inside(look, drawn)
        self._draw_label(None if drawn.far else self._label, drawn, bold=look.is_self)

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

    def items(self) -> list[QGraphicsItem]:
        """Return the shape's own item, which holds all its parts."""
        return [self._body]

    def room(self) -> QRectF:
        """Return the room the node takes with its words."""
        return (self._body.boundingRect() | self._body.childrenBoundingRect()).translated(self._body.pos())

    def remove(self, scene: QGraphicsScene) -> None:
        """Take the node off the page."""
        scene.removeItem(self._body)

    def _draw_shape(self, look: Look, drawn: Style) -> None:
        self._body.setOpacity(look.ink)
        self._body.setPath(outline(look, drawn))
        if look.is_self:
            self._body.setPen(drawn.pen(drawn.colours.accent, 2.5))
            self._body.setBrush(QBrush(drawn.colours.surface))
        else:
            self._body.setPen(drawn.outline(look.domain, dotted=look.hoped_for))
            self._body.setBrush(drawn.fill(look.domain, hoped_for=look.hoped_for))
        if look.unseen and self._dots is None:
            self._dots = QGraphicsPathItem(self._body)
        if self._dots is not None:
            self._dots.setPath(outline(look, drawn, _DOTS_AWAY))
            self._dots.setPen(drawn.beside())
            self._dots.setVisible(look.unseen)
        across, down = half_size(look, drawn)
        self._badge.show(look.doubted, (-_CORNER * across, -_CORNER * down), drawn)

    def _made_inside(self, look: Look, drawn: Style) -> QGraphicsItem | None:
        """Return what tells who it is: their face, or else a symbol, or else their letters."""
        if look.face is not None:
            return _face(look.face, min(half_size(look, drawn)) - _FACE_EDGE, self._body)
        if drawn.far:
            return None
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
            _take_off(self._lines.pop())
        while len(self._lines) < len(wanted):
            self._lines.append(QGraphicsSimpleTextItem(self._body))
        for item, line in zip(self._lines, wanted, strict=True):
            if bold:
                item.setFont(drawn.face(style.SELF_NAME_PX, bold=True))
            else:
                item.setFont(drawn.measure().plain if line.voice == "name" else drawn.measure().quiet)
            item.setText(line.text)
            item.setBrush(QBrush(_VOICES[line.voice](drawn.colours)))
            item.setPos(line.x - item.boundingRect().width() / 2, line.y)


def outline(look: Look, drawn: Style, away: float = 0.0) -> QPainterPath:
    """Return the shape's outline round (0, 0), or one so far (page units) outside it."""
    if look.large:
        radius = glyphs.SELF_RADIUS + away
        circle = QPainterPath()
        circle.addEllipse(QPointF(0, 0), radius, radius)
        return circle
    path = glyphs.shape_path(drawn.layer(look.domain).shape, look.small)
    if not away:
        return path
    across, down = half_size(look, drawn)
    return QTransform.fromScale(1 + away / across, 1 + away / down).map(path)


def _take_off(item: QGraphicsItem) -> None:
    """Take a part off its shape."""
    scene = item.scene()
    item.setParentItem(None)  # type: ignore[arg-type]  # the binding forgets that none is allowed
    if scene is not None:  # it has none while it is in the hand
        scene.removeItem(item)


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
