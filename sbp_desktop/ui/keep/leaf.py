"""A page to leave with somebody, drawn: words first, the web small, whom to ring at the foot; A4, upright."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from math import ceil
from uuid import UUID

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPagedPaintDevice, QPainter, QPixmap, QTextDocument

from sbp_desktop.models.dates import present_on
from sbp_desktop.models.plan_snapshots import LeafSnapshot
from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import WebSnapshot
from sbp_desktop.ui.keep import leaf_words
from sbp_desktop.ui.tokens import LIGHT, Tokens
from sbp_desktop.ui.web import key, pictures, style
from sbp_desktop.ui.web.scene import WebScene
from sbp_desktop.ui.web.style import Style

WIDE, HIGH = 794.0, 1123.0  # A4 upright, in units of 96 to the inch
MARGIN = 56.0
_GAP = 20.0
_TEXT_PX, _LARGE_PX = 16, 24  # 12 points, and the 18 of large print
_KEY_ROWS = 6
_LEAST_WEB, _LEAST_LARGE_WEB, _MOST_WEB = 370.0, 600.0, 660.0  # how high the web with its key is drawn
_KEY_SHARE = 0.75  # of the page's width, in ordinary print
_LEAST_SAID = 3
_SHORT = 160  # letters of a long saying that stay where room is scarce
_PAGES = 2  # the most there should be, in large print; ordinary print has one


@dataclass(frozen=True)
class Leaf:
    """What is put on paper, and how. `plain` is black on white, where shape and line alone tell."""

    about: LeafSnapshot
    now: int
    large: bool = False
    plain: bool = False
    below: str = ""
    faces: Mapping[UUID, QPixmap] = field(default_factory=dict)
    _scenes: list[WebScene] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def name(self) -> str:
        return f"{leaf_words.title()}. {leaf_words.whose_and_when(self.about, self.now)}"

    @property
    def text(self) -> str:
        """Return all of it in words, for a screen reader."""
        return leaf_words.as_text(self.about, self.now)

    @cached_property
    def tokens(self) -> Tokens:
        """Return the colours it is drawn in."""
        return pictures.black_on_white() if self.plain else LIGHT

    # -- what has room

    @cached_property
    def _foot(self) -> QTextDocument:
        told = leaf_words.at_the_foot(self.about)
        across = min(2 if self.large else 3, len(told)) or 1
        quiet = f"font-size:{self._quiet_px}px; color:{self._second}"
        cells = [
            f'<td width="{100 // across}%" style="padding-right:12px; padding-bottom:4px"><span style="{quiet}">'
            f"{escape(heading)}</span><br><b>{escape(line).replace(', ', '<br>')}</b></td>"
            for heading, line in told
        ]
        rows = "".join(f"<tr>{''.join(cells[at : at + across])}</tr>" for at in range(0, len(cells), across))
        below = f'<p style="{quiet}; margin-top:8px">{escape(self.below)}</p>' if self.below else ""
        return self._document(f'<table width="100%" cellspacing="0">{rows}</table>{below}')

    @cached_property
    def _room(self) -> QRectF:
        """Where words and web go on every page, above the foot."""
        foot = self._foot.size().height() + _GAP
        return QRectF(MARGIN, MARGIN, WIDE - 2 * MARGIN, HIGH - 2 * MARGIN - foot)

    @cached_property
    def _words(self) -> QTextDocument:
        """All the words where there is room for them; else fewer and shorter sayings, and that there are more."""
        said = leaf_words.said(self.about)
        wanted = _PAGES if self.large else 1
        whole = self._with(said)
        if not said or self._pages_with(whole) <= wanted:
            return whole
        short = leaf_words.said(self.about, _SHORT)
        for lines in (said, short):
            least, most = min(_LEAST_SAID, len(lines)), len(lines)
            while least < most:  # as many as there is room for
                middle = ceil((least + most) / 2)
                if self._pages_with(self._with(lines[:middle], more=lines[:middle] != said)) <= wanted:
                    least = middle
                else:
                    most = middle - 1
            found = self._with(lines[:least], more=lines[:least] != said)
            if self._pages_with(found) <= wanted:
                return found
        return found

    def _pages_with(self, words: QTextDocument) -> int:
        return words.pageCount() + (
            0 if self._left_below(words) >= (_LEAST_LARGE_WEB if self.large else _LEAST_WEB) else 1
        )

    def _left_below(self, words: QTextDocument) -> float:
        """How much of the last page of words is free."""
        end = words.documentLayout().blockBoundingRect(words.lastBlock()).bottom()
        return words.pageCount() * self._room.height() - end - _GAP

    @cached_property
    def pages(self) -> int:
        """How many pages there are: one, or in large print two; more only where the plan alone asks for them."""
        return self._pages_with(self._words)

    def _with(self, said: list[str], *, more: bool = False) -> QTextDocument:
        """The words with so much of what was said."""
        about = replace(self.about, talk=None)  # what was agreed always stands whole
        blocks = [_paragraph(f"<b>{escape(leaf_words.title())}</b>", round(self._px * 1.6), below=0.1)]
        blocks += [_paragraph(escape(leaf_words.whose_and_when(self.about, self.now)), self._quiet_px, self._second)]
        if said:
            left_out = [leaf_words.more()] if more else []
            blocks += [self._heading(leaf_words.parts(self.about)[0][0])]
            blocks += [_paragraph(_plain(line), round(self._px * 1.15)) for line in said]
            blocks += [_paragraph(_plain(line), self._px) for line in left_out]
        for told, lines in leaf_words.parts(about):
            blocks += [self._heading(told), *(_paragraph(_plain(line), self._px) for line in lines)]
        return self._document("".join(blocks), paged=True)

    def _heading(self, words: str) -> str:
        above = round(self._px * 0.9)
        return _paragraph(f"<b>{escape(words)}</b>", round(self._px * 1.1), self.tokens.accent.name(), above=above)

    def _document(self, html: str, *, paged: bool = False) -> QTextDocument:
        document = QTextDocument()
        document.setDocumentMargin(0)
        document.setDefaultFont(style.face(self._px))
        document.setHtml(f'<div style="color:{self.tokens.ink.name()}; line-height:125%">{html}</div>')
        if paged:
            document.setPageSize(self._room.size())
        else:
            document.setTextWidth(WIDE - 2 * MARGIN)
        return document

    @property
    def _px(self) -> int:
        return _LARGE_PX if self.large else _TEXT_PX

    @property
    def _quiet_px(self) -> int:
        return round(self._px * 0.85)

    @property
    def _second(self) -> str:
        return self.tokens.secondary.name()

    # -- drawing it

    def paint(self, painter: QPainter, page: int) -> None:
        """Draw one page, from 0 on, in units of 96 to the inch."""
        room, words = self._room, self._words
        if page < words.pageCount():
            painter.save()
            painter.translate(room.left(), room.top() - page * room.height())
            words.drawContents(painter, QRectF(0, page * room.height(), room.width(), room.height()))
            painter.restore()
        if page == self.pages - 1:
            free = self._left_below(words) if page < words.pageCount() else room.height()
            high = min(_MOST_WEB, free)
            self._paint_web(painter, QRectF(room.left(), room.bottom() - free, room.width(), high))
        self._paint_foot(painter, page)

    def _paint_web(self, painter: QPainter, room: QRectF) -> None:
        """The web as it is today with its key under it."""
        drawn = Style(self.tokens, cosmetic=False)
        key_wide, key_high = key.size(_KEY_ROWS)
        key_scale = room.width() / key_wide * (1 if self.large else _KEY_SHARE)
        free = room.adjusted(0, 0, 0, -key_high * key_scale - _GAP / 2)
        scene = self._drawn_for(free.size())
        used = scene.used()
        target = QRectF()
        target.setSize(used.size() * min(free.width() / used.width(), free.height() / used.height(), 1.0))
        target.moveCenter(free.center())
        scene.render(painter, target, used)
        painter.save()
        painter.translate(room.left(), room.bottom() - key_high * key_scale)
        painter.scale(key_scale, key_scale)
        key.paint_key(painter, drawn, _KEY_ROWS)
        painter.restore()

    def _drawn_for(self, room: QSizeF) -> WebScene:
        """The web laid out for so much room: once, for the screen and for paper, because that is what takes longest."""
        if self._scenes:
            return self._scenes[0]
        scene = WebScene(self.tokens, cosmetic=False)
        scene.set_faces(self.faces)
        scene.lay_out(room.width() / room.height())

        def see_it_all() -> None:
            whole = scene.whole()
            seen_at = min(room.width() / whole.width(), room.height() / whole.height()) * _TEXT_PX / self._px
            scene.see(max(seen_at, style.FAR))  # smaller, it would be drawn without its words

        scene.arranged.connect(see_it_all)
        scene.show_web(_there_today(self.about.web, self.now), Showing(self.now))
        scene.arranged.disconnect(see_it_all)
        scene.setBackgroundBrush(Qt.BrushStyle.NoBrush)
        self._scenes.append(scene)
        return scene

    def put_away(self) -> None:
        """Let go of what was drawn."""
        while self._scenes:
            self._scenes.pop().deleteLater()

    def _paint_foot(self, painter: QPainter, page: int) -> None:
        high = self._foot.size().height()
        top = HIGH - MARGIN - high
        painter.setPen(self.tokens.hairline)
        painter.drawLine(round(MARGIN), round(top - _GAP / 2), round(WIDE - MARGIN), round(top - _GAP / 2))
        painter.save()
        painter.translate(MARGIN, top)
        self._foot.drawContents(painter)
        painter.restore()
        if self.pages > 1:
            painter.setPen(self.tokens.secondary)
            painter.setFont(style.face(self._px * 0.85))
            said = leaf_words.page_of(page + 1, self.pages)
            bottom = QRectF(MARGIN, HIGH - MARGIN + 8, WIDE - 2 * MARGIN, MARGIN - 8)
            painter.drawText(bottom, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop), said)

    def picture(self, page: int, wide: int) -> QImage:
        """Return a page as it will be, so many pixels wide."""
        image = QImage(QSize(wide, round(wide * HIGH / WIDE)), QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.scale(wide / WIDE, wide / WIDE)
        self.paint(painter, page)
        painter.end()
        return image

    def put_on(self, device: QPagedPaintDevice, resolution: int) -> None:
        """Put all of it on the pages of a printer or a PDF, `resolution` dots to the inch."""
        device.setPageLayout(pictures.page_layout("A4", upright=True))
        painter = QPainter(device)
        painter.scale(resolution / 96, resolution / 96)
        for page in range(self.pages):
            if page:
                device.newPage()
            self.paint(painter, page)
        painter.end()


def _there_today(web: WebSnapshot, day: int) -> WebSnapshot:
    """What is there today, and what is hoped for: what has ended would only crowd a small picture."""
    nodes = tuple(node for node in web.nodes if present_on(day, node.since, node.until))
    return replace(web, nodes=nodes, ties=tuple(tie for tie in web.ties if present_on(day, tie.since, tie.until)))


def _paragraph(marked: str, px: int, colour: str = "", *, above: int = 0, below: float = 0.35) -> str:
    ink = f"; color:{colour}" if colour else ""
    return f'<p style="font-size:{px}px{ink}; margin-top:{above}px; margin-bottom:{round(px * below)}px">{marked}</p>'


def _plain(line: str) -> str:
    return escape(line).replace("\n", "<br>")
