"""What stands half typed in a field of one line: kept every moment, and back in the same field of the same thing."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit

from sbp_desktop.models.snapshots import DraftSnapshot
from sbp_desktop.storage import drafts
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.typing_steps import TypingSteps

Key = tuple[UUID, UUID, str]
"""Whose typing it is, of what, and in which field."""


class HalfLine(QObject):
    """For a field of which only Enter, or leaving it, makes something (docs/decisions/0049).

    `belong` says whose and of what it is, and what the field shows at rest; `done` that its words are in the record or
    given up.
    """

    def __init__(self, background: Background, field: QLineEdit, name: str) -> None:
        super().__init__(field)
        self._background, self._field, self._name = background, field, drafts.HALF + name
        self._key: Key | None = None
        self._known = ""  # as it is in the draft, or at rest
        self._there = self._asked = False  # a draft, and whether we know
        self._due = TypingSteps(self)
        self._due.due.connect(self.hold)
        field.textEdited.connect(self._due.typed)
        background.typing_due.connect(self.hold)

    def belong(self, person: UUID | None, of: UUID | None = None, *, name: str = "", rest: str = "") -> None:
        """Be typing of this thing from now on, of the person where none is given; of nothing without a person."""
        self.hold()
        self._field.setText(rest)
        self._key = (person, of or person, self._name + name) if person is not None else None
        self._known = self._field.text()
        self._there, self._asked = False, self._key is not None
        if self._key is not None:
            self._background.run(drafts.half_typed, *self._key, then=partial(self._take, self._key))

    def hold(self) -> None:
        """Keep what is typed so far."""
        self._due.stop()
        text = self._field.text()
        if self._key is None or text == self._known:
            return
        self._known = text
        if text.strip():
            self._there = True
            self._background.run(drafts.step, *self._key, text, {})
        elif self._there:
            self._there = False
            self._background.run(drafts.clear, *self._key)

    def done(self) -> None:
        """Its words are in the record, or given up."""
        self._due.stop()
        if self._key is not None and (self._there or self._asked):
            self._background.run(drafts.clear, *self._key)
        self._known = self._field.text()
        self._there = self._asked = False

    def _take(self, key: Key, draft: DraftSnapshot | None) -> None:
        if key != self._key or not self._asked:
            return
        self._asked, self._there = False, self._there or draft is not None
        if draft is not None and self._field.text() == self._known:
            self._known = draft.text
            self._field.setText(draft.text)
