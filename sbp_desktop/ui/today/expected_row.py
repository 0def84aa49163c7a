"""Somebody who expects me: the row to open them, and beside it what notes that we were in touch."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.models.snapshots import ExpectedContact
from sbp_desktop.models.vocabulary import ConversationKind
from sbp_desktop.ui import local_words, theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.plans import words
from sbp_desktop.ui.plans.in_touch import InTouch
from sbp_desktop.ui.widgets import ListRow


class ExpectedRow(QWidget):
    """When, who, and what for; it never says that anything is late (practice.md R06)."""

    opened = Signal()
    noted = Signal(object)  # the ChangeSet

    def __init__(self, background: Background, each: ExpectedContact, now: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        rhythm = words.rhythm(each.every) if each.every else ""
        looks = local_words.conversations()[ConversationKind.REVIEW.value] if each.looks_again else ""
        line = looks or " · ".join(filter(None, (each.words or each.last_line, rhythm)))
        self.row = ListRow(each.name or self.tr("No name yet"), line, when=when_and_where.expected(each.on, now))
        self.in_touch = InTouch(background, self)
        self.in_touch.set_person(each.person, each.name)
        self.row.opened.connect(self.opened)
        self.in_touch.noted.connect(self.noted)
        self.setFocusProxy(self.row)
        self.setAccessibleName(self.row.accessibleName())
        across = QHBoxLayout()
        across.setSpacing(theme.SPACE_16)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addLayout(across)
        across.addWidget(self.row, 1)
        across.addWidget(self.in_touch.link)
        lines.addWidget(self.in_touch)
