"""Starts the real app on a real, cheaply locked store; only the replacing of the process is left out."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sbp_desktop.app import App
from sbp_desktop.ui import garbage
from tests.fixtures import PASSPHRASE
from tests.journeys.hand import Bot, Hand

StartApp = Callable[[Path], Hand]


@contextmanager
def apps(bot: Bot) -> Iterator[StartApp]:
    """Starts the app on a folder; its unlock page is painted when this returns. All of them end with the context."""
    lives: list[App] = []
    garbage.collect_here(QApplication.instance())  # as the real app does: no widget may be freed on the vault's thread

    def start(folder: Path) -> Hand:
        life = App(folder, replace=lambda: None)
        lives.append(life)
        life.start()
        page = life.unlock_page
        assert page is not None
        bot.waitUntil(page.isVisible)
        page.activateWindow()
        bot.waitUntil(lambda: page.isAncestorOf(QApplication.focusWidget()))
        return Hand(life, bot)

    yield start
    for life in lives:
        if life.unlock_page is not None:
            life.unlock_page.close()
            life.unlock_page.deleteLater()
        life.end()
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()  # here, before Python may again do it anywhere
    gc.enable()


@pytest.fixture
def start_app(qtbot: QtBot) -> Iterator[StartApp]:
    """As `apps`, for one test."""
    with apps(qtbot) as start:
        yield start


def unlock(hand: Hand) -> None:
    """Type the passphrase and press Enter."""
    hand.type(PASSPHRASE)
    hand.press(Qt.Key.Key_Return)
    hand.wait(lambda: hand.life.workspace is not None and hand.window.isVisible())
    hand.window.activateWindow()
    hand.settle()


@pytest.fixture
def app_open(start_app: StartApp, vault_folder: Path) -> Hand:
    """The app with the test's empty store unlocked, Today in front."""
    hand = start_app(vault_folder)
    unlock(hand)
    return hand
