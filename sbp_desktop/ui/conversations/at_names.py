"""Typing @ offers the people on this person's web where the cursor is; keys choose, Esc leaves the text as it is."""

import re

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeyEvent

from sbp_desktop.ui.conversations.line import Line, to_qt
from sbp_desktop.ui.conversations.listening_text import ListeningText
from sbp_desktop.ui.conversations.name_list import Choice, NameList
from sbp_desktop.ui.conversations.naming import SELF, Naming

_ASKED = re.compile(r"(?:^|[\s(“\"])@([^@\n]{0,40})$")


class AtNames(QObject):
    """Watches the text for an @ before the cursor and keeps the list beside it."""

    def __init__(self, text: ListeningText, naming: Naming, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._text, self._naming = text, naming
        self._closed_at: tuple[Line, int] | None = None  # an @ whose list was put away
        self.list = NameList(text.viewport())
        text.filter_key = self._take_key
        text.cursorPositionChanged.connect(self.look)
        text.typed.connect(self.look)
        self.list.chosen.connect(self._choose)
        self.list.closed.connect(self._remember_closed)

    def look(self) -> None:
        """Open, narrow or close the list by what stands before the cursor."""
        asked = self._asked()
        if asked is None:
            self._closed_at = None
            self.list.hide()
            return
        line, start, typed = asked
        if self._closed_at == (line, start):
            return
        others = [each for each in self._naming.known if each[2] != SELF]
        self.list.offer(typed, others, self._text.caret_rect(back=to_qt(typed, len(typed)) + 1))

    def _asked(self) -> tuple[Line, int, str] | None:
        """The line, where its @ stands (UTF-16 units) and what is typed after it."""
        cursor = self._text.textCursor()
        line = self._text.line_of(cursor.block())
        if line is None or line.locked or cursor.hasSelection():
            return None
        before = line.text.encode("utf-16-le")[: 2 * cursor.positionInBlock()].decode("utf-16-le", "ignore")
        found = _ASKED.search(before)
        return (line, to_qt(before, found.start(1) - 1), found.group(1)) if found else None

    def _take_key(self, event: QKeyEvent) -> bool:
        return self.list.take_key(event)

    def _remember_closed(self) -> None:
        asked = self._asked()
        self._closed_at = asked[:2] if asked else None

    def _choose(self, choice: Choice) -> None:
        asked = self._asked()
        if asked is None:
            return
        line, start, typed = asked
        self._text.replace(start, to_qt(typed, len(typed)) + 1, choice.label)
        self._naming.mention(line, start, start + to_qt(choice.label, len(choice.label)), choice.node, choice.label)
