"""Tidying a web: who is joined comes nearer, what overlaps makes room, and what a hand has placed stays near its place.

It starts from where things are and leaves them in their parts, so it says nothing new of anybody, and tidying what is
tidy changes nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from itertools import chain
from math import hypot
from uuid import UUID

from sbp_desktop.models.arrangement import SLOT_ROOM, Arrangement, Layout, Point, Spot
from sbp_desktop.models.snapshots import WebSnapshot

ROOM = (92.0, 80.0)
"""How far apart the middles of two shapes with their labels stand, across or down, page units."""

_NAME_ROOM = (96.0, 34.0)  # about a part's own name, at its top
_ROUNDS, _SHARE = 3, 0.4  # how often, and how much of the way, one comes towards those one is joined to


def tidied(web: WebSnapshot, arrangement: Arrangement, shown: Collection[UUID]) -> dict[UUID, Spot]:
    """Return a spot for everything that is moved, or that would be next time if it were not held; `shown` are the ids
    of what is on the page."""
    layout = arrangement.layout
    now = {id_: point for id_, point in arrangement.points.items() if id_ in shown}
    by_hand = {node.id for node in web.nodes if node.id in now and layout.name in node.positions}
    joined = _joined(web, now.keys(), by_hand)
    wanted = _nearer(layout, {id_: arrangement.spots[id_] for id_ in now}, joined)
    room = _Room(arrangement)
    spots: dict[UUID, Spot] = {}
    # What stands by hand chooses first, then what has no reason to move.
    for id_ in sorted(now, key=lambda id_: (id_ not in by_hand, id_ in joined)):
        found = room.near(wanted[id_])
        if id_ in joined or found != arrangement.spots[id_]:
            spots[id_] = found
    return spots


def _joined(web: WebSnapshot, there: Collection[UUID], held: Collection[UUID]) -> Mapping[UUID, list[UUID]]:
    """Return for everything that may move whom it has a line to, the person left out."""
    joined: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for tie in web.ties:
        for one, other in ((tie.a, tie.b), (tie.b, tie.a)):
            if one in there and other in there and one not in held:
                joined[one].append(other)
    return dict(joined)


def _nearer(layout: Layout, spots: dict[UUID, Spot], joined: Mapping[UUID, list[UUID]]) -> dict[UUID, Spot]:
    """Return where things would rather stand: some of the way towards those they are joined to, in their own part."""
    wanted = dict(spots)
    for _ in range(_ROUNDS):
        points = {id_: layout.point(spot) for id_, spot in wanted.items()}
        for id_, others in joined.items():
            x, y = points[id_]
            towards_x = sum(points[other][0] for other in others) / len(others)
            towards_y = sum(points[other][1] for other in others) / len(others)
            there = layout.spot((x + _SHARE * (towards_x - x), y + _SHARE * (towards_y - y)))
            part = wanted[id_].part
            wanted[id_] = there if there.part == part else Spot(part, (there.place[0], wanted[id_].place[1]))
    return wanted


class _Room:
    """What of the page is taken: the person, the strengths, the parts' names, and everything given a place so far."""

    def __init__(self, arrangement: Arrangement) -> None:
        self._layout = arrangement.layout
        names = [(0.0, -guide.half_height + 12.0) for guide in arrangement.layout.guides()]
        self._standing = [(point, SLOT_ROOM) for point in arrangement.slots] + [(point, _NAME_ROOM) for point in names]
        self._cells: defaultdict[tuple[int, int], list[Point]] = defaultdict(list)

    def near(self, spot: Spot) -> Spot:
        """Take the nearest room to a spot within its part and return it; the spot itself where there is none."""
        tried = chain([spot], self._layout.beside(spot))
        found = next((one for one in tried if self._free(self._layout.point(one))), spot)
        point = self._layout.point(found)
        self._cells[_cell(point)].append(point)
        return found

    def _free(self, point: Point) -> bool:
        x, y = point
        if hypot(x, y) < self._layout.core:
            return False
        if any(abs(x - sx) < across and abs(y - sy) < down for (sx, sy), (across, down) in self._standing):
            return False
        column, row = _cell(point)
        return not any(
            abs(x - ox) < ROOM[0] and abs(y - oy) < ROOM[1]
            for i in (column, column - 1, column + 1)
            for j in (row, row - 1, row + 1)
            for ox, oy in self._cells.get((i, j), ())
        )


def _cell(point: Point) -> tuple[int, int]:
    return int(point[0] // ROOM[0]), int(point[1] // ROOM[1])
