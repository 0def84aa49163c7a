"""Rings round the person, as ellipse bands: what the onion and the circles have in common, and first places on them.

A place is (angle in radians clockwise from the right, fraction 0..1 of the way through its ring), so rings may widen
without anything stored being rewritten.
"""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import atan2, ceil, cos, hypot, pi, sin
from typing import ClassVar, NamedTuple, Self, TypeVar
from uuid import UUID

from sbp_desktop.models.arrangement import (
    BY_HAND_APART,
    CORE,
    ORDINARY_ASPECT,
    SLOT_HEIGHT,
    SLOT_ROOM,
    Arrangement,
    Fields,
    Guide,
    Point,
    Spot,
    Standing,
    Turn,
    in_turn,
    slots_for,
)
from sbp_desktop.models.snapshots import NodeSnapshot, WebSnapshot
from sbp_desktop.models.vocabulary import Tier

Place = tuple[float, float]
"""Angle in radians clockwise from the right, fraction 0..1 from the ring's inner edge."""

NOT_PLACED = ""
"""The part outside the last ring, for what nobody has placed yet."""

_ROW = 84.0  # a shape with its label beneath
_MANY_ROWS = 6  # beyond any person's web: there one looks for room anywhere in the ring rather than for the best row
_STEP = pi / 36
_FINE = 2  # to one row, or one step along, where room is looked for between them
_NEARBY = 6  # steps along within which it is looked for first
_APART_X, _APART_Y = 92.0, 80.0
_NEAR = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))  # the likeliest first
_BY_HAND_LEAST = BY_HAND_APART * 0.8  # on the widest page as seen on an ordinary one
_TURN = (5**0.5 - 1) / 2  # the golden section: any run of turns by it spreads evenly
_TOP_GAP, _BOTTOM_GAP = 0.40, 0.16  # radians kept free for the rings' names and the person's own name
_SWING = [0.0, *(side * step * pi / 36 for step in range(1, 13) for side in (1, -1))]
_SHORT_SWING = _SWING[:9]


