"""The app's child processes on the tour, one before the lock and one after; another takes over if one falls over.

A child is told its job on standard input (the passphrase too, so that it stands in no argument and no environment) and
answers with one line of JSON for each person it has been with.
"""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sbp_desktop.services.file_person import FilePerson
from sbp_desktop.services.people_file import PeopleFile
from sbp_desktop.tour.report import Report

_STARTING_S, _EACH_S = 60, 40
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")


@dataclass(frozen=True, slots=True)
class Job:
    """What all children share. `home` is where the app keeps its settings while it is watched."""

    folder: Path
    passphrase: str
    out: Path
    home: Path
    file: PeopleFile


@dataclass(frozen=True, slots=True)
class Made:
    """What the tour made for one person, as it should be found again. `ties` are pairs of labels."""

    person: UUID
    lines: tuple[str, ...]
    labels: tuple[str, ...]
    ties: tuple[tuple[str, str], ...]


def before_the_lock(job: Job, report: Report) -> dict[str, Made]:
    """Be with every person, then lock. Returns what was made; a person gone wrong is noted and left out."""
    made: dict[str, Made] = {}
    for person, answer in _be_with(job, "before", job.file.people, {}, report):
        things = answer["made"]
        ties = tuple((tie[0], tie[1]) for tie in things["ties"])
        made[person.name] = Made(person.id, tuple(things["lines"]), tuple(things["labels"]), ties)
    return made


def after_the_lock(job: Job, made: Mapping[str, Made], report: Report) -> None:
    """Unlock again, and look for everything that was made."""
    people = [person for person in job.file.people if person.name in made]
    if not people:
        return
    expected = {name: {**asdict(things), "person": str(things.person)} for name, things in made.items()}
    for _ in _be_with(job, "after", people, expected, report):
        pass


def _be_with(
    job: Job, stage: str, people: Sequence[FilePerson], expected: Mapping[str, Any], report: Report
) -> Iterator[tuple[FilePerson, dict[str, Any]]]:
    """Start children until every person has had a turn. One that falls over costs only the person it was with."""
    waiting = list(people)
    first = True
    while True:
        left_well = False
        for answer in _answers(job, _told(job, stage, waiting, expected, first), _STARTING_S + _EACH_S * len(waiting)):
            _note(answer, report)
            left_well = left_well or "left" in answer
            if answer.get("person"):
                person = waiting.pop(0)
                if answer["went_through"]:
                    yield person, answer
        report.check("", f"the app left as asked, {stage} the lock", left_well)
        lost = waiting if left_well else waiting[:1]
        for person in lost:
            report.check(person.name, f"went through without a fault, {stage} the lock", False)
        waiting = waiting[len(lost) :]
        if not waiting:
            return
        first = False


def _told(
    job: Job, stage: str, people: Sequence[FilePerson], expected: Mapping[str, Any], first: bool
) -> dict[str, Any]:
    return {
        "stage": stage,
        "first": first,
        "folder": str(job.folder),
        "left_at_web": stage == "after" and first and job.file.people[-1].name in expected,
        "passphrase": job.passphrase,
        "out": str(job.out),
        "people": [
            {"name": p.name, "id": str(p.id), "folder": _folder(p), "expected": expected.get(p.name)} for p in people
        ],
    }


def _folder(person: FilePerson) -> str:
    """Where a person's pictures go: by their name in the file, unless that is no plain name for a folder."""
    return person.name if _PLAIN_NAME.fullmatch(person.name) else str(person.id)


def _note(answer: Mapping[str, Any], report: Report) -> None:
    for check in answer.get("checks", ()):
        report.check(answer.get("person", ""), check["name"], check["ok"])
    for name, ms in answer.get("timings_ms", {}).items():
        report.timings_ms[name] = ms
    if "error" in answer:
        print(f"{answer.get('person', '')}: {answer['error']}", file=sys.stderr)  # noqa: T201 - the tour's own telling


def _answers(job: Job, told: Mapping[str, Any], patience_s: float) -> Iterator[dict[str, Any]]:
    child = subprocess.Popen(
        [sys.executable, "-m", "sbp_desktop.tour.child"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=surroundings(job.home),
    )  # fmt: skip
    watchdog = threading.Timer(patience_s, child.kill)
    watchdog.start()
    try:
        if child.stdin is not None and child.stdout is not None:
            child.stdin.write(json.dumps(told))
            child.stdin.close()
            for line in child.stdout:
                if line.startswith("{"):
                    yield json.loads(line)
    except BrokenPipeError:
        pass  # it fell over before it was told anything; what it did not say is noted by the caller
    finally:
        child.wait()
        watchdog.cancel()


def surroundings(home: Path) -> dict[str, str]:
    """The child's environment: no screen needed, and a home of its own that goes with the tour."""
    folders = {
        "HOME": home, "XDG_CONFIG_HOME": home / ".config", "XDG_DATA_HOME": home / ".local" / "share",
        "XDG_STATE_HOME": home / ".local" / "state", "XDG_CACHE_HOME": home / ".cache", "XDG_RUNTIME_DIR": home / "run",
    }  # fmt: skip
    for folder in folders.values():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {**os.environ, **{name: str(folder) for name, folder in folders.items()}, "QT_QPA_PLATFORM": "offscreen"}
