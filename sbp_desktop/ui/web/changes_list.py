"""What is different between two pictures, as a plain list beside the web; each line leads to who it is about."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from sbp_desktop.models.difference import Change
from sbp_desktop.ui import theme
from sbp_desktop.ui.web.difference_words import sentence
from sbp_desktop.ui.widgets import Body, Hairline, Heading

_WIDTH = 280  # pixels at the ordinary text size


class ChangesList(QWidget):
    """`chosen` carries the id of the first one a line speaks of, other than the person."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.heading = Heading("", self)
        self.lines = QListWidget(self)
        self.lines.setWordWrap(True)
        self.lines.setSpacing(theme.SPACE_4)
        self.lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lines.itemActivated.connect(self._choose)
        self.lines.itemClicked.connect(self._choose)
        self._nothing = Body(self.tr("Nothing is different between these two."), self)
        self.setFixedWidth(theme.scaled(_WIDTH))
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(Hairline(self, upright=True))
        down = QVBoxLayout()
        across.addLayout(down, 1)
        down.setContentsMargins(theme.SPACE_24, theme.SPACE_16, theme.SPACE_16, theme.SPACE_16)
        down.setSpacing(theme.SPACE_12)
        down.addWidget(self.heading)
        down.addWidget(self._nothing)
        down.addWidget(self.lines, 1)
        down.addStretch(0)
        self.hide()

    def show_changes(self, heading: str, changes: Sequence[Change], person: UUID) -> None:
        """Say these, or that nothing is different; `person` is the node in the middle."""
        self.heading.setText(heading)
        self.setAccessibleName(heading)
        self.lines.setAccessibleName(heading)
        self.lines.clear()
        for change in changes:
            line = QListWidgetItem(sentence(change, person), self.lines)
            about = next((node.id for node in change.about if node.id != person), person)
            line.setData(Qt.ItemDataRole.UserRole, about)
        self.lines.setVisible(bool(changes))
        self._nothing.setVisible(not changes)

    def said(self) -> list[str]:
        """Return the lines as they stand."""
        return [self.lines.item(row).text() for row in range(self.lines.count())]

    def _choose(self, line: QListWidgetItem) -> None:
        self.chosen.emit(line.data(Qt.ItemDataRole.UserRole))
