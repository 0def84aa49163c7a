"""What the bell brings: our words that stand on the page, and what they mean."""

from collections.abc import Mapping

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.web.card import Card
from sbp_desktop.ui.widgets import Heading, LinkButton, Words

_MOST = 5
_WIDTH = 560  # pixels at the ordinary text size


class PlainWords(Card):
    """Lies over the web until it is closed. `words` is all it says."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.words = ""
        self.setAccessibleName(self.tr("In plainer words"))
        self._said = Words("", self)
        self.close_link = LinkButton(self.tr("Close"), self, icon_name="close")
        self.close_link.clicked.connect(self.hide)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(theme.SPACE_24, theme.SPACE_16, theme.SPACE_24, theme.SPACE_16)
        lines.setSpacing(theme.SPACE_12)
        self._heading = Heading("", self)
        lines.addWidget(self._heading)
        lines.addWidget(self._said)
        lines.addWidget(self.close_link)

    def show_words(self, found: Mapping[str, str]) -> None:
        """Say what these words mean; without any, that it shall be said another way."""
        meanings = [self.tr("“{0}” is {1}.").format(word, plain) for word, plain in list(found.items())[:_MOST]]
        self.say("\n".join(meanings) or self.tr("Let us say that another way."), self.tr("In plainer words"))

    def say(self, words: str, heading: str = "") -> None:
        """Say something else here."""
        self.words = words
        self._heading.setText(heading)
        self._heading.setVisible(bool(heading))
        self._said.set_words(words)
        self.show()
        self.raise_()

    def place(self, over: QRect) -> None:
        """Stand in the middle of what it lies over."""
        width = min(theme.scaled(_WIDTH), over.width() - 2 * theme.SPACE_16)
        height = self.heightForWidth(width)
        self.setGeometry(over.center().x() - width // 2, over.bottom() - height - theme.SPACE_16, width, height)
