"""Spelling under what is typed: judged off the screen's thread, underlined softly, put right from a menu.

A `Speller` goes with a `Background` and remembers what it was told of each word, so that a paragraph is looked at
between two letters without a wait. A word just being typed is left alone, as is a name on the open person's web.
"""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QSyntaxHighlighter, QTextBlock, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QGestureEvent, QTapAndHoldGesture, QTextEdit

from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.spelling import Wrong, words_in
from sbp_desktop.services import spelling
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background

_HOLD = Qt.GestureType.TapAndHoldGesture
Take = Callable[[QTextBlock, Wrong, str], object]
"""Put a word in the place of another in a paragraph."""


class Speller(QObject):
    """`changed` rings when more is known, so that whoever underlines looks again."""

    changed = Signal()

    def __init__(self, background: Background) -> None:
        super().__init__(background)
        self._background = background
        self._right: dict[str, bool] = {}
        self._unknown: set[str] = set()
        self._kept: frozenset[str] | None = None
        self._names: frozenset[str] = frozenset()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._ask)
        background.committed.connect(self._follow)

    @staticmethod
    def of(background: Background) -> "Speller":
        """The one that goes with this background."""
        return background.findChild(Speller) or Speller(background)

    def wrong_in(self, text: str, caret: int = -1) -> list[Wrong]:
        """The words of a text known to be wrong, in UTF-16 units, but for the one the cursor is in."""
        found = []
        caret = len(text.encode("utf-16-le")[: 2 * caret].decode("utf-16-le", "ignore")) if caret >= 0 else caret
        for each in words_in(text):
            if each.start <= caret <= each.end:
                continue  # not asked about either: half a word is always wrong
            low = each.word.casefold().replace("’", "'").removesuffix("'s")
            if low in self._names or low in (self._kept or ()):
                continue
            right = self._right.get(each.word)
            if right is None:
                self._unknown.add(each.word)
                self._soon.start()
            elif not right:
                start, end = (len(text[:at].encode("utf-16-le")) // 2 for at in (each.start, each.end))
                found.append(Wrong(start, end, each.word))
        return found

    def set_names(self, labels: Iterable[str]) -> None:
        """Nobody on the open person's web is spelt wrong; none once the person is left."""
        names = frozenset(part.casefold() for label in labels for part in label.replace("’", "'").split())
        if names != self._names:
            self._names = names
            self.changed.emit()

    def forget(self) -> None:
        """Know nobody's names and words any more, as after a lock."""
        self._kept, self._names = None, frozenset()
        self._right.clear()

    def keep(self, word: str) -> None:
        """Take a word for right from now on."""
        self._background.run(spelling.keep, word)

    def suggest(self, word: str, then: Callable[[list[str]], object]) -> None:
        """Find what may have been meant."""
        self._background.run_alone(spelling.suggestions, word, self._names, then=then)

    def _ask(self) -> None:
        words, self._unknown = frozenset(self._unknown), set()
        if self._kept is None and self._background.attached:
            self._background.run(spelling.kept, then=self._take_kept)
        self._background.run_alone(spelling.judge, words, then=self._learn)

    def _learn(self, judged: dict[str, bool]) -> None:
        self._right.update(judged)
        if not all(judged.values()):
            self.changed.emit()

    def _take_kept(self, kept: frozenset[str]) -> None:
        if kept != (self._kept or frozenset()):
            self._kept = kept
            self.changed.emit()
        self._kept = kept

    def _follow(self, changes: ChangeSet) -> None:
        if "Worker" in changes.kinds:
            self._background.run(spelling.kept, then=self._take_kept)


def soft_line(style: QTextCharFormat.UnderlineStyle) -> QTextCharFormat:
    """The quiet line under what could be said or spelt another way."""
    drawn = QTextCharFormat()
    drawn.setUnderlineStyle(style)
    drawn.setUnderlineColor(theme.tokens().secondary)
    return drawn


def underline_wrong(highlighter: QSyntaxHighlighter, wrong: Iterable[Wrong]) -> None:
    """Draw the line under these words of the paragraph that is being looked at."""
    for each in wrong:
        line = soft_line(QTextCharFormat.UnderlineStyle.WaveUnderline)
        highlighter.setFormat(each.start, each.end - each.start, line)


def caret_in(box: QTextEdit, block: QTextBlock) -> int:
    """Where the cursor is in a paragraph that is being typed in, -1 where it is elsewhere."""
    cursor = box.textCursor()
    return cursor.positionInBlock() if box.hasFocus() and cursor.block() == block else -1


class Spelled(QSyntaxHighlighter):
    """Underlines in an ordinary text box, and offers the menu."""

    def __init__(self, box: QTextEdit, speller: Speller) -> None:
        super().__init__(box.document())
        self._box, self._speller = box, speller
        speller.changed.connect(self.rehighlight)
        self.menu = SpellingMenu(box, speller, lambda block: speller.wrong_in(block.text()), self._take)

    def highlightBlock(self, text: str) -> None:
        """Called by Qt for each changed paragraph."""
        underline_wrong(self, self._speller.wrong_in(text, caret_in(self._box, self.currentBlock())))

    def _take(self, block: QTextBlock, wrong: Wrong, instead: str) -> None:
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + wrong.start)
        cursor.setPosition(block.position() + wrong.end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(instead)


class SpellingMenu(QObject):
    """The box's own menu with what may have been meant above it, by the right button, the menu key or a held finger."""

    def __init__(
        self, box: QTextEdit, speller: Speller, wrong_in: Callable[[QTextBlock], list[Wrong]], take: Take
    ) -> None:
        super().__init__(box)
        self._box, self._speller, self._wrong_in, self._take = box, speller, wrong_in, take
        box.viewport().grabGesture(_HOLD)

    def asked(self, event: QContextMenuEvent) -> bool:
        """Be told of the right button or the menu key; whether the word there is wrong and our menu comes."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        at = self._box.cursorRect().bottomLeft() if by_key else self._box.viewport().mapFromGlobal(event.globalPos())
        return self._open(self._box.textCursor() if by_key else self._box.cursorForPosition(at), at)

    def held(self, event: QEvent) -> bool:
        """Be told of whatever happens to the viewport; whether a finger was held on a word that is wrong."""
        hold = event.gesture(_HOLD) if isinstance(event, QGestureEvent) else None
        if not isinstance(hold, QTapAndHoldGesture) or hold.state() != Qt.GestureState.GestureFinished:
            return False
        at = self._box.viewport().mapFromGlobal(hold.position().toPoint())
        return self._open(self._box.cursorForPosition(at), at)

    def _open(self, cursor: QTextCursor, at: QPoint) -> bool:
        block, place = cursor.block(), cursor.positionInBlock()
        wrong = next((each for each in self._wrong_in(block) if each.start <= place <= each.end), None)
        if wrong is not None:
            self._speller.suggest(wrong.word, partial(self._show, block, wrong, at))
        return wrong is not None

    def _show(self, block: QTextBlock, wrong: Wrong, at: QPoint, meant: list[str]) -> None:
        if not block.isValid() or wrong not in self._wrong_in(block) or not self._box.isVisible():
            return  # typed over meanwhile
        menu = self._box.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        theirs = menu.actions()
        for words in meant:
            menu.addAction(words).triggered.connect(partial(self._choose, block, wrong, words))
        keep = menu.addAction(self.tr("Keep this word"))
        keep.triggered.connect(partial(self._keep, wrong.word))
        menu.addSeparator()
        for action in theirs:  # after ours
            menu.removeAction(action)
            menu.addAction(action)
        menu.popup(self._box.viewport().mapToGlobal(at))

    def _keep(self, word: str, _on: bool = False) -> None:
        self._speller.keep(word)

    def _choose(self, block: QTextBlock, wrong: Wrong, instead: str, _on: bool = False) -> None:
        if block.isValid() and wrong in self._wrong_in(block):
            self._take(block, wrong, instead)
