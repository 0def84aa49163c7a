"""Lines and paragraphs: a text box that knows which line of a conversation each of its paragraphs is."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextBlock, QTextCursor
from PySide6.QtWidgets import QWidget

from sbp_desktop.models import derived
from sbp_desktop.models.order import between
from sbp_desktop.ui import theme
from sbp_desktop.ui.conversations.line import Line, Mark
from sbp_desktop.ui.conversations.line_look import Looks, Underliner, line_id
from sbp_desktop.ui.widgets import InvitingText


class LineText(InvitingText):
    """Keeps a `Line` for each paragraph, however paragraphs come and go. `before` tells what stands in front of a
    line's words ("Jean").
    """

    left = Signal(object)  # the cursor went from this Line to another
    removed = Signal(object)  # this Line is no longer there
    current_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.before: Callable[[Line], str] = _nothing
        self.person: UUID | None = None
        """Whose lines these are, once that is known."""
        self._lines: dict[str, Line] = {}
        self._current: Line | None = None
        self._quiet = 0  # while above zero, changes of the text are ours and not the worker's
        self.underliner = Underliner(self.document(), self.line_of, lambda line: line is self._current)
        self.cursorPositionChanged.connect(self._follow_cursor)
        theme.bell.changed.connect(self.redress)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines in place of all others, the cursor at the end of the last."""
        self._quiet += 1
        self._lines = {line.entry.hex: line for line in lines}
        self._current = None
        looks, cursor = Looks(), QTextCursor(self.document())
        with self._room_for_bar():
            self.clear()
            cursor.beginEditBlock()
            for number, line in enumerate(lines):
                shape, letters = looks.of(line, self.before(line))
                if number:
                    cursor.insertBlock(shape, letters)
                else:
                    cursor.setBlockFormat(shape)
                    cursor.setBlockCharFormat(letters)
                cursor.insertText(line.text, letters)
            cursor.endEditBlock()
        self._quiet -= 1
        self.moveCursor(QTextCursor.MoveOperation.End)
        self._follow_cursor()

    def new_line(self, **said: Any) -> Line:
        """A line that is nowhere yet, its id beside the person's others."""
        return Line(entry=derived.fresh(self.person), **said)

    @contextmanager
    def _room_for_bar(self) -> Iterator[None]:
        """Keep room for the scroll bar while the text is put in: were it to come only when the text turns out too long,
        all of it would be laid out three times.
        """
        policy = self.verticalScrollBarPolicy()
        if policy == Qt.ScrollBarPolicy.ScrollBarAsNeeded:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        yield
        self.setVerticalScrollBarPolicy(policy)

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
        Looks().dress(block, line, self.before(line))
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
        Looks().dress(cursor.block(), line, "")
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
            # An empty paragraph takes on the look of what goes.
            Looks().dress(cursor.block(), beside, self.before(beside))
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
            Looks().dress(block, line, self.before(line))
            self._quiet -= 1

    def say(self, line: Line, kind: str, said_by: UUID | None) -> None:
        """Set who says a line, and its look with it."""
        line.kind, line.said_by = kind, said_by
        self.put(line, line.text, line.marks)

    def redress(self) -> None:
        """Set every line anew, as after a change of theme or of who is called what."""
        self._quiet += 1
        looks, whole = Looks(), QTextCursor(self.document())
        whole.beginEditBlock()  # laid out once, not once for every line
        for block, line in self.blocks():
            looks.dress(block, line, self.before(line))
        whole.endEditBlock()
        self.underliner.rehighlight()
        self._quiet -= 1

    def offer_plainer(self, offered: bool) -> None:
        """Let plainer words be offered, or not."""
        if offered != self.underliner.plainer:
            self.underliner.plainer = offered
            self._quiet += 1
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
                line = self.new_line(order=between(key, self._next_key(block.next(), key)))
                own = line.entry.hex
                self._lines[own] = line
                self._quiet += 1
                Looks().dress(block, line, self.before(line))
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

    def _show_apart(self, *lines: Line | None) -> None:
        """A line kept apart can be read only while the cursor is in it."""
        for line in lines:
            block = self.block_of(line) if line is not None and line.private else None
            if block is not None:
                self._quiet += 1
                self.underliner.rehighlightBlock(block)
                self._quiet -= 1


def _nothing(_line: Line) -> str:
    return ""
