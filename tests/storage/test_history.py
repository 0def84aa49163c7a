"""Undo takes back what we wrote, leaves alone what somebody else has written since, and says so."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from sbp_desktop.models.ops import OpKind
from sbp_desktop.models.snapshots import FOR_PERSON
from sbp_desktop.services import conversations, people, webs
from sbp_desktop.storage import history, queries
from sbp_desktop.storage.vault import Vault
from tests.colleague import Colleague, arrive, assert_made_from_the_log, heads_here, newest_op


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


@pytest.fixture
def jean(vault: Vault, eric: UUID) -> UUID:
    return webs.add_node(vault, eric, "Jean").created[0]


@pytest.fixture
def colleague(eric: UUID) -> Colleague:
    return Colleague(eric, minutes=1)


def node_of(vault: Vault, person: UUID, node: UUID):
    return next((n for n in queries.web(vault, person).nodes if n.id == node), None)


def test_a_field_somebody_else_has_changed_since_is_left_alone(
    vault: Vault, eric: UUID, jean: UUID, colleague: Colleague
) -> None:
    webs.set_node(vault, jean, label="Jeanie", relation="daughter")
    arrive(vault, colleague.set(jean, "label", "Jean M", over=heads_here(vault, jean, "label")))
    assert history.undo(vault, eric).left_alone == ("label",)
    node = node_of(vault, eric, jean)
    assert (node.label, node.relation) == ("Jean M", "")
    history.redo(vault, eric)
    assert (node_of(vault, eric, jean).label, node_of(vault, eric, jean).relation) == ("Jean M", "daughter")
    assert_made_from_the_log(vault)


def test_a_text_somebody_else_has_changed_since_is_left_alone(vault: Vault, eric: UUID, colleague: Colleague) -> None:
    talk, line = conversations.start(vault, eric).created[0], uuid4()
    conversations.write_entry(vault, talk, line, "She sings.")
    conversations.write_entry(vault, talk, line, "She sings on Fridays.")
    arrive(vault, colleague.revise(line, "text", "She sang.", newest_op(vault, line, "text"), "She sings on Fridays."))
    assert history.undo(vault, eric).left_alone == ("text",)
    assert queries.conversation(vault, talk).entries[0].text == "She sang."


def test_words_a_colleague_has_read_back_are_not_taken_back(vault: Vault, eric: UUID, colleague: Colleague) -> None:
    talk, line = conversations.start(vault, eric).created[0], uuid4()
    conversations.write_entry(vault, talk, line, "She sings.", kind="words")
    conversations.write_entry(vault, talk, line, "She sings on Fridays.", kind="words")
    arrive(vault, colleague.write(line, "signed", OpKind.SIGN, True, lane=1))
    assert history.undo(vault, eric).left_alone == ("text",)
    assert queries.conversation(vault, talk).entries[0].text == "She sings on Fridays."


def test_a_place_somebody_else_has_moved_since_is_left_alone(
    vault: Vault, eric: UUID, jean: UUID, colleague: Colleague
) -> None:
    webs.move_node(vault, jean, 1.0, 0.1)
    arrive(vault, colleague.write(jean, "pos:onion", OpKind.POS, [2.0, 0.2]))
    assert history.undo(vault, eric).left_alone == ("pos:onion",)
    assert node_of(vault, eric, jean).positions["onion"] == (2.0, 0.2)


def test_back_to_somebody_elses_place_and_no_further(
    vault: Vault, eric: UUID, jean: UUID, colleague: Colleague
) -> None:
    webs.move_node(vault, jean, 1.0, 0.1)
    arrive(vault, colleague.write(jean, "pos:onion", OpKind.POS, [2.0, 0.2]))
    webs.move_node(vault, jean, 3.0, 0.3)
    assert history.undo(vault, eric).left_alone == ()
    assert node_of(vault, eric, jean).positions["onion"] == (2.0, 0.2)
    assert history.undo(vault, eric).left_alone == ("pos:onion",)
    assert node_of(vault, eric, jean).positions["onion"] == (2.0, 0.2)
    history.redo(vault, eric)
    history.redo(vault, eric)
    assert node_of(vault, eric, jean).positions["onion"] == (3.0, 0.3)


@pytest.mark.parametrize("what", ["a field", "a line on it"])
def test_what_we_made_and_somebody_else_built_on_stays(
    vault: Vault, eric: UUID, jean: UUID, colleague: Colleague, what: str
) -> None:
    other = webs.add_node(vault, eric, "Bowls", tie=False).created[0]
    arrive(
        vault,
        colleague.set(other, "reach", "by phone")
        if what == "a field"
        else colleague.new("Tie", {"a": other, "b": jean}),
    )
    assert history.undo(vault, eric).left_alone == ("Node",)
    assert node_of(vault, eric, other) is not None


def test_a_conversation_a_colleague_wrote_in_stays(vault: Vault, eric: UUID, colleague: Colleague) -> None:
    talk = conversations.start(vault, eric).created[0]
    arrive(vault, colleague.new("Entry", {"parent": talk, "kind": "note", "order": "i000"}, lane=1))
    assert history.undo(vault, eric).left_alone == ("Conversation",)
    assert len(queries.conversation(vault, talk).entries) == 1


def test_a_person_a_colleague_works_with_too_stays(vault: Vault, eric: UUID, colleague: Colleague) -> None:
    arrive(vault, colleague.new("Node", {"kind": "person", "label": "Sal"}))
    assert "Person" in history.undo(vault, eric).left_alone
    assert queries.person(vault, eric).name == "Eric"


def test_taking_back_a_choice_brings_both_values_back(
    vault: Vault, eric: UUID, jean: UUID, colleague: Colleague
) -> None:
    seen = heads_here(vault, jean, "label")
    webs.set_node(vault, jean, label="Jeanie")
    arrive(vault, colleague.set(jean, "label", "Jean M", over=seen))
    webs.set_node(vault, jean, label="Jane")
    for _ in range(3):
        assert history.undo(vault, eric).left_alone == ()
        assert node_of(vault, eric, jean).alternatives == ("label",)
        assert len(heads_here(vault, jean, "label")) == 2
        assert history.redo(vault, eric).left_alone == ()
        assert (node_of(vault, eric, jean).label, node_of(vault, eric, jean).alternatives) == ("Jane", ())
    assert_made_from_the_log(vault)


def test_taking_back_a_choice_of_texts_brings_both_back(
    vault: Vault, eric: UUID, jean: UUID, colleague: Colleague
) -> None:
    webs.set_node(vault, jean, note="Rings on Sundays.")
    base = newest_op(vault, jean, "note")
    webs.set_node(vault, jean, note="Rings on Mondays.")
    arrive(vault, colleague.revise(jean, "note", "Rings often.", base, "Rings on Sundays.", lane=0))
    webs.set_node(vault, jean, note="Rings.")
    for _ in range(2):
        assert history.undo(vault, eric).left_alone == ()
        with vault.reading() as conn:
            texts = conn.execute(
                "SELECT text FROM revision r JOIN head h ON h.op = r.op WHERE h.ent = ?", (jean.bytes,)
            )
            assert {row[0] for row in texts} == {"Rings on Mondays.", "Rings often."}
        assert history.redo(vault, eric).left_alone == ()
        assert node_of(vault, eric, jean).note == "Rings."
    assert_made_from_the_log(vault)


def test_back_and_forth_again_and_again(vault: Vault, eric: UUID, jean: UUID) -> None:
    webs.move_node(vault, jean, 1.0, 0.1)
    webs.set_node(vault, jean, label="Jeanie", note="Rings.")
    for _ in range(20):
        assert history.undo(vault, eric).left_alone == history.undo(vault, eric).left_alone == ()
        assert node_of(vault, eric, jean).positions == {}
        assert history.redo(vault, eric).left_alone == history.redo(vault, eric).left_alone == ()
    node = node_of(vault, eric, jean)
    assert (node.label, node.note, node.positions["onion"]) == ("Jeanie", "Rings.", (1.0, 0.1))


def test_made_private_again_by_redo_is_hidden_in_every_past_too(vault: Vault, eric: UUID, jean: UUID) -> None:
    webs.make_private(vault, jean)
    history.undo(vault, eric)
    assert "Jean" in {n.label for n in queries.web(vault, eric, FOR_PERSON).nodes}
    assert "Jean" in {n.label for n in queries.web(vault, eric, FOR_PERSON, as_written=vault.clock.now_ms()).nodes}
    history.redo(vault, eric)
    assert {n.label for n in queries.web(vault, eric, FOR_PERSON).nodes} == {"Eric"}
    assert {n.label for n in queries.web(vault, eric, FOR_PERSON, as_written=vault.clock.now_ms()).nodes} == {"Eric"}


def test_joining_two_people_is_taken_back_whole_from_either(vault: Vault, eric: UUID) -> None:
    nameless = people.add_person(vault).created[0]
    talk = conversations.start(vault, nameless).created[0]
    conversations.write_entry(vault, talk, uuid4(), "She sings.")
    people.join_people(vault, nameless, eric)
    assert [t.entries[0].text for t in queries.conversations(vault, eric)] == ["She sings."]
    for asked in (eric, nameless):
        history.undo(vault, asked)
        assert queries.conversations(vault, eric) == ()
        assert queries.conversations(vault, nameless)[0].entries[0].text == "She sings."
        history.redo(vault, asked)
        assert [t.entries[0].text for t in queries.conversations(vault, eric)] == ["She sings."]
    assert [row.id for row in queries.people(vault)] == [eric]


def test_a_new_change_forgets_what_could_be_done_again(open_vault: Callable[[], Vault]) -> None:
    vault = open_vault()
    person = people.add_person(vault, "Eric").created[0]
    webs.add_node(vault, person, "Jean")
    history.undo(vault, person)
    vault.close()
    vault = open_vault()
    assert history.status(vault, person).redo_label == "Added Jean"
    webs.add_node(vault, person, "Sal")
    assert history.status(vault, person) == type(history.status(vault, person))("Added Sal", None)
    assert history.redo(vault, person).empty


def test_undo_of_one_person_leaves_another_alone(vault: Vault, eric: UUID) -> None:
    other = people.add_person(vault, "Sal").created[0]
    webs.add_node(vault, other, "Bowls")
    history.undo(vault, eric)
    assert len(queries.web(vault, other).nodes) == 2


def test_who_said_it_comes_back_with_the_value(vault: Vault, eric: UUID, jean: UUID) -> None:
    webs.set_node(vault, jean, how="seen", relation="daughter")
    webs.set_node(vault, jean, how="said", relation="niece")
    history.undo(vault, eric)
    assert newest_op(vault, jean, "relation").meta["how"] == "seen"


def test_a_dated_value_goes_and_comes_back_with_its_date(vault: Vault, eric: UUID, jean: UUID) -> None:
    tie = queries.web(vault, eric).ties[0].id
    webs.set_tie(vault, tie, stress="high", at="2019")
    webs.set_tie(vault, tie, stress="some", at="2020-05")

    def told() -> list[tuple[str, object]]:
        return [(entry.at.text, entry.value) for entry in queries.web(vault, eric).ties[0].history]

    both = [("2019", "high"), ("2020-05", "some")]
    assert told() == both
    history.undo(vault, eric)
    assert (told(), queries.web(vault, eric).ties[0].stress) == (both[:1], "high")
    history.undo(vault, eric)
    assert (told(), queries.web(vault, eric).ties[0].stress) == ([], "unknown")
    history.redo(vault, eric)
    history.redo(vault, eric)
    assert (told(), queries.web(vault, eric).ties[0].stress) == (both, "some")
    assert_made_from_the_log(vault)
