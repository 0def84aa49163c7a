"""Two pictures of a web are told apart in marks and in a list, and nothing is said that did not change."""

from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.difference import Difference, difference
from sbp_desktop.models.snapshots import NodeSnapshot, TieSnapshot, WebSnapshot

MARCH, JUNE = date(2026, 3, 1).toordinal(), date(2026, 6, 1).toordinal()
PERSON, ME = uuid5(NAMESPACE_URL, "person"), uuid5(NAMESPACE_URL, "me")


def key(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, name)


def node(name: str, **fields: Any) -> NodeSnapshot:
    return NodeSnapshot(id=key(name), person=PERSON, **{"kind": "person", "label": name, **fields})


def tie(a: str, b: str, **fields: Any) -> TieSnapshot:
    return TieSnapshot(id=key(f"{a} {b}"), person=PERSON, a=key(a), b=key(b), **fields)


def web(*things: NodeSnapshot | TieSnapshot) -> WebSnapshot:
    nodes = (node("me", kind="self"), *(thing for thing in things if isinstance(thing, NodeSnapshot)))
    return WebSnapshot(PERSON, ME, nodes, tuple(thing for thing in things if isinstance(thing, TieSnapshot)))


def told(found: Difference) -> list[tuple[str, ...]]:
    return [(change.what, *(end.label for end in change.about), *change.detail) for change in found.changes]


def test_who_joined_and_what_stopped() -> None:
    neighbour = node("Sam", since=PartialDate.on(MARCH + 10))
    club = node("Bowls", kind="activity", status="ended", until=PartialDate.on(JUNE - 1))
    one = web(neighbour, club, tie("me", "Sam", since=PartialDate.on(MARCH + 10)), tie("me", "Bowls"))
    found = difference(one, MARCH, one, JUNE)
    assert told(found) == [("joined", "Sam"), ("stopped", "Bowls")]
    assert found.marks == {key("Sam"): "new", key("Bowls"): "gone", key("me Sam"): "new", key("me Bowls"): "gone"}


def test_what_was_taken_off_the_web_since_is_still_in_the_one_picture() -> None:
    before = web(node("Bowls"), tie("me", "Bowls"))
    found = difference(before, MARCH, web(), MARCH)
    assert told(found) == [("stopped", "Bowls")]
    assert {n.label for n in found.web.nodes} == {"me", "Bowls"}
    assert [t.id for t in found.web.ties] == [key("me Bowls")]


@pytest.mark.parametrize(
    ("was", "now", "what"),
    [
        ({"domain": "community"}, {"domain": "network", "tier": "close"}, "closer"),
        ({"domain": "network", "tier": "close"}, {"domain": "network", "tier": "extended"}, "further"),
        ({"circle": "exchange"}, {"circle": "friendship"}, "closer"),
        ({"closeness": "inner"}, {"closeness": "outer"}, "further"),
        ({"status": "offered"}, {"status": "active"}, "came_true"),
    ],
)
def test_a_place_in_life_that_changed(was: dict[str, str], now: dict[str, str], what: str) -> None:
    assert told(difference(web(node("Jean", **was)), MARCH, web(node("Jean", **now)), MARCH)) == [(what, "Jean")]


@pytest.mark.parametrize(
    ("name", "was", "now", "what"),
    [
        ("strength", "tenuous", "strong", "closer"),
        ("strength", "strong", "broken", "further"),
        ("stress", "none", "high", "harder"),
        ("stress", "high", "some", "easier"),
        ("frequency", "monthly", "weekly", "oftener"),
        ("frequency", "daily", "not_now", "less_often"),
    ],
)
def test_a_line_that_changed(name: str, was: str, now: str, what: str) -> None:
    before, after = (web(node("Jean"), tie("me", "Jean", **{name: value})) for value in (was, now))
    assert told(difference(before, MARCH, after, MARCH)) == [(what, "me", "Jean")]


def test_not_asked_before_is_no_change() -> None:
    before, after = (web(node("Jean"), tie("me", "Jean", stress=value)) for value in ("unknown", "high"))
    assert told(difference(before, MARCH, after, MARCH)) == []


def test_help_that_began_and_stopped() -> None:
    before, after = (
        web(node("Jean"), tie("me", "Jean", support=frozenset(kinds)))
        for kinds in (("money", "company"), ("company", "transport"))
    )
    assert told(difference(before, MARCH, after, MARCH)) == [
        ("helps", "me", "Jean", "transport"),
        ("helps_no_more", "me", "Jean", "money"),
    ]


def test_hoped_for_is_not_said_to_have_joined() -> None:
    assert told(difference(web(), MARCH, web(node("Choir", status="possible")), MARCH)) == [("hoped_for", "Choir")]


def test_a_line_between_two_who_were_there_already() -> None:
    both = (node("Jean"), node("Sam"))
    assert told(difference(web(*both), MARCH, web(*both, tie("Jean", "Sam")), MARCH)) == [("line_new", "Jean", "Sam")]
    assert told(difference(web(*both, tie("Jean", "Sam")), MARCH, web(*both), MARCH)) == [("line_gone", "Jean", "Sam")]


NAMES = st.sampled_from(["Jean", "Sam", "Ali", "Club", "Church"])
WEBS = st.builds(
    lambda names, stresses: web(
        *(node(name) for name in names),
        *(tie("me", name, stress=stress) for name, stress in zip(names, stresses, strict=False)),
    ),
    st.lists(NAMES, unique=True),
    st.lists(st.sampled_from(["none", "some", "high", "unknown"]), min_size=5, max_size=5),
)


@given(WEBS)
def test_a_web_is_not_different_from_itself(one: WebSnapshot) -> None:
    found = difference(one, MARCH, one, MARCH)
    assert not found.marks
    assert not found.changes
    assert found.web == one


@given(WEBS, WEBS)
def test_every_mark_is_of_something_in_the_one_picture(one: WebSnapshot, other: WebSnapshot) -> None:
    found = difference(one, MARCH, other, MARCH)
    assert found.marks.keys() <= {thing.id for thing in (*found.web.nodes, *found.web.ties)}
    back = difference(other, MARCH, one, MARCH)
    opposite = {"new": "gone", "gone": "new", "changed": "changed", "closer": "further", "further": "closer"}
    assert {id_: opposite[mark] for id_, mark in found.marks.items()} == dict(back.marks)
