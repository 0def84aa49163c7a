"""What already takes room on the page, kept by cell so that asking stays cheap: shapes, labels, names of layers."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
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

    def touches(self, other: "Box") -> bool:
        """Tell whether the two share more than an edge."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def box_around(x: float, y: float, half_width: float, half_height: float) -> Box:
    """Return the box with its middle at (x, y)."""
    return Box(x - half_width, y - half_height, x + half_width, y + half_height)


class Crowd:
    """Boxes that take room on the page."""

    def __init__(self, boxes: Iterable[Box] = ()) -> None:
        self._cells: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        """Let the box take room."""
        for column in range(int(box.left // _CELL), int(box.right // _CELL) + 1):
            for row in range(int(box.top // _CELL), int(box.bottom // _CELL) + 1):
                self._cells[column, row].append(box)

    def free(self, box: Box) -> bool:
        """Tell whether nothing stands in the box."""
        for column in range(int(box.left // _CELL), int(box.right // _CELL) + 1):
            for row in range(int(box.top // _CELL), int(box.bottom // _CELL) + 1):
                if any(box.touches(other) for other in self._cells.get((column, row), ())):
                    return False
        return True


class Ground:
    """The page as small cells, each bare or built on; asked for every point of every way a line might take."""

    CELL = 5.0

    def __init__(self, half_width: float, half_height: float) -> None:
        self.left, self.top = -half_width, -half_height
        self.columns, self.rows = int(2 * half_width / self.CELL) + 1, int(2 * half_height / self.CELL) + 1
        self.cells = bytearray(self.columns * self.rows)

    def build_on(self, box: Box, weight: int) -> None:
        """Mark the cells whose middle lies in the box; `weight` (1 to 255) is how ill a line fits there."""
        first, last = self._span(box.left - self.left, box.right - self.left, self.columns)
        row, end = self._span(box.top - self.top, box.bottom - self.top, self.rows)
        if last <= first:
            return
        filled = bytes([weight]) * (last - first)
        for index in range(row, end):
            start = index * self.columns
            self.cells[start + first : start + last] = filled

    @contextmanager
    def cleared(self, *boxes: Box) -> Iterator[None]:
        """Take these boxes for bare for a while, as a line does with the shapes at its ends."""
        kept: list[tuple[int, bytes]] = []
        for box in boxes:
            first, last = self._span(box.left - self.left, box.right - self.left, self.columns)
            row, end = self._span(box.top - self.top, box.bottom - self.top, self.rows)
            for index in range(row, end):
                start = index * self.columns + first
                stop = start + max(0, last - first)
                kept.append((start, bytes(self.cells[start:stop])))
                self.cells[start:stop] = bytes(stop - start)
        yield
        for start, before in reversed(kept):
            self.cells[start : start + len(before)] = before

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a point lies on the page at all."""
        return 0 <= x - self.left < (self.columns - 1) * self.CELL and 0 <= y - self.top < (self.rows - 1) * self.CELL

    def _span(self, low: float, high: float, most: int) -> tuple[int, int]:
        return max(0, round(low / self.CELL)), min(most, round(high / self.CELL))


class Ink:
    """How many points of lines fall in each part of the page."""

    _CELL = 8.0

    def __init__(self, points: Iterable[tuple[float, float]]) -> None:
        self._cells = Counter((int(x // self._CELL), int(y // self._CELL)) for x, y in points)

    def within(self, box: Box) -> int:
        """Return about how many points fall in the box."""
        cells = self._cells
        return sum(
            cells.get((column, row), 0)
            for column in range(int(box.left // self._CELL), int(box.right // self._CELL) + 1)
            for row in range(int(box.top // self._CELL), int(box.bottom // self._CELL) + 1)
        )
