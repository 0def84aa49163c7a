"""The words a worker said are spelt right; a press lets one go."""

from PySide6.QtWidgets import QWidget

from sbp_desktop.services import spelling
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.page_part import Part
from sbp_desktop.ui.web.chips import Chips
from sbp_desktop.ui.widgets import Body


class KeptWordsPart(Part):
    """Not there while no word is kept."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Words I keep"), parent)
        self._background = background
        self._words: frozenset[str] = frozenset()
        self.chips: Chips | None = None
        self.lines.addWidget(Body(self.tr("These are never underlined. Press one to let it go.")))
        self.hide()

    def show_words(self, words: frozenset[str]) -> None:
        """Offer these."""
        if words == self._words:
            return
        self._words = words
        if self.chips is not None:
            self.chips.hide()
            self.chips.deleteLater()
        self.chips = Chips(self.tr("Words I keep"), {word: word for word in sorted(words)}, self, several=True)
        self.chips.show_value(words)
        self.chips.chosen.connect(self._let_go)
        self.lines.addWidget(self.chips)
        self.setVisible(bool(words))

    def _let_go(self, left: frozenset[str]) -> None:
        for word in self._words - left:
            self._background.run(spelling.keep, word, on=False)
