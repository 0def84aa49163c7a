"""The five questions about a good life, filled from the web, so that nobody writes a thing twice (practice.md A18)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sbp_desktop.models.agreed import Agreed
from sbp_desktop.models.findings import SUPPORT_WORDS
from sbp_desktop.models.snapshots import NodeSnapshot, WebSnapshot
from sbp_desktop.models.vocabulary import Domain, Done, HadHasWould, NodeKind, NodeStatus, Strength, StrengthWhen
from sbp_desktop.models.web import Day

_HOPED_FOR = frozenset({NodeStatus.POSSIBLE, NodeStatus.OFFERED, NodeStatus.PLANNED})
_AROUND = frozenset({Domain.COMMUNITY, Domain.TARGETED, Domain.STATUTORY})


class Question(StrEnum):
    """In the order they are asked."""

    OWN = "own"  # what they are good at, know and like
    GROW = "grow"  # what would make that stronger
    CIRCLE = "circle"  # their own people
    AROUND = "around"  # places around here, and formal help
    RISKS = "risks"  # what there is to keep an eye on


@dataclass(frozen=True, slots=True)
class Answer:
    """Something of the web that answers a question. `quiet`: they are out of touch. `only_for`: the kinds of help, in
    words, that only they give. `thin`: the line to them is not strong.
    """

    words: str
    quiet: bool = False
    only_for: tuple[str, ...] = ()
    thin: bool = False


def answers(web: WebSnapshot, agreed: Agreed, day: int) -> dict[Question, tuple[Answer, ...]]:
    """What the web and what was agreed say to each question on a day (ordinal)."""
    on = Day.of(web, day)
    there = [node for node in on.there.values() if node.id != web.self_node and node.kind != NodeKind.WORKER]
    wishes = [wish for wish in agreed.of("RiskEnablement") if wish.words("wish")]
    return {
        Question.OWN: _distinct(_own(web, there)),
        Question.GROW: _distinct(_growing(web, agreed)),
        Question.CIRCLE: tuple(_circle(on, there)),
        Question.AROUND: _distinct(Answer(node.label) for node in there if node.domain in _AROUND),
        Question.RISKS: _distinct(Answer(wish.words("wish")) for wish in wishes),
    }


def _own(web: WebSnapshot, there: list[NodeSnapshot]) -> Iterator[Answer]:
    for node in there:
        if node.domain == Domain.PERSONAL and node.had_has_would != HadHasWould.WOULD_LIKE:
            yield Answer(node.label)
    yield from (Answer(each.text) for each in web.strengths if each.when != StrengthWhen.WOULD_LIKE)


def _growing(web: WebSnapshot, agreed: Agreed) -> Iterator[Answer]:
    for node in web.nodes:
        if node.had_has_would == HadHasWould.WOULD_LIKE or node.status in _HOPED_FOR:
            yield Answer(node.label)
    yield from (Answer(each.text) for each in web.strengths if each.when == StrengthWhen.WOULD_LIKE)
    yield from (
        Answer(skill.words("skill")) for skill in agreed.of("DevelopmentItem") if skill.words("done") != Done.YES
    )


def _circle(on: Day, there: list[NodeSnapshot]) -> Iterator[Answer]:
    quiet = {node.id for node in on.dormant()} - {node.id for _, node in on.live}
    thin = {node.id for tie, node in on.mine if tie.strength == Strength.TENUOUS}
    only = defaultdict(list)
    for kind, node in on.only_sources().items():
        only[node.id].append(SUPPORT_WORDS[kind])
    for node in there:
        if node.domain == Domain.NETWORK and not node.remembered:
            yield Answer(node.label, node.id in quiet, tuple(only[node.id]), node.id in thin)


def _distinct(found: Iterator[Answer]) -> tuple[Answer, ...]:
    return tuple({answer.words.casefold(): answer for answer in found if answer.words}.values())
