"""A part that is a list and perhaps little more: what a list part does with its rows, once for all of them."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.agreed import Agreed, Thing
from sbp_desktop.models.snapshots import DraftSnapshot
from sbp_desktop.ui import theme
from sbp_desktop.ui.agreed.agreed_part import AgreedPart
from sbp_desktop.ui.agreed.thing_list import ThingList
from sbp_desktop.ui.agreed.thing_row import ThingRow, Where
from sbp_desktop.ui.differently.beside_it import BesideIt


class ListedPart(AgreedPart):
    """Subclasses make a row (`make_row`) and say which things there are (`things`)."""

    open_ended = True
    list: ThingList | None = None

    def make(self, sheet: QWidget, lines: QVBoxLayout, person: UUID) -> None:
        """Build the list."""
        where = Where(self._background, person, self.where())
        self.list = ThingList(
            where, lambda thing, draft: self.make_row(where, thing, draft, sheet), sheet, open_ended=self.open_ended
        )
        self.follow(self.list)
        lines.addWidget(self.list)

    def make_row(self, where: Where, thing: UUID, draft: DraftSnapshot | None, sheet: QWidget) -> ThingRow:
        """Return the row of a thing; `draft` is what brings it, where it is not in the record."""
        raise NotImplementedError

    def things(self, found: Agreed) -> tuple[Thing, ...]:
        """Return the things of the list."""
        return found.of(self.kinds[0])

    def show_agreed(self, found: Agreed) -> None:
        """Show the things."""
        if self.list is not None:
            self.list.show_things(self.things(found), found)
            for row in self.list.rows.values():
                self._stand_beside(row)

    def _stand_beside(self, row: ThingRow) -> None:
        """Let somebody say that they see a thing differently; a row of one line has no room for it."""
        if row.written and row.tall:
            found = row.findChildren(BesideIt, options=Qt.FindChildOption.FindDirectChildrenOnly)
            beside = found[0] if found else BesideIt(self._background, row)
            if not found:
                beside.setContentsMargins(theme.SPACE_24, 0, 0, 0)
                row.down.addWidget(beside)
            beside.follow(row.where.person, row.thing, row.first.toPlainText())

    def give_drafts(self, drafts: Sequence[DraftSnapshot]) -> None:
        """Hand back what was being typed."""
        if self.list is not None:
            self.list.take_drafts(drafts)

    def leave(self) -> None:
        """Keep what is being typed."""
        if self.list is not None and self.sheet is not None:
            self.list.leave()

    def enter(self) -> None:
        """Go to the empty row."""
        if self.list is not None:
            self.list.enter()
