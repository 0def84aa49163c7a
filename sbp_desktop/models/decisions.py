"""A decision with its reasons: its read model, what else was thought about, the freest first, and what that shows."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.vocabulary import DecisionPoint, Domain

_LAYERS = {domain.value: place for place, domain in enumerate(Domain)}
OWN_LIFE = (Domain.PERSONAL.value, Domain.NETWORK.value, Domain.COMMUNITY.value)
"""The three layers that come before paid help (practice.md R10)."""
_USUAL = re.compile(
    r"\b(home ?care|care at home|carers? (visits?|calls?)|domiciliary|care package|package of care"
    r"|day ?(care|cent(re|er))|(residential|nursing|care) home|residential|nursing)\b",
    re.IGNORECASE,
)
_MOVING_IN = re.compile(r"\b((residential|nursing|care) home|residential|nursing)\b", re.IGNORECASE)
URGENT_BECAUSE = "Urgent. The reasons are still to be written."
URGENT_WHY_NOT = "Urgent. Still to be written."
"""What "urgent: do it now" writes for the time being (practice.md B.1)."""


@dataclass(frozen=True, slots=True)
class OptionSnapshot:
    """Something else that was thought about, the layer it belongs to ("" where that is not said), and why not that."""

    id: UUID
    what: str = ""
    why_not: str = ""
    domain: str = ""


@dataclass(frozen=True, slots=True)
class DecisionSnapshot:
    """One decision; texts are plain. `about` is whoever on the web its first line names.

    `unlit`: layers of their own life of which nothing is on the web and nothing was talked about. `usual_only`: home
    care, day care or a care home are all that was thought about (practice.md R10, R13). `law_at_hand`: whether the law
    is offered beside it (R43). `at` is the day it was agreed.
    """

    id: UUID
    person: UUID
    point: str
    options: tuple[OptionSnapshot, ...] = ()
    decided: str = ""
    because: str = ""
    persons_view: str = ""
    carers_view: str = ""
    capacity: str | None = None
    best_interests_link: str = ""
    at: PartialDate | None = None
    agreed: bool = False
    urgent: bool = False
    conversation: UUID | None = None
    about: UUID | None = None
    unlit: tuple[str, ...] = ()
    usual_only: bool = False
    law_at_hand: bool = True

    @property
    def still_to_write(self) -> bool:
        """Whether it was done at once and its reasons stand open."""
        return self.because == URGENT_BECAUSE or any(option.why_not == URGENT_WHY_NOT for option in self.options)


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision where it stands among all that happened: `at` is the day it was agreed, if it is, `moment_ms` where
    it comes in a person's time, ms UTC.
    """

    id: UUID
    point: str
    decided: str
    because: str
    agreed: bool
    at: PartialDate | None
    moment_ms: int


def freest_first(options: Iterable[OptionSnapshot]) -> tuple[OptionSnapshot, ...]:
    """Their own life first, long-term help last; those nobody placed stand at the end (practice.md R12)."""
    return tuple(sorted(options, key=lambda option: _LAYERS.get(option.domain, len(_LAYERS))))


def only_the_usual(options: Iterable[str]) -> bool:
    """Whether there are options, and each is home care, day care or a care home."""
    said = [words for words in options if words.strip()]
    return bool(said) and all(_USUAL.search(words) for words in said)


def point_for(label: str, domain: str) -> str:
    """Which of the six points some help is (practice.md B.3); help for a while is none of them and may say why."""
    if domain != Domain.STATUTORY:
        return DecisionPoint.OTHER.value
    return (DecisionPoint.RESIDENTIAL if _MOVING_IN.search(label) else DecisionPoint.STATUTORY_SERVICE).value


def unlit(there: Iterable[str], talked_about: Iterable[str]) -> tuple[str, ...]:
    """The layers of their own life with nothing on the web and nothing talked about."""
    lit = {*there, *talked_about}
    return tuple(layer for layer in OWN_LIFE if layer not in lit)


def reasoned(because: str, options: Sequence[OptionSnapshot], *, urgent: bool = False) -> bool:
    """Whether it says why, and of one other thing why not that (I-10)."""
    return bool(because.strip()) and any(option.why_not and (option.what or urgent) for option in options)
