"""Paid help, in the panel: could it get in the way of everyday friendships, and which of them faded since it began."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models import rules
from sbp_desktop.models.findings import listed
from sbp_desktop.models.harm_checks import HarmSnapshot, Touched
from sbp_desktop.models.snapshots import NodeSnapshot
from sbp_desktop.models.vocabulary import HarmEffect
from sbp_desktop.services import harm_checks
from sbp_desktop.storage import harm_checks as kept
from sbp_desktop.storage import queries
from sbp_desktop.ui import tab_order, theme
from sbp_desktop.ui.agreed import choosing
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.web.panel_sheet import Sheet
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP
from sbp_desktop.ui.widgets import LinkButton, Secondary
from sbp_desktop.ui.word_table import WordTable

translate = QCoreApplication.translate


EFFECTS: WordTable[str] = WordTable(
    "Harm",
    {
        HarmEffect.HELPS: QT_TRANSLATE_NOOP("Harm", "helps"),
        HarmEffect.NONE: QT_TRANSLATE_NOOP("Harm", "no difference"),
        HarmEffect.MIGHT_WEAKEN: QT_TRANSLATE_NOOP("Harm", "might get in the way"),
        HarmEffect.TAKES_OVER: QT_TRANSLATE_NOOP("Harm", "takes over"),
    },
)
"""What help may do to a friendship, in the order it is offered."""


class HarmPart(QWidget):
    """A quiet question that holds nothing up; its lines come when it is pressed, or once something was said."""

    def __init__(self, background: Background, sheet: Sheet, node: NodeSnapshot) -> None:
        super().__init__(sheet)
        self._background, self._sheet, self._service = background, sheet, node.id
        self._person = sheet.web.person
        self._laid_out = QTimer(self, singleShot=True, interval=0)
        self._laid_out.timeout.connect(self._order_tabs)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, theme.SPACE_8)
        self._lines.setSpacing(theme.SPACE_4)
        self.since = Secondary("", self)
        self.question = LinkButton(self.tr("Could it get in the way?"), self)
        self.question.setProperty("touch", True)
        self.question.clicked.connect(self._unfold)
        self.rows: dict[UUID, LinkButton] = {}
        self._sheet_of_lines = QWidget(self)
        self._of_lines = QVBoxLayout(self._sheet_of_lines)
        self._of_lines.setContentsMargins(0, 0, 0, 0)
        self._of_lines.setSpacing(0)
        self._of_lines.addWidget(Secondary(self.question.text(), self._sheet_of_lines))
        self._sheet_of_lines.hide()
        for part in (self.since, self.question, self._sheet_of_lines):
            self._lines.addWidget(part)
        self.since.hide()
        sheet.renews(self._ask)

    def _ask(self, _node: NodeSnapshot) -> None:
        self.setVisible(rules.COULD_HARM not in self._sheet.web.rules_off)
        self._background.run(queries.here, kept.of_service, self._person, self._service, then=self._show)

    def _show(self, found: HarmSnapshot) -> None:
        there = {line.tie for line in found.lines}
        for gone in [tie for tie in self.rows if tie not in there]:
            row = self.rows.pop(gone)
            row.hide()
            row.deleteLater()
        for line in found.lines:
            self._row(line)
        self.question.setEnabled(bool(found.lines))
        if any(line.effect for line in found.lines):
            self._unfold()
        if found.weeks:
            faded = listed(list(found.faded))
            grown = self.tr("{weeks} weeks on, further away or gone: {names}")
            same = self.tr("{weeks} weeks on, nobody of everyday life is further away")
            self.since.setText((grown if faded else same).format(weeks=found.weeks, names=faded))
        self.since.setVisible(bool(found.weeks))
        self._laid_out.start()

    def _row(self, line: Touched) -> None:
        if line.tie not in self.rows:
            row = self.rows[line.tie] = LinkButton("", self._sheet_of_lines)
            row.setProperty("touch", True)
            row.clicked.connect(partial(self._choose, line.tie))
            self._of_lines.addWidget(row, 0, Qt.AlignmentFlag.AlignLeft)
        said = EFFECTS.get(line.effect, "") or self.tr("not thought of yet")
        self.rows[line.tie].setText(self.tr("{name}: {effect}").format(name=line.label, effect=said))

    def _unfold(self) -> None:
        by_key = self.question.hasFocus()
        self.question.hide()
        self._sheet_of_lines.show()
        if by_key and self.rows:
            next(iter(self.rows.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def _order_tabs(self) -> None:
        stop = tab_order.before(self)
        if stop is not None:
            tab_order.lead_through(self, stop)

    def _choose(self, tie: UUID) -> None:
        choosing.offer(self.rows[tie], EFFECTS.items(), partial(self._say, tie))

    def _say(self, tie: UUID, effect: str) -> None:
        self._sheet.edits.ask(harm_checks.say, self._service, tie, effect)
