"""A switch that says in words whether it is on, drawn by hand; to a screen reader it is a check box."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from sbp_desktop.ui import theme

_TRACK = (40, 22)  # pixels at the ordinary text size
_KNOB = 14


class Switch(QCheckBox):
    """`label` is what it switches. The worker's press rings `clicked`; the page sets it with `setChecked`."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(label)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def words(self) -> str:
        """Return what it says beside its track."""
        return self.tr("On") if self.isChecked() else self.tr("Off")

    def sizeHint(self) -> QSize:
        """Be as tall as a finger needs, and as wide in either state."""
        wide = max(self.fontMetrics().horizontalAdvance(words) for words in (self.tr("On"), self.tr("Off")))
        return QSize(wide + theme.SPACE_12 + theme.scaled(_TRACK[0]) + 2, theme.scaled(theme.TOUCH_TARGET))

    def hitButton(self, _pos: QPoint) -> bool:
        """Take a press anywhere on it."""
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the word, then the track with its knob at the side that is in force."""
        colours, on = theme.tokens(), self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = theme.scaled(_TRACK[0]), theme.scaled(_TRACK[1])
        track = QRectF(self.width() - width - 1, (self.height() - height) / 2, width, height)
        painter.setPen(colours.ink if on else colours.secondary)
        words = QRectF(0, 0, track.left() - theme.SPACE_12, self.height())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self.words())
        painter.setPen(QPen(colours.accent if on else colours.secondary, 1.5))
        painter.setBrush(colours.accent if on else colours.surface)
        painter.drawRoundedRect(track, height / 2, height / 2)
        knob, side = theme.scaled(_KNOB) / 2, height / 2
        middle = QPointF(track.right() - side if on else track.left() + side, track.center().y())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.on_accent if on else colours.secondary)
        painter.drawEllipse(middle, knob, knob)
