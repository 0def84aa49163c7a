"""Locked and unlocked, the worker is back where they were, and nothing typed is missing."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget
from shiboken6 import isValid

from sbp_desktop.storage import queries, tries
from sbp_desktop.ui.main_window import MainWindow
from tests.fixtures import PASSPHRASE
from tests.journeys.conftest import StartApp, unlock
from tests.journeys.hand import Hand

CTRL = Qt.KeyboardModifier.ControlModifier


def start_writing(hand: Hand, name: str) -> None:
    hand.press(Qt.Key.Key_N, CTRL)
    hand.type(name)
    hand.press(Qt.Key.Key_Return)
    hand.wait(lambda: hand.life.workspace.listening)
    hand.settle()


def test_enter_before_the_first_picture_makes_one_set_of_pages(start_app: StartApp, vault_folder: Path) -> None:
    hand = start_app(vault_folder)
    hand.type(PASSPHRASE)
    hand.press(Qt.Key.Key_Return)
    hand.wait(lambda: hand.life.workspace is not None)
    hand.life._load()  # what the first picture brings, come late
    hand.wait(lambda: hand.life.unlock_page is None)
    hand.settle()
    assert hand.life._ready is None


def test_the_window_comes_with_todays_words(
    start_app: StartApp, vault_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stood: list[bool] = []

    def came(window: MainWindow, event: QShowEvent) -> None:
        QWidget.showEvent(window, event)
        stood.append(not hand.life.workspace.today._welcome.isHidden())

    monkeypatch.setattr(MainWindow, "showEvent", came, raising=False)
    hand = start_app(vault_folder)
    unlock(hand)
    assert stood == [True]


def test_unlock_leads_back_to_the_half_sentence(app_open: Hand) -> None:
    hand = app_open
    start_writing(hand, "Eric")
    hand.type("He hears less well than in")
    hand.press(Qt.Key.Key_L, CTRL)
    hand.wait(lambda: hand.life.unlock_page is not None)
    assert hand.life.workspace is None
    unlock(hand)
    hand.wait(lambda: hand.life.workspace.listening)
    hand.settle()
    hand.type(" spring")
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    (row,) = hand.ask(queries.people)
    (talk,) = hand.ask(queries.conversations, row.id)
    assert [entry.text for entry in talk.entries if entry.text] == ["He hears less well than in spring"]


def test_the_minutes_chosen_in_settings_hold_at_once_and_after_unlocking(app_open: Hand) -> None:
    hand = app_open
    hand.press(Qt.Key.Key_Comma, CTRL)
    hand.settle()
    hand.click(hand.life.workspace.settings.lock.minutes.chips["1"])
    hand.settle()
    assert hand.life.workspace.idle.resting_s == 60
    hand.press(Qt.Key.Key_L, CTRL)
    hand.wait(lambda: hand.life.unlock_page is not None)
    unlock(hand)
    hand.settle()
    assert hand.life.workspace.idle.resting_s == 60


def test_wrong_passphrases_make_a_pause_that_a_restart_does_not_end_and_the_right_one_opens(
    start_app: StartApp, vault_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = start_app(vault_folder)
    first = hand.life.unlock_page
    assert first is not None
    for _ in range(5):
        first.passphrase.field.setText("not the one")
        hand.press(Qt.Key.Key_Return)
        hand.wait(lambda: first.passphrase.text() == "")
    assert "Nothing is lost" in first.problem.plain
    first.close()
    first.deleteLater()
    hand.life.start()
    page = hand.life.unlock_page
    assert page is not None
    assert not page.passphrase.isEnabled()
    assert "you can try again in" in page.problem.plain
    later = tries.now()
    later = later._replace(up_s=later.up_s + 31, wall_ms=later.wall_ms + 31_000)
    monkeypatch.setattr(tries, "now", lambda: later)
    hand.wait(page.passphrase.isEnabled)
    page.activateWindow()
    page.passphrase.setFocus()
    unlock(hand)
    assert tries.left_s(vault_folder) == 0


@pytest.mark.parametrize("over", [QDialog, QMenu])
def test_the_key_locks_it_under_a_dialog_and_under_a_menu(app_open: Hand, over: type[QWidget]) -> None:
    hand = app_open
    start_writing(hand, "Eric")
    above = over(hand.window)
    above.setWindowModality(Qt.WindowModality.ApplicationModal)
    above.show()
    above.activateWindow()  # as a window manager does with a new dialog
    hand.settle()
    QTest.keyPress(QApplication.focusWindow(), Qt.Key.Key_L, CTRL)
    hand.wait(lambda: hand.life.unlock_page is not None)
    assert hand.life.workspace is None
    if isValid(above):
        above.close()


@pytest.mark.parametrize("way", ["screen locked", "lid closed"])
def test_the_system_locks_it_whatever_is_open_and_the_half_sentence_is_there_again(app_open: Hand, way: str) -> None:
    """A modal dialog keeps neither the cover nor the lock away, and both at once lock once."""
    hand = app_open
    start_writing(hand, "Eric")
    hand.type("He hears less well than in")
    dialog = QDialog(hand.window)
    dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
    dialog.show()
    session, covered = hand.life.workspace._session, list[bool]()
    hand.life.workspace.cover.covered_changed.connect(covered.append)
    if way == "screen locked":
        session.locked()
    else:
        session.sleeping(True)
    session.sleeping(True)
    assert covered[:1] == [True], "before anything else"
    hand.wait(lambda: hand.life.unlock_page is not None)
    page = hand.life.unlock_page
    assert page is not None
    if isValid(dialog):
        dialog.close()
    page.activateWindow()
    page.passphrase.setFocus()
    hand.wait(page.passphrase.field.hasFocus)
    unlock(hand)
    hand.wait(lambda: hand.life.workspace.listening)
    hand.settle()
    hand.type(" spring")
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    (row,) = hand.ask(queries.people)
    (talk,) = hand.ask(queries.conversations, row.id)
    assert [entry.text for entry in talk.entries if entry.text] == ["He hears less well than in spring"]
