"""The last time we talked: when, where, and how it began, with a press to read it all."""

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sbp_desktop.models.snapshots import PersonSnapshot
from sbp_desktop.ui.page_part import Part
from sbp_desktop.ui.people import described
from sbp_desktop.ui.people.their_words import WORDS_SHOWN
from sbp_desktop.ui.widgets import Body, LinkButton, Secondary

_LINES = 3


class LastTime(Part):
    """Nothing at all while nothing was said. `opened` carries the UUID of the conversation."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Last time"), parent)
        self._talk: UUID | None = None

    def show_person(self, person: PersonSnapshot, now: int) -> None:
        """Show how it began, but for what stands above as their last words; `now` is today."""
        talk = person.last_conversation
        self._talk = talk.id if talk is not None else None
        if talk is None or not any(entry.text.strip() for entry in talk.entries):
            self.show_lines(())
            return
        above = {entry.id for entry in person.last_words[:WORDS_SHOWN]}
        said = [entry for entry in talk.entries if entry.text.strip() and entry.id not in above]
        link = LinkButton(self.tr("Read it all"))
        link.clicked.connect(lambda: self.opened.emit(self._talk))
        shown = [Body(described.in_quotes(entry)) for entry in said[:_LINES]]
        self.show_lines([Secondary(described.conversation(talk, now)), *shown, link])
