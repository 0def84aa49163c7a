"""Buttons for two people at one screen: a picture over a word, big enough for any finger."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from sbp_desktop.models.vocabulary import HelpsMe
from sbp_desktop.ui import icons, theme
from sbp_desktop.ui.web.chips import Wrapped

_LEAST_WIDTH, _ICON, _PAD = 64, 28, 8  # pixels at the ordinary text size


class BigButton(QAbstractButton):
    """A shipped icon over a word. One that can be checked shows that by a ring, not by colour alone."""

    def __init__(self, text: str, icon_name: str, parent: QWidget | None = None, *, checkable: bool = False) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.bell.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Be as large as the word needs, and never too small for a finger."""
        self.ensurePolished()
        word = self.fontMetrics().horizontalAdvance(self.text()) + 2 * _PAD
        height = theme.scaled(_ICON) + self.fontMetrics().height() + 2 * _PAD
        return QSize(max(word, theme.scaled(_LEAST_WIDTH)), max(height, theme.TOUCH_TARGET))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the icon, the word, and the ring of what is on."""
        colours = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.isDown():
            pen = painter.pen()
            pen.setColor(colours.accent)
            pen.setWidth(theme.HALO)
            painter.setPen(pen)
            painter.setBrush(colours.accent_tint)
            painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), theme.RADIUS, theme.RADIUS)
        size = theme.scaled(_ICON)
        tint = colours.accent if self.isEnabled() else colours.secondary
        drawn = icons.pixmap(self._icon_name, tint, size, self.devicePixelRatioF())
        painter.drawPixmap((self.width() - size) // 2, _PAD, drawn)
        painter.setPen(colours.ink if self.isEnabled() else colours.secondary)
        word = QRect(0, _PAD + size, self.width(), self.height() - size - _PAD)
        painter.drawText(word, int(Qt.AlignmentFlag.AlignCenter), self.text())


class Faces(QWidget):
    """A few big choices side by side, by stored value with (word, icon). `said` carries the value, "" when it is taken
    back.
    """

    said = Signal(str)

    def __init__(
        self, choices: Mapping[str, tuple[str, str]], parent: QWidget | None = None, *, gap: int = theme.SPACE_16
    ) -> None:
        super().__init__(parent)
        across, self._gap = Wrapped(self, gap), gap
        self.faces: Mapping[str, BigButton] = {
            value: BigButton(word, icon, self, checkable=True) for value, (word, icon) in choices.items()
        }
        for value, face in self.faces.items():
            across.addWidget(face)
            face.clicked.connect(lambda on, value=value: self.said.emit(value if on else ""))

    def sizeHint(self) -> QSize:
        """Ask for room for all of them beside each other; with less they start another line."""
        sizes = [face.sizeHint() for face in self.faces.values()]
        wide = sum(size.width() for size in sizes) + self._gap * (len(sizes) - 1)
        return QSize(wide, max(size.height() for size in sizes))

    def show_value(self, value: str | None) -> None:
        """Show what was said, without telling anybody."""
        for each, face in self.faces.items():
            face.setChecked(each == value)


class Smiles(Faces):
    """A smile, so-so, a frown: whether somebody helps me."""

    def __init__(self, parent: QWidget | None = None) -> None:
        translate = QCoreApplication.translate
        faces = {
            HelpsMe.YES.value: (translate("Smiles", "helps me"), "smile"),
            HelpsMe.A_BIT.value: (translate("Smiles", "a bit"), "so-so"),
            HelpsMe.NO.value: (translate("Smiles", "does not help"), "frown"),
        }
        super().__init__(faces, parent)
