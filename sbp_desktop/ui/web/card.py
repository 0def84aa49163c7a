"""Plain cards that lie over a page: paper of their own, a hairline round it, one at a time."""

from PySide6.QtCore import QEvent, QMargins, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.widgets import Scroll

_EDGE = 2  # pixels kept for the hairline and the rounding of the corners


class Card(QWidget):
    """Hidden until shown; draws only its own ground. `grown` asks whoever placed it for room for what is on it now."""

    grown = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()

    def enter(self) -> None:
        """Take the keyboard, if there is something on the card to reach: what is chosen there, or else the topmost."""
        buttons = [button for button in self.findChildren(QPushButton) if button.isVisible()]
        if buttons:
            buttons.sort(key=lambda button: (not button.isChecked(), button.mapTo(self, QPoint()).y()))
            buttons[0].setFocus(Qt.FocusReason.TabFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground in the colours in force."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.tokens().hairline)
        painter.setBrush(theme.tokens().surface)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS, theme.RADIUS)


class TallCard(Card):
    """A card whose `lines` scroll where the page is too low for all of them.

    One with lines that wrap says how `wide` it is, in pixels at the ordinary text size.
    """

    def __init__(self, parent: QWidget, *, wide: int = 0) -> None:
        super().__init__(parent)
        self._wide = wide
        self._sheet = QWidget()
        self._sheet.installEventFilter(self)
        self.lines = QVBoxLayout(self._sheet)
        self.lines.setContentsMargins(theme.SPACE_24, theme.SPACE_16, theme.SPACE_24, theme.SPACE_16)
        self._scroll = Scroll(self)
        self._scroll.setWidget(self._sheet)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        inside.addWidget(self._scroll)

    def enter(self) -> None:
        """Take the keyboard, and show what has it."""
        super().enter()
        reached = self._sheet.focusWidget()
        if reached is not None:
            self._scroll.ensureWidgetVisible(reached)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for other room when the lines do."""
        if event.type() == QEvent.Type.LayoutRequest and not self.isHidden():
            self.grown.emit()
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        """Ask for room for every line."""
        size = self._sheet.sizeHint()
        if self._wide:
            wide = theme.scaled(self._wide)
            size = QSize(wide, max(self._sheet.heightForWidth(wide), self._sheet.minimumSizeHint().height()))
        return size.grownBy(QMargins(_EDGE, _EDGE, _EDGE + theme.SPACE_12, _EDGE))


class Cards:
    """The cards that stand, one at a time, in the lower right corner over a widget they are siblings of."""

    def __init__(self, over: QWidget, fallback: QWidget) -> None:
        self._over, self._fallback = over, fallback
        self._openers: dict[Card, QWidget] = {}

    def open(self, card: Card, opener: QWidget) -> None:
        """Show a card in place of any other, or put it away again; the keyboard goes along."""
        opening = card.isHidden()
        for other in self._openers:
            other.hide()
        if card not in self._openers:
            card.grown.connect(self.place)
        self._openers[card] = opener
        if opening:
            card.show()
            self.place()
            card.raise_()
            card.enter()

    def close(self) -> bool:
        """Put away the card that is open and go back to what opened it; return whether there was one."""
        for card, opener in self._openers.items():
            if not card.isHidden():
                card.hide()
                (opener if opener.isVisible() else self._fallback).setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False

    def place(self) -> None:
        """Keep the corner when the page has another size."""
        room = self._over.geometry().adjusted(theme.SPACE_16, 0, -theme.SPACE_16, 0)
        for card in self._openers:
            if not card.isHidden():
                size = card.sizeHint().expandedTo(card.minimumSize()).boundedTo(room.size())
                card.setGeometry(QRect(room.bottomRight() - QPoint(size.width() - 1, size.height() - 1), size))
