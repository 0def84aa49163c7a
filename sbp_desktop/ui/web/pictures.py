"""A web to keep, send or print: PNG, SVG, vector PDF or a printer's pages, with key, date and whose view it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from html import escape
from pathlib import Path
from typing import Literal
from uuid import UUID

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QPixmap,
    QTextDocument,
)
from PySide6.QtSvg import QSvgGenerator

from sbp_desktop.errors import MalformedInput
from sbp_desktop.models.layouts import LAYOUTS
from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import WebSnapshot
from sbp_desktop.services import locked_pdf
from sbp_desktop.ui.differently import words as seen_differently
from sbp_desktop.ui.tokens import DARK, LIGHT, Tokens, high_contrast
from sbp_desktop.ui.web import key, style, told
from sbp_desktop.ui.web.scene import WebScene
from sbp_desktop.ui.web.style import Style

Paper = Literal["A4", "A3"]
Colours = Literal["light", "dark", "plain"]
Parts = Literal["picture", "list", "both"]
FORMATS = ("png", "svg", "pdf")

_SHEET = {"A4": (1123.0, 794.0), "A3": (1587.0, 1123.0)}  # landscape at 96 units to the inch
_UNITS = 96  # to the inch
_MARGIN = 32.0
_HEAD = 62.0
_KEY_SCALE = 0.62
_KEY_ROWS = 3  # a strip along the foot, clear of the web
_KEY_GAP = 12.0
_LARGEST_SCALE = 1.4
_PNG_SCALE = 2.0
_PDF_DPI = 300
_RING_GREY = QColor("#9A9A9A")  # rings are the faintest thing on paper too: black ones would cross out names
_BELOW_PX = 12
_OTHERWISE, _OTHERWISE_LETTERS = 2, 160  # that stand over a picture
_TEXT_PX, _LARGE_PX = 16, 24  # 12 points, and the 18 of large print


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is put on paper, and how.

    `plain` colours are black on white, where shape and line alone tell. `large` is large print. `below` is one
    sentence at the end: for whom this copy is. `faces` are the photos of nodes, `paper_map` that of the map under it.
    """

    web: WebSnapshot
    showing: Showing
    parts: Parts = "picture"
    paper: Paper = "A4"
    colours: Colours = "light"
    large: bool = False
    below: str = ""
    faces: Mapping[UUID, QPixmap] = field(default_factory=dict)
    paper_map: QImage = field(default_factory=QImage)

    @property
    def title(self) -> str:
        return told.name(self.web)

    @property
    def when(self) -> str:
        return told.whose_and_when(self.web, self.showing.day)

    def tokens(self) -> Tokens:
        """Return the colours it is drawn in."""
        return {"light": LIGHT, "dark": DARK}.get(self.colours) or black_on_white()


def black_on_white() -> Tokens:
    """Return colours for a printer that has one: no tints, every line and every shape in full black."""
    palette = QPalette(Qt.GlobalColor.white)
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Highlight):
        palette.setColor(role, Qt.GlobalColor.black)
    for role in (QPalette.ColorRole.Window, QPalette.ColorRole.Base, QPalette.ColorRole.HighlightedText):
        palette.setColor(role, Qt.GlobalColor.white)
    return high_contrast(palette)._replace(hairline=_RING_GREY)


def save_picture(sheet: Sheet, path: Path, format: str, passphrase: str = "") -> None:
    """Write a sheet to `path`. `format` is png, svg or pdf; the first two hold the picture alone, the second with the
    list as its description; a PDF opens with the passphrase alone where there is one. Raises MalformedInput for another
    format or layout, and OSError.
    """
    if format not in FORMATS:
        raise MalformedInput(str(path), None, "format", f"'{format}' is not a kind of picture: png, svg or pdf")
    if sheet.showing.layout not in LAYOUTS:
        known = ", ".join(LAYOUTS)
        raise MalformedInput(str(path), None, "layout", f"'{sheet.showing.layout}' is not a layout: {known}")
    path.write_bytes(_pdf(sheet, passphrase) if format == "pdf" else {"png": _png, "svg": _svg}[format](sheet))


