"""The dressed application, and a window with a page on it, for tests of what the worker sees."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sbp_desktop.ui import application, theme
from sbp_desktop.ui.main_window import MainWindow
from sbp_desktop.ui.rail import RailEntry


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    """The application as `application.make` sets it up, back on the system's scheme afterwards."""
    app = application.make()
    app.setCursorFlashTime(0)  # a blinking cursor would make two equal pictures differ
    yield app
    theme.choose(None)


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
