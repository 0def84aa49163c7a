"""Who may see what: lanes as declared, made private without a trace, not in front of somebody, a role for a name."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from sbp_desktop.errors import NotFound, RuleRefused
from sbp_desktop.models import schema
from sbp_desktop.models.marked_text import Mention, mark
from sbp_desktop.models.snapshots import FOR_PERSON, FOR_WORKER, Audience
from sbp_desktop.services import conversations, exporting, moments, people, sharing, webs
from sbp_desktop.storage import drafts, history, person_page, queries, search, whole_person
from sbp_desktop.storage.vault import Vault
from tests.colleague import assert_made_from_the_log

OTHERS = [FOR_PERSON, Audience("team"), Audience("family:" + uuid4().hex)]


class Ticking:
    """A clock that moves on by a second each time it is read, so that every change has a moment of its own."""

    def __init__(self, start: int) -> None:
        self.now = start

    def __call__(self) -> int:
        self.now += 1000
        return self.now


@pytest.fixture
def clock(vault: Vault) -> Ticking:
    vault.clock.now_ms = Ticking(vault.clock.now_ms())
    return vault.clock.now_ms


@pytest.fixture
def eric(vault: Vault, clock: Ticking) -> UUID:
    return people.add_person(vault, "Eric").created[0]


def everything_seen(vault: Vault, person: UUID, audience: Audience, moments: range = range(0)) -> Iterator[str]:
    """All that any read gives an audience about a person, as text, now and as written by each moment."""
    for moment in (None, *moments):
        yield repr(queries.web(vault, person, audience, as_written=moment))
    if audience.who in ("worker", "person", "team"):
        yield repr(queries.person(vault, person, audience))
        yield repr(whole_person.everything_about(vault, person, audience))
        yield repr(person_page.read(vault, person, audience, talks=9))
    yield repr(queries.conversations(vault, person, audience))
    for word in ("secret", "harbour", "aunt", "she", "refuge"):
        yield repr([(hit.entity, hit.words) for hit in search.find(vault, word, audience=audience, limit=100)])
        yield repr([hit.entity for hit in search.find(vault, word, within=person, audience=audience)])
    for node in queries.web(vault, person).nodes:
        yield repr(queries.sentences_about(vault, node.id, audience))


@pytest.mark.parametrize("name", schema.ENTITIES)
def test_each_thing_is_born_in_its_lane(vault: Vault, name: str) -> None:
    declared = schema.ENTITIES[name]
    expected = {
        0: {"Person", "Web", "Node", "Tie", "Contact", "NamedWorkerLink", "EmergencyPlan", "GoodLifePlan", "Connection", "Outcome"},
        1: {"Conversation", "Entry", "Decision", "CarerVoice"},
        2: {"SafeguardingNote", "ProtectedAddress"},
    }  # fmt: skip
    assert all(schema.ENTITIES[one].lane == lane for lane, names in expected.items() for one in names)
    with vault.unit_of_work("x") as work:
        shared, private = work.new(name, uuid4()), work.new(name, uuid4(), private=True)
    with vault.reading() as conn:
        lanes = [
            conn.execute("SELECT lane FROM entity WHERE id = ?", (one.bytes,)).fetchone()[0]
            for one in (shared, private)
        ]
        ops = [
            conn.execute("SELECT DISTINCT lane FROM op WHERE ent = ?", (one.bytes,)).fetchall()
            for one in (shared, private)
        ]
    assert lanes == [declared.lane, 2]
    assert ops == [[(declared.lane,)], [(2,)]]


@pytest.mark.parametrize("audience", OTHERS, ids=lambda audience: audience.who.split(":")[0])
def test_made_private_leaves_no_trace_for_anybody_else_now_or_at_any_date(
    vault: Vault, eric: UUID, clock: Ticking, audience: Audience
) -> None:
    begun = clock.now
    aunt = webs.add_node(vault, eric, "Secret aunt", position=(1.0, 0.5), note="harbour", relation="aunt").created[0]
    webs.move_node(vault, aunt, 2.0, 0.5)
    tie = queries.web(vault, eric).ties[0].id
    webs.set_tie(vault, tie, stress="high", at="2019", note="harbour")
    talk = conversations.start(vault, eric).created[0]
    conversations.write_entry(
        vault, talk, uuid4(), mark("Secret aunt rang.", [Mention(0, 11, aunt)]), kind="words", said_by=aunt
    )
    named = uuid4()
    conversations.write_entry(
        vault, talk, named, mark("She sails from the harbour.", [Mention(0, 3, aunt)]), kind="words"
    )
    copy = webs.make_private(vault, aunt).created[0]
    moments = range(begun, clock.now + 2000, 2000)
    seen = " ".join(everything_seen(vault, eric, audience, moments))
    for trace in ("Secret", "harbour", "aunt", aunt.hex, str(aunt), copy.hex, str(copy)):
        assert trace not in seen
    mine = " ".join(everything_seen(vault, eric, FOR_WORKER))
    assert "Secret aunt" in mine
    assert {line.said_by for line in queries.conversations(vault, eric)[0].entries} == {None, copy}
    assert len(queries.sentences_about(vault, copy)) == 2
    held = next(node for node in queries.web(vault, eric).nodes if node.id == copy)
    assert (held.positions["onion"], held.note, held.private) == ((2.0, 0.5), "harbour", True)
    (line,) = queries.web(vault, eric).ties
    assert [(entry.at.text, entry.value) for entry in line.history] == [("2019", "high")]
    assert_made_from_the_log(vault)


def test_a_private_conversation_takes_its_lines_along(vault: Vault, eric: UUID) -> None:
    talk, line = conversations.start(vault, eric).created[0], uuid4()
    conversations.write_entry(vault, talk, line, "She fears the harbour.", kind="words")
    conversations.read_back(vault, line)
    conversations.correct_entry(vault, line, "She loves the harbour.")
    webs.make_private(vault, talk)
    for audience in OTHERS:
        assert "harbour" not in " ".join(everything_seen(vault, eric, audience))
    (held,) = queries.conversations(vault, eric)
    first, correction = held.entries
    assert (first.locked, correction.corrects, correction.private) == (True, first.id, True)
    history.undo(vault, eric)
    assert [entry.text for entry in queries.conversations(vault, eric, FOR_PERSON)[0].entries] == [
        "She fears the harbour.",
        "She loves the harbour.",
    ]


def test_a_private_line_takes_its_correction_and_its_typing_along(vault: Vault, eric: UUID) -> None:
    talk, line = conversations.start(vault, eric).created[0], uuid4()
    conversations.write_entry(vault, talk, line, "She fears the harbour.")
    conversations.correct_entry(vault, line, "She loves the harbour.")
    drafts.step(vault, eric, line, "text", "She fears the harbour and", {})
    copy = webs.make_private(vault, line).created[0]
    assert "harbour" not in " ".join(everything_seen(vault, eric, FOR_PERSON))
    assert [draft.entity for draft in drafts.pending(vault, eric)] == [copy]
    with pytest.raises(NotFound):
        conversations.write_entry(vault, talk, line, "She fears the harbour and")
    conversations.write_entry(vault, talk, copy, "She fears the harbour and the sea.")
    assert "harbour" not in " ".join(everything_seen(vault, eric, FOR_PERSON))


def test_the_person_in_the_middle_cannot_be_made_private(vault: Vault, eric: UUID) -> None:
    for ident in (eric, queries.self_node_of(eric), queries.web_of(eric)):
        with pytest.raises(RuleRefused):
            webs.make_private(vault, ident)


def test_made_private_it_still_is_not_for_somebody_in_the_room(vault: Vault, eric: UUID) -> None:
    jean = webs.add_node(vault, eric, "Jean").created[0]
    refuge = webs.add_node(vault, eric, "Refuge worker").created[0]
    webs.set_node(vault, refuge, audience=["worker", f"not_with:{jean.hex}"])
    webs.make_private(vault, refuge)
    assert "Refuge" not in repr(queries.web(vault, eric, Audience("worker", frozenset({jean}))))
    assert "Refuge" in repr(queries.web(vault, eric))


@pytest.mark.parametrize("who", ["worker", "person", "team"])
def test_what_is_not_for_somebody_in_the_room_is_nowhere_while_they_are(vault: Vault, eric: UUID, who: str) -> None:
    jean = webs.add_node(vault, eric, "Jean").created[0]
    refuge, tie = webs.add_node(vault, eric, "Refuge worker", note="harbour").created
    webs.set_tie(vault, tie, note="secret")
    talk = conversations.start(vault, eric).created[0]
    conversations.set_conversation(vault, talk, present=[queries.self_node_of(eric), refuge])
    conversations.write_entry(vault, talk, uuid4(), "The harbour at six.", kind="words", said_by=refuge)
    webs.set_node(vault, refuge, audience=["worker", "team", "person", f"not_with:{jean.hex}"])
    together = Audience(who, frozenset({jean}))
    seen = " ".join(everything_seen(vault, eric, together))
    for trace in ("Refuge", "harbour", "secret", refuge.hex, str(refuge)):
        assert trace not in seen
    assert "Refuge" in repr(queries.web(vault, eric, Audience(who)))
    assert len(queries.conversations(vault, eric, Audience(who))[0].entries) == 1


def test_a_conversation_not_for_the_person_keeps_its_lines_from_them(vault: Vault, eric: UUID) -> None:
    talk = conversations.start(vault, eric).created[0]
    conversations.write_entry(vault, talk, uuid4(), "The harbour at six.", kind="words")
    conversations.set_conversation(vault, talk, audience=["worker"])
    for audience in OTHERS:
        assert "harbour" not in " ".join(everything_seen(vault, eric, audience))
        with pytest.raises(NotFound):
            queries.conversation(vault, talk, audience)
    assert queries.person(vault, eric, FOR_PERSON).conversation_count == 0


def test_for_a_role_only_the_name_is_neither_shown_nor_found(vault: Vault, eric: UUID) -> None:
    node = webs.add_node(vault, eric, "Secret Sal", relation="neighbour", show_as="role").created[0]
    assert {n.label for n in queries.web(vault, eric, FOR_PERSON).nodes} == {"Eric", "neighbour"}
    assert search.find(vault, "Secret", audience=FOR_PERSON) == ()
    assert [hit.entity for hit in search.find(vault, "Secret")] == [node]


def test_what_was_kept_from_the_person_can_be_shown_again(vault: Vault, eric: UUID) -> None:
    node = webs.add_node(vault, eric, "Jean").created[0]
    webs.set_node(vault, node, audience=["worker"])
    assert len(queries.web(vault, eric, FOR_PERSON).nodes) == 1
    webs.set_node(vault, node, audience=["worker", "team", "person"])
    assert len(queries.web(vault, eric, FOR_PERSON).nodes) == 2
    history.undo(vault, eric)
    assert len(queries.web(vault, eric, FOR_PERSON).nodes) == 1
    history.undo(vault, eric)
    assert len(queries.web(vault, eric, FOR_PERSON).nodes) == 2


def test_family_sees_only_what_is_named_for_them(vault: Vault, eric: UUID) -> None:
    jean = webs.add_node(vault, eric, "Jean").created[0]
    family = Audience(f"family:{jean.hex}")
    with pytest.raises(NotFound):
        queries.person(vault, eric, family)
    assert queries.web(vault, eric, family).nodes == ()
    webs.set_node(vault, jean, audience=["worker", "team", "person", family.who])
    assert [n.label for n in queries.web(vault, eric, family).nodes] == ["Jean"]


def test_what_was_joined_to_somebody_is_found_once(vault: Vault, eric: UUID) -> None:
    nameless = people.add_person(vault).created[0]
    talk = conversations.start(vault, nameless).created[0]
    line = uuid4()
    conversations.write_entry(vault, talk, line, "The harbour at six.", kind="words")
    conversations.read_back(vault, line)
    people.join_people(vault, nameless, eric)
    assert [hit.person for hit in search.find(vault, "harbour")] == [eric]
    assert queries.conversations(vault, eric)[0].entries[0].locked


def test_making_somebody_private_does_not_bring_back_whom_we_removed(vault: Vault, eric: UUID) -> None:
    jean, bowls = (webs.add_node(vault, eric, label).created[0] for label in ("Jean", "Bowls"))
    line = webs.add_tie(vault, jean, bowls, note="harbour").created[0]
    webs.delete_node(vault, bowls)
    with pytest.raises(NotFound):
        webs.set_tie(vault, line, stress="high")
    webs.make_private(vault, jean)
    assert {node.label for node in queries.web(vault, eric).nodes} == {"Eric", "Jean"}
    assert "harbour" not in " ".join(
        everything_seen(vault, eric, FOR_PERSON, range(vault.clock.now_ms(), vault.clock.now_ms() + 1))
    )
    history.undo(vault, eric)
    assert {node.label for node in queries.web(vault, eric).nodes} == {"Eric", "Jean"}
    history.undo(vault, eric)
    assert {node.label for node in queries.web(vault, eric).nodes} == {"Eric", "Jean", "Bowls"}
    assert len(queries.web(vault, eric).ties) == 3


def test_somebody_stays_without_the_note_that_names_somebody_hidden(vault: Vault, eric: UUID) -> None:
    aunt = webs.add_node(vault, eric, "Secret aunt").created[0]
    sam, line = webs.add_node(vault, eric, "Sam").created
    note = mark("Sails with Aunt.", [Mention(11, 15, aunt)])
    webs.set_node(vault, sam, note=note)
    webs.set_tie(vault, line, note=note)
    people.set_person(vault, eric, about_me__important=note)
    talk = conversations.start(vault, eric).created[0]
    conversations.write_entry(vault, talk, uuid4(), mark("Sam rang.", [Mention(0, 3, sam)]))
    webs.make_private(vault, aunt)
    assert "Sails" in "".join(everything_seen(vault, eric, FOR_WORKER))
    theirs = "".join(everything_seen(vault, eric, FOR_PERSON))
    assert "Sails" not in theirs
    assert "Sam rang." in theirs
    assert search.find(vault, "sails", audience=FOR_PERSON) == ()
    (found,) = search.find(vault, "sam", audience=FOR_PERSON)[1:]
    assert found.words.replace("\ue000", "").replace("\ue001", "") == "Sam"


def test_what_is_hidden_is_not_counted_against_what_is_not(vault: Vault, eric: UUID) -> None:
    talk, line = conversations.start(vault, eric).created[0], uuid4()
    conversations.write_entry(vault, talk, line, "I sing.", kind="words")
    with vault.unit_of_work("Planned") as work:
        work.new("EmergencyPlan", eric, {"next_words": "Ring on Friday"})
        work.new("EmergencyPlan", eric, {"next_words": "Harbour"}, private=True)
        for number in range(60):
            hidden = work.new("Conversation", eric, {"kind": "C1", "opened": work.wall + number}, private=True)
            for _ in range(10):
                fields = {"parent": hidden, "kind": "words", "text": "Secret.", "happened": work.wall + number}
                work.new("Entry", eric, fields, private=True)
    assert [one.id for one in queries.conversations(vault, eric, FOR_PERSON)] == [talk]
    page = queries.person(vault, eric, FOR_PERSON)
    assert [entry.text for entry in page.last_words] == ["I sing."]
    assert (page.next_words, page.conversation_count) == ("Ring on Friday", 1)


def test_who_may_see_it_today_decides_for_every_past(vault: Vault, eric: UUID, clock: Ticking) -> None:
    aunt = webs.add_node(vault, eric, "Secret aunt").created[0]
    moment = clock.now
    sharing.set_audience(vault, aunt, person=False)
    assert len(queries.web(vault, eric, FOR_PERSON, as_written=moment).nodes) == 1
    assert len(queries.web(vault, eric, FOR_WORKER, as_written=moment).nodes) == 2


def test_a_thing_kept_from_some_moves_nothing_they_see(vault: Vault, eric: UUID) -> None:
    hidden = [webs.add_node(vault, eric, name).created[0] for name in ("Tom", "Ann", "Secret aunt")]
    seen = [webs.add_node(vault, eric, name).created[0] for name in ("Jean", "Sam")]
    sharing.set_audience(vault, hidden[0], not_with=[seen[0]])
    sharing.set_audience(vault, hidden[1], person=False)
    webs.make_private(vault, hidden[2])
    for who in (FOR_WORKER, FOR_PERSON, Audience("person", frozenset(seen))):
        order = queries.web(vault, eric, who).layout_order
        assert [id_ for id_ in order if id_ in seen] == seen == list(order[1:3])


def test_a_kept_picture_does_not_tell_others_how_much_is_kept_apart(vault: Vault, eric: UUID, tmp_path: Path) -> None:
    webs.add_node(vault, eric, "Secret aunt", private=True)
    moments.keep_moment(vault, eric, "Spring")
    for who, told in ((FOR_WORKER, True), (FOR_PERSON, False)):
        written = exporting.export(vault, eric, tmp_path / "record.json", audience=who).read_text("utf-8")
        assert "Spring" in written
        assert ("version_vector" in written) == told


def test_typing_in_a_line_that_is_not_for_somebody_waits_until_they_have_gone(vault: Vault, eric: UUID) -> None:
    tom = webs.add_node(vault, eric, "Tom").created[0]
    talk, line = conversations.start(vault, eric).created[0], uuid4()
    conversations.write_entry(vault, talk, line, "She fears the harbour.")
    sharing.set_audience(vault, line, not_with=[tom])
    drafts.step(vault, eric, line, "text", "She fears the harbour and", {})
    assert len(queries.here(vault, drafts.pending, eric, eric)) == 1
    conversations.set_conversation(vault, talk, present={tom})
    assert queries.here(vault, drafts.pending, eric, eric) == ()


def test_what_was_kept_apart_can_be_given_back_and_that_taken_back_too(vault: Vault, eric: UUID) -> None:
    aunt = webs.add_node(vault, eric, "Secret aunt", position=(1.0, 0.5), note="harbour").created[0]
    apart = webs.make_private(vault, aunt).created[0]
    (line,) = queries.web(vault, eric).ties
    shared = webs.share_again(vault, apart).created[0]
    (node,) = (node for node in queries.web(vault, eric, FOR_PERSON).nodes if node.label == "Secret aunt")
    assert (node.id, node.note, node.positions["onion"], node.private) == (shared, "harbour", (1.0, 0.5), False)
    assert queries.web(vault, eric, FOR_PERSON).ties == ()  # the line is still the worker's alone
    (held,) = queries.web(vault, eric).ties
    assert (held.id, held.a, held.private) == (line.id, shared, True)
    webs.share_again(vault, held.id)
    assert len(queries.web(vault, eric, FOR_PERSON).ties) == 1
    history.undo(vault, eric)
    history.undo(vault, eric)
    assert len(queries.web(vault, eric, FOR_PERSON).nodes) == 1
    assert [node.private for node in queries.web(vault, eric).nodes if node.label == "Secret aunt"] == [True]
    assert_made_from_the_log(vault)
