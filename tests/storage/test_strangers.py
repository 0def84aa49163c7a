"""Whoever may write for one person changes nothing of another's, in whatever order what they wrote arrives."""

import itertools
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from sbp_desktop.errors import NotFound, RuleRefused
from sbp_desktop.models import derived, folding
from sbp_desktop.models.agreed import members
from sbp_desktop.models.ops import OpKind
from sbp_desktop.services import circle, conversations, decisions, good_life, people, webs
from sbp_desktop.storage import agreed, arrivals, births, history, oplog, queries, rebuilding
from sbp_desktop.storage import decisions as kept_decisions
from sbp_desktop.storage.arrivals import Piece
from sbp_desktop.storage.statements import Connection
from sbp_desktop.storage.vault import Vault
from tests.colleague import (
    Colleague,
    Written,
    arrive,
    assert_made_from_the_log,
    content,
    differences,
    heads_here,
    received,
)

_READ, _SINCE = 1_000, 2_000
"""When the council had what was written first, and what somebody wrote who had read it."""


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


@pytest.fixture
def maria(vault: Vault) -> UUID:
    return people.add_person(vault, "Maria").created[0]


def _come(conn: Connection, one: Written, at: int) -> None:
    start = arrivals.reading(conn, one.op.person, one.op.lane)
    arrivals.take_within(conn, [Piece(start, received(start, [one.op], at), complete=True)])


def _what_a_stranger_may_write(stranger: Colleague, node: Written, entry: Written, lane: int) -> list[Written]:
    ident, words = (UUID(bytes=one.op.ent) for one in (node, entry))
    return [
        stranger.set(ident, "label", "Nobody", over=[node.op.id], lane=lane),
        stranger.set(ident, "relation", "gone", at="2020", how="said", lane=lane),
        stranger.remove(ident, [node.op.id], lane=lane),
        stranger.write(ident, "pos:onion", OpKind.POS, [0.9, 0.9], lane=lane),
        stranger.revise(words, "text", "Never said", None, lane=lane),
        # With a clock set back, so that theirs would be the elder.
        stranger.new("Entry", {"label": "Theirs"}, ident, lane=lane),
        replace_stamp(stranger.new("Node", {"label": "Theirs"}, ident, lane=lane), 5),
    ]


def replace_stamp(one: Written, hlc: int) -> Written:
    return Written(replace(one.op, hlc=hlc))


@pytest.mark.parametrize("whose", ["another person", "another lane"])
def test_what_a_stranger_writes_changes_nothing(vault: Vault, eric: UUID, maria: UUID, whose: str) -> None:
    colleague = Colleague(eric)
    node = colleague.new("Node", {"kind": "person", "label": "Sal", "domain": "network"})
    entry = colleague.new("Entry", {"kind": "words"}, lane=1)
    text = colleague.revise(UUID(bytes=entry.op.ent), "text", "As Sal said it", None)
    place = colleague.write(UUID(bytes=node.op.ent), "pos:onion", OpKind.POS, [0.1, 0.2])
    true = [node, place, entry, text]
    stranger, lane = (Colleague(maria, 5), 0) if whose == "another person" else (Colleague(eric, 5), 2)
    theirs = _what_a_stranger_may_write(stranger, node, entry, lane)
    with vault._connection.begin() as transaction:
        for one in true:
            _come(vault._driver, one, _READ)
        plain = content(vault._driver, arrival=False)
        transaction.rollback()
    halves = [theirs[:3], theirs[3:]]
    for order in itertools.permutations([true[:2], true[2:], *halves]):
        with vault._connection.begin() as transaction:
            for one in itertools.chain(*order):
                _come(vault._driver, one, _READ if one in true else _SINCE)
            assert differences(plain, content(vault._driver, arrival=False)) == {}
            assert len(list(oplog.read(vault._driver, "WHERE worker = ?", (stranger.worker.bytes,)))) == len(theirs)
            made = content(vault._driver)
            rebuilding.rebuild(vault._connection, lambda *_: None)
            assert differences(made, content(vault._driver)) == {}
            transaction.rollback()


