"""Frozen read models of what was agreed: the plan for getting back in control, and each time we were in touch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sbp_desktop.models.agreed import Agreed
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import Beside, ConversationSnapshot, Correction, WebSnapshot, WorkerSnapshot
from sbp_desktop.models.versions import Versions


@dataclass(frozen=True, slots=True)
class StepSnapshot:
    """Who does what; it has one owner, in words and, where they are on the web, as a node (practice.md I-13)."""

    id: UUID
    what: str
    who: str = ""
    who_node: UUID | None = None
    done: str = "no"
    by: PartialDate | None = None


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
class CheckBackSnapshot:
    """How it was for the person after a goodbye: whether it was good, whether it is sorted, their words."""

    id: UUID
    at: PartialDate | None
    good: str | None = None
    sorted: bool | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class ContactSnapshot:
    """One time we were in touch, or tried to be."""

    id: UUID
    at_ms: int
    mode: str
    line: str = ""
    next_on: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class LeafSnapshot:
    """What a page left with somebody may say: only what is for everybody who may come to read it there.

    `worker` is whom to ring, `visited` who was with them where that was somebody else, `cover` who is there when the
    worker is not. `large`: large print helps them; `easy`: easy words and pictures do.
    `versions` is what of it stands in several, `seen_differently` what somebody says beside it, `put_right` what it
    said before on a page that was given already. `paper_ok` is False once they would rather have no paper.
    """

    person: UUID
    name: str
    web: WebSnapshot
    talk: ConversationSnapshot | None = None
    plan: PlanSnapshot | None = None
    good_life: str = ""
    good_life_of: UUID | None = None
    agreed: Agreed | None = None
    next_on: PartialDate | None = None
    next_words: str = ""
    worker: WorkerSnapshot | None = None
    visited: WorkerSnapshot | None = None
    cover: WorkerSnapshot | None = None
    born_on: PartialDate | None = None
    nhs_number: str = ""
    large: bool = False
    easy: bool = False
    paper_ok: bool = True
    versions: tuple[Versions, ...] = ()
    seen_differently: Beside = field(default_factory=dict)
    put_right: Mapping[UUID, tuple[Correction, ...]] = field(default_factory=dict)
