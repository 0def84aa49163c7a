"""Whether the council may let its worker back in: the numbers of its key, compared once with its letter."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sbp_desktop.errors import ExpectedError
from sbp_desktop.services import recovering
from sbp_desktop.storage import recovery_slot
from sbp_desktop.storage.recovery_slot import Offer
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.council_link import CouncilLink
from sbp_desktop.ui.page_part import Part
from sbp_desktop.ui.widgets import Body, LinkButton, Name, Problem, QuietButton


class RecoveryPart(Part):
    """Nothing at all while no council offers it."""

    def __init__(self, background: Background, link: CouncilLink, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("If you forget your passphrase"), parent)
        self._background = background
        self.said, self.numbers, self.problem = Body(""), Name(""), Problem("")
        self.same = QuietButton(self.tr("They are the same"))
        self.other = LinkButton(self.tr("They are not"))
        for widget in (self.said, self.numbers, self.problem):
            self.lines.addWidget(widget)
        self.numbers.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._choice = QWidget()
        across = QHBoxLayout(self._choice)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.SPACE_16)
        across.addWidget(self.same)
        across.addWidget(self.other)
        across.addStretch(1)
        self.lines.addWidget(self._choice)
        self.hide()
        self.same.clicked.connect(self._agree)
        self.other.clicked.connect(self._doubt)
        link.standing_changed.connect(self._look_again)

    def load(self) -> None:
        """Ask what the council offers."""
        self._background.run(recovery_slot.offer, then=self.show_offer, priority="low")

    def _look_again(self, _standing: object, _problem: str) -> None:
        if self._background.attached:
            self.load()

    def show_offer(self, offer: Offer | None) -> None:
        """Show what the council offers, or that it is agreed."""
        self.setVisible(offer is not None)
        if offer is None:
            return
        if offer.agreed:
            said = self.tr("{0} can let you back in, after checking that it is you. They never learn your passphrase.")
        else:
            said = self.tr(
                "{0} can let you back in if you forget your passphrase. They never learn it, and nothing would be "
                "lost. Compare these numbers with those in the letter your council gave you."
            )
        self.said.set_words(said.format(offer.council))
        self.numbers.setText(offer.numbers)
        self._choice.setVisible(not offer.agreed)
        self._say(
            self.tr(
                "Your council now shows another key than you agreed to. Nothing vouches for it. The agreed "
                "one stays. Tell the people who look after laptops."
            )
            if offer.doubted
            else ""
        )

    def _agree(self) -> None:
        self._background.run(recovering.agree, then=lambda _: self.load(), failed=self._not_done)

    def _not_done(self, error: ExpectedError) -> None:
        self._say(str(error))

    def _doubt(self) -> None:
        self._say(
            self.tr(
                "Then nothing is set up. Tell the people who look after laptops, and do not press the other button."
            )
        )

    def _say(self, words: str) -> None:
        self.problem.set_words(words)
        self.problem.setVisible(bool(words))
