"""Each lens shows exactly those it names, as a picture and as a list, and what-if finds exactly what would stop."""

from dataclasses import replace
from typing import Any

import pytest
import yaml

from sbp_desktop.models import lenses
from sbp_desktop.models.lenses import LastTime, Lens, Row, if_away, look, may_be_reached
from sbp_desktop.models.snapshots import NodeSnapshot, TieSnapshot
from sbp_desktop.models.web import web_metrics
from tests.models.drawn import DAY, ME, PEOPLE, golden, node, on, straight_from_yaml, tie, web

JEAN, SAM = node("Jean"), node("Sam")


def rows(lens: Lens, *parts: NodeSnapshot | TieSnapshot, last: LastTime | None = None) -> list[Row]:
    return list(look(web(*parts), DAY, lens, last or LastTime(DAY, 0)).rows)


def names(lens: Lens, *parts: NodeSnapshot | TieSnapshot, last: LastTime | None = None) -> list[str]:
    return [row.node.label for row in rows(lens, *parts, last=last)]


@pytest.mark.parametrize("lens", list(Lens))
def test_nothing_counts_that_does_not_count_on_the_day(lens: Lens) -> None:
    """One of each that any lens would show, but hoped for, lost, hypothetical, gone, or out of touch."""
    shown = {"is_carer": True, "distance": "abroad"}
    told = {"flow": "both", "support": ["emotional"], "helps_me": "yes"}
    there = [node("there", **shown), tie("there", "me", **told, since=on(DAY))]
    for number, fields in enumerate(
        ({"status": "possible"}, {"status": "lost"}, {"basis": "hypothetical"}, {"until": on(DAY - 1)})
    ):
        there += [node(f"x{number}", **shown, **fields), tie(f"x{number}", "me", **told, since=on(DAY))]
    assert names(lens, *there) == ["there"]


@pytest.mark.parametrize("lens", [Lens.WHO_CARES, Lens.TEAM, Lens.WHAT_HELPS, Lens.I_HELP, Lens.WHO_ELSE])
@pytest.mark.parametrize("dead", [{"strength": "broken"}, {"harm": "known"}, {"frequency": "not_now"}])
def test_nobody_helps_along_a_line_that_is_not_live(lens: Lens, dead: dict[str, Any]) -> None:
    told = {"flow": "both", "support": ["emotional"], "helps_me": "yes"} | dead
    assert names(lens, node("Jean", is_carer=True), tie("Jean", "me", **told)) == []


def test_who_cares_gives_personal_care_or_somebody_to_talk_to_or_looks_after_them() -> None:
    carer = node("Al", is_carer=True)
    found = rows(
        Lens.WHO_CARES,
        JEAN, tie("Jean", "me", support=["emotional", "transport"]), tie("me", "Jean", flow="b_to_a", support=["personal_care"]),
        SAM, tie("Sam", "me", support=["transport"]),
        carer, tie("Al", "me", flow="unknown"),
        node("Bo"), tie("Bo", "me", flow="b_to_a", support=["emotional"]),
    )  # fmt: skip
    assert found == [Row(JEAN, ("emotional", "personal_care")), Row(carer, (), lenses.CARER)]


def test_the_team_is_everybody_to_speak_with_but_those_out_of_touch() -> None:
    parts = [node(kind, kind=kind) for kind in ("person", "group", "organisation", "service", "worker", "household")]
    things = [node(kind, kind=kind) for kind in ("pet", "equipment", "interest", "place", "home")]
    out_of_touch = [node("gone quiet"), tie("gone quiet", "me", frequency="not_now")]
    assert names(Lens.TEAM, *parts, *things, *out_of_touch) == [part.label for part in parts]


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, False),
        ({"knows_on_map": "no"}, False),
        ({"knows_on_map": "not_asked"}, False),
        ({"knows_on_map": "yes"}, True),
        ({"lifeline": True}, True),
        ({"paid": "paid"}, True),
        ({"kind": "worker"}, True),
        ({"kind": "household"}, False),
    ],
)
def test_how_to_reach_somebody_needs_their_yes_or_an_emergency_or_their_work(
    fields: dict[str, Any], shown: bool
) -> None:
    known = node("Jean", reach="01702 555 010", **fields)
    (row,) = rows(Lens.TEAM, known)
    assert may_be_reached(known) is shown
    assert (row.reach, row.why) == (("01702 555 010", "") if shown else ("", lenses.ASK_FIRST))
    (silent,) = rows(Lens.TEAM, replace(known, reach=""))
    assert (silent.reach, silent.why) == ("", "")


def test_what_helps_is_what_the_person_says_helps() -> None:
    said = [tie(name, "me", helps_me=word) for name, word in (("a", "yes"), ("b", "a_bit"), ("c", "no"), ("d", None))]
    found = rows(Lens.WHAT_HELPS, *(node(name) for name in "abcd"), *said)
    assert [(row.node.label, row.why) for row in found] == [("a", "yes"), ("b", "a_bit")]


def test_who_i_help_are_those_counted_as_given_to() -> None:
    parts = [
        JEAN, tie("Jean", "me", flow="b_to_a", support=["learning"]),
        SAM, tie("Sam", "me", flow="both", support=["company"]),
        node("Bo"), tie("Bo", "me"),
        node("ward", kind="service", domain="statutory"), tie("me", "ward"),
    ]  # fmt: skip
    found = rows(Lens.I_HELP, *parts)
    assert found == [Row(JEAN, ("learning",)), Row(SAM, (), lenses.BOTH_WAYS)]
    assert len(found) == web_metrics(web(*parts), DAY)["gives_to"]


