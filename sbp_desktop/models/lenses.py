"""Ways of looking at a web on a day, worked out and never stored: who stays in front, and the same as a list.

The seven lenses are those of practice.md A67 and F.7 (screen 3). What counts is decided in `models/web.py` alone.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from sbp_desktop.models.clock import stamp_ms
from sbp_desktop.models.snapshots import NodeSnapshot, TieSnapshot, WebSnapshot
from sbp_desktop.models.vocabulary import Distance, Flow, HelpsMe, KnowsOnMap, NodeKind, Paid, Support
from sbp_desktop.models.web import Day, can_be_leant_on, is_everyday, is_live


class Lens(StrEnum):
    WHO_CARES = "who_cares"
    TEAM = "team"
    WHAT_HELPS = "what_helps"
    I_HELP = "i_help"
    WHO_ELSE = "who_else"
    NEW = "new"
    FAR_AWAY = "far_away"


CARE = frozenset({Support.EMOTIONAL, Support.PERSONAL_CARE})
FAR = frozenset({Distance.ELSEWHERE_UK, Distance.ABROAD})
CARER, ASK_FIRST, BOTH_WAYS, LINE = "carer", "ask_first", "both_ways", "line"
"""Reasons of a row that are not a stored value: looks after the person, has not agreed to be reached this way, help
goes both ways, only the line is new."""

_TO_SPEAK_WITH = frozenset(
    {
        NodeKind.PERSON,
        NodeKind.HOUSEHOLD,
        NodeKind.GROUP,
        NodeKind.ORGANISATION,
        NodeKind.SERVICE,
        NodeKind.WORKER,
    }
)
_PUBLIC = frozenset({NodeKind.GROUP, NodeKind.ORGANISATION, NodeKind.SERVICE, NodeKind.WORKER})


@dataclass(frozen=True, slots=True)
class LastTime:
    """When we last talked: the ordinal day, and the instant in ms UTC."""

    day: int = 0
    ms: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: who or what, kinds of help (`Support` values, sorted), why, and how to reach them.

    `why` is the stored value that put them here (HelpsMe, Distance) or one of the reasons above, "" where the help
    itself or merely being there is the reason.
    """

    node: NodeSnapshot
    kinds: tuple[str, ...] = ()
    why: str = ""
    reach: str = ""


@dataclass(frozen=True, slots=True)
class Sight:
    """A list, and the ids of the nodes and ties that step back so that what it speaks of stays in front."""

    rows: tuple[Row, ...]
    quiet: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Away:
    """What would stop if one were away. Nothing of it is about the person's own help to others.

    `nobody_else`: kinds of help no other source is known for. `hardly_else`: kinds for which only workers, equipment
    or those who depend on the person would remain, with those. `cut_off`: whoever is linked to the person through
    this one alone. `first_to_ring`: nobody else is named to ring first.
    """

    node: NodeSnapshot
    nobody_else: tuple[str, ...]
    hardly_else: tuple[tuple[str, tuple[NodeSnapshot, ...]], ...]
    cut_off: tuple[NodeSnapshot, ...]
    first_to_ring: bool
    quiet: frozenset[UUID]

    @property
    def nothing(self) -> bool:
        """Whether nothing is known to rest on this one alone."""
        return not (self.nobody_else or self.hardly_else or self.cut_off or self.first_to_ring)


def look(web: WebSnapshot, day: int, lens: Lens, last: LastTime) -> Sight:
    """See a web through a lens. A line stays in front with both its ends, and the person always does."""
    on = Day.of(web, day)
    rows: dict[UUID, Row] = {}
    for row in _FOUND[lens](on, last):
        known = rows.get(row.node.id)
        kinds = tuple(sorted({*row.kinds, *(known.kinds if known else ())}))
        rows[row.node.id] = replace(known or row, kinds=kinds)
    front = {on.person, *rows}
    lines = {tie.id for tie in on.ties if tie.a in front and tie.b in front}
    return Sight(tuple(rows.values()), _all_but(web, front | lines))


