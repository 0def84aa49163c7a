"""A good week: a row for each day, and in it morning, afternoon and evening to write in, as on paper."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID, uuid4, uuid5

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from sbp_desktop.models.agreed import Agreed, Thing
from sbp_desktop.models.snapshots import DraftSnapshot
from sbp_desktop.services import good_life
from sbp_desktop.ui import theme
from sbp_desktop.ui.agreed import choosing
from sbp_desktop.ui.agreed.thing_list import ThingList
from sbp_desktop.ui.agreed.thing_row import Line, ThingRow, Where
from sbp_desktop.ui.widgets import Hairline, LinkButton, Secondary

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PARTS = ("morning", "afternoon", "evening")
_SHORT_UNDER = 520  # pixels at the ordinary text size: then days are said in three letters
_STACKED_UNDER = 360  # then the parts of a day are under one another


class Week(QWidget):
    """`plan` is the good life it belongs to. Who and what is on the web is put where the cursor last was: @ offers them
    there, and so does the link below.
    """

    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self, where: Where, plan: UUID, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._where, self._plan = where, plan
        self._agreed: Agreed | None = None
        self._at: tuple[str, str] | None = None
        self.cells: dict[tuple[str, str], ThingList] = {}
        self.days: list[Secondary] = []
        self._named = {
            part: Secondary(said, self)
            for part, said in zip(PARTS, (self.tr("Morning"), self.tr("Afternoon"), self.tr("Evening")), strict=True)
        }
        self._beside_cells: dict[tuple[str, str], Secondary] = {}  # made where the days are under one another
        self._lines = [Hairline(self) for _ in DAYS]
        for day in DAYS:
            self.days.append(Secondary("", self))
            for part in PARTS:
                self.cells[day, part] = self._cell(day, part)
        self.link = LinkButton(self.tr("From their web"), self)
        self.link.setProperty("touch", True)
        self.link.clicked.connect(partial(self._offer, self.link))
        self.link.setEnabled(False)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.SPACE_12)
        self._grid.setVerticalSpacing(0)
        self._stacked: bool | None = None
        self._lay_out(stacked=False)
        self._name_days(short=False)

    def show_week(self, parts: Sequence[Thing], agreed: Agreed) -> None:
        """Show what happens when, leaving alone what is being typed."""
        self._agreed = agreed
        for (day, part), cell in self.cells.items():
            cell.show_things([each for each in parts if (each.words("day"), each.words("part")) == (day, part)], agreed)

    def take_drafts(self, drafts: Sequence[DraftSnapshot]) -> None:
        """Bring back typing that a crash cut short."""
        for cell in self.cells.values():
            cell.take_drafts(drafts)

    def leave(self) -> None:
        """Keep what is being typed."""
        for cell in self.cells.values():
            cell.leave()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say the days in full where there is room; where there is little, the parts of a day go under one another."""
        super().resizeEvent(event)
        wide = event.size().width()
        self._lay_out(stacked=wide < theme.scaled(_STACKED_UNDER))
        self._name_days(short=theme.scaled(_STACKED_UNDER) <= wide < theme.scaled(_SHORT_UNDER))

    def minimumSizeHint(self) -> QSize:
        """Ask for what the parts need under one another: with less than beside each other they go there."""
        return QSize(0, super().minimumSizeHint().height())

    def _lay_out(self, *, stacked: bool) -> None:
        if stacked == self._stacked:
            return
        self._stacked = stacked
        grid = self._grid
        while grid.takeAt(0) is not None:
            pass
        for column in range(1, 1 + len(PARTS)):
            grid.setColumnStretch(column, int(column == 1 or not stacked))
        for column, label in enumerate(self._named.values(), start=1):
            label.setHidden(stacked)
            grid.addWidget(label, 0, column)
        rows = 2 + len(PARTS) if stacked else 2  # of a day: a hairline, its name, and its parts
        for number, day in enumerate(DAYS):
            top = 1 + rows * number
            grid.addWidget(self._lines[number], top, 0, 1, 1 + len(PARTS))
            grid.addWidget(self.days[number], top + 1, 0, 1, 2 if stacked else 1, Qt.AlignmentFlag.AlignVCenter)
            for place, part in enumerate(PARTS):
                at = (top + 2 + place, 1) if stacked else (top + 1, 1 + place)
                grid.addWidget(self.cells[day, part], *at, Qt.AlignmentFlag.AlignTop)
                if stacked:
                    grid.addWidget(self._said_beside(day, part), at[0], 0, Qt.AlignmentFlag.AlignTop)
        for label in self._beside_cells.values():
            label.setVisible(stacked)
        grid.addWidget(self.link, 1 + rows * len(DAYS), 0, 1, 1 + len(PARTS), Qt.AlignmentFlag.AlignLeft)

    def _said_beside(self, day: str, part: str) -> Secondary:
        if (day, part) not in self._beside_cells:
            label = self._beside_cells[day, part] = Secondary(self._named[part].text(), self)
            label.setWordWrap(False)
        return self._beside_cells[day, part]

    def _name_days(self, *, short: bool) -> None:
        form = QLocale.FormatType.ShortFormat if short else QLocale.FormatType.LongFormat
        for number, label in enumerate(self.days, start=1):
            label.setText(QLocale().standaloneDayName(number, form))

    def _when(self, day: str, part: str) -> str:
        """Return "Monday morning"."""
        named = QLocale().standaloneDayName(DAYS.index(day) + 1, QLocale.FormatType.LongFormat)
        said = dict(zip(PARTS, (self.tr("morning"), self.tr("afternoon"), self.tr("evening")), strict=True))
        return self.tr("{day} {part}").format(day=named, part=said[part])

    def _cell(self, day: str, part: str) -> ThingList:
        where = replace(self._where, of=uuid5(self._plan, f"{day} {part}"))

        def make(thing: UUID, _draft: DraftSnapshot | None) -> ThingRow:
            keep = partial(good_life.write_week, person=where.person, plan=self._plan, day=day, part=part)
            row = ThingRow(where, thing, (Line("what", self._when(day, part), ""),), keep, self)
            row.first.offers = True
            row.first.asked.connect(partial(self._offer, row))
            row.first.reached.connect(partial(self._reached, day, part))
            return row

        cell = ThingList(where, make, self, open_ended=False, one=True)
        cell.undo_wanted.connect(self.undo_wanted)
        cell.redo_wanted.connect(self.redo_wanted)
        return cell

    def _reached(self, day: str, part: str) -> None:
        self._at = (day, part)
        self.link.setEnabled(True)
        self.link.setText(self.tr("From their web, on {when}").format(when=self._when(day, part)))

    def _offer(self, under: QWidget) -> None:
        if self._agreed is not None and self._at is not None:
            web = [(node, found.label) for node, found in self._agreed.web.items()]
            choosing.offer(under, web, partial(self._put, self._at))

    def _put(self, at: tuple[str, str], node: UUID) -> None:
        day, part = at
        what = self._agreed.label(node) if self._agreed is not None else ""
        write = partial(good_life.write_week, person=self._where.person, plan=self._plan, day=day, part=part, node=node)
        self._where.background.run(write, uuid4(), what=what)
