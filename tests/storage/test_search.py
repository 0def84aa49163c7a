"""Find as you type: every word from its start, accents and case aside, newest first, only what is there."""

from uuid import UUID, uuid4

import pytest

from sbp_desktop.models.finding import FOUND_END, FOUND_START
from sbp_desktop.models.marked_text import Mention, mark
from sbp_desktop.services import conversations, people, webs
from sbp_desktop.storage import history, search
from sbp_desktop.storage.vault import Vault


@pytest.fixture(params=[600, 1], ids=["read", "looked up"], autouse=True)
def how_it_is_found(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same is found in the newest texts, which are read, and in older ones, which the index knows."""
    monkeypatch.setattr(search, "_READ_THROUGH", request.param)


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric Zöllner").created[0]


def write(vault: Vault, person: UUID, text: str) -> UUID:
    talk, line = conversations.start(vault, person).created[0], uuid4()
    conversations.write_entry(vault, talk, line, text)
    return line


def found(vault: Vault, typed: str, **more: object) -> list[UUID]:
    return [hit.entity for hit in search.find(vault, typed, **more)]


@pytest.mark.parametrize(
    "typed",
    ["gard", "GARDEN", "the garden", "gar roses", "roses gar", "café", "cafe", "CAFÉ", "o'neill", "neill", "10"],
)
def test_words_are_found_from_their_start(vault: Vault, eric: UUID, typed: str) -> None:
    line = write(vault, eric, "In the garden at O'Neill’s café she grows 10 roses.")
    assert found(vault, typed) == [line]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "arden",
        "garden tulips",
        '"',
        "*",
        "AND",
        "NEAR(",
        "words:",
        "-garden",
        'ga"rden',
        "scope",
        "{",
        "\x00",
        "'; DROP TABLE op",
    ],
)
def test_anything_may_be_typed(vault: Vault, eric: UUID, typed: str) -> None:
    line = write(vault, eric, "In the garden.")
    assert set(found(vault, typed)) <= {line}
    assert found(vault, "garden") == [line]


def test_what_was_found_is_marked_and_names_are_words(vault: Vault, eric: UUID) -> None:
    jean = webs.add_node(vault, eric, "Jean").created[0]
    write(vault, eric, mark("Jean came by.", [Mention(0, 4, jean)]))
    hit = search.find(vault, "came")[0]
    assert hit.words == f"Jean {FOUND_START}came{FOUND_END} by."
    assert (hit.kind, hit.person, hit.person_name) == ("Entry", eric, "Eric Zöllner")
    assert found(vault, jean.hex[:8]) == []


def test_the_newest_is_first_and_a_page_is_full(vault: Vault, eric: UUID) -> None:
    lines = [write(vault, eric, f"Tea number {n}.") for n in range(30)]
    assert found(vault, "tea", limit=7) == lines[:-8:-1]
    assert found(vault, "tea", limit=100) == lines[::-1]


def test_within_one_person_nobody_elses_words(vault: Vault, eric: UUID) -> None:
    sal = people.add_person(vault, "Sal").created[0]
    mine, hers = write(vault, eric, "Tea."), write(vault, sal, "Tea.")
    assert found(vault, "tea", within=eric) == [mine]
    assert found(vault, "tea", within=sal) == [hers]
    assert found(vault, "sal", within=eric) == []
    assert found(vault, "tea " + eric.hex) == []


def test_words_that_are_gone_are_not_found(vault: Vault, eric: UUID) -> None:
    line = write(vault, eric, "Tea.")
    conversation_changes = [
        lambda: conversations.delete_entry(vault, line),
        lambda: history.undo(vault, eric),
        lambda: history.redo(vault, eric),
    ]
    seen = []
    for change in conversation_changes:
        change()
        seen.append(found(vault, "tea"))
    assert seen == [[], [line], []]


def test_changed_words_are_found_by_the_new_ones_alone(vault: Vault, eric: UUID) -> None:
    node = webs.add_node(vault, eric, "Jean", relation="daughter").created[0]
    webs.set_node(vault, node, label="Zoë")
    assert found(vault, "jean") == []
    assert found(vault, "zoe daugh") == [node]


def test_common_and_rare_words_together(vault: Vault, eric: UUID) -> None:
    both = write(vault, eric, "Tea with a zebra.")
    for n in range(12):
        write(vault, eric, f"Tea number {n}.")
    newest = write(vault, eric, "A zebra asks for tea.")
    assert found(vault, "tea zeb") == found(vault, "zebra te") == [newest, both]


def test_a_save_after_a_search_cut_short_is_whole(vault: Vault, eric: UUID) -> None:
    for n in range(5):
        write(vault, eric, f"Tea number {n}.")
    assert len(search.find(vault, "tea", limit=1)) == 1
    line = write(vault, eric, "Pelican.")
    assert found(vault, "pelic") == [line]
