"""What is copied of somebody's is gone after half a minute, unless something else has been copied since."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTextEdit
from pytestqt.qtbot import QtBot

from sbp_desktop.ui.clipboard import FORGETS_AFTER_MS, HINT, Clipboard


@pytest.fixture
def clipboard(qtbot: QtBot) -> Iterator[Clipboard]:
    made = Clipboard()
    yield made
    QGuiApplication.clipboard().clear()


def test_it_is_there_at_once_kept_out_of_histories_and_gone_in_time(clipboard: Clipboard, qtbot: QtBot) -> None:
    assert FORGETS_AFTER_MS <= 30_000
    clipboard.timer.setInterval(1)
    clipboard.put("Eric, at home")
    board = QGuiApplication.clipboard()
    assert board.text() == "Eric, at home"
    formats = board.mimeData().formats()
    assert "x-kde-passwordManagerHint" in formats
    assert sum("x-qt-windows-mime" in name for name in formats) == 3
    qtbot.waitUntil(lambda: board.text() == "")


def test_what_somebody_else_copied_since_stays(clipboard: Clipboard) -> None:
    clipboard.put("Eric, at home")
    QGuiApplication.clipboard().setText("a shopping list")
    clipboard.forget()
    assert QGuiApplication.clipboard().text() == "a shopping list"


def test_what_is_copied_by_hand_in_a_text_box_is_kept_out_too(
    clipboard: Clipboard, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipboard, "ours", lambda: True)  # without a screen Qt does not know; test_clipboard_x11 does
    box = QTextEdit("Eric, at home")
    qtbot.addWidget(box)
    box.selectAll()
    box.copy()
    board = QGuiApplication.clipboard()
    assert board.text() == "Eric, at home"
    assert HINT in board.mimeData().formats()
    assert not board.mimeData().hasHtml()
    assert clipboard.timer.isActive()
    clipboard.forget()
    assert board.text() == ""
