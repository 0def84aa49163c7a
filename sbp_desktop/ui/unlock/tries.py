"""The pause after wrong passphrases, counted down on a page; how long it is `storage.tries` says, across restarts."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, QTimer


def in_words(seconds: int) -> str:
    """Return when the pause is over, as one would say it."""
    if seconds < 5:
        return QCoreApplication.translate("Tries", "in a moment")
    if seconds < 120:
        return QCoreApplication.translate("Tries", "in {seconds} seconds").format(seconds=seconds)
    return QCoreApplication.translate("Tries", "in {minutes} minutes").format(minutes=-(-seconds // 60))


class Pause(QObject):
    """Tells each second how long is left of a pause. `wait_s()` gives the seconds, 0 for none."""

    def __init__(self, wait_s: Callable[[], int], tell: Callable[[int], object], parent: QObject) -> None:
        super().__init__(parent)
        self._wait_s, self._tell = wait_s, tell
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.look)

    @property
    def running(self) -> bool:
        """Whether a pause is running."""
        return self._timer.isActive()

    def look(self) -> None:
        """Ask how long is left; while there is any, `tell(seconds)` now and every second, and with 0 at its end."""
        left, was = self._wait_s(), self.running
        if left:
            self._timer.start()
        else:
            self._timer.stop()
        if left or was:
            self._tell(left)
