"""What is worth noticing about a web on a day, in plain words and as a question, and never as a score.

Each rests on the figures of `models/web.py` (decisions.md D14, practice.md R20) and is said only when it is true.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from sbp_desktop.models import carers
from sbp_desktop.models.rules import COMPANY, LISTEN_TO_CARERS, NOT_INSTEAD, NOT_TOO_MUCH, TAKES_PART, WEAK_NETWORK
from sbp_desktop.models.snapshots import NodeSnapshot, TieSnapshot, WebSnapshot
from sbp_desktop.models.vocabulary import (
    Basis,
    Domain,
    Flow,
    Frequency,
    NodeKind,
    NodeStatus,
    Paid,
    Support,
    TakesPart,
    Tier,
)
from sbp_desktop.models.web import (
    MONTHLY_OR_OFTENER,
    Day,
    can_be_leant_on,
    is_everyday,
    is_formal,
    is_live,
    is_unpaid,
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

WHO_ELSE = {
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

CARER_NOT_ASKED, MORE_THAN_THE_CIRCLE = "carer_not_asked", "more_than_the_circle"
_SEVERAL_KINDS = 3
_DAY = re.compile(r"mon|tue|wed|thu|fri|sat|sun")
_WEEKEND = {"sat", "sun"}
_HOPED_FOR = frozenset({NodeStatus.POSSIBLE, NodeStatus.OFFERED, NodeStatus.PLANNED})
_TASKS = frozenset({Support.PERSONAL_CARE, Support.PRACTICAL, Support.TRANSPORT})


@dataclass(frozen=True, slots=True)
class Finding:
    """Something worth noticing (practice.md R20). `for_me` is the plain finding, for the worker alone; `invitation` is
    what may stand on a page the person sees (decisions.md D23). `about` are the people and places it speaks of,
    `rule` is what a team switches off to have none of it.
    """

    key: str
    for_me: str
    invitation: str
    about: tuple[UUID, ...] = ()
    rule: str = WEAK_NETWORK


def findings(web: WebSnapshot, day: int) -> tuple[Finding, ...]:
    """What is worth noticing on a day, in words and without a score, as far as the team's rules have it. An empty web
    says nothing about anybody.
    """
    on = Day.of(web, day)
    if not any(node.id != web.self_node for node in on.there.values()):
        return ()
    found = (
        _most_through_one(on),
        _only_one_for(on),
        _nobody_close_helps(on),
        _only_paid_people(on),
        _no_one_to_ring(on),
        _gives_to_nobody(on),
        _gone_quiet(on),
        _no_everyday_company(on),
        _only_paid_at_weekends(on),
        _nobody_helps_a_carer(on),
        _somebody_knows_what_is_hoped_for(on, web),
        _same_liking(on),
        _only_goes_there(on),
        _carer_not_asked(on, web),
        _more_than_the_circle(on, web),
        _both_doing_this(on),
    )
    return tuple(finding for finding in found if finding and finding.rule not in web.rules_off)


def _most_through_one(on: Day) -> Finding | None:
    """More than half of at least three kinds of help come from one person and from nobody else."""
    kinds = [kind for kind, found in on.sources().items() if any(map(can_be_leant_on, found.values()))]
    rests_on = Counter(node.id for node in on.only_sources().values())
    if len(kinds) < _SEVERAL_KINDS or not rests_on:
        return None
    most, many = rests_on.most_common(1)[0]
    if 2 * many <= len(kinds):
        return None
    name = on.there[most].label
    return Finding(
        "most_through_one",
        f"Most help comes through one person, {name}.",
        f"Who else could step in when {name} is away?",
        (most,),
    )


def _only_one_for(on: Day) -> Finding | None:
    only = on.only_sources()
    if not only:
        return None
    by_source: dict[UUID, list[str]] = defaultdict(list)
    for kind, node in only.items():
        by_source[node.id].append(SUPPORT_WORDS[kind])
    parts = [f"{listed(words)} ({on.there[source].label})" for source, words in by_source.items()]
    return Finding("only_one_for", f"Only one for {listed(parts)}.", WHO_ELSE[next(iter(only))], tuple(by_source))


def _nobody_close_helps(on: Day) -> Finding | None:
    close = any(
        node.domain == Domain.NETWORK and node.tier != Tier.EXTENDED and is_unpaid(node) and on.reaches(tie)
        for tie, node in on.live
    )
    return (
        None if close else Finding("nobody_close", "Nobody close is helping yet.", "Who else would you like close by?")
    )


def _only_paid_people(on: Day) -> Finding | None:
    said = [node for _, node in on.live if node.paid not in (None, Paid.NA)]
    if not said or any(is_unpaid(node) for node in said):
        return None
    about = tuple(dict.fromkeys(node.id for node in said))
    return Finding("only_paid", "Only paid people are here at present.", "Who do you enjoy being with?", about)


def _no_one_to_ring(on: Day) -> Finding | None:
    if any(node.lifeline for node in on.there.values()):
        return None
    return Finding("no_one_to_ring", "No one to ring has been named yet.", "Who would you like to ring first?")


def _gives_to_nobody(on: Day) -> Finding | None:
    if on.given_to():
        return None
    return Finding("gives_to_nobody", "Gives to nobody yet.", "What do you like doing for other people?")


def _gone_quiet(on: Day) -> Finding | None:
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


def _no_everyday_company(on: Day) -> Finding | None:
    if any(is_everyday(node) and tie.frequency in MONTHLY_OR_OFTENER for tie, node in on.live):
        return None
    return Finding(
        "no_company",
        "No everyday company each month that we know of.",
        "Who would you like to see more of, and where?",
        rule=COMPANY,
    )


def _only_paid_at_weekends(on: Day) -> Finding | None:
    """Everybody known to come at a weekend is paid, and nobody unpaid may come on a day that was not said."""
    helping = [(tie, node) for tie, node in on.live if on.reaches(tie)]
    weekend = [node for _, node in helping if _days(node) & _WEEKEND]
    if not weekend or any(node.paid != Paid.PAID for node in weekend):
        return None
    if any(is_unpaid(node) and (not _days(node) or tie.frequency == Frequency.DAILY) for tie, node in helping):
        return None
    about = tuple(dict.fromkeys(node.id for node in weekend))
    return Finding("weekends_paid", "At weekends only paid people come.", "Who do you like to see at weekends?", about)


def _days(node: NodeSnapshot) -> set[str]:
    return set(_DAY.findall(node.weekday.casefold()))


def _nobody_helps_a_carer(on: Day) -> Finding | None:
    """Somebody looks after the person, and no help is known to reach them from anybody."""
    helped = {end for tie in on.ties if is_live(tie) for end in _helped(tie)}
    left = {node.id: node for _, node in on.live if node.is_carer and node.id not in helped}
    if not left:
        return None
    names = listed([node.label for node in left.values()])
    return Finding(
        "carer_helped_by_nobody", f"Nobody here is known to help {names}.", f"Who looks out for {names}?", tuple(left)
    )


def _helped(tie: TieSnapshot) -> set[UUID]:
    return {end for end, flow in ((tie.b, Flow.A_TO_B), (tie.a, Flow.B_TO_A)) if tie.flow in (flow, Flow.BOTH)}


def _somebody_knows_what_is_hoped_for(on: Day, web: WebSnapshot) -> Finding | None:
    """Something hoped for has a line to somebody the person is in touch with, who might go along."""
    hoped = {node.id: node for node in web.nodes if node.status in _HOPED_FOR and node.basis != Basis.HYPOTHETICAL}
    in_touch = {node.id: node for _, node in on.live if node.kind == NodeKind.PERSON}
    for tie in web.ties:
        for one, other in ((tie.a, tie.b), (tie.b, tie.a)):
            if one in in_touch and other in hoped and is_live(tie) and tie.basis != Basis.HYPOTHETICAL:
                knows, wished = in_touch[one].label, hoped[other].label
                return Finding(
                    "hoped_for_known",
                    f"{knows} knows {wished}, which is hoped for.",
                    f"Would it be good if {knows} came along to {wished}?",
                    (one, other),
                )
    return None


def _same_liking(on: Day) -> Finding | None:
    """Two people of everyday life who are not joined by a line, and both have one to the same interest or activity."""
    friends = {node.id for _, node in on.live if node.kind == NodeKind.PERSON and is_everyday(node)}
    joined = {frozenset((tie.a, tie.b)) for tie in on.ties}
    fond: dict[UUID, dict[UUID, None]] = defaultdict(dict)
    for tie in filter(is_live, on.ties):
        for one, liked in ((tie.a, tie.b), (tie.b, tie.a)):
            if one in friends and on.there[liked].kind in (NodeKind.INTEREST, NodeKind.ACTIVITY):
                fond[liked][one] = None
    for liked, people in fond.items():
        for one, other in combinations(people, 2):
            if frozenset((one, other)) not in joined:
                names, what = f"{on.there[one].label} and {on.there[other].label}", on.there[liked].label
                return Finding(
                    "same_liking",
                    f"{names} are not known to have met, and both like {what}.",
                    f"Would {names} like to meet over {what}?",
                    (one, other, liked),
                )
    return None


def _only_goes_there(on: Day) -> Finding | None:
    """The person says of places around here that they only go there, and of none that they have a part in it (R30)."""
    around = [(tie.takes_part, node) for tie, node in on.live if node.domain == Domain.COMMUNITY]
    goes = {node.id: node.label for part, node in around if part == TakesPart.ATTENDS}
    if not goes or any(part == TakesPart.TAKES_PART for part, _ in around):
        return None
    said = f"Goes to {listed(goes.values())}, and has no part in it yet."
    return Finding("only_goes_there", said, "Where would you like to lend a hand?", tuple(goes), TAKES_PART)


def listed(words: Iterable[str]) -> str:
    """Words as a sentence lists them: "a", "a and b", "a, b and c"."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _carer_not_asked(on: Day, web: WebSnapshot) -> Finding | None:
    """Somebody who gives daily help was never asked themselves (practice.md R07)."""
    for id_, node in on.there.items():
        if carers.looks_after(web, node) and not carers.was_asked(web, node):
            said = f"Nobody has asked {node.label} yet how it is to help."
            return Finding(CARER_NOT_ASKED, said, f"How is it for {node.label} to help?", (id_,), LISTEN_TO_CARERS)
    return None


