"""The line one slides along to see a web on another day; a small stroke stands on each day something changed."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSlider, QWidget

from sbp_desktop.ui import theme, when_and_where

_HANDLE = 11.0  # radius, pixels at the ordinary text size
_STROKE = 7.0
_MONTH, _YEAR = 30, 365


class TimeLine(QSlider):
    """A slider over days (ordinals). Arrow keys go from change to change, Page keys a month, Home and End to an end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._days: tuple[int, ...] = ()
        self.setAccessibleName(self.tr("Which day to look at"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_days(self, days: Sequence[int], today: int) -> None:
        """Reach from the first of these days to the last, and today; the days are the strokes."""
        self._days = tuple(days)
        self.setRange(min((*days, today)), max((*days, today)))
        self.setPageStep(_YEAR if self.maximum() - self.minimum() > 4 * _YEAR else _MONTH)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a touch target's height."""
        return QSize(theme.scaled(240), theme.TOUCH_TARGET)

    def minimumSizeHint(self) -> QSize:
        """Stay tall enough for a finger."""
        return QSize(theme.scaled(120), theme.TOUCH_TARGET)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from one change to the next with the arrow keys."""
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Down:
                self.step(-1)
            case Qt.Key.Key_Right | Qt.Key.Key_Up:
                self.step(1)
            case _:
                super().keyPressEvent(event)

    def step(self, way: int) -> None:
        """Go to the next change, or with -1 to the one before; past the last of them to the end."""
        if way > 0:
            ahead = bisect_right(self._days, self.value())
            self.setValue(self._days[ahead] if ahead < len(self._days) else self.maximum())
        else:
            behind = bisect_left(self._days, self.value()) - 1
            self.setValue(self._days[behind] if behind >= 0 else self.minimum())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Come to the pointer wherever it presses, not only on the handle."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setValue(self._day_at(event.position().x()))
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if self.isSliderDown():
            self.setValue(self._day_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self.setSliderDown(False)
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a hairline, a stroke for each change, the first and last year, and the handle."""
        colours = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        painter.setPen(colours.thread)
        painter.drawLine(QPointF(self._x(self.minimum()), middle), QPointF(self._x(self.maximum()), middle))
        stroke = theme.scaled(100) / 100 * _STROKE
        for day in self._days:
            painter.drawLine(QPointF(self._x(day), middle - stroke), QPointF(self._x(day), middle + stroke))
        radius = theme.scaled(100) / 100 * _HANDLE
        handle = QRectF(0, 0, 2 * radius, 2 * radius)
        handle.moveCenter(QPointF(self._x(self.value()), middle))
        painter.setPen(colours.accent)
        painter.setBrush(colours.accent if self.hasFocus() else colours.surface)
        painter.drawEllipse(handle)

    def words(self) -> str:
        """Return the day it stands on: "12 March"."""
        return when_and_where.day_and_month(self.value(), when_and_where.today())

    def _margin(self) -> float:
        return theme.scaled(100) / 100 * _HANDLE + 2

    def _x(self, day: int) -> float:
        span = max(1, self.maximum() - self.minimum())
        return self._margin() + (self.width() - 2 * self._margin()) * (day - self.minimum()) / span

    def _day_at(self, x: float) -> int:
        """Return the day at a pixel; within a finger's breadth of a change, that change."""
        span = self.maximum() - self.minimum()
        day = self.minimum() + round(span * (x - self._margin()) / max(1.0, self.width() - 2 * self._margin()))
        near = min(self._days, key=lambda change: abs(change - day), default=day)
        snapped = near if abs(self._x(near) - x) <= theme.SPACE_8 else day
        return min(self.maximum(), max(self.minimum(), snapped))
