"""Everybody, found as you type over thousands."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.snapshots import ChangeSet, PersonRow
from sbp_desktop.storage import queries
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.latest_only import LatestOnly
from sbp_desktop.ui.people import person_row
from sbp_desktop.ui.row_delegate import RowDelegate
from sbp_desktop.ui.row_list import FindField, RowList
from sbp_desktop.ui.snapshot_list_model import SnapshotListModel
from sbp_desktop.ui.widgets import Body, PageTitle

_PAUSE_MS = 40
_AT_A_TIME = 200
_WIDEST = 820


class PeoplePage(QWidget):
    """Asks the vault at each pause in typing; more rows come as the list is scrolled towards its end."""

    person_opened = Signal(object)  # UUID

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("People"))
        self._question = LatestOnly(background, _PAUSE_MS, self)
        self._limit = _AT_A_TIME
        self._model = SnapshotListModel(person_row.spoken, self)
        self._title = PageTitle(self.tr("People"))
        self._field = FindField(self.tr("Find a person"), self.tr("Type a name, or how it begins"))
        self._list = RowList(self._field, self._model, RowDelegate(person_row.parts))
        self._list.setAccessibleName(self.tr("People found"))
        self._nobody = Body()
        self._nobody.hide()
        self._lay_out()
        self._field.textChanged.connect(self._typed)
        self._list.chosen.connect(self._open)
        self._list.end_neared.connect(self._more)

    def load(self) -> None:
        """Ask for the people whose name matches what is typed, the most recent first."""
        self._question.ask(queries.people, self._field.text().strip(), self._limit, then=self.show_people)

    def refresh(self, changes: ChangeSet) -> None:
        """Ask again when the page is on screen and a person or a conversation changed."""
        if self.isVisible() and changes.kinds & {"Person", "Conversation", "Entry"}:
            self.load()

    def clear_names(self) -> None:
        """Forget everybody and what was typed (decisions.md D21)."""
        self._question.forget()
        with QSignalBlocker(self._field):  # emptying the field is not a question
            self._field.clear()
        self._limit = _AT_A_TIME
        self._model.clear()
        self._nobody.hide()

    def show_people(self, rows: tuple[PersonRow, ...]) -> None:
        """Show this answer."""
        typed = bool(self._field.text().strip())
        self._model.show(rows)
        self._list.take_answer(point=typed)
        self._nobody.set_words(
            self.tr("That name is new here. Ctrl+N starts writing with somebody new.")
            if typed
            else self.tr("Everybody you write with will be here. Ctrl+N starts with a name, or with nothing yet.")
        )
        self._nobody.setVisible(not rows)

    def showEvent(self, event: QShowEvent) -> None:
        """Be ready to type, the most recent people below."""
        super().showEvent(event)
        if not event.spontaneous():
            self.load()
            self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep nobody's name behind another page."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.clear_names()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page's margins, and rows no wider than reads well."""
        super().resizeEvent(event)
        wide = self.window().width() >= theme.NARROW
        side = 2 * theme.SPACE_32 if wide else theme.SPACE_16
        top = theme.SPACE_32 + theme.SPACE_8 if wide else theme.SPACE_16
        right = max(side, event.size().width() - side - theme.scaled(_WIDEST))
        self._lines.setContentsMargins(side - theme.SPACE_12, top, right - theme.SPACE_12, 0)

    def _lay_out(self) -> None:
        self._lines = QVBoxLayout(self)
        self._lines.setSpacing(theme.SPACE_16)
        above = QVBoxLayout()
        above.setContentsMargins(theme.SPACE_12, 0, theme.SPACE_12, 0)  # in line with the faces of the rows
        above.setSpacing(theme.SPACE_16)
        self._lines.addLayout(above)
        above.addWidget(self._title)
        above.addWidget(self._field)
        above.addWidget(self._nobody)
        self._lines.addWidget(self._list, 1)

    def _typed(self) -> None:
        self._limit = _AT_A_TIME
        self._list.await_answer()
        self.load()

    def _more(self) -> None:
        if self._model.rowCount() >= self._limit:
            self._limit += _AT_A_TIME
            self.load()

    def _open(self, row: PersonRow) -> None:
        self.person_opened.emit(row.id)
