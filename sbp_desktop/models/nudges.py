"""A line that comes by itself: one on screen, two a day, and a fortnight's silence once put away (practice.md B.1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.rules import KNOW_AROUND

A_DAY = 2
QUIET_DAYS = 14
_APART = {KNOW_AROUND: 30}
"""Days that lie at least between two lines of one rule, where a fortnight is not enough (practice.md R19)."""
_NEVER = -10_000


@dataclass(frozen=True, slots=True)
class Nudge:
    """One line. `about` is what it keeps quiet about once it is put away; `name` is whose or what line it is, and
    `other` whoever it speaks of beside them. `phone` is the number to ring, and `may_ring` False once they would rather
    we did not. `node` and `conversation` are where it leads, `on` the day it speaks of.
    """

    rule: str
    about: str
    name: str
    person: UUID | None = None
    other: str = ""
    node: UUID | None = None
    conversation: UUID | None = None
    on: PartialDate | None = None
    phone: str = ""
    may_ring: bool = True

    @property
    def key(self) -> str:
        """The rule with what it is about."""
        return f"{self.rule}:{self.about}"


@dataclass(frozen=True, slots=True)
class Told:
    """The ordinal day on which each line was last shown, and last put away, by key."""

    shown: Mapping[str, int] = field(default_factory=dict)
    away: Mapping[str, int] = field(default_factory=dict)

    def showing(self, nudge: Nudge, day: int) -> "Told":
        """The same once a line is shown; what is too old to matter is let go."""
        return Told(_since(self.shown, day) | {nudge.key: day}, _since(self.away, day))

    def putting_away(self, nudge: Nudge, day: int) -> "Told":
        """The same once a line is put away."""
        return Told(_since(self.shown, day), _since(self.away, day) | {nudge.key: day})


def _since(days: Mapping[str, int], day: int) -> dict[str, int]:
    oldest = day - max(QUIET_DAYS, *_APART.values())
    return {key: on for key, on in days.items() if on >= oldest}


def may_show(nudge: Nudge, told: Told, day: int) -> bool:
    """Whether a line may stand on the screen on a day."""
    if day - told.away.get(nudge.key, _NEVER) < QUIET_DAYS:
        return False
    if told.shown.get(nudge.key) == day:
        return True
    today = sum(on == day for on in told.shown.values())
    of_the_rule = [on for key, on in told.shown.items() if key.startswith(f"{nudge.rule}:")]
    return today < A_DAY and day - max(of_the_rule, default=_NEVER) >= _APART.get(nudge.rule, 0)


def next_line(due: Iterable[Nudge], told: Told, day: int) -> Nudge | None:
    """The one line to show, None where none may be: one that stood there today stays, else the first that may come."""
    stood_today = any(on == day for on in told.shown.values())
    first = None
    for nudge in due:  # finding one may take reading a web, so no more are looked for than needed
        if may_show(nudge, told, day):
            if told.shown.get(nudge.key) == day:
                return nudge
            first = first or nudge
            if not stood_today:
                break
    return first
