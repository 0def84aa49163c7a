"""The big stores that are measured, made through the one door for writes and kept for all benchmarks of a run."""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import UUID, uuid5

from sbp_desktop.models.clock import wall_ms
from sbp_desktop.models.order import between
from sbp_desktop.services import conversations, people, unlocking, webs
from sbp_desktop.storage import queries
from sbp_desktop.storage.key_slots import Kdf
from sbp_desktop.storage.unit_of_work import UnitOfWork
from sbp_desktop.storage.vault import Vault
from tests.benchmarks.measuring import Sizes
from tests.benchmarks.words import Language

PASSPHRASE = "nine quiet swans at low tide"
ROOT = Path(__file__).resolve().parents[2]
_NAMES = UUID("6f9a3c52-58f0-4a57-9d0f-6a3f0f0a8b11")
_DAY = date(2026, 11, 22).toordinal()
_AT_ONCE = 500
"""Things per change while filling: many commits, so that the search index has the shape of a lived-in one."""


class Stores:
    """Where the stores are kept; each is made once, in a process of its own so that none of it weighs on a figure."""

    def __init__(self, folder: Path, sizes: Sizes) -> None:
        self.folder, self.sizes = folder, sizes

    def closed(self, kind: str) -> Path:
        """The folder of a closed store: "people" or "entries". Never opened itself; take a `copy`."""
        count = {"people": self.sizes.people, "entries": self.sizes.entries}[kind]
        folder = self.folder / f"{kind}-{count}"
        if not (folder / "seal").exists():
            shutil.rmtree(folder, ignore_errors=True)
            sizes = [str(self.sizes.people), str(self.sizes.entries), str(self.sizes.entry_people)]
            if not self.sizes.cheap_key:
                made = [sys.executable, "-m", "tests.benchmarks.stores", kind, str(folder), *sizes]
                subprocess.run([*made, str(self.sizes.vocabulary)], check=True, cwd=ROOT)
            else:
                fill(kind, folder, self.sizes)
        return folder

    def copy(self, kind: str, to: Path) -> Path:
        """A closed store of the caller's own."""
        return Path(shutil.copytree(self.closed(kind), to))

    @contextmanager
    def opened(self, kind: str, to: Path) -> Iterator[Vault]:
        """A copy, open."""
        vault = unlocking.unlock(self.copy(kind, to), PASSPHRASE)
        try:
            yield vault
        finally:
            vault.close()
            shutil.rmtree(to)


def person_id(number: int) -> UUID:
    """The id of the person made as this number; 0 has the web of sixty and twenty conversations."""
    return uuid5(_NAMES, f"person {number}")


def fill(kind: str, folder: Path, sizes: Sizes) -> None:
    """Make one store and close it."""
    kdf = Kdf.for_tests() if sizes.cheap_key else None
    vault = unlocking.create(folder, PASSPHRASE, {"name": "Bench worker", "role": "social_worker"}, kdf)
    vault.clock.now_ms = _the_day_before
    try:
        language = Language(sizes.vocabulary)
        if kind == "people":
            _fill_people(vault, sizes.people, language)
        else:
            _fill_entries(vault, sizes, language)
    finally:
        vault.close()


def _the_day_before() -> int:
    """When a store was filled: nobody talks with five thousand people on the day that is measured."""
    return wall_ms() - 86_400_000


def _fill_people(vault: Vault, count: int, language: Language) -> None:
    lines = language.sentences(5, 25)
    for batch in _batches(range(count), 50):
        with vault.unit_of_work("Filled", undoable=False) as work:
            for number in batch:
                rich = number == 0
                _a_person(work, number, lines, others=60 if rich else 4, talks=20 if rich else 1 + number % 2)


def _a_person(work: UnitOfWork, number: int, lines: Iterator[str], *, others: int, talks: int) -> UUID:
    person = person_id(number)
    name = " ".join(next(lines).split()[:2]).title()
    people.create_within(work, person, name, {"neighbourhood": next(lines).split()[0]})
    kinds = ("person", "place", "group", "service")
    for other in range(others):
        since = {"from": f"{1950 + other % 70}" + ("~", "-06", "-06-14", "")[other % 4]} if other % 3 == 0 else {}
        label = f"{next(lines).split()[0]} {other}"
        webs.add_within(work, person, label, kind=kinds[other % 4], relation="neighbour", tie_fields=since)
    for earlier in reversed(range(talks)):
        talk = conversations.start_within(work, person)
        lines_of(work, person, talk, lines, 5)
        if earlier or number % 1000:
            work.set(talk, "closed", work.wall)
    if number % 3 == 0:
        day = date.fromordinal(_DAY + number % 60).isoformat()
        work.new("EmergencyPlan", person, {"next_touch": day, "next_words": next(lines), "rhythm_days": 7})
    return person


def lines_of(
    work: UnitOfWork, person: UUID, talk: UUID, lines: Iterator[str], count: int, key: str | None = None
) -> str:
    for place in range(count):
        key = between(key, None)
        said_by = queries.self_node_of(person) if place % 2 else None
        words = {"parent": talk, "order": key, "kind": "words" if said_by else "note", "said_by": said_by}
        work.new("Entry", person, {**words, "text": next(lines), "happened": work.wall})
    return key or ""


def _fill_entries(vault: Vault, sizes: Sizes, language: Language) -> None:
    lines = language.sentences()
    talks: list[UUID] = []
    with vault.unit_of_work("Filled", undoable=False) as work:
        for number in range(sizes.entry_people):
            people.create_within(work, person_id(number), f"Person {number}", {})
            talks.append(conversations.start_within(work, person_id(number)))
    keys: dict[int, str] = {}
    for batch in _batches(range(sizes.entries), _AT_ONCE):
        with vault.unit_of_work("Filled", undoable=False) as work:
            for entry in batch:
                # Person after person, as a working day goes, so that everybody's lines lie all over the index.
                at = entry % sizes.entry_people
                keys[at] = lines_of(work, person_id(at), talks[at], lines, 1, keys.get(at))


def _batches(numbers: range, size: int) -> Iterator[range]:
    return (numbers[start : start + size] for start in range(0, len(numbers), size))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=("people", "entries"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("numbers", type=int, nargs=4)
    asked = parser.parse_args()
    fill(
        asked.kind,
        asked.folder,
        Sizes(
            people=asked.numbers[0],
            entries=asked.numbers[1],
            entry_people=asked.numbers[2],
            vocabulary=asked.numbers[3],
        ),
    )
