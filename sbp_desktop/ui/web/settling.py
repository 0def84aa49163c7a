"""Finds room for every strength and label and a way for every line, together: none is right without the others."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from sbp_desktop.ui.web.crowd import Box, Crowd, Ground, Ink
from sbp_desktop.ui.web.labels import Label, LabelWish, Measure, place_labels
from sbp_desktop.ui.web.routes import Curve, End, plain, route, trimmed, walk

AIR = 4.0
"""Kept between a line and what it passes, page units."""

_FINE = 160
_FIXED, _MOVABLE = 4, 1  # a label can step aside, a shape cannot
_LOOSE_ENDS = 24.0  # around the middle of a line, for the word that stands beside it


class Care(NamedTuple):
    """How many ways are tried for a line that is not free, and how often labels then step aside once more."""

    ways: int
    rounds: int


# Up to how many lines how much care: among many lines no way is free for long, and looking for one costs what a hand
# would feel.
_CARE = ((48, Care(160, 4)), (80, Care(80, 2)), (200, Care(8, 0)), (1 << 30, Care(0, 0)))


class Way(NamedTuple):
    """A line's two ends and its way from middle to middle."""

    a: End
    b: End
    curve: Curve

    def drawn(self) -> Curve:
        """Return the line as it is drawn, from shape to shape."""
        return trimmed(self.curve, self.a, self.b)


@dataclass(frozen=True)
class Settled:
    """Where everything found room. `said` are the words beside lines; `wishes` what the labels had asked for."""

    labels: Mapping[UUID, Label] = field(default_factory=dict)
    ways: Mapping[UUID, Way] = field(default_factory=dict)
    said: Mapping[UUID, Label] = field(default_factory=dict)
    wishes: Mapping[UUID, LabelWish] = field(default_factory=dict)


@dataclass(frozen=True)
class Settling:
    """One settling. `wishes` are the labels to place, the first to choose first; `names` the places for the person's
    own name; `ties` have their two ends and their lane, `words` what is to stand beside one; `standing` is what is
    there already: shapes, strengths, names of layers. All of it stays on the `page`.
    """

    page: Box
    measure: Measure
    wishes: Sequence[LabelWish]
    names: Mapping[UUID, Sequence[Label]]
    ends: Mapping[UUID, End]
    ties: Mapping[UUID, tuple[UUID, UUID, int]]
    words: Mapping[UUID, str]
    standing: Sequence[Box]

    def settle(self, before: Settled) -> Settled:
        """Return labels and ways. What can stay as it was `before` stays."""
        care = next(care for most, care in _CARE if len(self.ties) <= most)
        ways, _ = self._route({}, before.ways, care.ways if care.rounds else 0)
        ink = self._ink(ways) if care.ways else None
        wishes = {wish.owner: wish for wish in self.wishes}
        kept = {id_: label for id_, label in before.labels.items() if wishes.get(id_) == before.wishes.get(id_)}
        crowd = Crowd(self.page, self.standing)
        labels = {id_: self._own_name(id_, crowd, ink) for id_ in self.names}
        labels |= place_labels(self.wishes, crowd, self.measure, ink, kept=kept)
        ways, struck = self._route(labels, ways, care.ways)
        for _ in range(care.rounds):
            ink = self._ink(ways)
            inked = {id_: label for id_, label in labels.items() if ink.within(label.box)}
            across = {node for _, node in crossings({id_: ways[id_].drawn() for id_ in struck}, inked)}
            if not across:
                break
            labels |= self._stepped_aside(across, labels, crowd, ink)
            ways, struck = self._route(labels, ways, care.ways)
        return Settled(labels, ways, self._beside_lines(ways, crowd), wishes)

    def _route(
        self, labels: Mapping[UUID, Label], before: Mapping[UUID, Way], most: int
    ) -> tuple[dict[UUID, Way], list[UUID]]:
        """Return a way for each line, the best of `most` if it is not free, and which lines still strike something."""
        ground = Ground(self.page)
        for box in self.standing:
            ground.build_on(box.grown(AIR), _FIXED)
        for id_, label in labels.items():
            ground.build_on(label.box.grown(AIR), _FIXED if id_ in self.names else _MOVABLE)
        ways: dict[UUID, Way] = {}
        struck = []
        for id_, (start, end, lane) in self.ties.items():
            a, b = self.ends[start], self.ends[end]
            was = before.get(id_)
            curve = was.curve if was is not None and (was.a, was.b) == (a, b) else plain(a, b, lane)
            if most:
                curve, strikes = route(a, b, ground, curve, lane, most)
                if strikes:
                    struck.append(id_)
            ways[id_] = Way(a, b, curve)
        return ways, struck

    def _ink(self, ways: Mapping[UUID, Way]) -> Ink:
        return Ink(self.page, chain.from_iterable(walk(way.drawn()) for way in ways.values()))

    def _own_name(self, id_: UUID, crowd: Crowd, ink: Ink | None) -> Label:
        places = self.names[id_]
        free = [label for label in places if crowd.free(label.box, 0)] or places
        chosen = free[0] if ink is None else min(free, key=lambda label: ink.within(label.box))
        crowd.add(chosen.box)
        return chosen

    def _stepped_aside(
        self, struck: Collection[UUID], labels: Mapping[UUID, Label], crowd: Crowd, ink: Ink
    ) -> dict[UUID, Label]:
        """Move, or shorten, only the labels a line runs through, with the lines as they are."""
        moved: dict[UUID, Label] = {}
        for id_ in self.names.keys() & struck:
            crowd.remove(labels[id_].box)
            moved[id_] = self._own_name(id_, crowd, ink)
        for wish in self.wishes:
            if wish.owner in struck:
                crowd.remove(labels[wish.owner].box)
                moved |= place_labels([wish], crowd, self.measure, ink, shorten=True)
        return moved

    def _beside_lines(self, ways: Mapping[UUID, Way], crowd: Crowd) -> dict[UUID, Label]:
        """Place the words that stand beside lines, near their middles."""
        if not self.words:
            return {}
        wishes = []
        for id_, word in self.words.items():
            x, y = ways[id_].drawn().at(0.5)
            wishes.append(LabelWish(id_, x, y, _LOOSE_ENDS / 4, _LOOSE_ENDS / 4, "", mark=word))
        return place_labels(wishes, crowd, self.measure, self._ink(ways))


def crossings(lines: Mapping[UUID, Curve], labels: Mapping[UUID, Label]) -> list[tuple[UUID, UUID]]:
    """Return (line, node) for each line that runs through a node's label."""
    return [(tie, node) for tie, node in runs_through(lines, {id_: label.box for id_, label in labels.items()})]


def runs_through(lines: Mapping[UUID, Curve], boxes: Mapping[UUID, Box]) -> list[tuple[UUID, UUID]]:
    """Return (line, id of a box) for each line that runs through a box."""
    found = []
    for tie_id, curve in lines.items():
        points = curve.points(_FINE)
        across, down = [x for x, _ in points], [y for _, y in points]
        reach = Box(min(across), min(down), max(across), max(down))
        for id_, box in boxes.items():
            if box.touches(reach) and any(box.left < x < box.right and box.top < y < box.bottom for x, y in points):
                found.append((tie_id, id_))
    return found
