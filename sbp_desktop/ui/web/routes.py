"""The way a line takes from one shape to another: the gentlest curve that runs through no label and no other shape."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise
from math import atan2, ceil, cos, hypot, pi, sin, sqrt
from typing import NamedTuple

from sbp_desktop.ui.web.crowd import Box, Ground

Point = tuple[float, float]

_STEP = 7.5  # page units between looks along a curve, well within the air on both sides of what it passes
_LANE = 0.16
_BULGES = (0.06, -0.06, 0.14, -0.14, 0.24, -0.24, 0.36, -0.36, 0.5, -0.5, 0.7, -0.7)
_LEANS = ((0.3, 0.0), (-0.3, 0.0), (0.0, 0.3), (0.0, -0.3), (0.25, -0.25), (-0.25, 0.25), (0.5, 0.1), (-0.5, -0.1))
_SWINGS = tuple(side * degrees * pi / 180 for degrees in (25, 45, 65, 90, 115) for side in (1, -1))
_REACHES = (0.35, 0.55, 0.2, 0.8)
_SAMPLES = 24
_FIRST_TRY, _TRIES, _NEAR = 0.15, 4, 0.05


@lru_cache(maxsize=256)
def _weights(count: int) -> tuple[tuple[float, float, float, float], ...]:
    """Return the weights of a curve's four points at count + 1 even steps."""
    steps = [i / count for i in range(count + 1)]
    return tuple(((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3) for t in steps)


@lru_cache(maxsize=256)
def _steps(count: int) -> tuple[float, ...]:
    """Return count + 1 even steps from 0 to 1."""
    return tuple(i / count for i in range(count + 1))


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

    def away(self, x: float, y: float) -> float:
        """Return how far a point is from the middle, where 1 is the edge; corners count as round, which suits all."""
        across, down = (x - self.x) / self.half_width, (y - self.y) / self.half_height
        across, down = across * across, down * down
        return sqrt(sqrt(across * across + down * down))


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

    def reach(self) -> Box:
        """Return a box the curve does not leave."""
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = self
        return Box(min(ax, bx, cx, dx), min(ay, by, cy, dy), max(ax, bx, cx, dx), max(ay, by, cy, dy))

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
    return trimmed(plain(a, b, lane), a, b)


def plain(a: End, b: End, lane: int = 0) -> Curve:
    """Return the plain curve from middle to middle."""
    return _bulged(a, b, _BULGES[0] + _LANE * lane)


def route(a: End, b: End, ground: Ground, first: Curve, lane: int = 0, most: int = 120) -> tuple[Curve, int]:
    """Return a way from middle to middle (`trimmed` makes it a line), and how much stands in it: 0 for a free one.

    It is `first` if that is free, or else the first free one of `most` others, or else the one that crosses least.
    """
    best, least = first, _struck(first, a, b, ground, 1 << 30)
    if least:
        for curve in islice(_ways(a, b, lane), most):
            struck = _struck(curve, a, b, ground, least)
            if struck < least:
                best, least = curve, struck
                if not struck:
                    break
    return best, least


def walk(curve: Curve) -> list[Point]:
    """Return points along the curve, so close that none of what it passes is stepped over."""
    return curve.points(_looks(curve))


def _looks(curve: Curve) -> int:
    """Return how many looks along the curve miss nothing, by fours: `_weights` then keeps few kinds of steps."""
    return 4 * max(2, ceil(_bent(curve) / (4 * _STEP)))


def _bent(curve: Curve) -> float:
    """Return the length of the way over the curve's four points, which is no shorter than the curve."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = curve
    return hypot(bx - ax, by - ay) + hypot(cx - bx, cy - by) + hypot(dx - cx, dy - cy)


def _struck(curve: Curve, a: End, b: End, ground: Ground, enough: int) -> int:
    """Return how much stands in the way at all looks along the curve, outside its own ends; stops at `enough`."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = curve
    left, top, right, bottom = ground.page
    if not (left <= bx < right and left <= cx < right and top <= by < bottom and top <= cy < bottom):
        return enough
    # As a polynomial in t, and counted in cells: this is the innermost loop of opening a web.
    cells, columns, per = ground.cells, ground.columns, 1 / ground.CELL
    x0, x1, x2, x3 = (
        (ax - left) * per,
        3 * (bx - ax) * per,
        3 * (ax - 2 * bx + cx) * per,
        (dx - ax + 3 * (bx - cx)) * per,
    )
    y0, y1, y2, y3 = (
        (ay - top) * per,
        3 * (by - ay) * per,
        3 * (ay - 2 * by + cy) * per,
        (dy - ay + 3 * (by - cy)) * per,
    )
    a_half, a_high, b_half, b_high = a.half_width * per, a.half_height * per, b.half_width * per, b.half_height * per
    end_x, end_y = (dx - left) * per, (dy - top) * per
    struck = 0
    for t in _steps(_looks(curve)):
        x, y = ((x3 * t + x2) * t + x1) * t + x0, ((y3 * t + y2) * t + y1) * t + y0
        if weight := cells[int(y) * columns + int(x)]:
            if (abs(x - x0) < a_half and abs(y - y0) < a_high) or (abs(x - end_x) < b_half and abs(y - end_y) < b_high):
                continue
            struck += weight
            if struck >= enough:
                break
    return struck


def trimmed(curve: Curve, a: End, b: End) -> Curve:
    """Return the part of a middle-to-middle curve that lies outside both shapes."""
    low, high = _leaving(curve, a), 1 - _leaving(Curve(*reversed(curve)), b)
    return curve.between(low, high) if low < high else curve


def _leaving(curve: Curve, end: End) -> float:
    """Return where, 0..1, the curve leaves the shape it starts in the middle of."""
    t = _FIRST_TRY
    for _ in range(_TRIES):
        away = end.away(*curve.at(t))
        if not away:
            return 0.0
        t = min(t / away, 1.0)
        if abs(away - 1) < _NEAR:  # the step just made took the rest
            break
    return t


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
        for swing in _SWINGS:
            yield Curve(
                (a.x, a.y), _swinging(b, a, -swing, reach).second, _swinging(a, b, swing, reach).second, (b.x, b.y)
            )


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
