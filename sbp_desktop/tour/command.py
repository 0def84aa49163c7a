"""Takes the tour: a fresh vault, the file's people in it, the app driven before and after a lock, one report.

The app runs in child processes, since locking replaces the process (decisions.md D18): what was only in memory is truly
gone by then. This process never has the vault open while a child has.
"""

import secrets
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sbp_desktop.models import schema
from sbp_desktop.models.web import web_metrics
from sbp_desktop.services import importing, people_file, unlocking
from sbp_desktop.services.people_file import PeopleFile
from sbp_desktop.storage import queries, whole_person
from sbp_desktop.storage.vault import Vault
from sbp_desktop.tour import children
from sbp_desktop.tour.report import Report

_WORKER = {"name": "Tour worker", "role": "social_worker"}
_COUNTED = {
    "nodes": schema.NODE, "ties": schema.TIE, "conversations": schema.CONVERSATION, "lines": schema.ENTRY,
    "strengths": schema.STRENGTH, "connections": schema.CONNECTION, "outcomes": schema.OUTCOME,
    "decisions": schema.DECISION,
}  # fmt: skip


def take_tour(people: Path, out: Path) -> bool:
    """Take the tour and write everything into `out`; return whether all agreed.

    Raises MalformedInput before anything is made, VaultRefused, OSError. The vault is removed in every case.
    """
    file = people_file.read(people)
    out.mkdir(parents=True, exist_ok=True)
    report = Report(file.sha256)
    begun = time.perf_counter()
    passphrase = secrets.token_urlsafe(24)
    with tempfile.TemporaryDirectory(prefix="sbp-tour-") as place:
        folder = Path(place) / "store"
        _fill(folder, passphrase, file, report)
        job = children.Job(folder, passphrase, out, Path(place) / "home", file)
        made = children.before_the_lock(job, report)
        children.after_the_lock(job, made, report)
        _look_in_the_store(folder, passphrase, made, report)
    report.counts["pictures"] = sum(path.suffix in (".png", ".svg", ".pdf") for path in out.rglob("*.*"))
    report.timings_ms["whole"] = (time.perf_counter() - begun) * 1000
    report.write(out)
    return report.agreed


def _fill(folder: Path, passphrase: str, file: PeopleFile, report: Report) -> None:
    """Make the vault with the keys a worker's has, load the people, and work out their figures before any edit."""
    with _timed(report, "make vault"):
        vault = unlocking.create(folder, passphrase, _WORKER)
    try:
        with _timed(report, "load people"):
            importing.keep(vault, file)
        with _timed(report, "work out figures"):
            _measure(vault, file, report)
        _count(vault, file, report.counts)
    finally:
        vault.close()


def _measure(vault: Vault, file: PeopleFile, report: Report) -> None:
    expected = file.expected or {}
    worked_out: dict[str, dict[str, Any]] = {}
    for person in file.people:
        web = queries.web(vault, person.id)
        report.web_metrics[person.name] = {name: web_metrics(web, day) for name, day in person.days.items()}
        # A day the file expects figures for without looking back to it is compared all the same.
        others = {name: person.zero + int(name) for name in expected.get(person.name, {}) if _is_number(name)}
        worked_out[person.name] = {name: web_metrics(web, day) for name, day in {**others, **person.days}.items()}
    report.compare(file.expected, worked_out)


def _is_number(name: str) -> bool:
    return name.removeprefix("-").isdecimal()


def _count(vault: Vault, file: PeopleFile, counts: Counter[str]) -> None:
    counts["people"] = len(file.people)
    for person in file.people:
        kept = whole_person.everything_about(vault, person.id)
        for name, entity in _COUNTED.items():
            counts[name] += len(kept.get(entity.name, ()))


def _look_in_the_store(folder: Path, passphrase: str, made: Mapping[str, children.Made], report: Report) -> None:
    """What the screens said was kept is in the file: the line as it was typed, everybody added, every line drawn."""
    vault = unlocking.unlock(folder, passphrase)
    try:
        for name, things in made.items():
            web = queries.web(vault, things.person)
            labels = {node.id: node.label for node in web.nodes}
            drawn = {frozenset((labels[tie.a], labels[tie.b])) for tie in web.ties}
            said = {entry.text for talk in queries.conversations(vault, things.person) for entry in talk.entries}
            report.check(name, "the store holds what was written", set(things.lines) <= said)
            report.check(name, "the store holds everybody added", set(things.labels) <= set(labels.values()))
            report.check(name, "the store holds every line drawn", {frozenset(t) for t in things.ties} <= drawn)
    finally:
        vault.close()


@contextmanager
def _timed(report: Report, name: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    report.timings_ms[name] = (time.perf_counter() - begun) * 1000
