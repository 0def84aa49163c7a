"""The hand's tools: one drag is one generator, with press, move and release read from top to bottom.

A tool is started at the press and sent a `Pointer` for every move, the release, or a cancel (Esc), after which nothing
of the drag may be left to see. What it changes is saved on release only.
"""

from __future__ import annotations

from collections.abc import Generator
from math import hypot
from typing import TYPE_CHECKING, Literal, NamedTuple
from uuid import UUID

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPolygonF

from sbp_desktop.ui.web.several_hand import group_over

if TYPE_CHECKING:
    from sbp_desktop.ui.web.web_hand import WebHand

_STILL = 5.0  # screen pixels a hand may tremble without dragging


class Pointer(NamedTuple):
    """Where the hand is: on the page (page units) and in the view (pixels)."""

    kind: Literal["move", "release", "cancel"]
    page: QPointF
    pixel: QPoint


Tool = Generator[None, Pointer, None]


def move_nodes(hand: WebHand, grabbed: UUID, pressed: Pointer) -> Tool:
    """Drag a node, and with it those picked together with it; put down in another layer or circle they belong there,
    and within a group's hull to the group. A press without a drag opens the node's panel.
    """
    scene = hand.scene
    start = {id_: scene.point_of(id_) for id_ in hand.several.taken_along(grabbed)}
    hulls = hand.several.hulls_for(start)
    moving = False
    while True:
        pointer = yield
        if pointer.kind == "cancel":
            if moving:
                scene.undo_preview()
            return
        moving = moving or _away(pressed, pointer) > _STILL
        by = pointer.page - pressed.page
        if moving and pointer.kind == "move":
            scene.show_handle(None)
            scene.preview_move({id_: point + by for id_, point in start.items()})
            scene.point_out(scene.part_at(start[grabbed] + by))
            if (group := group_over(start[grabbed] + by, hulls)) is not None:
                scene.preview_line(grabbed, start[grabbed] + by, group)
            else:
                scene.hide_preview()
        elif pointer.kind == "release":
            scene.point_out(None)
            scene.hide_preview()
            if moving:
                into = group_over(start[grabbed] + by, hulls)
                hand.several.put_down({id_: point + by for id_, point in start.items()}, into=into)
            else:
                hand.open_panel.emit(False)
            return


def pull_line(hand: WebHand, start: UUID, pressed: Pointer) -> Tool:
    """Pull a line from a node to another; let go over nothing, nothing is drawn.

    While lines are being drawn a press without a drag begins one that the next press ends.
    """
    scene = hand.scene
    scene.preview_line(start, pressed.page, None)
    moving = False
    while True:
        pointer = yield
        moving = moving or _away(pressed, pointer) > _STILL
        target = None if pointer.kind == "cancel" else scene.node_at(pointer.page, hand.reach())
        target = None if target == start else target
        if pointer.kind == "move":
            scene.preview_line(start, pointer.page, target)
            continue
        scene.hide_preview()
        if target is not None:
            hand.lines.join(start, target)
        elif pointer.kind == "release" and not moving and hand.doing == "lines":
            hand.lines.begin(start)
        return


def pull_end(hand: WebHand, tie: UUID, end: Literal["a", "b"]) -> Tool:
    """Take one end of a line to another node; let go over nothing, it stays where it was."""
    scene = hand.scene
    line = scene.ties[tie]
    held = line.b if end == "a" else line.a
    while True:
        pointer = yield
        target = None if pointer.kind == "cancel" else scene.node_at(pointer.page, hand.reach())
        target = None if target == held else target
        if pointer.kind == "move":
            scene.preview_line(held, pointer.page, target)
            continue
        scene.hide_preview()
        if target is not None and target != (line.a if end == "a" else line.b):
            hand.edits.join_again(tie, end, target)
        return


def draw_round(hand: WebHand, pressed: Pointer, *, also: bool) -> Tool:
    """Draw round several to pick them, with those picked before (`also`) or instead of them."""
    scene = hand.scene
    outline = QPolygonF([pressed.page])
    moving = False
    while True:
        pointer = yield
        if pointer.kind == "cancel":
            scene.hide_preview()
            return
        moving = moving or _away(pressed, pointer) > _STILL
        outline.append(pointer.page)
        if pointer.kind == "move":
            if moving:
                scene.preview_outline(outline)
            continue
        scene.hide_preview()
        before = scene.picked if also else frozenset()
        within = {
            id_
            for id_ in scene.nodes.keys() - {scene.web.self_node}
            if outline.containsPoint(scene.point_of(id_), Qt.FillRule.OddEvenFill)
        }
        scene.pick(before | within if moving else before)
        return


def pick_or_move(hand: WebHand, node: UUID, pressed: Pointer) -> Tool:
    """Choose several: a press without a drag picks a node or lets go of it; a drag moves all that are picked."""
    moving = move_nodes(hand, node, pressed)
    next(moving)
    dragged = False
    while True:
        pointer = yield
        dragged = dragged or _away(pressed, pointer) > _STILL
        if pointer.kind == "release" and not dragged:
            hand.several.pick_too(node)
            return
        try:
            moving.send(pointer)
        except StopIteration:
            return


def pan(hand: WebHand, pressed: Pointer) -> Tool:
    """Move the paper; a press without a drag lets go of what was chosen, or takes the line under it."""
    last = pressed.pixel
    moving = False
    while True:
        pointer = yield
        if pointer.kind == "cancel":
            return
        moving = moving or _away(pressed, pointer) > _STILL
        if moving:
            hand.view.shift_paper(pointer.pixel - last)
            last = pointer.pixel
        if pointer.kind == "release":
            if not moving:
                hand.pressed_paper(pressed.page)
            return


def look(hand: WebHand, node: UUID, pressed: Pointer) -> Tool:
    """On a picture that is one to look at: a press opens the panel, a drag says that nothing is moved here."""
    hand.scene.choose(node)
    moving = False
    while True:
        pointer = yield
        moving = moving or _away(pressed, pointer) > _STILL
        if pointer.kind == "move":
            continue
        if pointer.kind == "release" and moving:
            hand.edits.refuse_to_change()
        elif pointer.kind == "release":
            hand.open_panel.emit(False)
        return


def _away(pressed: Pointer, pointer: Pointer) -> float:
    return hypot(pointer.pixel.x() - pressed.pixel.x(), pointer.pixel.y() - pressed.pixel.y())
