"""The web by keyboard alone: arrows choose, Ctrl and arrows move, C draws a line, letters begin a name."""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from sbp_desktop.ui.web.web_view import WebView

_ZOOM = 1.15
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class Keys:
    """Turns the keys pressed on one view into what its hand does. `space_held` makes any drag move the paper."""

    def __init__(self, view: WebView) -> None:
        self._view, self._scene = view, view.web_scene
        self.space_held = False
        self._began_aiming = ""

    def take(self, event: QKeyEvent) -> bool:
        """Act on a key; return whether it meant anything here."""
        key, modifiers = event.key(), event.modifiers()
        if key == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.space_held = True
        letter = event.text()
        if key == Qt.Key.Key_C and self._view.aiming is None:
            self._began_aiming = letter  # it may turn out to be the first letter of a name
        if self._zoom_key(key, modifiers) or self._arrow_key(key, modifiers) or self._command_key(key, modifiers):
            return True
        if letter.isprintable() and letter.strip() and modifiers in _PLAIN:
            started = self._began_aiming if self._view.aiming is not None else ""
            self._view.cancel()
            self._view.typed.emit(started + letter)
            return True
        return False

    def let_go(self, event: QKeyEvent) -> None:
        """Act on a key let go."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.space_held = False

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
        if direction is None or not self._scene.nodes:
            return False
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            return self._move_chosen(*direction)
        origin = self._view.aimed_at or self._view.aiming or self._scene.chosen or self._scene.web.self_node
        towards = self._neighbour(origin, *direction) if self._scene.chosen is not None else origin
        if towards is None:
            return True
        if self._view.aiming is not None:
            self._view.aim(self._scene.point_of(towards), towards)
        else:
            self._scene.choose(towards)
            self._view.ensureVisible(self._scene.box_of(towards), 24, 24)
        return True

    def _command_key(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        chosen = self._scene.chosen
        if key == Qt.Key.Key_Escape:
            if self._view.cancel():
                return True
            if chosen is None:
                return False
            self._scene.choose(None)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._view.aiming is not None:
            self._view.finish_aim(self._view.aimed_at)
            return True
        if chosen is None or modifiers & Qt.KeyboardModifier.ControlModifier:
            return False
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._view.open_panel.emit(True)
        elif key == Qt.Key.Key_F2 and chosen in self._scene.nodes:
            self._view.rename_wanted.emit(chosen)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._view.remove_chosen()
        elif key == Qt.Key.Key_C and chosen in self._scene.nodes and self._view.aiming is None:
            self._view.aiming = chosen
            self._view.aim(self._scene.handle_point(chosen), None)
        else:
            return False
        return True

    def _move_chosen(self, dx: int, dy: int) -> bool:
        """One step along the ring, or one ring out (up) or in (down); where there are none, one step that way."""
        scene = self._scene
        if scene.chosen is None or scene.chosen not in scene.arrangement.spots:
            return scene.chosen is not None
        layout = scene.arrangement.layout
        point = scene.point_of(scene.chosen)  # where it is seen, for the last step may still be on its way to the file
        now = layout.spot((point.x(), point.y()))
        then = layout.step(now, dx, -dy)
        if then != now:
            exactly = then if then.part == now.part else None  # in another part it may have to step aside
            self._view.put_down(scene.chosen, QPointF(*layout.point(then)), exactly)
        return True

    def _neighbour(self, origin: UUID, dx: int, dy: int) -> UUID | None:
        """Return the nearest node in a direction, those straight ahead before those aside."""
        scene = self._scene
        start = scene.point_of(origin)
        best, least = None, float("inf")
        for id_ in scene.nodes:
            if id_ in (origin, self._view.aiming):
                continue
            off = scene.point_of(id_) - start
            ahead, aside = off.x() * dx + off.y() * dy, abs(off.x() * dy) + abs(off.y() * dx)
            if ahead > 0 and aside < 2.2 * ahead and hypot(ahead, 2 * aside) < least:
                best, least = id_, hypot(ahead, 2 * aside)
        return best
