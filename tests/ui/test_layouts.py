"""What a layout lets go of is gone: nothing that lies at its place in memory later is taken for it."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QVBoxLayout, QWidget, QWidgetItem
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken


def _row(sheet: QWidget, words: QLabel, *, filled_first: bool) -> None:
    across = QHBoxLayout()
    lines = QVBoxLayout(sheet)
    if filled_first:
        across.addWidget(words)
    lines.addLayout(across)
    if not filled_first:
        across.addWidget(words)


def test_a_layout_that_was_added_empty_keeps_nothing_of_what_it_held(qtbot: QtBot) -> None:
    sheet, words = QWidget(), QLabel("Jean")
    qtbot.addWidget(sheet)
    before = {id(each) for each in Shiboken.getAllValidWrappers() if isinstance(each, QWidgetItem)}
    _row(sheet, words, filled_first=False)
    words.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    after = {id(each) for each in Shiboken.getAllValidWrappers() if isinstance(each, QWidgetItem)}
    assert after <= before


def test_no_test_passes_where_a_layout_is_added_that_holds_something(qtbot: QtBot) -> None:
    sheet = QWidget()
    qtbot.addWidget(sheet)
    with pytest.raises(AssertionError, match="filled then"):
        _row(sheet, QLabel("Jean", sheet), filled_first=True)
