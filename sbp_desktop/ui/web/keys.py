"""The web by keyboard alone: arrows choose, Ctrl and arrows move, C draws a line, letters begin a name."""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from sbp_desktop.ui.web.commands import COMMANDS

if TYPE_CHECKING:
    from sbp_desktop.ui.web.web_view import WebView

_ZOOM = 1.15
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


_COMMANDS = {QKeySequence(command.keys).toString(): command for command in COMMANDS.values()}


class Keys:
    """Turns the keys pressed on one view into what its hand does. `space_held` makes any drag move the paper."""

    def __init__(self, view: WebView) -> None:
        self._view, self._scene, self._hand = view, view.web_scene, view.hand
        self.space_held = False
        self._began_aiming = ""
        self._hand.changed.connect(self._hand_changed)

    def take(self, event: QKeyEvent) -> bool:
        """Act on a key; return whether it meant anything here."""
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Space and modifiers in _PLAIN and not event.isAutoRepeat():
            self.space_held = True
        if self.take_command(event):
            return True
        if self._zoom_key(key, modifiers) or self._arrow_key(key, modifiers) or self._choice_key(key, modifiers):
            return True
        return modifiers in _PLAIN and self._letter(event.text())

    def take_command(self, event: QKeyEvent) -> bool:
        """Act on a key that means the same on the picture and in the list; return whether it was one."""
        command = _COMMANDS.get(QKeySequence(event.keyCombination()).toString())
        if command is not None:
            command.run(self._hand)
            return True
        direction = _ARROWS.get(Qt.Key(event.key())) if event.key() in _ARROWS else None
        if direction is None or not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        if self._scene.chosen is not None:
            self._hand.several.step(direction[0], -direction[1])
        return self._scene.chosen is not None

    def let_go(self, event: QKeyEvent) -> None:
        """Act on a key let go."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.space_held = False

    def _letter(self, letter: str) -> bool:
        """Begin a name; C begins a line too, unless the next letter shows that it began a name."""
        if not letter.isprintable() or not letter.strip():
            return False
        if letter.casefold() == "c" and self._begin_line():
            self._began_aiming = letter
            return True
        started = self._began_aiming
        if started:
            self._hand.cancel()
        self._view.typed.emit(started + letter)
        return True

    def _begin_line(self) -> bool:
        chosen = self._scene.chosen
        if chosen is None or chosen not in self._scene.nodes or self._hand.lines.aiming is not None or self._hand.doing:
            return False
        self._hand.lines.begin(chosen, quick=True)
        return self._hand.lines.aiming is not None

    def _hand_changed(self) -> None:
        if self._hand.lines.aiming is None:
            self._began_aiming = ""

    def _zoom_key(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        if not modifiers & Qt.KeyboardModifier.ControlModifier:
            return False
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._view.zoom(_ZOOM**2)
        elif key == Qt.Key.Key_Minus:
            self._view.zoom(_ZOOM**-2)
        elif key == Qt.Key.Key_0:
            self._view.fit()
        else:
            return False
        return True

    def _arrow_key(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        direction = _ARROWS.get(Qt.Key(key)) if key in _ARROWS else None
        if direction is None or not self._scene.nodes or modifiers & Qt.KeyboardModifier.ControlModifier:
            return False
        origin = self._hand.lines.aimed_at or self._hand.lines.aiming or self._standing()
        towards = self._neighbour(origin, *direction) if self._scene.chosen is not None else origin
        if towards is None:
            return True
        if self._hand.lines.aiming is not None:
            self._hand.lines.aim(self._scene.point_of(towards), towards)
            return True
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._scene.pick(self._scene.picked | ({origin, towards} - {self._scene.web.self_node}))
        self._scene.choose(towards)
        self._view.ensureVisible(self._scene.box_of(towards), 24, 24)
        return True

    def _standing(self) -> UUID:
        """Return the node from which an arrow goes: the chosen one, an end of the chosen line, or the person."""
        chosen = self._scene.chosen
        if chosen is None:
            return self._scene.web.self_node
        return self._scene.ties[chosen].a if chosen in self._scene.ties else chosen

    def _choice_key(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        hand, chosen = self._hand, self._scene.chosen
        if key == Qt.Key.Key_Escape:
            return hand.step_back()
        if modifiers not in _PLAIN:
            return False
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and hand.lines.aiming is not None:
            hand.lines.finish(hand.lines.aimed_at)
        elif chosen is None:
            return False
        elif enter and hand.doing == "lines" and chosen in self._scene.nodes:
            hand.lines.begin(chosen)
        elif enter:
            hand.open_panel.emit(True)
        elif key == Qt.Key.Key_F2 and chosen in self._scene.nodes:
            self._view.rename_wanted.emit(chosen)
        elif key == Qt.Key.Key_Backspace:
            hand.several.remove()
        else:
            return False
        return True

    def _neighbour(self, origin: UUID, dx: int, dy: int) -> UUID | None:
        """Return the nearest node in a direction, those straight ahead before those aside."""
        scene = self._scene
        start = scene.point_of(origin)
        best, least = None, float("inf")
        for id_ in scene.nodes:
            if id_ in (origin, self._hand.lines.aiming):
                continue
            off = scene.point_of(id_) - start
            ahead, aside = off.x() * dx + off.y() * dy, abs(off.x() * dy) + abs(off.y() * dx)
            if ahead > 0 and aside < 2.2 * ahead and hypot(ahead, 2 * aside) < least:
                best, least = id_, hypot(ahead, 2 * aside)
        return best
