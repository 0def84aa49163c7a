"""My space: lines a worker writes for themselves, newest first, kept on this laptop and read by nobody else."""

from uuid import UUID, uuid4

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.my_space import OwnLine
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services import my_space
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.my_space.line_row import LineRow
from sbp_desktop.ui.widgets import Body, Column, FindField, PageTitle


class MySpacePage(Column):
    """The first row is always blank, to write in. Left for another page, nothing stays here; covered, it waits."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("My space"))
        self._background = background
        self._entered = False
        self.rows: dict[UUID, LineRow] = {}
        self.field = FindField(self.tr("Find in what you wrote here"), self.tr("Find in what you wrote here"))
        self._nothing = Body(self.tr("Nothing here has these words."))
        self._build()
        self.field.textChanged.connect(self._narrow)
        self._begin_blank()

    def refresh(self, changes: ChangeSet) -> None:
        """Ask again after a change of what stands here."""
        if self._entered and my_space.OWN_LINE in changes.kinds:
            self._background.run(my_space.lines, then=self.show_lines)

    def undo(self) -> None:
        """Take back the newest thing done here."""
        self._background.run(my_space.undo)

    def redo(self) -> None:
        """Do it again."""
        self._background.run(my_space.redo)

    def leave(self) -> None:
        """Keep what is being typed, and let go of what was emptied."""
        if self._entered:
            for row in self.rows.values():
                row.text.leave()
            self._background.run(my_space.leave)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the lines, with what a crash cut short."""
        super().showEvent(event)
        if not event.spontaneous():
            self._entered = True
            self._background.run(my_space.enter, then=self.show_lines)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep everything; forget it too unless only the cover lies over it."""
        super().hideEvent(event)
        if event.spontaneous():
            return
        if self._background.attached:
            self.leave()
        self._entered = False
        if self.isHidden():
            self._forget()

    def show_lines(self, lines: tuple[OwnLine, ...]) -> None:
        """Show these lines, newest first, under the blank one; what is being typed stays as it is."""
        if not self._entered:
            return
        kept = {line.id for line in lines}
        if self._blank.line in kept:
            self._begin_blank()
        for gone in [line for line, row in self.rows.items() if line not in kept and not row.text.changed]:
            if gone != self._blank.line:
                self._take_out(gone)
        for place, line in enumerate(lines, 1):
            row = self.rows.get(line.id) or self._row(line.id)
            if self._below.indexOf(row) != place:
                self._below.removeWidget(row)
                self._below.insertWidget(place, row)
            row.show_line(line)
        self.field.setVisible(bool(lines))
        self._narrow(self.field.text())

    def _build(self) -> None:
        self.lines.addWidget(PageTitle(self.tr("My space")))
        self.lines.addWidget(
            Body(
                self.tr(
                    "This is yours alone. It stays on this laptop: nothing sends, copies or prints it, and it is part "
                    "of nobody’s record. What you empty is gone for good once you leave this page."
                )
            )
        )
        self.field.hide()
        self.lines.addWidget(self.field)
        self._below = QVBoxLayout()
        self._below.setSpacing(theme.SPACE_12)
        self._below.setContentsMargins(0, theme.SPACE_12, 0, 0)
        self.lines.addLayout(self._below)
        self._nothing.hide()
        self.lines.addWidget(self._nothing)
        self.lines.addStretch(1)

    def _begin_blank(self) -> None:
        self._blank = self._row(uuid4())
        self._below.insertWidget(0, self._blank)
        self.setFocusProxy(self._blank.text)

    def _row(self, line: UUID) -> LineRow:
        row = self.rows[line] = LineRow(self._background, line)
        row.text.undo_wanted.connect(self.undo)
        row.text.redo_wanted.connect(self.redo)
        row.kind_chosen.connect(lambda kind: self._set_kind(row, kind))
        return row

    def _set_kind(self, row: LineRow, kind: str) -> None:
        row.text.leave()  # a heading needs its line
        self._background.run(my_space.set_kind, row.line, kind)

    def _take_out(self, line: UUID) -> None:
        row = self.rows.pop(line)
        if row.isAncestorOf(self.focusWidget()):
            self._blank.text.setFocus(Qt.FocusReason.OtherFocusReason)
        row.hide()
        row.deleteLater()

    def _forget(self) -> None:
        """Leave no word of it on the page."""
        for line in list(self.rows):
            row = self.rows.pop(line)
            row.text.clear_text()
            row.hide()
            row.deleteLater()
        self.field.clear()
        self.field.hide()
        self._begin_blank()

    def _narrow(self, typed: str) -> None:
        """Leave only the lines that have the words typed."""
        wanted = typed.casefold().split()
        written = [row for row in self.rows.values() if row is not self._blank]
        for row in written:
            row.setVisible(row.holds(wanted))
        self._nothing.setVisible(bool(wanted) and not any(row.holds(wanted) for row in written))
