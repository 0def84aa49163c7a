"""The index holds the words of the rows and no others, whatever changes with whatever in one piece."""

import random
from uuid import UUID

import pytest

from sbp_desktop.errors import ExpectedError
from sbp_desktop.services import people, webs
from sbp_desktop.storage import caseload, search, search_index
from sbp_desktop.storage.vault import Vault

WORDS = ["Tom", "tom", "Sal", "Éva", "eva", "O'Neill", "neill", "well-known", "10", "Zoë", "o\u2019neill", "Ann,"]
"""Some of them the same to a search, some holding another."""


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


def label(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randint(1, 5)))


def is_sound(vault: Vault) -> bool:
    try:
        with vault.writing() as conn:
            conn.execute("INSERT INTO search_index(search_index, rank) VALUES('integrity-check', 1)")
    except ExpectedError:
        return False
    return True


def sound_after_changes(vault: Vault, person: UUID, changes: int = 12) -> bool:
    """Whether the index is sound after changes in each of which words go from one to another, in two goes."""
    chance = random.Random(3)
    nodes = list(webs.add_nodes(vault, person, [{"label": label(chance), "tie": False} for _ in range(6)]).created)
    for _ in range(changes):
        with vault.unit_of_work("Changed") as work:
            for _ in range(2):
                for node in chance.sample(nodes, 3):
                    work.set(node, "label", label(chance))
                nodes.append(webs.add_within(work, person, label(chance), tie=False))
                work.flush()
        if not is_sound(vault):
            return False
    return True


def test_words_that_go_from_one_to_another_in_one_change(vault: Vault, eric: UUID) -> None:
    assert sound_after_changes(vault, eric)


def share_a_name(vault: Vault, person: UUID) -> None:
    """One keeps a part of their name and another is given the same, in one change."""
    (eva,) = webs.add_nodes(vault, person, [{"label": "Éva Hill", "tie": False}]).created
    with vault.unit_of_work("Changed") as work:
        work.set(eva, "label", "Éva Dale")
        webs.add_within(work, person, "Éva", tie=False)


def test_a_word_that_stays_with_one_and_comes_to_another(vault: Vault, eric: UUID) -> None:
    share_a_name(vault, eric)
    assert is_sound(vault)
    assert len(search.find(vault, "eva")) == 2
    assert len(search.find(vault, "dale")) == 1
    assert search.find(vault, "hill") == ()


@pytest.mark.parametrize("fault", [lambda old, new: ("", new), lambda old, new: (old, "")], ids=["stays", "missing"])
def test_an_index_that_holds_other_words_is_seen(
    vault: Vault, eric: UUID, monkeypatch: pytest.MonkeyPatch, fault: object
) -> None:
    monkeypatch.setattr(search_index, "_exchanged", fault)
    assert not sound_after_changes(vault, eric)


def test_of_a_long_text_only_the_words_that_differ_are_exchanged() -> None:
    before = "She walks to the park. She sings there. Tom comes along."
    after = "She walks to the park. She sings there. Sal comes along, and sings."
    gone, come = search_index._exchanged(before, after)
    assert set(gone.split()) == {"tom"}
    assert set(come.split()) == {"sal", "and"}
    assert search_index._exchanged("Éva", "Eva") == ("Éva", "Eva")


def test_words_that_went_for_good_leave_the_index_after_a_kill_too(vault: Vault) -> None:
    with vault.writing() as conn:
        search_index.note_erased(conn)
    caseload.erase_what_is_safe(vault)
    with vault.reading() as conn:
        assert not search_index.holds_erased(conn)
