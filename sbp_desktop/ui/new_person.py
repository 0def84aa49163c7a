"""Ctrl+N: one line over the page, a name or nothing yet, Enter, and the cursor is on the listening page."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services import conversations, people
from sbp_desktop.storage import drafts
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.half_line import HalfLine
from sbp_desktop.ui.sheet import PageSheet
from sbp_desktop.ui.widgets import Name, PrimaryButton, Problem, TextField


class NewPersonSheet(PageSheet):
    """Makes the person and opens their first conversation."""

    started = Signal(object, object)  # UUIDs of the person and of the conversation

    def __init__(
        self, background: Background, page: Callable[[], QWidget | None], parent: QWidget,
        beside: Callable[[], UUID | None] = lambda: None,
    ) -> None:  # fmt: skip
        super().__init__(page, parent)
        self._background, self._beside = background, beside
        self._person: UUID | None = None
        self._question = Name(self.tr("What shall we call them?"))
        self._field = TextField(self.tr("What shall we call them?"), self.tr("A name, or nothing yet."))
        self._half = HalfLine(background, self._field, "new_person")
        self._start = PrimaryButton(self.tr("Start writing"))
        self._problem = Problem()
        self._lay_out()
        self.setFocusProxy(self._field)
        self.setAccessibleName(self.tr("Start writing with somebody new"))
        self._field.returnPressed.connect(self._make)
        self._start.clicked.connect(self._make)
        self.hide()

    def open(self) -> None:
        """Lay the sheet over the page with the cursor in it."""
        self._problem.set_words("")
        self._half.belong(drafts.NOBODY, self._beside())  # beside one person nobody else is named (decisions.md D21)
        self._allow(True)
        self.lay_over_page()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE_12)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(theme.SPACE_24, theme.SPACE_16, theme.SPACE_24, theme.SPACE_24)
        lines.setSpacing(theme.SPACE_12)
        lines.addWidget(self._question)
        lines.addLayout(line)
        line.addWidget(self._field, 1)
        line.addWidget(self._start)
        lines.addWidget(self._problem)

    def _allow(self, allowed: bool) -> None:
        """A second Enter while the first is being written would make a second person."""
        self._field.setReadOnly(not allowed)
        self._start.setEnabled(allowed)

    def _make(self) -> None:
        if self._start.isEnabled():
            self._allow(False)
            name = " ".join(self._field.text().split())
            self._background.run(people.add_person, name, then=self._made, failed=self._not_made)

    def _made(self, changes: ChangeSet) -> None:
        self._person = changes.created[0]
        self._background.run(conversations.start, self._person, then=self._begun, failed=self._not_made)

    def _begun(self, changes: ChangeSet) -> None:
        self.hide()
        self._half.done()
        self._field.clear()
        self.started.emit(self._person, changes.created[0])

    def _not_made(self, error: ExpectedError) -> None:
        self._allow(True)
        self._problem.set_words(str(error))
        self.place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives up the name that was begun."""
        if event.key() == Qt.Key.Key_Escape:
            self._half.done()
        super().keyPressEvent(event)
