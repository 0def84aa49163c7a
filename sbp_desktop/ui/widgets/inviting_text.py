"""A text that says, while it is empty, what may be written there."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QTextEdit, QWidget

_FLAGS = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


class InvitingText(QTextEdit):
    """Draws its invitation over as many lines as that takes, where Qt would cut it off after the first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._invitation = ""

    def setPlaceholderText(self, words: str) -> None:
        """Say this while nothing is written."""
        self._invitation = words
        self.viewport().update()

    def placeholderText(self) -> str:
        """Return what is said while nothing is written."""
        return self._invitation

    @property
    def inviting(self) -> bool:
        """Whether nothing is written, nor being composed."""
        return self.document().isEmpty() and not self.document().firstBlock().layout().preeditAreaText()

    def height_of_words(self) -> int:
        """Return the height of what stands there, pixels: the text or its invitation."""
        text = round(self.document().size().height())
        if not self.inviting:
            return text
        room = QRect(0, 0, max(1, self.viewport().width()), 0)
        return max(text, self.fontMetrics().boundingRect(room, int(_FLAGS), self._invitation).height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, or the invitation."""
        super().paintEvent(event)
        if self.inviting:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().placeholderText().color())
            painter.drawText(self.viewport().rect(), int(_FLAGS), self._invitation)
            painter.end()
