"""Lines between people: of several kinds, drawn one after another, taken to somebody else, turned round."""

from functools import partial
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtTest import QTest

from sbp_desktop.models.snapshots import TieSnapshot
from sbp_desktop.services import webs
from sbp_desktop.ui.web import line_packs
from tests.ui.web.conftest import Hand

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def drawn(hand: Hand) -> dict[str, UUID]:
    for name in ("Jean, daughter", "Bob", "Anil, neighbour"):
        hand.type_name(name)
    hand.view.setFocus()
    hand.scene.choose(None)
    return {node.label: node.id for node in hand.kept().nodes}


@pytest.fixture
def line(hand: Hand, drawn: dict[str, UUID]) -> TieSnapshot:
    hand.canvas.edits.join(drawn["Jean"], drawn["Bob"], "friends")
    hand.settle()
    return hand.tie("Jean", "Bob")


def ends(tie: TieSnapshot, drawn: dict[str, UUID]) -> set[str]:
    return {label for label, id_ in drawn.items() if id_ in (tie.a, tie.b)}


def there(hand: Hand, tie: UUID) -> TieSnapshot:
    return next(one for one in hand.kept().ties if one.id == tie)


def test_lines_are_drawn_one_after_another_until_escape(hand: Hand, drawn: dict[str, UUID]) -> None:
    hand.key(Qt.Key.Key_J, CTRL)
    hand.drag(hand.at(drawn["Jean"]), hand.at(drawn["Bob"]))
    hand.click(hand.at(drawn["Bob"]))
    hand.click(hand.at(drawn["Anil"]))
    assert hand.tie("Jean", "Bob")
    assert hand.tie("Bob", "Anil")
    assert hand.view.hand.doing == "lines"
    assert hand.node("Jean").positions == {}, "nobody was moved"
    hand.key(Qt.Key.Key_Escape)
    assert hand.view.hand.doing == ""
    hand.drag(hand.at(drawn["Jean"]), hand.free_pixel("community"))
    assert hand.node("Jean").domain == "community"


def test_two_may_be_joined_by_several_lines_of_different_kinds(hand: Hand, drawn: dict[str, UUID]) -> None:
    hand.key(Qt.Key.Key_J, CTRL)
    for _ in range(3):
        hand.drag(hand.at(drawn["Jean"]), hand.at(drawn["Bob"]))
        hand.key(Qt.Key.Key_J, CTRL | SHIFT)
    lines = [tie for tie in hand.kept().ties if ends(tie, drawn) == {"Jean", "Bob"}]
    assert [tie.kind for tie in lines] == ["", "family", "friends"]
    middles = [hand.scene.point_of(tie.id) for tie in lines]
    assert all((one - other).manhattanLength() > 4 for one in middles for other in middles if one is not other)
    hand.view.hand.lines.draw_of("family")
    hand.drag(hand.at(drawn["Jean"]), hand.at(drawn["Bob"]))
    assert hand.told == ["There is a line between these two already."]


def test_the_end_of_a_line_is_dragged_to_somebody_else(hand: Hand, drawn: dict[str, UUID], line: TieSnapshot) -> None:
    hand.scene.choose(line.id)
    hand.settle()
    held = hand.scene.end_points(line.id)[0 if line.a == drawn["Bob"] else 1]
    hand.drag(hand.pixel(held), hand.at(drawn["Anil"]))
    moved = there(hand, line.id)
    assert (ends(moved, drawn), moved.kind) == ({"Jean", "Anil"}, "friends")
    hand.page.undo()
    assert there(hand, line.id) == line


def test_an_end_let_go_over_nothing_stays_where_it_was(hand: Hand, drawn: dict[str, UUID], line: TieSnapshot) -> None:
    hand.scene.choose(line.id)
    hand.settle()
    before = hand.kept()
    hand.drag(hand.pixel(hand.scene.end_points(line.id)[0]), QPoint(8, 8))
    hand.press(hand.pixel(hand.scene.end_points(line.id)[0]))
    hand.drag_over(hand.pixel(hand.scene.end_points(line.id)[0]), hand.at(drawn["Anil"]))
    hand.key(Qt.Key.Key_Escape)
    hand.let_go(hand.at(drawn["Anil"]))
    assert hand.kept() == before


