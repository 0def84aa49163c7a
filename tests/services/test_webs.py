"""Webs: what is drawn is kept, undone, redone, made private, and seen as it was."""

import time
from collections.abc import Callable
from uuid import UUID

import pytest

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.snapshots import FOR_PERSON, WebSnapshot
from sbp_desktop.services import people, webs
from sbp_desktop.storage import history, queries
from sbp_desktop.storage.vault import Vault


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


def test_an_added_name_is_on_the_web_with_a_line_to_the_person(vault: Vault, eric: UUID) -> None:
    node, tie = webs.add_node(vault, eric, " Jean ", relation="daughter").created
    web = queries.web(vault, eric)
    jean = next(n for n in web.nodes if n.id == node)
    assert (jean.label, jean.relation, jean.domain, jean.tier) == ("Jean", "daughter", "network", "close")
    assert [(t.id, t.a, t.b) for t in web.ties] == [(tie, node, web.self_node)]


def test_what_is_drawn_is_there_after_closing(open_vault: Callable[[], Vault]) -> None:
    vault = open_vault()
    person = people.add_person(vault, "Eric").created[0]
    node = webs.add_node(vault, person, "Jean").created[0]
    webs.move_node(vault, node, 1.5, 0.25, domain="community")
    before = queries.web(vault, person)
    vault.close()
    assert queries.web(open_vault(), person) == before


def test_undo_all_returns_to_the_start_and_redo_all_to_the_end(vault: Vault, eric: UUID) -> None:
    start = queries.web(vault, eric)
    node, tie = webs.add_node(vault, eric, "Jean").created
    webs.set_tie(vault, tie, support=["company", "transport"], stress="high")
    webs.set_tie(vault, tie, support=["transport"])
    webs.move_node(vault, node, 2.0, 0.5, domain="community")
    webs.set_node(vault, node, label="Jeanie", is_carer=True)
    webs.delete_node(vault, node)
    end = queries.web(vault, eric)
    for _ in range(6):
        assert history.undo(vault, eric).left_alone == ()
    undone = queries.web(vault, eric)
    assert (undone.nodes, undone.ties) == (start.nodes, start.ties)
    for _ in range(6):
        history.redo(vault, eric)
    assert queries.web(vault, eric).nodes == end.nodes


def test_undo_survives_a_restart(open_vault: Callable[[], Vault]) -> None:
    vault = open_vault()
    person = people.add_person(vault, "Eric").created[0]
    webs.add_node(vault, person, "Jean")
    vault.close()
    vault = open_vault()
    assert history.status(vault, person).undo_label == "Added Jean"
    history.undo(vault, person)
    assert len(queries.web(vault, person).nodes) == 1


def test_a_removed_name_takes_its_lines_along_and_brings_them_back(vault: Vault, eric: UUID) -> None:
    node = webs.add_node(vault, eric, "Jean").created[0]
    webs.delete_node(vault, node)
    assert queries.web(vault, eric).ties == ()
    history.undo(vault, eric)
    assert len(queries.web(vault, eric).ties) == 1


def test_a_line_joins_two_different_and_only_once(vault: Vault, eric: UUID) -> None:
    node = webs.add_node(vault, eric, "Jean").created[0]
    with pytest.raises(RuleRefused):
        webs.add_tie(vault, node, node)
    with pytest.raises(RuleRefused):
        webs.add_tie(vault, queries.self_node_of(eric), node)
    webs.add_tie(vault, queries.self_node_of(eric), node, kind="money")


def test_made_private_leaves_no_trace_for_the_person_now_or_in_the_past(vault: Vault, eric: UUID) -> None:
    webs.add_node(vault, eric, "Jean")
    plain = queries.web(vault, eric, FOR_PERSON)
    node = webs.add_node(vault, eric, "Somebody").created[0]
    webs.make_private(vault, node)
    now = time.time_ns() // 1_000_000
    assert queries.web(vault, eric, FOR_PERSON) == plain
    assert {n.label for n in queries.web(vault, eric).nodes} == {"Eric", "Jean", "Somebody"}
    then = queries.web(vault, eric, FOR_PERSON, as_written=now)
    assert {n.label for n in then.nodes} == {"Eric", "Jean"}


