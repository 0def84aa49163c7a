"""Beside the text: open questions for the worker's eyes alone, and the basics of a life, one tap each."""

import json
from collections.abc import Collection, Mapping
from functools import cache, partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from sbp_desktop.models.snapshots import ConversationSnapshot
from sbp_desktop.models.vocabulary import Basics, ConversationKind
from sbp_desktop.ui import local_words, resources
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP
from sbp_desktop.ui.widgets import LinkButton
from sbp_desktop.ui.word_table import WordTable

translate = QCoreApplication.translate
Questions = Mapping[str, Mapping[str, Collection[str]]]


def questions() -> Questions:
    """Return the open questions by kind of conversation and what they are about; a council's words may have others."""
    return {**_ours(), **local_words.pack().questions}


@cache
def _ours() -> Questions:
    found: Questions = json.loads(resources.text("prompts", "en.json"))
    return found


BASICS: WordTable[str] = WordTable(
    "Basics",
    {
        Basics.MONEY: QT_TRANSLATE_NOOP("Basics", "Money"),
        Basics.HOME: QT_TRANSLATE_NOOP("Basics", "Home"),
        Basics.FOOD: QT_TRANSLATE_NOOP("Basics", "Food"),
        Basics.HEAT: QT_TRANSLATE_NOOP("Basics", "Heat"),
        Basics.PHONE: QT_TRANSLATE_NOOP("Basics", "Phone"),
    },
)
"""The basics in words, by stored value; each is also the name of its icon (practice.md R45)."""


class Aids(QWidget):
    """A question chosen stands here until it is pressed away; nothing of it is kept (practice.md A10). Beside the
    questions stands `introduce`.

    `basics_chosen` carries a frozenset of the basics that were talked about; they are offered while `asks_basics`.
    """

    basics_chosen = Signal(object)

    def __init__(self, introduce: LinkButton, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.asks_basics = True
        self._kind = ConversationKind.C1.value
        self.asked = LinkButton("", self, quiet=True)
        self.asked.setToolTip(self.tr("Only you see this, and it is not kept. Press it away."))
        self.asked.setProperty("touch", True)
        self.asked.clicked.connect(self.put_away)
        self.ask = LinkButton(self.tr("Questions"), self, quiet=True)
        self.ask.setToolTip(self.tr("Open questions to ask (F4)"))
        self.ask.setProperty("touch", True)
        self.ask.clicked.connect(self.offer)
        row = QWidget(self)
        across = Wrapped(row, down=0)
        across.addWidget(self.ask)
        across.addWidget(introduce)
        self.basics: dict[str, LinkButton] = {}
        for basic, words in BASICS.items():
            link = self.basics[basic] = LinkButton(words, row, icon_name=basic, quiet=True)
            link.setCheckable(True)
            link.setProperty("touch", True)
            link.clicked.connect(self._choose_basics)
            across.addWidget(link)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(self.asked, 0, Qt.AlignmentFlag.AlignLeft)
        down.addWidget(row)
        QWidget.setTabOrder(self.ask, introduce)
        self.put_away()

    def show_conversation(self, talk: ConversationSnapshot) -> None:
        """Offer what goes with this kind; the basics belong to connecting, or wherever one was marked."""
        self._kind = talk.kind
        for basic, link in self.basics.items():
            link.setChecked(basic in talk.basics)
            link.setVisible((self.asks_basics and talk.kind == ConversationKind.C1) or basic in talk.basics)
        self.setVisible(talk.closed_ms is None)

    def put_away(self) -> None:
        """Have no question standing there."""
        self.asked.hide()
        self.asked.setText("")

    def offer(self) -> None:
        """Open the drawer of questions; Esc closes it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for about, asks in questions().get(self._kind, {}).items():
            menu.addAction(about).setEnabled(False)
            for question in asks:
                menu.addAction(question).triggered.connect(partial(self._show, question))
        menu.popup(self.ask.mapToGlobal(self.ask.rect().topLeft()))

    def _show(self, question: str) -> None:
        self.asked.setText(f"{question} ✕")
        self.asked.setAccessibleName(self.tr("To ask: {question}").format(question=question))
        self.asked.show()

    def _choose_basics(self) -> None:
        self.basics_chosen.emit(frozenset(basic for basic, link in self.basics.items() if link.isChecked()))
