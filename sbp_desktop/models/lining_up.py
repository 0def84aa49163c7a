"""Several things put in a row, in a column or evenly round; nothing leaves the part of the page it belongs to."""

from collections.abc import Mapping
from math import atan2, cos, hypot, pi, sin
from typing import Literal
from uuid import UUID

from sbp_desktop.models.arrangement import Layout, Point

Way = Literal["row", "column", "round"]

_APART_X, _APART_Y = 104.0, 92.0  # page units between the middles of two, with room for their labels
_STEPS = 40


def line_up(layout: Layout, points: Mapping[UUID, Point], way: Way) -> dict[UUID, Point]:
    """Return a page point for each, as near to a row, a column or even turns round the person as its part allows.

    They keep the order they have. What a thing is never changes by being put in line.
    """
    wanted = _round(points) if way == "round" else _straight(points, across=way == "row")
    return {id_: _within(layout, points[id_], wanted[id_]) for id_ in points}


def _straight(points: Mapping[UUID, Point], *, across: bool) -> dict[UUID, Point]:
    along, aside = (0, 1) if across else (1, 0)
    apart = _APART_X if across else _APART_Y
    order = sorted(points, key=lambda id_: (points[id_][along], id_.bytes))
    level = sum(point[aside] for point in points.values()) / len(points)
    middle = sum(point[along] for point in points.values()) / len(points)
    gap = max(apart, (points[order[-1]][along] - points[order[0]][along]) / max(1, len(order) - 1))
    found = {}
    for place, id_ in enumerate(order):
        at = middle + (place - (len(order) - 1) / 2) * gap
        found[id_] = (at, level) if across else (level, at)
    return found


def _round(points: Mapping[UUID, Point]) -> dict[UUID, Point]:
    """Even turns, beginning with the one nearest the top, each as far from the person as it was."""
    turns = {id_: (atan2(y, x) + pi / 2) % (2 * pi) for id_, (x, y) in points.items()}
    order = sorted(points, key=lambda id_: (turns[id_], id_.bytes))
    found = {}
    for place, id_ in enumerate(order):
        away = hypot(*points[id_])
        angle = turns[order[0]] + 2 * pi * place / len(order) - pi / 2
        found[id_] = (away * cos(angle), away * sin(angle))
    return found


def _within(layout: Layout, now: Point, wanted: Point) -> Point:
    """Return the point nearest to the one wanted, on the way there from where it is now, that is in the same part."""
    part = layout.spot(now).part
    for step in range(_STEPS):
        left = step / _STEPS
        tried = (wanted[0] + left * (now[0] - wanted[0]), wanted[1] + left * (now[1] - wanted[1]))
        if layout.spot(tried).part == part:
            return tried
    return now
