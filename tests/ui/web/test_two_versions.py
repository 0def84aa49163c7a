"""People, places and lines that two changed apart: a badge, what each wrote in the panel, and a press to settle it."""

from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from sbp_desktop.services import webs
from sbp_desktop.storage import versions
from sbp_desktop.ui import theme
from sbp_desktop.ui.versions.several import VersionsPart
from sbp_desktop.ui.web import words
from sbp_desktop.ui.widgets import LinkButton, QuietButton
from tests.colleague import come_in, heads_here, named_colleague
from tests.ui.reading import seen
from tests.ui.web.conftest import Hand


@pytest.fixture
def jean(hand: Hand) -> UUID:
    hand.type_name("Jean, daughter")
    return hand.node("Jean").id


def sam(hand: Hand):
    return hand.ask(named_colleague, hand.page.person, "Sam")


def twice_named(hand: Hand, jean: UUID) -> None:
    over = hand.ask(heads_here, jean, "label")
    hand.ask(lambda vault: webs.set_node(vault, jean, label="Jeanie"))
    hand.ask(come_in, sam(hand).set(jean, "label", "Jean M", over=over))
    hand.settle()


def part(hand: Hand) -> VersionsPart:
    found = hand.canvas.panel.findChild(VersionsPart)
    assert isinstance(found, VersionsPart)
    return found


def button(hand: Hand, text: str) -> QuietButton:
    return next(b for b in part(hand).findChildren(QuietButton) if text in b.text())


def badged(hand: Hand, id_: UUID) -> bool:
    mark = hand.scene._drawing.nodes[id_]._badge._mark
    return mark is not None and mark.isVisible()


def test_a_badge_stands_on_it_and_the_panel_says_what_each_wrote(hand: Hand, jean: UUID) -> None:
    assert not badged(hand, jean)
    twice_named(hand, jean)
    assert badged(hand, jean)
    hand.click(hand.at(jean))
    shown = seen(part(hand))
    for said in ("Two versions", "Shown now: Jean M", "Also recorded: Jeanie", "Sam, ", "You, "):
        assert said in shown
    assert "two versions" in words.describe_node(hand.node("Jean M"), [], None)
    table = hand.canvas.list.nodes
    hand.canvas.list.show()
    hand.canvas.list.renew()
    assert table.index(table.row_of(jean), 0).data() == "Jean M · two versions"
    assert table.index(table.row_of(jean), 0).data(Qt.ItemDataRole.EditRole) == "Jean M"
    assert "two versions" in table.index(table.row_of(jean), 0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_a_press_keeps_either_and_undo_brings_both_back(hand: Hand, jean: UUID) -> None:
    twice_named(hand, jean)
    hand.click(hand.at(jean))
    assert button(hand, "Jeanie").height() >= theme.TARGET
    QTest.mouseClick(button(hand, "Jeanie"), Qt.MouseButton.LeftButton)
    hand.settle()
    assert hand.node("Jeanie").alternatives == ()
    assert part(hand).isHidden()
    assert not badged(hand, jean)
    hand.canvas.undo()
    hand.settle()
    assert badged(hand, jean)
    assert not part(hand).isHidden()
    hand.canvas.redo()
    assert hand.node("Jeanie").alternatives == ()


def test_by_keyboard_the_question_is_the_first_thing_in_the_panel(hand: Hand, jean: UUID) -> None:
    twice_named(hand, jean)
    hand.scene.choose(jean)
    hand.view.setFocus()
    hand.key(Qt.Key.Key_Return)
    hand.settle()
    close = next(link for link in hand.canvas.panel.findChildren(LinkButton) if link.text() == "Close")
    close.setFocus()
    QTest.keyClick(close, Qt.Key.Key_Tab)
    assert hand.page.focusWidget() is button(hand, "Jean M")
    QTest.keyClick(button(hand, "Jean M"), Qt.Key.Key_Space)
    hand.settle()
    assert hand.node("Jean M").alternatives == ()
    assert hand.canvas.panel.isAncestorOf(hand.page.focusWidget())


@pytest.mark.parametrize(("press", "there"), [("Let it stay", True), ("Remove it", False)])
def test_removed_here_and_changed_there_stays_or_goes(hand: Hand, jean: UUID, press: str, there: bool) -> None:
    over = hand.ask(heads_here, jean, "label")
    hand.ask(webs.delete_node, jean)
    hand.ask(come_in, sam(hand).set(jean, "label", "Jean M", over=over))
    hand.settle()
    assert badged(hand, jean)
    hand.click(hand.at(jean))
    assert "Removed by you, changed by Sam." in seen(part(hand))
    QTest.mouseClick(button(hand, press), Qt.MouseButton.LeftButton)
    assert ("Jean M" in hand.labels()) == there
    hand.canvas.undo()
    hand.settle()
    assert hand.node("Jean M").alternatives == ("alive",)
    hand.canvas.redo()
    assert ("Jean M" in hand.labels()) == there


def test_a_line_has_its_badge_too(hand: Hand, jean: UUID) -> None:
    tie = hand.tie("Eric", "Jean").id
    over = hand.ask(heads_here, tie, "strength")
    hand.ask(lambda vault: webs.set_tie(vault, tie, strength="strong"))
    hand.ask(come_in, sam(hand).set(tie, "strength", "tenuous", over=over))
    hand.settle()
    mark = hand.scene._drawing.ties[tie]._badge._mark
    assert mark is not None
    assert mark.isVisible()
    hand.scene.choose(tie)
    hand.canvas.panel_hand.open(by_key=True)
    hand.settle()
    assert "Shown now: not so close" in seen(part(hand))
    QTest.mouseClick(button(hand, "“close”"), Qt.MouseButton.LeftButton)
    assert hand.tie("Eric", "Jean").strength == "strong"
    assert not mark.isVisible()


def test_what_somebody_settled_elsewhere_is_gone_here(hand: Hand, jean: UUID) -> None:
    twice_named(hand, jean)
    hand.click(hand.at(jean))
    over = hand.ask(heads_here, jean, "label")
    hand.ask(come_in, sam(hand).set(jean, "label", "Jean M", over=over))
    hand.settle()
    assert part(hand).isHidden()
    assert not badged(hand, jean)
    assert hand.ask(versions.of_person, hand.page.person) == ()
