"""The glossary: words of our trade, what they mean and what a note can say instead; it needs no network."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from sbp_desktop.models import jargon
from sbp_desktop.ui import local_words, theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.help.bell_list import BellList
from sbp_desktop.ui.widgets import Body, Column, DrawnRow, DrawnText, PageTitle, Rows, TextField

_LETTERS = 3  # so short a word is said letter by letter


class GlossaryPage(Column):
    """The same list as the bell and the offers under a note have; its rows are made when it is first shown."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Our words in plain ones"))
        self.rung = BellList(background)
        self.undo, self.redo, self.refresh = self.rung.undo, self.rung.redo, self.rung.refresh
        self.field = TextField(self.tr("Find a word"), self.tr("Find a word"))
        self._nothing = Body(self.tr("That word is not here."))
        self._nothing.hide()
        self._list = Rows()
        self.rows: dict[str, DrawnRow] = {}
        self.lines.addWidget(PageTitle(self.tr("Our words in plain ones")))
        self.lines.addWidget(self.rung)
        self.lines.addWidget(self.field)
        self.lines.addWidget(self._nothing)
        self.lines.addWidget(self._list)
        self.lines.addStretch(1)
        self.field.textChanged.connect(self._narrow)
        self.setFocusProxy(self.field)

    def showEvent(self, event: QShowEvent) -> None:
        """Make the rows the first time, and anew when the team avoids other words."""
        super().showEvent(event)
        if not event.spontaneous():
            self.rung.load()
        terms = sorted(jargon.PLAIN.keys() | local_words.avoided().instead.keys())
        if list(self.rows) != terms:
            self.rows = {term: self._row(term) for term in terms}
            self._list.show_rows(list(self.rows.values()))
            self._narrow(self.field.text())

    def _row(self, term: str) -> DrawnRow:
        shown = term.upper() if len(term) <= _LETTERS else term[:1].upper() + term[1:]
        plain, instead = jargon.PLAIN.get(term, ""), local_words.avoided().instead.get(term, "")
        note = self.tr("In a note, say “{0}”").format(instead) if instead else ""
        texts = [DrawnText(shown, "name"), *(DrawnText(part, "body") for part in (plain, note) if part)]
        said = ". ".join(part for part in (shown, plain, note) if part)
        row = DrawnRow(said, "", texts, column=0, stack_under=0, air=theme.SPACE_12, parent=self._list)
        row.setCursor(Qt.CursorShape.ArrowCursor)
        return row

    def _narrow(self, typed: str) -> None:
        """Leave only the rows that have the words typed."""
        wanted = typed.casefold().split()
        for row in self.rows.values():
            said = row.accessibleName().casefold()
            row.setVisible(all(word in said for word in wanted))
        self._nothing.setVisible(all(row.isHidden() for row in self.rows.values()))
