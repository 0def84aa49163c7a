"""The decisions of a person, as part of what we agreed: each opens its own page, and a new one is begun in two taps."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.agreed import Agreed, Thing
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services import decisions
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.agreed import choosing
from sbp_desktop.ui.agreed.agreed_part import AgreedPart
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.decisions import words
from sbp_desktop.ui.decisions.decision_row import DecisionRow
from sbp_desktop.ui.widgets import LinkButton, Rows

_KIND = "Decision"


class DecisionsPart(AgreedPart):
    """`decision_opened` carries the person and the decision."""

    decision_opened = Signal(object, object)
    kinds = (_KIND, "DecisionOption")

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(background, self.tr("Decisions, and why"), parent)

    def make(self, sheet: QWidget, lines: QVBoxLayout, person: UUID) -> None:
        """Build the list and the way to a new one."""
        self.rows = Rows(sheet)
        self.begin = LinkButton(self.tr("Write down a decision"), sheet)
        self.begin.setProperty("touch", True)
        self.begin.clicked.connect(partial(self._offer, person))
        lines.addWidget(self.rows)
        lines.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignLeft)

    def show_agreed(self, found: Agreed) -> None:
        """Show the newest first."""
        rows = []
        for decision in reversed(found.of(_KIND)):
            row = _row(decision)
            row.opened.connect(partial(self.decision_opened.emit, found.person, decision.id))
            rows.append(row)
        self.rows.show_rows(rows)
        self.rows.setVisible(bool(rows))

    def said(self, found: Agreed) -> str:
        """Return what was decided, the newest first."""
        decided = (one.words("decided") or words.point(one.words("point")) for one in reversed(found.of(_KIND)))
        return " · ".join(words_.rstrip(".") for words_ in decided)

    def enter(self) -> None:
        """Go to the newest, or to beginning one."""
        if not self.rows.enter():
            self.begin.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer(self, person: UUID) -> None:
        choosing.offer(self.begin, [(one, words.point(one)) for one in words.BEGUN_HERE], partial(self._begin, person))

    def _begin(self, person: UUID, point: str) -> None:
        self._background.run(decisions.open_decision, person, point, then=partial(self._begun, person))

    def _begun(self, person: UUID, changes: ChangeSet) -> None:
        self.decision_opened.emit(person, changes.created[0])


def _row(decision: Thing) -> DecisionRow:
    kind = words.point(decision.words("point"))
    when = words.when_agreed(words.is_agreed(decision), decision.day("at"), when_and_where.today())
    return DecisionRow(decision.words("decided") or kind, kind, when)
