"""Where people and places stand on the onion: five layers as ellipse bands round the person, in page units.

A place is (angle in radians clockwise from the right, fraction 0..1 of the way through the layer's band); it is what
is stored (decisions.md D10), so bands may widen without anything being rewritten. A page unit is a pixel at 100 %.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import atan2, ceil, cos, hypot, pi, sin
from typing import NamedTuple
from uuid import UUID

from sbp_desktop.models.snapshots import NodeSnapshot, WebSnapshot
from sbp_desktop.models.vocabulary import Domain, NodeKind, Tier

LAYERS = tuple(domain.value for domain in Domain)
"""The layers from the inside out (practice.md F.1)."""

LAYOUT = "onion"

Point = tuple[float, float]

_CORE = 62.0  # the person, their name and a little air
_THICKNESS = (76.0, 80.0, 72.0, 46.0, 46.0)
_ROW = 84.0  # a shape with its label beneath
ORDINARY_ASPECT = 1.4
_APART_X, _APART_Y = 92.0, 80.0
BY_HAND_APART = 58.0
"""How near a hand may put the middles of two shapes, page units."""
_SLOT_HEIGHT = 54.0
_SLOT_HALF = (92.0, 24.0)
_TURN = (5**0.5 - 1) / 2  # the golden section: any run of turns by it spreads evenly
_TOP_GAP, _BOTTOM_GAP = 0.40, 0.16  # radians kept free for the layers' names and the person's own name
_SWING = [0.0, *(side * step * pi / 36 for step in range(1, 13) for side in (1, -1))]


class Place(NamedTuple):
    """A place within a layer: angle in radians clockwise from the right, fraction 0..1 from its inner edge."""

    angle: float
    fraction: float


class Spot(NamedTuple):
    """What a point of the page means: its layer, and the place within it."""

    domain: str
    place: Place


@dataclass(frozen=True, slots=True)
class Onion:
    """The five bands. `edges` are their six vertical half-axes from the inside; across it is `aspect` times that."""

    edges: tuple[float, ...]
    aspect: float = ORDINARY_ASPECT

    def point(self, domain: str, place: Place) -> Point:
        """Return the page point of a place; the person stands at (0, 0)."""
        inner, outer = self.band(domain)
        radius = inner + place.fraction * (outer - inner)
        return self.aspect * radius * cos(place.angle), radius * sin(place.angle)

    def spot(self, point: Point) -> Spot:
        """Return layer and place of a page point; beyond the last layer counts as its outer edge."""
        x, y = point[0] / self.aspect, point[1]
        radius = hypot(x, y)
        index = next((i for i in range(len(LAYERS)) if radius < self.edges[i + 1]), len(LAYERS) - 1)
        inner, outer = self.edges[index], self.edges[index + 1]
        fraction = min(1.0, max(0.0, (radius - inner) / (outer - inner)))
        return Spot(LAYERS[index], Place(atan2(y, x), fraction))

    def layer_at(self, point: Point) -> str:
        """Return the layer a page point lies in."""
        return self.spot(point).domain

    def band(self, domain: str) -> tuple[float, float]:
        """Return the inner and outer vertical half-axis of a layer."""
        index = layer_index(domain)
        return self.edges[index], self.edges[index + 1]

    def size(self) -> tuple[float, float]:
        """Return the half width and half height of the whole."""
        return self.aspect * self.edges[-1], self.edges[-1]

    def drawn_at(self, aspect: float) -> "Onion":
        """Return the onion for a wider or narrower page; places mean the same on it."""
        return replace(self, aspect=aspect)

    def widened(self, domain: str) -> "Onion":
        """Return the onion with one more row in this layer; what lies outside moves outwards."""
        index = layer_index(domain)
        return replace(self, edges=(*self.edges[: index + 1], *(edge + _ROW for edge in self.edges[index + 1 :])))


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Where everything on a web stands. `places` has every node but the person; `slots` are the strengths' middles."""

    onion: Onion
    places: Mapping[UUID, Place]
    slots: tuple[Point, ...]


def layer_index(domain: str) -> int:
    """Return 0 for the innermost layer; a layer we do not know (from a newer council) is drawn as "around here"."""
    return LAYERS.index(domain) if domain in LAYERS else LAYERS.index(Domain.COMMUNITY)


def arrange(web: WebSnapshot, aspect: float = ORDINARY_ASPECT) -> Arrangement:
    """Return a place for every node of every date: the stored one, or else its first place.

    `aspect` is how much wider than high the page is drawn; first places are worked out the same for every page.

    First places come from the order in which things were written alone, each next to what was there before it, so that
    one more thing moves nothing else. A thing since deleted still takes its turn in the order.
    """
    onion = _empty_onion(len(web.strengths))
    slots = _slots(len(web.strengths))
    nodes = {node.id: node for node in web.nodes if node.kind != NodeKind.SELF and node.id != web.self_node}
    order = [id_ for id_ in web.layout_order if id_ != web.self_node]
    known = set(order)
    order += [id_ for id_ in nodes if id_ not in known]
    taken = _Taken(slots)
    places: dict[UUID, Place] = {}
    for turn, id_ in enumerate(order):
        node = nodes.get(id_)
        where = web.removed_layers.get(id_) if node is None else (node.domain, node.tier)
        if where is None:
            continue
        onion, first = _first_place(*where, turn, onion, taken)
        taken.add(where[0], first)
        stored = None if node is None else _stored(node)
        if stored is not None:
            taken.add(where[0], stored, by_hand=True)
        if node is not None:
            places[id_] = stored or first
    return Arrangement(onion.drawn_at(aspect), places, slots)


