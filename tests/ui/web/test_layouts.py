"""One web in every layout: dragging and stepping change what the layout says, in one change, and come back by undo."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sbp_desktop.models.arrangement import Spot
from sbp_desktop.models.layouts import CIRCLES, FREE, LAYOUTS, LIST, ONION, TWO
from sbp_desktop.services import places
from tests.ui.web.conftest import Hand


def show_as(hand: Hand, layout: str) -> None:
    QTest.mouseClick(hand.canvas.show_as_link, Qt.MouseButton.LeftButton)
    QTest.mouseClick(hand.canvas.show_as.chips[layout], Qt.MouseButton.LeftButton)
    hand.settle()


def spot_of(hand: Hand, label: str) -> Spot:
    return hand.scene.arrangement.spots[hand.node(label).id]


@pytest.mark.parametrize(
    ("layout", "part", "field", "value"),
    [(CIRCLES, "friendship", "circle", "friendship"), (TWO, "further", "closeness", "outer")],
)
def test_dragging_into_a_circle_says_so_in_one_change(
    hand: Hand, layout: str, part: str, field: str, value: str
) -> None:
    hand.type_name("Bob, neighbour")
    show_as(hand, layout)
    bob = hand.node("Bob")
    assert spot_of(hand, "Bob").part == "", "nobody has placed him yet"
    hand.drag(hand.at(bob.id), hand.free_pixel(part))
    kept = hand.node("Bob")
    assert getattr(kept, field) == value
    assert kept.domain == bob.domain, "the circle is independent of the layer"
    assert set(kept.positions) == {layout}
    assert spot_of(hand, "Bob") == Spot(part, kept.positions[layout])
    hand.canvas.undo()
    assert (getattr(hand.node("Bob"), field), hand.node("Bob").positions) == (None, {})


def test_dragging_out_of_the_circles_is_not_placed_again(hand: Hand) -> None:
    hand.type_name("Bob")
    show_as(hand, CIRCLES)
    hand.drag(hand.at(hand.node("Bob").id), hand.free_pixel("exchange"))
    assert hand.node("Bob").circle == "exchange"
    hand.drag(hand.at(hand.node("Bob").id), hand.free_pixel(""))
    assert hand.node("Bob").circle is None
    assert spot_of(hand, "Bob").part == ""


def test_dragging_on_the_free_page_says_nothing_but_where(hand: Hand) -> None:
    hand.type_name("Bob")
    show_as(hand, FREE)
    before = hand.node("Bob")
    hand.drag(hand.at(before.id), hand.pixel(QPointF(-180, 140)))
    after = hand.node("Bob")
    assert after.positions[FREE] == pytest.approx((-180, 140), abs=3)
    assert (after.domain, after.circle, after.closeness) == (before.domain, None, None)


def test_each_layout_remembers_its_own_places(hand: Hand) -> None:
    hand.type_name("Bob")
    for layout, part in ((ONION, "community"), (CIRCLES, "intimacy"), (TWO, "close")):
        show_as(hand, layout)
        hand.drag(hand.at(hand.node("Bob").id), hand.free_pixel(part))
    kept = dict(hand.node("Bob").positions)
    assert kept.keys() == {ONION, CIRCLES, TWO}
    for layout, part in ((ONION, "community"), (CIRCLES, "intimacy"), (TWO, "close")):
        show_as(hand, layout)
        assert spot_of(hand, "Bob") == Spot(part, kept[layout])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_step_out_and_a_step_along_by_keyboard(hand: Hand, layout: str) -> None:
    hand.type_name("Bob")
    show_as(hand, layout)
    bob = hand.node("Bob").id
    hand.scene.choose(bob)
    first = spot_of(hand, "Bob")
    hand.key(Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    inwards = spot_of(hand, "Bob")
    assert hand.node("Bob").positions[layout] == inwards.place
    if layout == FREE:
        assert inwards.place[1] > first.place[1], "down is down"
    else:
        parts = hand.scene.arrangement.layout.parts
        assert parts.index(inwards.part) == parts.index(first.part) - 1
    hand.key(Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert spot_of(hand, "Bob").part == inwards.part
    assert spot_of(hand, "Bob").place[0] > inwards.place[0]
    hand.canvas.undo()
    hand.canvas.undo()
    hand.settle()
    assert spot_of(hand, "Bob") == first


def test_a_name_put_down_in_a_circle_belongs_there(hand: Hand) -> None:
    show_as(hand, CIRCLES)
    where = hand.free_pixel("participation")
    QTest.mouseDClick(hand.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    QTest.keyClicks(hand.canvas.naming.box, "Bowls club")
    QTest.keyClick(hand.canvas.naming.box, Qt.Key.Key_Return)
    club = hand.node("Bowls club")
    assert (club.circle, club.domain) == ("participation", "community")
    assert club.positions.keys() == {CIRCLES}


def test_the_layer_chosen_in_the_panel_moves_nothing_where_no_layers_are_drawn(hand: Hand) -> None:
    hand.type_name("Bob")
    show_as(hand, CIRCLES)
    before = spot_of(hand, "Bob")
    hand.canvas.panel.layer_wanted.emit(hand.node("Bob").id, "community")
    assert hand.node("Bob").domain == "community"
    assert spot_of(hand, "Bob") == before


def test_the_layout_is_remembered_for_the_person(hand: Hand) -> None:
    show_as(hand, CIRCLES)
    assert hand.scene.showing.layout == CIRCLES
    assert hand.canvas.show_as.isHidden(), "once chosen the card goes"
    assert places.layout_of(hand.vault, hand.page.person) == CIRCLES


def test_a_layout_a_newer_app_knew_is_shown_as_rings(hand: Hand) -> None:
    hand.settle()
    places.keep_layout(hand.vault, hand.page.person, "spiral")
    assert places.layout_of(hand.vault, hand.page.person) == ONION


def test_the_rings_drawn_are_those_of_the_layout(hand: Hand, tmp_path: Path) -> None:
    hand.type_name("Bob")
    names: dict[str, list[str]] = {}
    for layout in LAYOUTS:
        show_as(hand, layout)
        names[layout] = [item.text() for item in hand.scene._drawing.layers._names.values()]
    assert names[ONION] == ["me", "my people", "around here", "help for a while", "long-term or legal help"]
    assert names[CIRCLES][-1] == names[TWO][-1] == "not placed yet"
    assert (len(names[CIRCLES]), len(names[TWO]), names[FREE]) == (5, 3, [])
    QApplication.processEvents()


def test_what_only_a_picture_can_do_is_not_offered_in_the_list(hand: Hand) -> None:
    pictured = (hand.canvas.tidy_link, hand.canvas.fit_link)
    show_as(hand, LIST)
    assert all(link.isHidden() for link in pictured)
    show_as(hand, ONION)
    assert not any(link.isHidden() for link in pictured)


NAMES = ("Jean, daughter", "Bob, neighbour", "GP", "Bowls club", "Ann, friend", "Care agency", "Sam, son", "Chapel")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nobody_jumps_when_one_is_dragged_removed_or_added(hand: Hand, layout: str) -> None:
    for name in NAMES:
        hand.type_name(name)
    show_as(hand, layout)
    bob, club = hand.node("Bob").id, hand.node("Bowls club").id
    before = dict(hand.scene.arrangement.spots)

    def assert_only_moved(*moved: object) -> None:
        hand.settle()
        after = hand.scene.arrangement.spots
        assert {id_ for id_ in before if id_ not in after or after[id_] != before[id_]} <= set(moved)

    parts = hand.scene.arrangement.layout.parts
    target = hand.free_pixel(parts[-1]) if parts else hand.pixel(QPointF(-260, 190))
    hand.drag(hand.at(bob), target)
    assert_only_moved(bob)
    hand.canvas.edits.remove_node(club, "Bowls club")
    assert_only_moved(bob, club)
    hand.type_name("Tom, grandson")
    assert_only_moved(bob, club)
    for _ in range(3):
        hand.canvas.undo()
    assert_only_moved()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_tidying_is_one_change_that_is_told_and_taken_back(hand: Hand, layout: str) -> None:
    for name in NAMES:
        hand.type_name(name)
    show_as(hand, layout)
    jean, bob = hand.node("Jean").id, hand.node("Bob").id
    hand.canvas.edits.join(jean, bob)
    hand.settle()
    before = dict(hand.scene.arrangement.spots)
    hand.scene.choose(None)
    hand.view.setFocus()
    hand.key(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert hand.told[-1] == "Tidied"
    tidy = dict(hand.scene.arrangement.spots)
    assert tidy != before
    QTest.mouseClick(hand.canvas.tidy_link, Qt.MouseButton.LeftButton)
    hand.settle()
    assert hand.told[-1] == "Everything has room already"
    assert dict(hand.scene.arrangement.spots) == tidy
    hand.canvas.undo()
    hand.settle()
    assert dict(hand.scene.arrangement.spots) == before


def test_a_handle_does_not_stand_before_somebody_near(hand: Hand) -> None:
    hand.type_name("Bob")
    hand.type_name("Ann")
    show_as(hand, FREE)
    bob, ann = hand.node("Bob").id, hand.node("Ann").id
    hand.canvas.edits.move(FREE, {bob: Spot("", (0.0, 260.0)), ann: Spot("", (45.0, 206.0))}, {bob: {}, ann: {}})
    hand.settle()
    hand.scene.choose(bob)
    before = set(hand.scene.ties)
    QTest.mouseMove(hand.view.viewport(), hand.at(bob))  # where an earlier test left the pointer no move would be seen
    QTest.mouseMove(hand.view.viewport(), hand.at(ann))
    hand.drag(hand.pixel(hand.scene.handle_point(ann)), hand.at(bob))
    joined = {frozenset((tie.a, tie.b)) for id_, tie in hand.scene.ties.items() if id_ not in before}
    assert joined == {frozenset((ann, bob))}
