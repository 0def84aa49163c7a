"""A sentence on Today with what can be done about it close behind."""

from collections.abc import Callable, Mapping

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.widgets import Body, LinkButton

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
        line.setSpacing(theme.SPACE_8)
        line.addWidget(self._sentence)
        self._links = [self._link(words, act) for words, act in ways.items()]
        for link in self._links:
            line.addWidget(link)
        line.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the sentence what it needs in one line, or all there is."""
        super().resizeEvent(event)
        needed = self._sentence.fontMetrics().horizontalAdvance(self._sentence.plain) + theme.SPACE_4
        taken = sum(link.sizeHint().width() + theme.SPACE_8 for link in self._links)
        self._sentence.setFixedWidth(max(1, min(needed, event.size().width() - taken)))

    def _link(self, words: str, act: Callable[[], object]) -> LinkButton:
        link = LinkButton(words)
        link.setAccessibleDescription(self._sentence.plain)
        link.clicked.connect(lambda _on=False: act())
        return link