def print_sheet(sheet: Sheet, device: QPagedPaintDevice, resolution: int) -> None:
    """Put a sheet on the pages of a printer or a PDF, `resolution` dots to the inch: the picture across, then the
    list upright. The device's margins must be none.
    """
    upright = page_layout(sheet.paper, upright=True)
    device.setPageLayout(upright if sheet.parts == "list" else page_layout(sheet.paper, upright=False))
    painter = QPainter(device)
    painter.scale(resolution / _UNITS, resolution / _UNITS)
    wide, high = _SHEET[sheet.paper]
    if sheet.parts != "list":
        _paint(painter, sheet, QRectF(0, 0, wide, high))
    listed = sheet.parts != "picture" or bool(told.seen_differently_in(sheet.web, sheet.showing))
    if listed and sheet.parts != "list":
        device.setPageLayout(upright)
        device.newPage()
    if listed:
        _paint_list(painter, sheet, device, QRectF(0, 0, high, wide))
    painter.end()


def page_layout(paper: Paper, *, upright: bool) -> QPageLayout:
    """Return a whole page without margins, for a printer or a PDF."""
    size = QPageSize(QPageSize.PageSizeId.A3 if paper == "A3" else QPageSize.PageSizeId.A4)
    way = QPageLayout.Orientation.Portrait if upright else QPageLayout.Orientation.Landscape
    return QPageLayout(size, way, QMarginsF(0, 0, 0, 0))