def if_away(web: WebSnapshot, day: int, node: UUID) -> Away | None:
    """Lift one node out and see what stops; None for the person and for what does not count that day."""
    on = Day.of(web, day)
    if node == on.person or node not in on.there:
        return None
    nobody_else: list[str] = []
    hardly_else: list[tuple[str, tuple[NodeSnapshot, ...]]] = []
    for kind, found in sorted(on.sources().items()):
        left = tuple(source for id_, source in found.items() if id_ != node)
        if node in found and not left:
            nobody_else.append(kind)
        elif node in found and can_be_leant_on(found[node]) and not any(map(can_be_leant_on, left)):
            hardly_else.append((kind, left))
    cut_off = _linked(on, None) - _linked(on, node) - {node}
    lifelines = [id_ for id_, other in on.there.items() if other.lifeline]
    gone = cut_off | {node}
    return Away(
        on.there[node],
        tuple(nobody_else),
        tuple(hardly_else),
        tuple(other for id_, other in on.there.items() if id_ in cut_off),
        lifelines == [node],
        frozenset(gone | {tie.id for tie in web.ties if tie.a in gone or tie.b in gone}),
    )


def may_be_reached(node: NodeSnapshot) -> bool:
    """Whether contact details may be shown: they agreed, it is for an emergency, or it is their work (I-17)."""
    at_work = node.paid == Paid.PAID or node.kind in _PUBLIC
    return at_work or node.lifeline or node.knows_on_map == KnowsOnMap.YES


def _who_cares(on: Day, _last: LastTime) -> Iterator[Row]:
    for tie, node in on.live:
        kinds = tie.support & CARE if on.reaches(tie) else frozenset()
        if kinds or node.is_carer:
            yield Row(node, tuple(kinds), CARER if node.is_carer else "")


def _team(on: Day, _last: LastTime) -> Iterator[Row]:
    """Everybody one can speak to, but for those the person is only out of touch with."""
    met, live = ({node.id for _, node in pairs} for pairs in (on.mine, on.live))
    for id_, node in on.there.items():
        if node.kind in _TO_SPEAK_WITH and (id_ in live or id_ not in met):
            known = may_be_reached(node)
            yield Row(node, why="" if known or not node.reach else ASK_FIRST, reach=node.reach if known else "")


def _what_helps(on: Day, _last: LastTime) -> Iterator[Row]:
    for tie, node in on.live:
        if tie.helps_me in (HelpsMe.YES, HelpsMe.A_BIT):
            yield Row(node, tuple(tie.support), tie.helps_me)


def _i_help(on: Day, _last: LastTime) -> Iterator[Row]:
    for tie, node in on.live:
        if is_everyday(node) and on.gives(tie):
            both = tie.flow == Flow.BOTH
            yield Row(node, () if both else tuple(tie.support), BOTH_WAYS if both else "")


def _who_else(on: Day, _last: LastTime) -> Iterator[Row]:
    for kind, node in on.only_sources().items():
        yield Row(node, (kind,))


def _new(on: Day, last: LastTime) -> Iterator[Row]:
    for node in on.there.values():
        if node.id != on.person and _began(node, last):
            yield Row(node)
    for tie in on.ties:
        for end in (tie.a, tie.b):
            if end != on.person and _began(tie, last):
                yield Row(on.there[end], why=LINE)


def _began(thing: NodeSnapshot | TieSnapshot, last: LastTime) -> bool:
    """Whether it began since then: by the day it says, or else by when it was written down."""
    return thing.since.lo >= last.day if thing.since is not None else stamp_ms(thing.born) >= last.ms


def _far_away(on: Day, _last: LastTime) -> Iterator[Row]:
    for node in on.there.values():
        if node.distance in FAR:
            yield Row(node, why=node.distance)


_FOUND: dict[Lens, Callable[[Day, LastTime], Iterator[Row]]] = {
    Lens.WHO_CARES: _who_cares,
    Lens.TEAM: _team,
    Lens.WHAT_HELPS: _what_helps,
    Lens.I_HELP: _i_help,
    Lens.WHO_ELSE: _who_else,
    Lens.NEW: _new,
    Lens.FAR_AWAY: _far_away,
}


def _all_but(web: WebSnapshot, front: set[UUID]) -> frozenset[UUID]:
    return frozenset(thing.id for things in (web.nodes, web.ties) for thing in things if thing.id not in front)


def _linked(on: Day, without: UUID | None) -> set[UUID]:
    """Everybody a chain of live lines leads to from the person, past nobody lifted out."""
    beside: dict[UUID, set[UUID]] = {}
    for tie in on.ties:
        if is_live(tie) and without not in (tie.a, tie.b):
            beside.setdefault(tie.a, set()).add(tie.b)
            beside.setdefault(tie.b, set()).add(tie.a)
    seen, waiting = {on.person}, deque([on.person])
    while waiting:
        for other in beside.get(waiting.popleft(), set()) - seen:
            seen.add(other)
            waiting.append(other)
    return seen
