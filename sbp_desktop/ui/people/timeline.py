"""Everything we talked about and decided with a person, the newest first; a press opens it to read."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from sbp_desktop.models.decisions import DecisionLine
from sbp_desktop.models.snapshots import TalkLine
from sbp_desktop.storage import person_page, queries
from sbp_desktop.storage.person_page import Talked
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.decisions import words
from sbp_desktop.ui.decisions.decision_row import DecisionRow
from sbp_desktop.ui.page_part import Part
from sbp_desktop.ui.people import described
from sbp_desktop.ui.people.conversation_row import STACK_UNDER, WHEN_COLUMN, ConversationRow
from sbp_desktop.ui.widgets import LinkButton

_SHOWN, _MORE = 8, 50  # the newest, then so many more at every asking


class Timeline(Part):
    """Shows what the page read; the signals carry the UUID of what was pressed."""

    conversation_opened = Signal(object)
    decision_opened = Signal(object)

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Everything we talked about"), parent)
        self._background = background
        self._person: UUID | None = None
        self._shown = Talked()
        self._wanted = _SHOWN
        self.earlier = LinkButton(self.tr("Earlier ones"))
        self.earlier.clicked.connect(self._ask_for_earlier)
        self.lines.addWidget(self.earlier, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def asks_for(self) -> int:
        """How many of the newest conversations to read: one more than are shown, which tells whether there are more."""
        return self._wanted + 1

    def set_person(self, person: UUID | None) -> None:
        """Belong to this person from now on; nothing of the one before is left."""
        if person != self._person:
            self._person, self._shown, self._wanted = person, Talked(), _SHOWN
            self.show_rows(())

    def _ask_for_earlier(self) -> None:
        self._wanted += _MORE
        person = self._person
        asked = partial(person_page.talked, talks=self.asks_for)
        self._background.run(queries.here, asked, person, person, then=partial(self._show_earlier, person))

    def _show_earlier(self, person: UUID | None, found: Talked) -> None:
        if person == self._person:
            self.show_talked(found)

    def show_talked(self, found: Talked) -> None:
        """Show this, unless it is what is shown."""
        if found == self._shown:
            return
        self._shown = found
        talks, decided = found
        more = len(talks) > self._wanted
        talks = talks[: self._wanted]
        oldest = talks[-1].opened_ms if more else 0
        rows = [(talk.opened_ms, self._talk_row(talk)) for talk in talks]
        rows += [(one.moment_ms, self._decision_row(one)) for one in decided if one.moment_ms >= oldest]
        self.show_rows([row for _, row in sorted(rows, key=lambda row: row[0], reverse=True)])
        self.earlier.setVisible(more)

    def _talk_row(self, talk: TalkLine) -> QWidget:
        now = when_and_where.today()
        began = described.in_a_line(described.in_quotes(talk.began)) if talk.began is not None else ""
        row = ConversationRow(described.conversation(talk, now), began)
        row.opened.connect(partial(self.conversation_opened.emit, talk.id))
        return row

    def _decision_row(self, decision: DecisionLine) -> QWidget:
        now, kind = when_and_where.today(), words.point(decision.point)
        begun = when_and_where.day_and_month(when_and_where.day_of(decision.moment_ms), now)
        day = when_and_where.partial(decision.at, now) if decision.at is not None else begun
        when = self.tr("{day}, decided") if decision.agreed else self.tr("{day}, not agreed yet")
        said, why = described.in_a_line(decision.decided) or kind, described.in_a_line(decision.because) or kind
        row = DecisionRow(said, why, when.format(day=day), column=WHEN_COLUMN, stack_under=STACK_UNDER)
        row.opened.connect(partial(self.decision_opened.emit, decision.id))
        return row
