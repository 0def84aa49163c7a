"""Frozen read models of what a person hopes for: in their words, in tiny steps, and how it goes as they say it."""

from dataclasses import dataclass
from uuid import UUID

from sbp_desktop.models.dates import PartialDate


@dataclass(frozen=True, slots=True)
class TinyStep:
    """One small thing on the way (practice.md A81)."""

    id: UUID
    what: str
    done: str = "no"


@dataclass(frozen=True, slots=True)
class HowItWent:
    """What the person said of a hope on one day. `own_view` is the worker's line beside, never the answer (R25)."""

    id: UUID
    at: PartialDate | None
    status: str | None = None
    said: str = ""
    own_view: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeSnapshot:
    """A hope; `went` oldest first. `quiet`: nothing was said or done about it for so long that a small step is worth
    asking for (R28).
    """

    id: UUID
    person: UUID
    words: str
    area: str | None = None
    steps: tuple[TinyStep, ...] = ()
    went: tuple[HowItWent, ...] = ()
    quiet: bool = False