def test_what_came_before_its_thing_counts_when_that_is_there_and_only_its_own(
    vault: Vault, eric: UUID, maria: UUID
) -> None:
    colleague, stranger = Colleague(eric), Colleague(maria, 5)
    node = colleague.new("Node", {"kind": "person", "label": "Sal", "domain": "network"})
    ident = UUID(bytes=node.op.ent)
    theirs = stranger.set(ident, "label", "Nobody", over=[node.op.id])
    renamed = colleague.set(ident, "label", "Sally", over=[node.op.id])
    for one in (theirs, renamed):
        arrive(vault, one)
        assert heads_here(vault, ident) == []
        assert_made_from_the_log(vault)
    arrive(vault, node)
    assert heads_here(vault, ident, "label") == [renamed.op.id]
    assert_made_from_the_log(vault)


def test_who_read_only_the_stranger_first_learns_whose_it_is(vault: Vault, eric: UUID, maria: UUID) -> None:
    """What stood as theirs goes with all its rows, the words found by search and a line's hold on who was removed."""
    colleague, stranger = Colleague(eric), Colleague(maria, 5)
    gone = stranger.new("Node", {"kind": "person", "label": "Jo", "domain": "network"})
    tie = colleague.new("Tie", {"a": queries.self_node_of(eric), "kind": "knows"})
    claim = stranger.new("Tie", {"a": UUID(bytes=gone.op.ent), "kind": "knows"}, UUID(bytes=tie.op.ent))
    removed = stranger.remove(UUID(bytes=gone.op.ent), [gone.op.id])
    with vault.writing() as conn:
        for one, at in ((gone, _READ), (claim, _SINCE), (removed, _SINCE)):
            _come(conn, one, at)
    assert [n.label for n in queries.web(vault, maria).nodes if n.label == "Jo"] == ["Jo"]
    with vault.writing() as conn:
        _come(conn, tie, _READ)
    assert [n.label for n in queries.web(vault, maria).nodes if n.label == "Jo"] == []
    assert_made_from_the_log(vault)


def test_a_person_is_their_own_whatever_the_council_had_first(vault: Vault, maria: UUID) -> None:
    colleague, stranger = Colleague(UUID(int=7)), Colleague(maria, 5)
    person = colleague.new("Person", {"name": "Ann"}, UUID(int=7))
    claim = stranger.new("Person", {"name": "Nobody"}, UUID(int=7))
    with vault.writing() as conn:
        _come(conn, claim, _READ)
        _come(conn, person, _SINCE)
        assert births.homes(conn, [person.op.ent]) == {person.op.ent: (person.op.person, 0)}
    assert_made_from_the_log(vault)


def test_a_past_day_shows_nothing_of_a_stranger(vault: Vault, eric: UUID, maria: UUID) -> None:
    colleague, stranger = Colleague(eric, -5), Colleague(maria, -4)
    node = colleague.new("Node", {"kind": "person", "label": "Sal", "domain": "network"})
    arrive(vault, node, stranger.set(UUID(bytes=node.op.ent), "label", "Nobody", over=[node.op.id]))
    with vault.reading() as conn:
        then = history.written_by(conn, maria, vault.clock.now_ms())
        assert node.op.ent not in {op.ent for op in then}


def test_a_fold_of_a_log_alone_keeps_lanes_apart(eric: UUID) -> None:
    colleague = Colleague(eric)
    node = colleague.new("Node", {"kind": "person", "label": "Sal"})
    theirs = colleague.set(UUID(bytes=node.op.ent), "label", "Nobody", over=[node.op.id], lane=2)
    (row,) = folding.folded(eric, [node.op, theirs.op], ["Node"])["Node"]
    assert row.get("label") == "Sal"


