"""Who sees what, what a carer says alone, and what counts as done and seen together."""

from uuid import UUID, uuid4

import pytest

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.snapshots import FOR_PERSON, FOR_WORKER, Audience, NodeSnapshot, TieSnapshot, WebSnapshot
from sbp_desktop.services import conversations, people, sharing, webs
from sbp_desktop.storage import history, oplog, queries
from sbp_desktop.storage.vault import Vault
from tests.colleague import assert_made_from_the_log


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


@pytest.fixture
def jean(vault: Vault, eric: UUID) -> UUID:
    return webs.add_node(vault, eric, "Jean", is_carer=True, strain="coping").created[0]


def named(web: WebSnapshot, label: str) -> NodeSnapshot:
    return next(node for node in web.nodes if node.label == label)


def line_of(web: WebSnapshot, node: UUID) -> TieSnapshot:
    return next(tie for tie in web.ties if {tie.a, tie.b} == {node, web.self_node})


def labels(vault: Vault, eric: UUID, audience: Audience) -> set[str]:
    return {node.label for node in queries.web(vault, eric, audience).nodes}


def test_a_thing_is_for_the_person_or_not_and_undo_gives_it_back(vault: Vault, eric: UUID, jean: UUID) -> None:
    sharing.set_audience(vault, jean, person=False)
    assert labels(vault, eric, FOR_PERSON) == {"Eric"}
    assert labels(vault, eric, Audience("team")) == {"Eric", "Jean"}
    history.undo(vault, eric)
    assert labels(vault, eric, FOR_PERSON) == {"Eric", "Jean"}
    history.redo(vault, eric)
    sharing.set_audience(vault, jean, person=True)
    assert labels(vault, eric, FOR_PERSON) == {"Eric", "Jean"}


def test_not_in_front_of_somebody_while_they_are_ticked_present(vault: Vault, eric: UUID, jean: UUID) -> None:
    tom = webs.add_node(vault, eric, "Tom").created[0]
    sharing.set_audience(vault, jean, not_with=[tom])
    assert labels(vault, eric, FOR_WORKER) == {"Eric", "Jean", "Tom"}
    talk = conversations.start(vault, eric).created[0]
    assert len(queries.here(vault, queries.web, eric, eric).nodes) == 3
    conversations.set_conversation(vault, talk, present={queries.self_node_of(eric), tom})
    assert {node.label for node in queries.here(vault, queries.web, eric, eric).nodes} == {"Eric", "Tom"}
    conversations.finish(vault, talk)
    assert len(queries.here(vault, queries.web, eric, eric).nodes) == 3
    sharing.set_audience(vault, jean, not_with=[])
    assert labels(vault, eric, Audience("worker", frozenset({tom}))) == {"Eric", "Jean", "Tom"}


def test_the_person_in_the_middle_stays(vault: Vault, eric: UUID) -> None:
    for middle in (eric, queries.self_node_of(eric)):
        with pytest.raises(RuleRefused):
            sharing.set_audience(vault, middle, person=False)


def test_what_a_carer_says_alone_is_not_the_persons_until_they_agree(vault: Vault, eric: UUID, jean: UUID) -> None:
    before = queries.web(vault, eric, FOR_PERSON)
    sharing.carer_says(vault, jean, words="I lie awake.", strain="near_breaking")
    sharing.carer_says(vault, jean, stress="high")
    assert queries.web(vault, eric, FOR_PERSON) == before
    mine = queries.web(vault, eric)
    assert (named(mine, "Jean").strain, line_of(mine, jean).stress) == ("near_breaking", "high")
    (voice,) = mine.carer_voices
    assert (voice.words, voice.agreed) == ("I lie awake.", False)
    sharing.carer_agrees(vault, voice.id)
    theirs = queries.web(vault, eric, FOR_PERSON)
    assert (named(theirs, "Jean").strain, line_of(theirs, jean).stress) == ("near_breaking", "high")
    history.undo(vault, eric)
    assert queries.web(vault, eric, FOR_PERSON) == before
    assert_made_from_the_log(vault)


def test_what_a_carer_says_after_agreeing_is_theirs_anew(vault: Vault, eric: UUID, jean: UUID) -> None:
    sharing.carer_says(vault, jean, strain="struggling")
    sharing.carer_agrees(vault, queries.web(vault, eric).carer_voices[0].id)
    sharing.carer_says(vault, jean, strain="near_breaking")
    assert named(queries.web(vault, eric, FOR_PERSON), "Jean").strain == "struggling"
    assert named(queries.web(vault, eric), "Jean").strain == "near_breaking"


