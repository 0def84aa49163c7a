"""What a web shows on a day, worked out and never stored: live ties, counts, and findings in plain words.

Definitions are decisions.md D14 and practice.md F.4; a day is a proleptic ordinal (`date.toordinal()`).
"""

from collections import defaultdict
from collections.abc import Iterable
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
    Tier,
)

NOT_THERE = frozenset({NodeStatus.POSSIBLE, NodeStatus.OFFERED, NodeStatus.DECLINED, NodeStatus.LOST})
EVERYDAY = frozenset({Domain.NETWORK, Domain.COMMUNITY})
FORMAL = frozenset({Domain.TARGETED, Domain.STATUTORY})
UNPAID = frozenset({Paid.UNPAID, Paid.VOLUNTEER, Paid.PEER})
MONTHLY_OR_OFTENER = frozenset(
    {Frequency.DAILY, Frequency.FEW_TIMES_WEEK, Frequency.WEEKLY, Frequency.FEW_TIMES_MONTH, Frequency.MONTHLY}
)

SUPPORT_WORDS = {
    "emotional": "someone to talk to",
    "practical": "practical help",
    "personal_care": "personal care",
    "information": "finding things out",
    "company": "company",
    "transport": "getting about",
    "money": "money",
    "advocacy": "speaking up",
    "health": "health",
    "accommodation": "somewhere to live",
    "work": "work",
    "learning": "learning",
    "belonging": "belonging",
    "safety": "feeling safe",
}
"""Each kind of help in words for a sentence ("only one for ...")."""

_WHO_ELSE = {
    "emotional": "Who else do you like to talk things over with?",
    "practical": "Who else could lend a hand at home?",
    "personal_care": "Who else would you feel at ease with for personal care?",
    "information": "Who else knows how things work round here?",
    "company": "Who else do you like spending time with?",
    "transport": "Who else could take you places?",
    "money": "Who else would you trust to help with money?",
    "advocacy": "Who else would you like to speak up beside you?",
    "health": "Who else helps you to keep well?",
    "accommodation": "Who else could help with where you live?",
    "work": "Who else would you like to work with?",
    "learning": "Who else would you like to learn with?",
    "belonging": "Where else do you feel at home?",
    "safety": "Who or what else helps you to feel safe?",
}


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


@dataclass(frozen=True, slots=True)
class Finding:
    """Something worth noticing (practice.md R20). `for_me` is the plain finding, for the worker alone; `invitation` is
    what may stand on a page the person sees (decisions.md D23). `about` are the people and places it speaks of.
    """

    key: str
    for_me: str
    invitation: str
    about: tuple[UUID, ...] = ()


def nodes_on(web: WebSnapshot, day: int) -> dict[UUID, NodeSnapshot]:
    """Everybody and everything that counts on a day, by id, in the web's own order."""
    return {
        node.id: node
        for node in web.nodes
        if node.basis != Basis.HYPOTHETICAL and node.status not in NOT_THERE and present_on(day, node.since, node.until)
    }


def ties_on(web: WebSnapshot, day: int) -> tuple[TieSnapshot, ...]:
    """The ties that count on a day: both ends are there, live or not."""
    there = nodes_on(web, day)
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


@dataclass(frozen=True, slots=True)
class _Day:
    """A web read once for a day. `mine` pairs each tie that has the person at one end with the node at the other."""

    there: dict[UUID, NodeSnapshot]
    ties: tuple[TieSnapshot, ...]
    mine: tuple[tuple[TieSnapshot, NodeSnapshot], ...]
    person: UUID

    @classmethod
    def of(cls, web: WebSnapshot, day: int) -> "_Day":
        there, ties, me = nodes_on(web, day), ties_on(web, day), web.self_node
        mine = tuple((tie, there[tie.b if tie.a == me else tie.a]) for tie in ties if me in (tie.a, tie.b))
        return cls(there, ties, mine, me)

    @property
    def live(self) -> tuple[tuple[TieSnapshot, NodeSnapshot], ...]:
        return tuple((tie, node) for tie, node in self.mine if is_live(tie))

    def reaches(self, tie: TieSnapshot) -> bool:
        """Whether help comes to the person along one of their ties."""
        return tie.flow in (Flow.BOTH, Flow.A_TO_B if tie.b == self.person else Flow.B_TO_A)

    def gives(self, tie: TieSnapshot) -> bool:
        """Whether help goes from the person along one of their ties."""
        return tie.flow in (Flow.BOTH, Flow.A_TO_B if tie.a == self.person else Flow.B_TO_A)

    def given_to(self) -> set[UUID]:
        return {node.id for tie, node in self.live if is_everyday(node) and self.gives(tie)}

    def dormant(self) -> list[NodeSnapshot]:
        return [node for tie, node in self.mine if tie.frequency == Frequency.NOT_NOW and tie.harm != Harm.KNOWN]

    def only_sources(self) -> dict[str, NodeSnapshot]:
        """Kinds of help with one single source, where that source is somebody unpaid of the person's own network."""
        sources: dict[str, dict[UUID, NodeSnapshot]] = defaultdict(dict)
        for tie, node in self.live:
            left_out = node.kind in (NodeKind.WORKER, NodeKind.EQUIPMENT) or node.dependant
            if self.reaches(tie) and not left_out:
                for kind in tie.support:
                    sources[kind][node.id] = node
        single = {kind: next(iter(found.values())) for kind, found in sorted(sources.items()) if len(found) == 1}
        return {kind: node for kind, node in single.items() if node.domain == Domain.NETWORK and is_unpaid(node)}


