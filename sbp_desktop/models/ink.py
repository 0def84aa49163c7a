"""Freehand strokes: thinned to what the eye needs, kept as compact text, and put back where they were drawn.

A stroke is a row of points in page units. Its text is whole numbers with a space between them, in quarters of a page
unit: x and y of the first point, then each step on from there. Strokes stand apart by ";".

Ink stays with what it was drawn round: rings stretch with the window and grow with what stands on them, so on a page
with rings its place is kept as on a page of ordinary size, and goes along. Its own shape never stretches.
"""

from collections.abc import Iterable, Sequence
from math import hypot
from uuid import UUID

from sbp_desktop.models.arrangement import Layout, Point
from sbp_desktop.models.snapshots import InkSnapshot

Stroke = tuple[Point, ...]

_ORDINARY = (448.0, 320.0)  # half a page of rings, page units
_PER_UNIT = 4
_TREMBLE = 0.6  # page units a point may lie off the way between its neighbours and not be missed


def thinned(points: Sequence[Point], tremble: float = _TREMBLE) -> Stroke:
    """The fewest of these points from which no other lies further off than `tremble` (Douglas and Peucker, 1973)."""
    keep = {0, len(points) - 1}
    parts = [(0, len(points) - 1)]
    while parts:
        first, last = parts.pop()
        far, at = max(
            ((_off(points[i], points[first], points[last]), i) for i in range(first + 1, last)), default=(0, 0)
        )
        if far > tremble:
            keep.add(at)
            parts += [(first, at), (at, last)]
    return tuple(points[i] for i in sorted(keep) if i >= 0)


def _off(point: Point, a: Point, b: Point) -> float:
    """How far a point lies from the straight way between two others."""
    along_x, along_y = b[0] - a[0], b[1] - a[1]
    length = along_x * along_x + along_y * along_y
    share = ((point[0] - a[0]) * along_x + (point[1] - a[1]) * along_y) / length if length else 0.0
    share = min(1.0, max(0.0, share))
    return hypot(point[0] - a[0] - share * along_x, point[1] - a[1] - share * along_y)


def to_text(strokes: Iterable[Stroke]) -> str:
    """Strokes as text."""
    return ";".join(" ".join(map(str, _steps(stroke))) for stroke in strokes if stroke)


def _steps(stroke: Stroke) -> list[int]:
    found, before = [], (0, 0)
    for x, y in stroke:
        here = round(x * _PER_UNIT), round(y * _PER_UNIT)
        found += [here[0] - before[0], here[1] - before[1]]
        before = here
    return found


def of_text(text: str) -> tuple[Stroke, ...]:
    """The strokes a text holds; () for one that no hand of ours wrote."""
    try:
        return tuple(_points([int(number) for number in part.split()]) for part in text.split(";") if part.strip())
    except ValueError:
        return ()


def _points(steps: list[int]) -> Stroke:
    x = y = 0
    found = []
    for across, down in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + across, y + down
        found.append((x / _PER_UNIT, y / _PER_UNIT))
    return tuple(found)


def middle(stroke: Stroke) -> Point:
    """The middle of the room a stroke takes."""
    across, down = [x for x, _ in stroke], [y for _, y in stroke]
    return (min(across) + max(across)) / 2, (min(down) + max(down)) / 2


def shifted(stroke: Stroke, by: Point) -> Stroke:
    """The stroke so much further right and down."""
    return tuple((x + by[0], y + by[1]) for x, y in stroke)


def distance(stroke: Stroke, point: Point) -> float:
    """How far a point lies from a stroke, page units."""
    ways = zip(stroke, stroke[1:] or stroke, strict=False)
    return min((_off(point, a, b) for a, b in ways), default=float("inf"))


def on_page(layout: Layout, place: Point) -> Point:
    """Where ink that is kept at a place is drawn, page units."""
    across, down = _stretch(layout)
    return place[0] * across, place[1] * down


def place_of(layout: Layout, point: Point) -> Point:
    """Where ink drawn at a page point is kept."""
    across, down = _stretch(layout)
    return point[0] / across, point[1] / down


def _stretch(layout: Layout) -> Point:
    if not layout.guides():
        return 1.0, 1.0
    half_width, half_height = layout.size()
    return half_width / _ORDINARY[0], half_height / _ORDINARY[1]


def newest_drawing(inks: Iterable[InkSnapshot]) -> frozenset[UUID]:
    """The conversation drawn in last, if any, as what is shown where nobody has chosen."""
    newest = max(inks, key=lambda one: (one.conversation_ms, one.born), default=None)
    return frozenset() if newest is None else frozenset({newest.conversation})
