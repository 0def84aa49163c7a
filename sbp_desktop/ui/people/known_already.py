"""Somebody without a name yet turns out to be somebody I know: who, picked from the people I'm with."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models.snapshots import ChangeSet, PersonRow
from sbp_desktop.services import people
from sbp_desktop.storage import queries
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.latest_only import LatestOnly
from sbp_desktop.ui.people import person_row
from sbp_desktop.ui.row_delegate import RowDelegate
from sbp_desktop.ui.row_list import FindField, RowList
from sbp_desktop.ui.sheet import PageSheet
from sbp_desktop.ui.snapshot_list_model import SnapshotListModel
from sbp_desktop.ui.widgets import Name, Problem, Secondary

_PAUSE_MS = 40
_ROWS_SHOWN = 5
_AT_MOST = 50


class KnownAlreadySheet(PageSheet):
    """Names others only while it is open (decisions.md D21). `joined` once what was written is with who was picked."""

    joined = Signal(object)  # UUID of who was picked

    def __init__(self, background: Background, page: Callable[[], QWidget | None], parent: QWidget) -> None:
        super().__init__(page, parent, names_others=True)
        self._background = background
        self._nameless: UUID | None = None
        self._question = LatestOnly(background, _PAUSE_MS, self)
        self._model = SnapshotListModel(person_row.spoken, self)
        self._field = FindField(self.tr("Find a person"), self.tr("Type a name, or how it begins"))
        self._list = RowList(self._field, self._model, RowDelegate(person_row.parts, 36))
        self._list.setAccessibleName(self.tr("People found"))
        self._problem = Problem()
        self._lay_out()
        self.setFocusProxy(self._field)
        self.setAccessibleName(self.tr("Who is it?"))
        self._field.textChanged.connect(self._ask)
        self._list.chosen.connect(self._join)
        self.hide()

    def open(self, nameless: UUID) -> None:
        """Ask who this person is."""
        self._nameless = nameless
        self._problem.set_words("")
        self.lay_over_page()
        self._ask()

    def sizeHint(self) -> QSize:
        """Be as tall as a few rows."""
        rows = min(self._model.rowCount(), _ROWS_SHOWN)
        self._list.setFixedHeight(rows * self._list.sizeHintForRow(0) if rows else 0)
        self._lines.activate()
        return self._lines.sizeHint()

    def hasHeightForWidth(self) -> bool:
        """The rows decide the height, whatever the width."""
        return False

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget everybody and what was typed."""
        super().hideEvent(event)
        self._question.forget()
        with QSignalBlocker(self._field):
            self._field.clear()
        self._model.clear()

    def _lay_out(self) -> None:
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(theme.SPACE_24, theme.SPACE_16, theme.SPACE_24, theme.SPACE_16)
        self._lines.setSpacing(theme.SPACE_12)
        self._lines.addWidget(Name(self.tr("Who is it?")))
        self._lines.addWidget(self._field)
        self._lines.addWidget(self._list)
        self._lines.addWidget(Secondary(self.tr("What is written here goes to their page. It can be undone.")))
        self._lines.addWidget(self._problem)

    def _ask(self) -> None:
        self._list.await_answer()
        self._question.ask(queries.people, self._field.text().strip(), _AT_MOST, then=self._show)

    def _show(self, rows: tuple[PersonRow, ...]) -> None:
        if not self.isVisible():
            return
        self._model.show([row for row in rows if not row.nameless])
        self._list.take_answer(point=bool(self._field.text().strip()))
        self.place()

    def _join(self, row: PersonRow) -> None:
        nameless, self._nameless = self._nameless, None  # a second press would join what has gone
        if nameless is not None:

            def joined(_changes: ChangeSet) -> None:
                self.hide()
                self.joined.emit(row.id)

            self._background.run(people.join_people, nameless, row.id, then=joined, failed=self._not_joined)

    def _not_joined(self, error: ExpectedError) -> None:
        self._problem.set_words(str(error))
        self.place()
