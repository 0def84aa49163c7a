"""The last words said, larger than anything else on the page, with who said them where it was not the person."""

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.snapshots import PersonSnapshot
from sbp_desktop.ui import theme
from sbp_desktop.ui.people import described
from sbp_desktop.ui.widgets import Secondary, Words

WORDS_SHOWN = 2


class TheirWords(QWidget):
    """The newest words first; an invitation while there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(theme.SPACE_4)

    def show_words(self, person: PersonSnapshot, labels: Mapping[UUID, str], now: int) -> None:
        """Show this person's last words; `labels` names those who said them."""
        self.clear_names()
        for entry in person.last_words[:WORDS_SHOWN]:
            if self._lines.count():
                self._lines.addSpacing(theme.SPACE_12)
            self._add(Words(described.in_quotes(entry), across=True))
            self._add(Secondary(described.attribution(entry, person, labels, now)))
        if not person.last_words:
            self._add(Secondary(self.tr("Their words will stand here, just as they said them.")))

    def _add(self, line: QWidget) -> None:
        self._lines.addWidget(line)
        line.show()  # now, or Qt shows it later by itself and lays the page out again for each

    def clear_names(self) -> None:
        """Forget the words."""
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
