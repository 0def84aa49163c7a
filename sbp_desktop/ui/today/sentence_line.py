"""A sentence on Today with what can be done about it close behind."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.widgets import Body, LinkButton

_LEVEL = 4  # twice as much as a link's text sits lower than a paragraph's


class _Sentence(Body):
    """On one line where there is room for it."""

    def sizeHint(self) -> QSize:
        """Ask for all of it in one line."""
        wide = self.fontMetrics().horizontalAdvance(self.plain) + theme.SPACE_4
        return QSize(wide, self.heightForWidth(wide))


class SentenceLine(QWidget):
    """Keeps the links beside the sentence, and below it where the page is too narrow for both.

    `ways` are the words of each link and what it calls.
    """

    def __init__(self, sentence: str, ways: Mapping[str, Callable[[], object]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = _Sentence(sentence)
        self._sentence.setContentsMargins(0, _LEVEL, 0, 0)
        across = Wrapped(self, theme.SPACE_12, 0)
        across.addWidget(self._sentence)
        for words, act in ways.items():
            across.addWidget(self._link(words, act))

    def _link(self, words: str, act: Callable[[], object]) -> LinkButton:
        link = LinkButton(words)
        link.setAccessibleDescription(self._sentence.plain)
        link.clicked.connect(lambda _on=False: act())
        return link
