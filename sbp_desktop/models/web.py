"""What a web shows on a day, worked out and never stored: who is there, live ties, sources of help, counts.

Definitions are decisions.md D14 and practice.md F.4; a day is a proleptic ordinal (`date.toordinal()`).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID

from sbp_desktop.models.dates import present_on
from sbp_desktop.models.snapshots import NodeSnapshot, TieSnapshot, WebSnapshot
from sbp_desktop.models.vocabulary import (
    Basis,
    Domain,
    Flow,
    Frequency,
    Harm,
    NodeKind,
    NodeStatus,
    Paid,
    Strength,
    Stress,
)

NOT_THERE = frozenset({NodeStatus.POSSIBLE, NodeStatus.OFFERED, NodeStatus.DECLINED, NodeStatus.LOST})
EVERYDAY = frozenset({Domain.NETWORK, Domain.COMMUNITY})
FORMAL = frozenset({Domain.TARGETED, Domain.STATUTORY})
UNPAID = frozenset({Paid.UNPAID, Paid.VOLUNTEER, Paid.PEER})
MONTHLY_OR_OFTENER = frozenset(
    {Frequency.DAILY, Frequency.FEW_TIMES_WEEK, Frequency.WEEKLY, Frequency.FEW_TIMES_MONTH, Frequency.MONTHLY}
)


class WebMetrics(TypedDict):
    """Bare figures of one day, in the shape the fixture files and the tour's report use."""

    by_domain: dict[str, int]
    unpaid_ties: int
    everyday_ties: int
    formal_ties: int
    gives_to: int
    high_stress: int
    harmful: int
    dormant: int
    only_one_for: list[str]


def nodes_on(web: WebSnapshot, day: int) -> dict[UUID, NodeSnapshot]:
    """Everybody and everything that counts on a day, by id, in the web's own order."""
    return {
        node.id: node
        for node in web.nodes
        if node.basis != Basis.HYPOTHETICAL and node.status not in NOT_THERE and present_on(day, node.since, node.until)
    }


def ties_on(web: WebSnapshot, day: int) -> tuple[TieSnapshot, ...]:
    """The ties that count on a day: both ends are there, live or not."""
    return _ties_among(nodes_on(web, day), web, day)


def _ties_among(there: Mapping[UUID, NodeSnapshot], web: WebSnapshot, day: int) -> tuple[TieSnapshot, ...]:
    return tuple(
        tie
        for tie in web.ties
        if tie.a in there
        and tie.b in there
        and tie.basis != Basis.HYPOTHETICAL
        and present_on(day, tie.since, tie.until)
    )


def is_live(tie: TieSnapshot) -> bool:
    """Whether help or company can come along a tie: not broken, not known to harm, not out of touch."""
    return tie.strength != Strength.BROKEN and tie.harm != Harm.KNOWN and tie.frequency != Frequency.NOT_NOW


def stress_on(tie: TieSnapshot, day: int) -> str:
    """The stress known on a day: the last dated value by then, "unknown" before the first; undated ties keep theirs."""
    dated = sorted((entry for entry in tie.history if entry.field == "stress"), key=lambda entry: entry.at.lo)
    if not dated:
        return tie.stress
    known = [str(entry.value) for entry in dated if entry.at.lo <= day]
    return known[-1] if known else Stress.UNKNOWN.value


def is_formal(node: NodeSnapshot) -> bool:
    """Paid-for or legal help, leaving out workers and equipment."""
    return node.domain in FORMAL and node.kind not in (NodeKind.WORKER, NodeKind.EQUIPMENT)


def is_everyday(node: NodeSnapshot) -> bool:
    """People and places of ordinary life, leaving out workers."""
    return node.domain in EVERYDAY and node.kind != NodeKind.WORKER


def is_unpaid(node: NodeSnapshot) -> bool:
    """Whether somebody comes for no pay: as family or friend, as a volunteer, or as a peer."""
    return node.paid in UNPAID


