"""How small money and introductions are spread, by neighbourhood and by age, never for fewer than five (R48)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

LEAST = 5
REST = ""
"""The group of everybody whose own group is too small to be shown, or is not known."""
_BANDS = ((18, "under 18"), (26, "18 to 25"), (65, "26 to 64"), (85, "65 to 84"))
_OLDEST = "85 and over"


@dataclass(frozen=True, slots=True)
class Share:
    """One group (REST: everybody else), how many people something reached there, and how much of it."""

    group: str
    people: int
    amount: float


@dataclass(frozen=True, slots=True)
class FairShares:
    """Small money in pounds and introductions, each by neighbourhood and by age; empty where too few had any."""

    money_by_place: tuple[Share, ...] = ()
    money_by_age: tuple[Share, ...] = ()
    introductions_by_place: tuple[Share, ...] = ()
    introductions_by_age: tuple[Share, ...] = ()


def age_band(age: int | None) -> str:
    """The band of an age in years, REST where it is not known."""
    if age is None:
        return REST
    return next((band for below, band in _BANDS if age < below), _OLDEST)


def shares(given: Iterable[tuple[str, UUID, float]]) -> tuple[Share, ...]:
    """What was given, as (group, person, amount), by group in order of name and the rest last.

    Groups it reached fewer than five people in are put together, with the next smallest as long as those together are
    too few as well: nobody can be worked out from what is left out. Nothing at all where it reached fewer than five.
    """
    reached: dict[str, set[UUID]] = defaultdict(set)
    amounts: dict[str, float] = defaultdict(float)
    for group, person, amount in given:
        reached[group].add(person)
        amounts[group] += amount
    smallest_first = sorted(reached, key=lambda group: (group != REST, len(reached[group]), group))
    rest = [group for group in smallest_first if group == REST or len(reached[group]) < LEAST]
    shown = [group for group in smallest_first if group not in rest]
    while rest and shown and _count(reached, rest) < LEAST:
        rest.append(shown.pop(0))
    together = Share(REST, _count(reached, rest), sum(amounts[group] for group in rest))
    own = [Share(group, len(reached[group]), amounts[group]) for group in sorted(shown)]
    return (*own, together) if together.people >= LEAST else tuple(own)


def _count(reached: dict[str, set[UUID]], groups: list[str]) -> int:
    return len(set().union(*(reached[group] for group in groups)))
