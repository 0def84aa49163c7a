"""Circles of how close people are, whatever part of life they come from; who is not placed yet waits outside."""

from dataclasses import dataclass
from typing import ClassVar

from sbp_desktop.models.arrangement import Fields, Standing
from sbp_desktop.models.rings import NOT_PLACED, Rings
from sbp_desktop.models.snapshots import NodeSnapshot
from sbp_desktop.models.vocabulary import Circle, Closeness

_OUTSIDE = 84.0


@dataclass(frozen=True, slots=True)
class Circles(Rings):
    """The four circles of support (Snow, Forest, Pearpoint; practice.md E.3), said by `circle`."""

    name: ClassVar[str] = "circles"
    parts: ClassVar[tuple[str, ...]] = (*(circle.value for circle in Circle), NOT_PLACED)
    thickness: ClassVar[tuple[float, ...]] = (84.0, 84.0, 84.0, 84.0, _OUTSIDE)

    def part_of(self, standing: Standing) -> str:
        """Return the circle; none, or one we do not know, is outside."""
        return standing.circle if standing.circle in self.parts else NOT_PLACED

    def says(self, part: str, node: NodeSnapshot | None = None) -> Fields:
        """Return the circle; put down outside it is said no more."""
        there = NOT_PLACED if node is None else self.part_of(node)
        return {} if part == there else {"circle": part or None}


CLOSE, FURTHER = "close", "further"


@dataclass(frozen=True, slots=True)
class TwoCircles(Rings):
    """Close and further, for people to whom five rings say nothing (practice.md E.4), said by `closeness`."""

    name: ClassVar[str] = "two"
    parts: ClassVar[tuple[str, ...]] = (CLOSE, FURTHER, NOT_PLACED)
    thickness: ClassVar[tuple[float, ...]] = (132.0, 132.0, _OUTSIDE)

    def part_of(self, standing: Standing) -> str:
        """Return the circle: who is in the inner or the middle of three is close."""
        match standing.closeness:
            case Closeness.INNER | Closeness.MIDDLE:
                return CLOSE
            case Closeness.OUTER:
                return FURTHER
            case _:
                return NOT_PLACED

    def says(self, part: str, node: NodeSnapshot | None = None) -> Fields:
        """Return how close; who was in the middle of three stays there while they stay close."""
        there = NOT_PLACED if node is None else self.part_of(node)
        if part == there:
            return {}
        return {"closeness": {CLOSE: Closeness.INNER.value, FURTHER: Closeness.OUTER.value}.get(part)}
