"""A good week: a row for each day, and in it morning, afternoon and evening to write in, as on paper."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID, uuid4, uuid5

from PySide6.QtCore import QLocale, Qt, Signal
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
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.SPACE_12)
        grid.setVerticalSpacing(0)
        for column, said in enumerate((self.tr("Morning"), self.tr("Afternoon"), self.tr("Evening")), start=1):
            grid.addWidget(Secondary(said, self), 0, column)
            grid.setColumnStretch(column, 1)
        for number, day in enumerate(DAYS):
            grid.addWidget(Hairline(self), 2 * number + 1, 0, 1, 1 + len(PARTS))
            self.days.append(Secondary("", self))
            grid.addWidget(self.days[-1], 2 * number + 2, 0, Qt.AlignmentFlag.AlignVCenter)
            for column, part in enumerate(PARTS, start=1):
                cell = self.cells[day, part] = self._cell(day, part)
                grid.addWidget(cell, 2 * number + 2, column, Qt.AlignmentFlag.AlignTop)
        self.link = LinkButton(self.tr("From their web"), self)
        self.link.setProperty("touch", True)
        self.link.clicked.connect(partial(self._offer, self.link))
        self.link.setEnabled(False)
        grid.addWidget(self.link, 2 * len(DAYS) + 2, 0, 1, 1 + len(PARTS), Qt.AlignmentFlag.AlignLeft)
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
        """Say the days in full where there is room."""
        super().resizeEvent(event)
        self._name_days(short=event.size().width() < theme.scaled(_SHORT_UNDER))

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
