"""Colleagues' ideas are on the web at once, dotted and theirs; what they would do is advice and asks nobody's leave."""

from uuid import UUID, uuid4

import pytest

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models import schema
from sbp_desktop.models.huddles import Asking
from sbp_desktop.services import conversations, huddles, people, plans, sharing, webs
from sbp_desktop.storage import decisions, history, queries
from sbp_desktop.storage import huddles as kept
from sbp_desktop.storage import plans as plan_reads
from sbp_desktop.storage.vault import Vault
from tests.colleague import assert_made_from_the_log
from tests.days import days_on


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


def asked(vault: Vault, person: UUID) -> Asking:
    return kept.asking(vault, person)


def test_an_idea_is_a_dotted_possible_thing_with_its_colleague_as_source(vault: Vault, eric: UUID) -> None:
    huddles.set_present(vault, eric, present="Sam, Priya")
    huddles.add_idea(vault, eric, "Singing at the hub", by="Sam")
    (idea,) = asked(vault, eric).ideas
    node = next(one for one in queries.web(vault, eric).nodes if one.id == idea.node)
    assert (node.label, node.status, node.source, idea.by) == ("Singing at the hub", "possible", "Sam", "Sam")
    (line,) = queries.web(vault, eric).ties
    assert line.potential
    history.undo(vault, eric)  # both go together
    assert asked(vault, eric).ideas == ()
    assert [one.label for one in queries.web(vault, eric).nodes] == ["Eric"]
    history.redo(vault, eric)
    huddles.drop_idea(vault, asked(vault, eric).ideas[0].id)
    assert [one.label for one in queries.web(vault, eric).nodes] == ["Eric"]
    with pytest.raises(RuleRefused):
        huddles.add_idea(vault, eric, "  ")
    assert_made_from_the_log(vault)


def test_an_idea_that_came_about_stays_on_the_web_when_it_is_dropped(vault: Vault, eric: UUID) -> None:
    huddles.add_idea(vault, eric, "The choir")
    idea = asked(vault, eric).ideas[0]
    assert idea.node is not None
    webs.set_node(vault, idea.node, status="active")
    huddles.drop_idea(vault, idea.id)
    assert [one.label for one in queries.web(vault, eric).nodes] == ["Eric", "The choir"]


def test_going_ahead_opens_a_good_life_by_the_usual_way(vault: Vault, eric: UUID) -> None:
    talk = conversations.start(vault, eric).created[0]
    huddles.choose(vault, eric, "try_more")
    assert queries.conversation(vault, talk).kind == "C1"
    huddles.choose(vault, eric, "go_ahead")
    opened = queries.conversation(vault, talk)
    assert (opened.kind, opened.c3_opening) == ("C3", "huddle")
    why = decisions.of_conversation(vault, talk)
    assert why is not None
    assert why.because == "We thought about it with colleagues."
    history.undo(vault, eric)
    assert queries.conversation(vault, talk).kind == "C1"
    assert asked(vault, eric).choice == "try_more"


def test_going_ahead_with_no_conversation_open_begins_one(vault: Vault, eric: UUID) -> None:
    huddles.choose(vault, eric, "go_ahead")
    who = queries.person(vault, eric)
    assert who.open_conversation is not None
    assert queries.conversation(vault, who.open_conversation).kind == "C3"


def test_what_was_tried_stands_there_and_private_things_are_never_read(vault: Vault, eric: UUID) -> None:
    talk = conversations.start(vault, eric).created[0]
    conversations.set_kind(vault, talk, "C2")
    plan = plan_reads.of_conversation(vault, talk)
    assert plan is not None
    for words, done in (("Ring the landlord", "some"), ("Sing again", "no")):
        plans.set_done(vault, plans.write_step(vault, uuid4(), plan=plan.id, what=words).created[0], done)
    me = queries.self_node_of(eric)
    conversations.write_entry(vault, talk, uuid4(), "I want to go home.", kind="words", said_by=me)
    conversations.write_entry(vault, talk, uuid4(), "He hits me.", kind="words", said_by=me, private=True)
    webs.make_private(vault, webs.add_node(vault, eric, "Bob").created[0])
    only_us = webs.add_node(vault, eric, "Ann").created[0]
    sharing.set_audience(vault, only_us, person=False)
    shown = asked(vault, eric)
    assert (shown.wants, shown.tried) == (("I want to go home.",), ("Ring the landlord",))
    assert [one.label for one in shown.web.nodes] == ["Eric", "Ann"]


def test_what_colleagues_said_before_stays_to_be_read(
    vault: Vault, eric: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    huddles.set_present(vault, eric, present="Sam")
    huddles.add_idea(vault, eric, "The choir", by="Sam")
    huddles.choose(vault, eric, "try_more")
    assert asked(vault, eric).before == ()
    tomorrow = days_on(vault.clock.now_ms(), 1)
    monkeypatch.setattr(vault.clock, "now_ms", lambda: tomorrow)
    later = asked(vault, eric)
    (earlier,) = later.before
    assert (earlier.present, earlier.choice, earlier.ideas) == ("Sam", "try_more", ("The choir",))
    assert (later.huddle, later.ideas, later.choice) == (None, (), None)


def test_there_is_no_permission_to_give() -> None:
    """A12, A35: what colleagues say has two values, and both are advice."""
    choice = schema.HUDDLE.by_name["choice"].options
    assert choice is not None
    assert {one.value for one in choice} == {"go_ahead", "try_more"}
