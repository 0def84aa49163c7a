"""What a pair of hands and eyes can do at the app's windows: look for a thing, press it, type, wait, take a picture."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

Found = TypeVar("Found")

_PATIENCE_S = 15.0
_LOOK_AGAIN_MS = 5
_PAUSE_MS = 100
_NONE = Qt.KeyboardModifier.NoModifier


class GaveUp(Exception):
    """Something that should have come to pass did not in time; the sentence says what was waited for."""


def wait_for(what: str, look: Callable[[], Found | None], patience_s: float = _PATIENCE_S) -> Found:
    """Let the app go on until `look` sees something, and return it. Raises GaveUp naming `what`."""
    until = time.monotonic() + patience_s
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > until:
            raise GaveUp(f"waited in vain for {what}")
        QTest.qWait(_LOOK_AGAIN_MS)


def pause() -> None:
    """Take the hands off for a moment: what waits for a pause in typing begins."""
    QTest.qWait(_PAUSE_MS)


def windows() -> Iterator[QWidget]:
    """The windows on the screen."""
    return (window for window in QApplication.topLevelWidgets() if window.isVisible())


def shown(kind: type[Any], within: QWidget | None = None) -> Any:
    """The first widget of a kind that can be seen, or None."""
    for root in [within] if within is not None else list(windows()):
        if isinstance(root, kind) and root.isVisible():
            return root
        for found in root.findChildren(kind):
            if found.isVisible():
                return found
    return None


def button(words: str, within: QWidget | None = None) -> QAbstractButton | None:
    """A button that can be seen and pressed, by the words on it."""
    for root in [within] if within is not None else list(windows()):
        for found in root.findChildren(QAbstractButton):
            if found.text() == words and found.isVisible() and found.isEnabled():
                return found
    return None


def press(target: QWidget, at: QPoint | None = None) -> None:
    """Click with the mouse, in the middle unless told where."""
    QTest.mouseClick(target, Qt.MouseButton.LeftButton, _NONE, at if at is not None else target.rect().center())


def press_button(words: str, within: QWidget | None = None) -> None:
    """Wait for a button with these words, and click it."""
    press(wait_for(f"the button '{words}'", lambda: button(words, within)))


def double_press(target: QWidget, at: QPoint) -> None:
    """Double-click with the mouse: two presses as a hand makes them."""
    QTest.mouseClick(target, Qt.MouseButton.LeftButton, _NONE, at)
    QTest.mouseDClick(target, Qt.MouseButton.LeftButton, _NONE, at)
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, _NONE, at)


def hover(target: QWidget, at: QPoint) -> None:
    """Move the mouse there without pressing."""
    _move(target, at, Qt.MouseButton.NoButton)


def drag(target: QWidget, start: QPoint, end: QPoint, steps: int = 8) -> None:
    """Press, move in steps, let go."""
    hover(target, start)
    QTest.mousePress(target, Qt.MouseButton.LeftButton, _NONE, start)
    for step in range(1, steps + 1):
        _move(target, start + (end - start) * (step / steps), Qt.MouseButton.LeftButton)
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, _NONE, end)


def _move(target: QWidget, at: QPoint, held: Qt.MouseButton) -> None:
    """Send the move itself: QTest's own knows no held button, and needs a pointer that a screen would have."""
    place = target.mapToGlobal(at).toPointF()
    event = QMouseEvent(QMouseEvent.Type.MouseMove, at.toPointF(), place, Qt.MouseButton.NoButton, held, _NONE)
    QApplication.sendEvent(target, event)


def type_words(target: QWidget, words: str) -> None:
    """Type words key by key."""
    QTest.keyClicks(target, words)


def key(target: QWidget, pressed: Qt.Key, modifier: Qt.KeyboardModifier = _NONE) -> None:
    """Press one key."""
    QTest.keyClick(target, pressed, modifier)


def picture(widget: QWidget, path: Path) -> bool:
    """Keep what a widget looks like; return whether there is something on it."""
    QTest.qWait(50)
    path.parent.mkdir(parents=True, exist_ok=True)
    grabbed = widget.grab()
    return grabbed.save(str(path)) and not _blank(grabbed.toImage())


def _blank(image: Any) -> bool:
    """Whether every pixel of a coarse grid has one colour."""
    first = image.pixel(0, 0)
    across, down = max(1, image.width() // 97), max(1, image.height() // 61)
    return all(
        image.pixel(x, y) == first for x in range(0, image.width(), across) for y in range(0, image.height(), down)
    )
