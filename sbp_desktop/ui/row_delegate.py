"""Draws a row of a long list (a face or an icon, a name, a quieter line); all rows are equally high."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from sbp_desktop.ui import icons, theme
from sbp_desktop.ui.snapshot_list_model import SNAPSHOT
from sbp_desktop.ui.widgets.face import paint_face

# Search marks the found part with these; see models/snapshots.SearchHit.
FOUND, FOUND_END = "\ue000", "\ue001"
_MARKS = re.compile(f"[{FOUND}{FOUND_END}]")
_FACE, _ICON = 44, 20


class RowParts(NamedTuple):
    """What a row shows. `name` may hold marks round a found part; `icon` stands where there is no face."""

    name: str
    line: str = ""
    aside: str = ""
    face: str | None = None
    icon: str = ""
    words: bool = False


def without_marks(text: str) -> str:
    """Return the text as it reads, for screen readers."""
    return _MARKS.sub("", text)


class RowDelegate(QStyledItemDelegate):
    """`parts(snapshot)` says what to draw. `diameter` is the face's, in pixels at the ordinary text size."""

    def __init__(self, parts: Callable[[Any], RowParts], diameter: int = _FACE, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._diameter = diameter

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the one height of all rows, which follows the text size."""
        texts = QFontMetricsF(theme.font("name")).height() + QFontMetricsF(theme.font("secondary")).height()
        return QSize(theme.scaled(240), round(max(theme.scaled(self._diameter), texts)) + 2 * theme.SPACE_12)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the row; the current one lies on a calm ground, with the halo while the list has the keyboard."""
        parts: RowParts = self._parts(index.data(SNAPSHOT))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect)
        state = option.state
        self._draw_ground(painter, box, state)
        inner = box.adjusted(theme.SPACE_12, theme.SPACE_12, -theme.SPACE_12, -theme.SPACE_12)
        left = self._draw_picture(painter, inner, parts)
        right = self._draw_aside(painter, inner, parts.aside)
        self._draw_texts(painter, QRectF(left, inner.top(), right - left, inner.height()), parts)
        painter.restore()

    def _draw_ground(self, painter: QPainter, box: QRectF, state: QStyle.StateFlag) -> None:
        colours = theme.tokens()
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.selected)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), theme.RADIUS, theme.RADIUS)
        else:
            ruled = QRectF(box.left() + theme.SPACE_12, box.bottom() - 1, box.width() - 2 * theme.SPACE_12, 1)
            painter.fillRect(ruled, colours.hairline)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours.accent, theme.HALO))
            half = theme.HALO / 2
            painter.drawRoundedRect(box.adjusted(half, half, -half, -half), theme.RADIUS, theme.RADIUS)

    def _draw_picture(self, painter: QPainter, inner: QRectF, parts: RowParts) -> float:
        """Draw face or icon; return where the texts begin, which is further left without either."""
        if parts.face is None and not parts.icon:
            return inner.left()
        side = float(theme.scaled(self._diameter))
        place = QRectF(inner.left(), inner.center().y() - side / 2, side, side)
        if parts.face is not None:
            paint_face(painter, place, parts.face)
        elif parts.icon:
            size = theme.scaled(_ICON)
            drawn = icons.pixmap(parts.icon, theme.tokens().secondary, size, painter.device().devicePixelRatioF())
            painter.drawPixmap(QPointF(place.center().x() - size / 2, place.center().y() - size / 2), drawn)
        return place.right() + theme.SPACE_16

    def _draw_aside(self, painter: QPainter, inner: QRectF, aside: str) -> float:
        """Draw the quiet words at the end of the row; return where the texts must end."""
        if not aside:
            return inner.right()
        painter.setFont(theme.font("secondary"))
        painter.setPen(theme.tokens().secondary)
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), aside)
        return inner.right() - QFontMetricsF(theme.font("secondary")).horizontalAdvance(aside) - theme.SPACE_16

    def _draw_texts(self, painter: QPainter, box: QRectF, parts: RowParts) -> None:
        first, second = theme.font("body" if parts.words else "name"), theme.font("secondary")
        first_high, second_high = QFontMetricsF(first).height(), QFontMetricsF(second).height()
        top = box.center().y() - (first_high + (second_high if parts.line else 0)) / 2
        colours = theme.tokens()
        painter.setPen(colours.ink)
        _draw_marked(painter, QPointF(box.left(), top), box.width(), parts.name, first)
        if parts.line:
            painter.setPen(colours.secondary)
            _draw_marked(painter, QPointF(box.left(), top + first_high), box.width(), parts.line, second)


def _draw_marked(painter: QPainter, at: QPointF, width: float, marked: str, font: QFont) -> None:
    """Draw one line with its found part in bold accent; an ellipsis stands where there is no room, never over that."""
    metrics = QFontMetricsF(font)
    before = marked.partition(FOUND)[0] if FOUND in marked else ""
    if metrics.horizontalAdvance(before) > width / 2:
        kept = metrics.elidedText(before, Qt.TextElideMode.ElideLeft, width / 2)
        marked = "…" + kept.partition(" ")[2] + marked[len(before) :]
    start, end = marked.find(FOUND), marked.find(FOUND_END)
    text = without_marks(marked)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
    layout = QTextLayout(shown, font)
    if 0 <= start < end:
        found = QTextCharFormat()
        found.setFontWeight(QFont.Weight.Bold)
        found.setForeground(theme.tokens().accent)
        length = min(end - start - len(FOUND), len(shown) - start)
        if length > 0:
            part = QTextLayout.FormatRange()
            part.start, part.length, part.format = start, length, found
            layout.setFormats([part])
    layout.beginLayout()
    layout.createLine().setLineWidth(width * 2)
    layout.endLayout()
    layout.draw(painter, at)
