"""The focus halo: three pixels of accent around whatever the keyboard is on."""

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QFocusFrame, QProxyStyle, QStyle, QStyleOption, QWidget
from shiboken6 import isValid

from sbp_desktop.ui import theme

_GAP = 2


class _Room(QProxyStyle):
    """Gives the frame the room its halo needs; used by the halo alone."""

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        """Answer the halo's width and gap for both margins."""
        if metric in (QStyle.PixelMetric.PM_FocusFrameHMargin, QStyle.PixelMetric.PM_FocusFrameVMargin):
            return theme.HALO + _GAP
        return super().pixelMetric(metric, option, widget)


class Halo(QFocusFrame):
    """The ring itself; Qt keeps it around its widget, through moves and scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self._room = _Room("Fusion")
        self.setStyle(self._room)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ring in the accent in force."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.tokens().accent, theme.HALO, Qt.PenStyle.SolidLine))
        inset = theme.HALO / 2
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, theme.RADIUS + _GAP, theme.RADIUS + _GAP)


class HaloFollower(QObject):
    """One for the app: puts the halo around buttons and around anything whose property `halo` is true."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._halo: Halo | None = None
        app.focusChanged.connect(self._follow)

    def _follow(self, _left: QWidget | None, now: QWidget | None) -> None:
        if self._halo is not None and isValid(self._halo):
            self._halo.setWidget(None)  # type: ignore[arg-type]  # the binding forgets that none is allowed
        if now is None or not (isinstance(now, QAbstractButton) or now.property("halo")):
            return
        if self._halo is None or not isValid(self._halo):  # it lives in the window it is on, and goes with it
            self._halo = Halo()
        self._halo.setWidget(now)
