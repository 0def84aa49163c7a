"""The way a line takes from one shape to another: the gentlest curve that runs through no label and no other shape."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice, pairwise
from math import atan2, ceil, cos, hypot, pi, sin
from typing import NamedTuple

from sbp_desktop.ui.web.crowd import Box, Ground

Point = tuple[float, float]

_STEP = 6.0  # page units between looks along a curve; boxes are grown by more than half of it
_LANE = 0.16
_BULGES = (0.06, -0.06, 0.14, -0.14, 0.24, -0.24, 0.36, -0.36, 0.5, -0.5, 0.7, -0.7)
_LEANS = ((0.3, 0.0), (-0.3, 0.0), (0.0, 0.3), (0.0, -0.3), (0.25, -0.25), (-0.25, 0.25), (0.5, 0.1), (-0.5, -0.1))
_SWINGS = tuple(side * degrees * pi / 180 for degrees in (25, 45, 65, 90, 115) for side in (1, -1))
_REACHES = (0.35, 0.55, 0.2, 0.8)
_SAMPLES = 24


@lru_cache(maxsize=256)
def _weights(count: int) -> tuple[tuple[float, float, float, float], ...]:
    """Return the weights of a curve's four points at count + 1 even steps."""
    steps = [i / count for i in range(count + 1)]
    return tuple(((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3) for t in steps)


class End(NamedTuple):
    """A shape a line ends at: its middle, and half sizes with some air."""

    x: float
    y: float
    half_width: float
    half_height: float

    def box(self) -> Box:
        """Return the room the shape takes, air included."""
        return Box(
            self.x - self.half_width, self.y - self.half_height, self.x + self.half_width, self.y + self.half_height
        )

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a point is inside; corners count as round, which suits every shape of ours."""
        return ((x - self.x) / self.half_width) ** 4 + ((y - self.y) / self.half_height) ** 4 < 1.0


class Curve(NamedTuple):
    """A cubic curve from shape to shape."""

    start: Point
    first: Point
    second: Point
    end: Point

    def at(self, t: float) -> Point:
        """Return the point at t, 0..1."""
        s = 1 - t
        a, b, c, d = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
        return (
            a * self.start[0] + b * self.first[0] + c * self.second[0] + d * self.end[0],
            a * self.start[1] + b * self.first[1] + c * self.second[1] + d * self.end[1],
        )

    def points(self, count: int = _SAMPLES) -> list[Point]:
        """Return count + 1 points along the curve, ends included."""
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = self
        return [
            (p * ax + q * bx + r * cx + s * dx, p * ay + q * by + r * cy + s * dy) for p, q, r, s in _weights(count)
        ]

    def length(self) -> float:
        """Return about how long the curve is."""
        points = self.points(8)
        return sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points))

    def between(self, low: float, high: float) -> "Curve":
        """Return the part of the curve from t = low to t = high."""
        start, end = self.at(low), self.at(high)
        span = (high - low) / 3
        leaving, arriving = self._slope(low), self._slope(high)
        return Curve(
            start,
            (start[0] + leaving[0] * span, start[1] + leaving[1] * span),
            (end[0] - arriving[0] * span, end[1] - arriving[1] * span),
            end,
        )

    def heading(self, t: float) -> float:
        """Return the direction of travel at t, in radians."""
        slope = self._slope(t)
        return atan2(slope[1], slope[0])

    def _slope(self, t: float) -> Point:
        s = 1 - t
        a, b, c = 3 * s * s, 6 * s * t, 3 * t * t
        p, q, r, z = self
        return (
            a * (q[0] - p[0]) + b * (r[0] - q[0]) + c * (z[0] - r[0]),
            a * (q[1] - p[1]) + b * (r[1] - q[1]) + c * (z[1] - r[1]),
        )


def straightest(a: End, b: End, lane: int = 0) -> Curve:
    """Return the plain curve used while something is being dragged; `lane` tells lines between the same two apart."""
    return trimmed(_bulged(a, b, _BULGES[0] + _LANE * lane), a, b)


def route(a: End, b: End, ground: Ground, lane: int = 0, before: Curve | None = None, most: int = 120) -> Curve:
    """Return the first free way from middle to middle, or the one that crosses least (`trimmed` makes it a line).

    `lane` tells lines between the same two apart. `before` is the way it took last, kept if it is still free; `most`
    is how many ways to try.
    """
    best, least = before or _bulged(a, b, _BULGES[0] + _LANE * lane), 1 << 30
    if most == 1:
        return best
    with ground.cleared(a.box(), b.box()):
        for curve in islice(chain([best], _ways(a, b, lane)), most):
            struck = _struck(curve, ground, least)
            if struck < least:
                best, least = curve, struck
            if not struck:
                break
    return best


def _struck(curve: Curve, ground: Ground, enough: int) -> int:
    """Return how much stands in the way at all looks along the curve; stops counting at `enough`."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = curve
    if not (ground.holds(bx, by) and ground.holds(cx, cy)):
        return enough
    bent = hypot(bx - ax, by - ay) + hypot(cx - bx, cy - by) + hypot(dx - cx, dy - cy)
    cells, columns, left, top, per = ground.cells, ground.columns, ground.left, ground.top, 1 / ground.CELL
    struck = 0
    for p, q, r, s in _weights(max(8, ceil(bent / _STEP))):
        x, y = p * ax + q * bx + r * cx + s * dx - left, p * ay + q * by + r * cy + s * dy - top
        if weight := cells[int(y * per) * columns + int(x * per)]:
            struck += weight
            if struck >= enough:
                break
    return struck


def trimmed(curve: Curve, a: End, b: End) -> Curve:
    """Return the part of a middle-to-middle curve that lies outside both shapes."""
    low, high = 0.0, 1.0
    steps = 40
    for i in range(steps):
        x, y = curve.at(i / steps)
        if not a.holds(x, y):
            low = i / steps
            break
    for i in range(steps):
        x, y = curve.at(1 - i / steps)
        if not b.holds(x, y):
            high = 1 - i / steps
            break
    return curve.between(low, high) if low < high else curve


def _ways(a: End, b: End, lane: int) -> Iterator[Curve]:
    for bulge in _BULGES:
        yield _bulged(a, b, bulge + _LANE * lane)
    for first, second in _LEANS:
        yield _leaning(a, b, first, second)
    for reach in _REACHES:
        for swing in _SWINGS:
            yield _swinging(a, b, swing, reach)
        for swing in _SWINGS:
            yield Curve(*reversed(_swinging(b, a, swing, reach)))


def _bulged(a: End, b: End, bulge: float) -> Curve:
    dx, dy = b.x - a.x, b.y - a.y
    cx, cy = (a.x + b.x) / 2 - dy * bulge, (a.y + b.y) / 2 + dx * bulge
    return Curve(
        (a.x, a.y),
        (a.x + 2 / 3 * (cx - a.x), a.y + 2 / 3 * (cy - a.y)),
        (b.x + 2 / 3 * (cx - b.x), b.y + 2 / 3 * (cy - b.y)),
        (b.x, b.y),
    )


def _leaning(a: End, b: End, first: float, second: float) -> Curve:
    dx, dy = b.x - a.x, b.y - a.y
    return Curve(
        (a.x, a.y),
        (a.x + 0.3 * dx - dy * first, a.y + 0.3 * dy + dx * first),
        (a.x + 0.7 * dx - dy * second, a.y + 0.7 * dy + dx * second),
        (b.x, b.y),
    )


def _swinging(a: End, b: End, swing: float, reach: float) -> Curve:
    """Return a curve that comes into `b` from the side, `swing` radians off the straight way."""
    dx, dy = a.x - b.x, a.y - b.y
    distance = hypot(dx, dy) or 1.0
    toward = atan2(dy, dx) + swing
    far = b.half_width + distance * reach
    side = (b.x + far * cos(toward), b.y + far * sin(toward))
    return Curve((a.x, a.y), (a.x + 0.4 * (side[0] - a.x), a.y + 0.4 * (side[1] - a.y)), side, (b.x, b.y))
