"""Locks a laptop left alone, gently: listening is not idleness, and any touch stops the fade (D18, D28)."""

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from sbp_desktop import logs
from sbp_desktop.services import locking
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.cover import Cover
from sbp_desktop.ui.main_window import MainWindow

LISTENING_LIMIT_S = locking.CEILING * 60  # a conversation is open, on a computer that is one worker's own
FADE_S = 30
_DARKEST = 0.85

# A laptop that slept in a bag was not in use: this clock counts the sleep where the system has one that does.
seconds_awake_or_asleep: Callable[[], float] = (
    partial(time.clock_gettime, time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic
)


class Fade(QWidget):
    """Lies over the window and draws it back into the paper; lets every touch through."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._part = 0.0
        self.hide()

    def show_part(self, part: float) -> None:
        """Show this much of the fade, from 0 (nothing) to 1."""
        self._part = part
        if part <= 0:
            self.hide()
            return
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the paper thinly, and one line that says how to stay."""
        colours = theme.tokens()
        painter = QPainter(self)
        veil = QColor(colours.paper)
        still = theme.motion_ms() == 0
        veil.setAlphaF(_DARKEST if still else _DARKEST * self._part)
        painter.fillRect(self.rect(), veil)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("words"))
        line = self.tr("Still here? Touch anything to stay.")
        box = painter.boundingRect(self.rect(), Qt.AlignmentFlag.AlignCenter, line)
        painter.setPen(colours.hairline)
        painter.setBrush(colours.surface)
        room = theme.SPACE_24
        painter.drawRoundedRect(box.adjusted(-room, -room, room, room), theme.RADIUS, theme.RADIUS)
        painter.setPen(colours.ink)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, line)


class IdleLock(QObject):
    """Calls `lock()` once nobody has touched the app for the limit; the last 30 seconds of it are a fade.

    `listening()` says whether a conversation is open; then the limit is `listening_s`, otherwise `resting_s`. `clock()`
    gives seconds and may be a test's.
    """

    def __init__(
        self,
        window: MainWindow,
        lock: Callable[[], object],
        listening: Callable[[], bool],
        *,
        clock: Callable[[], float] = seconds_awake_or_asleep,
    ) -> None:
        super().__init__(window)
        self._lock, self._listening, self._clock = lock, listening, clock
        self._fade = Fade(window.body)  # in the body, so that the cover stays an ordinary page
        self.resting_s, self.listening_s = locking.USUAL * 60, LISTENING_LIMIT_S
        self._touched = clock()
        self._locked = False
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.look)

    @property
    def fading(self) -> bool:
        """Whether the last seconds are running."""
        return self._fade.isVisible()

    def start(self) -> None:
        """Begin to count: there is something to lock."""
        self.touched()
        self._timer.start()

    def touched(self) -> None:
        """Begin again: somebody is here."""
        self._touched = self._clock()
        if self._fade.isVisible():
            self._fade.show_part(0)

    def look(self) -> None:
        """See how long it has been; called every second."""
        if self._locked:
            return
        limit = self.listening_s if self._listening() else self.resting_s
        left = self._touched + limit - self._clock()
        if left <= 0:
            self._locked = True
            self._timer.stop()
            self._fade.show_part(0)
            self._lock()
        elif left <= FADE_S:
            self._fade.show_part(1 - left / FADE_S)
        else:
            self._fade.show_part(0)


class Lock:
    """What locking is, in order: cover, flush, wait until all is safe, close the file, let another process take over.

    `close_vault(vault)` runs on the vault's thread. `replace_process()` does not return in the real app, so that
    nothing of a key or a sentence is left in memory.
    """

    def __init__(
        self,
        cover: Cover,
        background: Background,
        close_vault: Callable[[object], object],
        replace_process: Callable[[], object],
    ) -> None:
        self._cover, self._background = cover, background
        self._close_vault, self._replace_process = close_vault, replace_process

    def __call__(self) -> None:
        """Lock now. Showing the cover has already put all typing on its way to the file."""
        try:
            self._cover.show()
        except Exception as error:  # noqa: BLE001 - whatever a page fails at, what is open must not stay open
            logs.note(logs.What.UNFORESEEN, error)
        if self._background.wind_up():  # or the store is found as after a crash, which loses nothing that was saved
            self._background.run(self._close_vault)
            self._background.drain()
        self._background.detach()
        self._replace_process()
