"""Rings round the person, as ellipse bands: what the onion and the circles have in common, and first places on them.

A place is (angle in radians clockwise from the right, fraction 0..1 of the way through its ring), so rings may widen
without anything stored being rewritten.
"""

from abc import ABC, abstractmethod
from collections import defaultdict
from dataclasses import dataclass, replace
from math import atan2, ceil, cos, hypot, pi, sin
from typing import ClassVar, Self
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
_APART_X, _APART_Y = 92.0, 80.0
_NEAR = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))  # the likeliest first
_TURN = (5**0.5 - 1) / 2  # the golden section: any run of turns by it spreads evenly
_TOP_GAP, _BOTTOM_GAP = 0.40, 0.16  # radians kept free for the rings' names and the person's own name
_SWING = [0.0, *(side * step * pi / 36 for step in range(1, 13) for side in (1, -1))]


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

    def kept_for(self, standing: Standing) -> tuple[str, ...]:
        """Return the rings on which room is kept for somebody, that of their own last."""
        outside = (NOT_PLACED,) if NOT_PLACED in self.parts else ()
        return tuple(dict.fromkeys((*outside, self.part_of(standing))))

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


def arrange_on(kind: type[Rings], web: WebSnapshot, aspect: float) -> Arrangement:
    """Return the stored place of every node of every date, or else its first place.

    First places come from the order in which things were written alone, each next to what was there before it, so that
    one more thing moves nothing else; they are the same for every page, however wide.
    """
    rings = kind.empty(len(web.strengths))
    slots = slots_for(len(web.strengths))
    taken = _Taken(slots)
    spots: dict[UUID, Spot] = {}
    for turn, (id_, standing, node) in enumerate(in_turn(web)):
        tier = standing.tier
        for part in rings.kept_for(standing):
            rings, first = _first_spot(part, tier, turn, rings, taken)
            taken.add(first)
        if node is None:
            continue
        stored = _stored(node, rings)
        if stored is not None:
            taken.add(stored, by_hand=True)
        spots[id_] = stored or first
    return Arrangement(replace(rings, aspect=aspect, outside=_outside(rings, spots)), spots, slots)


def _outside(rings: Rings, spots: dict[UUID, Spot]) -> float:
    if NOT_PLACED not in rings.parts:
        return 0.0
    inner, outer = rings.band(NOT_PLACED)
    fractions = [spot.place[1] for spot in spots.values() if spot.part == NOT_PLACED]
    return inner + max(fractions) * (outer - inner) + _ROW / 2 if fractions else 0.0


def _stored(node: NodeSnapshot, rings: Rings) -> Spot | None:
    found = node.positions.get(rings.name)
    return None if found is None else Spot(rings.part_of(node), (found[0], min(1.0, max(0.0, found[1]))))


def _first_spot(part: str, tier: str | None, turn: int, rings: Rings, taken: "_Taken") -> tuple[Rings, Spot]:
    """Return the nearest free spot to this turn's angle, on rings widened if this one was full."""
    wanted = _angle(turn)
    while True:
        inner, outer = rings.band(part)
        fractions = _fractions(outer - inner, tier, turn)
        for swing in _SWING:
            angle = wanted + swing
            if _kept_free(angle):
                continue
            across, down = rings.aspect * cos(angle), sin(angle)
            for fraction in fractions:
                radius = inner + fraction * (outer - inner)
                if taken.free(rings, radius * across, radius * down):
                    return rings, Spot(part, (angle, fraction))
        rings = rings.widened(part)


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


def _fractions(thickness: float, tier: str | None, turn: int) -> list[float]:
    """Return the middle of each row of a band, those of the tier first: the close inside, the extended outside."""
    rows = _rows(thickness)
    if rows == 1:
        if thickness < _ROW * 0.8:
            return [0.5]
        return [0.68, 0.4] if tier == Tier.EXTENDED or (tier is None and turn % 2) else [0.4, 0.68]
    middles = [(row + 0.5) / rows for row in range(rows)]
    if rows > _MANY_ROWS:
        return middles[turn % rows :] + middles[: turn % rows]
    return middles[::-1] if tier == Tier.EXTENDED else middles


class _Taken:
    """The places given out so far, kept by cell so that asking stays cheap at any number."""

    def __init__(self, slots: tuple[Point, ...]) -> None:
        self._slots = slots
        self._given: list[tuple[Spot, bool]] = []
        self._cells: defaultdict[tuple[int, int], list[tuple[float, float, bool]]] = defaultdict(list)
        self._rings: Rings | None = None

    def add(self, spot: Spot, *, by_hand: bool = False) -> None:
        """Keep a place. A hand may put things closer together than we would, and nothing may move away from that."""
        self._given.append((spot, by_hand))
        if self._rings is not None:
            self._put(self._rings.point(spot), by_hand)

    def free(self, rings: Rings, x: float, y: float) -> bool:
        """Tell whether a shape has room about a page point of these rings."""
        if rings is not self._rings:
            self._rings = rings
            self._cells.clear()
            for spot, by_hand in self._given:
                self._put(rings.point(spot), by_hand)
        column, row = _cell((x, y))
        for i, j in _NEAR:
            for ox, oy, by_hand in self._cells.get((column + i, row + j), ()):
                if by_hand:
                    if hypot(x - ox, y - oy) < BY_HAND_APART - 1:
                        return False
                elif abs(x - ox) < _APART_X and abs(y - oy) < _APART_Y:
                    return False
        return all(abs(x - sx) >= SLOT_ROOM[0] or abs(y - sy) >= SLOT_ROOM[1] for sx, sy in self._slots)

    def _put(self, point: Point, by_hand: bool) -> None:
        self._cells[_cell(point)].append((*point, by_hand))


def _cell(point: Point) -> tuple[int, int]:
    return int(point[0] // _APART_X), int(point[1] // _APART_Y)
