"""D4: after a person is erased no page, free or in use, no photo and no draft of theirs can be read, with the keys."""

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from sbp_desktop.services import conversations, people, seen, unlocking, webs
from sbp_desktop.storage import drafts, erasing, queries, search, search_index
from sbp_desktop.storage.erasing import Order
from sbp_desktop.storage.vault import Vault
from tests.fixtures import PASSPHRASE
from tests.reliability.pages import all_of_a_store
from tests.reliability.test_leak import CANARY, canaries, say_everything

KEPT = "keptsafeword"


def a_life(vault: Vault, said: Iterator[str]) -> UUID:
    """A small record: words in every place that keeps them by a way of its own."""
    person = people.add_person(vault, next(said)).created[0]
    people.note_opened(vault, person)
    seen.say_why(vault, person, next(said))
    webs.add_node(vault, person, next(said), note=next(said) * 40)
    talk = conversations.start(vault, person).created[0]
    line = uuid4()
    for _ in range(2):
        conversations.write_entry(vault, talk, line, next(said) * 200)
    drafts.step(vault, person, uuid4(), "text", next(said), {"words": next(said)})
    drafts.step(vault, person, talk, f"{drafts.HALF}introduce", next(said), {})
    assert search.find(vault, CANARY, limit=1)
    return person


def hits(folder: Path) -> list[str]:
    """Where a canary can be read in a closed store."""
    wanted = (CANARY.encode(), CANARY.encode("utf-16-le"))
    return [what for what, data in all_of_a_store(folder, PASSPHRASE) if any(word in data for word in wanted)]


def obey(vault: Vault, persons: list[UUID]) -> None:
    for number, person in enumerate(persons, erasing_number(vault)):
        erasing.obey(vault, [Order(person.bytes, number)])


def erasing_number(vault: Vault) -> int:
    with vault.reading() as conn:
        return erasing.newest(conn) + 1


def test_nothing_of_the_erased_can_be_read(vault_folder: Path, request: pytest.FixtureRequest) -> None:
    full, small = (5, 500) if request.config.getoption("--long") else (1, 15)
    vault, said = unlocking.unlock(vault_folder, PASSPHRASE), canaries()
    stays = people.add_person(vault, KEPT).created[0]
    webs.add_node(vault, stays, "Jean", note=KEPT * 100)
    persons = [say_everything(vault, said) for _ in range(full)] + [a_life(vault, said) for _ in range(small)]
    kept = vault.attachments.keep(BytesIO(os.urandom(70_000)))
    vault.close()
    assert len(hits(vault_folder)) > 20  # the search does see what stands there
    vault = unlocking.unlock(vault_folder, PASSPHRASE)
    obey(vault, persons)
    assert not vault.attachments.has(kept.key)  # no op says it: it was swept when the store was opened
    vault.close()
    # What a worker wrote for themselves is no part of a person's record, and goes with `say_everything`'s line.
    assert [what for what in hits(vault_folder) if not what.startswith("local")] == []
    vault = unlocking.unlock(vault_folder, PASSPHRASE)
    assert [row.name for row in queries.people(vault)] == [KEPT]
    vault.close()


@pytest.mark.parametrize("planted", ["secure_delete", "fts", "drafts"])
def test_each_part_of_erasing_is_needed(vault_folder: Path, planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ablation: without it something can still be read."""
    vault, said = unlocking.unlock(vault_folder, PASSPHRASE), canaries()
    if planted == "fts":
        monkeypatch.setattr(search_index, "make_anew", lambda conn: None)
    if planted == "secure_delete":
        vault._driver.execute("PRAGMA secure_delete=OFF")
    persons = [a_life(vault, said) for _ in range(5)]
    if planted == "drafts":
        monkeypatch.setattr(erasing, "_OURS", ("undo_step", "notice", "opened", "search_item"))
    obey(vault, persons)
    vault.close()
    assert hits(vault_folder)
