"""Photos on their way into the record: chosen, made small and clean, kept.

What is kept is always painted anew, so nothing that hides in a photo file comes along: no place, no date, no name of a
phone, no thumbnail of what was cut away.
"""

from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QImageReader, QPainter
from PySide6.QtWidgets import QWidget

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services import attachments
from sbp_desktop.storage.attachments import LARGEST, TOO_LARGE
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui.keep import dialogs

FACE, PAPER = 640, 2000
"""Pixels the longer side of what is kept may have."""
MOST_DOTS = 40_000_000
"""A few kilobytes can claim any size; this is what is unpacked at the most."""
_KINDS = frozenset({b"jpeg", b"png", b"webp", b"bmp", b"gif"})  # no kind that can ask for other files
_ENDINGS = "*.jpg *.jpeg *.png *.webp *.bmp *.gif"
_QUALITY = 85

translate = QCoreApplication.translate


def prepared(photo: bytes | QImage, longest: int) -> bytes:
    """Return a photo as a clean JPEG whose longer side has at most `longest` pixels, the right way up.

    Raises RuleRefused for what is too large or no photo.
    """
    image = photo if isinstance(photo, QImage) else _decoded(photo, longest)
    if image.isNull():
        raise RuleRefused(translate("Photos", "That is not a photo we can read. Choose a JPEG or PNG picture."))
    if image.colorSpace().isValid():
        image = image.convertedToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    size = _within(image.size(), longest)
    clean = QImage(size, QImage.Format.Format_RGB32)
    clean.fill(Qt.GlobalColor.white)
    painter = QPainter(clean)
    painter.drawImage(0, 0, image.scaled(size, mode=Qt.TransformationMode.SmoothTransformation))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    clean.save(buffer, "JPEG", _QUALITY)  # type: ignore[call-overload]  # the stub wants bytes, Qt wants str
    return bytes(buffer.data().data())


def _decoded(data: bytes, longest: int) -> QImage:
    if len(data) > LARGEST:
        raise RuleRefused(TOO_LARGE)
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    if bytes(reader.format().data()) not in _KINDS:
        return QImage()
    size = reader.size()
    if size.width() * size.height() > MOST_DOTS:
        raise RuleRefused(translate("Photos", "That picture has too many dots to be read here. Choose a smaller one."))
    if size.isValid():
        reader.setScaledSize(_within(size, 2 * longest))  # a JPEG is then never unpacked whole
    return reader.read()


def _within(size: QSize, longest: int) -> QSize:
    if max(size.width(), size.height()) <= longest:
        return size
    return size.scaled(longest, longest, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))


def read_file(path: Path) -> bytes:
    """Return a chosen file's bytes, reading no more than may be kept. Raises RuleRefused."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError:
        raise RuleRefused(translate("Photos", "That file could not be read. Choose another one.")) from None


def keep_face(vault: Vault, whose: UUID, photo: Path | QImage) -> ChangeSet:
    """Show somebody by this photo, on the vault's thread. Raises RuleRefused, NotFound, SaveFailed."""
    data = read_file(photo) if isinstance(photo, Path) else photo
    return attachments.set_picture(vault, whose, photo=prepared(data, FACE))


def choose_file(parent: QWidget) -> Path | None:
    """Ask which photo; None when the worker thought better of it. Nothing is remembered of where they looked."""
    title, kinds = translate("Photos", "Choose a photo"), translate("Photos", "Photos ({0})").format(_ENDINGS)
    return dialogs.ask_which(parent, title, kinds)
