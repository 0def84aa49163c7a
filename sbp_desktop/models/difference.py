"""What is different between two pictures of a web: a mark for each person, place and line, and a plain list to say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from sbp_desktop.models.dates import present_on
from sbp_desktop.models.onion import layer_index
from sbp_desktop.models.past import web_on
from sbp_desktop.models.snapshots import NodeSnapshot, TieSnapshot, WebSnapshot
from sbp_desktop.models.vocabulary import Basis, Circle, Closeness, Frequency, NodeStatus, Strength, Stress, Tier

NEW, GONE, CLOSER, FURTHER, CHANGED = "new", "gone", "closer", "further", "changed"

_NOT_COMING = frozenset({NodeStatus.DECLINED, NodeStatus.LOST, NodeStatus.ENDED})
_HOPED_FOR = frozenset({NodeStatus.POSSIBLE, NodeStatus.OFFERED, NodeStatus.PLANNED})
_CIRCLES = tuple(circle.value for circle in Circle)
_CLOSENESS = tuple(closeness.value for closeness in Closeness)
_STRENGTHS = (Strength.STRONG.value, Strength.MODERATE.value, Strength.TENUOUS.value, Strength.BROKEN.value)
_STRESSES = (Stress.NONE.value, Stress.SOME.value, Stress.HIGH.value)
_FREQUENCIES = tuple(frequency.value for frequency in Frequency if frequency != Frequency.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different. `what` is a key for words ("joined", "stopped", "hoped_for", "came_true", "closer",
    "further", "line_new", "line_gone", "easier", "harder", "oftener", "less_often", "helps", "helps_no_more",
    "renamed"); `about` are the one or two it speaks of; `detail` are values it names: kinds of help, a former name.
    """

    what: str
    about: tuple[NodeSnapshot, ...]
    detail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """`web` holds both pictures in one: the later one, and what was there before and is not any more."""

    web: WebSnapshot
    marks: Mapping[UUID, str] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()


def difference(before: WebSnapshot, day_before: int, after: WebSnapshot, day_after: int) -> Difference:
    """Compare two pictures of one web, each as it was on a day (ordinal); a picture is now's or as then written."""
    earlier, later = _Picture.of(before, day_before), _Picture.of(after, day_after)
    found = [*_come_and_gone(earlier, later), *_nodes_changed(earlier, later), *_lines(earlier, later)]
    marks: dict[UUID, str] = {}
    for id_, mark, _ in found:
        marks.setdefault(id_, mark)
    again = set(_same_lines(earlier, later).values())
    here = {node.id for node in after.nodes} | {tie.id for tie in after.ties}
    both = replace(
        after,
        nodes=(*after.nodes, *(node for id_, node in earlier.nodes.items() if id_ not in here)),
        ties=(*after.ties, *(tie for id_, tie in earlier.ties.items() if id_ not in here | again)),
    )
    return Difference(both, marks, tuple(change for _, _, change in found if change is not None))


@dataclass(frozen=True, slots=True)
class _Picture:
    """Who and what is in a picture on its day, the hoped-for included, in the order first written."""

    nodes: dict[UUID, NodeSnapshot]
    ties: dict[UUID, TieSnapshot]
    person: UUID

    @classmethod
    def of(cls, web: WebSnapshot, day: int) -> "_Picture":
        then = web_on(web, day)
        nodes = {
            node.id: node
            for node in then.nodes
            if node.status not in _NOT_COMING and present_on(day, node.since, node.until)
        }
        ties = {
            tie.id: tie
            for tie in then.ties
            if tie.a in nodes and tie.b in nodes and present_on(day, tie.since, tie.until)
        }
        return cls(nodes, ties, web.self_node)


_Found = Iterator[tuple[UUID, str, Change | None]]


def _hoped_for(node: NodeSnapshot) -> bool:
    return node.status in _HOPED_FOR or node.basis == Basis.HYPOTHETICAL


