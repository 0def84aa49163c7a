"""What was agreed with a person, as frozen read models of one shape, and who of a circle counts as help."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sbp_desktop.models.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing agreed. `values` are those said, by field, long texts as they read; `parts` what belongs to it, by
    entity name and in order.
    """

    id: UUID
    person: UUID
    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, tuple["Thing", ...]] = field(default_factory=dict)

    def words(self, name: str) -> str:
        """Return the words of a field, "" where nothing is said."""
        return str(self.values.get(name) or "")

    def day(self, name: str) -> PartialDate | None:
        """Return a day, None where none is said."""
        value = self.values.get(name)
        return value if isinstance(value, PartialDate) else None

    def ref(self, name: str) -> UUID | None:
        """Return the id of what a field speaks of, None where nothing is said."""
        value = self.values.get(name)
        return value if isinstance(value, UUID) else None

    def number(self, name: str) -> float | None:
        """Return a number, None where none is said."""
        value = self.values.get(name)
        return float(value) if isinstance(value, int | float) else None


@dataclass(frozen=True, slots=True)
class OnTheWeb:
    """Somebody or something an agreement can speak of."""

    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed with one person: things by entity name, the oldest first, and who and what is on their web.

    `name` is the person's own; `steadying` says that they are getting back in control just now; `rules_off` are the
    rules that do not act for them, `small_limit` the pounds they may have before a sentence is asked for.
    """

    person: UUID
    things: Mapping[str, tuple[Thing, ...]] = field(default_factory=dict)
    web: Mapping[UUID, OnTheWeb] = field(default_factory=dict)
    name: str = ""
    steadying: bool = False
    rules_off: frozenset[str] = frozenset()
    small_limit: int = 200

    def of(self, kind: str) -> tuple[Thing, ...]:
        """Return the things of one entity."""
        return self.things.get(kind, ())

    def label(self, node: UUID | None) -> str:
        """Return what somebody on the web is called, "" for nobody and for those not to be shown."""
        found = self.web.get(node) if node is not None else None
        return found.label if found is not None else ""


STEPS = {"PlanStep": "EmergencyPlan", "OutcomeStep": "Outcome", "WeekPart": "GoodLifePlan"}
"""The small steps of somebody's life, and what each belongs to; each says `what`."""


def steps(agreed: Agreed) -> tuple[Thing, ...]:
    """Every step of the plans, hopes and weeks that were read."""
    return tuple(step for kind, whole in STEPS.items() for each in agreed.of(whole) for step in each.parts[kind])


def members(agreed: Agreed) -> tuple[Thing, ...]:
    """Everybody in the circle of support, whether they have said yes or not."""
    return tuple(member for each in agreed.of("CircleAgreement") for member in each.parts["CircleMember"])


def has_said_yes(member: Thing) -> bool:
    """Whether a member of a circle counts as help: only with their own yes (practice.md R16, I-11)."""
    return member.day("agreed_on") is not None
