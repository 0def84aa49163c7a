"""Several things at once: picked by click, by drawing round them and by keys; moved, lined up and removed together."""

from itertools import pairwise
from math import dist
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from sbp_desktop.models.arrangement import Arrangement
from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import WebSnapshot
from sbp_desktop.services import webs
from tests.ui.web.conftest import Hand

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NAMES = ("Jean, daughter", "Bob", "Tuesday club", "Anil, neighbour")


@pytest.fixture
def drawn(hand: Hand) -> dict[str, UUID]:
    for name in NAMES:
        hand.type_name(name)
    hand.view.setFocus()
    hand.scene.choose(None)
    return {node.label: node.id for node in hand.kept().nodes}


def shift_click(hand: Hand, id_: UUID) -> None:
    QTest.mouseClick(hand.view.viewport(), Qt.MouseButton.LeftButton, SHIFT, hand.at(id_))
    hand.settle()


def round_about(hand: Hand, ids: list[UUID], modifiers: Qt.KeyboardModifier) -> None:
    """Draw a line round these places with the mouse."""
    points = [hand.at(id_) for id_ in ids]
    left, right = min(p.x() for p in points) - 45, max(p.x() for p in points) + 45
    top, bottom = min(p.y() for p in points) - 45, max(p.y() for p in points) + 45
    corners = [QPoint(left, top), QPoint(right, top), QPoint(right, bottom), QPoint(left, bottom)]
    sheet = hand.view.viewport()
    QTest.mousePress(sheet, Qt.MouseButton.LeftButton, modifiers, corners[0])
    for start, end in pairwise(corners):
        hand.drag_over(start, end)
    QTest.mouseRelease(sheet, Qt.MouseButton.LeftButton, modifiers, corners[-1])
    hand.settle()


def inside(hand: Hand, ids: list[UUID]) -> set[UUID]:
    """Who stands within the box of those places, the person left out."""
    points = [hand.at(id_) for id_ in ids]
    left, right = min(p.x() for p in points) - 45, max(p.x() for p in points) + 45
    top, bottom = min(p.y() for p in points) - 45, max(p.y() for p in points) + 45
    found = {id_ for id_ in hand.scene.nodes if left < hand.at(id_).x() < right and top < hand.at(id_).y() < bottom}
    return found - {hand.scene.web.self_node}


def test_shift_and_a_click_pick_one_more_and_let_go_of_it(hand: Hand, drawn: dict[str, UUID]) -> None:
    shift_click(hand, drawn["Jean"])
    shift_click(hand, drawn["Bob"])
    assert hand.scene.picked == {drawn["Jean"], drawn["Bob"]}
    shift_click(hand, drawn["Jean"])
    assert hand.scene.picked == {drawn["Bob"]}
    shift_click(hand, hand.scene.web.self_node)
    assert hand.scene.picked == {drawn["Bob"]}, "the person is not one of several"
    hand.click(QPoint(8, 8))
    assert hand.scene.picked == frozenset()


@pytest.mark.parametrize("tool", [False, True])
def test_drawing_round_several_picks_them(hand: Hand, drawn: dict[str, UUID], tool: bool) -> None:
    if tool:
        hand.key(Qt.Key.Key_M, CTRL)
    wanted = [drawn["Bob"], drawn["Tuesday club"]]
    round_about(hand, wanted, Qt.KeyboardModifier.NoModifier if tool else SHIFT)
    assert hand.scene.picked == inside(hand, wanted)
    assert set(wanted) <= hand.scene.picked
    hand.key(Qt.Key.Key_Escape)
    hand.key(Qt.Key.Key_Escape)
    assert (hand.scene.picked, hand.view.hand.doing) == (frozenset(), "")


def test_giving_up_drawing_round_leaves_no_trace(hand: Hand, drawn: dict[str, UUID]) -> None:
    hand.scene.pick([drawn["Bob"]])
    hand.key(Qt.Key.Key_M, CTRL)
    picture = hand.view.grab().toImage()
    hand.press(QPoint(20, 20))
    hand.drag_over(QPoint(20, 20), QPoint(400, 300))
    hand.key(Qt.Key.Key_Escape)
    hand.let_go(QPoint(400, 300))
    assert hand.scene.picked == {drawn["Bob"]}
    assert hand.view.grab().toImage() == picture


