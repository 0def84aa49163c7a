"""My name and number: kept as they are typed, and seen on the page of everybody I am with."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sbp_desktop.services import conversations, people
from sbp_desktop.storage import drafts, queries
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.settings.settings_page import SettingsPage
from tests.fixtures import WORKER
from tests.ui.conftest import Ask
from tests.ui.settings.conftest import settle


def test_a_number_typed_is_the_one_on_their_page_and_is_taken_back(
    page: SettingsPage, background: Background, ask: Ask, qtbot: QtBot
) -> None:
    eric = ask(people.add_person, "Eric").created[0]
    ask(conversations.start, eric)
    number = page.me.texts["direct_number"]
    assert number.toPlainText() == WORKER["direct_number"]
    number.setFocus()
    number.selectAll()
    qtbot.keyClicks(number, "01632 960009")
    qtbot.keyClick(number, Qt.Key.Key_Return)
    settle(background)
    assert ask(queries.person, eric).named_worker.direct_number == "01632 960009"
    qtbot.keyClick(number, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(background)
    assert number.toPlainText() == WORKER["direct_number"]
    assert ask(queries.worker).direct_number == WORKER["direct_number"]


def test_what_a_crash_cut_short_comes_back(page: SettingsPage, background: Background, ask: Ask) -> None:
    me = ask(queries.worker).id
    ask(drafts.step, me, me, "name", "Sam Okafor", {})
    page.me.load()
    settle(background)
    assert page.me.texts["name"].toPlainText() == "Sam Okafor"
    assert ask(queries.worker).name == "Sam Okafor"
    assert ask(drafts.pending, me) == ()
