"""The indicators give every golden value, and mean exactly what their definitions say at the edges."""

import dataclasses
from typing import Any

import pytest

from sbp_desktop.models import web as webs
from sbp_desktop.models.snapshots import HistoryEntry, NodeSnapshot, StrengthSnapshot, TieSnapshot
from tests.models.drawn import DAY, ME, golden, key, node, on, straight_from_yaml, tie, web

# ---- an oracle of its own: webs built straight from the file, without the loader


@pytest.mark.parametrize(("person", "number", "figures"), golden())
def test_golden_values(person: dict[str, Any], number: int, figures: dict[str, Any]) -> None:
    web, zero = straight_from_yaml(person)
    assert webs.web_metrics(web, zero + number) == figures


# ---- the edges, one at a time


def metrics(*parts: NodeSnapshot | TieSnapshot, day: int = DAY) -> webs.WebMetrics:
    return webs.web_metrics(web(*parts), day)


def test_an_interval_ends_the_day_before_its_end_and_a_one_day_thing_counts_that_day() -> None:
    open_ended = node("open", since=on(DAY), until=None)
    half_open = node("half", since=on(DAY - 5), until=on(DAY))
    one_day = node("once", since=on(DAY), until=on(DAY))
    there = webs.nodes_on(web(open_ended, half_open, one_day), DAY)
    assert set(there) == {ME, open_ended.id, one_day.id}
    assert one_day.id not in webs.nodes_on(web(one_day), DAY + 1)
    assert half_open.id in webs.nodes_on(web(half_open), DAY - 1)


@pytest.mark.parametrize("status", ["possible", "offered", "declined", "lost"])
def test_todays_status_leaves_a_thing_out_on_every_day(status: str) -> None:
    parts = node("x", status=status), tie("x", "me", support=["company"])
    for day in (DAY - 1000, DAY, DAY + 1000):
        assert metrics(*parts, day=day)["everyday_ties"] == metrics(*parts, day=day)["by_domain"]["network"] == 0


@pytest.mark.parametrize("status", ["planned", "active", "paused", "ended"])
def test_other_statuses_count_by_their_dates(status: str) -> None:
    assert metrics(node("x", status=status), tie("x", "me"))["everyday_ties"] == 1


def test_a_hypothetical_node_or_tie_never_counts() -> None:
    assert metrics(node("x", basis="hypothetical"), tie("x", "me"))["everyday_ties"] == 0
    assert metrics(node("x"), tie("x", "me", basis="hypothetical", harm="known"))["harmful"] == 0
    assert metrics(node("x", basis="inferred"), tie("x", "me", basis="inferred"))["everyday_ties"] == 1


def test_a_tie_needs_both_ends_that_day() -> None:
    gone = node("gone", until=on(DAY - 1))
    figures = metrics(gone, node("here"), tie("gone", "here", stress="high"), tie("gone", "me", harm="known"))
    assert (figures["high_stress"], figures["harmful"]) == (0, 0)


def test_by_domain_leaves_out_the_person_and_workers_but_not_equipment() -> None:
    figures = metrics(
        node("sw", kind="worker", domain="statutory"),
        node("rail", kind="equipment", domain="targeted"),
        node("hope", kind="aspiration", domain="personal"),
    )
    assert figures["by_domain"] == {"personal": 1, "network": 0, "community": 0, "targeted": 1, "statutory": 0}


def test_strengths_are_never_counted() -> None:
    with_strength = dataclasses.replace(web(), strengths=(StrengthSnapshot(key("s"), "skill", "Sings"),))
    assert webs.web_metrics(with_strength, DAY) == webs.web_metrics(web(), DAY)


def test_counts_are_of_people_and_places_not_of_ties() -> None:
    figures = metrics(node("x"), tie("x", "me", support=["company"]), tie("me", "x", flow="both", support=["company"]))
    assert (figures["everyday_ties"], figures["unpaid_ties"], figures["gives_to"]) == (1, 1, 1)
    assert figures["only_one_for"] == ["company"]


@pytest.mark.parametrize("dead", [{"strength": "broken"}, {"harm": "known"}, {"frequency": "not_now"}])
def test_a_tie_that_is_not_live_supports_nobody(dead: dict[str, str]) -> None:
    figures = metrics(node("x"), tie("x", "me", support=["company"], stress="high", flow="both", **dead))
    assert (figures["everyday_ties"], figures["gives_to"], figures["high_stress"]) == (0, 0, 0)
    assert figures["only_one_for"] == []