def test_those_picked_are_dragged_together_as_one_change(hand: Hand, drawn: dict[str, UUID]) -> None:
    picked = [drawn["Jean"], drawn["Bob"]]
    hand.scene.pick(picked)
    before, kept = {id_: hand.scene.point_of(id_) for id_ in picked}, hand.kept()
    start = hand.at(picked[0])
    hand.drag(start, start + QPoint(-30, 24))
    after = {id_: hand.scene.point_of(id_) for id_ in picked}
    moved = [after[id_] - before[id_] for id_ in picked]
    assert dist(moved[0].toTuple(), moved[1].toTuple()) < 1, "they keep their places to each other"
    assert hand.scene.picked == set(picked)
    hand.page.undo()
    assert hand.kept() == kept, "one step of undo"


def test_escape_while_several_are_dragged_leaves_no_trace(hand: Hand, drawn: dict[str, UUID]) -> None:
    hand.scene.pick([drawn["Jean"], drawn["Bob"]])
    hand.scene.choose(drawn["Jean"])
    before, picture = hand.kept(), hand.view.grab().toImage()
    start = hand.at(drawn["Jean"])
    hand.press(start)
    hand.drag_over(start, start + QPoint(80, 60))
    hand.key(Qt.Key.Key_Escape)
    hand.let_go(start)
    assert hand.kept() == before
    assert hand.scene.picked == {drawn["Jean"], drawn["Bob"]}
    assert hand.view.grab().toImage() == picture


def test_who_crosses_into_another_ring_belongs_there_and_who_does_not_stays(hand: Hand, drawn: dict[str, UUID]) -> None:
    club, bob = drawn["Tuesday club"], drawn["Bob"]
    hand.scene.choose(bob)
    hand.scene.pick([bob, club])
    hand.key(Qt.Key.Key_Up, CTRL)
    parts = {node.label: node.domain for node in hand.kept().nodes}
    assert (parts["Bob"], parts["Tuesday club"]) == ("community", "targeted")
    hand.page.undo()
    parts = {node.label: node.domain for node in hand.kept().nodes}
    assert (parts["Bob"], parts["Tuesday club"]) == ("network", "community")


@pytest.mark.parametrize(("key", "way"), [(Qt.Key.Key_R, "row"), (Qt.Key.Key_C, "column"), (Qt.Key.Key_O, "round")])
def test_those_picked_are_put_in_line_and_nobody_changes_ring(
    hand: Hand, drawn: dict[str, UUID], key: Qt.Key, way: str
) -> None:
    for name in ("Sue", "Tom"):
        hand.type_name(name)
    hand.view.setFocus()
    hand.key(Qt.Key.Key_A, CTRL)
    assert len(hand.scene.picked) == 6
    before = hand.kept()
    hand.key(key, CTRL | SHIFT)
    kept = hand.kept()
    assert {node.id: node.domain for node in kept.nodes} == {node.id: node.domain for node in before.nodes}
    assert all(node.positions for node in kept.nodes if node.id in hand.scene.picked)
    hand.page.undo()
    assert hand.kept() == before, way


def test_those_picked_are_removed_together_and_come_back_together(hand: Hand, drawn: dict[str, UUID]) -> None:
    before = hand.kept()
    hand.scene.pick([drawn["Jean"], drawn["Bob"]])
    hand.key(Qt.Key.Key_Delete)
    assert {node.label for node in hand.kept().nodes} == {"Eric", "Tuesday club", "Anil"}
    assert hand.told == ["Removed 2 people and places"]
    hand.page.undo()
    assert hand.kept() == before


def test_arrows_with_shift_and_the_space_bar_pick_without_the_mouse(hand: Hand, drawn: dict[str, UUID]) -> None:
    hand.scene.choose(drawn["Jean"])
    hand.key(Qt.Key.Key_Space, CTRL)
    assert hand.scene.picked == {drawn["Jean"]}
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
        hand.key(key, SHIFT)
    assert len(hand.scene.picked) > 1
    assert hand.scene.web.self_node not in hand.scene.picked
    assert drawn["Jean"] in hand.scene.picked


