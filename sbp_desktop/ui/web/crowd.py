"""What already takes room on the page, kept by cell so that asking stays cheap: shapes, labels, names of layers."""

from collections import defaultdict
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
    """Boxes with their owners; an owner is any value, such as a node's id for its shape."""

    def __init__(self) -> None:
        self._cells: defaultdict[tuple[int, int], list[tuple[Box, object]]] = defaultdict(list)

    def add(self, box: Box, owner: object) -> None:
        """Let the box take room."""
        for column in range(int(box.left // _CELL), int(box.right // _CELL) + 1):
            for row in range(int(box.top // _CELL), int(box.bottom // _CELL) + 1):
                self._cells[column, row].append((box, owner))

    def copy(self) -> "Crowd":
        """Return a crowd of its own with the same boxes."""
        made = Crowd()
        for cell, found in self._cells.items():
            made._cells[cell] = found.copy()
        return made

    def free(self, box: Box) -> bool:
        """Tell whether nothing stands in the box."""
        for column in range(int(box.left // _CELL), int(box.right // _CELL) + 1):
            for row in range(int(box.top // _CELL), int(box.bottom // _CELL) + 1):
                if any(box.touches(other) for other, _ in self._cells.get((column, row), ())):
                    return False
        return True

    def struck(self, x: float, y: float, but: tuple[object, ...]) -> bool:
        """Tell whether the point lies in a box that belongs to none of `but`."""
        found = self._cells.get((int(x // _CELL), int(y // _CELL)))
        if found is not None:
            for (left, top, right, bottom), owner in found:
                if left < x < right and top < y < bottom and owner not in but:
                    return True
        return False
