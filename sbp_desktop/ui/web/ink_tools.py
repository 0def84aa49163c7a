"""The hand's tools for ink, each one drag: draw a stroke, rub strokes out, put a note down, move one."""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING
from uuid import UUID

from sbp_desktop.ui.web.tools import Pointer, Tool

if TYPE_CHECKING:
    from sbp_desktop.ui.web.ink_hand import InkHand

_STILL = 5.0  # screen pixels a hand may tremble without dragging


def draw(pen: InkHand, pressed: Pointer) -> Tool:
    """Draw a stroke; it is kept when the pen is lifted."""
    pen.begin_stroke(pressed.page)
    while True:
        pointer = yield
        if pointer.kind == "cancel":
            pen.drop_stroke()
            return
        pen.lead_stroke(pointer.page)
        if pointer.kind == "release":
            pen.keep_stroke()
            return


def rub(pen: InkHand, pressed: Pointer) -> Tool:
    """Rub out whatever ink the hand passes over, all of it as one change."""
    gone = pen.ink.near(pressed.page, pen.rubber())
    pen.ink.hide(gone, hidden=True)
    while True:
        pointer = yield
        if pointer.kind == "cancel":
            pen.ink.hide(gone, hidden=False)
            return
        gone |= pen.ink.near(pointer.page, pen.rubber())
        pen.ink.hide(gone, hidden=True)
        if pointer.kind == "release":
            pen.rub_out(gone)
            return


def put_note(pen: InkHand, pressed: Pointer) -> Tool:
    """Ask for the words of a note where the hand is lifted, or for other words of the note that is there."""
    while True:
        pointer = yield
        if pointer.kind == "cancel":
            return
        if pointer.kind == "release":
            note = pen.ink.note_at(pressed.page)
            if note is None:
                pen.ask_for_words(pointer.page)
            else:
                pen.change_words(note)
            return


def move_note(pen: InkHand, note: UUID, pressed: Pointer) -> Tool:
    """Drag a note; a press without a drag chooses it."""
    start = pen.ink.point_of(note)
    pen.choose(note)
    moving = False
    while True:
        pointer = yield
        off = pointer.pixel - pressed.pixel
        moving = moving or hypot(off.x(), off.y()) > _STILL
        if pointer.kind == "cancel":
            pen.ink.move(note, start)
            return
        if moving:
            pen.ink.move(note, start + pointer.page - pressed.page)
        if pointer.kind == "release":
            if moving:
                pen.keep_place(note)
            return
