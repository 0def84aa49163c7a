"""Somebody we said goodbye to some weeks ago: worth a call, and how it is going noted with one tap."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.rhythm import WEEK
from sbp_desktop.models.snapshots import CheckBackDue
from sbp_desktop.models.vocabulary import HelpsMe
from sbp_desktop.services import plans
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.widgets import LinkButton, ListRow


class CheckBackRow(QWidget):
    """A call not made is let go without a word (practice.md R23)."""

    opened = Signal()
    asked_together = Signal()

    def __init__(self, background: Background, due: CheckBackDue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        since = self.tr("{weeks} weeks since we said goodbye").format(weeks=due.days // WEEK)
        self.row = ListRow(due.name or self.tr("No name yet"), since)
        self.row.opened.connect(self.opened)
        self.setFocusProxy(self.row)
        self.setAccessibleName(self.row.accessibleName())
        answers = QWidget(self)
        across = Wrapped(answers, theme.SPACE_16)
        self.answers: dict[str, LinkButton] = {}
        for said, words in (
            (HelpsMe.YES.value, self.tr("Going well")),
            (HelpsMe.A_BIT.value, self.tr("So-so")),
            (HelpsMe.NO.value, self.tr("Not well")),
            ("", self.tr("Leave it")),
        ):
            link = self.answers[said] = LinkButton(words, answers)
            link.setProperty("touch", True)
            link.setAccessibleName(f"{due.name}: {words}")
            check_back = partial(plans.check_back, went=said or None)
            link.clicked.connect(lambda _on=False, run=check_back: background.run(run, due.person))
            across.addWidget(link)
        self.together = LinkButton(self.tr("Ask together"), answers, icon_name="turn")
        self.together.setProperty("touch", True)
        self.together.setToolTip(self.tr("Two questions, large, for them to answer"))
        self.together.setAccessibleName(self.tr("{name}: ask together").format(name=due.name))
        self.together.clicked.connect(self.asked_together)
        across.addWidget(self.together)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, theme.SPACE_4)
        lines.setSpacing(0)
        lines.addWidget(self.row)
        lines.addWidget(answers)
