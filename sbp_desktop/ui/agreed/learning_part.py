"""What they are learning: the skill, how, with whom, a first small step, and how far it has come (practice.md A19)."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from sbp_desktop.models.agreed import Agreed, Thing
from sbp_desktop.models.snapshots import DraftSnapshot
from sbp_desktop.services import learning
from sbp_desktop.ui.agreed import choosing
from sbp_desktop.ui.agreed.listed_part import ListedPart
from sbp_desktop.ui.agreed.thing_row import Line, ThingRow, Where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.plans import words
from sbp_desktop.ui.widgets import LinkButton


class SkillRow(ThingRow):
    """One skill or piece of knowledge. Once it is there it stands on their web too."""

    def __init__(self, where: Where, thing: UUID, parent: QWidget) -> None:
        lines = (
            Line("skill", self.tr("What they want to learn"), self.tr("Something to learn, or to do again")),
            Line("how", self.tr("How"), self.tr("How could that go?")),
            Line("first_step", self.tr("First small step"), self.tr("What could be done this week?")),
        )
        super().__init__(where, thing, lines, partial(learning.write_skill, person=where.person), parent)
        self._agreed: Agreed | None = None
        self._done = ""
        self.done = LinkButton("", self, quiet=True)
        self.done.setProperty("touch", True)
        self.done.clicked.connect(self._go_on_with_it)
        self.done.hide()
        self.across.addWidget(self.done, 0, Qt.AlignmentFlag.AlignTop)
        self.whom = LinkButton("", self)
        self.whom.setProperty("touch", True)
        self.whom.clicked.connect(self._choose_whom)
        self.add_below(self.tr("With whom"), self.whom)

    def show_more(self, thing: Thing, agreed: Agreed) -> None:
        """Show with whom, and how far it has come."""
        self._agreed, self._done = agreed, thing.words("done") or "no"
        skill, whom = thing.words("skill"), agreed.label(thing.ref("with_whom"))
        self.whom.setText(whom or self.tr("Who?"))
        self.whom.setAccessibleName(self.tr("With whom “{skill}”: {who}").format(skill=skill, who=self.whom.text()))
        self.done.setText(words.DONE[self._done])
        self.done.setAccessibleName(self.tr("“{skill}” is {done}").format(skill=skill, done=self.done.text()))
        self.done.show()

    def _choose_whom(self) -> None:
        if self._agreed is not None:
            nobody: list[tuple[object, str]] = [(None, self.tr("Nobody in particular"))]
            everybody = [(node, found.label) for node, found in self._agreed.web.items()]
            learn = partial(self.where.background.run, learning.learn_with, self.thing)
            choosing.offer(self.whom, [*nobody, *everybody], learn)

    def _go_on_with_it(self) -> None:
        order = list(words.DONE)
        following = order[(order.index(self._done) + 1) % len(order)]
        self.where.background.run(learning.set_learned, self.thing, following)


class LearningPart(ListedPart):
    """The list of what they are learning."""

    kinds = ("DevelopmentItem",)

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(background, self.tr("What they are learning"), parent)

    def make_row(self, where: Where, thing: UUID, _draft: DraftSnapshot | None, sheet: QWidget) -> ThingRow:
        """Return the row of a skill."""
        return SkillRow(where, thing, sheet)

    def said(self, found: Agreed) -> str:
        """Return the skills by name."""
        return ", ".join(thing.words("skill") for thing in self.things(found))
