"""A sentence on Today with what can be done about it close behind."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.widgets import Body, LinkButton

_FIRST = 1000  # what room there is goes to the sentence before it goes to what is empty
_LEVEL = 4  # a link's text sits this much lower than a paragraph's


class SentenceLine(QWidget):
    """Keeps the links beside the sentence, and lets the sentence wrap only where the page is too narrow for both.

    `ways` are the words of each link and what it calls.
    """

    def __init__(self, sentence: str, ways: Mapping[str, Callable[[], object]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = Body(sentence)
        self._sentence.setContentsMargins(0, _LEVEL, 0, 0)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.SPACE_12)
        line.addWidget(self._sentence, _FIRST)
        self._links = [self._link(words, act) for words, act in ways.items()]
        for link in self._links:
            line.addWidget(link)
        line.addStretch(1)
        self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure again: the first time comes before the typeface is on."""
        super().resizeEvent(event)
        self._measure()

    def changeEvent(self, event: QEvent) -> None:
        """The words may be larger now."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._measure()

    def _measure(self) -> None:
        """Give the sentence what it needs in one line at the most; it takes less where there is less."""
        needed = self._sentence.fontMetrics().horizontalAdvance(self._sentence.plain) + theme.SPACE_4
        self._sentence.setMaximumWidth(needed)

    def _link(self, words: str, act: Callable[[], object]) -> LinkButton:
        link = LinkButton(words)
        link.setAccessibleDescription(self._sentence.plain)
        link.clicked.connect(lambda _on=False: act())
        return link
