"""Places on every layout: stable, apart, the same point both ways, and saying what they should."""

from dataclasses import replace
from itertools import pairwise
from math import hypot, pi
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbp_desktop.models.arrangement import BY_HAND_APART, Point, Spot, clear_spot
from sbp_desktop.models.circles import Circles, TwoCircles
from sbp_desktop.models.layouts import CIRCLES, FREE, LAYOUTS, ONION, TWO, arrange
from sbp_desktop.models.onion import LAYERS, Onion
from sbp_desktop.models.rings import NOT_PLACED, Rings
from sbp_desktop.models.snapshots import FirstStood, NodeSnapshot, StrengthSnapshot, WebSnapshot
from sbp_desktop.models.vocabulary import Circle, Closeness

PERSON = UUID(int=1)
SELF = uuid5(PERSON, "self")
RINGS = (Onion, Circles, TwoCircles)

things = st.fixed_dictionaries(
    {
        "domain": st.sampled_from(LAYERS),
        "circle": st.sampled_from([None, *(circle.value for circle in Circle)]),
        "closeness": st.sampled_from([None, *(closeness.value for closeness in Closeness)]),
    }
)


def web(things: list[dict[str, Any]], strengths: int = 0) -> WebSnapshot:
    nodes = [NodeSnapshot(SELF, PERSON, "self", "Eric", domain="personal")]
    nodes += [
        NodeSnapshot(uuid5(PERSON, str(i)), PERSON, "person", f"N{i}", born=i + 1, **thing)
        for i, thing in enumerate(things)
    ]
    words = tuple(StrengthSnapshot(uuid5(PERSON, f"s{i}"), None, "Knows every hymn") for i in range(strengths))
    return WebSnapshot(PERSON, SELF, tuple(nodes), (), words, layout_order=tuple(node.id for node in nodes))


def mixed(count: int) -> list[dict[str, Any]]:
    domains = ("network", "community", "network", "statutory", "community", "network", "targeted", "personal")
    circles = (None, "friendship", None, "exchange", "intimacy", "participation", None)
    closeness = ("inner", None, "outer", None, "middle")
    return [{"domain": domains[i % 8], "circle": circles[i % 7], "closeness": closeness[i % 5]} for i in range(count)]


def changed(shown: WebSnapshot, index: int, **fields: Any) -> WebSnapshot:
    nodes = list(shown.nodes)
    nodes[index] = replace(nodes[index], **fields)
    return replace(shown, nodes=tuple(nodes))


@pytest.mark.parametrize("layout", LAYOUTS)
@given(st.lists(things, max_size=60), things, st.integers(0, 5))
def test_one_more_thing_moves_nothing_else(
    layout: str, before: list[dict[str, Any]], new: dict[str, Any], strengths: int
) -> None:
    there = arrange(web(before, strengths), layout).spots
    after = arrange(web([*before, new], strengths), layout).spots
    assert {id_: after[id_] for id_ in there} == there


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("count", [0, 1, 7, 20, 60, 200, 500])
def test_shapes_keep_apart(layout: str, count: int) -> None:
    points = list(arrange(web(mixed(count), strengths=2), layout).points.values())
    assert len(points) == count
    for i, (x, y) in enumerate(points):
        assert all(abs(x - ox) > 62 or abs(y - oy) > 56 for ox, oy in points[i + 1 :])
        assert hypot(x, y) > 62, "nothing stands on the person"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_stands_on_what_is_good_about_the_person(layout: str) -> None:
    arrangement = arrange(web(mixed(60), strengths=5), layout)
    for x, y in arrangement.points.values():
        assert all(abs(x - sx) > 92 or abs(y - sy) > 24 for sx, sy in arrangement.slots)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_everything_stands_in_its_own_part_and_on_the_page(layout: str) -> None:
    shown = web(mixed(80))
    arrangement = arrange(shown, layout)
    across, down = arrangement.layout.size()
    for node in shown.nodes[1:]:
        x, y = arrangement.points[node.id]
        assert arrangement.layout.spot((x, y)).part == arrangement.layout.part_of(node)
        assert abs(x) <= across
        assert abs(y) <= down


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_stored_place_wins_and_the_others_stay(layout: str) -> None:
    shown = web(mixed(12))
    before = arrange(shown, layout)
    moved = shown.nodes[3]
    others = [point for id_, point in before.points.items() if id_ != moved.id]
    x, y = before.points[moved.id]
    wanted = clear_spot(before.layout, (x * 0.97 - 20, y * 0.97 + 10), others, BY_HAND_APART)
    kept = before.layout.spot(wanted)
    after = arrange(changed(shown, 3, positions={layout: kept.place}), layout)
    assert after.spots[moved.id] == kept
    assert {**after.spots, moved.id: before.spots[moved.id]} == before.spots


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_place_on_one_layout_is_none_on_another(layout: str) -> None:
    shown = web(mixed(12))
    elsewhere = {other: (0.3, 0.9) for other in LAYOUTS if other != layout}
    assert arrange(changed(shown, 3, positions=elsewhere), layout) == arrange(shown, layout)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_thing_taken_away_leaves_the_others_where_they_were(layout: str) -> None:
    shown = web(mixed(24))
    before = dict(arrange(shown, layout).spots)
    gone = shown.nodes[5]
    left = tuple(node for node in shown.nodes if node.id != gone.id)
    removed = {gone.id: FirstStood(gone.domain, gone.tier, gone.circle, gone.closeness)}
    after = arrange(replace(shown, nodes=left, first=removed), layout).spots
    del before[gone.id]
    assert after == before


