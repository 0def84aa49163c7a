"""Tidying: nothing overlaps, everything stays in its part and near, and a second time changes nothing."""

import random
from dataclasses import replace
from math import hypot
from uuid import uuid5

import pytest

from sbp_desktop.models.arrangement import Arrangement
from sbp_desktop.models.layouts import FREE, LAYOUTS, arrange
from sbp_desktop.models.snapshots import TieSnapshot, WebSnapshot
from sbp_desktop.models.tidy import ROOM, tidied
from tests.models.test_layouts import PERSON, mixed, web


def tangled(layout: str, count: int, seed: int, *, moved: int) -> WebSnapshot:
    """A web with lines across it, some of whose things a hand has put down anywhere in their part."""
    chance = random.Random(seed)
    shown = web(mixed(count), strengths=2)
    ties = []
    for i in range(count):
        a, b = chance.sample(shown.nodes[1:], 2)
        ties.append(TieSnapshot(uuid5(PERSON, f"t{i}"), PERSON, a.id, b.id))
    spots = arrange(shown, layout).spots
    nodes = list(shown.nodes)
    for i in chance.sample(range(1, count + 1), moved):
        x, y = spots[nodes[i].id].place
        far = (30.0, 30.0) if layout == FREE else (0.15, 0.2)
        place = (x + chance.uniform(-far[0], far[0]), y + chance.uniform(-far[1], far[1]))
        if layout != FREE:
            place = (place[0], min(0.95, max(0.05, place[1])))
        nodes[i] = replace(nodes[i], positions={layout: place})
    return replace(shown, nodes=tuple(nodes), ties=tuple(ties))


def kept(shown: WebSnapshot, layout: str) -> tuple[WebSnapshot, Arrangement]:
    """The web once what tidying wants has been kept."""
    spots = tidied(shown, arrange(shown, layout), {node.id for node in shown.nodes})
    nodes = [replace(n, positions={layout: spots[n.id].place}) if n.id in spots else n for n in shown.nodes]
    after = replace(shown, nodes=tuple(nodes))
    return after, arrange(after, layout)


def overlaps(arrangement: Arrangement) -> list[object]:
    points = list(arrangement.points.items())
    return [
        (one, other)
        for i, (one, (x, y)) in enumerate(points)
        for other, (ox, oy) in points[i + 1 :]
        if abs(x - ox) < ROOM[0] - 0.01 and abs(y - oy) < ROOM[1] - 0.01
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("seed", range(4))
def test_nothing_overlaps_and_everything_stays_in_its_part(layout: str, seed: int) -> None:
    shown = tangled(layout, 40, seed, moved=15)
    before = arrange(shown, layout)
    after = kept(shown, layout)[1]
    assert overlaps(before), "there is something to tidy"
    assert not overlaps(after)
    assert {id_: spot.part for id_, spot in after.spots.items()} == {id_: s.part for id_, s in before.spots.items()}
    for x, y in after.points.values():
        assert hypot(x, y) > 80, "nothing stands on the person"
        assert all(abs(x - sx) > 92 or abs(y - sy) > 24 for sx, sy in after.slots)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("seed", range(4))
def test_tidying_what_is_tidy_changes_nothing(layout: str, seed: int) -> None:
    once, arrangement = kept(tangled(layout, 40, seed, moved=15), layout)
    assert tidied(once, arrangement, {node.id for node in once.nodes}) == {}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_a_hand_has_placed_stays_near(layout: str) -> None:
    shown = tangled(layout, 30, 1, moved=12)
    before, after = arrange(shown, layout), kept(shown, layout)[1]
    hands = [node.id for node in shown.nodes if layout in node.positions]
    gone = [hypot(*(a - b for a, b in zip(after.points[i], before.points[i], strict=True))) for i in hands]
    assert sum(way == 0 for way in gone) >= len(gone) // 2, "what has room is not touched"
    assert max(gone) < 180


@pytest.mark.parametrize("layout", LAYOUTS)
def test_two_who_are_joined_come_nearer(layout: str) -> None:
    shown = web([{"domain": "network"}] * 8)
    a, b = shown.nodes[1], shown.nodes[4]
    joined = replace(shown, ties=(TieSnapshot(uuid5(PERSON, "t"), PERSON, a.id, b.id),))
    before, after = arrange(joined, layout), kept(joined, layout)[1]

    def apart(arrangement: Arrangement) -> float:
        (ax, ay), (bx, by) = arrangement.points[a.id], arrangement.points[b.id]
        return hypot(ax - bx, ay - by)

    assert apart(after) < apart(before)
    others = {node.id for node in shown.nodes[1:]} - {a.id, b.id}
    assert all(after.spots[id_] == before.spots[id_] for id_ in others), "who has room and no line stays"


def test_what_is_not_on_the_page_is_left_alone() -> None:
    shown = tangled(FREE, 20, 3, moved=0)
    seen = {node.id for node in shown.nodes[:10]}
    assert tidied(shown, arrange(shown, FREE), seen).keys() <= seen
