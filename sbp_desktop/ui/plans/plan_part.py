"""Getting back in control, on the listening page: what must change, who does what, and when I see you next."""

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID, uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.plan_snapshots import PlanSnapshot
from sbp_desktop.models.snapshots import DraftSnapshot
from sbp_desktop.services import plans
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.day_button import DayButton
from sbp_desktop.ui.people.kept_text import KeptText
from sbp_desktop.ui.plans import words
from sbp_desktop.ui.plans.step_row import FIELD, StepRow
from sbp_desktop.ui.scrolling_part import ScrollingPart
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.widgets import Fitting, Hairline, LinkButton, Secondary

_CHANGE = "what_must_change"
_SHARE = 0.42  # of the page's height at most; more of it scrolls


class PlanPart(ScrollingPart):
    """One plan. The first line stands open; the two below it are quiet empty places until something is written.

    Nothing long-term can be written here (practice.md R03).
    """

    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self, background: Background, plan: PlanSnapshot, parent: QWidget) -> None:
        super().__init__(parent, share=_SHARE)
        self._background, self.plan = background, plan.id
        self._person = plan.person
        self._every: int | None = None
        self.rows: dict[UUID, StepRow] = {}
        self.change = KeptText(
            background, _CHANGE, self.tr("What must change"),
            self.tr("What must change, so that they are safe and in control?"), keep=plans.set_plan,
        )  # fmt: skip
        self.spread = Secondary("")
        self.next = DayButton(self.tr("When I see you next"), ahead=True)
        self.often = LinkButton("", quiet=True)
        self.often.setProperty("touch", True)
        self._lay_out()
        self._connect(self.change)
        self.next.chosen.connect(self._agree_day)
        self.often.clicked.connect(self._choose_rhythm)

    def _lay_out(self) -> None:
        lines = self.lines
        lines.addWidget(Secondary(self.tr("What must change")))
        lines.addWidget(self.change)
        lines.addWidget(Secondary(self.tr("Who does what")))
        self._steps = QVBoxLayout()
        self._steps.setSpacing(0)
        lines.addLayout(self._steps)
        lines.addWidget(self.spread)
        row = QWidget()
        across = Wrapped(row, theme.SPACE_16)
        for part in (Fitting(self.tr("When I see you next")), self.next, self.often):
            across.addWidget(part)
        lines.addWidget(row)
        lines.addWidget(Hairline())

    def _connect(self, text: KeptText) -> None:
        text.undo_wanted.connect(self.undo_wanted)
        text.redo_wanted.connect(self.redo_wanted)
        text.document().documentLayout().documentSizeChanged.connect(self.updateGeometry)

    def show_plan(self, plan: PlanSnapshot, people: Mapping[UUID, str]) -> None:
        """Show it as the record has it, leaving alone what is being typed."""
        self.change.show_text(self._person, plan.what_must_change, plan.id)
        written = {step.id for step in plan.steps}
        for gone in [step for step, row in self.rows.items() if not row.done.isHidden() and step not in written]:
            self._take_out(gone)
        for step in plan.steps:
            self._row(step.id).show_step(self._person, step, people)
        if self._blank is None:
            self._row(uuid4(), last=True)
        owners = [people.get(step.who_node, step.who) if step.who_node else step.who for step in plan.steps]
        self.spread.setText(words.spread([owner for owner in owners if owner]))
        self.spread.setVisible(bool(self.spread.text()))
        self._every = plan.rhythm_days
        now = when_and_where.today()
        self.next.show_words(when_and_where.expected(plan.expected, now) if plan.expected else self.tr("Which day?"))
        self.often.setText(words.rhythm(plan.rhythm_days))
        self.often.setAccessibleName(self.tr("How often: {words}").format(words=self.often.text()))
        self.updateGeometry()

    @property
    def _blank(self) -> UUID | None:
        """The row to write the next step in: the one with nothing of the record in it."""
        return next((step for step, row in self.rows.items() if row.done.isHidden()), None)

    def _row(self, step: UUID, *, last: bool = False) -> StepRow:
        if step not in self.rows:
            after = self._steps.count() - (0 if last else sum(row.done.isHidden() for row in self.rows.values()))
            row = self.rows[step] = StepRow(self._background, self._person, self.plan, step, self.sheet)
            self._connect(row.text)
            row.text.entered.connect(partial(self._go_on_from, step))
            self._steps.insertWidget(after, row)
            row.show()
        return self.rows[step]

    def _take_out(self, step: UUID) -> None:
        row = self.rows.pop(step)
        row.text.clear_text()
        row.hide()
        row.deleteLater()

    def _go_on_from(self, step: UUID) -> None:
        """After Enter the next row has the cursor; after the empty one, when we see them next."""
        order = sorted(self.rows.values(), key=self._steps.indexOf)
        at = order.index(self.rows[step])
        if at + 1 < len(order):
            order[at + 1].text.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.rows[step].text.toPlainText().strip():
            self._row(uuid4(), last=True).text.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.next.link.setFocus(Qt.FocusReason.TabFocusReason)

    def take_drafts(self, drafts: Sequence[DraftSnapshot]) -> None:
        """Bring back typing that a crash cut short."""
        for draft in drafts:
            if draft.entity == self.plan and draft.field == _CHANGE:
                self.change.take_draft(draft)
            elif draft.field == FIELD and draft.context.get("plan") == self.plan.hex:
                self._row(draft.entity).text.take_draft(draft)

    def leave(self) -> None:
        """Keep what is being typed."""
        self.change.leave()
        for row in self.rows.values():
            row.text.leave()

    def _agree_day(self, day: PartialDate) -> None:
        self._background.run(plans.agree_day, self.plan, day)

    def _choose_rhythm(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for every, said in words.RHYTHMS.items():
            action = menu.addAction(said)
            action.setCheckable(True)
            action.setChecked(every == self._every)
            action.triggered.connect(
                lambda _on=False, every=every: self._background.run(plans.agree_rhythm, self.plan, every)
            )
        menu.popup(self.often.mapToGlobal(self.often.rect().bottomLeft()))
