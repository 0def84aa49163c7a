"""The card "For me": what is plain to the worker, said plainly and only once asked for, each with what to ask."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.models.findings import Finding
from sbp_desktop.ui import theme
from sbp_desktop.ui.web.card import Card
from sbp_desktop.ui.widgets import Body, DrawnRow, DrawnText, LinkButton, Rows, Scroll, Secondary

_AIR = theme.SPACE_12


class ForMeCard(Card):
    """Lists findings (decisions.md D23). `about` carries the ids of those the one pressed speaks of, () at the end."""

    about = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("For me"))
        self._nothing = Body(self.tr("Nothing stands out today."), self)
        self.rows = Rows()
        self._scroll = Scroll(self)
        sheet = QWidget()
        inside = QVBoxLayout(sheet)
        inside.setContentsMargins(_AIR, 0, _AIR, 0)  # room for the halo of a row
        inside.addWidget(self.rows)
        inside.addStretch(1)
        self._scroll.setWidget(sheet)
        close = LinkButton(self.tr("Close"), self, icon_name="close")
        close.clicked.connect(self.hide)
        self._top = QHBoxLayout()
        self._top.setContentsMargins(_AIR, 0, _AIR, 0)
        self._nothing.setContentsMargins(_AIR, 0, _AIR, 0)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(_AIR, _AIR, _AIR, _AIR)
        self._lines.setSpacing(theme.SPACE_8)
        self._lines.addLayout(self._top)
        self._top.addWidget(Secondary(self.tr("For me, not for the page"), self), 1)
        self._top.addWidget(close)
        self._lines.addWidget(self._nothing)
        self._lines.addWidget(self._scroll, 1)

    def show_findings(self, found: tuple[Finding, ...]) -> None:
        """Say these, or that there is nothing to say."""
        self._nothing.setVisible(not found)
        self._scroll.setVisible(bool(found))
        self.rows.show_rows([self._row(finding) for finding in found])

    def heightForWidth(self, width: int) -> int:
        """Return the height of everything said, without scrolling."""
        inside = width - 2 * _AIR
        nothing = self._scroll.isHidden()
        said = self._nothing.heightForWidth(inside) if nothing else self.rows.heightForWidth(inside - 2 * _AIR)
        return 2 * _AIR + self._top.sizeHint().height() + self._lines.spacing() + said

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody is pointed out any longer."""
        super().hideEvent(event)
        self.about.emit(())

    def _row(self, finding: Finding) -> DrawnRow:
        row = DrawnRow(
            f"{finding.for_me} {finding.invitation}",
            "",
            [DrawnText(finding.for_me, "body"), DrawnText(finding.invitation, "secondary")],
            column=0,
            stack_under=0,
            air=theme.SPACE_12,
            parent=self.rows,
        )
        row.opened.connect(partial(self.about.emit, finding.about))
        return row
