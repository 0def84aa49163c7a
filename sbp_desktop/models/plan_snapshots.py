"""Frozen read models of what was agreed: the plan for getting back in control, and each time we were in touch."""

from dataclasses import dataclass
from uuid import UUID

from sbp_desktop.models.dates import PartialDate


@dataclass(frozen=True, slots=True)
class StepSnapshot:
    """Who does what; it has one owner, in words and, where they are on the web, as a node (practice.md I-13)."""

    id: UUID
    what: str
    who: str = ""
    who_node: UUID | None = None
    done: str = "no"


@dataclass(frozen=True, slots=True)
class PlanSnapshot:
    """`expected` is when they expect us next, by the day that was agreed or by the rhythm (decisions.md D27)."""

    id: UUID
    person: UUID
    conversation: UUID | None
    what_must_change: str = ""
    rhythm_days: int | None = None
    expected: PartialDate | None = None
    control_regained: str | None = None
    their_words: str = ""
    steps: tuple[StepSnapshot, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactSnapshot:
    """One time we were in touch, or tried to be."""

    id: UUID
    at_ms: int
    mode: str
    line: str = ""
    next_on: PartialDate | None = None
