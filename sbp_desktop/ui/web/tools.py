"""The hand's tools: one drag is one generator, with press, move and release read from top to bottom.

A tool is started at the press and sent a `Pointer` for every move, the release, or a cancel (Esc), after which nothing
of the drag may be left to see. What it changes is saved on release only.
"""

from __future__ import annotations

from collections.abc import Generator
from math import hypot
from typing import TYPE_CHECKING, Literal, NamedTuple
from uuid import UUID

from PySide6.QtCore import QPoint, QPointF

if TYPE_CHECKING:
    from sbp_desktop.ui.web.web_view import WebView

_STILL = 5.0  # screen pixels a hand may tremble without dragging


class Pointer(NamedTuple):
    """Where the hand is: on the page (page units) and in the view (pixels)."""

    kind: Literal["move", "release", "cancel"]
    page: QPointF
    pixel: QPoint


Tool = Generator[None, Pointer, None]


def move_node(view: WebView, node: UUID, pressed: Pointer) -> Tool:
    """Drag a node; put down in another layer or circle it belongs there. A press without a drag opens its panel."""
    scene = view.web_scene
    grip = scene.point_of(node) - pressed.page
    moving = False
    while True:
        pointer = yield
        if pointer.kind == "cancel":
            if moving:
                scene.undo_preview()
            return
        moving = moving or _away(pressed, pointer) > _STILL
        if moving and pointer.kind == "move":
            scene.show_handle(None)
            scene.preview_move(node, pointer.page + grip)
            scene.point_out(scene.part_at(pointer.page + grip))
        elif pointer.kind == "release":
            scene.point_out(None)
            if moving:
                view.put_down(node, pointer.page + grip)
            else:
                view.open_panel.emit(False)
            return


def pull_line(view: WebView, start: UUID, pressed: Pointer) -> Tool:
    """Pull a line from a node to another; let go over nothing, nothing is drawn."""
    scene = view.web_scene
    scene.preview_line(start, pressed.page, None)
    while True:
        pointer = yield
        target = None if pointer.kind == "cancel" else scene.node_at(pointer.page, view.reach())
        target = None if target == start else target
        if pointer.kind == "move":
            scene.preview_line(start, pointer.page, target)
            continue
        scene.hide_preview()
        if target is not None:
            view.edits.join(start, target)
        return


def pan(view: WebView, pressed: Pointer) -> Tool:
    """Move the paper; a press without a drag lets go of what was chosen, or takes the line under it."""
    last = pressed.pixel
    moving = False
    while True:
        pointer = yield
        if pointer.kind == "cancel":
            return
        moving = moving or _away(pressed, pointer) > _STILL
        if moving:
            view.shift_paper(pointer.pixel - last)
            last = pointer.pixel
        if pointer.kind == "release":
            if not moving:
                view.take_line_or_let_go(pressed.page)
            return


def _away(pressed: Pointer, pointer: Pointer) -> float:
    return hypot(pointer.pixel.x() - pressed.pixel.x(), pointer.pixel.y() - pressed.pixel.y())
