"""Which worker: one tap on somebody known, or a name and Enter."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.snapshots import WorkerSnapshot
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.half_line import HalfLine
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.widgets import Chip, Problem, TextField

_FIELD = 360  # pixels at the ordinary text size


class WorkerChoice(QWidget):
    """`ask` shows it, and `what` is asked; `chosen` carries that and the name, `left` that nothing was chosen."""

    chosen = Signal(str, str)
    left = Signal()

    def __init__(self, background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self._what = ""
        self.field = TextField("", self.tr("A name, and their number if you know it"), self)
        self.field.setMaximumWidth(theme.scaled(_FIELD))
        self.half = HalfLine(background, self.field, "worker")
        self.field.returnPressed.connect(self._take_typed)
        self.problem = Problem("", self)
        self.problem.hide()
        self.chips: Mapping[str, Chip] = {}
        self._known = QWidget(self)
        self._across = Wrapped(self._known)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, theme.SPACE_12)
        lines.setSpacing(theme.SPACE_8)
        lines.addWidget(self._known)
        lines.addWidget(self.field)
        lines.addWidget(self.problem)
        self.hide()

    def ask(self, what: str, person: UUID | None, known: Sequence[WorkerSnapshot]) -> None:
        """Offer those known to stay with this person, and a field for anybody else, with the cursor in it."""
        self._what = what
        asked = {
            "change": self.tr("Who is the named worker from now on?"),
            "bring_in": self.tr("Which colleague?"),
            "cover": self.tr("Who covers while the named worker is away?"),
        }
        self.field.setAccessibleName(asked[what])
        self.half.belong(person, name=f".{what}")
        self.problem.set_words("")
        for old in self.chips.values():
            self._across.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.chips = {each.name: self._chip(each) for each in known}
        self._known.setVisible(bool(known))
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chip(self, each: WorkerSnapshot) -> Chip:
        made = Chip(each.name, self._known, checkable=False)
        made.clicked.connect(lambda: self.chosen.emit(self._what, each.name))
        self._across.addWidget(made)
        made.show()
        return made

    def _take_typed(self) -> None:
        self.chosen.emit(self._what, self.field.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc changes nothing."""
        if event.key() == Qt.Key.Key_Escape:
            self.half.done()
            self.left.emit()
        else:
            super().keyPressEvent(event)
