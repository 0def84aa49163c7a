"""Rows drawn by hand: a label for each of their texts would cost a full day four times as long to show."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.widgets.face import paint_face
from sbp_desktop.ui.widgets.labels import LINE_STRETCH
from sbp_desktop.ui.widgets.pressable import Pressable

_FACE = 44  # pixels at the ordinary text size, as the columns below
_READABLE = 400
_ANY_WIDTH = 100_000.0
_LINE_SEPARATOR = "\u2028"
_RESTYLED = frozenset({QEvent.Type.FontChange, QEvent.Type.StyleChange})


class DrawnText:
    """A text in one of the theme's roles, wrapped to the width it is given; nothing is laid out before it is needed."""

    def __init__(self, text: str, role: theme.TextRole) -> None:
        self._text, self._role = text.replace("\n", _LINE_SEPARATOR), role
        self._layout: QTextLayout | None = None
        self._width = self._height = self._unwrapped = 0.0

    def height(self, width: float) -> float:
        """Return the height of the text in this width, pixels."""
        self._laid_out(width)
        return self._height

    def draw(self, painter: QPainter, left: float, top: float, width: float) -> None:
        """Draw the text in the colours in force."""
        colours = theme.tokens()
        painter.setPen(colours.secondary if self._role == "secondary" else colours.ink)
        self._laid_out(width).draw(painter, QPointF(left, top))

    def restyle(self) -> None:
        """Lay out anew when next asked: the text size changed."""
        self._layout = None

    def _laid_out(self, width: float) -> QTextLayout:
        """A page that settles asks in several widths, and most have room for the whole line."""
        layout = self._layout or self._lay_out(_ANY_WIDTH)
        wanted = width if width < self._unwrapped else _ANY_WIDTH
        return layout if wanted == self._width else self._lay_out(wanted)

    def _lay_out(self, width: float) -> QTextLayout:
        layout = QTextLayout(self._text, theme.font(self._role))
        wrapping = QTextOption()
        wrapping.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(wrapping)
        stretch = LINE_STRETCH if self._role == "body" else 1.0
        bottom = widest = 0.0
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1.0, width))
            bottom += line.height() * stretch
            line.setPosition(QPointF(0, bottom - line.height()))
            widest = max(widest, line.naturalTextWidth())
        layout.endLayout()
        self._layout, self._width, self._height = layout, width, bottom
        if width == _ANY_WIDTH:
            self._unwrapped = widest
        return layout


class DrawnRow(Pressable):
    """Texts under one another, a face before them where there is one, and "when" in a column on the left.

    `column` is the width of "when" at the ordinary text size, `stack_under` the width of the row under which "when"
    goes above the rest, and `air` the pixels kept above and below.
    """

    def __init__(
        self, said: str, when: str, texts: Sequence[DrawnText], *, face: str | None = None,
        column: int, stack_under: int, air: int, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(said, parent)
        self._when = DrawnText(when, "secondary") if when else None
        self._texts, self._face = texts, face
        self._heights: dict[int, int] = {}
        self._column, self._stack_under, self._air = column, stack_under, air
        rule = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        rule.setHeightForWidth(True)
        self.setSizePolicy(rule)

    def sizeHint(self) -> QSize:
        """Ask for a readable width; the height follows from the width given."""
        width = theme.scaled(_READABLE)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Allow any width a page may have."""
        return QSize(theme.scaled(_FACE), 0)

    def heightForWidth(self, width: int) -> int:
        """Return the height of everything in this width; a page that settles asks twenty times."""
        if width not in self._heights:
            self._heights[width] = self._measured(width)
        return self._heights[width]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw "when", the face and the texts."""
        painter, width = QPainter(self), self.width()
        left, top = self._corner(width)
        if self._when is not None:
            self._when.draw(painter, 0, self._air, theme.scaled(self._column) if left else width)
        if self._face is not None:
            side = theme.scaled(_FACE)
            paint_face(painter, QRectF(left, top, side, side), self._face)
        start = self._texts_start(left)
        for text in self._texts:
            text.draw(painter, start, top, width - start)
            top += text.height(width - start)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the worker's text size."""
        super().changeEvent(event)
        if event.type() in _RESTYLED:
            for text in filter(None, (self._when, *self._texts)):
                text.restyle()
            self._heights.clear()
            self.updateGeometry()

    def _measured(self, width: int) -> int:
        left, top = self._corner(width)
        beside = self._when.height(theme.scaled(self._column)) if self._when is not None and left else 0.0
        start = self._texts_start(left)
        texts = sum(text.height(width - start) for text in self._texts)
        face = float(theme.scaled(_FACE)) if self._face is not None else 0.0
        return round(max(top + max(face, texts), self._air + beside)) + self._air

    def _corner(self, width: int) -> tuple[float, float]:
        """Return where all but "when" begins: beside it, or below it where there is no room beside."""
        if self._when is None:
            return 0.0, float(self._air)
        if width < theme.scaled(self._stack_under):
            return 0.0, self._air + self._when.height(width) + theme.SPACE_4
        return float(theme.scaled(self._column) + theme.SPACE_24), float(self._air)

    def _texts_start(self, left: float) -> float:
        return left + theme.scaled(_FACE) + theme.SPACE_24 if self._face is not None else left