@dataclass(frozen=True, slots=True)
class Rings(ABC):
    """The bands. `edges` are their vertical half-axes from the inside, one more than there are parts; across it is
    `aspect` times that. `outside` is the half-axis that what is not placed yet needs, 0 when everything is placed."""

    edges: tuple[float, ...]
    aspect: float = ORDINARY_ASPECT
    outside: float = 0.0

    name: ClassVar[str]
    parts: ClassVar[tuple[str, ...]]
    thickness: ClassVar[tuple[float, ...]]
    core: ClassVar[float] = CORE + 34.0

    @classmethod
    def empty(cls, strengths: int) -> Self:
        """Return the rings before anybody stands on them, the innermost with room for so many strengths."""
        more = SLOT_HEIGHT * max(0, ceil(strengths / 2) - 1)
        edges = [CORE]
        for thickness in cls.thickness:
            edges.append(edges[-1] + thickness + (more if len(edges) == 1 else 0))
        return cls(tuple(edges))

    @abstractmethod
    def part_of(self, standing: Standing) -> str:
        """Return the ring somebody or something belongs to."""

    @abstractmethod
    def says(self, part: str, node: NodeSnapshot | None = None) -> Fields:
        """Return what being put down on a ring says of a node; empty if it is there already."""

    def point(self, spot: Spot) -> Point:
        """Return the page point of a spot; the person stands at (0, 0)."""
        angle, fraction = spot.place
        inner, outer = self.band(spot.part)
        radius = inner + fraction * (outer - inner)
        return self.aspect * radius * cos(angle), radius * sin(angle)

    def spot(self, point: Point) -> Spot:
        """Return ring and place of a page point; beyond the last ring counts as its outer edge."""
        x, y = point[0] / self.aspect, point[1]
        radius = hypot(x, y)
        last = len(self.parts) - 1
        index = next((i for i in range(last) if radius < self.edges[i + 1]), last)
        inner, outer = self.edges[index], self.edges[index + 1]
        fraction = min(1.0, max(0.0, (radius - inner) / (outer - inner)))
        return Spot(self.parts[index], (atan2(y, x), fraction))

    def band(self, part: str) -> tuple[float, float]:
        """Return the inner and outer vertical half-axis of a ring."""
        index = self.parts.index(part)
        return self.edges[index], self.edges[index + 1]

    def guides(self) -> tuple[Guide, ...]:
        """Return the rings; what lies outside is only named, and only while somebody is there."""
        drawn = [
            Guide(part, edge * self.aspect, edge)
            for part, edge in zip(self.parts, self.edges[1:], strict=True)
            if part != NOT_PLACED
        ]
        if self.outside:
            drawn.append(Guide(NOT_PLACED, self.outside * self.aspect, self.outside, bare=True))
        return tuple(drawn)

    def size(self) -> tuple[float, float]:
        """Return the half width and half height of the rings and what stands outside them."""
        edge = max(self.outside, self.edges[-2] if NOT_PLACED in self.parts else self.edges[-1])
        return self.aspect * edge, edge

    def drawn_at(self, aspect: float) -> Self:
        """Return the rings for a page so much wider than high; every spot means the same on them."""
        return replace(self, aspect=aspect)

    def beside(self, spot: Spot) -> Iterator[Spot]:
        """Yield spots all over the ring: those near this one by nearness, then the others."""
        inner, outer = self.band(spot.part)
        rows = _FINE * _rows(outer - inner)
        x, y = self.point(spot)
        angle, fraction = spot.place
        radii = [(place, inner + place * (outer - inner)) for place in (fraction, *_middles(rows))]
        half_round = round(pi / _STEP) * _FINE
        for steps in (range(_FINE * _NEARBY), range(_FINE * _NEARBY, half_round)):
            found = []
            for step in steps:
                for turned in (angle + step * _STEP / _FINE, angle - step * _STEP / _FINE):
                    across, down = self.aspect * cos(turned), sin(turned)
                    found += [(hypot(r * across - x, r * down - y), turned, place) for place, r in radii]
            yield from (Spot(spot.part, (turned, place)) for _, turned, place in sorted(found))

    def step(self, spot: Spot, along: int, out: int) -> Spot:
        """Return a step along the ring, or the middle of the next ring out or in."""
        angle, fraction = spot.place
        if along:
            return Spot(spot.part, (angle + along * _STEP, fraction))
        index = min(len(self.parts) - 1, max(0, self.parts.index(spot.part) + out))
        return spot if self.parts[index] == spot.part else Spot(self.parts[index], (angle, 0.5))

    def widened(self, part: str) -> Self:
        """Return the rings with one more row in this one, or half as many again; what lies outside moves outwards."""
        index = self.parts.index(part)
        more = _ROW * max(1, _rows(self.edges[index + 1] - self.edges[index]) // 2)
        return replace(self, edges=(*self.edges[: index + 1], *(edge + more for edge in self.edges[index + 1 :])))


R = TypeVar("R", bound=Rings)


def arrange_on(kind: type[Rings], web: WebSnapshot, aspect: float) -> Arrangement:
    """Return the stored place of every node of every date, or else its first place.

    First places come alone from the order in which things were written and where they belonged then, each next to what
    was there before it: one more thing, or one moved in life, moves nothing else. Only what finds its first place
    taken by a hand, or belongs elsewhere by now, stands beside it. It is the same for every page, however wide.
    """
    slots = slots_for(len(web.strengths))
    turns = in_turn(web)
    rings, firsts = _first_spots(kind.empty(len(web.strengths)), turns, slots)
    spots = {id_: spot for id_, _, node in turns if node is not None and (spot := _stored(node, rings)) is not None}
    given, held = _Taken(_labelled_apart, slots), _Taken(_shapes_apart)
    for spot in spots.values():
        held.add(spot)
    for turn, ((id_, _, node), first) in enumerate(zip(turns, firsts, strict=True)):
        given.add(first)
        if node is None or id_ in spots:
            continue
        part, spot = rings.part_of(node), first
        if part != first.part or not held.free(rings, *rings.point(first)):
            spot = _spot_beside(rings, _Ways(part, node.tier, turn), given, held)
            held.add(spot)
        spots[id_] = spot
    return Arrangement(replace(rings, aspect=aspect, outside=_outside(rings, spots)), spots, slots)


def _first_spots(rings: R, turns: list[Turn], slots: tuple[Point, ...]) -> tuple[R, list[Spot]]:
    """Return the first spot of each turn, and the rings widened for them."""
    taken = _Taken(_labelled_apart, slots)
    firsts = []
    for turn, (_, standing, _) in enumerate(turns):
        rings, first = _first_spot(rings, _Ways(rings.part_of(standing), standing.tier, turn), taken)
        taken.add(first)
        firsts.append(first)
    return rings, firsts


def _outside(rings: Rings, spots: dict[UUID, Spot]) -> float:
    if NOT_PLACED not in rings.parts:
        return 0.0
    inner, outer = rings.band(NOT_PLACED)
    fractions = [spot.place[1] for spot in spots.values() if spot.part == NOT_PLACED]
    return inner + max(fractions) * (outer - inner) + _ROW / 2 if fractions else 0.0


def _stored(node: NodeSnapshot, rings: Rings) -> Spot | None:
    found = node.positions.get(rings.name)
    return None if found is None else Spot(rings.part_of(node), (found[0], min(1.0, max(0.0, found[1]))))


class _Ways(NamedTuple):
    """Where on a ring one might stand at a turn: the tier says which rows are tried first, the turn which angle."""

    part: str
    tier: str | None
    turn: int

    def on(self, rings: Rings) -> Iterator[tuple[Place, float, float]]:
        """Yield places with their page points, the best first."""
        wanted = _angle(self.turn)
        inner, outer = rings.band(self.part)
        fractions = _fractions(outer - inner, self.tier, self.turn)
        for swing in _SWING if len(fractions) <= _MANY_ROWS else _SHORT_SWING:
            angle = wanted + swing
            if _kept_free(angle):
                continue
            across, down = rings.aspect * cos(angle), sin(angle)
            for fraction in fractions:
                radius = inner + fraction * (outer - inner)
                yield (angle, fraction), radius * across, radius * down


def _first_spot(rings: R, ways: _Ways, taken: "_Taken") -> tuple[R, Spot]:
    """Return the nearest free spot to this turn's angle, on rings widened if this one was full."""
    while True:
        for place, x, y in ways.on(rings):
            if taken.free(rings, x, y):
                return rings, Spot(ways.part, place)
        rings = rings.widened(ways.part)


def _spot_beside(rings: Rings, ways: _Ways, given: "_Taken", held: "_Taken") -> Spot:
    """Return the nearest spot that is neither given already nor held by a hand; the one of this turn where none is."""
    best: Place = (_angle(ways.turn), 0.5)
    free = (place for place, x, y in ways.on(rings) if held.free(rings, x, y) and given.free(rings, x, y))
    return Spot(ways.part, next(free, best))


def _angle(turn: int) -> float:
    """Return an angle for each turn, left and right of the column of names down the middle."""
    sweep = pi - _TOP_GAP - _BOTTOM_GAP
    spread = ((turn + 0.6) * _TURN) % 1.0 * 2
    start = -pi / 2 + _TOP_GAP
    return start + spread * sweep if spread < 1 else pi / 2 + _BOTTOM_GAP + (spread - 1) * sweep


def _kept_free(angle: float) -> bool:
    from_top = abs((angle + pi / 2 + pi) % (2 * pi) - pi)
    return from_top < _TOP_GAP - 0.01


def _rows(thickness: float) -> int:
    return max(1, round(thickness / _ROW))


def _middles(rows: int) -> list[float]:
    return [(row + 0.5) / rows for row in range(rows)]


def _fractions(thickness: float, tier: str | None, turn: int) -> list[float]:
    """Return the middle of each row of a band, those of the tier first: the close inside, the extended outside."""
    rows = _rows(thickness)
    if rows == 1:
        if thickness < _ROW * 0.8:
            return [0.5]
        return [0.68, 0.4] if tier == Tier.EXTENDED or (tier is None and turn % 2) else [0.4, 0.68]
    middles = _middles(rows)
    if rows > _MANY_ROWS:
        return middles[turn % rows :] + middles[: turn % rows]
    return middles[::-1] if tier == Tier.EXTENDED else middles


def _labelled_apart(across: float, down: float) -> bool:
    return abs(across) >= _APART_X or abs(down) >= _APART_Y


def _shapes_apart(across: float, down: float) -> bool:
    """A hand may put things closer together than we would, and nothing may move away from that, on no page."""
    return hypot(across, down) >= _BY_HAND_LEAST


class _Taken:
    """Places given out so far, kept by cell so that asking stays cheap at any number; `apart` says of the way between
    two middles whether it is enough."""

    def __init__(self, apart: Callable[[float, float], bool], slots: tuple[Point, ...] = ()) -> None:
        self._apart, self._slots = apart, slots
        self._given: list[Spot] = []
        self._cells: defaultdict[tuple[int, int], list[Point]] = defaultdict(list)
        self._rings: Rings | None = None

    def add(self, spot: Spot) -> None:
        """Keep a place."""
        self._given.append(spot)
        if self._rings is not None:
            self._put(self._rings.point(spot))

    def free(self, rings: Rings, x: float, y: float) -> bool:
        """Tell whether a shape has room about a page point of these rings."""
        if rings is not self._rings:
            self._rings = rings
            self._cells.clear()
            for spot in self._given:
                self._put(rings.point(spot))
        apart, cells = self._apart, self._cells
        column, row = int(x // _APART_X), int(y // _APART_Y)
        for i, j in _NEAR:
            for ox, oy in cells.get((column + i, row + j), ()):
                if not apart(x - ox, y - oy):
                    return False
        return all(abs(x - sx) >= SLOT_ROOM[0] or abs(y - sy) >= SLOT_ROOM[1] for sx, sy in self._slots)

    def _put(self, point: Point) -> None:
        self._cells[int(point[0] // _APART_X), int(point[1] // _APART_Y)].append(point)