def moved_in_life(shown: WebSnapshot, index: int, **fields: Any) -> WebSnapshot:
    was = shown.nodes[index]
    first = {was.id: FirstStood(was.domain, was.tier, was.circle, was.closeness)}
    return replace(changed(shown, index, **fields), first=first)


@pytest.mark.parametrize("layout", [ONION, CIRCLES, TWO])
@pytest.mark.parametrize("count", [12, 40])
def test_who_is_put_elsewhere_in_life_moves_nobody_else(layout: str, count: int) -> None:
    shown = web(mixed(count), strengths=2)
    before = arrange(shown, layout)
    for index in range(1, count + 1):
        moved = shown.nodes[index]
        for part in before.layout.parts:
            says = before.layout.says(part, moved)
            after = arrange(moved_in_life(shown, index, positions={layout: (0.1 * index, 0.5)}, **says), layout)
            assert after.spots[moved.id] == Spot(part, (0.1 * index, 0.5))
            others = before.spots.keys() - {moved.id}
            near = [before.points[id_] for id_ in others]
            x, y = after.points[moved.id]
            if all(hypot(x - ox, y - oy) > BY_HAND_APART for ox, oy in near):
                assert {id_: after.spots[id_] for id_ in others} == {id_: before.spots[id_] for id_ in others}


@pytest.mark.parametrize("layout", [ONION, CIRCLES, TWO])
def test_who_was_put_elsewhere_in_life_but_not_on_this_page_finds_room_there(layout: str) -> None:
    shown = web(mixed(30), strengths=2)
    before = arrange(shown, layout)
    part = before.layout.parts[1]
    index = next(i for i in range(1, 31) if before.spots[shown.nodes[i].id].part != part)
    moved = shown.nodes[index].id
    after = arrange(moved_in_life(shown, index, **before.layout.says(part, shown.nodes[index])), layout)
    assert after.spots[moved].part == part
    assert {**after.spots, moved: before.spots[moved]} == before.spots
    x, y = after.points[moved]
    assert all(hypot(x - ox, y - oy) > BY_HAND_APART for id_, (ox, oy) in after.points.items() if id_ != moved)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_new_thing_finds_room_beside_what_a_hand_put_in_its_place(layout: str) -> None:
    shown = web(mixed(20))
    last = shown.nodes[20]
    wanted = arrange(shown, layout).spots[last.id]
    others = [i for i in range(1, 20) if arrange(shown, layout).spots[shown.nodes[i].id].part == wanted.part]
    after = arrange(changed(shown, others[0], positions={layout: wanted.place}), layout)
    assert after.spots[shown.nodes[others[0]].id] == wanted
    x, y = after.points[last.id]
    assert after.spots[last.id].part == wanted.part
    assert all(hypot(x - ox, y - oy) >= 57 for id_, (ox, oy) in after.points.items() if id_ != last.id)


@pytest.mark.parametrize("kind", RINGS)
@given(st.integers(0, 4), st.floats(-pi + 0.01, pi - 0.01), st.floats(0.01, 0.99))
def test_a_point_and_its_place_are_the_same_both_ways(
    kind: type[Rings], index: int, angle: float, fraction: float
) -> None:
    rings = kind.empty(0)
    part = rings.parts[index % len(rings.parts)]
    spot = rings.spot(rings.point(Spot(part, (angle, fraction))))
    assert spot.part == part
    assert spot.place == pytest.approx((angle, fraction), abs=1e-6)


