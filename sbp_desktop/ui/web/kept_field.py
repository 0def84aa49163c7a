"""A line of words in the panel: kept as typed so far at each pause, made part of the record when the cursor leaves."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtWidgets import QWidget

from sbp_desktop.ui.typing_steps import TypingSteps
from sbp_desktop.ui.web.edits import WebEdits
from sbp_desktop.ui.widgets import TextField


class KeptField(TextField):
    """One field of words of a node or line, `name` in the record; typing survives a crash and comes back as kept."""

    def __init__(self, edits: WebEdits, label: str, of: UUID, name: str, parent: QWidget) -> None:
        super().__init__(label, "", parent)
        self.setObjectName(name)
        self._edits, self._of, self._name = edits, of, name
        self._kept = ""
        self._stepped = False
        self._keep: Callable[[str, str], object] = lambda _name, _text: None
        self._steps = TypingSteps(self)
        self._steps.due.connect(self._step)
        self.textEdited.connect(self._steps.typed)
        self.editingFinished.connect(self.leave)

    def show_text(self, text: str, keep: Callable[[str, str], object]) -> None:
        """Show what is kept, unless it is being typed over; `keep` gets the name of the field and its new words."""
        self._keep = keep
        self._kept = text
        if not self.hasFocus():
            self.setText(text)

    def leave(self) -> None:
        """Make what is typed part of the record."""
        self._steps.stop()
        text = self.text().strip()
        if text != self._kept:
            self._keep(self._name, text)
        elif self._stepped:
            self._edits.forget_typing(self._of, self._name)
        self._stepped = False

    def _step(self) -> None:
        self._stepped = True
        self._edits.keep_typing(self._of, self._name, self.text())
