"""The last time we talked: when, where, and how it began, with a press to read it all and one to say how we left it."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.snapshots import ConversationSnapshot, PersonSnapshot
from sbp_desktop.models.vocabulary import ConversationKind, ConversationOutcome
from sbp_desktop.ui import theme
from sbp_desktop.ui.page_part import Part
from sbp_desktop.ui.people import described
from sbp_desktop.ui.people.their_words import WORDS_SHOWN
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.widgets import Body, LinkButton, Secondary

_LINES = 3


class LastTime(Part):
    """Nothing at all while nothing was said. `opened` carries the UUID of the conversation, `left` that and how it was
    left.
    """

    opened = Signal(object)
    left = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Last time"), parent)
        self._talk: UUID | None = None
        self.ways: dict[str, LinkButton] = {}
        self.question = self._how_left()
        self.lines.addWidget(self.question)

    def show_person(self, person: PersonSnapshot, now: int) -> None:
        """Show how it began, but for what stands above as their last words; `now` is today."""
        talk = person.last_conversation
        self._talk = talk.id if talk is not None else None
        asked = talk is not None and _asks_how_left(talk) and not person.only_read
        self.question.setVisible(asked)
        if talk is None or not any(entry.text.strip() for entry in talk.entries):
            self.show_lines(())
            return
        above = {entry.id for entry in person.last_words[:WORDS_SHOWN]}
        said = [entry for entry in talk.entries if entry.text.strip() and entry.id not in above]
        link = LinkButton(self.tr("Read it all"))
        link.clicked.connect(lambda: self.opened.emit(self._talk))
        shown: list[QWidget] = [Body(described.in_quotes(entry), across=True) for entry in said[:_LINES]]
        self.show_lines([Secondary(described.conversation(talk, now)), *shown, link])

    def _how_left(self) -> QWidget:
        """The one question at the end of connecting; no answer is an answer, and it is asked of nobody twice (A02)."""
        question = QWidget(self)
        row = QWidget(question)
        across = Wrapped(row, theme.SPACE_16, 0)
        for outcome, words in (
            (ConversationOutcome.CONNECTED, self.tr("They are connected")),
            (ConversationOutcome.CONTINUE, self.tr("We carry on")),
            (ConversationOutcome.MOVE_TO_C2, self.tr("Something is more urgent")),
        ):
            way = self.ways[outcome.value] = LinkButton(words, row)
            way.setProperty("touch", True)
            way.clicked.connect(partial(self._leave, outcome.value))
            across.addWidget(way)
        lines = QVBoxLayout(question)
        lines.setContentsMargins(0, theme.SPACE_8, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(Secondary(self.tr("How did you leave it?"), question))
        lines.addWidget(row)
        return question

    def _leave(self, outcome: str) -> None:
        self.left.emit(self._talk, outcome)


def _asks_how_left(talk: ConversationSnapshot) -> bool:
    return talk.kind == ConversationKind.C1 and talk.closed_ms is not None and talk.outcome is None