def test_not_with_somebody_in_the_room_hides_it_from_every_view(vault: Vault, eric: UUID) -> None:
    jean = webs.add_node(vault, eric, "Jean").created[0]
    other = webs.add_node(vault, eric, "Refuge worker").created[0]
    webs.set_node(vault, other, audience=["worker", "team", "person", f"not_with:{jean.hex}"])
    for audience in ("worker", "person"):
        seen = queries.web(vault, eric, type(FOR_PERSON)(audience, frozenset({jean})))
        assert "Refuge worker" not in {n.label for n in seen.nodes}
        assert "Refuge worker" in {n.label for n in queries.web(vault, eric, type(FOR_PERSON)(audience)).nodes}


def undone(vault: Vault, eric: UUID) -> WebSnapshot:
    assert history.undo(vault, eric).left_alone == ()
    return queries.web(vault, eric)


def test_several_are_added_moved_and_removed_as_one_change_each(vault: Vault, eric: UUID) -> None:
    webs.add_nodes(vault, eric, [{"label": "Jean", "relation": "daughter"}, {"label": "Bob"}])
    jean, bob = (node for node in queries.web(vault, eric).nodes if node.kind != "self")
    assert (jean.relation, bob.label) == ("daughter", "Bob")
    moves = [(jean.id, 0.5, 0.5), (bob.id, 1.0, 0.25)]
    webs.move_nodes(vault, moves, parts={bob.id: {"domain": "personal"}, jean.id: {"domain": None}})
    moved = {node.label: (node.domain, node.positions["onion"]) for node in queries.web(vault, eric).nodes[1:]}
    assert moved == {"Jean": ("network", (0.5, 0.5)), "Bob": ("personal", (1.0, 0.25))}
    there = queries.web(vault, eric)
    webs.delete_nodes(vault, [jean.id, bob.id])
    assert len(queries.web(vault, eric).nodes) == 1
    assert undone(vault, eric) == there
    assert {node.label: node.positions for node in undone(vault, eric).nodes[1:]} == {"Jean": {}, "Bob": {}}
    assert len(undone(vault, eric).nodes) == 1


def test_the_person_in_the_middle_is_not_removed_among_others(vault: Vault, eric: UUID) -> None:
    jean = webs.add_node(vault, eric, "Jean").created[0]
    with pytest.raises(RuleRefused):
        webs.delete_nodes(vault, [jean, queries.self_node_of(eric)])
    assert len(queries.web(vault, eric).nodes) == 2


def test_a_line_drawn_to_the_wrong_one_is_taken_to_another(vault: Vault, eric: UUID) -> None:
    jean, bob, anil = (webs.add_node(vault, eric, label).created[0] for label in ("Jean", "Bob", "Anil"))
    tie = webs.add_tie(vault, jean, bob, kind="friends", strength="strong").created[0]
    before = queries.web(vault, eric)
    webs.join_again(vault, tie, "b", anil)
    found = next(one for one in queries.web(vault, eric).ties if one.id == tie)
    assert (found.a, found.b, found.kind, found.strength) == (jean, anil, "friends", "strong")
    assert undone(vault, eric) == before
    for wrong in (jean, webs.add_node(vault, people.add_person(vault, "Ann").created[0], "Col").created[0]):
        with pytest.raises(RuleRefused):
            webs.join_again(vault, tie, "b", wrong)
    webs.add_tie(vault, anil, jean, kind="friends")
    with pytest.raises(RuleRefused):
        webs.join_again(vault, tie, "b", anil)


def test_a_line_taken_to_somebody_kept_apart_is_kept_apart_too(vault: Vault, eric: UUID) -> None:
    jean, bob = (webs.add_node(vault, eric, label).created[0] for label in ("Jean", "Bob"))
    secret = webs.make_private(vault, webs.add_node(vault, eric, "Col").created[0]).created[0]
    tie = webs.add_tie(vault, jean, bob).created[0]
    apart = webs.join_again(vault, tie, "b", secret).created[0]
    found = next(one for one in queries.web(vault, eric).ties if one.id == apart)
    assert (found.a, found.b, found.private) == (jean, secret, True)
    assert tie not in {one.id for one in queries.web(vault, eric).ties}
    assert not any({one.a, one.b} & {secret} for one in queries.web(vault, eric, FOR_PERSON).ties)


def test_a_name_written_twice_becomes_one_again(vault: Vault, eric: UUID) -> None:
    jean = webs.add_node(vault, eric, "Jean").created[0]
    again = webs.add_node(vault, eric, "Jean", relation="daughter").created[0]
    webs.keep_one(vault, jean, again)
    (kept,) = (node for node in queries.web(vault, eric).nodes if node.kind != "self")
    assert (kept.id, kept.relation) == (jean, "daughter")
    assert len(undone(vault, eric).nodes) == 3
