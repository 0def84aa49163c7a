"""A web as a picture to keep, send or print: PNG, SVG or vector PDF, with its key, its date and whose view it is."""

from datetime import date
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from sbp_desktop.errors import MalformedInput
from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import WebSnapshot
from sbp_desktop.ui.tokens import DARK, LIGHT
from sbp_desktop.ui.web import key, style
from sbp_desktop.ui.web.scene import WebScene
from sbp_desktop.ui.web.style import Style

Paper = Literal["A4", "A3"]

_SHEET = {"A4": (1123.0, 794.0), "A3": (1587.0, 1123.0)}  # landscape at 96 units to the inch
_MARGIN = 32.0
_HEAD = 62.0
_KEY_SCALE = 0.62
_KEY_ROWS = 2  # a strip along the foot, clear of the web
_KEY_GAP = 12.0
_PNG_SCALE = 2.0
_PDF_DPI = 300


def save_picture(
    web: WebSnapshot, day: int, path: Path, format: str, *, title: str, dark: bool = False, paper: Paper = "A4"
) -> None:
    """Write the web as it is on `day` (ordinal) to `path`. `format` is png, svg or pdf; `title` says whose view it is.

    Raises MalformedInput for another format and OSError when the file cannot be written.
    """
    drawn = Style(DARK if dark else LIGHT, cosmetic=False)
    scene = WebScene(drawn.colours, cosmetic=False)
    scene.show_web(web, Showing(day))
    wide, high = _SHEET[paper]
    sheet = QRectF(0, 0, wide, high)
    on = date.fromordinal(day)
    when = f"{on.day} {on:%B %Y}"
    match format:
        case "png":
            data = _png(scene, drawn, sheet, title, when)
        case "svg":
            data = _svg(scene, drawn, sheet, title, when)
        case "pdf":
            data = _pdf(scene, drawn, sheet, title, when, paper)
        case _:
            raise MalformedInput(str(path), None, "format", f"'{format}' is not a kind of picture: png, svg or pdf")
    path.write_bytes(data)


def _png(scene: WebScene, drawn: Style, sheet: QRectF, title: str, when: str) -> bytes:
    image = QImage(
        QSize(round(sheet.width() * _PNG_SCALE), round(sheet.height() * _PNG_SCALE)), QImage.Format.Format_RGB32
    )
    image.fill(drawn.colours.paper)
    painter = QPainter(image)
    painter.scale(_PNG_SCALE, _PNG_SCALE)
    _paint(painter, scene, drawn, sheet, title, when)
    painter.end()
    buffer = _buffer()
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes, Qt wants str
    return bytes(buffer.data().data())


def _svg(scene: WebScene, drawn: Style, sheet: QRectF, title: str, when: str) -> bytes:
    buffer = _buffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(sheet.size().toSize())
    generator.setViewBox(sheet)
    generator.setResolution(96)
    generator.setTitle(title)
    painter = QPainter(generator)
    painter.fillRect(sheet, drawn.colours.paper)
    _paint(painter, scene, drawn, sheet, title, when)
    painter.end()
    return bytes(buffer.data().data())


def _pdf(scene: WebScene, drawn: Style, sheet: QRectF, title: str, when: str, paper: Paper) -> bytes:
    buffer = _buffer()
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setResolution(_PDF_DPI)
    size = QPageSize(QPageSize.PageSizeId.A3 if paper == "A3" else QPageSize.PageSizeId.A4)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Landscape, QMarginsF(0, 0, 0, 0)))
    painter = QPainter(writer)
    painter.scale(_PDF_DPI / 96, _PDF_DPI / 96)
    if drawn.colours.dark:
        painter.fillRect(sheet, drawn.colours.paper)
    _paint(painter, scene, drawn, sheet, title, when)
    painter.end()
    return bytes(buffer.data().data())


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.setData(QByteArray())
    buffer.open(QIODevice.OpenModeFlag.ReadWrite)
    return buffer


def _paint(painter: QPainter, scene: WebScene, drawn: Style, sheet: QRectF, title: str, when: str) -> None:
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    inner = sheet.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
    painter.setPen(drawn.colours.ink)
    painter.setFont(style.face(24, bold=True))
    painter.drawText(inner, int(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft), title)
    painter.setPen(drawn.colours.secondary)
    painter.setFont(style.face(style.QUIET_PX))
    painter.drawText(inner.adjusted(0, 34, 0, 0), int(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft), when)
    used = scene.used()
    scene.setBackgroundBrush(Qt.BrushStyle.NoBrush)
    key_height = key.size(_KEY_ROWS)[1] * _KEY_SCALE
    room = inner.adjusted(0, _HEAD, 0, -key_height - _KEY_GAP)
    scale = min(room.width() / used.width(), room.height() / used.height(), 1.0 if sheet.width() < 1200 else 1.4)
    drawn_size = used.size() * scale
    target = QRectF(QPointF(0, 0), drawn_size)
    target.moveCenter(room.center())
    scene.render(painter, target, used)
    painter.save()
    painter.translate(inner.left(), inner.bottom() - key_height)
    painter.scale(_KEY_SCALE, _KEY_SCALE)
    key.paint_key(painter, drawn, _KEY_ROWS)
    painter.restore()
