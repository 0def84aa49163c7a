"""Drawing on the web: each stroke belongs to a conversation, is one step of undo, and goes with its conversation."""

from uuid import UUID

import pytest

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models import ink as strokes
from sbp_desktop.models.snapshots import FOR_PERSON, InkSnapshot
from sbp_desktop.services import conversations, ink, people, webs
from sbp_desktop.storage import history, queries, search
from sbp_desktop.storage.vault import Vault

CURVE = ((-10.0, -2.0), (0.0, 2.0), (10.0, -2.0))


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


def drawn(vault: Vault, eric: UUID) -> tuple[InkSnapshot, ...]:
    return queries.web(vault, eric).ink


def draw(vault: Vault, eric: UUID, conversation: UUID | None = None) -> UUID:
    return ink.draw(vault, eric, CURVE, (10.0, 2.0), layout="onion", conversation=conversation).created[-1]


def test_a_stroke_is_kept_round_its_middle(vault: Vault, eric: UUID) -> None:
    draw(vault, eric)
    (one,) = drawn(vault, eric)
    assert one.positions == {"onion": (10.0, 2.0)}
    (stroke,) = strokes.of_text(one.strokes)
    assert stroke == CURVE


def test_ink_belongs_to_the_conversation_going_on(vault: Vault, eric: UUID) -> None:
    talk = conversations.start(vault, eric).created[0]
    draw(vault, eric)
    assert {one.conversation for one in drawn(vault, eric)} == {talk}


def test_a_conversation_finished_today_takes_todays_ink(vault: Vault, eric: UUID) -> None:
    talk = conversations.start(vault, eric).created[0]
    conversations.finish(vault, talk)
    draw(vault, eric)
    assert {one.conversation for one in drawn(vault, eric)} == {talk}


def test_without_a_conversation_one_is_started_with_the_first_stroke_as_one_step(vault: Vault, eric: UUID) -> None:
    draw(vault, eric)
    draw(vault, eric)
    (talk,) = queries.conversations(vault, eric)
    assert {one.conversation for one in drawn(vault, eric)} == {talk.id}
    history.undo(vault, eric)
    history.undo(vault, eric)
    assert queries.conversations(vault, eric) == ()
    assert drawn(vault, eric) == ()


def test_strokes_come_back_one_by_one(vault: Vault, eric: UUID) -> None:
    ids = [draw(vault, eric) for _ in range(3)]
    ink.rub_out(vault, ids[:2])
    assert [one.id for one in drawn(vault, eric)] == ids[2:]
    history.undo(vault, eric)
    assert [one.id for one in drawn(vault, eric)] == ids
    history.undo(vault, eric)
    assert [one.id for one in drawn(vault, eric)] == ids[:2]


def test_a_note_is_written_changed_moved_and_found(vault: Vault, eric: UUID) -> None:
    made = ink.write_note(vault, eric, " ask about bowls ", (5.0, 6.0), layout="onion").created[-1]
    ink.set_note(vault, made, "ask about the bowls club")
    ink.move(vault, made, (50.0, 60.0), layout="onion")
    (note,) = drawn(vault, eric)
    assert (note.text, note.positions) == ("ask about the bowls club", {"onion": (50.0, 60.0)})
    assert [hit.kind for hit in search.find(vault, "bowls")] == ["Ink"]
    history.undo(vault, eric)
    history.undo(vault, eric)
    (note,) = drawn(vault, eric)
    assert (note.text, note.positions) == ("ask about bowls", {"onion": (5.0, 6.0)})


def test_nothing_is_refused_in_words(vault: Vault, eric: UUID) -> None:
    with pytest.raises(RuleRefused):
        ink.draw(vault, eric, (), (0.0, 0.0), layout="onion")
    with pytest.raises(RuleRefused):
        ink.write_note(vault, eric, "  ", (0.0, 0.0), layout="onion")
    assert queries.conversations(vault, eric) == ()


def test_ink_goes_with_its_conversation(vault: Vault, eric: UUID) -> None:
    talk = conversations.start(vault, eric).created[0]
    draw(vault, eric, talk)
    assert len(queries.web(vault, eric, FOR_PERSON).ink) == 1
    conversations.set_conversation(vault, talk, audience={"worker", "team"})
    assert queries.web(vault, eric, FOR_PERSON).ink == ()
    conversations.set_conversation(vault, talk, audience={"worker", "team", "person"})
    apart = webs.make_private(vault, talk).created[0]
    assert queries.web(vault, eric, FOR_PERSON).ink == ()
    (kept,) = drawn(vault, eric)
    assert (kept.conversation, kept.positions) == (apart, {"onion": (10.0, 2.0)})
    draw(vault, eric, apart)
    with vault.reading() as conn:
        assert conn.execute("SELECT DISTINCT lane FROM ink_now WHERE alive = 1").fetchall() == [(2,)]


def test_what_was_drawn_by_then_is_shown_as_it_was(vault: Vault, eric: UUID) -> None:
    first = draw(vault, eric)
    then = vault.clock.now_ms()
    with vault.reading() as conn:
        newest = conn.execute("SELECT max(wall) FROM op").fetchone()[0]
    vault.clock = type(vault.clock)(vault.clock.tick(), lambda: newest + 5000)
    draw(vault, eric)
    assert [one.id for one in queries.web(vault, eric, as_written=max(then, newest)).ink] == [first]


def test_a_drawing_goes_along_when_somebody_turns_out_to_be_known(vault: Vault, eric: UUID) -> None:
    nameless = people.add_person(vault).created[0]
    draw(vault, nameless)
    ink.write_note(vault, nameless, "bowls?", (5.0, 6.0), layout="free")
    before = drawn(vault, nameless)
    people.join_people(vault, nameless, eric)
    after = drawn(vault, eric)
    assert [(one.strokes, one.text, one.positions) for one in after] == [
        (one.strokes, one.text, one.positions) for one in before
    ]
    assert {one.conversation for one in after} == {queries.conversations(vault, eric)[0].id}
