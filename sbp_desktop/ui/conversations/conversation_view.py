"""An earlier conversation to read: their words larger, notes quieter, names to press; nothing to type in."""

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.snapshots import ConversationSnapshot
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.conversations.line import CORRECTION, DIFFERENTLY, WORDS, Line
from sbp_desktop.ui.conversations.listening_text import ListeningText
from sbp_desktop.ui.widgets import Secondary


class ConversationView(QWidget):
    """As tall as its text, so that it can stand in any scrolling page. Lines kept apart are left out."""

    mention_activated = Signal(UUID)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: Mapping[UUID, str] = {}
        self._self_node: UUID | None = None
        self.when = Secondary("", self)
        self.text = ListeningText(self)
        self.text.may_write = False
        self.text.before = self._in_front
        self.text.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text.mention_activated.connect(self.mention_activated)
        self.text.document().documentLayout().documentSizeChanged.connect(self._fit)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(theme.SPACE_8)
        down.addWidget(self.when)
        down.addWidget(self.text)

    def show_conversation(self, talk: ConversationSnapshot, labels: Mapping[UUID, str], self_node: UUID) -> None:
        """Show it; `labels` are what the people on the web are called."""
        self._labels, self._self_node = labels, self_node
        day = when_and_where.day_and_month(when_and_where.day_of(talk.opened_ms), when_and_where.today())
        place = when_and_where.place(talk.setting) or talk.place
        self.when.setText(", ".join(part for part in (place, day) if part))
        self.text.setAccessibleName(self.when.text())
        self.text.show_lines([Line.of(entry, finished=True) for entry in talk.entries if not entry.private])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep all of the text in view."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.text.setFixedHeight(int(self.text.document().size().height()) + 2)

    def _in_front(self, line: Line) -> str:
        if line.kind == CORRECTION:
            day = when_and_where.day_and_month(when_and_where.day_of(line.written_ms), when_and_where.today())
            return self.tr("Put right {day}").format(day=day)
        if line.kind == DIFFERENTLY:
            name = self._labels.get(line.said_by, "") if line.said_by else ""
            return self.tr("{name} sees this differently").format(name=name or self.tr("The person"))
        others = line.kind == WORDS and line.said_by is not None and line.said_by != self._self_node
        return self._labels.get(line.said_by, "") if others and line.said_by else ""