def can_be_leant_on(node: NodeSnapshot) -> bool:
    """Whether a node counts as a source of help: workers, equipment and those who depend on the person do not."""
    return node.kind not in (NodeKind.WORKER, NodeKind.EQUIPMENT) and not node.dependant


@dataclass(frozen=True, slots=True)
class Day:
    """A web read once for a day.

    `there` and `ties` are those that count that day, live or not. `mine` pairs each tie that has the person at one end
    with the node at the other; of these, `live` are the ones along which help or company can come.
    """

    there: dict[UUID, NodeSnapshot]
    ties: tuple[TieSnapshot, ...]
    mine: tuple[tuple[TieSnapshot, NodeSnapshot], ...]
    live: tuple[tuple[TieSnapshot, NodeSnapshot], ...]
    person: UUID

    @classmethod
    def of(cls, web: WebSnapshot, day: int) -> "Day":
        """Read a web for a day (ordinal)."""
        there, me = nodes_on(web, day), web.self_node
        ties = _ties_among(there, web, day)
        mine = tuple((tie, there[tie.b if tie.a == me else tie.a]) for tie in ties if me in (tie.a, tie.b))
        return cls(there, ties, mine, tuple(pair for pair in mine if is_live(pair[0])), me)

    def reaches(self, tie: TieSnapshot) -> bool:
        """Whether help comes to the person along one of their ties."""
        return tie.flow in (Flow.BOTH, Flow.A_TO_B if tie.b == self.person else Flow.B_TO_A)

    def gives(self, tie: TieSnapshot) -> bool:
        """Whether help goes from the person along one of their ties."""
        return tie.flow in (Flow.BOTH, Flow.A_TO_B if tie.a == self.person else Flow.B_TO_A)

    def given_to(self) -> set[UUID]:
        """People and places of ordinary life that the person helps."""
        return {node.id for tie, node in self.live if is_everyday(node) and self.gives(tie)}

    def dormant(self) -> list[NodeSnapshot]:
        """Those the person is out of touch with, where no harm is known; one for each tie."""
        return [node for tie, node in self.mine if tie.frequency == Frequency.NOT_NOW and tie.harm != Harm.KNOWN]

    def sources(self) -> dict[str, dict[UUID, NodeSnapshot]]:
        """Everybody and everything each kind of help reaches the person from."""
        found: dict[str, dict[UUID, NodeSnapshot]] = defaultdict(dict)
        for tie, node in self.live:
            if self.reaches(tie):
                for kind in tie.support:
                    found[kind][node.id] = node
        return found

    def only_sources(self) -> dict[str, NodeSnapshot]:
        """Kinds of help with one single source, where that source is somebody unpaid of the person's own network."""
        only = {}
        for kind, found in sorted(self.sources().items()):
            counted = [node for node in found.values() if can_be_leant_on(node)]
            if len(counted) == 1 and counted[0].domain == Domain.NETWORK and is_unpaid(counted[0]):
                only[kind] = counted[0]
        return only


def web_metrics(web: WebSnapshot, day: int) -> WebMetrics:
    """The bare figures of a day. Counts of ties are counts of the nodes tied; strengths are never counted."""
    on = Day.of(web, day)
    everyday = {node.id: node for _, node in on.live if is_everyday(node)}
    left_out = (NodeKind.SELF, NodeKind.WORKER)
    return {
        "by_domain": {
            domain.value: sum(node.domain == domain and node.kind not in left_out for node in on.there.values())
            for domain in Domain
        },
        "unpaid_ties": sum(is_unpaid(node) for node in everyday.values()),
        "everyday_ties": len(everyday),
        "formal_ties": len({node.id for _, node in on.live if is_formal(node)}),
        "gives_to": len(on.given_to()),
        "high_stress": sum(is_live(tie) and stress_on(tie, day) == Stress.HIGH for tie in on.ties),
        "harmful": sum(tie.harm == Harm.KNOWN for tie in on.ties),
        "dormant": len(on.dormant()),
        "only_one_for": sorted(on.only_sources()),
    }
