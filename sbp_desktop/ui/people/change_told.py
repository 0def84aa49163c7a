"""One change of named worker: from whom to whom, what the person was told, how they feel; each kept as it is typed."""

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.named_workers import NamedChange
from sbp_desktop.services import named_workers
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.people.kept_text import HoldsTexts, KeptText
from sbp_desktop.ui.widgets import Secondary


class ChangeTold(HoldsTexts, QWidget):
    """Both questions are asked and neither holds anything up: the change is made already (practice.md R18)."""

    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self, background: Background, link: UUID, parent: QWidget) -> None:
        super().__init__(parent)
        self._link = link
        self.when = Secondary("", self)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, theme.SPACE_8)
        lines.setSpacing(theme.SPACE_4)
        lines.addWidget(self.when)
        self.texts: dict[str, KeptText] = {}
        for field, label in (
            ("told", self.tr("What did we tell them?")),
            ("feel", self.tr("How do they feel about it?")),
        ):
            text = self.texts[field] = KeptText(background, field, label, label, self, keep=named_workers.say_why)
            text.undo_wanted.connect(self.undo_wanted)
            text.redo_wanted.connect(self.redo_wanted)
            lines.addWidget(text)

    def show_change(self, person: UUID, change: NamedChange) -> None:
        """Show it as the record has it, leaving alone what is being typed."""
        now = when_and_where.today()
        day = when_and_where.partial(change.on, now) if change.on is not None else ""
        nobody = self.tr("nobody")
        who = self.tr("from {before} to {now}").format(before=change.before or nobody, now=change.now or nobody)
        self.when.setText(", ".join(filter(None, (day, who))))
        self.texts["told"].show_text(person, change.told, self._link)
        self.texts["feel"].show_text(person, change.feel, self._link)

    def enter(self) -> None:
        """Put the cursor on the first question."""
        self.texts["told"].setFocus(Qt.FocusReason.OtherFocusReason)
