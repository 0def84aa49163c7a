"""A scripted hand at the real window: real key and mouse events, every action counted, every dialog noticed."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from typing import Any, Protocol

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from sbp_desktop.app import App
from sbp_desktop.models.clock import COUNTER_BITS, local_day, stamp_ms
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import when_and_where


class Bot(Protocol):
    """Whoever lets the app go on until something holds: pytest's, or one for a process without it."""

    def waitUntil(self, callback: Callable[[], bool], *, timeout: int = 5000) -> None:
        """Raises once `timeout` ms are over."""


class Waiting:
    """Lets the app go on until something holds, where there is no pytest."""

    def waitUntil(self, callback: Callable[[], bool], *, timeout: int = 5000) -> None:
        """Raises TimeoutError once `timeout` ms are over."""
        until = time.monotonic() + timeout / 1000
        while not callback():
            if time.monotonic() > until:
                raise TimeoutError
            QApplication.processEvents()
            time.sleep(0.001)


class Hand:
    """Types for free; a shortcut, Enter or click counts as one action (docs/decisions/settled.md)."""

    def __init__(self, life: App, qtbot: Bot) -> None:
        self.life, self.qtbot = life, qtbot
        self.actions = self.dialogs = 0

    @property
    def window(self) -> Any:
        return self.life.workspace.window

    def type(self, words: str) -> None:
        """Type into whatever has the cursor."""
        QTest.keyClicks(self._focus(), words)
        self._look()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key or a shortcut: one action."""
        self.actions += 1
        QTest.keyClick(self._focus(), key, modifier)
        self._look()

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Press and release the left button: one action."""
        self.actions += 1
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())
        self._look()

    def wait(self, condition: Callable[[], object], timeout: int = 10_000) -> None:
        """Let the app go on until this holds."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=timeout)

    def start_writing(self, name: str) -> None:
        """Start writing with somebody new: two actions."""
        self.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        self.type(name)
        self.press(Qt.Key.Key_Return)
        self.wait(lambda: self.life.workspace.listening)
        self.settle()

    def move_clock(self, patch: pytest.MonkeyPatch, day: str) -> None:
        """Make it noon of another day, before today or after it, for the record and for what the pages say."""
        when = date.fromisoformat(day)
        noon = int(datetime.combine(when, time_of_day(12), tzinfo=UTC).timestamp() * 1000)

        def at_noon(vault: Vault) -> None:
            vault.clock.now_ms = lambda: noon
            if local_day(stamp_ms(vault.clock.last)) > when:  # it never goes back by itself
                vault.clock.last = noon << COUNTER_BITS

        patch.setattr(when_and_where, "today", when.toordinal)
        self.ask(at_noon)

    def settle(self) -> None:
        """Wait until everything asked of the vault is done and shown."""
        for _ in range(6):
            self.life.background.drain()
            QApplication.processEvents()
            # What the app's own loop does between events; a test's nested one does not.
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def ask(self, function: Callable[..., Any], *arguments: Any, **fields: Any) -> Any:
        """Ask the open vault, on its own thread, what it holds."""
        answers: list[Any] = []
        self.life.background.run(function, *arguments, then=answers.append, **fields)
        self.wait(lambda: answers)
        return answers[0]

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or QApplication.activeWindow() or self.window

    def _look(self) -> None:
        QApplication.processEvents()
        self.dialogs += sum(isinstance(top, QDialog) and top.isVisible() for top in QApplication.topLevelWidgets())


def spoken(root: QWidget) -> Iterator[str]:
    """Every word a screen reader can find below this widget; it passes over what is not shown."""
    start = QAccessible.queryAccessibleInterface(root)
    waiting: list[QAccessibleInterface] = [start] if start is not None else []
    kinds = (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description, QAccessible.Text.Help)
    while waiting:
        found = waiting.pop()
        if found.state().invisible:
            continue
        yield from (text for kind in kinds if (text := found.text(kind)))
        waiting += [child for number in range(found.childCount()) if (child := found.child(number)) is not None]
