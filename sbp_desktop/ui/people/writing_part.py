"""A part of a person's page in which something is written."""

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sbp_desktop.ui.background import Background


class WritingPart(QWidget):
    """Ctrl+Z where nothing more is typed leads back through the record of `_person`."""

    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._person: UUID | None = None

    def follow(self, part: QWidget) -> None:
        """Let Ctrl+Z in something that is written here go back through the record too."""
        part.undo_wanted.connect(self.undo_wanted)  # type: ignore[attr-defined]
        part.redo_wanted.connect(self.redo_wanted)  # type: ignore[attr-defined]
