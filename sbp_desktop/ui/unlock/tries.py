"""How long to wait after wrong passphrases: five are free, then 30 seconds, doubling. Nothing is ever wiped."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, QTimer

FREE_TRIES = 5
FIRST_PAUSE_S = 30
LONGEST_PAUSE_S = 30 * 60


def pause_after(wrong: int) -> int:
    """Return the seconds to wait after this many wrong tries in a row."""
    if wrong < FREE_TRIES:
        return 0
    return min(FIRST_PAUSE_S << min(wrong - FREE_TRIES, 16), LONGEST_PAUSE_S)


def in_words(seconds: int) -> str:
    """Return when the pause is over, as one would say it."""
    if seconds < 5:
        return QCoreApplication.translate("Tries", "in a moment")
    if seconds < 120:
        return QCoreApplication.translate("Tries", "in {seconds} seconds").format(seconds=seconds)
    return QCoreApplication.translate("Tries", "in {minutes} minutes").format(minutes=-(-seconds // 60))


class Tries(QObject):
    """Counts wrong tries in a row and counts the pause down, a second at a time."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._wrong, self._left = 0, 0
        self._tell: Callable[[int], object] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._second_passed)

    @property
    def waiting(self) -> bool:
        """Whether a pause is running."""
        return self._left > 0

    def right(self) -> None:
        """Begin again at five free tries."""
        self._wrong = self._left = 0
        self._timer.stop()

    def wrong(self, tell: Callable[[int], object]) -> None:
        """Note a wrong try. A pause it starts calls `tell(seconds left)` now, every second, and with 0 at its end."""
        self._wrong += 1
        self._left = pause_after(self._wrong)
        if self._left:
            self._tell = tell
            self._timer.start()
            tell(self._left)

    def _second_passed(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self._timer.stop()
        if self._tell is not None:
            self._tell(max(0, self._left))