def test_a_picture_to_look_at_is_changed_by_no_gesture_and_says_so_calmly(hand: Hand, drawn: dict[str, UUID]) -> None:
    def another_day(web: WebSnapshot, showing: Showing) -> tuple[WebSnapshot, Showing]:
        return web, Showing(showing.day, fixed=True)

    before = hand.kept()
    hand.canvas._looks.append(another_day)
    hand.canvas.look_again()
    bob, jean = drawn["Bob"], drawn["Jean"]
    hand.drag(hand.at(bob), hand.at(bob) + QPoint(60, 60))
    assert len(hand.told) == 1
    hand.scene.choose(bob)
    hand.scene.pick([bob, jean])
    for key, modifier in (
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_Up, CTRL), (Qt.Key.Key_G, CTRL),
        (Qt.Key.Key_R, CTRL | SHIFT), (Qt.Key.Key_C, Qt.KeyboardModifier.NoModifier),
    ):  # fmt: skip
        hand.key(key, modifier)
        hand.settle()
    hand.type_name("Sue")
    QTest.mouseDClick(hand.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(12, 12))
    assert hand.view.hand.lines.aiming is None
    assert hand.canvas.naming.box.isHidden()
    assert set(hand.told) == {"This picture is one to look at. Go back to today to change something."}
    hand.canvas._looks.clear()
    hand.canvas.look_again()
    assert hand.kept() == before
    assert isinstance(hand.scene.arrangement, Arrangement)
    assert hand.scene.point_of(bob) == QPointF(*hand.scene.arrangement.points[bob]), "nothing stayed where it was put"


def test_who_is_dragged_into_a_group_belongs_to_it_in_one_change(hand: Hand, drawn: dict[str, UUID]) -> None:
    hand.canvas.edits.put_together([drawn["Jean"], drawn["Bob"]], "the house next door", "network", "onion")
    hand.settle()
    house = hand.node("the house next door").id
    anil = drawn["Anil"]
    before = hand.kept()
    halfway = hand.pixel((hand.scene.point_of(house) + hand.scene.point_of(drawn["Jean"])) / 2)
    hand.press(hand.at(anil))
    hand.drag_over(hand.at(anil), halfway)
    assert hand.scene._overlay._preview.isVisible(), "it is shown before it is let go"
    hand.let_go(halfway)
    assert (house, anil) in hand.kept().members
    assert "onion" in hand.node("Anil").positions
    hand.page.undo()
    assert hand.kept() == before
    hand.drag(hand.at(drawn["Jean"]), hand.pixel(hand.scene.point_of(house) + QPointF(34, 0)))
    assert len(hand.kept().members) == 2, "who belongs there already is only moved"


def test_a_new_group_stands_amid_its_members(hand: Hand, drawn: dict[str, UUID]) -> None:
    jean, anil = drawn["Jean"], drawn["Anil"]
    hand.ask(webs.move_nodes, [(jean, 0.0, 0.5), (anil, 0.6, 0.5)])
    hand.canvas.load()
    hand.settle()
    middle = (hand.scene.point_of(jean) + hand.scene.point_of(anil)) / 2
    hand.scene.pick([jean, anil])
    hand.key(Qt.Key.Key_G, CTRL)
    QTest.keyClicks(hand.canvas.naming.box, "the house next door")
    QTest.keyClick(hand.canvas.naming.box, Qt.Key.Key_Return)
    house = hand.node("the house next door")
    assert house.domain == "network"
    assert dist(hand.scene.point_of(house.id).toTuple(), middle.toTuple()) < 60


def test_a_screen_reader_is_told_who_is_chosen_and_how_many(
    hand: Hand, drawn: dict[str, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: told.append(getattr(event, "message", str)()))
    hand.scene.pick([drawn["Jean"], drawn["Bob"]])
    assert "2 chosen" in told
    tree = QAccessible.queryAccessibleInterface(hand.view)
    said = {
        item.text(QAccessible.Text.Name).split(",")[0]: item.state().selected
        for item in (tree.child(i) for i in range(tree.childCount()))
        if item is not None
    }
    assert {name for name, selected in said.items() if selected} == {"Jean", "Bob"}