def test_who_else_lists_what_rests_on_one_person() -> None:
    parts = [JEAN, tie("Jean", "me", support=["transport", "money"]), SAM, tie("Sam", "me", support=["company"])]
    also = [node("Al"), tie("Al", "me", support=["company"])]
    found = rows(Lens.WHO_ELSE, *parts, *also)
    assert found == [Row(JEAN, ("money", "transport"))]
    assert list(found[0].kinds) == web_metrics(web(*parts, *also), DAY)["only_one_for"]


def test_new_is_what_began_or_was_first_written_since_we_last_talked() -> None:
    last = LastTime(DAY - 7, ms=5_000)
    parts = [
        node("began", since=on(DAY - 7)), node("before", since=on(DAY - 8), born=9_000 << 16),
        node("written", born=5_000 << 16), node("earlier", born=4_999 << 16), node("met again", born=1),
        tie("met again", "me", born=6_000 << 16),
    ]  # fmt: skip
    found = rows(Lens.NEW, *parts, last=last)
    assert [(row.node.label, row.why) for row in found] == [("began", ""), ("written", ""), ("met again", lenses.LINE)]


def test_far_away_is_elsewhere_or_abroad() -> None:
    parts = [node(far, distance=far) for far in ("same_home", "walking", "local", "elsewhere_uk", "abroad")]
    assert names(Lens.FAR_AWAY, *parts, node("not said")) == ["elsewhere_uk", "abroad"]


def test_the_rest_steps_back_and_a_line_stays_with_both_its_ends() -> None:
    care = tie("Jean", "me", support=["emotional"])
    aside = tie("Sam", "me", support=["transport"])
    between, over = tie("Jean", "Sam"), tie("me", "Jean", until=on(DAY - 1))
    drawn = web(JEAN, SAM, node("lost", status="lost"), care, aside, between, over)
    quiet = look(drawn, DAY, Lens.WHO_CARES, LastTime()).quiet
    everything = {thing.id for things in (drawn.nodes, drawn.ties) for thing in things}
    assert everything - quiet == {ME, JEAN.id, care.id}


# ---- what if


def test_if_away_finds_help_nobody_else_is_known_for() -> None:
    worker = node("Pat", kind="worker", domain="statutory")
    parts = [
        JEAN, tie("Jean", "me", support=["transport", "practical", "company"]),
        SAM, tie("Sam", "me", support=["company"]),
        worker, tie("Pat", "me", support=["practical"]),
    ]  # fmt: skip
    away = if_away(web(*parts), DAY, JEAN.id)
    assert away is not None
    assert away.nobody_else == ("transport",)
    assert away.hardly_else == (("practical", (worker,)),)
    assert not away.nothing
    sam = if_away(web(*parts), DAY, SAM.id)
    assert sam is not None
    assert sam.nothing


def test_if_away_finds_who_is_linked_through_them_alone() -> None:
    kit, lou, far = node("Kit"), node("Lou"), node("far")
    chain = [tie("Jean", "me"), tie("Jean", "Kit"), tie("Kit", "Lou"), tie("far", "me", frequency="not_now")]
    away = if_away(web(JEAN, kit, lou, far, *chain), DAY, JEAN.id)
    assert away is not None
    assert away.cut_off == (kit, lou)
    assert away.quiet == {JEAN.id, kit.id, lou.id, *(line.id for line in chain[:3])}
    other_way = if_away(web(JEAN, kit, lou, far, *chain, tie("Lou", "me")), DAY, JEAN.id)
    assert other_way is not None
    assert other_way.cut_off == ()


def test_if_away_says_when_nobody_else_is_named_to_ring() -> None:
    first = node("Jean", lifeline=True)
    away = if_away(web(first, SAM), DAY, first.id)
    assert away is not None
    assert away.first_to_ring
    both = if_away(web(first, node("Sam", lifeline=True)), DAY, first.id)
    assert both is not None
    assert not both.first_to_ring


def test_the_person_and_what_does_not_count_cannot_be_away() -> None:
    hoped = node("quiz", status="possible")
    assert if_away(web(hoped), DAY, ME) is None
    assert if_away(web(hoped), DAY, hoped.id) is None


def test_if_away_for_a_published_person() -> None:
    people = {p["id"]: p for p in yaml.safe_load(PEOPLE.read_text("utf-8"))["people"]}
    husband, zero = straight_from_yaml(people["p-annas-husband"])
    anna = next(each for each in husband.nodes if each.label == "Anna (wife)")
    away = if_away(husband, zero + 60, anna.id)
    assert away is not None
    rests = {*away.nobody_else, *(kind for kind, _ in away.hardly_else)}
    assert rests == set(web_metrics(husband, zero + 60)["only_one_for"])


@pytest.mark.parametrize(("person", "number", "figures"), golden())
def test_lists_and_figures_agree_on_every_golden_day(
    person: dict[str, Any], number: int, figures: dict[str, Any]
) -> None:
    told, zero = straight_from_yaml(person)
    day = zero + number
    everything = {thing.id for things in (told.nodes, told.ties) for thing in things}
    seen = {lens: look(told, day, lens, LastTime(day, 0)) for lens in Lens}
    assert len(seen[Lens.I_HELP].rows) == figures["gives_to"]
    assert sorted(kind for row in seen[Lens.WHO_ELSE].rows for kind in row.kinds) == figures["only_one_for"]
    for row in seen[Lens.WHO_ELSE].rows:
        away = if_away(told, day, row.node.id)
        assert away is not None
        assert set(row.kinds) <= {*away.nobody_else, *(kind for kind, _ in away.hardly_else)}
    for sight in seen.values():
        listed = {row.node.id for row in sight.rows}
        assert len(listed) == len(sight.rows), "nobody is listed twice"
        in_front = {node.id for node in told.nodes} - sight.quiet
        assert in_front == listed | {told.self_node}
        assert sight.quiet < everything
