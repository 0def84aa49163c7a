"""Typing that is not in the record yet: safe at once, only in its own place, gone when the record has it."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from sbp_desktop.errors import NotFound, RuleRefused
from sbp_desktop.services import conversations, people
from sbp_desktop.storage import drafts, encryption, queries
from sbp_desktop.storage.vault import Vault

CONTEXT = {"conversation": "ab" * 16, "order": "i000", "kind": "words", "said_by": None, "n": 3}


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


def test_typing_is_there_after_closing_with_all_it_needs(open_vault: Callable[[], Vault]) -> None:
    vault = open_vault()
    person, entry = people.add_person(vault, "Eric").created[0], uuid4()
    drafts.step(vault, person, entry, "text", "She si", CONTEXT)
    drafts.step(vault, person, entry, "text", "She sings", CONTEXT)
    vault.close()
    (draft,) = drafts.pending(open_vault(), person)
    assert (draft.person, draft.entity, draft.field, draft.text, draft.context) == (
        person,
        entry,
        "text",
        "She sings",
        CONTEXT,
    )


def test_a_draft_comes_back_only_in_its_own_place(vault: Vault, eric: UUID) -> None:
    other, entry, line = people.add_person(vault, "Sal").created[0], uuid4(), uuid4()
    drafts.step(vault, eric, entry, "text", "of Eric", {})
    drafts.step(vault, other, line, "text", "of Sal", {})
    drafts.step(vault, other, other, "about_me.important", "about Sal", {})
    assert [draft.text for draft in drafts.pending(vault, eric)] == ["of Eric"]
    assert {(draft.entity, draft.field, draft.text) for draft in drafts.pending(vault, other)} == {
        (line, "text", "of Sal"),
        (other, "about_me.important", "about Sal"),
    }
    assert drafts.pop(vault, eric, line, "text") is None
    assert drafts.depth(vault, other, line, "text") == 1
    assert len(drafts.pending(vault)) == 3


def test_steps_are_taken_back_newest_first(vault: Vault, eric: UUID) -> None:
    entry = uuid4()
    for text in ("a", "ab", "ab", "abc"):
        drafts.step(vault, eric, entry, "text", text, {})
    assert drafts.depth(vault, eric, entry, "text") == 3
    left = [drafts.pop(vault, eric, entry, "text") for _ in range(4)]
    assert [draft.text if draft else None for draft in left] == ["ab", "a", None, None]


def test_a_line_and_its_typing_change_places_in_one_go(
    vault: Vault, eric: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk, entry = conversations.start(vault, eric).created[0], uuid4()
    drafts.step(vault, eric, entry, "text", "She sings.", {})

    def pulled_out(*_: object) -> None:
        raise OSError("pulled out")

    monkeypatch.setattr(drafts, "clear_within", pulled_out)
    with pytest.raises(OSError, match="pulled out"):
        conversations.write_entry(vault, talk, entry, "She sings.")
    assert queries.conversation(vault, talk).entries == ()
    assert [draft.text for draft in drafts.pending(vault, eric)] == ["She sings."]
    monkeypatch.undo()
    conversations.write_entry(vault, talk, entry, "She sings.")
    assert [line.text for line in queries.conversation(vault, talk).entries] == ["She sings."]
    assert drafts.pending(vault, eric) == ()


def test_a_refused_line_keeps_its_typing(vault: Vault, eric: UUID) -> None:
    talk, other, entry = (
        conversations.start(vault, eric).created[0],
        conversations.start(vault, eric).created[0],
        uuid4(),
    )
    conversations.write_entry(vault, talk, entry, "She sings.", kind="words")
    drafts.step(vault, eric, entry, "text", "She sings on Fridays.", {})
    with pytest.raises(NotFound):
        conversations.write_entry(vault, other, entry, "She sings on Fridays.")
    conversations.read_back(vault, entry)
    with pytest.raises(RuleRefused):
        conversations.write_entry(vault, talk, entry, "She sings on Fridays.")
    assert [draft.text for draft in drafts.pending(vault, eric)] == ["She sings on Fridays."]


def test_a_step_is_out_of_the_write_ahead_file_when_it_returns(vault: Vault, eric: UUID) -> None:
    drafts.step(vault, eric, uuid4(), "text", "She sings.", {})
    assert (vault.folder / "vault-wal").stat().st_size == 0
    assert encryption.damaged_pages(vault._connection) == []
