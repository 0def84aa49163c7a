"""Whatever keys are pressed, in whatever order, the record ends up as the page and nothing breaks on the way."""

import random

import pytest
from PySide6.QtCore import Qt

from sbp_desktop.models.snapshots import EntrySnapshot
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from tests.ui.conversations.conftest import Desk

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
KEYS = [
    (Qt.Key.Key_Return, None), (Qt.Key.Key_Backspace, None), (Qt.Key.Key_Delete, None), (Qt.Key.Key_Left, None),
    (Qt.Key.Key_Right, None), (Qt.Key.Key_Up, None), (Qt.Key.Key_Down, None), (Qt.Key.Key_Home, None),
    (Qt.Key.Key_End, None), (Qt.Key.Key_Left, SHIFT), (Qt.Key.Key_Up, SHIFT), (Qt.Key.Key_X, CTRL),
    (Qt.Key.Key_V, CTRL), (Qt.Key.Key_Z, CTRL), (Qt.Key.Key_Y, CTRL), (Qt.Key.Key_1, CTRL), (Qt.Key.Key_2, CTRL),
    (Qt.Key.Key_Backspace, CTRL), (Qt.Key.Key_Escape, None),
]  # fmt: skip
WORDS = ['"', "my daughter ", "Jean ", "came. ", "Mr Patel, ", "@", "Je", "ŵyn 🎵 ", "daughter: ", "he said ", "x"]


def press_anything(desk: Desk, page: ConversationPage, chance: random.Random) -> None:
    roll = chance.random()
    if roll < 0.5:
        desk.type(page, chance.choice(WORDS))
    elif roll < 0.93:
        key, held = chance.choice(KEYS)
        desk.qtbot.keyClick(page.text, key, held or Qt.KeyboardModifier.NoModifier)
    else:
        desk.pause(page)
    if chance.random() < 0.3:
        desk.settle()


def as_told(line: EntrySnapshot) -> tuple[object, ...]:
    return (line.id, line.kind, line.said_by, line.text, tuple(sorted(line.mentions, key=lambda m: m.start)))


@pytest.mark.parametrize("seed", [*range(6), *(pytest.param(n, marks=pytest.mark.long) for n in range(6, 100))])
def test_the_record_ends_up_as_the_page(desk: Desk, seed: int) -> None:
    chance = random.Random(seed)
    page = desk.page()
    for _ in range(60):
        press_anything(desk, page, chance)
        for block, line in page.text.blocks():
            assert block.text() == line.text
    page.flush()
    desk.settle()
    kept = [as_told(line) for line in desk.lines()]
    again = desk.page()
    shown = [(line.entry, line.kind, line.said_by, line.text) for _, line in page.text.blocks() if line.text.strip()]
    assert [each[:4] for each in kept] == shown
    assert [block.text() for block, line in again.text.blocks() if line.text] == [each[3] for each in kept]
    assert desk.drafts() == []
    assert desk.problems == []
