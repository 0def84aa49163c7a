"""A budget: where the money comes from, then what it is for, ways to hold it (none is chosen for them), and why so."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID, uuid5

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from sbp_desktop.models import money
from sbp_desktop.models.agreed import Agreed, Thing
from sbp_desktop.models.snapshots import DraftSnapshot
from sbp_desktop.models.vocabulary import BudgetHeldBy
from sbp_desktop.services import good_life
from sbp_desktop.ui import theme
from sbp_desktop.ui.agreed.sum_row import SumRow
from sbp_desktop.ui.agreed.thing_list import ThingList
from sbp_desktop.ui.agreed.thing_row import Line, ThingRow, Where
from sbp_desktop.ui.people.kept_text import KeptText
from sbp_desktop.ui.widgets import Chip, Labelled, LinkButton, Name, Secondary

translate = QCoreApplication.translate
_HELD_BY, _WHY = "budget.held_by", "budget.why"
_NARROW = 480  # pixels at the ordinary text size


def ways() -> dict[str, tuple[str, str]]:
    """Return the ways to hold a budget in plain words, the three most offered first, none before another (A33)."""
    return {
        BudgetHeldBy.SELF.value: (
            translate("Budget", "I hold it"),
            translate("Budget", "The money comes to you. You choose, and you pay."),
        ),
        BudgetHeldBy.ISF.value: (
            translate("Budget", "Somebody I choose holds it"),
            translate("Budget", "Whoever helps you keeps it for you, and uses it as you say."),
        ),
        BudgetHeldBy.COUNCIL.value: (
            translate("Budget", "The council holds it"),
            translate("Budget", "You say what you want. The council arranges and pays it."),
        ),
        BudgetHeldBy.CIRCLE.value: (
            translate("Budget", "My circle holds it"),
            translate("Budget", "People close to you look after it together."),
        ),
        BudgetHeldBy.NETWORK_ORG.value: (
            translate("Budget", "A local group holds it"),
            translate("Budget", "A group you trust keeps the money and the books."),
        ),
        BudgetHeldBy.MIXED.value: (
            translate("Budget", "Some of each"),
            translate("Budget", "You hold a part. Somebody else holds the rest."),
        ),
    }


class Budget(QWidget):
    """Sources stand before uses (practice.md A04). While somebody gets back in control it is folded away (R03)."""

    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self, where: Where, plan: UUID, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._where, self._plan = where, plan
        self._opened = False
        self.later = LinkButton(self.tr("A budget can wait until things are steady"), self, quiet=True)
        self.later.setProperty("touch", True)
        self.later.clicked.connect(self._open)
        self.sheet = QWidget(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.later, 0, Qt.AlignmentFlag.AlignLeft)
        outer.addWidget(self.sheet)
        lines = QVBoxLayout(self.sheet)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.SPACE_4)
        came, used = self.tr("Their own money, benefits, the council…"), self.tr("What would it pay for?")
        self.sources = self._list(lines, good_life.SOURCE, self.tr("Where the money comes from"), came)
        self.uses = self._list(lines, good_life.USE, self.tr("What it is for"), used)
        self.in_all = Secondary("", self.sheet)
        lines.addWidget(self.in_all)
        lines.addSpacing(theme.SPACE_12)
        lines.addWidget(Name(self.tr("How would they like to hold it?"), self.sheet))
        self.ways: dict[str, Chip] = {}
        self._meanings: dict[str, Secondary] = {}
        self._grid, self._narrow = QGridLayout(), False
        lines.addLayout(self._grid)
        self._make_ways()
        lines.addSpacing(theme.SPACE_8)
        self.why = KeptText(
            where.background, _WHY, self.tr("Why this way"), self.tr("Why does this way suit them?"), self.sheet,
            keep=partial(good_life.set_plan, person=where.person), context=where.context({}),
        )  # fmt: skip
        self.why.undo_wanted.connect(self.undo_wanted)
        self.why.redo_wanted.connect(self.redo_wanted)
        self.why_line = Labelled(self.why.accessibleName(), self.why, self.sheet)
        lines.addWidget(self.why_line)

    def show_budget(self, plan: Thing | None, agreed: Agreed) -> None:
        """Show the sums, and the way chosen if any."""
        folded = agreed.steadying and not self._opened
        self.later.setVisible(folded)
        self.sheet.setVisible(not folded)
        parts = plan.parts if plan is not None else {}
        sources, uses = parts.get(good_life.SOURCE, ()), parts.get(good_life.USE, ())
        self.sources.show_things(sources, agreed)
        self.uses.show_things(uses, agreed)
        self.in_all.setText(
            self.tr("£{sources} comes in, £{uses} is spoken for.").format(sources=_sum(sources), uses=_sum(uses))
        )
        self.in_all.setVisible(bool(sources or uses))
        held_by = plan.words(_HELD_BY) if plan is not None else ""
        for way, chip in self.ways.items():
            chip.setChecked(way == held_by)
        self.why.show_text(agreed.person, plan.words(_WHY) if plan is not None else "", self._plan)
        self.why_line.setVisible(bool(held_by) or self.why.changed or bool(self.why.toPlainText()))

    def take_drafts(self, drafts: Sequence[DraftSnapshot]) -> None:
        """Bring back typing that a crash cut short."""
        for draft in drafts:
            if draft.field == _WHY:
                self.why.take_draft(draft)
                self.why_line.show()
        for each in (self.sources, self.uses):
            each.take_drafts(drafts)

    def leave(self) -> None:
        """Keep what is being typed."""
        self.why.leave()
        for each in (self.sources, self.uses):
            each.leave()

    def _list(self, lines: QVBoxLayout, kind: str, heading: str, invitation: str) -> ThingList:
        where = replace(self._where, of=uuid5(self._plan, kind))
        keep = partial(good_life.write_sum, kind=kind, person=where.person, plan=self._plan)

        def make(thing: UUID, _draft: DraftSnapshot | None) -> ThingRow:
            line = Line("what", heading, invitation)
            return SumRow(where, thing, (line,), keep, self.sheet, in_pounds="amount")

        made = ThingList(where, make, self.sheet)
        made.undo_wanted.connect(self.undo_wanted)
        made.redo_wanted.connect(self.redo_wanted)
        lines.addWidget(Name(heading, self.sheet))
        lines.addWidget(made)
        return made

    def _make_ways(self) -> None:
        self._grid.setHorizontalSpacing(theme.SPACE_16)
        self._grid.setVerticalSpacing(theme.SPACE_8)
        self._grid.setColumnStretch(1, 1)
        for way, (name, meaning) in ways().items():
            chip = self.ways[way] = Chip(name, self.sheet)
            chip.setAccessibleDescription(meaning)
            chip.clicked.connect(partial(self._hold, way))
            self._meanings[way] = Secondary(meaning, self.sheet)
        self._place_ways(narrow=False)

    def _place_ways(self, *, narrow: bool) -> None:
        """What each way means stands beside it, or under it where there is no room beside."""
        self._narrow, middle = narrow, Qt.AlignmentFlag.AlignVCenter
        for row, (way, chip) in enumerate(self.ways.items()):
            for widget in (chip, self._meanings[way]):
                self._grid.removeWidget(widget)
            if narrow:
                self._grid.addWidget(chip, 2 * row, 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
                self._grid.addWidget(self._meanings[way], 2 * row + 1, 0, 1, 2)
            else:
                self._grid.addWidget(chip, row, 0, Qt.AlignmentFlag.AlignLeft | middle)
                self._grid.addWidget(self._meanings[way], row, 1, middle)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand beside one another, or under one another."""
        super().resizeEvent(event)
        narrow = event.size().width() < theme.scaled(_NARROW)
        if narrow != self._narrow:
            self._place_ways(narrow=narrow)

    def _hold(self, way: str) -> None:
        held_by = way if self.ways[way].isChecked() else None
        choose = partial(good_life.set_plan, person=self._where.person, budget__held_by=held_by)
        self._where.background.run(choose, self._plan)

    def _open(self) -> None:
        self._opened = True
        self.later.hide()
        self.sheet.show()


def _sum(things: Sequence[Thing]) -> str:
    return money.pounds(100 * sum(thing.number("amount") or 0 for thing in things))
