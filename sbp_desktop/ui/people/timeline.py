"""Everything we talked about and decided with a person, the newest first; a press opens it to read."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from sbp_desktop.models.decisions import DecisionLine
from sbp_desktop.models.snapshots import Audience, ConversationSnapshot
from sbp_desktop.storage import decisions, queries
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.decisions import words
from sbp_desktop.ui.decisions.decision_row import DecisionRow
from sbp_desktop.ui.page_part import Part
from sbp_desktop.ui.people import described
from sbp_desktop.ui.people.conversation_row import STACK_UNDER, WHEN_COLUMN, ConversationRow
from sbp_desktop.ui.widgets import LinkButton

_Found = tuple[tuple[ConversationSnapshot, ...], tuple[DecisionLine, ...]]
_SHOWN, _MORE = 8, 50  # the newest, then so many more at every asking


class Timeline(Part):
    """`show_person` asks; the signals carry the UUID of what was pressed."""

    conversation_opened = Signal(object)
    decision_opened = Signal(object)

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Everything we talked about"), parent)
        self._background = background
        self._person: UUID | None = None
        self._shown: _Found = (), ()
        self._wanted = _SHOWN
        self.earlier = LinkButton(self.tr("Earlier ones"))
        self.earlier.clicked.connect(self._ask_for_earlier)
        self.lines.addWidget(self.earlier, 0, Qt.AlignmentFlag.AlignLeft)

    def show_person(self, person: UUID | None) -> None:
        """Ask for what there is with this person; nothing of the one before is left."""
        if person != self._person:
            self._person, self._shown, self._wanted = person, ((), ()), _SHOWN
            self.show_rows(())
        if person is not None:
            one_more = self._wanted + 1  # which tells whether there are more
            self._background.run(queries.here, _read, person, person, one_more, then=partial(self._show, person))

    def _ask_for_earlier(self) -> None:
        self._wanted += _MORE
        self.show_person(self._person)

    def _show(self, person: UUID, found: _Found) -> None:
        if person != self._person or found == self._shown:
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

    def _talk_row(self, talk: ConversationSnapshot) -> QWidget:
        now = when_and_where.today()
        row = ConversationRow(described.conversation(talk, now), described.first_words(talk))
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


def _read(vault: Vault, person: UUID, limit: int, audience: Audience) -> _Found:
    talks = queries.conversations(vault, person, audience, limit=limit)
    return talks, decisions.lines(vault, person, audience)
