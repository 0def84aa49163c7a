"""What kind of conversation it is, in words people use, each one tap away; nothing is asked first."""

from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from sbp_desktop.models.vocabulary import C3Opening, ConversationKind
from sbp_desktop.ui import local_words, theme
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP
from sbp_desktop.ui.widgets import LinkButton
from sbp_desktop.ui.word_table import WordTable

translate = QCoreApplication.translate


OPENINGS: WordTable[str] = WordTable(
    "Kind",
    {
        C3Opening.PERSON_ASKED: QT_TRANSLATE_NOOP("Kind", "They ask for it"),
        C3Opening.HUDDLE: QT_TRANSLATE_NOOP("Kind", "We thought about it with colleagues"),
        C3Opening.URGENT: QT_TRANSLATE_NOOP("Kind", "Urgent: do it now"),
        C3Opening.ALREADY_LONG_TERM: QT_TRANSLATE_NOOP("Kind", "They have long-term help already"),
    },
)
"""What may lead to talking about a good life: any one opens it at once (practice.md R02)."""


class KindRow(QWidget):
    """Emits what was chosen: the kind, and what led to it where that is asked (else ""), as it is while `asks`."""

    chosen = Signal(str, str)
    colleagues_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.asks = True
        self._now = ConversationKind.C1.value
        self.setAccessibleName(self.tr("What kind of conversation"))
        across = Wrapped(self, theme.SPACE_16, 0)
        self.links: dict[str, LinkButton] = {}
        for kind, words in local_words.conversations().items():
            link = LinkButton(words, self, quiet=True)
            link.setProperty("touch", True)
            link.setCheckable(True)
            link.clicked.connect(partial(self._pressed, kind))
            self.links[kind] = link
            across.addWidget(link)
        local_words.bell.changed.connect(self._rename)

    def show_kind(self, kind: str, *, finished: bool) -> None:
        """Mark the kind it is; of a finished conversation only that is shown."""
        self._now = kind
        for each, link in self.links.items():
            link.setChecked(each == kind)
            link.setEnabled(not finished)
            link.setVisible(not finished or each == kind)

    def _rename(self) -> None:
        for kind, link in self.links.items():
            link.setText(local_words.conversations()[kind])
        self.updateGeometry()

    def _pressed(self, kind: str) -> None:
        self.links[kind].setChecked(kind == self._now)  # it is so once the record says so
        if kind == self._now:
            return
        if kind == ConversationKind.C3.value and self.asks:
            self._ask_what_leads_there()
        else:
            self.chosen.emit(kind, "")

    def _ask_what_leads_there(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for opening, words in OPENINGS.items():
            menu.addAction(words).triggered.connect(partial(self.chosen.emit, ConversationKind.C3.value, opening))
        menu.addSeparator()
        menu.addAction(self.tr("Ask my colleagues first")).triggered.connect(self.colleagues_wanted)
        link = self.links[ConversationKind.C3.value]
        menu.popup(link.mapToGlobal(link.rect().bottomLeft()))
