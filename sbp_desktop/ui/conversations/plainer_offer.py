"""The one quiet word that takes plainer words for what the cursor is at (practice.md A07), and how they are taken."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextBlock, QTextCursor
from PySide6.QtWidgets import QWidget

from sbp_desktop.models.jargon import Offer
from sbp_desktop.models.spelling import Wrong
from sbp_desktop.ui.conversations.listening_text import ListeningText
from sbp_desktop.ui.conversations.writing import Writing
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


class PlainerWords(QObject):
    """Takes other words into the line in hand: plainer ones, or those rightly spelt. `typed` carries that line."""

    typed = Signal(object)

    def __init__(self, text: ListeningText, writing: Writing, link: PlainerOffer, parent: QObject) -> None:
        super().__init__(parent)
        self._text, self._writing, self._link = text, writing, link
        link.clicked.connect(self._say)
        text.cursorPositionChanged.connect(self.show)

    def show(self) -> None:
        """Offer what the line in hand could say plainer, if anything."""
        self._link.show_offer(self._offer())

    def wrong_in(self, block: QTextBlock) -> list[Wrong]:
        """Return what is not spelt as British words are, where the worker may write."""
        line = self._text.line_of(block)
        return self._text.underliner.wrong_in(line, block.text()) if line is not None and self._text.may_write else []

    def spell(self, block: QTextBlock, wrong: Wrong, instead: str) -> None:
        """Take this word in the place of the wrong one."""
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + wrong.end)
        self._text.setTextCursor(cursor)
        self._take(Offer(wrong.start, wrong.end, wrong.word, instead))

    def _offer(self) -> Offer | None:
        """Asked in the middle of an edit too, when a paragraph has no line."""
        cursor = self._text.textCursor()
        line = self._text.line_of(cursor.block())
        return self._text.underliner.offer_at(line, cursor.positionInBlock()) if line is not None else None

    def _say(self) -> None:
        offer = self._offer()
        if offer is not None:
            self._take(offer)

    def _take(self, offer: Offer) -> None:
        """As a step of typing of its own, which Ctrl+Z takes back alone (decisions.md D8)."""
        line = self._text.current()
        if self._writing.unsafe(line):
            self._writing.step()
        beyond = self._text.textCursor().positionInBlock() - offer.end
        self._text.replace(offer.start, offer.end - offer.start, offer.instead)
        cursor = self._text.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.Right, n=max(0, beyond))  # back to where somebody was typing
        self._text.setTextCursor(cursor)
        self.typed.emit(line)
        self._writing.step()
        self._text.setFocus()
