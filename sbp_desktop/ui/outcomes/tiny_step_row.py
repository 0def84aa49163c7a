"""One tiny step of a hope: what, and how far it has come, each changed where it stands."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sbp_desktop.models.outcome_snapshots import TinyStep
from sbp_desktop.services import outcomes
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.outcomes.kept_rows import WrittenRow
from sbp_desktop.ui.plans import words
from sbp_desktop.ui.plans.step_row import FIELD, StepText
from sbp_desktop.ui.widgets import LinkButton


class TinyStepRow(WrittenRow):
    """A row with nothing written yet shows only where to write."""

    entered = Signal()

    def __init__(self, background: Background, person: UUID, outcome: UUID, step: UUID, parent: QWidget) -> None:
        super().__init__(parent)
        self._background, self._step = background, step
        self._done = ""
        self.text = StepText(
            background, FIELD, self.tr("A small step"), self.tr("A small step"), self,
            keep=partial(outcomes.write_step, outcome=outcome), context={"outcome": outcome.hex},
        )  # fmt: skip
        self.text.show_text(person, "", step)
        self.text.entered.connect(self.entered)
        self.done = LinkButton("", self, quiet=True)
        self.done.setProperty("touch", True)
        self.done.clicked.connect(self._go_on)
        self.done.hide()
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.SPACE_12)
        across.addWidget(self.text, 1, Qt.AlignmentFlag.AlignVCenter)
        across.addWidget(self.done, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_step(self, person: UUID, step: TinyStep) -> None:
        """Show a step that is written."""
        self._done = step.done
        self.text.show_text(person, step.what, self._step)
        self.done.setText(words.DONE[step.done])
        self.done.setAccessibleName(self.tr("“{step}” is {done}").format(step=step.what, done=self.done.text()))
        self.done.show()

    def _go_on(self) -> None:
        order = list(words.DONE)
        following = order[(order.index(self._done) + 1) % len(order)]
        self._background.run(outcomes.set_done, self._step, following)
