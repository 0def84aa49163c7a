"""How the web is laid out, chosen among a few words on a card: parts of life, circles, or anywhere one likes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from sbp_desktop.models.layouts import CIRCLES, FREE, LIST, ONION, TWO
from sbp_desktop.ui import theme
from sbp_desktop.ui.web.card import TallCard
from sbp_desktop.ui.widgets import Chip, Secondary

_WIDTH = 300  # pixels at the ordinary text size


class ShowAsCard(TallCard):
    """`chosen` carries the name of the layout somebody asked for; `mark` shows which one is on the page."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Show as"))
        self.setMinimumWidth(theme.scaled(_WIDTH))
        self.chips: dict[str, Chip] = {}
        self._group = QButtonGroup(self)
        self.lines.setSpacing(theme.SPACE_4)
        self.add(ONION, self.tr("Parts of life"), self.tr("Me, my people, around here, other help"))
        self.add(CIRCLES, self.tr("Four circles"), self.tr("From closest to me to paid to be there"))
        self.add(TWO, self.tr("Two circles"), self.tr("Close, and further away"))
        self.add(FREE, self.tr("Free"), self.tr("Anywhere you like"))
        self.add(LIST, self.tr("List"), self.tr("Everything in rows, to read and change"))

    def add(self, name: str, words: str, meaning: str) -> None:
        """Offer a way to show the web."""
        if self.chips:
            self.lines.addSpacing(theme.SPACE_12)
        chip = Chip(words, self)
        chip.setAccessibleDescription(meaning)
        chip.clicked.connect(lambda: self.chosen.emit(name))
        self._group.addButton(chip)
        self.lines.addWidget(chip)
        self.lines.addWidget(Secondary(meaning, self))
        self.chips[name] = chip

    def mark(self, name: str) -> None:
        """Show which way is chosen."""
        self.chips[name].setChecked(True)
