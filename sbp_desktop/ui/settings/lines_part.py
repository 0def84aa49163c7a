"""What the shapes and lines of a picture mean: the key as it stands on every print, to read away from any web."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from sbp_desktop.services import teams
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.page_part import Part
from sbp_desktop.ui.web import key, line_packs
from sbp_desktop.ui.web.chips import Chips
from sbp_desktop.ui.web.style import Style

_TALL = 12  # rows where the width is short


class KeyPicture(QWidget):
    """As many columns as there is room for, smaller where there is not room for two."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(QCoreApplication.translate("Key", "Key"))
        self.setAccessibleDescription(", ".join(key.meanings()))
        line_packs.bell.changed.connect(self.update)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as tall as the rows at this width."""
        super().resizeEvent(event)
        rows, scale = self._fit(event.size().width())
        self.setFixedHeight(round(key.size(rows)[1] * scale) + 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the key."""
        rows, scale = self._fit(self.width())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(scale, scale)
        key.paint_key(painter, Style(theme.tokens()), rows)

    def _fit(self, width: int) -> tuple[int, float]:
        full = theme.scaled(100) / 100
        rows = next((rows for rows in (key.ROWS, _TALL) if key.size(rows)[0] * full <= width), _TALL)
        return rows, min(full, width / key.size(rows)[0])


class LinesPart(Part):
    """The part of the settings that holds the key, and the ways to draw lines that our team may choose from."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("What shapes and lines mean"), parent)
        self.packs = Chips(self.tr("How lines are drawn"), line_packs.NAMES, self, needed=True)
        self.packs.chosen.connect(lambda chosen: background.run(teams.choose_lines, chosen))
        line_packs.bell.changed.connect(self._show)
        self.lines.addWidget(self.packs)
        self.lines.addWidget(KeyPicture(self))
        self._show()

    def _show(self) -> None:
        self.packs.show_value(line_packs.chosen())
