"""While a person is open nobody else is named: not in a widget, a tooltip, the title or to a screen reader (D21)."""

from typing import NamedTuple
from uuid import UUID

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from pytestqt.qtbot import QtBot

from sbp_desktop.services import conversations, people
from sbp_desktop.ui.actions import Action, Actions
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.main_window import MainWindow
from sbp_desktop.ui.new_person import NewPersonSheet
from sbp_desktop.ui.people.people_page import PeoplePage
from sbp_desktop.ui.people.person_page import PersonPage
from sbp_desktop.ui.row_list import RowList
from sbp_desktop.ui.search.search_popup import SearchPopup
from sbp_desktop.ui.today.today_page import TodayPage
from sbp_desktop.ui.widgets import ListRow, PrimaryButton, TextField
from tests.ui.conftest import Ask
from tests.ui.reading import bury_the_dead, kept, seen
from tests.ui.village import add_many, names_in


class Room(NamedTuple):
    """The window with every page that lists people, and Eric, who is not of the village."""

    window: MainWindow
    today: TodayPage
    people: PeoplePage
    person: PersonPage
    search: SearchPopup
    new: NewPersonSheet
    eric: UUID


@pytest.fixture
def room(window: MainWindow, background: Background, ask: Ask, qtbot: QtBot) -> Room:
    for person in list(ask(add_many, 300))[:5]:
        ask(conversations.start, person)
    eric = ask(people.add_person, "Eric").created[0]
    actions = Actions(window)
    actions.add(Action("today", "Go to Today", ("Ctrl+1",), lambda: None))
    search = SearchPopup(background, actions)
    window.set_search(search)
    new = NewPersonSheet(background, window.page, window.body)
    pages = TodayPage(background), PeoplePage(background), PersonPage(background)
    window.start_at("today", pages[0])
    window.show()
    qtbot.waitActive(window)
    qtbot.waitUntil(lambda: len(pages[0].findChildren(ListRow)) > 2)
    return Room(window, *pages, search, new, eric)


def _open_eric(room: Room, qtbot: QtBot) -> None:
    room.search.set_person(room.eric)
    room.person.open(room.eric)
    room.window.show_page("people", room.person, person_open=True)
    qtbot.waitUntil(lambda: room.person.shown is not None)
    bury_the_dead()
    QCoreApplication.processEvents()


def test_the_reading_itself_sees_names_where_there_are_some(room: Room, qtbot: QtBot) -> None:
    assert names_in(kept(room.window))
    room.window.show_page("people", room.people)
    qtbot.waitUntil(lambda: room.people.findChild(RowList).model().rowCount() > 0)
    assert names_in(kept(room.window))


def test_opening_a_person_from_today_leaves_no_other_name(room: Room, qtbot: QtBot) -> None:
    _open_eric(room, qtbot)
    assert "Eric" in seen(room.person)
    assert room.person.findChild(PrimaryButton).hasFocus()
    assert names_in(kept(room.window)) == set()
    assert room.window.windowTitle() == "Support web"


def test_opening_a_person_from_people_leaves_no_other_name(room: Room, qtbot: QtBot) -> None:
    room.window.show_page("people", room.people)
    qtbot.waitUntil(lambda: room.people.findChild(RowList).model().rowCount() > 0)
    qtbot.keyClicks(room.people.findChild(TextField), "winif")
    _open_eric(room, qtbot)
    qtbot.wait(100)  # an answer on its way must not come back to a hidden page
    assert names_in(kept(room.window)) == set()
    assert "winif" not in kept(room.window)


def test_a_change_elsewhere_brings_no_name_back(room: Room, background: Background, ask: Ask, qtbot: QtBot) -> None:
    for page in (room.today, room.people, room.person):
        background.committed.connect(page.refresh)
    _open_eric(room, qtbot)
    ask(people.add_person, "Winifred")
    qtbot.wait(100)
    assert names_in(kept(room.window)) == set()


def test_search_and_a_new_name_suggest_nobody_else(room: Room, qtbot: QtBot) -> None:
    _open_eric(room, qtbot)
    room.window.open_search()
    qtbot.keyClicks(room.search.findChild(TextField), "winif")
    qtbot.waitUntil(lambda: "Nothing has these words yet." in seen(room.search))
    assert names_in(kept(room.window)) == set()
    qtbot.keyClick(room.search.findChild(TextField), Qt.Key.Key_Escape)
    room.new.open()
    qtbot.keyClicks(room.new.findChild(TextField), "Win")
    assert names_in(kept(room.window)) == set()


def test_the_way_back_to_today_brings_everybody_back(room: Room, qtbot: QtBot) -> None:
    _open_eric(room, qtbot)
    assert room.window.step_back()
    qtbot.waitUntil(lambda: bool(names_in(seen(room.today))))
