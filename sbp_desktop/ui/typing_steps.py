"""When what is being typed is due to be kept: at each pause, and now and then without one (decisions.md D8)."""

from PySide6.QtCore import QObject, QTimer, Signal

PAUSE_MS, AT_MOST_MS = 500, 2000


class TypingSteps(QObject):
    """Rings `due` so long after the last key, and at most so long after the first."""

    due = Signal()

    def __init__(self, parent: QObject, pause_ms: int = PAUSE_MS, at_most_ms: int = AT_MOST_MS) -> None:
        super().__init__(parent)
        self._pause = QTimer(self, singleShot=True, interval=pause_ms)
        self._at_most = QTimer(self, singleShot=True, interval=at_most_ms)
        for timer in (self._pause, self._at_most):
            timer.timeout.connect(self.ring)

    def typed(self) -> None:
        """A key was typed."""
        self._pause.start()
        if not self._at_most.isActive():
            self._at_most.start()

    def ring(self) -> None:
        """It is due now."""
        self.stop()
        self.due.emit()

    def stop(self) -> None:
        """Nothing is due any more."""
        self._pause.stop()
        self._at_most.stop()