def test_beyond_the_last_ring_is_its_edge_and_the_middle_is_ones_own() -> None:
    onion = arrange(web([])).layout
    assert onion.spot((5000, 0)) == ("statutory", (0.0, 1.0))
    assert onion.spot((0, 0)).part == "personal"


def test_a_layer_or_circle_of_a_newer_council_is_drawn_all_the_same() -> None:
    shown = web([{"domain": "lighthouse", "circle": "moon", "closeness": "far"}])
    new = shown.nodes[1]
    parts = {layout: arrange(shown, layout).spots[new.id].part for layout in LAYOUTS}
    assert parts == {ONION: "community", CIRCLES: NOT_PLACED, TWO: NOT_PLACED, FREE: ""}
    assert arrange(shown).layout.says("community", new) == {}, "putting it down there again changes nothing"


def test_wider_rings_keep_every_place() -> None:
    onion = Onion((60, 140, 220, 300, 350, 400))
    wide = onion.widened("network")
    assert wide.band("network") == (140, 304)
    assert wide.band("personal") == onion.band("personal")
    assert wide.spot(wide.point(Spot("statutory", (0.5, 0.5)))).part == "statutory"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_room_is_made_beside_what_is_there_without_leaving_the_part(layout: str) -> None:
    page = arrange(web([]), layout).layout
    there: Point = (230.0, 90.0)
    x, y = clear_spot(page, there, [there], 58)
    assert hypot(x - there[0], y - there[1]) >= 58
    assert page.spot((x, y)).part == page.spot(there).part


def test_what_being_put_down_says() -> None:
    node = NodeSnapshot(SELF, PERSON, "person", "Jean", domain="community", closeness="middle", paid="paid")
    onion, circles, two = Onion.empty(0), Circles.empty(0), TwoCircles.empty(0)
    assert onion.says("community", node) == {}
    assert onion.says("network", node) == {"domain": "network", "tier": "extended"}
    assert onion.says("network", replace(node, paid=None)) == {"domain": "network", "tier": "close"}
    assert onion.says("network", replace(node, tier="close")) == {"domain": "network"}
    assert circles.says("friendship", node) == {"circle": "friendship"}
    assert circles.says(NOT_PLACED, node) == {}
    assert circles.says(NOT_PLACED, replace(node, circle="friendship")) == {"circle": None}
    assert two.says("close", node) == {}, "in the middle of three circles is close"
    assert two.says("further", node) == {"closeness": "outer"}
    assert two.says("close", replace(node, closeness="outer")) == {"closeness": "inner"}
    assert arrange(web([]), FREE).layout.says("", node) == {}


@pytest.mark.parametrize("kind", RINGS)
def test_a_step_goes_ring_by_ring_and_stops_at_both_ends(kind: type[Rings]) -> None:
    rings = kind.empty(0)
    walked = [Spot(rings.parts[0], (1.0, 0.5))]
    while (then := rings.step(walked[-1], 0, 1)) != walked[-1]:
        walked.append(then)
    assert [spot.part for spot in walked] == list(rings.parts)
    assert all(hypot(*rings.point(b)) > hypot(*rings.point(a)) for a, b in pairwise(walked))
    assert rings.step(walked[0], 0, -1) == walked[0]
    assert rings.step(walked[0], 1, 0).place[0] > walked[0].place[0]


def test_a_step_on_the_free_page_goes_the_way_of_the_key() -> None:
    page = arrange(web([]), FREE).layout
    x, y = page.step(Spot("", (10.0, 10.0)), 1, 0).place
    assert (x > 10, y) == (True, 10)
    assert page.step(Spot("", (10.0, 10.0)), 0, 1).place[1] < 10, "up is up"


def test_what_waits_outside_is_named_while_something_waits() -> None:
    waiting = arrange(web([{"domain": "network"}]), CIRCLES).layout
    assert [guide.part for guide in waiting.guides()][-1] == NOT_PLACED
    nobody = arrange(web([{"domain": "network", "circle": "friendship"}]), CIRCLES).layout
    assert NOT_PLACED not in {guide.part for guide in nobody.guides()}
    assert nobody.size() < waiting.size()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_wider_page_keeps_every_place(layout: str) -> None:
    shown = web(mixed(30))
    assert arrange(shown, layout, 1.1).spots == arrange(shown, layout, 1.7).spots
    assert arrange(shown, layout, 1.1).drawn_at(1.7) == arrange(shown, layout, 1.7)
