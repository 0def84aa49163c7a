"""What paid help does to everyday friendships: what was thought at its beginning, and what faded since (R14)."""

from dataclasses import dataclass
from uuid import UUID

from sbp_desktop.models.snapshots import NodeSnapshot, TieSnapshot, WebSnapshot
from sbp_desktop.models.vocabulary import Frequency, Strength
from sbp_desktop.models.web import Day, is_everyday

LOOK_AGAIN_DAYS = (42, 84)
"""Six and twelve weeks (practice.md R14)."""
_CLOSER = (Strength.BROKEN, Strength.TENUOUS, Strength.MODERATE, Strength.STRONG)
_OFTENER = (
    Frequency.NOT_NOW, Frequency.LESS_OFTEN, Frequency.MONTHLY, Frequency.FEW_TIMES_MONTH, Frequency.WEEKLY,
    Frequency.FEW_TIMES_WEEK, Frequency.DAILY,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Touched:
    """One line of everyday life beside some help: who it leads to and what was thought of it, "" where not asked."""

    tie: UUID
    label: str
    check: UUID | None = None
    effect: str = ""


@dataclass(frozen=True, slots=True)
class HarmSnapshot:
    """`weeks` since it was first asked, 0 before six; `faded` are those who ended or grew further since then."""

    service: UUID
    lines: tuple[Touched, ...] = ()
    weeks: int = 0
    faded: tuple[str, ...] = ()


def everyday_lines(web: WebSnapshot, day: int) -> tuple[tuple[TieSnapshot, NodeSnapshot], ...]:
    """The person's live lines to people and places of ordinary life on a day."""
    return tuple((tie, node) for tie, node in Day.of(web, day).live if is_everyday(node))


def faded(then: WebSnapshot, then_day: int, now: WebSnapshot, now_day: int) -> tuple[str, ...]:
    """Everybody of everyday life then whose line is gone, further or seldomer now."""
    lines = {node.id: tie for tie, node in everyday_lines(now, now_day)}
    return tuple(
        node.label for tie, node in everyday_lines(then, then_day) if node.id not in lines or _less(tie, lines[node.id])
    )


def _less(before: TieSnapshot, after: TieSnapshot) -> bool:
    pairs = ((_CLOSER, before.strength, after.strength), (_OFTENER, before.frequency, after.frequency))
    return any(was in steps and now_ in steps and steps.index(now_) < steps.index(was) for steps, was, now_ in pairs)


def weeks_since(asked: int, today: int) -> int:
    """The last of six and twelve weeks that has come, 0 before."""
    return max((days // 7 for days in LOOK_AGAIN_DAYS if today - asked >= days), default=0)
