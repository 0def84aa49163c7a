"""The picture of a web: takes a snapshot, settles labels and lines, and redraws only what changed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import hypot
from uuid import UUID

from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QPainterPath, QPixmap, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene

from sbp_desktop.models.arrangement import ORDINARY_ASPECT, Arrangement, Fields
from sbp_desktop.models.layouts import arrange
from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import NodeSnapshot, TieSnapshot, WebSnapshot
from sbp_desktop.ui.tokens import Tokens
from sbp_desktop.ui.web import line_packs, node_item, tie_item
from sbp_desktop.ui.web.crowd import Box, Crowd, box_around
from sbp_desktop.ui.web.drawing import Drawing, Part, Picture
from sbp_desktop.ui.web.ink_item import InkItems, pen
from sbp_desktop.ui.web.labels import Label
from sbp_desktop.ui.web.node_item import Look
from sbp_desktop.ui.web.overlay import Overlay
from sbp_desktop.ui.web.paper_item import PaperItem
from sbp_desktop.ui.web.routes import End, plain, straightest
from sbp_desktop.ui.web.settling import Settled, Settling, crossings
from sbp_desktop.ui.web.strength_item import place_strengths
from sbp_desktop.ui.web.style import Style, larger_at

_STOP = 5.0  # a line ends this far from a shape's edge
_HALO_GAP = 4.5
_CHOSEN_WIDTH, _PICKED_WIDTH = 3.0, 1.6
HANDLE_AWAY = 15.0
_END_AT = 0.08  # the share of the line before the ring by which its end is taken


NO_WEB = WebSnapshot(UUID(int=0), UUID(int=0))
"""What is shown before anything is read."""


class WebScene(QGraphicsScene):
    """Everything drawn is kept by id. `chosen_changed` carries the chosen node's or line's id, or None;
    `picked_changed` the ids of the nodes picked together, as a frozenset. `arranged` rings when it is known how much
    room a web takes and nothing is drawn yet, `shown` when it is drawn, `overlay_changed` with the room where what is
    drawn over it looks different.
    """

    chosen_changed = Signal(object)
    picked_changed = Signal(object)
    overlay_changed = Signal(QRectF)
    arranged = Signal()
    shown = Signal()

    def __init__(self, colours: Tokens, parent: QObject | None = None, *, cosmetic: bool = True) -> None:
        super().__init__(parent)
        self._style = Style(colours, cosmetic)
        self.web = NO_WEB
        self.showing = Showing(day=0)
        self.aspect = ORDINARY_ASPECT
        self.arrangement: Arrangement = arrange(NO_WEB)
        self.chosen: UUID | None = None
        self.picked: frozenset[UUID] = frozenset()
        self.lit: frozenset[UUID] = frozenset()
        self.in_hand: frozenset[UUID] | None = None
        self._lifted: list[Part] = []
        self._lifted_room = QRectF()
        self._off: list[QGraphicsItem] = []
        self.faces: Mapping[UUID, QPixmap] = {}
        self.nodes: dict[UUID, NodeSnapshot] = {}
        self.ties: dict[UUID, TieSnapshot] = {}
        self._picture = Picture(self.arrangement.layout)
        self._drawing = Drawing(self)
        self.ink, self.paper = InkItems(self), PaperItem(self)
        self._seen: Box | None = None
        self._arranging = False
        self._ties_of: dict[UUID, list[UUID]] = {}
        self._lanes: dict[UUID, int] = {}
        self._settling: Settling | None = None
        self._settled = Settled()
        self._overlay = Overlay(self)
        self._overlay.changed.connect(self.overlay_changed)
        self.setBackgroundBrush(colours.paper)

    # -- showing

    def show_web(self, web: WebSnapshot, showing: Showing) -> None:
        """Show this web so. What did not change is left alone."""
        self.web, self.showing, day = web, showing, showing.day
        self.nodes = {node.id: node for node in web.nodes if node.since is None or node.since.lo <= day}
        self.ties = {
            tie.id: tie
            for tie in web.ties
            if tie.a in self.nodes and tie.b in self.nodes and (tie.since is None or tie.since.lo <= day)
        }
        self._number_lanes()
        self._picture.looks = {id_: self._look_of(node) for id_, node in self.nodes.items()}
        self._stand(arrange(web, showing.layout, self.aspect))
        self._arranging = True
        self.arranged.emit()
        self._arranging = False
        self._settle()
        if self.chosen is not None and self.chosen not in self.nodes and self.chosen not in self.ties:
            self.choose(None)
        self.pick(self.picked)
        self.shown.emit()

    def lay_out(self, aspect: float) -> None:
        """Work out where things stand on a page so much wider than high; `see` draws them there."""
        if aspect != self.aspect:
            self.aspect = aspect
            self._stand(self.arrangement.drawn_at(aspect))

    def see(self, scale: float, seen: Box | None = None) -> None:
        """Draw what can be read at so many pixels per page unit of the part that is `seen`; with None for everything,
        words are written so large that they can be read there.
        """
        larger = larger_at(scale) if seen is None else self._style.larger
        drawn = self._style.seen_at(scale, len(self.ties), larger)
        right = drawn is self._style and self._picture.layout == self.arrangement.layout
        self._style, self._seen = drawn, seen
        if self._arranging:
            return
        if right:
            self.update()
            self._drawing.fill_in(self._picture, seen)
        else:
            self._settle()

    def restyle(self, colours: Tokens) -> None:
        """Draw everything in these colours, and its lines the way that is in force."""
        self._style = replace(self._style, colours=colours, lines=line_packs.in_force())
        self.setBackgroundBrush(colours.paper)
        self._draw()

    def choose(self, id_: UUID | None) -> None:
        """Choose a node or a line, or nothing."""
        before, self.chosen = self.chosen, id_
        for changed in self.ties.keys() & {before, id_}:
            self._picture.tie_looks[changed] = self._tie_look(self.ties[changed])
            self._drawing.show_tie(changed, self._picture, self._style)
        self._draw_halos()
        if before != id_:
            self.chosen_changed.emit(id_)

    def pick(self, ids: Iterable[UUID]) -> None:
        """Pick these nodes together, and no others; what is not on the page is left out."""
        before, self.picked = self.picked, frozenset(ids) & self.nodes.keys()
        if before != self.picked:
            self._draw_halos()
            self.picked_changed.emit(self.picked)

    def light(self, ids: Iterable[UUID]) -> None:
        """Ring those that something beside the picture speaks of; unlike what is picked, no hand does anything to them
        together. Who is not on the page yet is ringed when they come.
        """
        before, self.lit = self.lit, frozenset(ids)
        if before != self.lit:
            self._draw_halos()

    def set_faces(self, faces: Mapping[UUID, QPixmap]) -> None:
        """Show these pictures, by node, in place of letters and symbols; each is cropped to a circle."""
        self.faces = faces
        self._picture.looks = {id_: self._look_of(node) for id_, node in self.nodes.items()}
        self._draw()

    # -- asking

    @property
    def drawn_with(self) -> Style:
        """How things are drawn now."""
        return self._style

    @property
    def labels(self) -> Mapping[UUID, Label]:
        """The labels that have a place, by node."""
        return self._picture.labels

    def point_of(self, id_: UUID) -> QPointF:
        """Return where a node is drawn, or the middle of a line."""
        if id_ in self._picture.points:
            return QPointF(*self._picture.points[id_])
        return QPointF(*self._picture.curves[id_].at(0.5))

    def box_of(self, id_: UUID) -> QRectF:
        """Return the room a node takes with its label, or a line takes, page units."""
        if id_ in self._picture.curves:
            return tie_item.curve_path(self._picture.curves[id_]).boundingRect().adjusted(-4, -4, 4, 4)
        box = self._shape_box(id_)
        if label := self.labels.get(id_):
            box = box.joined(label.box)
        return QRectF(box.left, box.top, box.right - box.left, box.bottom - box.top)

    def node_at(self, point: QPointF, reach: float) -> UUID | None:
        """Return the node whose shape or label is under a point; `reach` page units of grace for fingers."""
        nearest, best = None, float("inf")
        at_x, at_y, furthest = point.x(), point.y(), max(node_item.LARGEST, reach)
        for id_, (x, y) in self._picture.points.items():
            if -furthest <= at_x - x <= furthest and -furthest <= at_y - y <= furthest:
                away = hypot(at_x - x, at_y - y)
                if away < best and away <= max(*self._half_size(id_), reach):
                    nearest, best = id_, away
        if nearest is not None:
            return nearest
        for id_, label in self.labels.items():
            left, top, right, bottom = label.box
            if left <= at_x <= right and top <= at_y <= bottom:
                return id_
        return None

    def tie_at(self, point: QPointF, reach: float) -> UUID | None:
        """Return the line that passes within `reach` page units of a point, the nearest one."""
        x, y = point.x(), point.y()
        about = box_around(x, y, reach, reach)
        near = [
            (tie_item.distance(curve, x, y), id_)
            for id_, curve in self._picture.curves.items()
            if about.touches(curve.reach())
        ]
        away, id_ = min(near, key=lambda pair: pair[0], default=(float("inf"), None))
        return id_ if away <= reach else None

    def part_at(self, point: QPointF) -> str:
        """Return the part of the page, such as a layer, that a point lies in."""
        return self.arrangement.layout.spot((point.x(), point.y())).part

    def ties_of(self, node: UUID) -> list[TieSnapshot]:
        """Return the lines that end at a node."""
        return [self.ties[id_] for id_ in self._ties_of.get(node, ())]

    def reading_order(self) -> list[UUID]:
        """Return the nodes as one would tell them: the person, then part by part from the inside, each clockwise."""
        others = [id_ for id_ in self.arrangement.reading_order() if id_ in self.nodes]
        return [self.web.self_node, *others] if self.web.self_node in self.nodes else others

    def whole(self) -> QRectF:
        """Return the room the layout takes with a margin for what stands on its edge; labels alone never change it."""
        half_width, half_height = self.arrangement.layout.size()
        return QRectF(-half_width, -half_height, 2 * half_width, 2 * half_height).adjusted(-40, -32, 40, 34)

    def used(self) -> QRectF:
        """Return the room everything takes, labels, ink and the paper map included; for pictures."""
        found = self.whole() | self.paper.room() if self.paper.seen else self.whole()
        for id_ in self.nodes:
            found |= self.box_of(id_)
        for id_ in self.ink.ids():
            found |= self.ink.box_of(id_)
        return found

    def crossings(self) -> list[tuple[UUID, UUID]]:
        """Return (line, node) for each line that runs through a node's label."""
        return crossings(self._picture.curves, self.labels)

    def moving_items(self) -> list[QGraphicsItem]:
        """Return what moves under the hand just now, the lowest first: it is drawn over all that stays."""
        return [item for part in self._lifted for item in part.items()]

    def overlay(self) -> list[QGraphicsItem]:
        """Return what rings and points just now, the lowest first: drawn over everything, on the screen alone."""
        return self._overlay.items()

    # -- previews while something is dragged

    def preview_move(self, moved: Mapping[UUID, QPointF]) -> None:
        """Draw nodes and their lines elsewhere without saving anything; nothing else is touched."""
        if self.in_hand is None or not self.in_hand.issuperset(moved):
            self._lift((self.in_hand or frozenset()) | moved.keys())
        for id_, point in moved.items():
            self._picture.points[id_] = (point.x(), point.y())
        for id_ in moved:
            self._drawing.move_node(id_, self._picture)
        ties = dict.fromkeys(tie for id_ in moved for tie in self._ties_of.get(id_, ()))
        ended = {id_ for tie_id in ties for id_ in (self.ties[tie_id].a, self.ties[tie_id].b)}
        ends = {id_: self._end(id_) for id_ in ended}
        for tie_id in ties:
            tie = self.ties[tie_id]
            self._picture.curves[tie_id] = straightest(ends[tie.a], ends[tie.b], self._lanes[tie_id])
            self._drawing.show_tie(tie_id, self._picture, self._style)
        room = self._overlay.carry_halos(moved)
        for part in self._lifted:
            room |= part.room()
        before, self._lifted_room = self._lifted_room, room
        self.overlay_changed.emit(before | room)

    def settle_preview(self, says: Mapping[UUID, Fields]) -> None:
        """Let go of dragged nodes where they are, looking as that says they are; labels and lines settle round them."""
        for id_, fields in says.items():
            look = self._picture.looks[id_]
            self._picture.looks[id_] = look._replace(domain=fields.get("domain") or look.domain)
        self._settle()

    def undo_preview(self) -> None:
        """Put everything back as the snapshot has it."""
        self.hide_preview()
        self.point_out(None)
        self.show_web(self.web, self.showing)

    def preview_line(self, start: UUID, to: QPointF, target: UUID | None) -> None:
        """Draw a line being pulled; it snaps to the node it would join."""
        a = self._end(start)
        b = self._end(target) if target is not None else End(to.x(), to.y(), 1.0, 1.0)
        path = tie_item.curve_path(straightest(a, b))
        if target is not None:
            path.addEllipse(self.point_of(target), b.half_width + 1, b.half_height + 1)
        dashes = line_packs.DASHES if target is None else ()
        self._overlay.preview(path, self._style.pen(self._style.colours.accent, 2.0, dashes=dashes))

    def preview_outline(self, outline: QPolygonF) -> None:
        """Draw what a hand draws round several to pick them."""
        path = QPainterPath()
        path.addPolygon(outline)
        self._overlay.preview(path, self._style.pen(self._style.colours.accent, 1.5, dashes=line_packs.DASHES))

    def preview_ink(self, path: QPainterPath) -> None:
        """Draw a stroke that is still wet."""
        self._overlay.preview(path, pen(self._style))

    def hide_preview(self) -> None:
        """Take the pulled line, the outline or the wet stroke away."""
        self._overlay.hide_preview()

    def point_out(self, part: str | None) -> None:
        """Show in which part of the page a thing would land."""
        self._overlay.point_out(self._drawing.layers, part, self._style)

    def show_handle(self, id_: UUID | None) -> None:
        """Show the small ring from which a line is pulled at this node's edge, or none."""
        at = self.handle_point(id_) if id_ is not None and id_ in self.nodes else None
        self._overlay.show_handle(at, self._style)

    def show_ends(self, id_: UUID | None) -> None:
        """Show the two small rings by which a line's ends are taken elsewhere, or none."""
        self._overlay.show_ends(self.end_points(id_) if id_ is not None and id_ in self.ties else (), self._style)

    def end_points(self, id_: UUID) -> tuple[QPointF, QPointF]:
        """Return where a line is taken hold of: near its `a`, and near its `b`."""
        curve = self._picture.curves[id_]
        return QPointF(*curve.at(_END_AT)), QPointF(*curve.at(1 - _END_AT))

    def handle_point(self, id_: UUID) -> QPointF:
        """Return the middle of a node's handle, up and to the right of it."""
        x, y = self._picture.points[id_]
        half_width, half_height = self._half_size(id_)
        return QPointF(x + half_width * 0.72 + HANDLE_AWAY * 0.75, y - half_height * 0.72 - HANDLE_AWAY * 0.75)

    # -- inside

    def _look_of(self, node: NodeSnapshot) -> Look:
        return node_item.look_of(node, self.showing, self.faces.get(node.id), is_self=node.id == self.web.self_node)

    def _number_lanes(self) -> None:
        """Number lines between the same two apart, and note which lines end where."""
        seen: Counter[frozenset[UUID]] = Counter()
        ends: defaultdict[UUID, list[UUID]] = defaultdict(list)
        self._lanes = {}
        for tie in self.ties.values():
            pair = frozenset((tie.a, tie.b))
            lane = seen[pair]
            self._lanes[tie.id] = lane if lane % 2 == 0 else -lane - 1
            seen[pair] += 1
            ends[tie.a].append(tie.id)
            ends[tie.b].append(tie.id)
        self._ties_of = dict(ends)

    def _stand(self, arrangement: Arrangement) -> None:
        self.arrangement = arrangement
        points = arrangement.points
        self._picture.points = {id_: points.get(id_, (0.0, 0.0)) for id_ in self.nodes}

    def _settle(self) -> None:
        """Find room for every label and a way for every line, then draw."""
        self._let_down()
        picture = self._picture
        picture.layout, picture.wordless = self.arrangement.layout, self.showing.wordless
        picture.tie_looks = {id_: self._tie_look(tie) for id_, tie in self.ties.items()}
        picture.groups = self._groups()
        if self._style.far:
            ends = {id_: self._end(id_) for id_ in self.nodes}
            picture.curves = {id_: plain(ends[tie.a], ends[tie.b], self._lanes[id_]) for id_, tie in self.ties.items()}
            picture.labels, picture.said, picture.pills = {}, {}, []
        else:
            self._settle_words()
        self._draw()

    def _settle_words(self) -> None:
        picture, page, measure = self._picture, self._page(), self._style.measure()
        self._drawing.layers.show(picture.layout, self._style, wordless=picture.wordless)
        standing = [*self._drawing.layers.boxes(), *(self._shape_box(id_) for id_ in self.nodes)]
        strengths = () if self.showing.wordless else self.web.strengths
        slots = self.arrangement.slots[: len(strengths)]
        picture.pills = place_strengths(strengths, slots, Crowd(page, standing), measure)
        rank = {id_: i for i, id_ in enumerate(self.web.layout_order)}
        order = sorted(self.nodes.keys() - {self.web.self_node}, key=lambda id_: rank.get(id_, len(rank)))
        own = picture.looks.get(self.web.self_node)
        settling = Settling(
            page=page,
            measure=measure,
            wishes=[node_item.label_wish(picture.looks[id_], picture.points[id_], self._style) for id_ in order],
            names={own.id: list(node_item.self_labels(own, self._style))} if own else {},
            ends={id_: self._end(id_) for id_ in self.nodes},
            ties={tie.id: (tie.a, tie.b, self._lanes[tie.id]) for tie in self.ties.values()},
            words={id_: look.word for id_, look in picture.tie_looks.items() if look.word},
            standing=[*standing, *(pill.box for pill in picture.pills)],
        )
        if settling != self._settling:
            if self._settling is not None and self._settling.measure is not measure:
                self._settled = Settled()  # nothing said in letters of another size can stay as it was
            self._settling, self._settled = settling, settling.settle(self._settled)
        picture.labels, picture.said = self._settled.labels, self._settled.said
        picture.curves = {id_: way.drawn() for id_, way in self._settled.ways.items()}

    def _draw(self) -> None:
        self.update()  # all of it, and first: else Qt notes down the room of every item that changes
        self._drawing.show(self._picture, self._style)
        drawn = (one for one in self.web.ink if one.conversation in self.showing.drawings)
        self.ink.show(drawn, self._picture.layout, self._style)
        self.paper.show(self.web.paper, self._picture.layout, self._style)
        self._drawing.fill_in(self._picture, self._seen)
        self._draw_halos()

    def _lift(self, nodes: frozenset[UUID]) -> None:
        """Take these and their lines into the hand. They stand on no scene meanwhile: it would note down every step."""
        self._let_down()
        self.in_hand = nodes
        ties = dict.fromkeys(tie for id_ in nodes for tie in self._ties_of.get(id_, ()))
        self._lifted = self._drawing.take(nodes, ties, self._picture, self._style)
        self._off = [item for item in self.moving_items() if item.scene() is self]
        for item in self._off:
            self.removeItem(item)
        self._lifted_room = self._overlay.carry_halos({id_: self.point_of(id_) for id_ in nodes})

    def _let_down(self) -> None:
        """Nothing moves under the hand any more: what was drawn over the rest takes its place in it again."""
        for item in self._off:
            self.addItem(item)
        if self._lifted:
            self.overlay_changed.emit(self._lifted_room)
        self.in_hand, self._lifted_room = None, QRectF()
        self._lifted, self._off = [], []

    def _groups(self) -> dict[UUID, list[UUID]]:
        groups: defaultdict[UUID, list[UUID]] = defaultdict(list)
        for group, member in self.web.members:
            if group in self.nodes and member in self.nodes:
                groups[group].append(member)
        return dict(groups)

    def _page(self) -> Box:
        """Return the room in which labels and lines are to stay."""
        whole = self.whole()
        page = Box(whole.left(), whole.top(), whole.right(), whole.bottom())
        for id_ in self.nodes:
            page = page.joined(self._shape_box(id_))
        return page

    def _tie_look(self, tie: TieSnapshot) -> tie_item.TieLook:
        a, b = self._picture.looks[tie.a], self._picture.looks[tie.b]
        return tie_item.look_of(
            tie,
            self.showing,
            hoped_for_end=a.hoped_for or b.hoped_for,
            ink=min(a.ink, b.ink),
            chosen=tie.id == self.chosen,
        )

    def _half_size(self, id_: UUID) -> tuple[float, float]:
        return node_item.half_size(self._picture.looks[id_], self._style)

    def _end(self, id_: UUID) -> End:
        half_width, half_height = self._half_size(id_)
        return End(*self._picture.points[id_], half_width + _STOP, half_height + _STOP)

    def _shape_box(self, id_: UUID) -> Box:
        return box_around(*self._picture.points[id_], *self._half_size(id_))

    def _draw_halos(self) -> None:
        """Ring the chosen node, and thinly those picked or lit."""
        widths = dict.fromkeys((self.picked | self.lit) & self.nodes.keys(), _PICKED_WIDTH)
        if self.chosen in self.nodes:
            widths[self.chosen] = _CHOSEN_WIDTH
        looks = self._picture.looks
        rings = {
            id_: (self.point_of(id_), node_item.outline(looks[id_], self._style, _HALO_GAP), width)
            for id_, width in widths.items()
        }
        self._overlay.ring(rings, self._style)