def _png(sheet: Sheet) -> bytes:
    wide, high = _SHEET[sheet.paper]
    image = QImage(QSize(round(wide * _PNG_SCALE), round(high * _PNG_SCALE)), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.scale(_PNG_SCALE, _PNG_SCALE)
    _paint(painter, sheet, QRectF(0, 0, wide, high))
    painter.end()
    buffer = _buffer()
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes, Qt wants str
    return bytes(buffer.data().data())


def _svg(sheet: Sheet) -> bytes:
    area = QRectF(QPointF(0, 0), QSizeF(*_SHEET[sheet.paper]))
    buffer = _buffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(area.size().toSize())
    generator.setViewBox(area)
    generator.setResolution(_UNITS)
    generator.setTitle(f"{sheet.title}. {sheet.when}")
    generator.setDescription(told.as_text("", told.web_in_words(sheet.web, sheet.showing), below=sheet.below))
    painter = QPainter(generator)
    _paint(painter, sheet, area)
    painter.end()
    return bytes(buffer.data().data())


def _pdf(sheet: Sheet, passphrase: str) -> bytes:
    return as_pdf(f"{sheet.title}. {sheet.when}", partial(print_sheet, sheet), passphrase)


def as_pdf(title: str, put: Callable[[QPagedPaintDevice, int], object], passphrase: str = "") -> bytes:
    """Return a vector PDF, which opens with the passphrase alone where there is one; `put` draws on a device of so many
    dots to the inch.
    """
    buffer = _buffer()
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setResolution(_PDF_DPI)
    put(writer, _PDF_DPI)
    pdf = bytes(buffer.data().data())
    return locked_pdf.lock(pdf, passphrase) if passphrase else pdf


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.setData(QByteArray())
    buffer.open(QIODevice.OpenModeFlag.ReadWrite)
    return buffer


# ---- the picture


def _paint(painter: QPainter, sheet: Sheet, area: QRectF) -> None:
    drawn = Style(sheet.tokens(), cosmetic=False)
    scene = WebScene(drawn.colours, cosmetic=False)
    scene.set_faces(sheet.faces)
    scene.show_web(sheet.web, sheet.showing)
    if sheet.web.paper is not None and not sheet.paper_map.isNull():
        grey = sheet.colours == "plain"
        map_ = sheet.paper_map.convertToFormat(QImage.Format.Format_Grayscale8) if grey else sheet.paper_map
        scene.paper.set_photo(sheet.web.paper.photo, map_)
    if drawn.colours.dark or not isinstance(painter.device(), QPagedPaintDevice):  # real paper needs no ink
        painter.fillRect(area, drawn.colours.paper)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    inner = area.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
    _paint_head(painter, sheet, drawn, inner)
    key_height = key.size(_KEY_ROWS)[1] * _KEY_SCALE
    used = scene.used()
    scene.setBackgroundBrush(Qt.BrushStyle.NoBrush)
    room = inner.adjusted(0, _HEAD, 0, -key_height - _KEY_GAP)
    largest = _LARGEST_SCALE if sheet.paper == "A3" else 1.0
    scale = min(room.width() / used.width(), room.height() / used.height(), largest)
    target = QRectF(QPointF(0, 0), used.size() * scale)
    target.moveCenter(room.center())
    scene.render(painter, target, used)
    painter.save()
    painter.translate(inner.left(), inner.bottom() - key_height)
    painter.scale(_KEY_SCALE, _KEY_SCALE)
    key.paint_key(painter, drawn, _KEY_ROWS)
    painter.restore()


def _paint_head(painter: QPainter, sheet: Sheet, drawn: Style, inner: QRectF) -> None:
    left, right = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
    painter.setPen(drawn.colours.ink)
    painter.setFont(style.face(24, bold=True))
    painter.drawText(inner, int(left), sheet.title)
    painter.setPen(drawn.colours.secondary)
    painter.setFont(style.face(style.QUIET_PX))
    painter.drawText(inner.adjusted(0, 34, 0, 0), int(left), sheet.when)
    painter.setFont(style.face(_BELOW_PX))
    below = "\n".join((sheet.below, *_otherwise(sheet)))
    painter.drawText(inner.adjusted(inner.width() * 0.55, 6, 0, 0), int(right | Qt.TextFlag.TextWordWrap), below)


def _otherwise(sheet: Sheet) -> list[str]:
    """What somebody sees differently, as far as there is room over the picture; a PDF has all of it on a page after."""
    every = told.seen_differently_in(sheet.web, sheet.showing)
    if len(every) <= _OTHERWISE and sum(map(len, every)) <= _OTHERWISE * _OTHERWISE_LETTERS:
        return every
    return [seen_differently.in_the_list()]


# ---- the list


def _paint_list(painter: QPainter, sheet: Sheet, device: QPagedPaintDevice, area: QRectF) -> None:
    """The web in words, over as many pages as it takes."""
    room = area.adjusted(_MARGIN * 2, _MARGIN * 2, -_MARGIN * 2, -_MARGIN * 2)
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setDefaultFont(style.face(_LARGE_PX if sheet.large else _TEXT_PX))
    document.setHtml(_html(sheet))
    document.setPageSize(room.size())
    for page in range(document.pageCount()):
        if page:
            device.newPage()
        painter.save()
        painter.translate(room.left(), room.top() - page * room.height())
        document.drawContents(painter, QRectF(0, page * room.height(), room.width(), room.height()))
        painter.restore()


def _html(sheet: Sheet) -> str:
    parts = [
        f'<h1 style="margin-bottom:0">{escape(sheet.title)}</h1><p style="margin-top:4px">{escape(sheet.when)}</p>'
    ]
    for heading, lines in told.web_in_words(sheet.web, sheet.showing, only_otherwise=sheet.parts == "picture"):
        items = "".join(f'<li style="margin-bottom:6px">{escape(line)}</li>' for line in lines)
        parts.append(f"<h2>{escape(heading)}</h2><ul>{items}</ul>")
    if sheet.below:
        parts.append(f"<p>{escape(sheet.below)}</p>")
    return f'<div style="color:black; line-height:130%">{"".join(parts)}</div>'
