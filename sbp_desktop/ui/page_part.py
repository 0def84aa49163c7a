"""A part of a page: a heading and what stands under it, and nothing at all while nothing does."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.widgets import Heading, Rows


class Part(QWidget):
    """Add lasting widgets to `lines`, or show changing ones with `show_rows` (with hairlines) and `show_lines`."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = QVBoxLayout(self)
        self.lines.setContentsMargins(0, theme.SPACE_24, 0, 0)
        self.lines.setSpacing(theme.SPACE_12)
        self.lines.addWidget(Heading(heading))
        self._rows = Rows()
        self._rows.hide()  # an empty widget would still take the space between lines
        self.lines.addWidget(self._rows)
        self._loose = QVBoxLayout()
        self._loose.setSpacing(theme.SPACE_4)
        self.lines.addLayout(self._loose)

    def show_rows(self, rows: Sequence[QWidget]) -> None:
        """Show these rows in place of those before, which are destroyed; no rows, no heading."""
        self._rows.show_rows(rows)
        self._rows.setVisible(bool(rows))
        self.setVisible(bool(rows))

    def show_lines(self, lines: Sequence[QWidget]) -> None:
        """The same without hairlines."""
        while (item := self._loose.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for line in lines:
            pressed = line.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Maximum
            self._loose.addWidget(line, 0, Qt.AlignmentFlag.AlignLeft if pressed else Qt.AlignmentFlag(0))
            line.show()  # now, or Qt shows it later by itself and lays the page out again for each
        self.setVisible(bool(lines))
