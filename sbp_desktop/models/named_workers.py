"""Frozen read models of who stays with a person: their named worker, colleagues, and each change there was."""

import re
from dataclasses import dataclass
from uuid import UUID

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import WorkerSnapshot

TO_BE_SAID = "Still to be said."
"""What stands for the reason of a change until somebody says what the person was told (practice.md I-08)."""

_NUMBER = re.compile(r"[,\s]+(\+?[\d ()-]{5,})\Z")


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody beside the named worker: brought in, or there when they are away; `link` is what says so."""

    link: UUID
    worker: WorkerSnapshot


@dataclass(frozen=True, slots=True)
class NamedChange:
    """One change of named worker: what the person was told and how they feel about it, "" until that is said."""

    link: UUID
    on: PartialDate | None
    before: str
    now: str
    told: str = ""
    feel: str = ""


@dataclass(frozen=True, slots=True)
class WhoStays:
    """`changes` oldest first; `known` are the workers there are to choose from, without the named one; `asks` whether
    what they were told is asked at once, or only waits to be said (practice.md R18).
    """

    person: UUID
    named: WorkerSnapshot | None = None
    colleagues: tuple[Colleague, ...] = ()
    cover: Colleague | None = None
    changes: tuple[NamedChange, ...] = ()
    known: tuple[WorkerSnapshot, ...] = ()
    asks: bool = True


def read_worker(typed: str) -> tuple[str, str]:
    """Return the name and the number of a line like "Ms Bello, 01632 960002"; "" where there is no number."""
    typed = " ".join(typed.split())
    found = _NUMBER.search(typed)
    return (typed[: found.start()].rstrip(","), found[1].strip()) if found else (typed, "")
