"""Back after a lock with a quick code: by keys, mouse and finger, to the half sentence; and the passphrase as ever."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from sbp_desktop.storage import queries, tries
from sbp_desktop.ui.unlock.unlock_page import UnlockPage
from tests.fixtures import PASSPHRASE
from tests.journeys.conftest import StartApp, unlock
from tests.journeys.hand import Hand
from tests.keychains import HandKeychain

CTRL = Qt.KeyboardModifier.ControlModifier
CODE = "730519"


def tap(widget: QWidget) -> None:
    """One finger, down and up."""
    finger = QTest.createTouchDevice()
    QTest.touchEvent(widget, finger).press(0, widget.rect().center(), widget).commit()
    QTest.touchEvent(widget, finger).release(0, widget.rect().center(), widget).commit()


@pytest.fixture
def with_code(app_open: Hand, chain: HandKeychain) -> Hand:
    """The app open, the team's switch and the worker's code set in the settings, by hand."""
    hand = app_open
    hand.press(Qt.Key.Key_Comma, CTRL)
    hand.settle()
    settings = hand.life.workspace.settings
    assert "not agreed" in settings.quick.said.plain
    assert not settings.quick.choosing.isVisible()
    hand.click(settings.team.code)
    hand.settle()
    settings.quick.passphrase.field.setFocus()
    hand.type(PASSPHRASE)
    settings.quick.code.setFocus()
    hand.type(CODE)
    settings.quick.again.setFocus()
    hand.type(CODE)
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    assert settings.quick.problem.plain == ""
    assert settings.quick.stop.isVisible()
    assert settings.quick.passphrase.text() == ""
    hand.press(Qt.Key.Key_Escape)
    return hand


def lock(hand: Hand) -> UnlockPage:
    """Press the keys of a lock and wait for the page that asks."""
    hand.press(Qt.Key.Key_L, CTRL)
    hand.wait(lambda: hand.life.unlock_page is not None)
    page = hand.life.unlock_page
    assert page is not None
    hand.wait(page.isVisible)
    page.activateWindow()
    return page


def lock_to_the_pad(hand: Hand) -> UnlockPage:
    page = lock(hand)
    hand.wait(lambda: page.pad is not None and page.pad.isVisible())
    assert page.pad is not None
    hand.wait(page.pad.code.hasFocus)
    return page


def back(hand: Hand) -> None:
    hand.wait(lambda: hand.life.workspace is not None and hand.window.isVisible())
    hand.window.activateWindow()
    hand.settle()


@pytest.mark.parametrize("by", ["keys", "mouse", "finger"])
def test_the_code_leads_back_to_the_half_sentence(by: str, with_code: Hand) -> None:
    hand = with_code
    hand.start_writing("Eric")
    hand.type("He hears less well than in")
    page = lock_to_the_pad(hand)
    assert page.pad is not None
    if by == "keys":
        hand.type(CODE)
        hand.press(Qt.Key.Key_Return)
    else:
        press = hand.click if by == "mouse" else tap
        for digit in ("7", "9", *CODE[1:]):
            press(page.pad.digits[digit])
            if digit == "9" and page.pad.code.text() == "79":
                press(page.pad.delete)
        assert page.pad.code.text() == CODE
        press(page.pad.open)
    back(hand)
    hand.wait(lambda: hand.life.workspace.listening)
    hand.type(" spring")
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    (row,) = hand.ask(queries.people)
    (talk,) = hand.ask(queries.conversations, row.id)
    assert [entry.text for entry in talk.entries if entry.text] == ["He hears less well than in spring"]


def test_the_passphrase_is_one_press_away_and_typing_it_is_not_interrupted(with_code: Hand) -> None:
    hand = with_code
    page = lock_to_the_pad(hand)
    assert page.pad is not None
    hand.click(page.pad.rather)
    hand.wait(page.passphrase.field.hasFocus)
    hand.click(page.code)
    hand.wait(page.pad.code.hasFocus)
    hand.click(page.pad.rather)
    unlock(hand)
    page = lock(hand)
    page.passphrase.field.setFocus()
    hand.type(PASSPHRASE[:5])
    hand.wait(page.code.isVisible)
    assert page.passphrase.isVisible()
    assert page.passphrase.text() == PASSPHRASE[:5]
    hand.type(PASSPHRASE[5:])
    hand.press(Qt.Key.Key_Return)
    back(hand)


def test_wrong_codes_are_told_and_the_fifth_asks_for_the_passphrase(
    with_code: Hand, chain: HandKeychain, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = with_code
    page = lock_to_the_pad(hand)
    for attempt in range(5):
        assert page.pad is not None
        hand.wait(page.pad.code.hasFocus)
        hand.type("519730")
        hand.press(Qt.Key.Key_Return)
        if attempt < 4:
            hand.wait(lambda: page.pad is not None and page.pad.problem.plain)
            assert page.pad.problem.plain == "That is not your quick code."
            assert page.pad.code.text() == ""
    hand.wait(lambda: page.pad is None)
    assert chain.kept == {}
    assert page.passphrase.isVisible()
    assert not page.code.isVisible()
    assert "Nothing is lost" in page.problem.plain
    later = tries.now()
    monkeypatch.setattr(tries, "now", lambda: later._replace(up_s=later.up_s + 31, wall_ms=later.wall_ms + 31_000))
    hand.wait(page.passphrase.isEnabled)
    unlock(hand)
    lock_to_the_pad(hand)


def test_a_keychain_that_lost_its_part_is_said_and_the_passphrase_mends_it(
    with_code: Hand, chain: HandKeychain
) -> None:
    hand = with_code
    chain.kept.clear()
    page = lock(hand)
    hand.wait(lambda: page.problem.plain)
    assert "has lost its part of your quick code. Your passphrase opens as ever" in page.problem.plain
    assert page.pad is None
    page.passphrase.setFocus()
    unlock(hand)
    lock_to_the_pad(hand)


def test_after_the_app_was_closed_the_passphrase_is_asked_for(
    with_code: Hand, chain: HandKeychain, start_app: StartApp, vault_folder: Path
) -> None:
    hand = with_code
    hand.window.close()
    hand.life.end()
    assert chain.kept == {}
    again = start_app(vault_folder)
    page = again.life.unlock_page
    assert page is not None
    again.settle()
    assert (page.pad, page.problem.plain) == (None, "")
    unlock(again)
    lock_to_the_pad(again)


def test_stopped_in_the_settings_or_shared_with_others_there_is_no_code(with_code: Hand, chain: HandKeychain) -> None:
    hand = with_code
    hand.press(Qt.Key.Key_Comma, CTRL)
    hand.settle()
    settings = hand.life.workspace.settings
    hand.click(settings.lock.shared)
    hand.settle()
    assert chain.kept == {}
    assert "several people use" in settings.quick.said.plain
    assert "others use it too" in settings.lock._said.plain
    assert hand.life.workspace.idle.resting_s == hand.life.workspace.idle.listening_s == 120
    hand.click(settings.lock.shared)
    hand.settle()
    hand.click(settings.quick.stop)
    hand.settle()
    assert settings.quick.choosing.isVisible()
    page = lock(hand)
    hand.settle()
    assert page.pad is None


def test_the_code_leads_back_from_the_cover(with_code: Hand) -> None:
    hand = with_code
    hand.press(Qt.Key.Key_F9)
    cover = hand.life.workspace.cover
    assert cover.covered
    hand.press(Qt.Key.Key_F9)
    hand.type(CODE)
    hand.press(Qt.Key.Key_Return)
    hand.wait(lambda: not cover.covered)
