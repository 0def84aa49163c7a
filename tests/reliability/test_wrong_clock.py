"""The clock of the laptop may say what it likes: what was done last counts, in the order in which it was done (R10).

Twenty-four cases: twelve ways for a clock to be wrong, while the app is open and while it is closed. Where it is wrong
the record shows the time the laptop believed; nothing is lost, turned round, or undone out of turn.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest

from sbp_desktop.services import people, unlocking, webs
from sbp_desktop.storage import history, queries
from sbp_desktop.storage.vault import Vault
from tests.fixtures import PASSPHRASE


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


NOON = at("2026-11-22T12:00")
WRONG: dict[str, tuple[int, int]] = {
    "ten years ahead": (NOON, at("2036-11-22T12:00")),
    "ten years back": (NOON, at("2016-11-22T12:00")),
    "a second back": (NOON, NOON - 1000),
    "standing still": (NOON, NOON),
    "summer time begins": (at("2026-03-29T00:59:59.999"), at("2026-03-29T01:00")),
    "summer time ends, and an hour comes twice": (at("2026-10-25T00:30"), at("2026-10-25T01:30")),
    "set back by hand when summer time ends": (at("2026-10-25T01:30"), at("2026-10-25T00:30")),
    "into the day that is there every four years": (at("2028-02-28T23:59:59"), at("2028-02-29T00:00")),
    "over the new year": (at("2026-12-31T23:59:59.999"), at("2027-01-01T00:00")),
    "over the end of 32 bits": (at("2038-01-19T03:14:07"), at("2038-01-19T03:14:08")),
    "an empty battery: 1970": (NOON, 0),
    "before there were clocks": (NOON, -86_400_000),
}


@pytest.fixture(autouse=True)
def in_london(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/London")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def label(vault: Vault, person: UUID, node: UUID) -> str:
    return next(one.label for one in queries.web(vault, person).nodes if one.id == node)


def set_clock(vault: Vault, now: int) -> None:
    vault.clock.now_ms = lambda: now


def times_of_its_changes(vault: Vault, node: UUID) -> tuple[list[int], list[int]]:
    """The stamps and the clock times of all that was said of it, in the order in which it was written."""
    with vault.reading() as conn:
        rows = conn.execute("SELECT hlc, wall FROM op WHERE ent = ? ORDER BY seq", (node.bytes,))
        stamps, walls = zip(*rows.fetchall(), strict=True)
    return list(stamps), list(walls)


@pytest.mark.parametrize("closed", [False, True], ids=["while open", "while closed"])
@pytest.mark.parametrize("how", WRONG)
def test_what_was_done_last_counts_whatever_the_clock_says(vault_folder: Path, how: str, closed: bool) -> None:
    """Named by one clock, named again by the other, taken back, done again; closed, and read from the log anew."""
    before, after = WRONG[how]
    vault = unlocking.unlock(vault_folder, PASSPHRASE)
    set_clock(vault, before)
    person = people.add_person(vault, "Eric").created[0]
    node = webs.add_node(vault, person, "first").created[0]
    if closed:
        vault.close()
        vault = unlocking.unlock(vault_folder, PASSPHRASE)
    set_clock(vault, after)
    webs.set_node(vault, node, label="second")
    history.undo(vault, person)
    assert label(vault, person, node) == "first"
    history.redo(vault, person)
    assert label(vault, person, node) == "second"
    webs.set_node(vault, node, label="third")
    with vault.writing() as conn:
        conn.execute("UPDATE meta SET value = x'00' WHERE key = 'read_shape'")
    vault.close()
    vault = unlocking.unlock(vault_folder, PASSPHRASE)
    assert label(vault, person, node) == "third"
    stamps, walls = times_of_its_changes(vault, node)
    vault.close()
    assert len(stamps) >= 5
    assert all(earlier < later for earlier, later in pairwise(stamps))
    # What the laptop believed is kept as it was; by that alone, a clock that went back would turn the order round.
    assert (walls[0], walls[-1]) == (before, after)
    assert (walls == sorted(walls)) is (after >= before)
