"""Kept photos as pictures: read, proved and unpacked on the vault's thread, so that no page waits for them."""

from typing import NamedTuple
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from sbp_desktop.errors import AttachmentLost, AttachmentOnItsWay, ExpectedError
from sbp_desktop.models.snapshots import FOR_WORKER, Audience
from sbp_desktop.storage import queries
from sbp_desktop.storage.vault import Vault


class Looked(NamedTuple):
    """Photos by attachment id, and those that are on their way from another laptop; what is in neither is lost."""

    found: dict[UUID, QImage]
    coming: frozenset[UUID]


def look(vault: Vault, photos: tuple[UUID, ...], pixels: int, audience: Audience = FOR_WORKER) -> Looked:
    """Return photos, at most `pixels` on the shorter side."""
    found: dict[UUID, QImage] = {}
    coming = set[UUID]()
    for photo in photos:
        try:
            image = QImage.fromData(queries.picture(vault, photo, audience))
        except AttachmentOnItsWay:
            coming.add(photo)
            continue
        except ExpectedError:
            continue
        if min(image.width(), image.height()) > pixels:
            wide = image.size().scaled(pixels, pixels, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
            image = image.scaled(wide, mode=Qt.TransformationMode.SmoothTransformation)
        if not image.isNull():
            found[photo] = image
    return Looked(found, frozenset(coming))


def read(vault: Vault, photos: tuple[UUID, ...], pixels: int, audience: Audience = FOR_WORKER) -> dict[UUID, QImage]:
    """Return photos as `look` does; those that are not here, or cannot be read, are left out."""
    return look(vault, photos, pixels, audience).found


def one(vault: Vault, photo: UUID, audience: Audience = FOR_WORKER) -> QImage | str:
    """Return one photo as it was kept, or the sentence that says why it is not to be seen."""
    try:
        return QImage.fromData(queries.picture(vault, photo, audience))
    except AttachmentLost as lost:
        return str(lost)
    except ExpectedError:
        return ""
