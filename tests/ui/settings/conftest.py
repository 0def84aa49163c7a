"""The settings on the real window, and the vault's thread to wait for."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sbp_desktop.ui.background import Background
from sbp_desktop.ui.council_link import CouncilLink
from sbp_desktop.ui.main_window import MainWindow
from sbp_desktop.ui.settings.settings_page import SettingsPage


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow, background: Background) -> Iterator[SettingsPage]:
    made = SettingsPage(background, CouncilLink(background))
    background.committed.connect(made.refresh)
    window.show_page("settings", made)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    settle(background)
    yield made
    settle(background)


def settle(background: Background) -> None:
    """Wait until everything asked of the vault is done and shown."""
    for _ in range(4):
        assert background.drain()
        QApplication.processEvents()
