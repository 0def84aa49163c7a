"""What a hand does on the web, be it mouse, pen, finger or key: one drag or step at a time, each one change."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import hypot
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, Signal

from sbp_desktop.ui import theme
from sbp_desktop.ui.web import tools
from sbp_desktop.ui.web.edits import WebEdits
from sbp_desktop.ui.web.line_hand import End, LineHand
from sbp_desktop.ui.web.scene import WebScene
from sbp_desktop.ui.web.several_hand import SeveralHand
from sbp_desktop.ui.web.tools import Pointer, Tool

if TYPE_CHECKING:
    from sbp_desktop.ui.web.web_view import WebView

Doing = Literal["", "adding", "lines", "several", "drawing", "rubbing", "noting", "laying"]
"""What every press means until Esc: nothing special, add a name there, draw a line, choose several; with the pen:
draw, rub out, write a note there; move the paper map below."""
PEN = ("drawing", "rubbing", "noting")

_MORE = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier


class WebHand(QObject):
    """The hand of one view; `lines` and `several` are what it does with those. `doing` stays until Esc.

    `asked_for_name` carries the page point where a new thing was asked for, `asked_for_words` where a note was;
    `open_panel` whether a key asked for the panel of what is chosen; `idle` rings when a drag is over, `changed` when
    what the hand is doing has changed. `pen_tool` says what a press does with ink, None where it is not about ink;
    `paper_tool` what one does that lays the paper map.
    """

    asked_for_name = Signal(QPointF)
    asked_for_words = Signal(QPointF)
    open_panel = Signal(bool)
    idle = Signal()
    changed = Signal()

    def __init__(self, view: WebView, scene: WebScene, edits: WebEdits) -> None:
        super().__init__(view)
        self.view, self.scene, self.edits = view, scene, edits
        self.doing: Doing = ""
        self.pen_tool: Callable[[Pointer], Tool | None] = lambda _pressed: None
        self.paper_tool: Callable[[Pointer], Tool] = partial(tools.pan, self)
        self._tool: Tool | None = None
        self._handle_of: UUID | None = None
        self.lines = LineHand(self)
        self.several = SeveralHand(scene, edits, self)
        scene.chosen_changed.connect(self.show_handle)
        scene.shown.connect(self._web_shown)

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
        if self.lines.aiming is not None:
            self.lines.finish(self.scene.node_at(pointer.page, self.reach()))
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
        if self.lines.aiming is not None:
            self.lines.aim(pointer.page, self.scene.node_at(pointer.page, self.reach()))
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
        """Return the node or line under a pixel; the pen goes over them all, and the paper map under them."""
        if self.doing in (*PEN, "laying"):
            return None
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

    def ask_for_words(self) -> None:
        """Ask for the words of a note in the middle of what is seen."""
        if self.scene.showing.fixed:
            self.edits.refuse_to_change()
        else:
            self.asked_for_words.emit(self.view.page_point(QPointF(self.view.viewport().rect().center())))

    def cancel(self) -> bool:
        """Give up the drag or the aimed line; return whether there was one."""
        if self.lines.aiming is not None:
            self.lines.finish(None)
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
        """Whether a point is on the handle."""
        if self._handle_of is None or self._handle_of not in self.scene.nodes:
            return False
        return self._on(self.scene.handle_point(self._handle_of), point)

    def _end_at(self, point: QPointF) -> End | None:
        """Return which end of the chosen line a point is on."""
        chosen = self.scene.chosen
        if chosen not in self.scene.ties or self.scene.showing.fixed:
            return None
        ends = dict(zip(("a", "b"), self.scene.end_points(chosen), strict=True))
        nearer: End = "a" if _apart(ends["a"], point) < _apart(ends["b"], point) else "b"
        return nearer if self._on(ends[nearer], point) else None

    def _on(self, handle: QPointF, point: QPointF) -> bool:
        """Whether a finger at a point is on a handle; where it covers a node too, the nearer of the two counts."""
        away = _apart(handle, point)
        if away > self.reach():
            return False
        node = self.scene.node_at(point, self.reach())
        return node is None or away < _apart(self.scene.point_of(node), point)

    # -- inside

    def _web_shown(self) -> None:
        """A line cannot go on from somebody who was taken away meanwhile."""
        if self.lines.aiming is not None and self.lines.aiming not in self.scene.nodes:
            self.lines.finish(None)

    def _tool_for(self, pressed: Pointer, *, more: bool) -> Tool:
        scene = self.scene
        if self.doing == "laying":
            return self.paper_tool(pressed)
        if (with_pen := self.pen_tool(pressed)) is not None:
            return with_pen
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

    def _pointer(self, kind: Literal["move", "release"], position: QPointF) -> Pointer:
        return Pointer(kind, self.view.page_point(position), position.toPoint())


def _apart(one: QPointF, other: QPointF) -> float:
    return hypot(one.x() - other.x(), one.y() - other.y())
