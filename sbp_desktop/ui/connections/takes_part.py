"""Whether the person only goes to a place around here or has a part in it, as they say it (practice.md R30)."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models import rules
from sbp_desktop.models.snapshots import NodeSnapshot, TieSnapshot
from sbp_desktop.models.vocabulary import TakesPart
from sbp_desktop.ui import theme
from sbp_desktop.ui.web.chips import Chips
from sbp_desktop.ui.web.panel_sheet import Sheet
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP, Choices
from sbp_desktop.ui.widgets import Secondary

translate = QCoreApplication.translate
WAYS: Choices = {
    TakesPart.ATTENDS: QT_TRANSLATE_NOOP("web", "goes there"),
    TakesPart.TAKES_PART: QT_TRANSLATE_NOOP("web", "has a part in it"),
}


class TakesPartPart(QWidget):
    """Stands in the panel of a place the person has a line to, where the team has it asked."""

    def __init__(self, sheet: Sheet, place: NodeSnapshot) -> None:
        super().__init__(sheet)
        self._sheet, self._place = sheet, place.id
        title = translate("Panel", "{0} would say").format(sheet.own_name())
        self.chips = Chips(title, WAYS, self)
        self.chips.setObjectName("takes_part")
        self.chips.chosen.connect(self._say)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, theme.SPACE_4, 0, 0)
        lines.setSpacing(theme.SPACE_8)
        lines.addWidget(Secondary(title, self))
        lines.addWidget(self.chips)
        sheet.renews(self._show)

    def _line(self) -> TieSnapshot | None:
        ends = {self._place, self._sheet.web.self_node}
        return next((tie for tie in self._sheet.web.ties if {tie.a, tie.b} == ends), None)

    def _show(self, _place: NodeSnapshot) -> None:
        line = self._line()
        self.setVisible(line is not None and rules.TAKES_PART not in self._sheet.web.rules_off)
        self.chips.show_value(line.takes_part if line is not None else None)

    def _say(self, way: str) -> None:
        line = self._line()
        if line is not None:
            self._sheet.edits.set_tie(line.id, takes_part=way or None)
