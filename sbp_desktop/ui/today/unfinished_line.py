"""One line of "Started and not finished": a sentence, and "Carry on" close behind it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.widgets import Body, LinkButton

_LEVEL = 4  # the link's text sits this much lower than a paragraph's


class UnfinishedLine(QWidget):
    """Keeps the link beside the sentence, and lets the sentence wrap only where the page is too narrow for both."""

    carried_on = Signal()

    def __init__(self, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = Body(sentence)
        self._sentence.setContentsMargins(0, _LEVEL, 0, 0)
        self._link = LinkButton(self.tr("Carry on"))
        self._link.setAccessibleDescription(sentence)
        self._link.clicked.connect(self.carried_on)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.SPACE_8)
        line.addWidget(self._sentence)
        line.addWidget(self._link)
        line.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the sentence what it needs in one line, or all there is."""
        super().resizeEvent(event)
        needed = self._sentence.fontMetrics().horizontalAdvance(self._sentence.plain) + theme.SPACE_4
        room = event.size().width() - self._link.sizeHint().width() - theme.SPACE_8
        self._sentence.setFixedWidth(max(1, min(needed, room)))
