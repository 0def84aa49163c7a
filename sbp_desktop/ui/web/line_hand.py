"""Lines between two: drawn one after another, aimed by key, taken to somebody else, turned round, gone through."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from PySide6.QtCore import QPointF

from sbp_desktop.ui.web import words

if TYPE_CHECKING:
    from sbp_desktop.ui.web.web_hand import WebHand

End = Literal["a", "b"]
_OTHER_WAY = {"a_to_b": "b_to_a", "b_to_a": "a_to_b"}


class LineHand:
    """What one hand does with lines. `kind` is what a line drawn now is, in words, "" where that is not said.

    `aiming` is where a line begins that still looks for its end, `aimed_at` the node it points at. It is `quick` when
    the key C alone began it, so that a letter typed next begins a name instead.
    """

    def __init__(self, hand: WebHand) -> None:
        self._hand, self._scene, self._edits = hand, hand.scene, hand.edits
        self.kind = ""
        self.quick = False
        self.aiming: UUID | None = None
        self.aimed_at: UUID | None = None
        self._end_at: Callable[[UUID], object] = lambda _target: None
        self._lines_of: UUID | None = None

    def draw_of(self, kind: str) -> None:
        """Draw lines of this kind, in words, "" for a line that is not said to be of any."""
        self.kind = kind
        if self._hand.doing != "lines":
            self._hand.do("lines")
        else:
            self._hand.changed.emit()

    def next_kind(self) -> None:
        """Go on with the next kind of line there is a word for."""
        kinds = words.line_kinds(self._scene.web)
        place = kinds.index(self.kind) if self.kind in kinds and self._hand.doing == "lines" else -1
        self.draw_of(kinds[(place + 1) % len(kinds)])

    def join(self, start: UUID, target: UUID) -> None:
        """Draw a line between two, of the kind in hand."""
        self._edits.join(start, target, self.kind if self._hand.doing == "lines" else "")

    def begin(self, start: UUID, end_at: Callable[[UUID], object] | None = None, *, quick: bool = False) -> None:
        """Begin a line that looks for its end; `end_at` is done with the end, else a line is drawn to it."""
        if self._scene.showing.fixed:
            self._edits.refuse_to_change()
            return
        self.quick = quick
        self.aiming, self._end_at = start, end_at or partial(self.join, start)
        self.aim(self._scene.handle_point(start), None)
        self._hand.changed.emit()

    def aim(self, point: QPointF, target: UUID | None) -> None:
        """Point the aimed line somewhere; it snaps to a node it may end at."""
        self.aimed_at = None if target == self.aiming else target
        if self.aiming is not None:
            self._scene.preview_line(self.aiming, point, self.aimed_at)

    def finish(self, target: UUID | None) -> None:
        """End the aimed line at a node, or give it up."""
        start, self.aiming, self.aimed_at = self.aiming, None, None
        self._scene.hide_preview()
        if start is not None and target is not None and target != start:
            self._end_at(target)
        self._hand.changed.emit()

    def take_end(self, tie: UUID, end: End) -> None:
        """Look for another end for a line, instead of the one it has there."""
        line = self._scene.ties[tie]
        held, had = (line.b, line.a) if end == "a" else (line.a, line.b)

        def take(target: UUID) -> None:
            if target != had:
                self._edits.join_again(tie, end, target)

        self.begin(held, take)

    def take_other_end(self) -> None:
        """Look for another end for the chosen line: for its second, and asked again for its first."""
        tie = self._scene.ties.get(self._scene.chosen) if self._scene.chosen is not None else None
        if tie is not None:
            self.take_end(tie.id, "a" if self.aiming == tie.a else "b")

    def turn_round(self) -> None:
        """Turn round which way help goes along the chosen line; nothing where it goes both ways or neither."""
        tie = self._scene.ties.get(self._scene.chosen) if self._scene.chosen is not None else None
        if tie is not None and tie.flow in _OTHER_WAY:
            self._edits.set_tie(tie.id, flow=_OTHER_WAY[tie.flow])

    def next_line(self, onwards: int) -> None:
        """Choose the next line (1), or the one before (-1), of the node that was chosen; after the last, the node."""
        scene = self._scene
        if scene.chosen in scene.nodes:
            self._lines_of = scene.chosen
        if self._lines_of not in scene.nodes:
            return
        round_ = [self._lines_of, *(tie.id for tie in scene.ties_of(self._lines_of))]
        place = round_.index(scene.chosen) if scene.chosen in round_ else 0
        scene.choose(round_[(place + onwards) % len(round_)])
