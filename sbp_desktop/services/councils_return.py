"""What a worker can do about the council's return: put a guess right, and write it all as one table."""

import csv
from pathlib import Path
from typing import Any
from uuid import UUID

from sbp_desktop.errors import RuleRefused, SaveFailed
from sbp_desktop.models import councils_return as words
from sbp_desktop.models.councils_return import CouncilsReturn, ReturnHope, ReturnLine
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import FOR_WORKER, ChangeSet
from sbp_desktop.models.vocabulary import ReturnEvent
from sbp_desktop.services import cells, exporting
from sbp_desktop.storage import councils_return, rows
from sbp_desktop.storage.vault import Vault

COLUMNS = (
    "row", "council_ref", "nhs_number", "event", "description", "start", "end", "event_outcome", "review_outcome",
    "words", "wellbeing_area", "eligibility_outcome",
)  # fmt: skip
_LABEL = "Put the council’s return right"


def put_right(vault: Vault, thing: UUID, **codes: str | None) -> ChangeSet:
    """Say the `event`, its `outcome` or what a review `met`, of a conversation or of help; None is back to the guess.

    Raises NotFound, RuleRefused for anything else.
    """
    with vault.unit_of_work(_LABEL) as work:
        kind = rows.kind_of(work.conn, thing)
        if kind not in ("Conversation", "Node"):
            raise RuleRefused("That is not part of the council’s return.")
        about = rows.there(work.conn, kind, thing)
        held = rows.select(work.conn, "ReturnLine", "of_ = ?", (thing.bytes,))
        if not held:
            work.new("ReturnLine", about.person, {"of": thing, **codes}, private=about.private)
        for row in held:
            for name, value in codes.items():
                work.set(row.id, name, value)
    return work.result


def set_eligibility(vault: Vault, outcome: UUID, eligibility: str | None = None) -> ChangeSet:
    """Say which outcome of the regulations a hope belongs to; None is back to the guess."""
    with vault.unit_of_work(_LABEL) as work:
        rows.there(work.conn, "Outcome", outcome)
        work.set(outcome, "eligibility_outcome", eligibility)
    return work.result


def write(vault: Vault, person: UUID, path: Path) -> Path:
    """Write the return as one CSV table, in the official words; what is left out of it is left out here too.

    Raises NotFound, SaveFailed where nothing can be written.
    """
    found = councils_return.of_person(vault, person, FOR_WORKER)
    table = [_event(found, line) for line in found.lines if line.event.value != ReturnEvent.LEFT_OUT]
    table += [_hope(found, hope) for hope in found.hopes]
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            written = csv.DictWriter(file, COLUMNS, restval="")
            written.writeheader()
            written.writerows({name: cells.written(value) for name, value in row.items()} for row in table)
    except OSError as error:
        raise SaveFailed(exporting.NOT_THERE) from error
    return path


def _event(found: CouncilsReturn, line: ReturnLine) -> dict[str, Any]:
    return _whose(found) | {
        "row": "event",
        "event": words.EVENTS.get(line.event.value or "", ""),
        "description": words.INITIAL if line.initial else line.label,
        "start": _day(line.since),
        "end": _day(line.until),
        "event_outcome": words.OUTCOMES.get(line.outcome.value or "", ""),
        "review_outcome": words.REVIEWS.get((line.met.value or "") if line.met is not None else "", ""),
    }


def _hope(found: CouncilsReturn, hope: ReturnHope) -> dict[str, Any]:
    return _whose(found) | {
        "row": "outcome",
        "words": hope.words,
        "wellbeing_area": words.WELLBEING.get(hope.area.value or "", ""),
        "eligibility_outcome": words.ELIGIBILITY.get(hope.eligibility.value or "", ""),
    }


def _whose(found: CouncilsReturn) -> dict[str, Any]:
    return {"council_ref": found.council_ref, "nhs_number": found.nhs_number}


def _day(day: PartialDate | None) -> str:
    return day.text if day is not None else ""
