"""What the pages ask: people by typed name, who is started and not finished, a person with their words first."""

from uuid import uuid4

import pytest

from sbp_desktop.models.marked_text import Mention, mark
from sbp_desktop.services import conversations, people, webs
from sbp_desktop.storage import queries
from sbp_desktop.storage.vault import Vault


@pytest.fixture
def tick(vault: Vault) -> None:
    vault.clock.now_ms = iter(range(vault.clock.now_ms(), 2**62, 1000)).__next__


def names(vault: Vault, typed: str = "") -> list[str]:
    return [row.name for row in queries.people(vault, typed)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [("zo", ["Zoë O'Neill"]), ("ZOE", ["Zoë O'Neill"]), ("neill", ["Zoë O'Neill"]), ("o'n", ["Zoë O'Neill"]), ("ann", ["Ann-Marie Zosk"]),
     ("marie", ["Ann-Marie Zosk"]), ("zo ann", ["Ann-Marie Zosk"]), ("oe", []), ("osk", [])],
)  # fmt: skip
def test_people_are_found_by_the_start_of_any_name(vault: Vault, tick: None, typed: str, found: list[str]) -> None:
    for name in ("Ann-Marie Zosk", "Zoë O'Neill"):
        people.add_person(vault, name)
    assert [name for name in names(vault, typed) if name in found] == found
    assert bool(found) or not names(vault, typed)


def test_whom_we_talked_with_last_comes_first(vault: Vault, tick: None) -> None:
    ann, bob, cat = (people.add_person(vault, name).created[0] for name in ("Ann", "Bob", "Cat"))
    conversations.start(vault, bob)
    conversations.start(vault, ann)
    people.note_opened(vault, cat)
    assert names(vault)[:2] == ["Cat", "Ann"]
    assert [row.name for row in queries.people(vault, limit=2)] == ["Cat", "Ann"]


def test_today_shows_what_is_started_and_not_finished(vault: Vault, tick: None) -> None:
    ann = people.add_person(vault, "Ann").created[0]
    first, second = (conversations.start(vault, ann).created[0] for _ in range(2))
    assert [note.conversation for note in queries.today(vault, 738000).unfinished] == [second, first]
    conversations.finish(vault, second)
    assert [note.conversation for note in queries.today(vault, 738000).unfinished] == [first]


def test_who_expects_me_is_the_newest_agreement_of_each(vault: Vault, tick: None) -> None:
    ann = people.add_person(vault, "Ann").created[0]
    for day, words in (("2026-12-01", "ring"), ("2026-11-25", "visit")):
        with vault.unit_of_work("Agreed") as work:
            work.new("Contact", ann, {"next_on": day, "next_words": words})
    (expected,) = queries.today(vault, 738000).expects_me
    assert (expected.name, expected.on.text, expected.words) == ("Ann", "2026-11-25", "visit")


def test_a_persons_own_words_come_first_and_newest(vault: Vault, tick: None) -> None:
    ann = people.add_person(vault, "Ann").created[0]
    talk = conversations.start(vault, ann).created[0]
    for number in range(5):
        conversations.write_entry(vault, talk, uuid4(), f"Word {number}.", kind="words")
        conversations.write_entry(vault, talk, uuid4(), f"Note {number}.")
    seen = queries.person(vault, ann)
    assert [line.text for line in seen.last_words] == ["Word 4.", "Word 3.", "Word 2."]
    assert (seen.conversation_count, seen.open_conversation, seen.last_conversation.id) == (1, talk, talk)
    conversations.finish(vault, talk)
    assert queries.person(vault, ann).open_conversation is None


def test_lines_stand_in_order_wherever_they_were_put_in(vault: Vault, tick: None) -> None:
    ann = people.add_person(vault, "Ann").created[0]
    talk, first, last = conversations.start(vault, ann).created[0], uuid4(), uuid4()
    conversations.write_entry(vault, talk, first, "one")
    conversations.write_entry(vault, talk, last, "three")
    keys = [line.order for line in queries.conversation(vault, talk).entries]
    conversations.write_entry(vault, talk, uuid4(), "two", order=conversations.between(*keys))
    conversations.write_entry(vault, talk, uuid4(), "four")
    conversations.correct_entry(vault, first, "one!")
    assert [line.text for line in queries.conversation(vault, talk).entries] == ["one", "one!", "two", "three", "four"]


def test_sentences_about_somebody_name_them_or_are_theirs(vault: Vault, tick: None) -> None:
    ann = people.add_person(vault, "Ann").created[0]
    jean, tom = (webs.add_node(vault, ann, name).created[0] for name in ("Jean", "Tom"))
    talk, named, said = conversations.start(vault, ann).created[0], uuid4(), uuid4()
    conversations.write_entry(vault, talk, named, mark("Jean rang.", [Mention(0, 4, jean)]))
    conversations.write_entry(vault, talk, said, "I will ring.", kind="words", said_by=jean)
    conversations.write_entry(vault, talk, uuid4(), mark("Tom rang.", [Mention(0, 3, tom)]))
    about = queries.sentences_about(vault, jean)
    assert [line.id for line in about] == [said, named]
    assert about[1].mentions == (Mention(0, 4, jean),)
    assert queries.sentences_about(vault, uuid4()) == ()


def test_sentences_come_by_when_they_were_said_and_not_by_when_they_were_written_down(vault: Vault, tick: None) -> None:
    ann = people.add_person(vault, "Ann").created[0]
    jean = webs.add_node(vault, ann, "Jean").created[0]
    lines = [uuid4() for _ in range(3)]
    with vault.unit_of_work("Wrote down later") as work:
        talk = work.new("Conversation", ann, {"kind": "C1", "opened": 1_000})
        for line, happened in zip(lines, (2_000, 3_000, 1_500), strict=True):
            fields = {"kind": "words", "said_by": jean, "text": "Hello.", "happened": happened}
            work.new("Entry", ann, {**fields, "parent": talk, "order": "a"}, id=line)
    assert [line.id for line in queries.sentences_about(vault, jean)] == [lines[1], lines[0], lines[2]]
