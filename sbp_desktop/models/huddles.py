"""What colleagues are asked: the web, what somebody wants, what was tried, and what came of asking."""

from dataclasses import dataclass
from uuid import UUID

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import WebSnapshot


@dataclass(frozen=True, slots=True)
class Idea:
    """One idea, whose it is, and what it became on the web."""

    id: UUID
    text: str
    by: str = ""
    node: UUID | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """A time colleagues were asked before: the day, who was there, what they would have done, and their ideas."""

    at: PartialDate | None
    present: str = ""
    choice: str | None = None
    ideas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asking:
    """Everything on the one screen. `huddle` is the one going on today, None before anything was said in it.

    `wants` are the person's own words and hopes; `tried` what was tried, each with how far it came. `choice` is advice
    (vocabulary.HuddleChoice), never a permission.
    """

    person: UUID
    web: WebSnapshot
    name: str = ""
    wants: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    huddle: UUID | None = None
    present: str = ""
    masked: bool = True
    choice: str | None = None
    ideas: tuple[Idea, ...] = ()
    before: tuple[Earlier, ...] = ()
