"""The text a conversation is written in: one standard text box (dictation works), and what a hand does in it."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QEvent, QMimeData, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QWidget
from shiboken6 import isValid

from sbp_desktop.models import marked_text
from sbp_desktop.models.order import between
from sbp_desktop.ui.conversations.line import NOTE, WORDS, Line, Mark
from sbp_desktop.ui.conversations.line_look import paint_bar, paint_quotes
from sbp_desktop.ui.conversations.line_text import LineText
from sbp_desktop.ui.spelling import SpellingMenu

_OPENING_QUOTES = "\"“„«'‘"
_CLOSING_QUOTES = '"”»'
_MAY_TYPE = Qt.TextInteractionFlag.TextEditorInteraction
_MAY_READ = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_EDITING_KEYS = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)


class ListeningText(LineText):
    """What typing, keys and presses do to the lines. Qt's own undo is off: typing and names have one undo of their own
    (D8). `filter_key` may take a key first (the @ list).
    """

    typed = Signal(object)  # the worker changed this Line
    said_changed = Signal(object)  # who says this Line was changed by typing
    stays = Signal(object)  # somebody tried to type in a Line that stays as it is
    mention_activated = Signal(UUID)
    mention_followed = Signal(UUID)  # Ctrl and a press or Enter: go there
    undo_asked = Signal()
    redo_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spelling: SpellingMenu | None = None
        self.filter_key: Callable[[QKeyEvent], bool] | None = None
        self.person_node: UUID | None = None
        self._may_write = True
        self._touched: tuple[int, int] | None = None
        self._pressed_at = QPointF()
        self.setUndoRedoEnabled(False)
        self.setAcceptRichText(False)
        self.setAcceptDrops(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.viewport().setMouseTracking(True)
        self.document().setDocumentMargin(0)
        self.setCursorWidth(2)
        self.document().contentsChange.connect(self._note_change)
        self.textChanged.connect(self._take_change)
        self.selectionChanged.connect(self._guard)

    def sizeHint(self) -> QSize:
        """Ask for no more than its least: it takes what the rest of the page leaves."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    # What the worker does

    def _note_change(self, at: int, _removed: int, added: int) -> None:
        low, high = self._touched or (at, at + added)
        self._touched = (min(low, at), max(high, at + added))

    def _take_change(self) -> None:
        touched, self._touched = self._touched, None
        if self._quiet or touched is None:
            return
        if self.document().blockCount() != len(self._lines):
            self._match_lines()
        block, last = self.document().findBlock(touched[0]), self.document().findBlock(touched[1])
        while block.isValid():
            line = self.line_of(block)
            if line is not None and line.text != block.text():
                self._retype(block, line)
            if block == last:
                break
            block = block.next()

    def _retype(self, block: QTextBlock, line: Line) -> None:
        """Take the paragraph's new text; an opening quotation mark at its start makes it the person's words."""
        text = marked_text.clean(block.text())
        if text != block.text():
            self.put(line, text, line.marks)
        opened = text[:1] in _OPENING_QUOTES and text[:1] and line.text[:1] != text[:1]
        if opened and line.kind in (NOTE, WORDS) and not line.locked:
            line.retype(text)
            self.cut_start(line, 1)
            if line.kind == NOTE:
                self.say(line, WORDS, self.person_node)
                self.said_changed.emit(line)
        elif line.kind == WORDS and text[-1:] in _CLOSING_QUOTES and text[:-1] == line.text and _even(line.text):
            self.put(line, line.text, line.marks)  # the closing mark is drawn, so a typed one is not kept
            return
        else:
            line.retype(text)
        self.typed.emit(line)

    def cut_start(self, line: Line, length: int) -> None:
        """Take away the first characters of a line: a quotation mark or a speaker's name that now shows in its look."""
        block = self.block_of(line)
        if block is None:
            return
        self._quiet += 1
        cursor = QTextCursor(block)
        cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor, length)
        cursor.removeSelectedText()
        self._quiet -= 1
        line.retype(block.text())

    def replace(self, start: int, length: int, words: str) -> None:
        """Put words in place of others in the current line (UTF-16 units), the cursor behind them."""
        cursor = self.textCursor()
        line, at = self.current(), cursor.block().position() + start
        cursor.setPosition(at)
        cursor.setPosition(at + length, QTextCursor.MoveMode.KeepAnchor)
        self._quiet += 1
        cursor.insertText(words)
        self._quiet -= 1
        line.retype(cursor.block().text())
        self.setTextCursor(cursor)

    @property
    def may_write(self) -> bool:
        """Whether anything may be written here at all."""
        return self._may_write

    @may_write.setter
    def may_write(self, may: bool) -> None:
        self._may_write = may
        if not may:
            self._guard()

    def start_new_line(self) -> None:
        """Put the cursor in a new line after the last, unless that is empty."""
        self.moveCursor(QTextCursor.MoveOperation.End)
        if self.current().text:
            self._new_line()

    def _follow_cursor(self) -> None:
        super()._follow_cursor()
        if not self._quiet:
            self._guard()

    def _guard(self) -> None:
        """Let nothing be typed, cut or pasted where a line stays as it is."""
        wanted = _MAY_TYPE if self.may_write and not self._stays_in(self.textCursor()) else _MAY_READ
        if self.textInteractionFlags() != wanted:
            self.setTextInteractionFlags(wanted)

    def _stays_in(self, cursor: QTextCursor) -> Line | None:
        block, last = (
            self.document().findBlock(cursor.selectionStart()),
            self.document().findBlock(cursor.selectionEnd()),
        )
        while block.isValid():
            line = self.line_of(block)
            if line is not None and line.locked:
                return line
            if block == last:
                break
            block = block.next()
        return None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what may have been meant, or what any text box offers."""
        if self.spelling is None or not self.spelling.asked(event):
            super().contextMenuEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Offer the same to a held finger."""
        if event.type() == QEvent.Type.Gesture and self.spelling is not None and self.spelling.held(event):
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that mean more here than in an ordinary text box."""
        if self.filter_key is not None and self.filter_key(event):
            return
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Redo) or _is_shift_undo(event):
            self.redo_asked.emit()
        elif event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._follow_mention_at(self.textCursor())
        elif event.key() in _ENTER and self.may_write:
            self._new_line()
        elif (stays := self._stays_in(self.textCursor())) is not None and _edits(event):
            self.stays.emit(stays)
        elif event.key() in _EDITING_KEYS and self._joins_lines(event.key()):
            return
        else:
            super().keyPressEvent(event)

    def _new_line(self) -> None:
        cursor, line = self.textCursor(), self.current()
        if line.locked:
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        if not line.text and not line.locked:
            if line.kind == WORDS:
                self.say(line, NOTE, None)
                self.said_changed.emit(line)
            if not cursor.block().next().isValid():
                return
        if cursor.atBlockStart() and line.text and not cursor.hasSelection():
            above = self.line_of(cursor.block().previous())
            key = between(above.order if above and above.order < line.order else None, line.order)
            self.insert(self.new_line(order=key), above)
            return
        at = (
            cursor.positionInBlock()
            if not cursor.hasSelection()
            else cursor.selectionStart() - cursor.block().position()
        )
        kept_kind = (line.kind, line.said_by) if at < len(cursor.block().text()) and not line.locked else (NOTE, None)
        tail = [Mark(m.start - at, m.end - at, m.node) for m in line.marks if m.start >= at]
        self._quiet += 1
        cursor.removeSelectedText()
        cursor.insertBlock()
        self._quiet -= 1
        self._match_lines()
        self.setTextCursor(cursor)
        made = self.current()
        before = self.line_of(cursor.block().previous())
        if before is not None and before.text != cursor.block().previous().text():
            before.retype(cursor.block().previous().text())
            self.typed.emit(before)
        made.kind, made.said_by = kept_kind
        self.put(made, cursor.block().text(), tail)
        self.ensureCursorVisible()
        self._follow_cursor()
        if made.text:
            self.typed.emit(made)

    def _joins_lines(self, key: int) -> bool:
        """Backspace at the start of a line, Delete at its end: what it does to whole lines."""
        cursor = self.textCursor()
        if cursor.hasSelection():
            return False
        back = key == Qt.Key.Key_Backspace
        if not (cursor.atBlockStart() if back else cursor.atBlockEnd()):
            return False
        line = self.current()
        if back and line.kind == WORDS:
            self.say(line, NOTE, None)
            self.said_changed.emit(line)
            return True
        other = cursor.block().previous() if back else cursor.block().next()
        beside = self.line_of(other)
        if beside is None:
            return True
        if beside.locked and (cursor.block().text() or not back):
            self.stays.emit(beside)
            return True
        first, second = (beside, line) if back else (line, beside)
        self._join(first, second)
        return True

    def _join(self, first: Line, second: Line) -> None:
        """Make two neighbouring lines one: the first, unless it is empty."""
        if not first.text and not first.locked:
            first.kind, first.said_by = second.kind, second.said_by
        length, text = len(first.text.encode("utf-16-le")) // 2, first.text + second.text
        marks = [*first.marks, *(Mark(m.start + length, m.end + length, m.node) for m in second.marks)]
        block = self.block_of(first)
        if block is None:
            return
        self.take_out(second)
        self.removed.emit(second)
        self.put(first, text, marks)
        cursor = QTextCursor(self.block_of(first) or block)
        cursor.setPosition(cursor.block().position() + length)
        self.setTextCursor(cursor)
        if second.text:
            self.typed.emit(first)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste words only, each paragraph a line of its own, none of them empty."""
        if self._stays_in(self.textCursor()) is None:
            lines = [part for part in marked_text.clean(source.text()).splitlines() if part.strip()]
            self.insertPlainText("\n".join(lines))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that a name can be pressed."""
        super().mouseMoveEvent(event)
        over = self._mark_under(event.position())
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.IBeamCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a press began."""
        self._pressed_at = event.position()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press on a name chooses that person on the web beside; with Ctrl it goes there."""
        super().mouseReleaseEvent(event)
        still = (event.position() - self._pressed_at).manhattanLength() < 4
        mark = self._mark_under(event.position())
        if event.button() == Qt.MouseButton.LeftButton and still and mark is not None:
            follows = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            (self.mention_followed if follows else self.mention_activated).emit(mark.node)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the line in hand in sight."""
        super().resizeEvent(event)
        self.ensureCursorVisible()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close the quotation marks that stay open while somebody types."""
        super().focusOutEvent(event)
        if isValid(self.underliner):  # a box that is being destroyed loses the focus too
            self.underliner.rehighlightBlock(self.textCursor().block())
        self.viewport().update()

    def _mark_under(self, where: QPointF) -> Mark | None:
        position = (
            self.document()
            .documentLayout()
            .hitTest(
                where + QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value()),
                Qt.HitTestAccuracy.ExactHit,
            )
        )
        if position < 0:
            return None
        block = self.document().findBlock(position)
        line = self.line_of(block)
        return line.mark_at(position - block.position()) if line else None

    def _follow_mention_at(self, cursor: QTextCursor) -> None:
        line = self.line_of(cursor.block())
        mark = line.mark_at(cursor.positionInBlock()) if line else None
        if mark is not None:
            self.mention_followed.emit(mark.node)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, then the quotation marks and names in front that are not part of it."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.translate(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())
        shown = event.rect().translated(0, self.verticalScrollBar().value())
        block = self.cursorForPosition(event.rect().topLeft()).block()
        layout = self.document().documentLayout()
        while block.isValid():
            box = layout.blockBoundingRect(block)
            if box.top() > shown.bottom():
                break
            line = self.line_of(block)
            if line is not None:
                typing = line is self._current and self.hasFocus() and not line.locked
                if line.doubted:
                    paint_bar(painter, block)
                paint_quotes(painter, block, line, self.before(line), closed=not typing and bool(line.text))
            block = block.next()
        painter.end()

    def caret_rect(self, back: int = 0) -> QRect:
        """Return where the cursor is in the viewport, or where it was `back` places before."""
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.MoveAnchor, back)
        return self.cursorRect(cursor)


def _even(text: str) -> bool:
    return text.count('"') % 2 == 0 and text.count("“") == text.count("”")


def _is_shift_undo(event: QKeyEvent) -> bool:
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    return event.key() == Qt.Key.Key_Z and event.modifiers() & held == held


def _edits(event: QKeyEvent) -> bool:
    printable = bool(event.text()) and event.text().isprintable()
    held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier)
    return event.key() in _EDITING_KEYS or (printable and not held) or event.matches(QKeySequence.StandardKey.Paste)