def web_metrics(web: WebSnapshot, day: int) -> WebMetrics:
    """The bare figures of a day. Counts of ties are counts of the nodes tied; strengths are never counted."""
    on = _Day.of(web, day)
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


def findings(web: WebSnapshot, day: int) -> tuple[Finding, ...]:
    """What is worth noticing on a day, in words and without a score. An empty web says nothing about anybody."""
    on = _Day.of(web, day)
    if not any(node.id != web.self_node for node in on.there.values()):
        return ()
    found = (
        _only_one_for(on),
        _nobody_close_helps(on),
        _only_paid_people(on),
        _no_one_to_ring(on),
        _gives_to_nobody(on),
        _gone_quiet(on),
        _no_everyday_company(on),
    )
    return tuple(finding for finding in found if finding)


def _only_one_for(on: _Day) -> Finding | None:
    only = on.only_sources()
    if not only:
        return None
    by_source: dict[UUID, list[str]] = defaultdict(list)
    for kind, node in only.items():
        by_source[node.id].append(SUPPORT_WORDS[kind])
    parts = [f"{listed(words)} ({on.there[source].label})" for source, words in by_source.items()]
    return Finding("only_one_for", f"Only one for {listed(parts)}.", _WHO_ELSE[next(iter(only))], tuple(by_source))


def _nobody_close_helps(on: _Day) -> Finding | None:
    close = any(
        node.domain == Domain.NETWORK and node.tier != Tier.EXTENDED and is_unpaid(node) and on.reaches(tie)
        for tie, node in on.live
    )
    return (
        None if close else Finding("nobody_close", "Nobody close is helping yet.", "Who else would you like close by?")
    )


def _only_paid_people(on: _Day) -> Finding | None:
    said = [node for _, node in on.live if node.paid not in (None, Paid.NA)]
    if not said or any(is_unpaid(node) for node in said):
        return None
    about = tuple(dict.fromkeys(node.id for node in said))
    return Finding("only_paid", "Only paid people are here at present.", "Who do you enjoy being with?", about)


def _no_one_to_ring(on: _Day) -> Finding | None:
    if any(node.lifeline for node in on.there.values()):
        return None
    return Finding("no_one_to_ring", "No one to ring has been named yet.", "Who would you like to ring first?")


def _gives_to_nobody(on: _Day) -> Finding | None:
    if on.given_to():
        return None
    return Finding("gives_to_nobody", "Gives to nobody yet.", "What do you like doing for other people?")


def _gone_quiet(on: _Day) -> Finding | None:
    quiet = list({node.id: node for node in on.dormant()}.values())
    if not quiet:
        return None
    names = listed([node.label for node in quiet])
    return Finding(
        "gone_quiet",
        f"Gone quiet: {names}.",
        "Who would you like to hear from again?",
        tuple(node.id for node in quiet),
    )


def _no_everyday_company(on: _Day) -> Finding | None:
    if any(is_everyday(node) and tie.frequency in MONTHLY_OR_OFTENER for tie, node in on.live):
        return None
    return Finding(
        "no_company", "No everyday company each month that we know of.", "Who would you like to see more of, and where?"
    )


def listed(words: Iterable[str]) -> str:
    """Words as a sentence lists them: "a", "a and b", "a, b and c"."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
