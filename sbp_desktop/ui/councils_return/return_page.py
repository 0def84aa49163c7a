"""For the council's return: guessed from what is written, put right at a desk if at all, and saved as one table.

It is the one page with the words of statute (practice.md A112); nothing anywhere else asks for what stands here.
"""

from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models.councils_return import CouncilsReturn
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.vocabulary import SharingBasis
from sbp_desktop.services import councils_return, exporting
from sbp_desktop.storage import councils_return as kept
from sbp_desktop.storage import queries
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.councils_return.return_rows import EventRow, HopeRow
from sbp_desktop.ui.keep import dialogs
from sbp_desktop.ui.page_part import Part
from sbp_desktop.ui.widgets import Body, Column, PageTitle, QuietButton


class ReturnPage(Column):
    """`open` shows a person's. `told` carries one sentence of what was done."""

    problem = Signal(str)
    told = Signal(str)

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._person: UUID | None = None
        self.events: dict[UUID, EventRow] = {}
        self.hopes: dict[UUID, HopeRow] = {}
        self.save = QuietButton(self.tr("Save as a table…"), self)
        self.save.clicked.connect(self._save)
        self._of_events = Part(self.tr("What happened"))
        self._of_hopes = Part(self.tr("What they hope for"))
        self._of_events.hide()
        self._of_hopes.hide()
        self.lines.addWidget(PageTitle(self.tr("For the council’s return")))
        self.lines.addWidget(
            Body(
                self.tr(
                    "The council must report this by law. It is guessed from what is written. A guess ends in a "
                    "question mark. Press it to put it right; nobody needs to."
                )
            )
        )
        self.lines.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        self.lines.addWidget(self._of_events)
        self.lines.addWidget(self._of_hopes)
        self.lines.addStretch(1)

    def open(self, person: UUID) -> None:
        """Show what there is to report of this person."""
        self._person = person
        self._ask()

    def refresh(self, changes: ChangeSet) -> None:
        """Take up what changed."""
        if changes.concerns(self._person):
            self._ask()

    def leave(self) -> None:
        """Nothing is typed here."""

    def _ask(self) -> None:
        if self._person is not None:
            self._background.run(queries.here, kept.of_person, self._person, self._person, then=self._show)

    def _show(self, found: CouncilsReturn) -> None:
        if found.person != self._person:
            return
        if list(self.events) != [line.of for line in found.lines]:
            self.events = {line.of: EventRow(self._background, line, self) for line in found.lines}
            self._of_events.show_rows(list(self.events.values()))
        if list(self.hopes) != [hope.outcome for hope in found.hopes]:
            self.hopes = {hope.outcome: HopeRow(self._background, hope, self) for hope in found.hopes}
            self._of_hopes.show_rows(list(self.hopes.values()))
        for line in found.lines:
            self.events[line.of].show_line(line)
        for hope in found.hopes:
            self.hopes[hope.outcome].show_hope(hope)

    def _save(self) -> None:
        path = dialogs.ask_where(self, self.tr("Save as"), ".csv")
        if path is not None and self._person is not None:
            done = partial(self._note, self._person)
            self._background.run(councils_return.write, self._person, path, then=done, failed=self._failed)

    def _note(self, person: UUID, _path: Path) -> None:
        self._background.run(
            exporting.note_copy,
            person,
            what=self.tr("The council’s return, table"),
            for_whom=self.tr("The council"),
            why=self.tr("What councils must report by law"),
            basis=SharingBasis.LAW.value,
            then=lambda _: self.told.emit(self.tr("It is saved. That it was, and for whom, is on the record.")),
            failed=self._failed,
        )

    def _failed(self, error: ExpectedError) -> None:
        self.problem.emit(str(error))
