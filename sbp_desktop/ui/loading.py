"""Loads the pages piece by piece on the screen's own thread, so that what is typed meanwhile is answered in between."""

import importlib
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

_PIECES = (
    "today.today_page",
    "people.person_page",
    "web.scene",
    "web.where_from",
    "differently.beside_it",
    "web.web_canvas",
    "outcomes.then_and_now",
    "conversations.alongside",
    "conversations.at_names",
    "conversations.conversation_page",
    "web.web_page",
    "agreed.agreed_page",
    "council_link",
    "settings.settings_page",
    "keep.keeping",
    "my_space.my_space_page",
    "huddle.huddle_page",
    "workspace",
)
"""Modules of `sbp_desktop.ui`, what others stand on first; each brings what it needs. The last is the one told."""


class Loading(QObject):
    """Imports one piece whenever nothing else is waiting; `loaded` then carries the module `ui.workspace`.

    Classes made of Qt's are never made on another thread: PySide keeps one table of them, which the screen reads
    without a lock while it paints (docs/decisions/0040).
    """

    loaded = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._left = list(_PIECES)
        self._last: Any = None
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._load_one)

    def begin(self) -> None:
        """Load by and by."""
        self._turn.start()

    def finish(self) -> None:
        """Load what is left, now, and tell."""
        self._turn.stop()
        while self._left:
            self._last = importlib.import_module(f"sbp_desktop.ui.{self._left.pop(0)}")
        self.loaded.emit(self._last)

    def _load_one(self) -> None:
        if len(self._left) > 1:
            self._last = importlib.import_module(f"sbp_desktop.ui.{self._left.pop(0)}")
        else:
            self.finish()
