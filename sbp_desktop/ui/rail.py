"""The rail at the left: find, then one level of places to go; wide with labels, or slim with labels under the icons."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from sbp_desktop.ui import icons, theme

_WIDE, _SLIM = 230, 84  # pixels at the ordinary text size
_WIDE_ROW, _SLIM_ROW = 44, 64


class RailEntry(NamedTuple):
    """A place to go: `name` is what `chosen` carries, `label` the word shown, `icon` a shipped icon, `hint` its key."""

    name: str
    label: str
    icon: str
    hint: str = ""


class RailButton(QAbstractButton):
    """One entry of the rail, drawn by hand because its icon moves above its label when the rail is slim."""

    def __init__(self, entry: RailEntry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry, self._slim = entry, False
        self.setText(entry.label)
        self.setAccessibleName(entry.label)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_slim(self, slim: bool) -> None:
        """Put the label under the icon, or beside it."""
        self._slim = slim
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Be as wide as the rail and as tall as its label needs."""
        if self._slim:
            return QSize(theme.scaled(_SLIM), theme.scaled(_SLIM_ROW))
        return QSize(theme.scaled(_WIDE) - 2 * theme.SPACE_12, theme.scaled(_WIDE_ROW))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chosen background, the icon and the label."""
        colours = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked():
            painter.setBrush(colours.selected)
            painter.setPen(colours.ink if colours.high_contrast else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), theme.RADIUS, theme.RADIUS)
        size = theme.scaled(20)
        tint = colours.accent if self.isChecked() else colours.secondary
        drawn = icons.pixmap(self.entry.icon, tint, size, self.devicePixelRatioF())
        painter.setPen(colours.ink if self.isChecked() or self.underMouse() else colours.secondary)
        if self._slim:
            painter.drawPixmap((self.width() - size) // 2, self._paint_slim(painter, size), drawn)
        else:
            painter.drawPixmap(theme.scaled(13), (self.height() - size) // 2, drawn)
            self._paint_wide(painter, theme.scaled(46))

    def _paint_slim(self, painter: QPainter, icon: int) -> int:
        """Write the label and return where the icon begins: higher up where the window is too low for all entries."""
        painter.setFont(theme.font("small"))
        label_height = painter.fontMetrics().height()
        above = max(0, min(theme.scaled(10), (self.height() - icon - label_height) // 2))
        top = above + icon
        box = QRect(1, top, self.width() - 2, self.height() - top)
        label = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), label)
        return above

    def _paint_wide(self, painter: QPainter, left: int) -> None:
        font = theme.font("body")
        font.setBold(self.isChecked())
        painter.setFont(font)
        box = self.rect().adjusted(left, 0, -theme.SPACE_8, 0)
        label = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), label)
        if self.entry.hint:
            box.setLeft(box.left() + painter.fontMetrics().horizontalAdvance(label) + theme.scaled(6))
            painter.setFont(theme.font("secondary"))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), self.entry.hint)


class Rail(QWidget):
    """The rail. It shows the entries it is given and no others: a place without a page behind it is not offered."""

    chosen = Signal(str)

    def __init__(self, places: Sequence[RailEntry], tools: Sequence[RailEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Places"))
        self._slim = False
        self.buttons = {entry.name: RailButton(entry, self) for entry in (*places, *tools)}
        self._lines = QVBoxLayout(self)
        self._lines.setSpacing(theme.SPACE_4)
        for entry in places:
            self._lines.addWidget(self.buttons[entry.name])
        self._lines.addStretch(1)
        for entry in tools:
            self._lines.addWidget(self.buttons[entry.name])
        for name, button in self.buttons.items():
            button.clicked.connect(lambda _checked=False, name=name: self.chosen.emit(name))
        theme.bell.changed.connect(self._fit)
        self._fit()

    @property
    def slim(self) -> bool:
        """Whether labels stand under the icons."""
        return self._slim

    def set_slim(self, slim: bool) -> None:
        """Make room for the page, or spread out."""
        if slim != self._slim:
            self._slim = slim
            self._fit()

    def mark(self, name: str | None) -> None:
        """Show this entry as the place we are at; None while a person is open, who is no entry."""
        for each, button in self.buttons.items():
            button.setCheckable(each == name)
            button.setChecked(each == name)

    def _fit(self) -> None:
        side = 2 if self._slim else theme.SPACE_12
        self._lines.setContentsMargins(side, theme.SPACE_16, side, theme.SPACE_12)
        for button in self.buttons.values():
            button.set_slim(self._slim)
        self.setFixedWidth(theme.scaled(_SLIM if self._slim else _WIDE))
