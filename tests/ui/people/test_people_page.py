"""The People page over thousands, on the real store."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sbp_desktop.services import conversations, people
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.people.people_page import PeoplePage
from sbp_desktop.ui.row_list import RowList
from sbp_desktop.ui.snapshot_list_model import SNAPSHOT
from sbp_desktop.ui.widgets import TextField
from tests.ui.conftest import Ask
from tests.ui.reading import kept, seen
from tests.ui.village import add_many


@pytest.fixture
def page(qtbot: QtBot, background: Background) -> PeoplePage:
    made = PeoplePage(background)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    made.show()
    qtbot.waitUntil(lambda: "Everybody you write with will be here." in seen(made))
    return made


def _field(page: PeoplePage) -> TextField:
    return page.findChild(TextField)


def _names(page: PeoplePage) -> list[str]:
    model = page.findChild(RowList).model()
    return [model.index(row, 0).data(SNAPSHOT).name for row in range(model.rowCount())]


def test_with_nobody_yet_it_invites(page: PeoplePage) -> None:
    assert "Everybody you write with will be here. Ctrl+N starts with a name, or with nothing yet." in seen(page)


def test_typing_finds_somebody_among_thousands(page: PeoplePage, ask: Ask, qtbot: QtBot) -> None:
    ask(add_many, 2000)
    wanted = ask(people.add_person, "Zébedee Quartz", neighbourhood="Riverside").created[0]
    ask(conversations.start, wanted)
    qtbot.keyClicks(_field(page), "zeb")
    qtbot.waitUntil(lambda: _names(page) == ["Zébedee Quartz"])
    assert page.findChild(RowList).model().index(0, 0).data() == "Zébedee Quartz, Riverside, Talked today"
    with qtbot.waitSignal(page.person_opened) as opened:
        qtbot.keyClick(_field(page), Qt.Key.Key_Return)
    assert opened.args == [wanted]


def test_enter_before_the_answer_opens_the_one_that_was_typed(page: PeoplePage, ask: Ask, qtbot: QtBot) -> None:
    anna = ask(people.add_person, "Anna").created[0]
    ask(people.add_person, "Abigail")
    page.load()
    qtbot.waitUntil(lambda: len(_names(page)) == 2)
    with qtbot.waitSignal(page.person_opened) as opened:
        qtbot.keyClicks(_field(page), "ann")
        qtbot.keyClick(_field(page), Qt.Key.Key_Return)
    assert opened.args == [anna]


def test_the_answer_to_an_older_question_is_dropped(page: PeoplePage, ask: Ask, qtbot: QtBot) -> None:
    ask(people.add_person, "Anna")
    ask(people.add_person, "Abigail")
    shown: list[list[str]] = []
    page.findChild(RowList).model().modelReset.connect(lambda: shown.append(_names(page)))
    page.load()
    qtbot.keyClicks(_field(page), "an")
    qtbot.waitUntil(lambda: _names(page) == ["Anna"])
    assert shown == [["Anna"]]


def test_the_list_is_walked_with_the_arrows(page: PeoplePage, ask: Ask, qtbot: QtBot) -> None:
    for name in ("Martin", "Malcolm"):
        ask(people.add_person, name)
    field, found = _field(page), page.findChild(RowList)
    qtbot.keyClicks(field, "ma")
    qtbot.waitUntil(lambda: len(_names(page)) == 2)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert found.hasFocus()
    with qtbot.waitSignal(page.person_opened) as opened:
        qtbot.keyClick(found, Qt.Key.Key_Return)
    assert opened.args == [found.model().index(1, 0).data(SNAPSHOT).id]
    qtbot.keyClicks(found, "r")
    assert field.hasFocus()
    assert field.text() == "mar"
    qtbot.waitUntil(lambda: _names(page) == ["Martin"])


def test_more_rows_come_towards_the_end(page: PeoplePage, ask: Ask, qtbot: QtBot) -> None:
    ask(add_many, 500)
    page.load()
    qtbot.waitUntil(lambda: len(_names(page)) == 200)
    found = page.findChild(RowList)
    found.scrollToBottom()
    qtbot.waitUntil(lambda: len(_names(page)) == 400)
    found.scrollToBottom()
    qtbot.waitUntil(lambda: len(_names(page)) == 500)
    assert len(set(_names(page))) == 500


def test_a_name_nobody_has_leads_to_somebody_new(page: PeoplePage, ask: Ask, qtbot: QtBot) -> None:
    ask(people.add_person, "Anna")
    qtbot.keyClicks(_field(page), "xyz")
    qtbot.waitUntil(lambda: "Ctrl+N starts writing with somebody new." in seen(page))


def test_nobody_is_left_once_names_are_cleared(page: PeoplePage, ask: Ask, qtbot: QtBot) -> None:
    ask(people.add_person, "Abigail")
    qtbot.keyClicks(_field(page), "abi")
    qtbot.waitUntil(lambda: _names(page) == ["Abigail"])
    page.load()  # an answer under way must not bring them back
    page.clear_names()
    qtbot.wait(80)
    assert "abi" not in kept(page).lower()
