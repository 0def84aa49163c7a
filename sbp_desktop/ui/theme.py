"""The look of the app: which colours, type sizes and motion are in force now, following what the system asks for."""

from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyle

from sbp_desktop.ui import fonts
from sbp_desktop.ui.stylesheet import stylesheet
from sbp_desktop.ui.tokens import DARK, LIGHT, Layer, Tokens, high_contrast, palette

Scheme = Literal["light", "dark"]
TextRole = Literal["body", "secondary", "small", "name", "heading", "title", "words"]

SPACE_4, SPACE_8, SPACE_12, SPACE_16, SPACE_24, SPACE_32, SPACE_48 = 4, 8, 12, 16, 24, 32, 48
RADIUS = 8
HALO = 3
TOUCH_TARGET, TARGET = 44, 32
NARROW = 1100  # windows under this width, at the ordinary text size, have narrow margins and the slim rail
LINE_HEIGHT = 1.45

_SIZES: dict[TextRole, tuple[float, bool]] = {  # against the body, and whether bold
    "body": (1.0, False),
    "secondary": (0.87, False),
    "small": (0.78, False),
    "name": (1.1, True),
    "heading": (1.4, True),
    "title": (1.8, True),
    "words": (1.25, False),
}
_BODY_PT_DRAWN = 12.0  # the pictures and pixel sizes of the app were drawn at this body size
_MOTION_MS = 150


class _Bell(QObject):
    """Rings after colours or text size changed and every widget has been restyled."""

    changed = Signal()


class _Now:
    """What is in force; `forced` is set by a worker's choice or a test, and wins over the system."""

    tokens: Tokens = LIGHT
    body_pt: float = _BODY_PT_DRAWN
    forced: Scheme | None = None
    larger: float = 1.0


bell = _Bell()


def tokens() -> Tokens:
    """Return the colours in force now. Ask again when `bell.changed` rings; never keep one."""
    return _Now.tokens


def layer(domain: str) -> Layer:
    """Return shape and colours of a layer by its stored value; an unknown one is drawn as "community"."""
    layers = _Now.tokens.layers
    return layers.get(str(domain), layers["community"])


def font(role: TextRole) -> QFont:
    """Return a font for drawing by hand; widgets of the kit need none, they are styled by their class."""
    size, bold = _SIZES[role]
    made = QFont(QApplication.font())
    made.setPointSizeF(_Now.body_pt * size)
    made.setBold(bold)
    return made


def scaled(drawn_px: float) -> int:
    """Return a pixel size drawn beside 12-point text, grown with the worker's text size (icons, faces, columns)."""
    return round(drawn_px * _Now.body_pt / _BODY_PT_DRAWN)


def page_margin(width: int) -> int:
    """Return the margin of a page in a window this many pixels wide."""
    return SPACE_16 if narrow(width) else SPACE_32


def narrow(width: int) -> bool:
    """Whether a window this many pixels wide is narrow for the worker's text size."""
    return width < scaled(NARROW)


def motion_ms() -> int:
    """Return how long a movement may take: 150, or 0 where the system asks for less motion."""
    return min(_MOTION_MS, QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration))


def choose(scheme: Scheme | None) -> None:
    """Use this scheme from now on, or follow the system again with None."""
    _Now.forced = scheme
    refresh()


def enlarge(times: float) -> None:
    """Draw everything so many times as large, as on the shared screen; 1 is the worker's own size."""
    if times != _Now.larger:
        _Now.larger = times
        refresh()


def refresh() -> None:
    """Read what the system asks for and restyle the app; also called when system colours or text size change."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        return
    _Now.tokens = _wanted(app)
    body = fonts.body()
    body.setPointSizeF(body.pointSizeF() * _Now.larger)
    _Now.body_pt = body.pointSizeF()
    app.setFont(body)
    app.setPalette(palette(_Now.tokens))
    points: dict[str, float] = {role: _Now.body_pt * size for role, (size, _) in _SIZES.items()}
    app.setStyleSheet(stylesheet(_Now.tokens, points, _Now.body_pt / _BODY_PT_DRAWN))
    bell.changed.emit()


def follow_system(app: QApplication) -> None:
    """Style the app now and whenever the system's scheme or contrast changes. Needs the fonts registered."""
    app.setStyle("Fusion")
    hints = app.styleHints()
    hints.colorSchemeChanged.connect(refresh)
    hints.accessibility().contrastPreferenceChanged.connect(refresh)
    refresh()


def _wanted(app: QApplication) -> Tokens:
    hints = app.styleHints()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        QGuiApplication.setPalette(QPalette())  # an empty palette gives the system's own back, which we then read
        return high_contrast(QGuiApplication.palette())
    if _Now.forced is not None:
        return DARK if _Now.forced == "dark" else LIGHT
    return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT
