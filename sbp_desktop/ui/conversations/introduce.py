"""Whom or what could I introduce you to? One line beside the text; an idea stands dotted on the web at once (A02)."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QVBoxLayout, QWidget

from sbp_desktop.models.snapshots import ConversationSnapshot
from sbp_desktop.services import connections
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.half_line import HalfLine
from sbp_desktop.ui.widgets import LinkButton, TextField

_WIDEST = 420  # pixels at the ordinary text size


class Introduce(QWidget):
    """Opened by `link`, which stands elsewhere. What is known around here is offered as it is typed, with no network.

    Enter keeps the idea and leaves the line for another; Esc puts it away and leads back (`left`).
    """

    left = Signal()

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._conversation = UUID(int=0)
        self.link = LinkButton(self.tr("Introduce to…"), quiet=True)
        self.link.setProperty("touch", True)
        self.link.clicked.connect(self._turn)
        asks = self.tr("Whom or what could I introduce you to?")
        self.field = TextField(asks, asks)
        self.field.setMaximumWidth(theme.scaled(_WIDEST))
        self.half = HalfLine(background, self.field, "introduce")
        self._known = QStringListModel(self)
        offers = QCompleter(self._known, self)
        offers.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        offers.setFilterMode(Qt.MatchFlag.MatchContains)
        self.field.setCompleter(offers)
        self.field.returnPressed.connect(self._keep)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, theme.SPACE_8)
        lines.addWidget(self.field)
        self.hide()

    def follow(self, talk: ConversationSnapshot) -> None:
        """Belong to this conversation, while it goes on."""
        if talk.id != self._conversation or talk.closed_ms is not None:
            self.half.belong(talk.person if talk.closed_ms is None else None, talk.id)
            self.hide()
        self._conversation = talk.id
        self.link.setVisible(talk.closed_ms is None)

    def _turn(self) -> None:
        if not self.isHidden():
            self.hide()
            return
        self._background.run(connections.around, then=self._known.setStringList)
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep(self) -> None:
        name = self.field.text().strip()
        if name:
            self._background.run(connections.introduce, self._conversation, name, then=partial(self._kept, name))

    def _kept(self, name: str, _changes: object) -> None:
        if self.field.text().strip() == name:
            self.half.done()
            self.field.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts the line away."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            self.left.emit()
        else:
            super().keyPressEvent(event)
