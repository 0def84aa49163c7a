"""In a window too narrow for words and web beside each other they take turns, and nothing typed is lost by it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.services import conversations, plans, webs
from sbp_desktop.ui import theme
from tests.ui.conversations.conftest import Desk


@pytest.mark.parametrize("by", ["mouse", "key"])
def test_words_and_web_take_turns(desk: Desk, by: str) -> None:
    page = desk.page(beside=True)
    assert page.beside is not None
    assert not page.other_side.isVisible()
    assert page.beside.isVisible()
    assert page.text.isVisible()

    page.resize(theme.scaled(800), 700)
    desk.type(page, "We walked by the water")
    assert not page.beside.isVisible()
    for words, in_front, behind in (("Web", page.beside, page.text), ("Words", page.text, page.beside)):
        assert page.other_side.text() == words
        if by == "mouse":
            QTest.mouseClick(page.other_side, Qt.MouseButton.LeftButton)
        else:
            page.other_side.setFocus()
            QTest.keyClick(page.other_side, Qt.Key.Key_Space)
        desk.settle()
        assert in_front.isVisible()
        assert not behind.isVisible()
    assert page.text.hasFocus()
    desk.type(page, " again.")
    assert page.text_of_current_line() == "We walked by the water again."

    QTest.mouseClick(page.other_side, Qt.MouseButton.LeftButton)
    page.resize(1200, 700)
    assert page.text.isVisible()
    assert page.beside.isVisible()
    assert not page.other_side.isVisible()


@pytest.fixture
def twice_as_large() -> Iterator[None]:
    theme.enlarge(2)
    yield
    theme.enlarge(1)


@pytest.mark.parametrize("size", [(470, 540), (930, 540)])
@pytest.mark.usefixtures("twice_as_large")
def test_nothing_is_cut_in_a_low_window_at_twice_the_text_size(desk: Desk, size: tuple[int, int]) -> None:
    """What does not fit is scrolled to, and the line that is being written is always in view."""
    desk.ask(conversations.set_kind, desk.conversation, "C2")
    desk.ask(plans.log_contact, desk.person, "call", next_on=PartialDate.of("2099-11-26"))
    for name in ("Jean", "Tom", "Dr Amin"):
        node = desk.ask(webs.add_node, desk.person, name).created[0]
        present = {*desk.talk().present, node.hex}
        desk.ask(conversations.set_conversation, desk.conversation, present=frozenset(present))
    page = desk.page()
    page.resize(*size)
    desk.settle()
    assert page._sheet.width() <= page._scroll.viewport().width()
    for part in page._sheet.findChildren(QWidget):
        layout = part.layout()
        if not part.isVisibleTo(page) or layout is None:
            continue
        assert part.height() >= layout.minimumHeightForWidth(part.width()), type(part).__name__
        whole = part.rect().adjusted(0, 0, 1, 1)
        cut = [child for child in _shown_in(part) if not whole.contains(child.geometry())]
        assert cut == [], [(type(child).__name__, child.accessibleName()) for child in cut]
    for line in range(12):
        desk.type(page, f"Line {line}")
        QTest.keyClick(page.text, Qt.Key.Key_Return)
    desk.settle()
    caret = page.text.viewport().mapTo(page._scroll.viewport(), page.text.cursorRect().center())
    assert page._scroll.viewport().rect().contains(caret)


def _shown_in(part: QWidget) -> list[QWidget]:
    layout = part.layout()
    placed = [layout.itemAt(place).widget() for place in range(layout.count())] if layout is not None else []
    return [child for child in placed if child is not None and not child.isHidden()]
