"""One quiet line that says where something is: on this laptop alone, with the council, or safe there for good."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from sbp_desktop.sync.status import Placed
from sbp_desktop.ui import council_words
from sbp_desktop.ui.background import Background, Task
from sbp_desktop.ui.widgets import Secondary


class WhereItIs(Secondary):
    """`follow` says of what; it is asked again whenever something was written or the council answered.

    Takes no room where no council is known. The keyboard comes to it, so that it is read aloud.
    """

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._background = background
        self._read: tuple[Callable[..., Placed | None], tuple[Any, ...]] | None = None
        self._asked: Task | None = None
        self.setProperty("halo", True)
        self.setMinimumHeight(self.fontMetrics().lineSpacing())
        self.hide()
        background.committed.connect(self.ask)
        background.standing_changed.connect(self.ask)

    def follow(self, read: Callable[..., Placed | None] | None, *of: Any) -> None:
        """From now on say what this read of `sync.status` says of these; None: say nothing for now."""
        wanted = (read, of) if read is not None else None
        if wanted != self._read:
            self._read = wanted
            self._say("")
            self.ask()

    def ask(self) -> None:
        """Ask again."""
        if self._asked is not None:
            self._asked.cancel()
            self._asked = None
        around = self.parentWidget()
        if self._read is None or around is None or not around.isVisibleTo(self.window()):
            return
        read, of = self._read
        self._asked = self._background.run(read, *of, then=self._take, failed=lambda _error: None, priority="low")

    def _take(self, placed: Placed | None) -> None:
        if isValid(self):
            self._asked = None
            self.setVisible(placed is not None)
            self._say(council_words.whereabouts(placed) if placed is not None else "")

    def _say(self, words: str) -> None:
        self.setText(words)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if words else Qt.FocusPolicy.NoFocus)
