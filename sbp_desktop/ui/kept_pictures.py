"""Kept photos as pictures: read, proved and unpacked on the vault's thread, so that no page waits for them."""

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models.snapshots import FOR_WORKER, Audience
from sbp_desktop.storage import queries
from sbp_desktop.storage.vault import Vault


def read(vault: Vault, photos: tuple[UUID, ...], pixels: int, audience: Audience = FOR_WORKER) -> dict[UUID, QImage]:
    """Return photos by attachment id, at most `pixels` on the shorter side; unreadable ones are left out."""
    found: dict[UUID, QImage] = {}
    for photo in photos:
        image = one(vault, photo, audience)
        if min(image.width(), image.height()) > pixels:
            wide = image.size().scaled(pixels, pixels, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
            image = image.scaled(wide, mode=Qt.TransformationMode.SmoothTransformation)
        if not image.isNull():
            found[photo] = image
    return found


def one(vault: Vault, photo: UUID, audience: Audience = FOR_WORKER) -> QImage:
    """Return one photo as it was kept, or a null image where it cannot be read."""
    try:
        return QImage.fromData(queries.picture(vault, photo, audience))
    except ExpectedError:
        return QImage()
