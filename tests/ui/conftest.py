"""The dressed application, and a window with a page on it, for tests of what the worker sees."""

import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import application, theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.change_signals import ChangeSignals
from sbp_desktop.ui.main_window import MainWindow
from sbp_desktop.ui.rail import RailEntry
from sbp_desktop.ui.widgets.halo import HaloFollower

Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    """The application as `application.make` sets it up, back on the system's scheme afterwards."""
    app = application.make()
    app.setCursorFlashTime(0)  # a blinking cursor would make two equal pictures differ
    for follower in app.findChildren(HaloFollower):
        follower.note_keyboard(True)  # as at the start, whatever hand an earlier test had on the mouse
    yield app
    theme.choose(None)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()  # here, on the UI thread, before Python may again do it on any other
    gc.enable()


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    """The main window at 1280 x 800 with three places, not yet shown."""
    made = MainWindow(
        [
            RailEntry("find", "Find", "find", "Ctrl+K"),
            RailEntry("today", "Today", "today"),
            RailEntry("people", "People", "people"),
        ],
        [RailEntry("help", "Help", "help", "F1")],
    )
    qtbot.addWidget(made)
    return made


@pytest.fixture
def background(qapp: QApplication, vault: Vault) -> Iterator[Background]:
    """The vault's thread, with the test's store on it; a problem nobody took fails the test."""
    made = Background(ChangeSignals())
    problems: list[str] = []
    made.problem.connect(problems.append)
    made.attach(vault)
    yield made
    made.drain()
    made.stop()
    assert not problems


@pytest.fixture
def ask(background: Background, qtbot: QtBot) -> Ask:
    """Calls `function(vault, ...)` where the vault lives, as the pages do, and waits for what it returns."""

    def on_the_vault_thread(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        returned: list[Any] = []
        background.run(function, *args, then=returned.append, **kwargs)
        qtbot.waitUntil(lambda: bool(returned), timeout=30_000)
        return returned[0]

    return on_the_vault_thread
