"""Where the team says that turning back needs the worker's unlock, nothing else leads out of the person's side."""

import random

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from sbp_desktop.services import teams
from sbp_desktop.storage import tries
from sbp_desktop.ui.together.together_page import TogetherPage
from sbp_desktop.ui.together.turning import Turning
from tests.fixtures import PASSPHRASE
from tests.journeys.hand import Hand
from tests.journeys.test_together import eric, turn

__all__ = ["eric"]
_KEYS = [
    *(Qt.Key(code) for code in range(Qt.Key.Key_F1, Qt.Key.Key_F12 + 1)),
    *(Qt.Key(code) for code in range(Qt.Key.Key_0, Qt.Key.Key_9 + 1)),
    Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Left,
    Qt.Key.Key_Up, Qt.Key.Key_Backspace, Qt.Key.Key_Back, Qt.Key.Key_K, Qt.Key.Key_N, Qt.Key.Key_Z, Qt.Key.Key_Comma,
    Qt.Key.Key_W, Qt.Key.Key_P, Qt.Key.Key_E,
]  # fmt: skip
_HELD = [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier]


def do_anything(hand: Hand, draw: random.Random) -> None:
    """One key, press, word or wrong passphrase, wherever it goes."""
    window = hand.window
    target: QWidget = QApplication.focusWidget() or window
    match draw.randrange(6):
        case 0 | 1 | 2:
            key, held = draw.choice(_KEYS), draw.choice(_HELD)
            if (key, held) != (Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier):
                QTest.keyClick(target, key, held)
        case 3 | 4:
            top = QApplication.activeModalWidget() or window
            at = QPoint(draw.randrange(top.width()), draw.randrange(top.height()))
            pressed = top.childAt(at) or top
            QTest.mouseClick(pressed, Qt.MouseButton.LeftButton, pos=pressed.mapFrom(top, at))
        case _:
            cover = hand.life.workspace.cover
            if cover.covered and cover.page.sign_in.isVisible():
                cover.page.sign_in.field.setText("let me out")
                QTest.keyClick(cover.page.sign_in.field, Qt.Key.Key_Return)
            else:
                QTest.keyClicks(target, "back")


def walk(hand: Hand, draw: random.Random, sequences: int) -> int | None:
    """Do anything, a few at a time; returns after how many the screen was the worker's without their unlock."""
    workspace = hand.life.workspace
    for sequence in range(sequences):
        for _ in range(draw.randrange(3, 9)):
            do_anything(hand, draw)
            QApplication.processEvents()
        hand.settle()
        if not workspace.turning.turned:
            workspace.cover.uncover()
            return sequence
        if workspace.cover.covered:
            come_back(hand)
        if not workspace.turning.turned:
            turn(hand)
        assert workspace.cover.covered or isinstance(workspace.window.page(), TogetherPage)
    return None


def come_back(hand: Hand) -> None:
    """The worker's own unlock: it leads where they had asked to go, and to the shared page where they had not."""
    cover = hand.life.workspace.cover
    cover.page.ask()
    hand.wait(cover.page.sign_in.isEnabled)
    cover.page.sign_in.field.setText(PASSPHRASE)
    QTest.keyClick(cover.page.sign_in.field, Qt.Key.Key_Return)
    hand.wait(lambda: not cover.covered)
    hand.settle()


@pytest.fixture
def together(app_open: Hand, eric: object, monkeypatch: pytest.MonkeyPatch) -> Hand:
    monkeypatch.setattr(tries, "left_s", lambda _folder, _at=None: 0)  # what a pause does is tried elsewhere
    app_open.ask(teams.set_team, "Changed how the screen is turned back", unlock_to_turn_back=True)
    app_open.life.workspace.open_person(eric)
    app_open.settle()
    turn(app_open)
    return app_open


def test_nothing_but_the_worker_s_unlock_leads_out(together: Hand, long_form: bool) -> None:
    assert walk(together, random.Random(31), 500 if long_form else 50) is None


def test_a_way_back_without_it_turns_it_red(together: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Turning, "_turn_back", Turning._go_back)
    assert walk(together, random.Random(31), 50) is not None
