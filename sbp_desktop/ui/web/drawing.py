"""Everything drawn of a web, kept by id, so that only what changed is drawn again, and only what can be read."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene

from sbp_desktop.models.arrangement import Layout, Point
from sbp_desktop.ui.web.crowd import Box
from sbp_desktop.ui.web.hull_item import HullItem
from sbp_desktop.ui.web.labels import Label
from sbp_desktop.ui.web.layers_item import LayersItem
from sbp_desktop.ui.web.node_item import Look, NodeItem
from sbp_desktop.ui.web.routes import Curve
from sbp_desktop.ui.web.strength_item import Pill, StrengthItem
from sbp_desktop.ui.web.style import Style
from sbp_desktop.ui.web.tie_item import TieItem, TieLook


@dataclass
class Picture:
    """What is to be drawn. `points` are where nodes stand, `curves` where lines run, `said` where words beside lines
    stand; `groups` has the members of each group and household."""

    layout: Layout
    wordless: bool = False
    looks: dict[UUID, Look] = field(default_factory=dict)
    points: dict[UUID, Point] = field(default_factory=dict)
    tie_looks: dict[UUID, TieLook] = field(default_factory=dict)
    curves: dict[UUID, Curve] = field(default_factory=dict)
    labels: Mapping[UUID, Label] = field(default_factory=dict)
    said: Mapping[UUID, Label] = field(default_factory=dict)
    pills: list[Pill] = field(default_factory=list)
    groups: Mapping[UUID, list[UUID]] = field(default_factory=dict)


class Part(Protocol):
    """Something drawn with a few items of a scene."""

    def items(self) -> list[QGraphicsItem]:
        """Return its own items, the lowest first; they hold all others."""

    def room(self) -> QRectF:
        """Return a room it does not leave, page units: found without stroking any path."""


class Drawing:
    """Keeps the items of a picture on a scene."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self.layers = LayersItem(scene)
        self.nodes: dict[UUID, NodeItem] = {}
        self.ties: dict[UUID, TieItem] = {}
        self.hulls: dict[UUID, HullItem] = {}
        self._strengths: list[StrengthItem] = []
        self._strengths_shown: object = None
        self._hulls_of: dict[UUID, set[UUID]] = {}
        self._in_hand: Collection[UUID] = ()

    def show(self, picture: Picture, drawn: Style) -> None:
        """Draw this picture; what is near enough to read of it is left to `fill_in`."""
        self._in_hand = ()
        self.layers.show(picture.layout, drawn, wordless=picture.wordless)
        self._show_strengths(picture.pills, drawn)
        for kept, wanted in (
            (self.nodes, picture.looks), (self.ties, picture.tie_looks), (self.hulls, picture.groups),
        ):  # fmt: skip
            for gone in kept.keys() - wanted.keys():
                kept.pop(gone).remove(self._scene)
        self._hulls_of = defaultdict(set)
        for group, members in picture.groups.items():
            for id_ in (group, *members):
                self._hulls_of[id_].add(group)
            self._show_hull(group, picture, drawn)
        for id_, look in picture.looks.items():
            if (node := self.nodes.get(id_)) is None:
                node = self.nodes[id_] = NodeItem(self._scene)
            node.show(look, picture.points[id_], picture.labels.get(id_), drawn)
        for id_ in picture.tie_looks:
            self.show_tie(id_, picture, drawn)

    def show_tie(self, id_: UUID, picture: Picture, drawn: Style) -> None:
        """Draw one line."""
        if (tie := self.ties.get(id_)) is None:
            tie = self.ties[id_] = TieItem(self._scene)
        tie.show(picture.tie_looks[id_], picture.curves[id_], picture.said.get(id_), drawn)

    def move_node(self, id_: UUID, picture: Picture) -> None:
        """Draw one node of those in the hand where it stands now, and how far the hulls it belongs to would reach."""
        self.nodes[id_].move(picture.points[id_])
        for group in self._hulls_of.get(id_, ()):
            reached = [picture.points[member] for member in self._moving_of(group, picture)]
            self.hulls[group].outline(picture.points[group], reached)

    def fill_in(self, picture: Picture, seen: Box | None) -> None:
        """Add what is told from nearby to all that `seen` touches; None for everything."""
        for id_, node in self.nodes.items():
            if seen is None or seen.has(picture.points[id_]):
                node.fill_in()
        for id_, tie in self.ties.items():
            if seen is None or seen.touches(picture.curves[id_].reach()):
                tie.fill_in()

    def take(self, nodes: Collection[UUID], ties: Iterable[UUID], picture: Picture, drawn: Style) -> list[Part]:
        """Take these nodes and lines into the hand until the next `show`; return what moves, the lowest first."""
        self._in_hand = nodes
        groups = dict.fromkeys(group for id_ in nodes for group in self._hulls_of.get(id_, ()))
        for group in groups:
            self._show_hull(group, picture, drawn)
        hulls = [self.hulls[group] for group in groups]
        return [*hulls, *(self.ties[id_] for id_ in ties), *(self.nodes[id_] for id_ in nodes)]

    def _show_strengths(self, pills: list[Pill], drawn: Style) -> None:
        if self._strengths_shown == (pills, drawn):
            return
        self._strengths_shown = (pills, drawn)
        for item in self._strengths:
            item.remove(self._scene)
        self._strengths = [StrengthItem(self._scene, pill, drawn) for pill in pills]

    def _show_hull(self, group: UUID, picture: Picture, drawn: Style) -> None:
        if (hull := self.hulls.get(group)) is None:
            hull = self.hulls[group] = HullItem(self._scene)
        look, members = picture.looks[group], picture.groups[group]
        moving = self._moving_of(group, picture)
        around = [picture.points[id_] for id_ in members if id_ not in moving]
        hull.show(picture.points[group], around, look.domain, drawn, ink=look.ink)

    def _moving_of(self, group: UUID, picture: Picture) -> list[UUID]:
        """Return the members to which a hull moves while these nodes are in the hand."""
        members = picture.groups[group]
        return members if group in self._in_hand else [id_ for id_ in members if id_ in self._in_hand]