def test_the_end_of_a_line_is_taken_elsewhere_by_keyboard(
    hand: Hand, drawn: dict[str, UUID], line: TieSnapshot
) -> None:
    hand.scene.choose(drawn["Jean"])
    for _ in range(5):
        if hand.scene.chosen == line.id:
            break
        hand.key(Qt.Key.Key_PageDown)
    assert hand.scene.chosen == line.id
    hand.key(Qt.Key.Key_E, CTRL)
    first = hand.view.hand.lines.aiming
    hand.key(Qt.Key.Key_E, CTRL)
    second = hand.view.hand.lines.aiming
    assert {first, second} == {drawn["Jean"], drawn["Bob"]}, "asked again it takes the other end"
    hand.view.hand.lines.aim(hand.scene.point_of(drawn["Anil"]), drawn["Anil"])
    hand.key(Qt.Key.Key_Return)
    moved = there(hand, line.id)
    assert drawn["Anil"] in (moved.a, moved.b)
    assert second in (moved.a, moved.b)


def test_the_way_help_goes_is_turned_round(hand: Hand, line: TieSnapshot) -> None:
    hand.canvas.edits.set_tie(line.id, flow="a_to_b")
    hand.settle()
    hand.scene.choose(line.id)
    hand.key(Qt.Key.Key_X, CTRL | SHIFT)
    assert there(hand, line.id).flow == "b_to_a"
    hand.page.undo()
    assert there(hand, line.id).flow == "a_to_b"


def test_a_long_way_from_the_handle_of_a_small_picture_the_node_is_taken(hand: Hand, drawn: dict[str, UUID]) -> None:
    hand.view.zoom(0.25)
    jean = drawn["Jean"]
    hand.scene.choose(jean)
    QTest.mouseMove(hand.view.viewport(), hand.at(jean))
    hand.drag(hand.at(jean), hand.at(jean) + QPoint(8, 8))
    assert hand.node("Jean").positions, "it was moved, and no line was pulled"
    assert len(hand.kept().ties) == 3


def test_a_line_is_given_up_when_the_one_it_came_from_is_taken_away(hand: Hand, drawn: dict[str, UUID]) -> None:
    hand.key(Qt.Key.Key_J, CTRL)
    hand.click(hand.at(drawn["Anil"]))
    assert hand.view.hand.lines.aiming == drawn["Anil"]
    hand.page.undo()
    hand.settle()
    assert "Anil" not in hand.labels()
    QTest.mouseMove(hand.view.viewport(), hand.at(drawn["Bob"]))
    assert hand.view.hand.lines.aiming is None
    hand.drag(hand.at(drawn["Jean"]), hand.at(drawn["Bob"]))
    assert hand.tie("Jean", "Bob"), "and the next one can be drawn"


def test_a_handle_close_to_somebody_else_does_not_stand_in_their_way(hand: Hand, drawn: dict[str, UUID]) -> None:
    jean, bob = drawn["Jean"], drawn["Bob"]
    hand.view.zoom(0.5)
    hand.scene.choose(jean)
    near = hand.scene.handle_point(jean) + (hand.scene.handle_point(jean) - hand.scene.point_of(jean)) * 0.7
    hand.scene.preview_move({bob: near})
    hand.scene.choose(jean)
    QTest.mouseMove(hand.view.viewport(), hand.at(bob))
    hand.press(hand.at(bob))
    assert hand.scene.chosen == bob, "the one under the pointer is taken, not the handle beside"
    hand.key(Qt.Key.Key_Escape)


def test_the_ends_of_a_line_leave_those_it_joins_to_be_taken(
    hand: Hand, drawn: dict[str, UUID], line: TieSnapshot
) -> None:
    hand.view.zoom(0.3)
    hand.scene.choose(line.id)
    hand.click(hand.at(drawn["Jean"]))
    assert hand.scene.chosen == drawn["Jean"]


def test_an_open_web_follows_the_way_lines_are_drawn(hand: Hand) -> None:
    hand.type_name("Jean, daughter")
    line = hand.tie("Jean", "Eric")
    hand.ask(partial(webs.set_tie, strength="tenuous", stress="high"), line.id)
    hand.canvas.load()
    hand.settle()
    pen, wave = _drawn(hand, line.id)
    assert pen.dashPattern() == list(line_packs.DASHES)
    try:
        line_packs.use("hartman")
        hand.settle()
        dotted, jagged = _drawn(hand, line.id)
        assert dotted.dashPattern() == list(line_packs.DOTS)
        curved = QPainterPath.ElementType.CurveToElement
        assert [any(p.elementAt(i).type == curved for i in range(p.elementCount())) for p in (wave, jagged)] == [
            True,
            False,
        ]
    finally:
        line_packs.use(None)
    hand.settle()
    assert _drawn(hand, line.id)[0].dashPattern() == list(line_packs.DASHES)


def _drawn(hand: Hand, tie: UUID) -> tuple[QPen, QPainterPath]:
    item = hand.scene._drawing.ties[tie]
    assert item._wave is not None
    return QPen(item._line.pen()), QPainterPath(item._wave.path())
