"""One thing that a hand may do at the window, drawn by chance: keys, clicks, drags, words, and what has a key of its own."""

import random

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget

from sbp_desktop.tour import hands
from tests.journeys.hand import Hand

KEYS = (
    *(Qt.Key(Qt.Key.Key_F1 + number) for number in range(12) if number != 11), Qt.Key.Key_Escape, Qt.Key.Key_Return,
    Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Back, Qt.Key.Key_Delete, Qt.Key.Key_Space, Qt.Key.Key_Left,
    Qt.Key.Key_Down, Qt.Key.Key_Menu, Qt.Key.Key_A, Qt.Key.Key_K, Qt.Key.Key_N, Qt.Key.Key_Z, Qt.Key.Key_Y, Qt.Key.Key_P,
    Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5, Qt.Key.Key_6, Qt.Key.Key_0, Qt.Key.Key_Comma,
)  # fmt: skip
MODIFIERS = (
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip
_CLICKS = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.BackButton)


def do(hand: Hand, page: QWidget, rng: random.Random, words: str) -> None:
    """Do one thing on this page, or on the cover where it lies over it. `words` may be typed. It never locks."""
    workspace = hand.life.workspace
    below: QWidget = workspace.cover.page if workspace.cover.covered else page
    spot = QPoint(rng.randrange(max(below.width(), 1)), rng.randrange(max(below.height(), 1)))
    at = below.childAt(spot) or below
    match rng.randrange(9):
        case 0 | 1:
            QTest.keyClick(QApplication.focusWidget() or hand.window, rng.choice(KEYS), rng.choice(MODIFIERS))
        case 2 | 3:
            buttons = [each for each in below.findChildren(QAbstractButton) if each.isVisible() and each.isEnabled()]
            asking = [each for each in buttons if each.text().endswith("…")]  # few among many, and they lead to files
            if buttons:
                chosen = rng.choice(asking if asking and rng.random() < 0.3 else buttons)
                QTest.mouseClick(chosen, Qt.MouseButton.LeftButton)
        case 4:
            QTest.mouseClick(at, rng.choice(_CLICKS), pos=at.mapFrom(below, spot))
        case 5:
            QTest.mouseDClick(at, Qt.MouseButton.LeftButton, pos=at.mapFrom(below, spot))
        case 6:
            start = at.mapFrom(below, spot)
            hands.drag(at, start, start + QPoint(rng.randrange(-90, 90), rng.randrange(-90, 90)))
        case 7:
            workspace.actions.run(rng.choice([one.id for one in workspace.actions.known() if one.id != "lock"]))
        case 8:
            QTest.keyClicks(QApplication.focusWidget() or hand.window, words)


def choose(rng: random.Random) -> None:
    """Choose something of the menu that is open, or close it."""
    menu = QApplication.activePopupWidget()
    if isinstance(menu, QMenu) and rng.random() < 0.7:
        actions = [each for each in menu.actions() if each.isEnabled() and not each.isSeparator()]
        if actions:
            rng.choice(actions).trigger()
    if menu is not None:
        menu.close()