def test_a_carers_stress_counts_from_its_day_where_the_line_has_dates(vault: Vault, eric: UUID, jean: UUID) -> None:
    webs.set_tie(vault, line_of(queries.web(vault, eric), jean).id, stress="some", at="2019")
    sharing.carer_says(vault, jean, stress="high")
    told = [entry.value for entry in line_of(queries.web(vault, eric), jean).history]
    assert told == ["some", "high"]
    assert [entry.value for entry in line_of(queries.web(vault, eric, FOR_PERSON), jean).history] == ["some"]


def test_what_is_changed_away_is_unseen_until_it_was_looked_at(vault: Vault, eric: UUID, jean: UUID) -> None:
    def unseen() -> set[str]:
        return {node.label for node in queries.web(vault, eric).nodes if node.unseen}

    assert unseen() == set()  # nobody has looked yet, so nothing is newer than a look
    shown = queries.web(vault, eric, FOR_PERSON)
    sharing.looked_at_together(vault, eric, FOR_PERSON, [thing.id for thing in (*shown.nodes, *shown.ties)])
    assert queries.web(vault, eric).seen_together is not None
    webs.set_node(vault, jean, relation="daughter")
    webs.add_node(vault, eric, "Tom")
    assert unseen() == {"Jean", "Tom"}
    history.undo(vault, eric)
    history.undo(vault, eric)
    assert unseen() == set()  # as it was when they looked
    sharing.together(vault, FOR_PERSON, webs.add_node, eric, "Ann")
    sharing.together(vault, FOR_PERSON, webs.set_node, jean, relation="daughter")
    assert unseen() == set()
    assert_made_from_the_log(vault)


def test_what_is_kept_from_the_person_is_never_waiting_to_be_seen(vault: Vault, eric: UUID, jean: UUID) -> None:
    sharing.looked_at_together(vault, eric, FOR_PERSON, [])
    webs.make_private(vault, jean)
    assert not any(node.unseen for node in queries.web(vault, eric).nodes if node.label == "Jean")


def test_a_fear_that_a_line_does_harm_is_never_waiting_to_be_seen(vault: Vault, eric: UUID, jean: UUID) -> None:
    shown = queries.web(vault, eric, FOR_PERSON)
    sharing.looked_at_together(vault, eric, FOR_PERSON, [thing.id for thing in (*shown.nodes, *shown.ties)])
    shown = queries.web(vault, eric, FOR_PERSON)
    webs.set_tie(vault, line_of(queries.web(vault, eric), jean).id, harm="suspected")
    assert not any(line.unseen for line in queries.web(vault, eric).ties)
    assert queries.web(vault, eric, FOR_PERSON).ties == shown.ties
    webs.set_tie(vault, line_of(queries.web(vault, eric), jean).id, stress="high")
    assert any(line.unseen for line in queries.web(vault, eric).ties), "the ablation: anything else is"


def test_the_log_says_what_was_done_together(vault: Vault, eric: UUID, jean: UUID) -> None:
    made = sharing.together(vault, FOR_PERSON, webs.set_node, jean, relation="daughter")
    webs.set_node(vault, jean, relation="sister")
    with vault.reading() as conn:
        said = [op.meta.get("together") for _, op in oplog.read(conn, "WHERE field = 'relation' AND kind = 1")]
    assert said == [True, None]
    assert made.kinds == {"Node"}


def test_seen_can_only_be_said_on_the_shared_screen(vault: Vault, jean: UUID) -> None:
    with pytest.raises(RuleRefused), vault.unit_of_work("Looked") as work:
        work.note_seen([jean])


def test_undo_on_the_shared_screen_never_brings_back_what_the_worker_took_away(
    vault: Vault, eric: UUID, jean: UUID
) -> None:
    sharing.together(vault, FOR_PERSON, webs.add_node, eric, "Ann")
    webs.make_private(vault, jean)
    sharing.together(vault, FOR_PERSON, history.undo, eric)
    assert labels(vault, eric, FOR_PERSON) == {"Eric"}, "as if nothing had been kept apart since"
    assert sharing.together(vault, FOR_PERSON, history.undo, eric).empty
    sharing.together(vault, FOR_PERSON, history.redo, eric)
    assert labels(vault, eric, FOR_PERSON) == {"Eric", "Ann"}
    sharing.together(vault, FOR_PERSON, webs.add_node, eric, "Sam")
    sharing.together(vault, FOR_PERSON, history.undo, eric)
    assert labels(vault, eric, FOR_PERSON) == {"Eric", "Ann"}
    sharing.together(vault, FOR_PERSON, history.redo, eric)
    assert labels(vault, eric, FOR_PERSON) == {"Eric", "Ann", "Sam"}


