"""What already takes room on the page, kept by cell so that asking stays cheap: shapes, labels, lines."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

_CELL = 64.0


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


class Crowd:
    """Boxes that take room on a page."""

    def __init__(self, page: Box, boxes: Iterable[Box] = ()) -> None:
        self._page = page
        self._cells: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        """Let the box take room."""
        for cell in _cells(box):
            self._cells[cell].append(box)

    def remove(self, box: Box) -> None:
        """Let the box, which was added, take room no more."""
        for cell in _cells(box):
            self._cells[cell].remove(box)

    def free(self, box: Box, air: float) -> bool:
        """Tell whether the box is on the page, and nothing stands in it or within `air` of it."""
        if not self._page.holds(box):
            return False
        box = box.grown(air)
        left, top, right, bottom = box
        cells = self._cells
        for cell in _cells(box):
            if cell in cells:
                for a, b, c, d in cells[cell]:
                    if left < c and a < right and top < d and b < bottom:
                        return False
        return True


def _cells(box: Box) -> list[tuple[int, int]]:
    rows = range(int(box.top // _CELL), int(box.bottom // _CELL) + 1)
    return [(column, row) for column in range(int(box.left // _CELL), int(box.right // _CELL) + 1) for row in rows]


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
    """Which small cells of a page lines run through, one row of cells to one whole number."""

    _CELL = 4.0

    def __init__(self, page: Box, points: Iterable[tuple[float, float]]) -> None:
        self._page = page
        self._rows = [0] * (int((page.bottom - page.top) / self._CELL) + 1)
        left, top, per = page.left, page.top, 1 / self._CELL
        right, bottom, rows = page.right, page.bottom, self._rows
        for x, y in points:
            if left <= x < right and top <= y < bottom:
                rows[int((y - top) * per)] |= 1 << int((x - left) * per)

    def within(self, box: Box) -> int:
        """Return how many cells with ink there are in a box that lies on the page."""
        per = 1 / self._CELL
        first = int((box.left - self._page.left) * per)
        mask = ((1 << (int((box.right - self._page.left) * per) - first + 1)) - 1) << first
        start, end = int((box.top - self._page.top) * per), int((box.bottom - self._page.top) * per)
        return sum((row & mask).bit_count() for row in self._rows[start : end + 1] if row & mask)
