"""The key: what each shape and each kind of line means, for the screen and for every print."""

from math import ceil, pi, sin

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from sbp_desktop.models.onion import LAYERS
from sbp_desktop.ui import theme
from sbp_desktop.ui.web import glyphs, hull_item, style, words
from sbp_desktop.ui.web.card import Card
from sbp_desktop.ui.web.style import Style

_ROW = 30.0
_SAMPLE = 56.0
_COLUMN = 252.0
ROWS = 9
_INK = {"faded": style.FADED, "stale": style.STALE}
_WAVES = {"wave": 3.4, "high wave": 5.4}


def _lines() -> list[tuple[str, str]]:
    return [
        ("strong", words.said(words.STRENGTHS, "strong")),
        ("moderate", words.said(words.STRENGTHS, "moderate")),
        ("tenuous", words.said(words.STRENGTHS, "tenuous")),
        ("broken", words.said(words.STRENGTHS, "broken")),
        ("wave", words.said(words.STRESSES, "some")),
        ("high wave", words.said(words.STRESSES, "high")),
        ("arrow", words.say("which way help goes")),
        ("dots", words.said(words.STATUSES, "possible")),
        ("beside", words.say("not yet seen together")),
        ("hull", words.say("belong together")),
        ("stale", words.say("not heard of lately")),
        ("faded", words.said(words.STATUSES, "ended")),
    ]


def meanings() -> list[str]:
    """Return what each shape and line means, in words."""
    return [words.said(words.LAYERS, layer) for layer in LAYERS] + [text for _, text in _lines()]


def size(rows: int = ROWS) -> tuple[float, float]:
    """Width and height of the key in page units when it stands in this many rows."""
    return (_first_line_column(rows) + ceil(len(_lines()) / rows)) * _COLUMN, rows * _ROW


def paint_key(painter: QPainter, drawn: Style, rows: int = ROWS) -> None:
    """Draw the key with its corner at (0, 0), `size(rows)` page units large: shapes first, then lines."""
    painter.setFont(style.face(style.QUIET_PX))
    for place, layer in enumerate(LAYERS):
        x, y = place // rows * _COLUMN, (place % rows + 0.5) * _ROW
        painter.save()
        painter.translate(QPointF(x + _SAMPLE / 2, y))
        painter.scale(0.46, 0.46)
        painter.setPen(drawn.outline(layer, dotted=False))
        painter.setBrush(drawn.fill(layer, hoped_for=False))
        painter.drawPath(glyphs.shape_path(drawn.layer(layer).shape, small=False))
        painter.restore()
        _words(painter, drawn, words.said(words.LAYERS, layer), QPointF(x + _SAMPLE + 6, y))
    first = _first_line_column(rows)
    for place, (kind, text) in enumerate(_lines()):
        x, y = (first + place // rows) * _COLUMN, (place % rows + 0.5) * _ROW
        painter.save()
        painter.setOpacity(_INK.get(kind, 1.0))
        _paint_line(painter, drawn, kind, x, y)
        painter.restore()
        _words(painter, drawn, text, QPointF(x + _SAMPLE + 6, y))


def _first_line_column(rows: int) -> int:
    return ceil(len(LAYERS) / rows)


def _words(painter: QPainter, drawn: Style, text: str, at: QPointF) -> None:
    painter.setPen(drawn.colours.ink)
    flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
    painter.drawText(QRectF(at.x(), at.y() - _ROW / 2, _COLUMN - _SAMPLE - 6, _ROW), flags, text)


def _paint_line(painter: QPainter, drawn: Style, kind: str, x: float, y: float) -> None:
    width = {"strong": 4.0}.get(kind, 1.8)
    dashes = drawn.dashes(kind, hoped_for=kind == "dots")
    painter.setPen(drawn.pen(drawn.colours.thread, width, dashes=dashes))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    left, right, middle = x + 4, x + _SAMPLE - 6, x + _SAMPLE / 2
    if kind == "hull":
        hull_item.paint_sample(painter, QPointF(left + 8, y), QPointF(right - 8, y), _ROW * 0.7, drawn)
        return
    path = QPainterPath(QPointF(left, y))
    if kind == "broken":
        path.lineTo(middle - 5, y)
        path.moveTo(middle + 5, y)
    path.lineTo(right, y)
    if kind == "broken":
        for bar in (middle - 5, middle + 5):
            path.moveTo(bar, y - 7)
            path.lineTo(bar, y + 7)
    elif kind == "arrow":
        path.moveTo(right - 7, y - 5)
        path.lineTo(right, y)
        path.lineTo(right - 7, y + 5)
    elif kind in _WAVES:
        path.moveTo(left, y)
        steps = 12 if drawn.lines.jagged else 40  # a step at every top and bottom, or as many as look round
        for i in range(steps + 1):
            path.lineTo(left + (right - left) * i / steps, y + _WAVES[kind] * sin(2 * pi * 3 * i / steps))
    painter.drawPath(path)
    if kind == "beside":
        painter.setPen(drawn.beside())
        painter.drawLine(QPointF(left, y + 5), QPointF(right, y + 5))


class KeyCard(Card):
    """The key as a card over the page."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Key"))
        self.setAccessibleDescription(", ".join(meanings()))

    def sizeHint(self) -> QSize:
        """Grow with the worker's text size."""
        wide, high = size()
        return QSize(theme.scaled(wide + 32), theme.scaled(high + 32))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the key on its card."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = theme.scaled(100) / 100
        painter.translate(theme.scaled(16), theme.scaled(16))
        painter.scale(scale, scale)
        paint_key(painter, Style(theme.tokens()))
