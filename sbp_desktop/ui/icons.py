"""The app's own line icons, one family in one weight, drawn in whatever colour the theme asks for."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from sbp_desktop.ui import resources

_DRAWN_PX = 20
_PIXEL_RATIOS = (1.0, 2.0)


def icon(name: str, colour: QColor, size: int = _DRAWN_PX) -> QIcon:
    """Return the icon in this colour, sharp on ordinary and doubled screens. It always stands beside a label."""
    made = QIcon()
    for ratio in _PIXEL_RATIOS:
        made.addPixmap(pixmap(name, colour, size, ratio))
    return made


def pixmap(name: str, colour: QColor, size: int = _DRAWN_PX, ratio: float = 1.0) -> QPixmap:
    """Return the icon `size` logical pixels wide for a screen of this pixel ratio.

    A name we do not ship is a FileNotFoundError.
    """
    return _drawn(name, colour.name(), size, ratio)


@lru_cache(maxsize=256)
def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    source = resources.text("icons", f"{name}.svg").replace("currentColor", colour)
    canvas = QPixmap(round(size * ratio), round(size * ratio))
    canvas.setDevicePixelRatio(ratio)
    canvas.fill(Qt.GlobalColor.transparent)
    painter = QPainter(canvas)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return canvas