def _more_than_the_circle(on: Day, web: WebSnapshot) -> Finding | None:
    """Personal care rests on one who is worn out or was not asked, or on a child (practice.md R16)."""
    alone = on.only_sources().get(Support.PERSONAL_CARE) or _child_alone(on)
    if alone is None or (carers.was_asked(web, alone) and not carers.is_worn(alone) and not alone.dependant):
        return None
    said = f"Personal care rests on {alone.label} alone. It may need more than the circle."
    return Finding(MORE_THAN_THE_CIRCLE, said, WHO_ELSE[Support.PERSONAL_CARE], (alone.id,), NOT_INSTEAD)


def _child_alone(on: Day) -> NodeSnapshot | None:
    """Somebody who depends on the person, as a child does, where all personal care comes from such."""
    found = list(on.sources().get(Support.PERSONAL_CARE, {}).values())
    return found[0] if found and all(node.dependant for node in found) else None


def _both_doing_this(on: Day) -> Finding | None:
    """Paid help does what somebody close does too (practice.md R15)."""
    for kind, found in sorted(on.sources().items()):
        close = [node for node in found.values() if is_everyday(node) and is_unpaid(node)]
        paid = [node for node in found.values() if is_formal(node)]
        if kind in _TASKS and close and paid:
            said = f"{close[0].label} and {paid[0].label} are both doing this: {SUPPORT_WORDS[kind]}."
            return Finding(
                "both_doing_this", said, "Who would you like to do what?", (close[0].id, paid[0].id), NOT_TOO_MUCH
            )
    return None