@pytest.mark.parametrize(
    ("name", "kind"), [("self", "Node"), ("web", "Web"), ("circle", "CircleAgreement"), ("good life", "GoodLifePlan")]
)
def test_what_follows_from_a_persons_id_is_theirs_whoever_named_it_first(
    vault: Vault, eric: UUID, maria: UUID, name: str, kind: str
) -> None:
    ident = derived.of(eric, name)
    own = Colleague(eric).new(kind, {}, ident)
    claim = replace_stamp(Colleague(maria, 5).new(kind, {}, ident), 5)
    for order in ((own, claim), (claim, own)):
        with vault._connection.begin() as transaction:
            for one in order:
                _come(vault._driver, one, _READ if one is claim else _SINCE)
            assert births.homes(vault._driver, [ident.bytes]) == {ident.bytes: (eric.bytes, 0)}
            transaction.rollback()


def test_what_a_stranger_named_first_keeps_nobody_from_beginning_it(vault: Vault, eric: UUID, maria: UUID) -> None:
    jean = webs.add_node(vault, eric, "Jean").created[0]
    stranger = Colleague(maria, 5)
    for name, kind in ((derived.CIRCLE, "CircleAgreement"), (derived.GOOD_LIFE, "GoodLifePlan")):
        with vault.writing() as conn:
            _come(conn, stranger.new(kind, {}, derived.of(eric, name)), _READ)
    circle.write_member(vault, uuid4(), person=eric, node=jean, will_do="Rings on Sundays")
    good_life.set_plan(vault, good_life.plan_of(eric), person=eric, good_life_words="By the sea")
    mine, theirs = (agreed.of_person(vault, one, "CircleAgreement", "GoodLifePlan") for one in (eric, maria))
    assert [one.words("will_do") for one in members(mine)] == ["Rings on Sundays"]
    assert [one.words("good_life_words") for one in mine.of("GoodLifePlan")] == ["By the sea"]
    assert theirs.of("CircleAgreement") == theirs.of("GoodLifePlan") == ()
    assert_made_from_the_log(vault)


def test_what_a_stranger_hangs_on_a_thing_does_not_belong_to_it(vault: Vault, eric: UUID, maria: UUID) -> None:
    talk = conversations.start(vault, eric).created[0]
    conversations.write_entry(vault, talk, uuid4(), "She sings.")
    decision = decisions.open_decision(vault, eric, "other", decided="A choir").created[0]
    jean = webs.add_node(vault, eric, "Jean").created[0]
    circle.write_member(vault, uuid4(), person=eric, node=jean, will_do="Rings on Sundays")
    stranger, hung = Colleague(maria, 5), []
    for kind, parent, fields, lane in (
        ("Entry", talk, {"kind": "note", "happened": 1}, 1),
        ("DecisionOption", decision, {"what": "Nothing"}, 1),
        ("CircleMember", derived.of(eric, derived.CIRCLE), {"will_do": "Everything"}, 0),
    ):
        made = stranger.new(kind, {"parent": parent, "order": "i9", **fields}, lane=lane)
        hung.append(UUID(bytes=made.op.ent))
        with vault.writing() as conn:
            _come(conn, made, _READ)
    assert [entry.text for entry in queries.conversation(vault, talk).entries] == ["She sings."]
    assert "Nothing" not in {one.what for one in kept_decisions.one(vault, decision).options}
    found = agreed.of_person(vault, eric, "CircleAgreement")
    assert [one.words("will_do") for one in members(found)] == ["Rings on Sundays"]
    with pytest.raises(NotFound):
        conversations.write_entry(vault, talk, hung[0], "Mine now.")
    with pytest.raises(NotFound):
        decisions.set_option(vault, hung[1], decision=decision, what="Mine now.")
    with pytest.raises(RuleRefused):
        circle.write_member(vault, hung[2], person=eric, node=jean, will_do="Mine now.")
