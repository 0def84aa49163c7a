"""One step of a plan: what, who does it by when, and how far it has come; each changed where it stands."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.plan_snapshots import StepSnapshot
from sbp_desktop.services import plans
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.day_button import DayButton
from sbp_desktop.ui.people.kept_text import KeptText
from sbp_desktop.ui.plans import words
from sbp_desktop.ui.widgets import LinkButton

FIELD = "what"


class StepText(KeptText):
    """The words of a step: Enter is done with it."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep the step and go on to the next; every other key is the text's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.leave()
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class StepRow(QWidget):
    """A row with nothing written yet shows only where to write."""

    def __init__(self, background: Background, person: UUID, plan: UUID, step: UUID, parent: QWidget) -> None:
        super().__init__(parent)
        self._background, self._step = background, step
        self._people: Mapping[UUID, str] = {}
        self._done = ""
        self.text = StepText(
            background, FIELD, self.tr("Who does what"), self.tr("A small step"), self,
            keep=partial(plans.write_step, plan=plan), context={"plan": plan.hex},
        )  # fmt: skip
        self.text.show_text(person, "", step)
        self.who = LinkButton("", self, quiet=True)
        self.by = DayButton(self.tr("By when"), self, ahead=True, quiet=True)
        self.by.chosen.connect(self._set_by)
        self.by.hide()
        self.done = LinkButton("", self, quiet=True)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.SPACE_12)
        across.addWidget(self.text, 1, Qt.AlignmentFlag.AlignVCenter)
        for link, act in ((self.who, self._choose_who), (self.done, self._go_on)):
            link.setProperty("touch", True)
            link.clicked.connect(act)
            link.hide()
        for widget in (self.who, self.by, self.done):
            across.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_step(self, person: UUID, step: StepSnapshot, people: Mapping[UUID, str]) -> None:
        """Show a step that is written; `people` may do it."""
        self._people, self._done = people, step.done
        self.text.show_text(person, step.what, self._step)
        who = people.get(step.who_node, step.who) if step.who_node else step.who
        self.who.setText(who or self.tr("Who?"))
        self.by.show_words(words.by_when(step.by, when_and_where.today()))
        self.done.setText(words.DONE[step.done])
        self.who.setAccessibleName(self.tr("Who does “{step}”: {who}").format(step=step.what, who=self.who.text()))
        self.done.setAccessibleName(self.tr("“{step}” is {done}").format(step=step.what, done=self.done.text()))
        for widget in (self.who, self.by, self.done):
            widget.show()

    def _choose_who(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for node, label in ((None, self.tr("Me, the worker")), *self._people.items()):
            menu.addAction(label).triggered.connect(
                lambda _on=False, node=node: self._background.run(plans.give_step, self._step, node)
            )
        menu.popup(self.who.mapToGlobal(self.who.rect().bottomLeft()))

    def _set_by(self, day: PartialDate) -> None:
        self._background.run(plans.set_by, self._step, day)

    def _go_on(self) -> None:
        order = list(words.DONE)
        following = order[(order.index(self._done) + 1) % len(order)]
        self._background.run(plans.set_done, self._step, following)
