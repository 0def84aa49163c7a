"""Fingers and pens on the web: one draws and drags as the mouse does, two stretch the paper, one held still asks.

A double tap asks for a name; held still a finger opens the panel of what is under it, after a ring has begun to close.
"""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QEvent, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen, QTabletEvent, QTouchEvent
from PySide6.QtWidgets import QWidget

from sbp_desktop.ui import theme

if TYPE_CHECKING:
    from sbp_desktop.ui.web.web_view import WebView

HOLD_MS = 500
"""How long a finger stays still to open the panel."""
_RING_AFTER_MS, _RING_STEP_MS = 150, 25
_RING_SIZE = 72  # pixels: wider than a finger, so that it is seen beside it
_SAME_PLACE = 24.0  # pixels between the taps of a double tap
_STILL = 10.0  # pixels a finger may tremble while it is held


class Fingers:
    """Turns the touches and the pen on one view into what its hand does."""

    def __init__(self, view: WebView) -> None:
        self._view, self._hand = view, view.hand
        self._since_tap = QElapsedTimer()
        self._tapped_at = QPointF()
        self._span: tuple[QPointF, float] | None = None
        self._hold = Hold(view)

    def take(self, event: QTouchEvent) -> None:
        """Act on a touch."""
        sheet = self._view.viewport()
        places = [sheet.mapFromGlobal(point.globalPosition()) for point in event.points()]
        if event.type() == QEvent.Type.TouchCancel:
            self._hold.stop()
            self._hand.cancel()
            self._span = None
        elif len(places) > 1:
            self._stretch(places[0], places[1], ended=event.type() == QEvent.Type.TouchEnd)
        elif self._span is not None:
            if event.type() == QEvent.Type.TouchEnd:
                self._span = None
        elif event.type() == QEvent.Type.TouchBegin:
            self._press(places[0])
        elif event.type() == QEvent.Type.TouchUpdate:
            self._move(places[0])
        else:
            self._let_go(places[0])

    def take_pen(self, event: QTabletEvent) -> None:
        """Act on a pen, however hard it is pressed; its button opens the panel as the mouse's right one does."""
        if event.type() == QEvent.Type.TabletPress:
            if event.button() == Qt.MouseButton.RightButton:
                self._hand.held(event.position())
            else:
                self._press(event.position())
        elif event.type() == QEvent.Type.TabletRelease:
            self._let_go(event.position())
        elif event.buttons() or self._hand.lines.aiming is not None:
            self._move(event.position())

    def _press(self, place: QPointF) -> None:
        quick = (
            self._since_tap.isValid()
            and self._since_tap.elapsed() < QGuiApplication.styleHints().mouseDoubleClickInterval()
        )
        again = quick and _apart(place, self._tapped_at) < _SAME_PLACE
        self._tapped_at = place
        if again:
            self._since_tap.invalidate()
            self._hand.pressed_twice(place)
            return
        self._since_tap.start()
        if self._hand.lines.aiming is None and self._hand.something_at(place) is not None:
            self._hold.start(place)
        self._hand.pressed(place)

    def _move(self, place: QPointF) -> None:
        if _apart(place, self._tapped_at) > _STILL:
            self._hold.stop()
        self._hand.moved(place)

    def _let_go(self, place: QPointF) -> None:
        self._hold.stop()
        self._hand.released(place)

    def _stretch(self, first: QPointF, second: QPointF, *, ended: bool) -> None:
        """Zoom and move the paper with two fingers; what one had begun is given up."""
        self._hold.stop()
        self._hand.cancel()
        middle, off = (first + second) / 2, second - first
        length = max(1.0, hypot(off.x(), off.y()))
        if self._span is not None and not ended:
            before, was = self._span
            self._view.shift_paper((middle - before).toPoint())
            self._view.zoom(length / was, middle)
        self._span = None if ended else (middle, length)


class Hold(QWidget):
    """A ring that closes round a finger held still; once it has closed the panel opens."""

    def __init__(self, view: WebView) -> None:
        super().__init__(view.viewport())
        self._hand = view.hand
        self._place = QPointF()
        self._since = QElapsedTimer()
        self._timer = QTimer(self, interval=_RING_STEP_MS)
        self._timer.timeout.connect(self._step)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(_RING_SIZE, _RING_SIZE)
        self.hide()

    def start(self, place: QPointF) -> None:
        """A finger came down on something."""
        self._place = place
        self.move(place.toPoint() - self.rect().center())
        self._since.start()
        self._timer.start()

    def stop(self) -> None:
        """It moved or was lifted."""
        self._timer.stop()
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much of the ring as the time that has gone."""
        gone = (self._since.elapsed() - _RING_AFTER_MS) / (HOLD_MS - _RING_AFTER_MS)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.tokens().accent, theme.HALO))
        edge = theme.HALO
        painter.drawArc(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), 90 * 16, round(-360 * 16 * gone))

    def _step(self) -> None:
        gone = self._since.elapsed()
        if gone >= HOLD_MS:
            self.stop()
            self._hand.held(self._place)
        elif gone >= _RING_AFTER_MS:
            self.show()
            self.update()


def _apart(one: QPointF, other: QPointF) -> float:
    return hypot(one.x() - other.x(), one.y() - other.y())
