"""At the foot of a person's page: who has seen it, and what they get who ask what we hold about them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.widgets import LinkButton


class RecordLinks(QWidget):
    """Two quiet links; each rings what it is called."""

    seen_wanted = Signal()
    hold_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seen = LinkButton(self.tr("Who has seen this"), self, quiet=True)
        self.hold = LinkButton(self.tr("What we hold about them"), self, quiet=True)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, theme.SPACE_16, 0, 0)
        across.setSpacing(theme.SPACE_32)
        for link, wanted in ((self.seen, self.seen_wanted), (self.hold, self.hold_wanted)):
            link.setProperty("touch", True)
            link.clicked.connect(wanted)
            across.addWidget(link)
        across.addStretch(1)
