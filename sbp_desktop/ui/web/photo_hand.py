"""Photos brought by hand: dropped on somebody, or pasted while they are chosen."""

from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence

from sbp_desktop.ui.web import photos
from sbp_desktop.ui.web.web_view import WebView

_DRAGGED = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)


def photo_in(data: QMimeData | None) -> Path | QImage | None:
    """Return the photo that is being carried: a file of this laptop, else a picture; None for anything else."""
    if data is None:
        return None
    for url in data.urls():
        if url.isLocalFile():
            return Path(url.toLocalFile())
    if data.hasImage():
        image = QImage(data.imageData())
        return None if image.isNull() else image
    return None


class PhotoHand(QObject):
    """Watches one view. A photo dropped on empty paper is not taken, so that nobody gets it by mistake."""

    def __init__(self, view: WebView) -> None:
        super().__init__(view)
        self._view = view
        view.setAcceptDrops(True)
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a dragged or pasted photo, and leave everything else alone."""
        if event.type() in _DRAGGED and isinstance(event, QDropEvent):
            return self._dragged(event)
        if event.type() == QEvent.Type.KeyPress and watched is self._view and isinstance(event, QKeyEvent):
            return event.matches(QKeySequence.StandardKey.Paste) and self._paste()
        return super().eventFilter(watched, event)

    def _dragged(self, event: QDropEvent) -> bool:
        photo = photo_in(event.mimeData())
        if photo is None:
            return False
        node = self._under(event)
        event.setAccepted(node is not None or event.type() == QEvent.Type.DragEnter)
        if node is not None and event.type() == QEvent.Type.Drop:
            self._view.hand.edits.ask(photos.keep_face, node, photo)
        elif node is not None:
            self._view.web_scene.choose(node)
        return True

    def _under(self, event: QDropEvent) -> UUID | None:
        if isinstance(event, QDragMoveEvent) and event.type() == QEvent.Type.DragEnter:
            return None
        return self._view.web_scene.node_at(self._view.page_point(event.position()), self._view.hand.reach())

    def _paste(self) -> bool:
        chosen = self._view.web_scene.chosen
        photo = photo_in(QGuiApplication.clipboard().mimeData())
        if photo is None or chosen not in self._view.web_scene.nodes:
            return False
        self._view.hand.edits.ask(photos.keep_face, chosen, photo)
        return True
