"""Garbage is collected on the UI thread, however busy the vault's thread is."""

import gc
import threading
from typing import Any

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from sbp_desktop.ui.background import Background


class _Knot(QWidget):
    """A widget only the garbage collector can free; it notes the thread that did."""

    freed_on: list[threading.Thread] = []  # noqa: RUF012 - shared on purpose: the widget itself is gone by then

    def __init__(self) -> None:
        super().__init__()
        self.itself = self

    def __del__(self) -> None:
        self.freed_on.append(threading.current_thread())


def _make_much_garbage(_vault: Any) -> None:
    for _ in range(20_000):
        loop: list[Any] = []
        loop.append(loop)


def test_a_widget_is_never_freed_on_the_vaults_thread(background: Background, qtbot: QtBot) -> None:
    _Knot.freed_on.clear()
    _Knot()
    done: list[object] = []
    background.run(_make_much_garbage, then=done.append)
    qtbot.waitUntil(lambda: len(done) == 1)
    assert not gc.isenabled()
    qtbot.waitUntil(lambda: len(_Knot.freed_on) == 1, timeout=3000)
    assert _Knot.freed_on == [threading.main_thread()]
