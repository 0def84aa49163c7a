"""Finds room for every label and a way for every line, together: neither is right without the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sbp_desktop.ui.web import style
from sbp_desktop.ui.web.crowd import Box, Crowd, Ground, Ink
from sbp_desktop.ui.web.labels import Label, LabelWish, place_labels
from sbp_desktop.ui.web.routes import Curve, End, route, trimmed

Ways = dict[UUID, tuple[End, End, Curve]]
"""For each line its two ends and the way from middle to middle."""

_AIR = 4.0  # kept between a line and what it passes
_FINE = 72
_FIXED, _MOVABLE = 4, 1  # a label can step aside, a shape cannot
# Up to how many lines, how many ways are tried for each and how often labels make room: among many lines no way is
# free for long, and looking for one costs what a hand would feel.
_CARE = ((80, 120, 3), (200, 16, 1), (1 << 30, 1, 0))
_ROOM = 1.25, 100.0  # how far beyond the rings a line may swing


@dataclass(frozen=True)
class Settling:
    """One settling. `wishes` are the labels to place, the first to choose first; `names` the places for the person's
    own name; `ties` have their two ends and their lane; `standing` is what is there already: shapes, layers' names.
    """

    wishes: list[LabelWish]
    names: Mapping[UUID, list[Label]]
    ends: Mapping[UUID, End]
    ties: Mapping[UUID, tuple[UUID, UUID, int]]
    standing: list[Box]
    half_size: tuple[float, float]

    def settle(self, before: Ways) -> tuple[dict[UUID, Label], Ways]:
        """Return labels and ways. A line keeps the way it had `before` if that is still free."""
        names = {id_: places[0] for id_, places in self.names.items()}
        standing = Crowd([*self.standing, *(name.box for name in names.values())])
        labels = names | place_labels(self.wishes, standing, style.measure())
        ways = self._route(labels, before)
        struck: set[UUID] = set()
        for _ in range(self._care()[1]):
            found = {node for _, node in crossings(curves(ways), labels)}
            if not found:
                break
            if found <= struck:
                labels = self._stepped_aside(labels, ways, found)
            else:
                struck |= found
                ink = Ink(point for curve in curves(ways).values() for point in curve.points())
                standing = Crowd([*self.standing, *(name.box for name in names.values())])
                labels = names | place_labels(self.wishes, standing, style.measure(), struck, ink)
            ways = self._route(labels, ways)
        if struck:
            labels = self._stepped_aside(labels, ways, {node for _, node in crossings(curves(ways), labels)})
        return labels, ways

    def _care(self) -> tuple[int, int]:
        return next((tried, rounds) for most, tried, rounds in _CARE if len(self.ties) <= most)

    def _stepped_aside(self, labels: dict[UUID, Label], ways: Ways, struck: set[UUID]) -> dict[UUID, Label]:
        """Move, or shorten, only the labels a line runs through, with the lines as they are."""
        made = dict(labels)
        ink = Ink(point for curve in curves(ways).values() for point in curve.points(_FINE))
        for wish in self.wishes:
            if wish.owner in struck:
                made |= place_labels([wish], self._others(made, wish.owner), style.measure(), struck, ink)
        for id_ in struck & self.names.keys():
            crowd = self._others(made, id_)
            free = [label for label in self.names[id_] if crowd.free(label.box)]
            made[id_] = min(free, key=lambda label: ink.within(label.box), default=made[id_])
        return made

    def _others(self, labels: Mapping[UUID, Label], id_: UUID) -> Crowd:
        return Crowd([*self.standing, *(label.box for other, label in labels.items() if other != id_)])

    def _route(self, labels: Mapping[UUID, Label], before: Ways) -> Ways:
        share, more = _ROOM
        ground = Ground(self.half_size[0] * share + more, self.half_size[1] * share + more)
        for box in self.standing:
            ground.build_on(box, _FIXED)
        for id_, label in labels.items():
            ground.build_on(label.box.grown(_AIR), _FIXED if id_ in self.names else _MOVABLE)
        most = self._care()[0]
        ways: Ways = {}
        for id_, (start, end, lane) in self.ties.items():
            a, b = self.ends[start], self.ends[end]
            was = before.get(id_)
            ways[id_] = a, b, route(a, b, ground, lane, was[2] if was is not None and was[:2] == (a, b) else None, most)
        return ways


def curves(ways: Ways) -> dict[UUID, Curve]:
    """Return the lines as drawn, from shape to shape."""
    return {id_: trimmed(way, a, b) for id_, (a, b, way) in ways.items()}


def crossings(lines: Mapping[UUID, Curve], labels: Mapping[UUID, Label]) -> list[tuple[UUID, UUID]]:
    """Return (line, node) for each line that runs through a node's label."""
    found = []
    for tie_id, curve in lines.items():
        points = curve.points(_FINE)
        across, down = [x for x, _ in points], [y for _, y in points]
        reach = Box(min(across), min(down), max(across), max(down))
        for node_id, label in labels.items():
            box = label.box
            if box.touches(reach) and any(box.left < x < box.right and box.top < y < box.bottom for x, y in points):
                found.append((tie_id, node_id))
    return found
