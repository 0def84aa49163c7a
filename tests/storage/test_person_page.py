"""What a person's page reads: each conversation told by one line, whoever said the last words, asked about the room once."""

from uuid import UUID, uuid4

import pytest

from sbp_desktop.errors import NotFound
from sbp_desktop.models.order import between
from sbp_desktop.models.snapshots import FOR_WORKER
from sbp_desktop.services import conversations, people, sharing, webs
from sbp_desktop.storage import person_page, queries
from sbp_desktop.storage.person_page import PersonPageSnapshot
from sbp_desktop.storage.vault import Vault


@pytest.fixture
def eric(vault: Vault) -> UUID:
    vault.clock.now_ms = iter(range(vault.clock.now_ms(), 2**62, 1000)).__next__
    return people.add_person(vault, "Eric").created[0]


def _said(vault: Vault, person: UUID, *lines: tuple[str, str]) -> UUID:
    talk, key = conversations.start(vault, person).created[0], between(None, None)
    for kind, text in lines:
        conversations.write_entry(vault, talk, uuid4(), text, kind=kind, order=key)
        key = between(key, None)
    conversations.finish(vault, talk)
    return talk


def _page(vault: Vault, person: UUID, talks: int = 9) -> PersonPageSnapshot:
    return person_page.read(vault, person, FOR_WORKER, talks=talks)


def test_a_conversation_is_told_by_the_first_of_their_own_words_or_else_by_the_first_line(
    vault: Vault, eric: UUID
) -> None:
    _said(vault, eric, ("note", "We sat outside."), ("words", "I sing."), ("words", "Low."))
    _said(vault, eric, ("note", " "), ("note", "Nobody in."), ("note", "I left a card."))
    _said(vault, eric, ("words", "\n"), ("note", "Rain."))
    _said(vault, eric)
    began = [talk.began.text if talk.began is not None else None for talk in _page(vault, eric).talked.talks]
    assert began == [None, "Rain.", "Nobody in.", "I sing."]


def test_the_newest_are_read_and_as_many_as_were_asked_for(vault: Vault, eric: UUID) -> None:
    talks = [_said(vault, eric, ("note", f"Talk {number}.")) for number in range(5)]
    assert [talk.id for talk in _page(vault, eric, 3).talked.talks] == talks[:1:-1]


def test_whoever_said_the_last_words_is_named_and_nobody_else(vault: Vault, eric: UUID) -> None:
    jean, _ = (webs.add_node(vault, eric, name).created[0] for name in ("Jean", "Tom"))
    talk = conversations.start(vault, eric).created[0]
    conversations.write_entry(vault, talk, uuid4(), "He was a baker.", kind="words", said_by=jean)
    assert _page(vault, eric).said_by == {jean: "Jean"}


def test_what_is_not_for_somebody_who_is_here_stands_nowhere_on_the_page(vault: Vault, eric: UUID) -> None:
    tom = webs.add_node(vault, eric, "Tom").created[0]
    talk, line = conversations.start(vault, eric).created[0], uuid4()
    conversations.write_entry(vault, talk, line, "She fears the harbour.", kind="words")
    conversations.write_entry(vault, talk, uuid4(), "She paints.", kind="words")
    sharing.set_audience(vault, line, not_with=[tom])
    assert "harbour" in repr(queries.here(vault, person_page.read, eric, eric, talks=9))
    conversations.set_conversation(vault, talk, present={tom})
    page = queries.here(vault, person_page.read, eric, eric, talks=9)
    assert "harbour" not in repr(page)
    assert [one.began.text for one in page.talked.talks if one.began is not None] == ["She paints."]


def test_a_long_conversation_is_read_as_far_as_the_page_shows_it(vault: Vault, eric: UUID) -> None:
    talk = _said(vault, eric, *(("note", f"Line {number}.") for number in range(30)))
    last = _page(vault, eric).person.last_conversation
    assert last is not None
    assert [line.text for line in last.entries[:5]] == [f"Line {number}." for number in range(5)]
    assert len(last.entries) < 10
    assert len(queries.conversation(vault, talk).entries) == 30


def test_nobody_has_a_page_who_is_not_here(vault: Vault) -> None:
    with pytest.raises(NotFound):
        person_page.read(vault, uuid4(), FOR_WORKER, talks=9)
