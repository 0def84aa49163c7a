"""The shapes of the five layers and the small symbols inside them, as paths; drawn round (0, 0) in page units."""

import re
from functools import lru_cache
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF, QTransform

from sbp_desktop.models.snapshots import NodeSnapshot
from sbp_desktop.ui.tokens import Shape
from sbp_desktop.ui.web import signs

SELF_RADIUS = 40.0
NODE_HALF: dict[str, tuple[float, float]] = {
    "rounded_square": (23.0, 23.0),
    "circle": (25.0, 25.0),
    "hexagon": (24.0, 27.0),
    "pill": (31.0, 22.0),
    "rectangle": (28.0, 22.0),
}
SMALL = 0.68  # a worker is drawn small
_LETTERS = 2


def half_size(shape: Shape, small: bool) -> tuple[float, float]:
    """Return half width and half height of a node's shape."""
    width, height = NODE_HALF[shape]
    return (width * SMALL, height * SMALL) if small else (width, height)


@lru_cache(maxsize=16)
def shape_path(shape: Shape, small: bool) -> QPainterPath:
    """Return the outline of a node."""
    half_width, half_height = half_size(shape, small)
    box = QRectF(-half_width, -half_height, 2 * half_width, 2 * half_height)
    path = QPainterPath()
    if shape == "circle":
        path.addEllipse(box)
    elif shape == "hexagon":
        corners = [QPointF(half_width * 1.13 * sin(i * pi / 3), -half_height * cos(i * pi / 3)) for i in range(6)]
        path.addPath(_softened(QPolygonF(corners), 0.16))
    else:
        radius = {"rounded_square": 9.0, "pill": half_height, "rectangle": 3.0}[shape]
        path.addRoundedRect(box, radius, radius)
    return path


def _softened(corners: QPolygonF, cut: float) -> QPainterPath:
    """Return the closed shape through these corners with each corner rounded a little."""
    points = [corners.at(i) for i in range(corners.size())]
    path = QPainterPath()
    for i, corner in enumerate(points):
        before, after = points[i - 1], points[(i + 1) % len(points)]
        into, out = corner + (before - corner) * cut, corner + (after - corner) * cut
        if i == 0:
            path.moveTo(into)
        else:
            path.lineTo(into)
        path.quadTo(corner, out)
    path.closeSubpath()
    return path


def letters(label: str) -> str:
    """Return the one or two letters that stand for a person: "Elderly friend (he)" gives EF, "GP" stays GP."""
    words = re.findall(r"[^\W\d_][\w'’]*", re.sub(r"\(.*?\)", "", label)) or re.findall(r"\w+", label)
    if not words:
        return "?"
    if len(words[0]) <= _LETTERS and words[0].isupper():
        return str(words[0])
    telling = [word for word in words if word.casefold() not in _LITTLE] or words
    return "".join(str(word)[0] for word in telling[:_LETTERS]).upper()


_LITTLE = frozenset(
    {
        "the",
        "a",
        "an",
        "of",
        "at",
        "in",
        "and",
        "for",
        "to",
        "my",
        "his",
        "her",
        "their",
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
    }
)

# Strokes in a box of 24: "o" an ellipse (middle, radii), "l" a line through points, "r" a rounded box (corner, size,
# radius), "u" the upper half of an ellipse (middle, radii), "q" a curve (start, bend, end).
# fmt: off
_DRAWN: dict[str, str] = {
    "group": "o 8.5 8 3 3; u 8.5 19 6 5.4; u 16.2 9.4 2.8 3.6; q 16.8 13.6 21.4 14.2 21.5 19",
    "household": "l 3.5 11.5 12 4 20.5 11.5; l 6 9.8 6 20 18 20 18 9.8; o 12 12.8 1.7 1.7; u 12 20 3.2 4",
    "home": "l 3.5 11.5 12 4 20.5 11.5; l 6 9.8 6 20 18 20 18 9.8; l 10 20 10 14.5 14 14.5 14 20",
    "place": "q 12 21 18 14.6 18 10; u 12 10 6 6; q 6 10 6 14.6 12 21; o 12 10 2.3 2.3",
    "activity": "r 4.5 6 15 14 2; l 4.5 10.5 19.5 10.5; l 8.5 3.8 8.5 7.4; l 15.5 3.8 15.5 7.4; "
    "l 9 15.2 11.2 17.4 15.2 13.4",
    "organisation": "l 5 20 5 5 14 5 14 20; l 14 10 19 10 19 20; l 3 20 21 20; "
    "l 8 9 11 9; l 8 12.5 11 12.5; l 8 16 11 16",
    "service": "u 8 9 4 4; u 16 9 4 4; q 4 9 4.5 13.5 12 20; q 20 9 19.5 13.5 12 20",
    "worker": "o 12 7.6 3.8 3.8; u 12 20 7.2 6.4",
    "pet": "o 12 16.2 4.3 3.6; o 6.2 11.4 1.5 1.9; o 17.8 11.4 1.5 1.9; o 9.6 7.6 1.5 2; o 14.4 7.6 1.5 2",
    "knowledge": "q 12 7 9 4.8 4 5.4; l 4 5.4 4 18; q 4 18 9 17.4 12 19.4; "
    "q 12 7 15 4.8 20 5.4; l 20 5.4 20 18; q 20 18 15 17.4 12 19.4; l 12 7 12 19.4",
    "aspiration": "l 12 4 14.4 9.2 20 9.8 15.8 13.6 17 19.2 12 16.3 7 19.2 8.2 13.6 4 9.8 9.6 9.2 12 4",
    "equipment": "u 12.5 8 3.5 4; l 9 8 9 20; l 7 20 11 20; l 16 8 16 9.4",
    "technology": "r 8 3.5 8 17 2; l 11 17.6 13 17.6",
    "money": "o 12 12 8 8; u 12.4 10.6 2.2 2.6; l 10.2 10.6 10.2 16; l 8.8 13 13 13; l 8.8 16 15 16",
} | signs.STROKES
# fmt: on
_LIKE = {"skill": "aspiration", "interest": "aspiration", "experience": "aspiration", "quality": "aspiration"}


def symbol_name(node: NodeSnapshot) -> str:
    """Return which symbol stands inside a node, or "" where its letters do: people have letters, things symbols."""
    if node.symbol in _DRAWN:
        return node.symbol
    name = _LIKE.get(node.kind, node.kind)
    return name if name in _DRAWN else ""


@lru_cache(maxsize=64)
def symbol_path(name: str, size: float) -> QPainterPath:
    """Return the symbol's strokes, `size` page units wide, round (0, 0)."""
    path = QPainterPath()
    for stroke in _DRAWN[name].split("; "):
        kind, *texts = stroke.split()
        numbers = [float(text) for text in texts]
        if kind == "l":
            path.addPolygon(QPolygonF([QPointF(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]))
        elif kind == "r":
            x, y, width, height, radius = numbers
            path.addRoundedRect(QRectF(x, y, width, height), radius, radius)
        elif kind == "q":
            path.moveTo(numbers[0], numbers[1])
            path.quadTo(numbers[2], numbers[3], numbers[4], numbers[5])
        else:
            x, y, radius_x, radius_y = numbers
            box = QRectF(x - radius_x, y - radius_y, 2 * radius_x, 2 * radius_y)
            if kind == "o":
                path.addEllipse(box)
            else:
                path.arcMoveTo(box, 0)
                path.arcTo(box, 0, 180)
    scale = size / 24
    return QTransform.fromScale(scale, scale).map(QTransform.fromTranslate(-12, -12).map(path))
