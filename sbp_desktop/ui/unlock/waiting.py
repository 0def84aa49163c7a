"""Opened by the right passphrase, but too long without a word of the council's: waits for one, and says so."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.storage.lease import Lease
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.council_link import CouncilLink
from sbp_desktop.ui.settings.sign_in_part import SignInPart
from sbp_desktop.ui.widgets import Body, PageTitle, PrimaryButton, Problem


class Waiting(QWidget):
    """Says what to do, and tries at once when asked; `answered` each time something was heard or failed."""

    answered = Signal()

    def __init__(self, lease: Lease, link: CouncilLink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        said = self.tr(
            "This laptop has not heard from {0} since {1}. It stays locked until it has. Connect it to a network: "
            "it opens by itself as soon as your council answers. Nothing is lost, and whatever was not sent goes now."
        )
        when = when_and_where.moment(lease.since, when_and_where.today())
        self.said, self.problem = Body(said.format(lease.council, when)), Problem("")
        self.again = PrimaryButton(self.tr("Try now"))
        self.sign_in = SignInPart(link.sign_in)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.SPACE_12)
        for widget in (PageTitle(self.tr("Connect to your council")), self.said, self.sign_in, self.problem):
            lines.addWidget(widget)
        lines.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        self.problem.hide()
        self.setFocusProxy(self.again)
        self.again.clicked.connect(self._try)
        link.standing_changed.connect(self._hear)

    def _try(self) -> None:
        self._say("")
        self._link.send_now()

    def _hear(self, _standing: object, problem: str) -> None:
        self._say(problem)
        self.answered.emit()

    def _say(self, words: str) -> None:
        self.problem.set_words(words)
        self.problem.setVisible(bool(words))
