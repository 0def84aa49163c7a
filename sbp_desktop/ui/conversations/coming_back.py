"""Whoever comes back after a goodbye need not tell it again: their last words stand first (practice.md R24)."""

from sbp_desktop.models.snapshots import ConversationSnapshot, PersonSnapshot
from sbp_desktop.ui.widgets import Secondary


class ComingBack(Secondary):
    """One quiet line above the page, and nothing where there was no goodbye."""

    def follow(self, who: PersonSnapshot | None, talk: ConversationSnapshot | None) -> None:
        """Show it while this conversation goes on and is the first since the goodbye."""
        if who is None or talk is None or who.goodbye_on is None or talk.closed_ms is not None:
            self.hide()
            return
        words = next((line.text for line in who.last_words if line.conversation != talk.id), "")
        asks = self.tr("What is different now?")
        self.setText(self.tr("Last time: “{words}” {asks}").format(words=words, asks=asks) if words else asks)
        self.show()