@pytest.mark.parametrize("apart", [True, False])
def test_redo_on_the_shared_screen_is_there_whatever_the_worker_wrote_since(
    vault: Vault, eric: UUID, jean: UUID, apart: bool
) -> None:
    sharing.together(vault, FOR_PERSON, webs.add_node, eric, "Ann")
    sharing.together(vault, FOR_PERSON, history.undo, eric)
    if apart:
        webs.make_private(vault, webs.add_node(vault, eric, "Tom").created[0])
        assert history.redo(vault, eric).empty, "on the worker's own screen something new was written since"
    sharing.together(vault, FOR_PERSON, history.redo, eric)
    assert labels(vault, eric, FOR_PERSON) == {"Eric", "Jean", "Ann"}
    sharing.together(vault, FOR_PERSON, history.undo, eric)
    sharing.together(vault, FOR_PERSON, webs.add_node, eric, "Sam")
    assert sharing.together(vault, FOR_PERSON, history.redo, eric).empty, "something new was written there since"


def test_what_was_taken_back_together_never_comes_before_what_the_worker_takes_back(vault: Vault, eric: UUID) -> None:
    sharing.together(vault, FOR_PERSON, webs.add_node, eric, "Ann")
    sharing.together(vault, FOR_PERSON, history.undo, eric)
    webs.add_node(vault, eric, "Tom")
    history.undo(vault, eric)
    history.redo(vault, eric)
    assert labels(vault, eric, FOR_PERSON) == {"Eric", "Tom"}


def test_a_line_kept_apart_does_not_stand_in_the_way_of_the_person(vault: Vault, eric: UUID, jean: UUID) -> None:
    line = line_of(queries.web(vault, eric), jean)
    webs.make_private(vault, line.id)
    ends = (jean, queries.self_node_of(eric))
    with pytest.raises(RuleRefused):
        webs.add_tie(vault, *ends)
    sharing.together(vault, FOR_PERSON, webs.add_tie, *ends)
    assert len(queries.web(vault, eric, FOR_PERSON).ties) == 1


def test_the_team_may_ask_for_the_passphrase_before_the_screen_turns_back(vault: Vault) -> None:
    assert not queries.turning_back_is_locked(vault)
    with vault.unit_of_work("Agreed") as work:
        work.new("Team", vault.worker_id, {"name": "Our team", "unlock_to_turn_back": True})
    assert queries.turning_back_is_locked(vault)


def test_what_is_named_for_somebody_outside_is_on_their_copy_and_nothing_else(
    vault: Vault, eric: UUID, jean: UUID
) -> None:
    choir = webs.add_node(vault, eric, "The choir", kind="group").created[0]
    webs.add_node(vault, eric, "Tom")
    family, partner = f"family:{jean.hex}", f"partner:{choir.hex}"
    assert queries.copies_for(vault, eric) == {}
    sharing.set_audience(vault, jean, named={family, partner})
    assert {n.label for n in queries.web(vault, eric, Audience(family)).nodes} == {"Eric", "Jean"}
    assert queries.copies_for(vault, eric) == {family: "Jean", partner: "The choir"}
    assert "person" in named(queries.web(vault, eric), "Jean").audience, "who else may see it stays as it was"
    sharing.set_audience(vault, jean, named={partner})
    assert {n.label for n in queries.web(vault, eric, Audience(family)).nodes} == {"Eric"}
    history.undo(vault, eric)
    history.undo(vault, eric)
    assert queries.web(vault, eric, Audience(family)).nodes == ()
    assert queries.copies_for(vault, eric) == {}
    with pytest.raises(RuleRefused):
        sharing.set_audience(vault, queries.self_node_of(eric), named={family})


def test_a_line_that_is_named_takes_its_conversation_along_and_no_other_line(
    vault: Vault, eric: UUID, jean: UUID
) -> None:
    talk = conversations.start(vault, eric).created[0]
    shown, kept_back = uuid4(), uuid4()
    for line, text in ((shown, "The choir is on Tuesdays."), (kept_back, "He is afraid.")):
        conversations.write_entry(vault, talk, line, text, order=f"a{line.hex}")
    family = Audience(f"family:{jean.hex}")
    sharing.set_audience(vault, shown, named={family.who})
    assert [entry.text for entry in queries.conversation(vault, talk, family).entries] == ["The choir is on Tuesdays."]
    sharing.set_audience(vault, shown, person=False)
    assert len(queries.conversation(vault, talk, family).entries) == 1, "each says for themselves"
