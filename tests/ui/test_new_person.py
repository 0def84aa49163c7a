"""Ctrl+N: a name or nothing, Enter, and a conversation is open."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sbp_desktop.services import people
from sbp_desktop.storage import queries
from sbp_desktop.ui.actions import Action, Actions
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.main_window import MainWindow
from sbp_desktop.ui.new_person import NewPersonSheet
from sbp_desktop.ui.people.people_page import PeoplePage
from sbp_desktop.ui.widgets import TextField
from tests.ui.conftest import Ask
from tests.ui.reading import kept


@pytest.fixture
def sheet(window: MainWindow, background: Background, qtbot: QtBot) -> NewPersonSheet:
    window.show_page("people", PeoplePage(background))
    made = NewPersonSheet(background, window.page, window.body)
    Actions(window).add(Action("new_person", "Start writing", ("Ctrl+N",), made.open))
    window.show()
    qtbot.waitActive(window)
    return made


def test_a_key_a_name_and_enter_are_all_it_takes(
    sheet: NewPersonSheet, window: MainWindow, ask: Ask, qtbot: QtBot
) -> None:
    qtbot.keyClick(window, "n", Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(sheet.isVisible)
    field = sheet.findChild(TextField)
    assert field.hasFocus()
    qtbot.keyClicks(field, " Winifred  Place ")
    with qtbot.waitSignal(sheet.started) as started:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    person, talk = started.args
    assert ask(queries.person, person).name == "Winifred Place"
    assert ask(queries.conversation, talk).person == person
    assert not sheet.isVisible()
    assert "Winifred" not in kept(sheet)


def test_nothing_typed_is_somebody_without_a_name_yet(sheet: NewPersonSheet, ask: Ask, qtbot: QtBot) -> None:
    sheet.open()
    with qtbot.waitSignal(sheet.started) as started:
        qtbot.keyClick(sheet.findChild(TextField), Qt.Key.Key_Return)
    assert ask(queries.person, started.args[0]).nameless


def test_a_second_enter_makes_no_second_person(sheet: NewPersonSheet, ask: Ask, qtbot: QtBot) -> None:
    sheet.open()
    field = sheet.findChild(TextField)
    with qtbot.waitSignal(sheet.started):
        qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert len(ask(queries.people)) == 1


def test_esc_takes_it_away_and_gives_the_cursor_back(
    sheet: NewPersonSheet, window: MainWindow, ask: Ask, qtbot: QtBot
) -> None:
    before = window.page().findChild(TextField)
    assert before.hasFocus()
    sheet.open()
    qtbot.keyClick(sheet.findChild(TextField), Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert before.hasFocus()
    assert ask(queries.people) == ()


def test_it_never_suggests_a_name(sheet: NewPersonSheet, ask: Ask, qtbot: QtBot) -> None:
    ask(people.add_person, "Winifred")
    sheet.open()
    qtbot.keyClicks(sheet.findChild(TextField), "Win")
    assert sheet.findChild(TextField).completer() is None
    assert "Winifred" not in kept(sheet)
