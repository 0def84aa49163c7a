"""The text a conversation is written in: one standard text box (dictation works), each of its paragraphs a line."""

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID, uuid4

from PySide6.QtCore import QMimeData, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
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
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from sbp_desktop.models import marked_text
from sbp_desktop.models.order import between
from sbp_desktop.ui import theme
from sbp_desktop.ui.conversations.line import NOTE, WORDS, Line, Mark
from sbp_desktop.ui.conversations.line_look import Underliner, dress, line_id, paint_quotes

_OPENING_QUOTES = "\"“„«'‘"
_CLOSING_QUOTES = '"”»'
_MAY_TYPE = Qt.TextInteractionFlag.TextEditorInteraction
_MAY_READ = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_EDITING_KEYS = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)


class ListeningText(QTextEdit):
    """Keeps a `Line` for each paragraph. Qt's own undo is off: typing and names have one undo of their own (D8).

    `before` tells what stands in front of a line's words ("Jean"), `filter_key` may take a key first (the @ list).
    """

    typed = Signal(object)  # the worker changed this Line
    said_changed = Signal(object)  # who says this Line was changed by typing
    left = Signal(object)  # the cursor went from this Line to another
    removed = Signal(object)  # this Line is no longer there
    current_changed = Signal(object)
    stays = Signal(object)  # somebody tried to type in a Line that stays as it is
    mention_activated = Signal(UUID)
    undo_asked = Signal()
    redo_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.before: Callable[[Line], str] = _nothing
        self.filter_key: Callable[[QKeyEvent], bool] | None = None
        self.person_node: UUID | None = None
        self.may_write = True
        self._lines: dict[str, Line] = {}
        self._current: Line | None = None
        self._quiet = 0  # while above zero, changes of the text are ours and not the worker's
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
        self.underliner = Underliner(self.document(), self.line_of, lambda line: line is self._current)
        self.document().contentsChange.connect(self._note_change)
        self.textChanged.connect(self._take_change)
        self.cursorPositionChanged.connect(self._follow_cursor)
        self.selectionChanged.connect(self._guard)
        theme.bell.changed.connect(self.redress)

    # Lines and paragraphs

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines in place of all others, the cursor at the end of the last."""
        self._quiet += 1
        self._lines = {line.entry.hex: line for line in lines}
        self._current = None
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for number, line in enumerate(lines):
            if number:
                cursor.insertBlock()
            cursor.insertText(line.text)
            dress(cursor.block(), line, self.before(line))
        cursor.endEditBlock()
        self._quiet -= 1
        self.moveCursor(QTextCursor.MoveOperation.End)
        self._follow_cursor()

    def line_of(self, block: QTextBlock) -> Line | None:
        """Return the line of a paragraph."""
        return self._lines.get(line_id(block))

    def current(self) -> Line:
        """Return the line the cursor is in; an empty page has one, not yet written."""
        line = self.line_of(self.textCursor().block())
        if line is None:
            self._match_lines()
            line = self._lines[line_id(self.textCursor().block())]
        return line

    def blocks(self) -> Iterator[tuple[QTextBlock, Line]]:
        """Every paragraph with its line, in order."""
        block = self.document().begin()
        while block.isValid():
            line = self.line_of(block)
            if line is not None:
                yield block, line
            block = block.next()

    def block_of(self, line: Line) -> QTextBlock | None:
        """Return the paragraph of a line."""
        here = self.textCursor().block()
        if line_id(here) == line.entry.hex:
            return here
        return next((block for block, each in self.blocks() if each is line), None)

    def put(self, line: Line, text: str, marks: Sequence[Mark]) -> None:
        """Give a line this text and these names, as undo or another change of the record does."""
        block = self.block_of(line)
        line.marks, line.text = list(marks), text
        if block is None:
            return
        self._quiet += 1
        if block.text() != text:
            cursor = QTextCursor(block)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(text)
        dress(block, line, self.before(line))
        self.underliner.rehighlightBlock(block)
        # Inside Qt's own notice of a change an edit is not laid out by itself, and the line would be drawn blank.
        self.document().markContentsDirty(block.position(), block.length())
        self._quiet -= 1
        if line is self._current:
            self.ensureCursorVisible()

    def insert(self, line: Line, after: Line | None) -> None:
        """Put in a line after another, or first."""
        self._quiet += 1
        self._lines[line.entry.hex] = line
        behind = self.block_of(after) if after else None
        cursor = QTextCursor(behind if behind is not None else self.document().begin())
        if behind is not None:
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
            cursor.insertBlock()
        else:
            cursor.insertBlock()
            cursor.movePosition(QTextCursor.MoveOperation.PreviousBlock)
        dress(cursor.block(), line, "")
        self.put(line, line.text, line.marks)
        self._quiet -= 1

    def take_out(self, line: Line) -> None:
        """Remove a line that the record no longer has."""
        block = self.block_of(line)
        self._lines.pop(line.entry.hex, None)
        if self._current is line:
            self._current = None
        if block is None:
            return
        self._quiet += 1
        beside = self.line_of(block.previous() if block.previous().isValid() else block.next())
        cursor = QTextCursor(block)
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        if block.blockNumber() == 0 and block.next().isValid():
            cursor.setPosition(0)
            cursor.movePosition(QTextCursor.MoveOperation.NextBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        if beside is not None:
            dress(cursor.block(), beside, self.before(beside))  # an empty paragraph takes on the look of what goes
        self._quiet -= 1
        self._match_lines()

    def line_with(self, entry: UUID) -> Line | None:
        """Return the line of this entry, if it is on the page."""
        return self._lines.get(entry.hex)

    def renamed(self, line: Line, entry: UUID) -> None:
        """Keep a line under another id, as when it was written anew apart."""
        block = self.block_of(line)
        self._lines.pop(line.entry.hex, None)
        line.entry = entry
        self._lines[entry.hex] = line
        if block is not None:
            self._quiet += 1
            dress(block, line, self.before(line))
            self._quiet -= 1

    def say(self, line: Line, kind: str, said_by: UUID | None) -> None:
        """Set who says a line, and its look with it."""
        line.kind, line.said_by = kind, said_by
        self.put(line, line.text, line.marks)

    def redress(self) -> None:
        """Set every line anew, as after a change of theme or of who is called what."""
        self._quiet += 1
        for block, line in self.blocks():
            dress(block, line, self.before(line))
        self.underliner.rehighlight()
        self._quiet -= 1

    def go_to(self, line: Line) -> None:
        """Put the cursor at the end of a line."""
        block = self.block_of(line)
        if block is not None:
            cursor = QTextCursor(block)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
            self.setTextCursor(cursor)
            self.ensureCursorVisible()

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

    def start_new_line(self) -> None:
        """Put the cursor in a new line after the last, unless that is empty."""
        self.moveCursor(QTextCursor.MoveOperation.End)
        if self.current().text:
            self._new_line()

    def point_out(self, node: UUID | None) -> None:
        """Tint every name of somebody, and bring the first into view."""
        self.underliner.chosen = node
        self.underliner.rehighlight()
        first = next((block for block, line in self.blocks() if any(mark.node == node for mark in line.marks)), None)
        if first is not None and not self.hasFocus():
            self.verticalScrollBar().setValue(int(self.document().documentLayout().blockBoundingRect(first).top()))

    def _match_lines(self) -> None:
        """Give every paragraph a line of its own after paragraphs were added or went, however that came about."""
        seen: set[str] = set()
        block, key = self.document().begin(), None
        while block.isValid():
            own = line_id(block)
            if own in seen or own not in self._lines:
                line = Line(entry=uuid4(), order=between(key, self._next_key(block.next(), key)))
                own = line.entry.hex
                self._lines[own] = line
                self._quiet += 1
                dress(block, line, self.before(line))
                self._quiet -= 1
            seen.add(own)
            key = self._lines[own].order
            block = block.next()
        for gone in [each for each in self._lines if each not in seen]:
            line = self._lines.pop(gone)
            if self._current is line:
                self._current = None
            self.removed.emit(line)

    def _next_key(self, block: QTextBlock, above: str | None) -> str | None:
        line = self.line_of(block) if block.isValid() else None
        return line.order if line is not None and (above is None or line.order > above) else None

    def _follow_cursor(self) -> None:
        if self._quiet:
            return
        line = self.current()
        if line is not self._current:
            before, self._current = self._current, line
            if before is not None and before.entry.hex in self._lines:
                self.left.emit(before)
            self._show_apart(before, line)
            self.viewport().update()
            self.current_changed.emit(line)
        self._guard()

    def _show_apart(self, *lines: Line | None) -> None:
        """A line kept apart can be read only while the cursor is in it."""
        for line in lines:
            block = self.block_of(line) if line is not None and line.private else None
            if block is not None:
                self._quiet += 1
                self.underliner.rehighlightBlock(block)
                self._quiet -= 1

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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that mean more here than in an ordinary text box."""
        if self.filter_key is not None and self.filter_key(event):
            return
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Redo) or _is_shift_undo(event):
            self.redo_asked.emit()
        elif event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._activate_mention_at(self.textCursor())
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
            self.insert(Line(order=key), above)
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
        """A press on a name chooses that person on the web beside."""
        super().mouseReleaseEvent(event)
        still = (event.position() - self._pressed_at).manhattanLength() < 4
        mark = self._mark_under(event.position())
        if event.button() == Qt.MouseButton.LeftButton and still and mark is not None:
            self.mention_activated.emit(mark.node)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the line in hand in sight."""
        super().resizeEvent(event)
        self.ensureCursorVisible()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close the quotation marks that stay open while somebody types."""
        super().focusOutEvent(event)
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

    def _activate_mention_at(self, cursor: QTextCursor) -> None:
        line = self.line_of(cursor.block())
        mark = line.mark_at(cursor.positionInBlock()) if line else None
        if mark is not None:
            self.mention_activated.emit(mark.node)

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
                paint_quotes(painter, block, line, self.before(line), closed=not typing and bool(line.text))
            block = block.next()
        painter.end()

    def caret_rect(self, back: int = 0) -> QRect:
        """Return where the cursor is in the viewport, or where it was `back` places before."""
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.MoveAnchor, back)
        return self.cursorRect(cursor)


def _nothing(_line: Line) -> str:
    return ""


def _even(text: str) -> bool:
    return text.count('"') % 2 == 0 and text.count("“") == text.count("”")


def _is_shift_undo(event: QKeyEvent) -> bool:
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    return event.key() == Qt.Key.Key_Z and event.modifiers() & held == held


def _edits(event: QKeyEvent) -> bool:
    printable = bool(event.text()) and event.text().isprintable()
    held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier)
    return event.key() in _EDITING_KEYS or (printable and not held) or event.matches(QKeySequence.StandardKey.Paste)
