"""Everything one person ever said, opened: on their page, as one long conversation, and as a page to leave with them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from sbp_desktop.services import conversations, people, unlocking, webs
from sbp_desktop.storage.key_slots import Kdf
from sbp_desktop.storage.unit_of_work import UnitOfWork
from tests.benchmarks.measuring import Figure, quantile, spread
from tests.benchmarks.stores import PASSPHRASE, ROOT, Stores, lines_of, person_id
from tests.benchmarks.words import Language

_A_TALK = 10  # lines of each conversation of the one who has many
_ON_THE_WEB = 30


def run(stores: Stores, scratch: Path) -> list[Figure]:
    """The real app in a process of its own, on a store with these two people and one to come from."""
    folder, lines = scratch / "worker", stores.sizes.timeline
    fill(folder, lines, Language(stores.sizes.vocabulary).sentences(5, 25))
    command = [sys.executable, "-m", "tests.benchmarks.launches.at_a_timeline", str(folder)]
    command += [str(max(2, stores.sizes.opens // 2))]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    said: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return [
        figure for name, limit in LIMITS.items() for figure in _figures(name.format(lines=lines), said[name], limit)
    ]


LIMITS = {
    "a person with {lines} lines, their words painted": None,
    "a person with {lines} lines painted": 50.0,
    "a conversation of {lines} lines, its words painted": 50.0,
    "a conversation of {lines} lines and the web beside it painted": None,
    "a page to leave, seen": 2000.0,
    "a page to leave, as PDF": 2000.0,
}


def _figures(name: str, series: list[float], limit: float | None) -> Iterator[Figure]:
    yield Figure(f"{name}, p50", quantile(series, 0.5), limit=limit, more={"ours": spread(series)})
    yield Figure(f"{name}, p95", quantile(series, 0.95))


def fill(folder: Path, lines: int, language: Iterator[str]) -> None:
    """0 has many conversations, 1 a single long one; each has a web."""
    vault = unlocking.create(folder, PASSPHRASE, {"name": "Bench worker"}, Kdf.for_tests())
    with vault.unit_of_work("Filled", undoable=False) as work:
        for number in (0, 1):
            people.create_within(work, person_id(number), f"Person {number}", {})
            for other in range(_ON_THE_WEB):
                webs.add_within(work, person_id(number), f"Neighbour {other}", kind="person")
        for _ in range(max(1, lines // _A_TALK)):
            _talk(work, 0, min(lines, _A_TALK), language)
        _talk(work, 1, lines, language)
    vault.close()


def _talk(work: UnitOfWork, number: int, lines: int, language: Iterator[str]) -> None:
    talk = conversations.start_within(work, person_id(number))
    lines_of(work, person_id(number), talk, language, lines)
    work.set(talk, "closed", work.wall)
