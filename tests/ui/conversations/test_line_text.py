"""Putting a whole conversation into its text box, and how its paragraphs look."""

from itertools import pairwise
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from pytestqt.qtbot import QtBot

from sbp_desktop.ui import theme
from sbp_desktop.ui.conversations.line import Line
from sbp_desktop.ui.conversations.line_look import line_id
from sbp_desktop.ui.conversations.listening_text import ListeningText

SHORT = 3


class Measured(ListeningText):
    """Notes how much stood in it each time it had to be set in another width."""

    def __init__(self) -> None:
        super().__init__()
        self.set_anew: list[int] = []

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self.set_anew.append(self.document().blockCount())
        super().resizeEvent(event)


@pytest.fixture
def text(qtbot: QtBot) -> Measured:
    made = Measured()
    qtbot.addWidget(made)
    made.before = lambda line: "Jean" if line.said_by else ""
    made.resize(500, 600)
    made.show()
    return made


def lines(count: int) -> list[Line]:
    return [
        Line(order=f"{n:04}", text=f"Line {n} of many", kind="words" if n % 2 else "note", said_by=uuid4() if n % 3 == 1 else None)
        for n in range(count)
    ]  # fmt: skip


def test_a_long_conversation_is_set_once_and_not_again_for_its_scroll_bar(text: Measured) -> None:
    for _ in range(2):
        text.set_anew.clear()
        text.show_lines(lines(300))
        assert text.verticalScrollBar().isVisible()
        assert set(text.set_anew) <= {1}, "only while nothing stands in it may its width change"
    text.show_lines(lines(SHORT))
    assert not text.verticalScrollBar().isVisible()
    assert max(text.set_anew[1:], default=1) <= SHORT
    assert text.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAsNeeded


def test_every_paragraph_has_the_look_of_its_own_line_however_it_came(text: Measured) -> None:
    """Filled at once, dressed again one by one, or put in between: the same."""
    shown = lines(7)
    text.show_lines(shown)
    filled = _looks(text)
    assert [id_ for id_, *_ in filled] == [line.entry.hex for line in shown]
    assert len({look[1:] for look in filled}) == 4, "note or words, with a name in front or without"
    text.redress()
    assert _looks(text) == filled
    text.show_lines(shown[:1])
    for before, line in pairwise(shown):
        text.insert(line, before)
    assert _looks(text) == filled


def test_a_larger_text_size_reaches_every_paragraph(text: Measured) -> None:
    text.show_lines(lines(4))
    before = [size for *_, size in _looks(text)]
    try:
        theme.enlarge(1.5)
        assert [size for *_, size in _looks(text)] == [pytest.approx(size * 1.5) for size in before]
    finally:
        theme.enlarge(1.0)


def _looks(text: ListeningText) -> list[tuple[str, float, float, float]]:
    found = []
    for block, _ in text.blocks():
        shape = block.blockFormat()
        letters = block.charFormat().font().pointSizeF()
        found.append((line_id(block), round(shape.textIndent(), 3), round(shape.rightMargin(), 3), letters))
    return found
