"""The focus halo: three pixels of accent around whatever the keyboard is on."""

import atexit

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFocusFrame,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)
from shiboken6 import isValid

from sbp_desktop.ui import theme
from sbp_desktop.ui.widgets.buttons import Chip

_GAP = 2


class _Room(QProxyStyle):
    """Gives the frame the room its halo needs; used by the halo alone."""

    beside = above = _GAP

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        """Answer the halo's width and gap for either margin."""
        if metric == QStyle.PixelMetric.PM_FocusFrameHMargin:
            return theme.HALO + self.beside
        if metric == QStyle.PixelMetric.PM_FocusFrameVMargin:
            return theme.HALO + self.above
        return super().pixelMetric(metric, option, widget)

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returned: QStyleHintReturn | None = None,
    ) -> int:
        """Lay the halo over everything, so that no neighbour and no edge cuts it."""
        if hint == QStyle.StyleHint.SH_FocusFrame_AboveWidget:
            return 1
        if hint == QStyle.StyleHint.SH_FocusFrame_Mask:  # the style would cut out more than the widget
            return 0
        return super().styleHint(hint, option, widget, returned)


class Halo(QFocusFrame):
    """The ring itself; Qt keeps it around its widget, through moves and scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self._room = _Room("Fusion")
        self._round = False
        self.setStyle(self._room)

    def surround(self, widget: QWidget) -> None:
        """Stand around this widget: close to a button, beside the words of a row but within its height."""
        button = isinstance(widget, QAbstractButton)
        self._room.beside, self._room.above = (_GAP, _GAP) if button else (theme.SPACE_8, -theme.HALO)
        self._round = isinstance(widget, Chip)
        self.setWidget(widget)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ring in the accent in force."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.tokens().accent, theme.HALO, Qt.PenStyle.SolidLine))
        inset = theme.HALO / 2
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        radius = box.height() / 2 if self._round else theme.RADIUS + _GAP
        painter.drawRoundedRect(box, radius, radius)


class HaloFollower(QObject):
    """One for the app: puts the halo around buttons and around anything whose property `halo` is true.

    A hand that points needs no halo: it goes with a press of the mouse and comes back with the next key that moves.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._halo: Halo | None = None
        self._keyboard = True
        app.focusChanged.connect(self._follow)
        # Qt takes the focus away once more while the process ends, from what is half gone: three ends in ten crashed.
        atexit.register(self.stop)

    def stop(self) -> None:
        """Follow nothing any more."""
        app = QApplication.instance()
        if isValid(self) and isinstance(app, QApplication):
            app.focusChanged.disconnect(self._follow)

    def note_keyboard(self, used: bool) -> None:
        """Be told that a key moved the focus, or that a hand pressed somewhere."""
        if used != self._keyboard:
            self._keyboard = used
            self._follow(None, QApplication.focusWidget())

    def _follow(self, _left: QWidget | None, now: QWidget | None) -> None:
        if self._halo is not None and isValid(self._halo):
            self._halo.setWidget(None)  # type: ignore[arg-type]  # the binding forgets that none is allowed
        if now is None or not self._keyboard or not (isinstance(now, QAbstractButton) or now.property("halo")):
            return
        if self._halo is None or not isValid(self._halo):  # it lives in the window it is on, and goes with it
            self._halo = Halo()
        self._halo.surround(now)
        self._halo.show()  # Qt leaves it hidden round what is scrolled into sight only after it got the keyboard