def _come_and_gone(earlier: _Picture, later: _Picture) -> _Found:
    for id_, node in later.nodes.items():
        if id_ not in earlier.nodes:
            yield id_, NEW, Change("hoped_for" if _hoped_for(node) else "joined", (node,))
    for id_, node in earlier.nodes.items():
        if id_ not in later.nodes:
            yield id_, GONE, Change("stopped", (node,))


def _nodes_changed(earlier: _Picture, later: _Picture) -> _Found:
    for id_, now in later.nodes.items():
        was = earlier.nodes.get(id_)
        if was is None or id_ == later.person:
            continue
        nearer = _how_far_in(was) - _how_far_in(now)
        if nearer:
            yield id_, CLOSER if nearer > 0 else FURTHER, Change("closer" if nearer > 0 else "further", (now,))
        if _hoped_for(was) and not _hoped_for(now):
            yield id_, CHANGED, Change("came_true", (now,))
        if was.label != now.label:
            yield id_, CHANGED, Change("renamed", (now,), (was.label,))


def _how_far_in(node: NodeSnapshot) -> int:
    """Rings from the middle; within a ring the tier, then the circles a person was put in, decide."""
    layer = 2 * layer_index(node.domain) + (node.tier == Tier.EXTENDED)
    circle = _CIRCLES.index(node.circle) if node.circle in _CIRCLES else 0
    closeness = _CLOSENESS.index(node.closeness) if node.closeness in _CLOSENESS else 0
    return 100 * layer + 10 * circle + closeness


def _lines(earlier: _Picture, later: _Picture) -> _Found:
    same = _same_lines(earlier, later)
    for id_, now in later.ties.items():
        ends = later.nodes[now.a], later.nodes[now.b]
        was = earlier.ties.get(same.get(id_, id_))
        if was is not None:
            yield from _line_changed(was, now, ends)
        elif now.a in earlier.nodes and now.b in earlier.nodes:
            yield id_, NEW, Change("line_new", ends)
        else:
            yield id_, NEW, None  # the one who joined says it all
    found_again = set(same.values())
    for id_, was in earlier.ties.items():
        if id_ not in later.ties and id_ not in found_again:
            stayed = was.a in later.nodes and was.b in later.nodes
            ends = earlier.nodes[was.a], earlier.nodes[was.b]
            yield id_, GONE, Change("line_gone", ends) if stayed else None


def _same_lines(earlier: _Picture, later: _Picture) -> dict[UUID, UUID]:
    """Lines of the later picture that were another in the earlier one: the same two, the same kind (D13)."""
    gone = {_between(tie): id_ for id_, tie in earlier.ties.items() if id_ not in later.ties}
    come = {id_: _between(tie) for id_, tie in later.ties.items() if id_ not in earlier.ties}
    return {id_: gone[between] for id_, between in come.items() if between in gone}


def _between(tie: TieSnapshot) -> tuple[frozenset[UUID], str]:
    return frozenset((tie.a, tie.b)), tie.kind


def _line_changed(was: TieSnapshot, now: TieSnapshot, ends: tuple[NodeSnapshot, NodeSnapshot]) -> _Found:
    for scale, name, less, more, less_mark, more_mark in (
        (_STRENGTHS, "strength", "closer", "further", CLOSER, FURTHER),
        (_STRESSES, "stress", "easier", "harder", CHANGED, CHANGED),
        (_FREQUENCIES, "frequency", "oftener", "less_often", CHANGED, CHANGED),
    ):
        before, after = getattr(was, name), getattr(now, name)
        if before in scale and after in scale and before != after:
            up = scale.index(after) > scale.index(before)
            yield now.id, more_mark if up else less_mark, Change(more if up else less, ends)
    if begun := now.support - was.support:
        yield now.id, CHANGED, Change("helps", ends, tuple(sorted(begun)))
    if ended := was.support - now.support:
        yield now.id, CHANGED, Change("helps_no_more", ends, tuple(sorted(ended)))