def test_suspected_harm_stays_live_and_is_not_counted_as_harmful() -> None:
    figures = metrics(node("x"), tie("x", "me", harm="suspected"))
    assert (figures["everyday_ties"], figures["harmful"]) == (1, 0)


def test_dormant_is_out_of_touch_without_known_harm_even_when_broken_and_only_the_persons_own() -> None:
    parts = [node("x"), node("y"), node("z")]
    assert metrics(*parts, tie("x", "me", frequency="not_now", strength="broken"))["dormant"] == 1
    assert metrics(*parts, tie("x", "me", frequency="not_now", harm="known"))["dormant"] == 0
    assert metrics(*parts, tie("y", "z", frequency="not_now"))["dormant"] == 0


def test_stress_and_harm_between_others_count_too() -> None:
    figures = metrics(node("x"), node("y"), tie("x", "y", stress="high"), tie("y", "x", harm="known", stress="high"))
    assert (figures["high_stress"], figures["harmful"]) == (1, 1)


def test_stress_is_what_was_known_by_then() -> None:
    history = tuple(
        HistoryEntry(on(DAY + n), field, value)
        for n, field, value in (
            (20, "stress", "some"),
            (0, "stress", "none"),
            (10, "stress", "high"),
            (5, "strength", "strong"),
        )
    )
    told = tie("x", "me", stress="high", history=history)
    assert [webs.stress_on(told, DAY + n) for n in (-1, 0, 9, 10, 19, 20)] == [
        "unknown",
        "none",
        "none",
        "high",
        "high",
        "some",
    ]
    assert webs.stress_on(tie("x", "me", stress="high"), DAY - 999) == "high"


def test_gives_to_needs_help_going_out_to_an_everyday_node() -> None:
    for flow, a, b, expected in (
        ("a_to_b", "me", "x", 1), ("b_to_a", "x", "me", 1), ("both", "x", "me", 1),
        ("a_to_b", "x", "me", 0), ("b_to_a", "me", "x", 0), ("none", "me", "x", 0), ("unknown", "me", "x", 0),
    ):  # fmt: skip
        assert metrics(node("x"), tie(a, b, flow=flow))["gives_to"] == expected
    assert metrics(node("sw", kind="worker", domain="community"), tie("me", "sw"))["gives_to"] == 0
    assert metrics(node("ward", kind="service", domain="statutory"), tie("me", "ward"))["gives_to"] == 0


def test_formal_leaves_out_workers_and_equipment() -> None:
    parts = [
        node(k, kind=k, domain="targeted", paid="paid") for k in ("worker", "equipment", "service", "person", "home")
    ]
    assert metrics(*parts, *(tie(p.label, "me") for p in parts))["formal_ties"] == 3


@pytest.mark.parametrize(
    ("other", "left"),
    [
        ({"kind": "worker", "domain": "statutory", "paid": "paid"}, ["company"]),
        ({"kind": "equipment", "domain": "targeted", "paid": "na"}, ["company"]),
        ({"dependant": True}, ["company"]),
        ({"kind": "service", "domain": "statutory", "paid": "paid"}, []),
        ({"kind": "pet", "domain": "personal", "paid": "na"}, []),
        ({}, []),
    ],
)
def test_a_second_source_takes_the_fragile_mark_away_unless_it_is_left_out(
    other: dict[str, Any], left: list[str]
) -> None:
    parts = [
        node("first"),
        tie("first", "me", support=["company"]),
        node("other", **other),
        tie("other", "me", support=["company"]),
    ]
    assert metrics(*parts)["only_one_for"] == left


@pytest.mark.parametrize(
    ("fields", "counted"),
    [
        ({"paid": "volunteer"}, True),
        ({"paid": "peer"}, True),
        ({"paid": "paid"}, False),
        ({"paid": None}, False),
        ({"domain": "community"}, False),
        ({"dependant": True}, False),
    ],
)
def test_the_one_source_must_be_unpaid_network(fields: dict[str, Any], counted: bool) -> None:
    figures = metrics(node("x", **fields), tie("x", "me", support=["transport", "company"]))
    assert figures["only_one_for"] == (["company", "transport"] if counted else [])


def test_help_that_does_not_reach_the_person_has_no_source() -> None:
    for flow in ("b_to_a", "none", "unknown"):
        assert metrics(node("x"), tie("x", "me", flow=flow, support=["company"]))["only_one_for"] == []
    assert metrics(node("x"), node("y"), tie("x", "y", support=["company"]))["only_one_for"] == []
