"""My space from the rail, by key and from Find; covered, locked and closed like everything, with nobody left open."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sbp_desktop.services import my_space, people
from sbp_desktop.storage import search
from tests.fixtures import PASSPHRASE
from tests.journeys.conftest import StartApp, unlock
from tests.journeys.hand import Hand, spoken

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
WORDS = "Nobody reads this"


def go(hand: Hand) -> None:
    hand.press(Qt.Key.Key_0, ALT)
    hand.settle()
    assert hand.window.page() is hand.life.workspace.my_space


def test_it_is_reached_by_mouse_and_key_and_the_open_person_is_left(app_open: Hand) -> None:
    hand = app_open
    eric = hand.ask(people.add_person, "Eric").created[0]
    hand.life.workspace.open_person(eric)
    hand.settle()
    hand.click(hand.window.rail.buttons["my_space"])
    hand.settle()
    assert hand.window.page() is hand.life.workspace.my_space
    assert not hand.window.person_open
    assert not [words for words in spoken(hand.window) if "Eric" in words]
    hand.press(Qt.Key.Key_Escape)
    hand.settle()
    assert hand.window.page() is hand.life.workspace.today
    go(hand)


def test_covered_with_one_key_and_given_back_with_the_half_sentence(app_open: Hand) -> None:
    hand = app_open
    go(hand)
    hand.type(WORDS)
    QTest.keyPress(hand.window.windowHandle(), Qt.Key.Key_F9)
    hand.settle()
    for top in QApplication.topLevelWidgets():
        assert not top.isVisible() or not [words for words in spoken(top) if WORDS in words]
    hand.life.workspace.cover.press()
    hand.settle()
    hand.type(PASSPHRASE)
    hand.press(Qt.Key.Key_Return)
    hand.wait(lambda: not hand.life.workspace.cover.covered)
    hand.settle()
    assert hand.window.page() is hand.life.workspace.my_space
    assert [line.text for line in hand.ask(my_space.lines)] == [WORDS]
    assert [row.text.toPlainText() for row in hand.life.workspace.my_space.rows.values() if row.isVisible()] != [""]


def test_locked_and_unlocked_nothing_typed_is_missing_and_find_does_not_know_of_it(app_open: Hand) -> None:
    hand = app_open
    go(hand)
    hand.type(WORDS)
    hand.press(Qt.Key.Key_L, CTRL)
    hand.wait(lambda: hand.life.unlock_page is not None)
    unlock(hand)
    assert [line.text for line in hand.ask(my_space.lines)] == [WORDS]
    assert hand.ask(search.find, "nobody") == ()


def test_closing_the_window_keeps_what_is_typed(start_app: StartApp, app_open: Hand) -> None:
    hand, folder = app_open, app_open.life.folder
    go(hand)
    hand.type(WORDS)
    hand.life.end()
    again = start_app(folder)
    unlock(again)
    go(again)
    shown = [row.text.toPlainText() for row in again.life.workspace.my_space.rows.values()]
    assert sorted(shown) == ["", WORDS]
