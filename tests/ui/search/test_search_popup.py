"""Ctrl+K: finding people, places, words and commands; inside the open person until widened."""

from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sbp_desktop.models.schema import DIRECTORY
from sbp_desktop.services import bell, conversations, people, webs
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui.actions import Action, Actions
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.main_window import MainWindow
from sbp_desktop.ui.people.people_page import PeoplePage
from sbp_desktop.ui.row_list import RowList
from sbp_desktop.ui.search.search_popup import SearchPopup
from sbp_desktop.ui.widgets import LinkButton, TextField
from tests.ui.conftest import Ask
from tests.ui.reading import kept, seen

DONE: list[str] = []


@pytest.fixture
def popup(window: MainWindow, background: Background, qtbot: QtBot) -> SearchPopup:
    DONE.clear()
    window.show_page("people", PeoplePage(background))
    actions = Actions(window)
    actions.add(Action("today", "Go to Today", ("Ctrl+1",), lambda: DONE.append("today")))
    actions.add(Action("never", "Go nowhere", (), lambda: DONE.append("never"), lambda: False))
    made = SearchPopup(background, actions)
    window.set_search(made)
    window.show()
    qtbot.waitActive(window)
    return made


@pytest.fixture
def eric(ask: Ask) -> UUID:
    return ask(people.add_person, "Eric").created[0]


def _write(ask: Ask, person: UUID, text: str) -> tuple[UUID, UUID]:
    talk, entry = ask(conversations.start, person).created[0], uuid4()
    ask(conversations.write_entry, talk, entry, text, kind="words")
    return talk, entry


def _found(popup: SearchPopup) -> list[str]:
    model = popup.findChild(RowList).model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def _type(popup: SearchPopup, window: MainWindow, text: str, qtbot: QtBot) -> TextField:
    window.open_search()
    field = popup.findChild(TextField)
    assert field.hasFocus()
    qtbot.keyClicks(field, text)
    return field


def test_it_finds_people_places_and_words(popup: SearchPopup, window: MainWindow, ask: Ask, qtbot: QtBot) -> None:
    person = ask(people.add_person, "Henry Tuesday").created[0]
    ask(webs.add_node, person, "Tuesday club", kind="group")
    _write(ask, person, "Tuesdays are good.")
    _type(popup, window, "tues", qtbot)
    qtbot.waitUntil(lambda: len(_found(popup)) == 3)
    first, *others = _found(popup)
    assert first.startswith("Henry Tuesday")
    assert any(found.startswith("Tuesday club, Henry Tuesday") for found in others)
    assert any(found.startswith("Tuesdays are good, Henry Tuesday") for found in others)


def test_enter_opens_at_the_sentence(
    popup: SearchPopup, window: MainWindow, ask: Ask, eric: UUID, qtbot: QtBot
) -> None:
    talk, entry = _write(ask, eric, "The wireless was always on.")
    field = _type(popup, window, "wirel", qtbot)
    with qtbot.waitSignal(popup.sentence_opened) as opened:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert opened.args == [eric, talk, entry]
    assert not popup.isVisible()


def test_a_person_opens(popup: SearchPopup, window: MainWindow, eric: UUID, qtbot: QtBot) -> None:
    field = _type(popup, window, "eri", qtbot)
    with qtbot.waitSignal(popup.person_opened) as opened:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert opened.args == [eric]


def test_somebody_on_a_web_opens_there(
    popup: SearchPopup, window: MainWindow, ask: Ask, eric: UUID, qtbot: QtBot
) -> None:
    node = ask(webs.add_node, eric, "Sheila").created[0]
    field = _type(popup, window, "sheil", qtbot)
    with qtbot.waitSignal(popup.place_opened) as opened:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert opened.args == [eric, node]


def test_commands_are_found_by_their_words_and_done(popup: SearchPopup, window: MainWindow, qtbot: QtBot) -> None:
    field = _type(popup, window, "tod", qtbot)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: DONE == ["today"])
    assert not popup.isVisible()


def test_before_anything_is_typed_it_shows_what_can_be_done(popup: SearchPopup, window: MainWindow) -> None:
    window.open_search()
    assert _found(popup) == ["Go to Today, Ctrl+1"]


def test_inside_a_person_it_finds_only_theirs_until_widened(
    popup: SearchPopup, window: MainWindow, ask: Ask, eric: UUID, qtbot: QtBot
) -> None:
    anna = ask(people.add_person, "Anna").created[0]
    _write(ask, eric, "Tuesdays are good.")
    _write(ask, anna, "Tuesdays are hard.")
    popup.set_person(eric)
    _type(popup, window, "tues", qtbot)
    qtbot.waitUntil(lambda: [found[:17] for found in _found(popup)] == ["Tuesdays are good"])
    assert "Anna" not in kept(popup)
    widen = next(link for link in popup.findChildren(LinkButton) if link.text() == "Look through everything")
    widen.click()
    qtbot.waitUntil(lambda: len(_found(popup)) == 2)
    assert "Anna" in seen(popup)
    window.step_back()
    window.open_search()
    assert popup.within == eric


def test_nothing_is_kept_once_it_is_gone(
    popup: SearchPopup, window: MainWindow, ask: Ask, eric: UUID, qtbot: QtBot
) -> None:
    _write(ask, eric, "The wireless was always on.")
    field = _type(popup, window, "wirel", qtbot)
    qtbot.waitUntil(lambda: _found(popup)[0].startswith("The wireless"))
    qtbot.keyClicks(field, "e")  # its answer must not come back to a hidden list
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    qtbot.wait(100)
    assert not popup.isVisible()
    assert "wirel" not in kept(popup).lower()
    assert "Eric" not in kept(popup)


def test_a_press_elsewhere_takes_it_away(popup: SearchPopup, window: MainWindow, qtbot: QtBot) -> None:
    window.open_search()
    page = window.page()
    assert page is not None
    page.findChild(TextField).setFocus()
    assert not popup.isVisible()


def test_words_nobody_wrote_are_said_to_be_new(popup: SearchPopup, window: MainWindow, qtbot: QtBot) -> None:
    _type(popup, window, "xyzzy", qtbot)
    qtbot.waitUntil(lambda: "Nothing has these words yet." in seen(popup))


def test_nobody_is_found_twice_and_nothing_that_cannot_be_opened(
    popup: SearchPopup, window: MainWindow, ask: Ask, eric: UUID, qtbot: QtBot
) -> None:
    def add_to_the_patch(vault: Vault) -> None:
        with vault.unit_of_work("Added a place") as work:
            work.new("Resource", DIRECTORY, {"name": "Eric Street Library"})

    ask(add_to_the_patch)
    _type(popup, window, "eric", qtbot)
    qtbot.waitUntil(lambda: _found(popup) == ["Eric"])


def test_a_word_somebody_rang_for_is_found_and_leads_to_our_words(
    popup: SearchPopup, window: MainWindow, ask: Ask, qtbot: QtBot
) -> None:
    ask(bell.ring, ["respite"])
    field = _type(popup, window, "respi", qtbot)
    qtbot.waitUntil(lambda: _found(popup)[:1] != [] and _found(popup)[0].startswith("respite"))
    assert _found(popup)[0].endswith("Our words in plain ones")
    with qtbot.waitSignal(popup.glossary_opened):
        qtbot.keyClick(field, Qt.Key.Key_Return)
