"""One thing or several picked together: moved, put in line, put together, taken away; each as one change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from math import hypot
from typing import NamedTuple
from uuid import UUID

from PySide6.QtCore import QObject, QPointF, Signal

from sbp_desktop.models.arrangement import BY_HAND_APART, Point, Spot, clear_spot
from sbp_desktop.models.lining_up import Way, line_up
from sbp_desktop.ui.web.crowd import Box
from sbp_desktop.ui.web.edits import WebEdits
from sbp_desktop.ui.web.hull_item import HULL_WIDTH
from sbp_desktop.ui.web.scene import WebScene


class Reach(NamedTuple):
    """A group's hull between its middle and one of its members, and a box it does not leave; page units."""

    group: UUID
    start: Point
    end: Point
    box: Box


class SeveralHand(QObject):
    """What one hand does with those picked. `asked_for_group` carries where on the page a name for them is wanted."""

    asked_for_group = Signal(QPointF)

    def __init__(self, scene: WebScene, edits: WebEdits, parent: QObject) -> None:
        super().__init__(parent)
        self._scene, self._edits = scene, edits

    def pick_too(self, node: UUID) -> None:
        """Pick a node together with those picked, or let go of it; the person in the middle is not one of them."""
        if node != self._scene.web.self_node:
            self._scene.pick(self._scene.picked ^ {node})
            self._scene.choose(node if node in self._scene.picked else None)

    def pick_chosen(self) -> None:
        """Pick what is chosen together with those picked, or let go of it."""
        chosen = self._scene.chosen
        if chosen is not None and chosen in self._scene.nodes and chosen != self._scene.web.self_node:
            self._scene.pick(self._scene.picked ^ {chosen})

    def pick_all(self) -> None:
        """Pick everybody and everything but the person."""
        self._scene.pick(self._scene.nodes.keys() - {self._scene.web.self_node})

    def taken_along(self, node: UUID) -> frozenset[UUID]:
        """Return what moves when a node is moved: those picked with it, or it alone."""
        return self._scene.picked if node in self._scene.picked else frozenset({node})

    def ask_for_group(self) -> None:
        """Ask what those picked are together."""
        if self._scene.showing.fixed:
            self._edits.refuse_to_change()
        elif len(self._scene.picked) > 1:
            points = [self._scene.point_of(id_) for id_ in self._scene.picked]
            self.asked_for_group.emit(sum(points, QPointF()) / len(points))

    def line_up(self, way: Way) -> None:
        """Put those picked in a row, in a column or evenly round."""
        points = {id_: self._at(id_) for id_ in self._scene.picked}
        if len(points) > 1:
            found = line_up(self._scene.arrangement.layout, points, way)
            self.put_down({id_: QPointF(*point) for id_, point in found.items()})

    def tidy(self) -> None:
        """Make room for everything on the page, and bring nearer who is joined."""
        self._edits.tidy(self._scene.showing.layout, self._scene.nodes)

    def step(self, along: int, out: int) -> None:
        """Move what is chosen one step of the keyboard, with those picked together with it."""
        scene, layout = self._scene, self._scene.arrangement.layout
        if scene.chosen is None or scene.chosen not in scene.arrangement.spots:
            return
        points: dict[UUID, QPointF] = {}
        exactly: dict[UUID, Spot] = {}
        for id_ in self.taken_along(scene.chosen):
            now = layout.spot(self._at(id_))  # where it is seen: the last step may still be on its way to the file
            then = layout.step(now, along, out)
            if then != now:
                points[id_] = QPointF(*layout.point(then))
                if then.part == now.part:
                    exactly[id_] = then  # in another part it may have to step aside
        if points:
            self.put_down(points, exactly)

    def hulls_for(self, moving: Collection[UUID]) -> list[Reach]:
        """Return the hulls of groups that those who are moving are not all in yet: from the middle to each member."""
        within: dict[UUID, set[UUID]] = {}
        for group, member in self._scene.web.members:
            within.setdefault(group, set()).add(member)
        there = self._scene.nodes
        return [
            _reach(group, self._at(group), self._at(member))
            for group, members in within.items()
            if group in there and group not in moving and not members.issuperset(moving)
            for member in members.difference(moving)
            if member in there
        ]

    def put_down(
        self, points: Mapping[UUID, QPointF], exactly: Mapping[UUID, Spot] | None = None, into: UUID | None = None
    ) -> None:
        """Let go of these: at their spot of `exactly`, or else beside what they would cover; `into` a group, if any.

        One change keeps it.
        """
        scene, layout = self._scene, self._scene.arrangement.layout
        around = [self._at(id_) for id_ in scene.nodes.keys() - points.keys()]
        spots: dict[UUID, Spot] = {}
        places: dict[UUID, QPointF] = {}
        for id_, point in points.items():
            place = (point.x(), point.y())
            if exactly is not None and id_ in exactly:
                spots[id_] = exactly[id_]
            else:
                place = clear_spot(layout, place, around, BY_HAND_APART)
                spots[id_] = layout.spot(place)
            around.append(place)
            places[id_] = QPointF(*place)
        scene.preview_move(places)
        says = {id_: layout.says(spot.part, scene.nodes[id_]) for id_, spot in spots.items()}
        scene.settle_preview(says)
        self._edits.move(layout.name, spots, says, into)

    def remove(self) -> None:
        """Take those picked off the web, or else what is chosen; the person in the middle stays."""
        scene, chosen = self._scene, self._scene.chosen
        if scene.picked:
            self._edits.remove_nodes(scene.picked)
        elif chosen in scene.nodes and chosen != scene.web.self_node:
            self._edits.remove_node(chosen, scene.nodes[chosen].label)
        elif chosen in scene.ties:
            self._edits.remove_tie(chosen)

    def _at(self, id_: UUID) -> tuple[float, float]:
        point = self._scene.point_of(id_)
        return point.x(), point.y()


def group_over(point: QPointF, hulls: Iterable[Reach]) -> UUID | None:
    """Return the group whose hull a page point lies in."""
    at = point.x(), point.y()
    for group, start, end, box in hulls:
        if box.has(at) and _away(at, start, end) <= HULL_WIDTH / 2:
            return group
    return None


def _reach(group: UUID, start: Point, end: Point) -> Reach:
    return Reach(group, start, end, Box(*start, *start).joined(Box(*end, *end)).grown(HULL_WIDTH / 2))


def _away(point: Point, start: Point, end: Point) -> float:
    """Return how far a point is from the straight line between two others, page units."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = across * across + down * down
    along = ((point[0] - start[0]) * across + (point[1] - start[1]) * down) / length if length else 0.0
    along = min(1.0, max(0.0, along))
    return hypot(start[0] + along * across - point[0], start[1] + along * down - point[1])
