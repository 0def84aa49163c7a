"""The free page: no rings and no parts, everything where a hand has put it; first places grow outwards like seeds.

A place is a point of the page, in page units.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from math import cos, hypot, pi, sin, sqrt
from typing import ClassVar, Self
from uuid import UUID

from sbp_desktop.models.arrangement import (
    BY_HAND_APART,
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

_SEED = 68.0  # lets the nearest two seeds stand as far apart as two shapes with their labels need
_WIDER = 1.15  # labels are wider than high, so seeds are too
_GOLDEN = pi * (3 - sqrt(5))
_STEP = 24.0
_EDGE = 44.0
_TRIES = 2000
_NEAR = 9.0
_LEAST = (300.0, 220.0)
_ALL = ""  # the one part


@dataclass(frozen=True, slots=True)
class Free:
    """A page without parts. `half_size` reaches what stands farthest out."""

    half_size: tuple[float, float] = _LEAST

    name: ClassVar[str] = "free"
    parts: ClassVar[tuple[str, ...]] = ()
    core: ClassVar[float] = 150.0  # the person, their name and what is good about them

    def guides(self) -> tuple[Guide, ...]:
        """Return nothing: the page is bare."""
        return ()

    def size(self) -> tuple[float, float]:
        """Return the half width and half height of what stands on the page."""
        return self.half_size

    def spot(self, point: Point) -> Spot:
        """Return the point itself."""
        return Spot(_ALL, point)

    def point(self, spot: Spot) -> Point:
        """Return the point itself."""
        return spot.place

    def part_of(self, standing: Standing) -> str:  # noqa: ARG002 - every layout is asked alike
        """Return the one part."""
        return _ALL

    def says(self, part: str, node: NodeSnapshot | None = None) -> Fields:  # noqa: ARG002 - every layout is asked alike
        """Return nothing: where a thing is drawn says nothing of it here."""
        return {}

    def drawn_at(self, aspect: float) -> Self:  # noqa: ARG002 - every layout is asked alike
        """Return the same page: what a hand puts anywhere stays there."""
        return self

    def beside(self, spot: Spot) -> Iterator[Spot]:
        """Yield points on a spiral round this one."""
        x, y = spot.place
        for number in range(1, _TRIES):
            radius, angle = _NEAR * sqrt(number), number * _GOLDEN
            yield Spot(_ALL, (x + radius * cos(angle), y + radius * sin(angle)))

    def step(self, spot: Spot, along: int, out: int) -> Spot:
        """Return a step to the right or left, up or down."""
        x, y = spot.place
        return Spot(_ALL, (x + along * _STEP, y - out * _STEP))


def arrange_freely(web: WebSnapshot) -> Arrangement:
    """Return the stored place of every node of every date, or else its first place: the next seed of a sunflower.

    Seeds keep apart by how they grow, so one more thing takes the next one and moves nothing else. Who finds their seed
    taken by a hand looks for room beside it.
    """
    slots = slots_for(len(web.strengths))
    turns = in_turn(web)
    held = [node.positions[Free.name] for _, _, node in turns if node is not None and Free.name in node.positions]
    seeds = (seed for seed in (_seed(number) for number in count(1)) if _bare(seed, slots))
    firsts: list[Point] = []
    spots: dict[UUID, Spot] = {}
    for id_, _standing, node in turns:
        first = next(seeds)
        firsts.append(first)
        if node is None:
            continue
        point = node.positions.get(Free.name, first)
        if point is first and not _apart(first, held, BY_HAND_APART - 1):
            beside = (spot.place for spot in Free().beside(Spot(_ALL, first)))
            point = next((p for p in beside if _bare(p, slots) and _apart(p, [*held, *firsts], _SEED)), first)
            held.append(point)
        spots[id_] = Spot(_ALL, point)
    return Arrangement(Free(_reach(spot.place for spot in spots.values())), spots, slots)


def _seed(number: int) -> Point:
    radius, angle = _SEED * sqrt(number), number * _GOLDEN
    return _WIDER * radius * cos(angle), radius * sin(angle) / _WIDER


def _bare(seed: Point, slots: Iterable[Point]) -> bool:
    x, y = seed
    on_slot = any(abs(x - sx) < SLOT_ROOM[0] and abs(y - sy) < SLOT_ROOM[1] for sx, sy in slots)
    return hypot(x, y) >= Free.core and not on_slot


def _apart(point: Point, others: Iterable[Point], enough: float) -> bool:
    return all(hypot(point[0] - x, point[1] - y) >= enough for x, y in others)


def _reach(points: Iterable[Point]) -> tuple[float, float]:
    across, down = _LEAST
    for x, y in points:
        across, down = max(across, abs(x) + _EDGE), max(down, abs(y) + _EDGE)
    return across, down
