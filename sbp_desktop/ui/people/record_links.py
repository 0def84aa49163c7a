"""At the foot of a person's page: who has seen it, who was told what, and what they get who ask what we hold."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.widgets import LinkButton


class RecordLinks(QWidget):
    """Quiet links; each rings what it is called."""

    seen_wanted = Signal()
    told_wanted = Signal()
    hold_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seen = LinkButton(self.tr("Who has seen this"), self, quiet=True)
        self.told = LinkButton(self.tr("Who we told what"), self, quiet=True)
        self.hold = LinkButton(self.tr("What we hold about them"), self, quiet=True)
        row = QWidget(self)
        across = Wrapped(row, theme.SPACE_32, 0)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, theme.SPACE_16, 0, 0)
        down.addWidget(row)
        links = ((self.seen, self.seen_wanted), (self.told, self.told_wanted), (self.hold, self.hold_wanted))
        for link, wanted in links:
            link.setProperty("touch", True)
            link.clicked.connect(wanted)
            across.addWidget(link)