def place(web: WebSnapshot) -> dict[UUID, Place]:
    """Return only the places of `arrange`, by node."""
    return dict(arrange(web).places)


def clear_spot(arrangement: Arrangement, point: Point, others: Iterable[Point], apart: float) -> Point:
    """Return the point nearest to `point` that keeps `apart` page units from the middle of every other shape.

    It stays in the layer it was dropped in, so that making room never changes what a thing is.
    """
    crowd = list(others)
    layer = arrangement.onion.layer_at(point)
    for ring in range(12):
        for step in range(max(1, ring * 8)):
            turn = 2 * pi * step / max(1, ring * 8)
            tried = (point[0] + ring * 12 * cos(turn), point[1] + ring * 12 * sin(turn))
            if arrangement.onion.layer_at(tried) == layer and all(
                hypot(tried[0] - x, tried[1] - y) >= apart for x, y in crowd
            ):
                return tried
    return point


def _empty_onion(strengths: int) -> Onion:
    edges = [_CORE]
    for thickness in _THICKNESS:
        edges.append(edges[-1] + thickness)
    more = _SLOT_HEIGHT * max(0, ceil(strengths / 2) - 1)
    return Onion((edges[0], *(edge + more for edge in edges[1:])))


def _slots(count: int) -> tuple[Point, ...]:
    """Return the middles of the strengths' slots, above and below the person in turn."""
    above, below = -(_CORE + 14.0), _CORE + 40.0
    return tuple(
        (0.0, below + _SLOT_HEIGHT * (i // 2) if i % 2 else above - _SLOT_HEIGHT * (i // 2)) for i in range(count)
    )


def _stored(node: NodeSnapshot) -> Place | None:
    found = node.positions.get(LAYOUT)
    return None if found is None else Place(found[0], min(1.0, max(0.0, found[1])))


def _first_place(domain: str, tier: str | None, turn: int, onion: Onion, taken: "_Taken") -> tuple[Onion, Place]:
    """Return the nearest free place to this turn's angle, in an onion widened if the layer was full."""
    wanted = _angle(turn)
    while True:
        inner, outer = onion.band(domain)
        fractions = _fractions(outer - inner, tier, turn)
        for swing in _SWING:
            angle = wanted + swing
            if _kept_free(angle):
                continue
            for fraction in fractions:
                if taken.free(onion, onion.point(domain, Place(angle, fraction))):
                    return onion, Place(angle, fraction)
        onion = onion.widened(domain)


def _angle(turn: int) -> float:
    """Return an angle for each turn, left and right of the column of names down the middle."""
    sweep = pi - _TOP_GAP - _BOTTOM_GAP
    spread = ((turn + 0.6) * _TURN) % 1.0 * 2
    start = -pi / 2 + _TOP_GAP
    return start + spread * sweep if spread < 1 else pi / 2 + _BOTTOM_GAP + (spread - 1) * sweep


def _kept_free(angle: float) -> bool:
    from_top = abs((angle + pi / 2 + pi) % (2 * pi) - pi)
    return from_top < _TOP_GAP - 0.01


def _fractions(thickness: float, tier: str | None, turn: int) -> list[float]:
    """Return the middle of each row of a band, those of the tier first: the close inside, the extended outside."""
    rows = max(1, round(thickness / _ROW))
    if rows == 1:
        if thickness < _ROW * 0.8:
            return [0.5]
        return [0.68, 0.4] if tier == Tier.EXTENDED or (tier is None and turn % 2) else [0.4, 0.68]
    middles = [(row + 0.5) / rows for row in range(rows)]
    return middles[::-1] if tier == Tier.EXTENDED else middles


class _Taken:
    """The places given out so far, kept by cell so that asking stays cheap at any number."""

    def __init__(self, slots: tuple[Point, ...]) -> None:
        self._slots = slots
        self._given: list[tuple[str, Place, bool]] = []
        self._cells: defaultdict[tuple[int, int], list[tuple[float, float, bool]]] = defaultdict(list)
        self._onion: Onion | None = None

    def add(self, domain: str, given: Place, *, by_hand: bool = False) -> None:
        """Keep a place. A hand may put things closer together than we would, and nothing may move away from that."""
        self._given.append((domain, given, by_hand))
        if self._onion is not None:
            self._put(self._onion.point(domain, given), by_hand)

    def free(self, onion: Onion, point: Point) -> bool:
        if onion is not self._onion:
            self._onion = onion
            self._cells.clear()
            for domain, given, by_hand in self._given:
                self._put(onion.point(domain, given), by_hand)
        x, y = point
        half_x, half_y = _SLOT_HALF
        if any(abs(x - sx) < half_x + 28 and abs(y - sy) < half_y + 40 for sx, sy in self._slots):
            return False
        return all(
            hypot(x - ox, y - oy) >= BY_HAND_APART - 1
            if by_hand
            else abs(x - ox) >= _APART_X or abs(y - oy) >= _APART_Y
            for ox, oy, by_hand in self._near(point)
        )

    def _put(self, point: Point, by_hand: bool) -> None:
        self._cells[_cell(point)].append((*point, by_hand))

    def _near(self, point: Point) -> Iterator[tuple[float, float, bool]]:
        column, row = _cell(point)
        for i in (column - 1, column, column + 1):
            for j in (row - 1, row, row + 1):
                yield from self._cells.get((i, j), ())


def _cell(point: Point) -> tuple[int, int]:
    return int(point[0] // _APART_X), int(point[1] // _APART_Y)
