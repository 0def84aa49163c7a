"""One registry of what can be done with a key; it feeds the shortcuts, any menu, the search and the help page."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


def _always() -> bool:
    return True


class Action(NamedTuple):
    """`text` is what a person reads; `keys` in Qt's portable spelling; `watched` keys are caught by the input watch, or
    by the page in front."""

    id: str
    text: str
    keys: tuple[str, ...]
    run: Callable[[], object]
    enabled: Callable[[], bool] = _always
    watched: bool = False


class Actions(QObject):
    """Holds every action of the window. While suspended (cover, lock) no key of it does anything."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._known: dict[str, Action] = {}
        self._made: dict[str, QAction] = {}
        self._suspended = False
        self._only: frozenset[str] | None = None

    def add(self, action: Action) -> QAction:
        """Register an action and its keys; a later one with the same id takes its place."""
        if (old := self._made.pop(action.id, None)) is not None:
            self._window.removeAction(old)
            old.deleteLater()
        made = QAction(action.text, self._window)
        if not action.watched:
            made.setShortcuts([QKeySequence(key) for key in action.keys])
            made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        made.triggered.connect(lambda: self.run(action.id))
        self._window.addAction(made)
        self._known[action.id], self._made[action.id] = action, made
        return made

    def run(self, action_id: str) -> bool:
        """Do it if it can be done now; return whether it was."""
        action = self._known.get(action_id)
        barred = self._suspended or (self._only is not None and action_id not in self._only)
        if action is None or barred or not action.enabled():
            return False
        action.run()
        return True

    def suspend(self, suspended: bool) -> None:
        """Let no key through, or all again."""
        self._suspended = suspended

    def narrow(self, only: frozenset[str] | None) -> None:
        """Let through only these, whatever else is known by then; all again with None."""
        self._only = only

    def known(self) -> Sequence[Action]:
        """Return the actions in the order they were added, for the search and the help page."""
        return tuple(self._known.values())

    def qt_action(self, action_id: str) -> QAction:
        """Return Qt's side of an action, for a menu."""
        return self._made[action_id]


def keys_in_words(action: Action) -> str:
    """Return the keys as printed on the keyboard, such as "Ctrl+Y or Ctrl+Shift+Z"."""
    spelled = [QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in action.keys]
    return " / ".join(spelled)
