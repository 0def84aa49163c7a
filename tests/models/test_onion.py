"""Places on the onion: stable, apart, and the same point both ways."""

from dataclasses import replace
from math import pi
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbp_desktop.models.onion import BY_HAND_APART, LAYERS, Onion, Place, arrange, clear_spot, place
from sbp_desktop.models.snapshots import NodeSnapshot, StrengthSnapshot, WebSnapshot

PERSON = UUID(int=1)
SELF = uuid5(PERSON, "self")


def web(domains: list[str], strengths: int = 0) -> WebSnapshot:
    nodes = [NodeSnapshot(SELF, PERSON, "self", "Eric", domain="personal")]
    nodes += [
        NodeSnapshot(uuid5(PERSON, str(i)), PERSON, "person", f"N{i}", domain=domain, born=i + 1)
        for i, domain in enumerate(domains)
    ]
    words = tuple(StrengthSnapshot(uuid5(PERSON, f"s{i}"), None, "Knows every hymn") for i in range(strengths))
    return WebSnapshot(PERSON, SELF, tuple(nodes), (), words, tuple(node.id for node in nodes))


def mixed(count: int) -> list[str]:
    weights = ("network", "community", "network", "statutory", "community", "network", "targeted", "personal")
    return [weights[i % len(weights)] for i in range(count)]


@given(st.lists(st.sampled_from(LAYERS), max_size=60), st.sampled_from(LAYERS), st.integers(0, 5))
def test_one_more_thing_moves_nothing_else(domains: list[str], new: str, strengths: int) -> None:
    before = place(web(domains, strengths))
    after = place(web([*domains, new], strengths))
    assert {id_: after[id_] for id_ in before} == before


@pytest.mark.parametrize("count", [0, 1, 7, 20, 60, 200, 500])
def test_shapes_keep_apart(count: int) -> None:
    shown = web(mixed(count), strengths=2)
    arrangement = arrange(shown)
    points = [
        arrangement.onion.point(node.domain, arrangement.places[node.id]) for node in shown.nodes if node.id != SELF
    ]
    assert len(points) == count
    for i, (x, y) in enumerate(points):
        assert all(abs(x - ox) > 62 or abs(y - oy) > 56 for ox, oy in points[i + 1 :])
        assert (x * x + y * y) ** 0.5 > 62, "nothing stands on the person"


def test_everything_stands_in_its_own_layer() -> None:
    shown = web(mixed(80))
    arrangement = arrange(shown)
    for node in shown.nodes[1:]:
        point = arrangement.onion.point(node.domain, arrangement.places[node.id])
        assert arrangement.onion.layer_at(point) == node.domain


def test_a_stored_place_wins_and_the_others_stay() -> None:
    shown = web(mixed(12))
    before = place(shown)
    arrangement = arrange(shown)
    others = [arrangement.onion.point(n.domain, before[n.id]) for n in shown.nodes[1:] if n.id != shown.nodes[3].id]
    wanted = arrangement.onion.point("network", Place(1.0, 0.25))
    kept = arrangement.onion.spot(clear_spot(arrangement, wanted, others, BY_HAND_APART)).place
    moved = replace(shown.nodes[3], positions={"onion": tuple(kept)})
    after = place(replace(shown, nodes=(*shown.nodes[:3], moved, *shown.nodes[4:])))
    assert after.pop(moved.id) == kept
    del before[moved.id]
    assert after == before


def test_a_thing_taken_away_leaves_the_others_where_they_were() -> None:
    shown = web(mixed(24))
    before = place(shown)
    gone = shown.nodes[5]
    left = tuple(node for node in shown.nodes if node.id != gone.id)
    after = place(replace(shown, nodes=left, removed_layers={gone.id: (gone.domain, gone.tier)}))
    del before[gone.id]
    assert after == before


@given(st.sampled_from(LAYERS), st.floats(-pi + 0.01, pi - 0.01), st.floats(0.01, 0.99))
def test_a_point_and_its_place_are_the_same_both_ways(domain: str, angle: float, fraction: float) -> None:
    onion = arrange(web([])).onion
    spot = onion.spot(onion.point(domain, Place(angle, fraction)))
    assert spot.domain == domain
    assert spot.place.angle == pytest.approx(angle, abs=1e-6)
    assert spot.place.fraction == pytest.approx(fraction, abs=1e-6)


def test_beyond_the_last_ring_is_its_edge_and_the_middle_is_ones_own() -> None:
    onion = arrange(web([])).onion
    assert onion.spot((5000, 0)) == ("statutory", Place(0.0, 1.0))
    assert onion.layer_at((0, 0)) == "personal"


def test_a_layer_of_a_newer_council_is_drawn_around_here() -> None:
    shown = web(["lighthouse"])
    arrangement = arrange(shown)
    point = arrangement.onion.point("lighthouse", arrangement.places[shown.nodes[1].id])
    assert arrangement.onion.layer_at(point) == "community"


def test_wider_rings_keep_every_place() -> None:
    onion = Onion((60, 140, 220, 300, 350, 400))
    wide = onion.widened("network")
    assert wide.band("network") == (140, 304)
    assert wide.band("personal") == onion.band("personal")
    assert wide.spot(wide.point("statutory", Place(0.5, 0.5))).domain == "statutory"


def test_room_is_made_beside_what_is_there_without_leaving_the_layer() -> None:
    arrangement = arrange(web([]))
    there = arrangement.onion.point("network", Place(0.3, 0.5))
    x, y = clear_spot(arrangement, there, [there], 58)
    assert ((x - there[0]) ** 2 + (y - there[1]) ** 2) ** 0.5 >= 58
    assert arrangement.onion.layer_at((x, y)) == "network"
