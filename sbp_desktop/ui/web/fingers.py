"""Fingers on the web: one draws and drags as the mouse does, two stretch the paper, a double tap asks for a name."""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QEvent, QPointF
from PySide6.QtGui import QGuiApplication, QTouchEvent

if TYPE_CHECKING:
    from sbp_desktop.ui.web.web_view import WebView

_SAME_PLACE = 24.0  # pixels between the taps of a double tap


class Fingers:
    """Turns the touches on one view into what its hand does."""

    def __init__(self, view: WebView) -> None:
        self._view = view
        self._since_tap = QElapsedTimer()
        self._tapped_at = QPointF()
        self._span: tuple[QPointF, float] | None = None

    def take(self, event: QTouchEvent) -> None:
        """Act on a touch."""
        sheet = self._view.viewport()
        places = [sheet.mapFromGlobal(point.globalPosition()) for point in event.points()]
        if event.type() == QEvent.Type.TouchCancel:
            self._view.cancel()
            self._span = None
        elif len(places) > 1:
            self._stretch(places[0], places[1], ended=event.type() == QEvent.Type.TouchEnd)
        elif self._span is not None:
            if event.type() == QEvent.Type.TouchEnd:
                self._span = None
        elif event.type() == QEvent.Type.TouchBegin:
            self._press(places[0])
        elif event.type() == QEvent.Type.TouchUpdate:
            self._view.hand_moved(places[0])
        else:
            self._view.hand_released(places[0])

    def _press(self, place: QPointF) -> None:
        quick = (
            self._since_tap.isValid()
            and self._since_tap.elapsed() < QGuiApplication.styleHints().mouseDoubleClickInterval()
        )
        off = place - self._tapped_at
        again = quick and hypot(off.x(), off.y()) < _SAME_PLACE
        self._tapped_at = place
        if again:
            self._since_tap.invalidate()
            self._view.hand_pressed_twice(place)
        else:
            self._since_tap.start()
            self._view.hand_pressed(place)

    def _stretch(self, first: QPointF, second: QPointF, *, ended: bool) -> None:
        """Zoom and move the paper with two fingers; what one had begun is given up."""
        self._view.cancel()
        middle, off = (first + second) / 2, second - first
        length = max(1.0, hypot(off.x(), off.y()))
        if self._span is not None and not ended:
            before, was = self._span
            self._view.shift_paper((middle - before).toPoint())
            self._view.zoom(length / was, middle)
        self._span = None if ended else (middle, length)
