"""What already takes room on the page, kept by cell so that asking stays cheap: shapes, labels, lines."""

from collections.abc import Iterable
from typing import NamedTuple


class Box(NamedTuple):
    """An upright rectangle in page units."""

    left: float
    top: float
    right: float
    bottom: float

    def grown(self, by: float) -> "Box":
        """Return the box with air of `by` page units on every side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def joined(self, other: "Box") -> "Box":
        """Return the smallest box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def touches(self, other: "Box") -> bool:
        """Tell whether the two share more than an edge."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def has(self, point: tuple[float, float]) -> bool:
        """Tell whether a point lies inside."""
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom

    def holds(self, other: "Box") -> bool:
        """Tell whether the other lies wholly inside."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )


def box_around(x: float, y: float, half_width: float, half_height: float) -> Box:
    """Return the box with its middle at (x, y)."""
    return Box(x - half_width, y - half_height, x + half_width, y + half_height)


class _Rows:
    """A page as small cells, one row of them to one whole number, so that a whole box is asked for at once."""

    def __init__(self, page: Box, cell: float) -> None:
        self.page, self.per = page, 1 / cell
        self.rows = [0] * (int((page.bottom - page.top) * self.per) + 1)

    def mask(self, box: Box) -> tuple[range, int]:
        """Return the rows, and the cells of each, that a box reaches into."""
        left, top, right, bottom = self.page
        first = int((max(box.left, left) - left) * self.per)
        last = int((min(box.right, right) - left) * self.per)
        rows = range(int((max(box.top, top) - top) * self.per), int((min(box.bottom, bottom) - top) * self.per) + 1)
        return rows, ((1 << (last - first + 1)) - 1) << first if last >= first else 0


class Crowd:
    """Boxes that take room on a page. They count to the next cell's edge, so that what is free is truly so."""

    _CELL = 1.5

    def __init__(self, page: Box, boxes: Iterable[Box] = ()) -> None:
        self._boxes: list[Box] = []
        self._taken = _Rows(page, self._CELL)
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        """Let the box take room."""
        self._boxes.append(box)
        self._fill(box)

    def remove(self, box: Box) -> None:
        """Let the box, which was added, take room no more."""
        self._boxes.remove(box)
        rows, mask = self._taken.mask(box)
        for row in rows:
            self._taken.rows[row] &= ~mask
        around = box.grown(2 * self._CELL)
        for other in self._boxes:
            if other.touches(around):
                self._fill(other)

    def free(self, box: Box, air: float) -> bool:
        """Tell whether the box is on the page, and nothing stands in it or within `air` of it."""
        if not self._taken.page.holds(box):
            return False
        rows, mask = self._taken.mask(box.grown(air))
        taken = self._taken.rows
        for row in rows:  # noqa: SIM110 - any() costs twice as much, and this is asked thousands of times
            if taken[row] & mask:
                return False
        return True

    def _fill(self, box: Box) -> None:
        rows, mask = self._taken.mask(box)
        for row in rows:
            self._taken.rows[row] |= mask


class Ground:
    """A page as small cells, each bare or built on; asked for every point of every way a line might take."""

    CELL = 5.0

    def __init__(self, page: Box) -> None:
        self.page = page
        self.columns = int((page.right - page.left) / self.CELL) + 1
        self.rows = int((page.bottom - page.top) / self.CELL) + 1
        self.cells = bytearray(self.columns * self.rows)

    def build_on(self, box: Box, weight: int) -> None:
        """Mark the cells whose middle lies in the box; `weight` (1 to 255) is how ill a line fits there, 0 for well."""
        first, last = self._span(box.left - self.page.left, box.right - self.page.left, self.columns)
        row, end = self._span(box.top - self.page.top, box.bottom - self.page.top, self.rows)
        if last <= first:
            return
        filled = bytes([weight]) * (last - first)
        for start in range(row * self.columns, end * self.columns, self.columns):
            self.cells[start + first : start + last] = filled

    def _span(self, low: float, high: float, most: int) -> tuple[int, int]:
        return max(0, round(low / self.CELL)), min(most, round(high / self.CELL))


class Ink:
    """Which small cells of a page lines run through."""

    _CELL = 4.0

    def __init__(self, page: Box, points: Iterable[tuple[float, float]]) -> None:
        self._inked = _Rows(page, self._CELL)
        (left, top, right, bottom), per, rows = page, self._inked.per, self._inked.rows
        for x, y in points:
            if left <= x < right and top <= y < bottom:
                rows[int((y - top) * per)] |= 1 << int((x - left) * per)

    def within(self, box: Box) -> int:
        """Return how many cells with ink there are in a box."""
        rows, mask = self._inked.mask(box)
        inked, found = self._inked.rows, 0
        for row in rows:
            if under := inked[row] & mask:
                found += under.bit_count()
        return found
