"""Somebody met without a name turns out to be somebody known: picked, undone and done again, with nobody else named."""

from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from sbp_desktop.services import conversations, people
from sbp_desktop.storage import queries
from sbp_desktop.ui.row_list import RowList
from sbp_desktop.ui.widgets import LinkButton
from tests.journeys.hand import Hand, spoken
from tests.ui.reading import seen

SAID = "They like a walk by the water."
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def met(app_open: Hand) -> tuple[UUID, UUID]:
    """Abigail, and somebody without a name whose page is open, with one line written."""
    abigail = app_open.ask(people.add_person, "Abigail").created[0]
    app_open.ask(people.add_person, "Tony")
    met = app_open.ask(people.add_person).created[0]
    talk = app_open.ask(conversations.start, met).created[0]
    app_open.ask(conversations.write_entry, talk, UUID(int=7), SAID)
    app_open.life.workspace.open_person(met)
    app_open.settle()
    return abigail, met


def _link(hand: Hand, words: str) -> LinkButton:
    return next(each for each in hand.window.findChildren(LinkButton) if each.text() == words and each.isVisible())


def _ask_who(hand: Hand) -> RowList:
    hand.click(_link(hand, "This is somebody I know already"))
    sheet = hand.life.workspace.known_already
    rows: RowList = sheet.findChild(RowList)
    hand.wait(lambda: rows.model().rowCount() == 2)
    return rows


def _lines(hand: Hand, person: UUID) -> list[str]:
    return [line.text for talk in hand.ask(queries.conversations, person) for line in talk.entries]


def test_picked_by_name_with_the_keyboard_and_taken_back(app_open: Hand, met: tuple[UUID, UUID]) -> None:
    hand, (abigail, nameless) = app_open, met
    rows = _ask_who(hand)
    hand.type("abi")
    hand.wait(lambda: rows.model().rowCount() == 1)
    hand.press(Qt.Key.Key_Return)
    hand.wait(lambda: hand.life.workspace._person == abigail)
    hand.settle()
    assert SAID in seen(hand.window.page())
    assert _lines(hand, abigail) == [SAID]
    assert nameless not in {row.id for row in hand.ask(queries.people)}
    hand.press(Qt.Key.Key_Z, CTRL)
    hand.wait(lambda: _lines(hand, abigail) == [])
    assert _lines(hand, nameless) == [SAID]
    hand.press(Qt.Key.Key_Y, CTRL)
    hand.wait(lambda: _lines(hand, abigail) == [SAID])
    assert hand.dialogs == 0


def test_picked_with_the_mouse_and_undone_where_it_says_so(app_open: Hand, met: tuple[UUID, UUID]) -> None:
    hand, (abigail, nameless) = app_open, met
    rows = _ask_who(hand)
    at = next(place for place in range(2) if rows.model().index(place, 0).data().startswith("Abigail"))
    hand.click(rows.viewport(), rows.visualRect(rows.model().index(at, 0)).center())
    hand.wait(lambda: hand.life.workspace._person == abigail)
    hand.settle()
    hand.click(_link(hand, "Undo"))
    hand.wait(lambda: _lines(hand, nameless) == [SAID])


def test_others_are_named_only_while_asked(app_open: Hand, met: tuple[UUID, UUID]) -> None:
    hand = app_open
    assert not {"Abigail", "Tony"} & _names(hand)
    _ask_who(hand)
    assert {"Abigail", "Tony"} <= _names(hand)
    hand.press(Qt.Key.Key_Escape)
    assert not {"Abigail", "Tony"} & _names(hand)
    assert hand.life.workspace._person == met[1]
    _ask_who(hand)
    hand.window.page().setFocus()
    QApplication.processEvents()
    assert not {"Abigail", "Tony"} & _names(hand)


def _names(hand: Hand) -> set[str]:
    return {word.strip(",.") for words in spoken(hand.window) for word in words.split()}


def test_somebody_with_a_name_is_not_asked_about(app_open: Hand, met: tuple[UUID, UUID]) -> None:
    app_open.life.workspace.open_person(met[0])
    app_open.settle()
    assert "This is somebody I know already" not in seen(app_open.window.page())
