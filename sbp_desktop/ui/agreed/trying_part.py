"""What they want to try: what could go right comes first, then who does what, and what happened since (A21)."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.agreed import Agreed, Thing
from sbp_desktop.models.snapshots import DraftSnapshot
from sbp_desktop.services import risks
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.agreed import choosing
from sbp_desktop.ui.agreed.listed_part import ListedPart
from sbp_desktop.ui.agreed.thing_list import ThingList
from sbp_desktop.ui.agreed.thing_row import Line, ThingRow, Where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.day_button import DayButton
from sbp_desktop.ui.widgets import LinkButton, Secondary


class PartRow(ThingRow):
    """What one of us will do; whoever that is, it need not be the worker."""

    def __init__(self, where: Where, wish: UUID, thing: UUID, parent: QWidget) -> None:
        lines = (Line("what", self.tr("What we will each do"), self.tr("What will one of us do?")),)
        self._write = partial(risks.write_part, wish=wish)
        super().__init__(where, thing, lines, self._write, parent)
        self._agreed: Agreed | None = None
        self.who = LinkButton("", self, quiet=True)
        self.who.setProperty("touch", True)
        self.who.clicked.connect(self._choose_who)
        self.who.hide()
        self.across.addWidget(self.who, 0, Qt.AlignmentFlag.AlignTop)

    def show_more(self, thing: Thing, agreed: Agreed) -> None:
        """Show who does it."""
        self._agreed = agreed
        self.who.setText(thing.words("who") or self.tr("Who?"))
        self.who.setAccessibleName(
            self.tr("Who does “{what}”: {who}").format(what=thing.words("what"), who=self.who.text())
        )
        self.who.show()

    def _choose_who(self) -> None:
        if self._agreed is not None:
            names = [self._agreed.name, self.tr("Me, the worker"), *(said for _, said in choosing.people(self._agreed))]
            choosing.offer(self.who, [(name, name) for name in names if name], self._give)

    def _give(self, who: str) -> None:
        self.where.background.run(self._write, self.thing, who=who)


class WishRow(ThingRow):
    """One thing they want to try, which needs its wish and what could go right, and nothing else."""

    def __init__(self, where: Where, thing: UUID, parent: QWidget) -> None:
        lines = (
            Line("wish", self.tr("What they want to try"), self.tr("What would you like to do?"), long=True),
            Line("could_go_right", self.tr("What could go right"), self.tr("What would be good about it?"), long=True),
            Line("why", self.tr("Why it matters"), self.tr("What does it mean to you?"), long=True),
            Line("could_go_wrong", self.tr("What could go wrong"), self.tr("What would you worry about?"), long=True),
            Line("signs", self.tr("Early signs"), self.tr("How would we notice?"), long=True),
            Line("then_who", self.tr("Then who"), self.tr("Who would do what then?")),
            Line("public_purse", self.tr("What it might cost"), self.tr("If it goes wrong, and if it goes right")),
        )
        keep = partial(risks.write_wish, person=where.person)
        super().__init__(where, thing, lines, keep, parent, needed=("could_go_right",))
        inside = Where(where.background, where.person, where.part, thing)
        self.each = ThingList(inside, lambda part, _draft: PartRow(inside, thing, part, self), self)
        self.each.undo_wanted.connect(self.undo_wanted)
        self.each.redo_wanted.connect(self.redo_wanted)
        self.add_below(self.tr("What we will each do"), self.each, lead=self.first.lead)
        self.again = DayButton(self.tr("Look at it again"), self, ahead=True)
        self.again.chosen.connect(partial(where.background.run, risks.look_again, thing))
        self.add_below(self.tr("Look at it again"), self.again)
        self.down.addSpacing(theme.SPACE_16)

    def show_more(self, thing: Thing, agreed: Agreed) -> None:
        """Show who does what, and when we look at it again."""
        self.each.show_things(thing.parts["RiskPart"], agreed)
        day = thing.day("look_again_on")
        self.again.show_words(
            when_and_where.expected(day, when_and_where.today()) if day is not None else self.tr("Which day?")
        )

    def leave(self) -> None:
        """Keep what is being typed."""
        super().leave()
        self.each.leave()

    def clear(self) -> None:
        """Keep what is being typed, then forget it."""
        super().clear()
        self.each.clear()


class HappenedRow(ThingRow):
    """What happened on a day, and what was done."""

    def __init__(self, where: Where, thing: UUID, parent: QWidget) -> None:
        lines = (
            Line("what", self.tr("What happened"), self.tr("How has it gone since?")),
            Line("did", self.tr("What we did"), self.tr("What did that lead to?")),
        )
        super().__init__(where, thing, lines, partial(risks.write_happened, person=where.person), parent)
        self.at = Secondary("", self)
        self.at.setWordWrap(False)
        self.at.hide()
        self.across.addWidget(self.at)

    def show_more(self, thing: Thing, _agreed: Agreed) -> None:
        """Show when."""
        day = thing.day("at")
        self.at.setText(when_and_where.partial(day, when_and_where.today()) if day else "")
        self.at.setVisible(day is not None)


class TryingPart(ListedPart):
    """Their wishes, and under them what happened since."""

    kinds = ("RiskEnablement", "RiskNote")

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(background, self.tr("What they want to try"), parent)
        self.since: ThingList | None = None

    def make(self, sheet: QWidget, lines: QVBoxLayout, person: UUID) -> None:
        """Build the wishes, and what happened since."""
        super().make(sheet, lines, person)
        where = Where(self._background, person, self.where(), person)
        lines.addWidget(Secondary(self.tr("What has happened since")))
        self.since = ThingList(where, lambda thing, _draft: HappenedRow(where, thing, sheet), sheet)
        self.follow(self.since)
        lines.addWidget(self.since)

    def make_row(self, where: Where, thing: UUID, _draft: DraftSnapshot | None, sheet: QWidget) -> ThingRow:
        """Return the row of a wish."""
        return WishRow(where, thing, sheet)

    def show_agreed(self, found: Agreed) -> None:
        """Show the wishes, and what happened since."""
        super().show_agreed(found)
        if self.since is not None:
            self.since.show_things(found.of("RiskNote"), found)

    def give_drafts(self, drafts: Sequence[DraftSnapshot]) -> None:
        """Hand back what was being typed, also inside a wish."""
        super().give_drafts(drafts)
        for row in self.list.in_order() if self.list is not None else []:
            if isinstance(row, WishRow):
                row.each.take_drafts(drafts)
        if self.since is not None:
            self.since.take_drafts(drafts)

    def said(self, found: Agreed) -> str:
        """Return the wishes in their words, or else that something happened."""
        return "; ".join(thing.words("wish") for thing in found.of("RiskEnablement")) or ", ".join(
            thing.words("what") for thing in found.of("RiskNote")
        )

    def leave(self) -> None:
        """Keep what is being typed."""
        super().leave()
        if self.since is not None and self.sheet is not None:
            self.since.leave()
