"""What comes next with a person: the day they expect us, and the day agreed to look again, which a press begins."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sbp_desktop.models.snapshots import PersonSnapshot
from sbp_desktop.models.vocabulary import ConversationKind
from sbp_desktop.ui import local_words, when_and_where
from sbp_desktop.ui.page_part import Part
from sbp_desktop.ui.widgets import Body, LinkButton


class WhatsNext(Part):
    """Nothing at all while nothing is agreed."""

    look_again_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("What’s next"), parent)

    def show_person(self, person: PersonSnapshot, now: int) -> None:
        """Show what was agreed with this person; `now` is today."""
        when = when_and_where.expected(person.next_on, now) if person.next_on is not None else ""
        words = ": ".join(filter(None, (when, person.next_words)))
        self.show_lines([*([Body(words)] if words else []), *self._look_again(person, now)])

    def _look_again(self, person: PersonSnapshot, now: int) -> list[QWidget]:
        """After a goodbye it says that coming back is all right instead."""
        if person.goodbye_on is not None and person.open_conversation is None:
            day = when_and_where.partial(person.goodbye_on, now)
            return [Body(self.tr("We said goodbye: {day}. Coming back is always all right.").format(day=day))]
        if person.look_again_on is None:
            return []
        look_again = local_words.conversations()[ConversationKind.REVIEW.value]
        link = LinkButton(f"{when_and_where.expected(person.look_again_on, now)}: {look_again}")
        link.setProperty("touch", True)
        link.clicked.connect(self.look_again_wanted)
        return [link]
