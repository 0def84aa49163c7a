"""The app's typeface: Atkinson Hyperlegible from its package, the system's own face for letters it lacks (ŵ, ŷ)."""

import fontpkg_atkinson_hyperlegible  # type: ignore[import-untyped]  # carries files, no types
from PySide6.QtGui import QFont, QFontDatabase

# Text on the kitchen table is read by two people, one of them often older: a quarter larger than the system's
# menus, and never under 12 points.
_ENLARGED = 1.25
_SMALLEST_PT = 12.0


def register() -> None:
    """Make the packaged faces known to Qt. Needs a QGuiApplication; reads four local files, never the network."""
    for file in sorted((fontpkg_atkinson_hyperlegible.ROOT / "files").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))


def body() -> QFont:
    """Return the body face at the size that follows from the system's text size."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font = QFont([fontpkg_atkinson_hyperlegible.FAMILY, system.family()])
    font.setPointSizeF(max(_SMALLEST_PT, system.pointSizeF() * _ENLARGED))
    return font
