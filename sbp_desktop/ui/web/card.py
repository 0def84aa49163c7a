"""A plain card that lies over a page: paper of its own, a hairline round it, nothing else."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from sbp_desktop.ui import theme


class Card(QWidget):
    """Hidden until shown; draws only its own ground."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()

    def enter(self) -> None:
        """Take the keyboard, if there is something on the card to reach: what is chosen there, or else the first."""
        buttons = [button for button in self.findChildren(QPushButton) if button.isVisible()]
        if buttons:
            chosen = next((button for button in buttons if button.isChecked()), buttons[0])
            chosen.setFocus(Qt.FocusReason.TabFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground in the colours in force."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.tokens().hairline)
        painter.setBrush(theme.tokens().surface)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS, theme.RADIUS)
