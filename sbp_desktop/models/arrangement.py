"""Where everything on a web stands: one shape for every layout, so that screen, keys and paper know none of them.

A page unit is a pixel at 100 %, the person stands at (0, 0) and y grows downwards. What is stored of a place is two
numbers in the layout's own measure (decisions.md D10).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import atan2, cos, hypot, pi, sin
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from sbp_desktop.models.snapshots import NodeSnapshot, WebSnapshot
from sbp_desktop.models.vocabulary import NodeKind

Point = tuple[float, float]
"""A point of the page, page units."""

Fields = Mapping[str, Any]
"""Fields of a node and the values they take."""

ORDINARY_ASPECT = 1.4
BY_HAND_APART = 58.0
"""How near a hand may put the middles of two shapes, page units."""

CORE = 62.0
"""Half the room of the person, their name and a little air, page units."""
SLOT_HEIGHT = 54.0
SLOT_ROOM = (120.0, 64.0)
"""How far from the middle of a strength's slot the middle of a shape may stand, across or down."""

_TOP = 1.6  # just past straight up, where a reading clockwise begins


class Spot(NamedTuple):
    """What a point of the page means: its part ("" where none is said), and the place as it is stored."""

    part: str
    place: tuple[float, float]


class Guide(NamedTuple):
    """A part as it is drawn behind everything: half axes of its outer ellipse; a `bare` one is only named."""

    part: str
    half_width: float
    half_height: float
    bare: bool = False


class Standing(Protocol):
    """What of somebody or something says which part of a page is theirs."""

    @property
    def domain(self) -> str: ...
    @property
    def tier(self) -> str | None: ...
    @property
    def circle(self) -> str | None: ...
    @property
    def closeness(self) -> str | None: ...


class Layout(Protocol):
    """One way to lay out a web. Two that are equal are drawn alike.

    `name` is the key under which positions are kept, `parts` what can be told apart from the inside out, `core` how
    near the person's middle that of another shape may stand, page units.
    """

    @property
    def name(self) -> str: ...
    @property
    def parts(self) -> tuple[str, ...]: ...
    @property
    def core(self) -> float: ...

    def guides(self) -> tuple[Guide, ...]:
        """Return what is drawn behind everything, from the inside out."""
        ...

    def size(self) -> tuple[float, float]:
        """Return the half width and half height of the whole."""
        ...

    def spot(self, point: Point) -> Spot:
        """Return part and place of a page point; beyond the outermost part counts as its outer edge."""
        ...

    def point(self, spot: Spot) -> Point:
        """Return the page point of a spot."""
        ...

    def part_of(self, standing: Standing) -> str:
        """Return the part somebody or something belongs to."""
        ...

    def says(self, part: str, node: NodeSnapshot | None = None) -> Fields:
        """Return what being put down in a part says of a node (None: of a new one); empty if it is there already."""
        ...

    def drawn_at(self, aspect: float) -> "Layout":
        """Return the layout for a page so much wider than high; every spot means the same on it."""
        ...

    def beside(self, spot: Spot) -> Iterable[Spot]:
        """Return spots of the same part, those nearest to this one first."""
        ...

    def step(self, spot: Spot, along: int, out: int) -> Spot:
        """Return the spot one step of the keyboard away, the same one at the edge of the page."""
        ...


@dataclass(frozen=True)
class Arrangement:
    """Where everything on a web stands. `spots` has every node but the person; `slots` are the strengths' middles."""

    layout: Layout
    spots: Mapping[UUID, Spot]
    slots: tuple[Point, ...] = field(default=())

    @cached_property
    def points(self) -> Mapping[UUID, Point]:
        """The page point of every node but the person, who stands at (0, 0)."""
        return {id_: self.layout.point(spot) for id_, spot in self.spots.items()}

    def drawn_at(self, aspect: float) -> "Arrangement":
        """Return the arrangement for a wider or narrower page; nothing is worked out anew."""
        return Arrangement(self.layout.drawn_at(aspect), self.spots, self.slots)

    def reading_order(self) -> list[UUID]:
        """Return the nodes as one would tell them: part by part from the inside, each clockwise from the top."""
        rank = {part: i for i, part in enumerate(self.layout.parts)}
        points = self.points

        def place(id_: UUID) -> tuple[int, float]:
            x, y = points[id_]
            return rank.get(self.spots[id_].part, len(rank)), (atan2(y, x) + _TOP) % (2 * pi)

        return sorted(self.spots, key=place)


def clear_spot(layout: Layout, point: Point, others: Iterable[Point], apart: float) -> Point:
    """Return the point nearest to `point` that keeps `apart` page units from the middle of every other shape.

    It stays in the part it was dropped in, so that making room never changes what a thing is.
    """
    crowd = list(others)
    part = layout.spot(point).part
    for ring in range(12):
        for step in range(max(1, ring * 8)):
            turn = 2 * pi * step / max(1, ring * 8)
            tried = (point[0] + ring * 12 * cos(turn), point[1] + ring * 12 * sin(turn))
            if layout.spot(tried).part == part and all(hypot(tried[0] - x, tried[1] - y) >= apart for x, y in crowd):
                return tried
    return point


class Turn(NamedTuple):
    """Somebody's or something's turn: where it first belonged, and the node itself if it is still there."""

    id: UUID
    first: Standing
    node: NodeSnapshot | None


def in_turn(web: WebSnapshot) -> list[Turn]:
    """Return the turns in the order things were written, the person left out.

    A thing since removed still takes its turn, without a node, and one moved in life takes it where it first belonged,
    so that nothing else moves into its place.
    """
    nodes = {node.id: node for node in web.nodes if node.kind != NodeKind.SELF and node.id != web.self_node}
    order = dict.fromkeys(id_ for id_ in web.layout_order if id_ != web.self_node) | dict.fromkeys(nodes)
    turns = []
    for id_ in order:
        node = nodes.get(id_)
        standing: Standing | None = web.first.get(id_) or node
        if standing is not None:
            turns.append(Turn(id_, standing, node))
    return turns


def slots_for(strengths: int) -> tuple[Point, ...]:
    """Return the middles of the strengths' slots, above and below the person in turn."""
    above, below = -(CORE + 14.0), CORE + 40.0
    return tuple(
        (0.0, below + SLOT_HEIGHT * (i // 2) if i % 2 else above - SLOT_HEIGHT * (i // 2)) for i in range(strengths)
    )
