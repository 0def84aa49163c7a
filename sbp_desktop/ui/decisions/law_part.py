"""A quiet link under a decision that opens the law that goes with it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.decisions import laws
from sbp_desktop.ui.widgets import Body, LinkButton, Name, Secondary


class LawPart(QWidget):
    """A quiet link, and what it opens once it is pressed; nothing here is asked for or kept."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._point = ""
        self.link = LinkButton(self.tr("The law at hand"), self, quiet=True)
        self.link.setProperty("touch", True)
        self.link.clicked.connect(self._turn)
        self.sheet: QWidget | None = None
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(theme.SPACE_4)
        self._lines.addWidget(self.link, 0, Qt.AlignmentFlag.AlignLeft)

    def show_point(self, point: str, *, at_hand: bool) -> None:
        """Be about this kind of decision; not `at_hand`, there is nothing."""
        if point != self._point and self.sheet is not None:
            self._turn()
        self._point = point
        self.setVisible(at_hand)

    def _turn(self) -> None:
        if self.sheet is not None:
            self.sheet.hide()
            self.sheet.deleteLater()
            self.sheet = None
            return
        self.sheet = QWidget(self)
        inside = QVBoxLayout(self.sheet)
        inside.setContentsMargins(0, 0, 0, theme.SPACE_8)
        inside.setSpacing(theme.SPACE_4)
        inside.addWidget(Secondary(self.tr("In England. Where there is doubt, ask somebody who knows the law.")))
        for law in laws.of_point(self._point):
            where = Secondary(f"legislation.gov.uk/{law.where}")
            where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            for line in (Name(laws.say(law.title)), Body(laws.say(law.says)), where):
                inside.addWidget(line)
            inside.addSpacing(theme.SPACE_12)
        self._lines.addWidget(self.sheet)
        self.sheet.show()
