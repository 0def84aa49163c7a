"""The one quiet word that takes plainer words for what the cursor is at (practice.md A07)."""

from PySide6.QtWidgets import QWidget

from sbp_desktop.models.jargon import Offer
from sbp_desktop.ui.widgets import LinkButton


class PlainerOffer(LinkButton):
    """Keeps its room while there is nothing to offer, so that no line of the page jumps as somebody types."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setProperty("touch", True)
        self.show_offer(None)

    def show_offer(self, offer: Offer | None) -> None:
        """Offer these words, or nothing."""
        if offer is not None:
            self.setText(self.tr("Say “{0}”").format(offer.instead))
            said = self.tr("Say “{0}” instead of “{1}”").format(offer.instead, offer.of)
            self.setAccessibleName(said)
            self.setToolTip(said)
        self.setVisible(offer is not None)

    def keep_room(self, kept: bool) -> None:
        """Keep the room, or where there is little height take it only while something is offered."""
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(kept)
        self.setSizePolicy(policy)
