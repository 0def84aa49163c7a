"""The photo of a receipt: chosen, kept clean and small, and looked at where it stands."""

from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services import small_money
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import theme
from sbp_desktop.ui.web import photos

_WIDEST = 360  # pixels at the ordinary text size


def keep(vault: Vault, spend: UUID, photo: Path) -> ChangeSet:
    """Keep a photo as the receipt, on the vault's thread. Raises RuleRefused, NotFound, SaveFailed."""
    return small_money.keep_receipt(vault, spend, photos.prepared(photos.read_file(photo), photos.PAPER))


class ReceiptPicture(QLabel):
    """Shows one receipt, or nothing."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("The receipt"))
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_picture(self, image: QImage | str) -> None:
        """Show it as large as reads well, or the sentence that says why it cannot be."""
        if isinstance(image, str):
            self.setText(image)
            self.setVisible(bool(image))
            return
        widest = theme.scaled(_WIDEST)
        if image.width() > widest:
            image = image.scaledToWidth(widest, Qt.TransformationMode.SmoothTransformation)
        self.setPixmap(QPixmap.fromImage(image))
        self.setVisible(not image.isNull())

    def forget(self) -> None:
        """Show nothing."""
        self.clear()
        self.hide()
