"""How a line of a conversation looks: their words larger and in quotation marks, notes quieter, names underlined."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QSyntaxHighlighter,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextLayout,
)

from sbp_desktop.models.jargon import Offer
from sbp_desktop.models.spelling import Wrong
from sbp_desktop.ui import local_words, theme
from sbp_desktop.ui.conversations.line import NOTE, Line, to_qt
from sbp_desktop.ui.spelling import Speller, soft_line, underline_wrong

LINE_ID = QTextFormat.Property.UserProperty + 1
OPENING, CLOSING = "“", "”"
_LINE_HEIGHT = 117  # per cent of the face's own line (1.24 of its size): the 1.45 of the design
_BETWEEN = theme.SPACE_16
_NAME_GAP = theme.SPACE_8
_BAR, _BAR_ROOM = 3, theme.SPACE_12


def role(line: Line) -> theme.TextRole:
    """Return the size a line is set in."""
    return "body" if line.kind == NOTE else "words"


class Looks:
    """How the paragraphs of lines and their letters look, worked out once for all that look the same; of one moment,
    for the theme may change.
    """

    def __init__(self) -> None:
        self._made: dict[tuple[str, str, bool], tuple[QTextBlockFormat, QTextCharFormat]] = {}

    def of(self, line: Line, before: str) -> tuple[QTextBlockFormat, QTextCharFormat]:
        """Return the look of a line's paragraph, whose it is among it, and of its letters; `before` is what stands in
        front of the words.
        """
        alike = (line.kind, before, line.doubted)
        shape, letters = self._made.get(alike) or self._made.setdefault(alike, _look(line, before))
        shape.setProperty(LINE_ID, line.entry.hex)
        return shape, letters

    def dress(self, block: QTextBlock, line: Line, before: str) -> None:
        """Give a paragraph the look of its line, and remember whose it is."""
        cursor = QTextCursor(block)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        shape, letters = self.of(line, before)
        cursor.setBlockFormat(shape)
        cursor.setCharFormat(letters)
        cursor.setBlockCharFormat(letters)


def _look(line: Line, before: str) -> tuple[QTextBlockFormat, QTextCharFormat]:
    shape = QTextBlockFormat()
    shape.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    shape.setBottomMargin(_BETWEEN)
    shape.setLeftMargin(_BAR_ROOM if line.doubted else 0)
    shape.setTextIndent(_room_before(line, before))
    shape.setRightMargin(_quote_width() if line.kind != NOTE else 0)
    letters = QTextCharFormat()
    letters.setFont(theme.font(role(line)))
    return shape, letters


def line_id(block: QTextBlock) -> str:
    """Return the id `dress` gave the block, or an empty text."""
    return str(block.blockFormat().property(LINE_ID) or "")


def paint_quotes(painter: QPainter, block: QTextBlock, line: Line, before: str, *, closed: bool) -> None:
    """Draw what belongs to the look and not to the text: who says it, and the quotation marks."""
    layout = block.layout()
    if (line.kind == NOTE and not before) or layout.lineCount() == 0:
        return
    colours, first = theme.tokens(), layout.lineAt(0)
    baseline = layout.position() + QPointF(first.x(), first.y() + first.ascent())
    if line.kind != NOTE:
        painter.setFont(theme.font("words"))
        painter.setPen(colours.ink)
        painter.drawText(baseline - QPointF(_quote_width(), 0), OPENING)
        if closed:
            painter.drawText(_end(layout), CLOSING)
    if before:
        painter.setFont(theme.font("secondary"))
        painter.setPen(colours.secondary)
        painter.drawText(baseline - QPointF(_room_before(line, before), 0), before)


def paint_bar(painter: QPainter, block: QTextBlock) -> None:
    """Draw the bar beside a paragraph that stands in two versions."""
    layout = block.layout()
    box = layout.boundingRect().translated(layout.position())
    painter.fillRect(QRectF(0, box.top(), _BAR, box.height()), theme.tokens().accent)


def _end(layout: QTextLayout) -> QPointF:
    """Where the next letter of the paragraph would stand, on its baseline."""
    last = layout.lineAt(layout.lineCount() - 1)
    return layout.position() + QPointF(last.x() + last.naturalTextWidth(), last.y() + last.ascent())


def _quote_width() -> float:
    return QFontMetricsF(theme.font("words")).horizontalAdvance(OPENING)


def _room_before(line: Line, before: str) -> float:
    name = QFontMetricsF(theme.font("secondary")).horizontalAdvance(before) + _NAME_GAP if before else 0.0
    return name + (_quote_width() if line.kind != NOTE else 0.0)


class Underliner(QSyntaxHighlighter):
    """Underlines names in the accent colour, and tints those of the one who is chosen on the web beside; a dotted line
    is under what a note could say plainer, where that is offered (practice.md A07), and a wave under what is spelt
    wrong, once there is a `speller`.
    """

    def __init__(
        self, document: QTextDocument, line_of: Callable[[QTextBlock], Line | None], is_current: Callable[[Line], bool]
    ) -> None:
        super().__init__(document)
        self._line_of, self._is_current = line_of, is_current
        self.chosen: UUID | None = None
        self.plainer = False
        self.speller: Speller | None = None
        self.caret: Callable[[QTextBlock], int] = lambda _block: -1
        local_words.bell.changed.connect(self.rehighlight)

    def offers(self, line: Line, text: str) -> list[Offer]:
        """What a line that reads `text` could say plainer, in UTF-16 units; in our notes, never in their words."""
        if not self.plainer or line.kind != NOTE or line.locked or line.private:
            return []
        found = [
            o._replace(start=to_qt(text, o.start), end=to_qt(text, o.end))
            for o in local_words.avoided().offers_in(text)
        ]
        return [each for each in found if not any(m.start < each.end and each.start < m.end for m in line.marks)]

    def use(self, speller: Speller, caret: Callable[[QTextBlock], int]) -> None:
        """Look at spelling too; `caret` says where in a paragraph somebody is typing."""
        self.speller, self.caret = speller, caret
        speller.changed.connect(self.rehighlight)

    def wrong_in(self, line: Line, text: str, caret: int = -1) -> list[Wrong]:
        """What is spelt wrong in a line that reads `text`, in UTF-16 units; in our notes, never in their words."""
        if self.speller is None or line.kind != NOTE or line.locked or line.private:
            return []
        found = self.speller.wrong_in(text, caret)
        return [each for each in found if not any(m.start < each.end and each.start < m.end for m in line.marks)]

    def offer_at(self, line: Line, caret: int) -> Offer | None:
        """The offer in a line that is nearest to the cursor."""
        return min(self.offers(line, line.text), key=lambda o: max(o.start - caret, caret - o.end, 0), default=None)

    def highlightBlock(self, text: str) -> None:
        """Called by Qt for each changed paragraph."""
        line = self._line_of(self.currentBlock())
        if line is None:
            return
        colours = theme.tokens()
        if line.private:
            quiet = QTextCharFormat()
            quiet.setForeground(colours.secondary if self._is_current(line) else Qt.GlobalColor.transparent)
            self.setFormat(0, self.currentBlock().length(), quiet)
            return
        underline_wrong(self, self.wrong_in(line, text, self.caret(self.currentBlock())))
        for offer in self.offers(line, text):
            plainer = soft_line(QTextCharFormat.UnderlineStyle.DotLine)
            self.setFormat(offer.start, offer.end - offer.start, plainer)
        for mark in line.marks:
            name = QTextCharFormat()
            name.setForeground(colours.ink)
            name.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
            name.setUnderlineColor(colours.accent)
            if mark.node == self.chosen:
                name.setBackground(colours.accent_tint)
            self.setFormat(mark.start, mark.end - mark.start, name)
