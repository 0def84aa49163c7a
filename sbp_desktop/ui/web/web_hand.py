"""What a hand does on the web, be it mouse, pen, finger or key: one drag or step at a time, each one change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from math import hypot
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, Signal

from sbp_desktop.models.arrangement import BY_HAND_APART, Spot, clear_spot
from sbp_desktop.models.lining_up import Way, line_up
from sbp_desktop.ui import theme
from sbp_desktop.ui.web import tools, words
from sbp_desktop.ui.web.edits import WebEdits
from sbp_desktop.ui.web.scene import WebScene
from sbp_desktop.ui.web.tools import Pointer, Tool

if TYPE_CHECKING:
    from sbp_desktop.ui.web.web_view import WebView

Doing = Literal["", "adding", "lines", "several"]
"""What every press means until Esc: nothing special, add a name there, draw a line, choose several."""

_MORE = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
_AT_AN_END = Literal["a", "b"]
_OTHER_WAY = {"a_to_b": "b_to_a", "b_to_a": "a_to_b"}


class WebHand(QObject):
    """The hand of one view. `doing` stays until Esc; `aiming` is where a line begins that still looks for its end.

    `asked_for_name` carries the page point where a new thing was asked for, `asked_for_group` where a name for those
    picked together was; `open_panel` whether a key asked for the panel of what is chosen; `idle` rings when a drag is
    over, `changed` when what the hand is doing has changed.
    """

    asked_for_name = Signal(QPointF)
    asked_for_group = Signal(QPointF)
    open_panel = Signal(bool)
    idle = Signal()
    changed = Signal()

    def __init__(self, view: WebView, scene: WebScene, edits: WebEdits) -> None:
        super().__init__(view)
        self.view, self.scene, self.edits = view, scene, edits
        self.doing: Doing = ""
        self.line_kind = ""
        self.aiming: UUID | None = None
        self.aimed_at: UUID | None = None
        self.quick = False
        """Whether the aimed line was begun by the key C alone, so that a letter typed next begins a name instead."""
        self._end_aim: Callable[[UUID], object] = lambda _target: None
        self._tool: Tool | None = None
        self._handle_of: UUID | None = None
        self._lines_of: UUID | None = None
        scene.chosen_changed.connect(self.show_handle)

    @property
    def busy(self) -> bool:
        """Whether a drag is going on, during which nothing else may change the picture."""
        return self._tool is not None

    # -- pressing, dragging, letting go

    def pressed(
        self, place: QPointF, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, *, pans: bool = False
    ) -> None:
        """Begin the drag that what is at a pixel calls for, or end a line that is being aimed."""
        pointer = self._pointer("move", place)
        if self.aiming is not None:
            self.finish_aim(self.scene.node_at(pointer.page, self.reach()))
        elif not self.busy:
            self._begin(tools.pan(self, pointer) if pans else self._tool_for(pointer, more=bool(modifiers & _MORE)))

    def pressed_twice(self, place: QPointF) -> None:
        """Ask for a name where the paper is empty."""
        point = self.view.page_point(place)
        if self.scene.node_at(point, 0) is None and self.doing in ("", "adding"):
            self.cancel()
            self.ask_for_name(point)
        else:
            self.pressed(place)

    def moved(self, place: QPointF) -> None:
        """Go on with the drag, or with aiming."""
        pointer = self._pointer("move", place)
        if self.aiming is not None:
            self.aim(pointer.page, self.scene.node_at(pointer.page, self.reach()))
        else:
            self._send(pointer)

    def released(self, place: QPointF) -> None:
        """End the drag."""
        self._send(self._pointer("release", place))

    def held(self, place: QPointF) -> None:
        """A long press, or the right button: open the panel of what is under it."""
        found = self.something_at(place)
        if found is not None:
            self.cancel()
            self.scene.choose(found)
            self.open_panel.emit(False)

    def something_at(self, place: QPointF) -> UUID | None:
        """Return the node or line under a pixel."""
        point = self.view.page_point(place)
        return self.scene.node_at(point, self.reach()) or self.scene.tie_at(point, self.reach() / 2)

    def hover(self, place: QPointF) -> Qt.CursorShape:
        """Show the handle of what is under the pointer; return how the pointer looks there."""
        point = self.view.page_point(place)
        if self._at_handle(point) or self._end_at(point) is not None:
            return Qt.CursorShape.CrossCursor
        over = self.scene.node_at(point, 0)
        self.show_handle(over if over is not None else self.scene.chosen)
        if over is not None:
            return Qt.CursorShape.PointingHandCursor
        return Qt.CursorShape.CrossCursor if self.doing else Qt.CursorShape.OpenHandCursor

    def pressed_paper(self, point: QPointF) -> None:
        """Choose the line at a page point, or nothing; while names are added, ask for one there."""
        if self.doing == "adding":
            self.ask_for_name(point)
            return
        tie = self.scene.tie_at(point, self.reach() / 2)
        self.scene.pick(())
        self.scene.choose(tie)
        if tie is not None:
            self.open_panel.emit(False)

    def ask_for_name(self, point: QPointF) -> None:
        """Ask for a name where something new should stand."""
        if self.scene.showing.fixed:
            self.edits.refuse_to_change()
        else:
            self.asked_for_name.emit(point)

    def cancel(self) -> bool:
        """Give up the drag or the aimed line; return whether there was one."""
        if self.aiming is not None:
            self.finish_aim(None)
            return True
        if self._tool is None:
            return False
        self._send(Pointer("cancel", QPointF(), QPoint()))
        return True

    def step_back(self) -> bool:
        """Give up what is nearest at hand: the drag, what the hand was doing, those picked, the choice."""
        if self.cancel():
            return True
        if self.doing:
            self.do("")
        elif self.scene.picked:
            self.scene.pick(())
        elif self.scene.chosen is not None:
            self.scene.choose(None)
        else:
            return False
        return True

    # -- what every press means

    def do(self, doing: Doing) -> None:
        """Go on doing this until Esc, or doing it again."""
        self.cancel()
        self.doing = "" if doing == self.doing else doing
        self.changed.emit()

    def draw_lines_of(self, kind: str) -> None:
        """Draw lines of this kind, in words, "" for a line that is not said to be of any."""
        self.line_kind = kind
        if self.doing != "lines":
            self.do("lines")
        else:
            self.changed.emit()

    # -- lines

    def next_kind(self) -> None:
        """Go on with the next kind of line there is a word for."""
        kinds = words.line_kinds(self.scene.web)
        place = kinds.index(self.line_kind) if self.line_kind in kinds and self.doing == "lines" else -1
        self.draw_lines_of(kinds[(place + 1) % len(kinds)])

    def join(self, start: UUID, target: UUID) -> None:
        """Draw a line between two, of the kind in hand."""
        self.edits.join(start, target, self.line_kind if self.doing == "lines" else "")

    def begin_aim(self, start: UUID, end_at: Callable[[UUID], object] | None = None, *, quick: bool = False) -> None:
        """Begin a line that looks for its end; `end_at` is done with the end, else a line is drawn to it."""
        if self.scene.showing.fixed:
            self.edits.refuse_to_change()
            return
        self.quick = quick
        self.aiming, self._end_aim = start, end_at or partial(self.join, start)
        self.aim(self.scene.handle_point(start), None)
        self.changed.emit()

    def aim(self, point: QPointF, target: UUID | None) -> None:
        """Point the aimed line somewhere; it snaps to a node it may end at."""
        self.aimed_at = None if target == self.aiming else target
        if self.aiming is not None:
            self.scene.preview_line(self.aiming, point, self.aimed_at)

    def finish_aim(self, target: UUID | None) -> None:
        """End the aimed line at a node, or give it up."""
        start, self.aiming, self.aimed_at = self.aiming, None, None
        self.scene.hide_preview()
        if start is not None and target is not None and target != start:
            self._end_aim(target)
        self.changed.emit()

    def aim_end(self, tie: UUID, end: _AT_AN_END) -> None:
        """Look for another end for a line, instead of the one it has there."""
        line = self.scene.ties[tie]
        held, had = (line.b, line.a) if end == "a" else (line.a, line.b)

        def take(target: UUID) -> None:
            if target != had:
                self.edits.join_again(tie, end, target)

        self.begin_aim(held, take)

    def aim_other_end(self) -> None:
        """Look for another end for the chosen line: for its second, and asked again for its first."""
        tie = self.scene.ties.get(self.scene.chosen) if self.scene.chosen is not None else None
        if tie is not None:
            self.aim_end(tie.id, "a" if self.aiming == tie.a else "b")

    def turn_round(self) -> None:
        """Turn round which way help goes along the chosen line; nothing where it goes both ways or neither."""
        tie = self.scene.ties.get(self.scene.chosen) if self.scene.chosen is not None else None
        if tie is not None and tie.flow in _OTHER_WAY:
            self.edits.set_tie(tie.id, flow=_OTHER_WAY[tie.flow])

    def next_line(self, onwards: int) -> None:
        """Choose the next line (1), or the one before (-1), of the node that was chosen; after the last, the node."""
        scene = self.scene
        if scene.chosen in scene.nodes:
            self._lines_of = scene.chosen
        if self._lines_of not in scene.nodes:
            return
        round_ = [self._lines_of, *(tie.id for tie in scene.ties_of(self._lines_of))]
        place = round_.index(scene.chosen) if scene.chosen in round_ else 0
        scene.choose(round_[(place + onwards) % len(round_)])

    # -- several together

    def pick_too(self, node: UUID) -> None:
        """Pick a node together with those picked, or let go of it; the person in the middle is not one of them."""
        if node != self.scene.web.self_node:
            self.scene.pick(self.scene.picked ^ {node})
            self.scene.choose(node if node in self.scene.picked else None)

    def pick_chosen(self) -> None:
        """Pick what is chosen together with those picked, or let go of it."""
        chosen = self.scene.chosen
        if chosen is not None and chosen in self.scene.nodes and chosen != self.scene.web.self_node:
            self.scene.pick(self.scene.picked ^ {chosen})

    def pick_all(self) -> None:
        """Pick everybody and everything but the person."""
        self.scene.pick(self.scene.nodes.keys() - {self.scene.web.self_node})

    def taken_along(self, node: UUID) -> frozenset[UUID]:
        """Return what moves when a node is moved: those picked with it, or it alone."""
        return self.scene.picked if node in self.scene.picked else frozenset({node})

    def ask_for_group(self) -> None:
        """Ask what those picked are together."""
        if self.scene.showing.fixed:
            self.edits.refuse_to_change()
        elif len(self.scene.picked) > 1:
            points = [self.scene.point_of(id_) for id_ in self.scene.picked]
            self.asked_for_group.emit(sum(points, QPointF()) / len(points))

    def line_up(self, way: Way) -> None:
        """Put those picked in a row, in a column or evenly round."""
        points = {id_: self._at(id_) for id_ in self.scene.picked}
        if len(points) > 1:
            found = line_up(self.scene.arrangement.layout, points, way)
            self.put_down({id_: QPointF(*point) for id_, point in found.items()})

    def tidy(self) -> None:
        """Make room for everything on the page, and bring nearer who is joined."""
        self.edits.tidy(self.scene.showing.layout, self.scene.nodes)

    def step(self, along: int, out: int) -> None:
        """Move what is chosen one step of the keyboard, with those picked together with it."""
        scene, layout = self.scene, self.scene.arrangement.layout
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

    def put_down(self, points: Mapping[UUID, QPointF], exactly: Mapping[UUID, Spot] | None = None) -> None:
        """Let go of these: at their spot of `exactly`, or else beside what they would cover. One change keeps it."""
        scene, layout = self.scene, self.scene.arrangement.layout
        around = [self._at(id_) for id_ in scene.nodes.keys() - points.keys()]
        spots: dict[UUID, Spot] = {}
        for id_, point in points.items():
            place = (point.x(), point.y())
            if exactly is not None and id_ in exactly:
                spots[id_] = exactly[id_]
            else:
                place = clear_spot(layout, place, around, BY_HAND_APART)
                spots[id_] = layout.spot(place)
            around.append(place)
            scene.preview_move(id_, QPointF(*place))
        says = {id_: layout.says(spot.part, scene.nodes[id_]) for id_, spot in spots.items()}
        scene.settle_preview(says)
        self.edits.move(layout.name, spots, says)

    def remove(self) -> None:
        """Take those picked off the web, or else what is chosen; the person in the middle stays."""
        scene, chosen = self.scene, self.scene.chosen
        if scene.picked:
            self.edits.remove_nodes(scene.picked)
        elif chosen in scene.nodes and chosen != scene.web.self_node:
            self.edits.remove_node(chosen, scene.nodes[chosen].label)
        elif chosen in scene.ties:
            self.edits.remove_tie(chosen)

    # -- handles

    def show_handle(self, id_: UUID | None) -> None:
        """Show where lines are pulled from a node, or the two ends of a line."""
        scene = self.scene
        free = not self.busy and not scene.showing.fixed
        self._handle_of = id_ if free and id_ in scene.nodes else None
        scene.show_handle(self._handle_of)
        scene.show_ends(scene.chosen if free and scene.chosen in scene.ties else None)

    def reach(self) -> float:
        """Return half a finger (22 pixels) in page units."""
        return theme.TOUCH_TARGET / 2 / self.view.scale_now()

    def _at_handle(self, point: QPointF) -> bool:
        """Whether a point is on the handle; where a finger covers both, the nearer of handle and node counts."""
        if self._handle_of is None or self._handle_of not in self.scene.nodes:
            return False
        away = _apart(self.scene.handle_point(self._handle_of), point)
        return away <= self.reach() and away < _apart(self.scene.point_of(self._handle_of), point)

    def _end_at(self, point: QPointF) -> _AT_AN_END | None:
        """Return which end of the chosen line a point is on."""
        chosen = self.scene.chosen
        if chosen not in self.scene.ties or self.scene.showing.fixed:
            return None
        a, b = (_apart(end, point) for end in self.scene.end_points(chosen))
        if min(a, b) > self.reach():
            return None
        return "a" if a < b else "b"

    # -- inside

    def _tool_for(self, pressed: Pointer, *, more: bool) -> Tool:
        scene = self.scene
        several = self.doing == "several" or more
        if self._at_handle(pressed.page) and self._handle_of is not None:
            return tools.pull_line(self, self._handle_of, pressed)
        if scene.chosen is not None and (end := self._end_at(pressed.page)) is not None:
            return tools.pull_end(self, scene.chosen, end)
        node = scene.node_at(pressed.page, self.reach())
        if scene.showing.fixed:
            return tools.pan(self, pressed) if node is None else tools.look(self, node, pressed)
        if several and node not in (None, scene.web.self_node):
            return tools.pick_or_move(self, node, pressed)
        if several:
            return tools.draw_round(self, pressed, also=more)
        if node is None:
            return tools.pan(self, pressed)
        if node not in scene.picked:
            scene.pick(())
        scene.choose(node)
        if node == scene.web.self_node or self.doing == "lines":
            return tools.pull_line(self, node, pressed)
        return tools.move_nodes(self, node, pressed)

    def _begin(self, tool: Tool) -> None:
        next(tool)
        self._tool = tool

    def _send(self, pointer: Pointer) -> None:
        if self._tool is None:
            return
        try:
            self._tool.send(pointer)
        except StopIteration:
            self._tool = None
            self.idle.emit()
        self.show_handle(self.scene.chosen)

    def _at(self, id_: UUID) -> tuple[float, float]:
        point = self.scene.point_of(id_)
        return point.x(), point.y()

    def _pointer(self, kind: Literal["move", "release"], position: QPointF) -> Pointer:
        return Pointer(kind, self.view.page_point(position), position.toPoint())


def _apart(one: QPointF, other: QPointF) -> float:
    return hypot(one.x() - other.x(), one.y() - other.y())
