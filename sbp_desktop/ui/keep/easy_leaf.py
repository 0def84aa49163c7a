"""A page to leave in easy words, drawn: large words, one idea a line, a picture beside it; then the web, large."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen, QTextDocument

from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.keep import easy_words, leaf_words
from sbp_desktop.ui.keep.easy_words import Line, Picture
from sbp_desktop.ui.keep.leaf import HIGH, MARGIN, WIDE, Leaf
from sbp_desktop.ui.web import glyphs, style
from sbp_desktop.ui.widgets.face import initial

_PX, _TITLE_PX, _HEADING_PX, _QUIET_PX = 27, 42, 31, 20  # words of 20 points
_PICTURE, _BESIDE = 76.0, 28.0
_ABOVE_HEADING, _BELOW_LINE = 26.0, 18.0
_FOOT = 28.0
_ROOM = HIGH - 2 * MARGIN - _FOOT


@dataclass(frozen=True)
class _Block:
    """Something with its height, and how much of what follows stays on the same page with it."""

    high: float
    draw: Callable[[QPainter, float], None]
    keeps: float = 0.0


@dataclass(frozen=True)
class EasyLeaf(Leaf):
    """As a leaf in large print, and as many pages as its ideas ask for: nothing is shortened. The web comes last."""

    @property
    def text(self) -> str:
        """Return all of it in words."""
        return easy_words.as_text(self.about, self.now)

    @cached_property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self._laid_out) + 1

    def paint(self, painter: QPainter, page: int) -> None:
        """Draw one page, from 0 on, in units of 96 to the inch."""
        if page < len(self._laid_out):
            for top, block in self._laid_out[page]:
                block.draw(painter, MARGIN + top)
        else:
            heading = self._document_of(leaf_words.my_people(), _HEADING_PX, bold=True)
            self._draw_words(painter, heading, MARGIN, MARGIN)
            top = MARGIN + heading.size().height() + _BELOW_LINE
            room = QRectF(MARGIN, top, WIDE - 2 * MARGIN, _ROOM - top + MARGIN)
            self._paint_web(painter, room)
        self._paint_number(painter, page)

    # -- what stands where

    @cached_property
    def _laid_out(self) -> list[list[tuple[float, _Block]]]:
        pages: list[list[tuple[float, _Block]]] = [[]]
        top = 0.0
        for block in self._blocks():
            if top and top + block.high + block.keeps > _ROOM:
                pages.append([])
                top = 0.0
            pages[-1].append((top, block))
            top += block.high
        return pages

    def _blocks(self) -> list[_Block]:
        blocks = [
            self._words_block(leaf_words.title(), _TITLE_PX, bold=True),
            self._words_block(leaf_words.whose_and_when(self.about, self.now), _QUIET_PX),
        ]
        for heading, lines in easy_words.parts(self.about):
            under = [self._line_block(line) for line in lines]
            high = sum(block.high for block in under)
            keeps = (
                high if high <= _ROOM / 2 else under[0].high
            )  # a heading never stands alone, few lines stay together
            blocks += [self._words_block(heading, _HEADING_PX, bold=True, above=_ABOVE_HEADING, keeps=keeps), *under]
        if self.below:
            blocks.append(self._words_block(self.below, _QUIET_PX, above=_ABOVE_HEADING))
        return blocks

    def _words_block(
        self, words: str, px: int, *, bold: bool = False, above: float = 0.0, keeps: float = 0.0
    ) -> _Block:
        document = self._document_of(words, px, bold=bold)

        def draw(painter: QPainter, top: float) -> None:
            self._draw_words(painter, document, MARGIN, top + above)

        return _Block(above + document.size().height() + _BELOW_LINE, draw, keeps)

    def _line_block(self, line: Line) -> _Block:
        left = MARGIN + _PICTURE + _BESIDE
        document = self._document_of(line.words, _PX, wide=WIDE - MARGIN - left)
        high = max(_PICTURE, document.size().height())

        def draw(painter: QPainter, top: float) -> None:
            self._paint_picture(painter, line.picture, QRectF(MARGIN, top, _PICTURE, _PICTURE))
            lower = max(0.0, (_PICTURE - document.size().height()) / 2)
            self._draw_words(painter, document, left, top + lower)

        return _Block(high + _BELOW_LINE, draw)

    def _document_of(
        self, words: str, px: int, *, bold: bool = False, wide: float = WIDE - 2 * MARGIN
    ) -> QTextDocument:
        document = QTextDocument()
        document.setDocumentMargin(0)
        document.setDefaultFont(style.face(px, bold=bold))
        document.setPlainText(words)
        document.setTextWidth(wide)
        return document

    def _draw_words(self, painter: QPainter, document: QTextDocument, left: float, top: float) -> None:
        painter.save()
        painter.translate(left, top)
        document.drawContents(painter)
        painter.restore()

    # -- pictures

    def _paint_picture(self, painter: QPainter, picture: Picture, box: QRectF) -> None:
        painter.save()
        painter.setPen(QPen(self.tokens.ink, 2.4, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
        if picture.who is not None and picture.who in self.faces:
            self._paint_photo(painter, self.faces[picture.who].toImage(), box)
        elif picture.sign:
            painter.translate(box.center())
            painter.drawPath(glyphs.symbol_path(picture.sign, box.width() * 0.8))
        elif picture.day is not None:
            self._paint_day(painter, picture.day, box)
        elif picture.name:
            painter.setBrush(Qt.GlobalColor.white if self.plain else self.tokens.accent_tint)
            painter.drawEllipse(box.adjusted(2, 2, -2, -2))
            painter.setFont(style.face(box.height() * 0.42, bold=True))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, initial(picture.name))
        painter.restore()

    def _paint_photo(self, painter: QPainter, photo: QImage, box: QRectF) -> None:
        if self.plain:
            photo = photo.convertToFormat(QImage.Format.Format_Grayscale8)
        circle = QPainterPath()
        circle.addEllipse(box)
        side = min(photo.width(), photo.height())
        painter.setClipPath(circle)
        middle = QRectF((photo.width() - side) / 2, (photo.height() - side) / 2, side, side)
        painter.drawImage(box, photo, middle)

    def _paint_day(self, painter: QPainter, day: int, box: QRectF) -> None:
        """A leaf of a calendar with the day on it."""
        number, month = when_and_where.day_and_month(day, day).split(" ", 1)
        sheet = box.adjusted(4, 4, -4, -4)
        painter.setBrush(Qt.GlobalColor.white)
        painter.drawRoundedRect(sheet, 6, 6)
        head = QRectF(sheet.topLeft(), sheet.size())
        head.setHeight(sheet.height() * 0.32)
        painter.drawLine(head.bottomLeft(), head.bottomRight())
        painter.setFont(style.face(head.height() * 0.66))
        painter.drawText(head, Qt.AlignmentFlag.AlignCenter, month[:3])
        painter.setFont(style.face(sheet.height() * 0.46, bold=True))
        painter.drawText(sheet.adjusted(0, head.height(), 0, 0), Qt.AlignmentFlag.AlignCenter, number)

    def _paint_number(self, painter: QPainter, page: int) -> None:
        painter.setPen(self.tokens.ink)
        painter.setFont(style.face(_QUIET_PX))
        bottom = QRectF(MARGIN, HIGH - MARGIN - _FOOT + 8, WIDE - 2 * MARGIN, _FOOT)
        said = leaf_words.page_of(page + 1, self.pages)
        painter.drawText(bottom, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), said)
