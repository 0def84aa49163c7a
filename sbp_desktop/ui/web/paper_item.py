"""The photo of a paper map under the web: drawn below everything, as plainly as it was asked for."""

from uuid import UUID

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QGraphicsPixmapItem, QGraphicsRectItem, QGraphicsScene

from sbp_desktop.models import ink
from sbp_desktop.models.arrangement import Layout
from sbp_desktop.models.snapshots import PaperMapSnapshot
from sbp_desktop.ui.web import line_packs
from sbp_desktop.ui.web.style import Style

_PAPER_Z = -3.0
_MIDDLE = (0.0, 0.0)


class PaperItem:
    """Keeps the photo's item. `shown` is what is kept of the map on the page, None where there is none to see."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self.shown: PaperMapSnapshot | None = None
        self._photo: UUID | None = None
        self.photo_as_read = QImage()
        self._picture, self._dark, self._wants_dark = QImage(), False, False
        self._middle, self._width = QPointF(), 0.0
        self._item = QGraphicsPixmapItem()
        self._item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self._edge = QGraphicsRectItem()
        for item in (self._item, self._edge):
            item.setZValue(_PAPER_Z)
            item.hide()
            scene.addItem(item)

    def show(self, paper: PaperMapSnapshot | None, layout: Layout, drawn: Style) -> None:
        """Lay this map where it belongs on this layout: in the middle where nobody has laid it yet."""
        self.shown = None if paper is None or paper.put_away else paper
        self._wants_dark = drawn.colours.dark
        self._suit()
        self._edge.setPen(drawn.pen(drawn.colours.accent, 2.0, dashes=line_packs.DASHES))
        if self.shown is not None:
            middle = ink.on_page(layout, self.shown.positions.get(layout.name, _MIDDLE))
            self.lay(QPointF(*middle), ink.on_page(layout, (self.shown.width, 0.0))[0])
            self._item.setOpacity(self.shown.strength)
        self._stand()

    def set_photo(self, photo: UUID | None, picture: QImage) -> None:
        """Take the photo that was read."""
        self._photo, self.photo_as_read = photo, picture
        self._picture, self._dark = QImage(picture), False
        self._item.setPixmap(QPixmap.fromImage(picture))
        self._item.setOffset(-picture.width() / 2, -picture.height() / 2)
        self._suit()
        self.lay(self._middle, self._width)
        self._stand()

    def _suit(self) -> None:
        """White paper would outshine everything on a dark page, so there it is dark and what is drawn on it light."""
        if self._wants_dark != self._dark and not self._picture.isNull():
            self._dark = self._wants_dark
            self._picture.invertPixels()
            self._item.setPixmap(QPixmap.fromImage(self._picture))

    def is_of(self, photo: UUID) -> bool:
        """Return whether this photo is the one at hand."""
        return self._photo == photo

    def lay(self, middle: QPointF, width: float) -> None:
        """Draw the photo round this point, so wide, page units."""
        self._middle, self._width = middle, width
        self._item.setPos(middle)
        self._item.setScale(width / max(1, self._item.pixmap().width()))
        self._edge.setRect(self.room())

    def show_edge(self, wanted: bool) -> None:
        """Show the edge by which it is laid."""
        self._edge.setVisible(wanted and self._item.isVisible())

    def room(self) -> QRectF:
        """Return where the photo lies, page units."""
        return self._item.sceneBoundingRect()

    @property
    def seen(self) -> bool:
        """Whether there is a photo to be seen."""
        return self._item.isVisible()

    def _stand(self) -> None:
        here = self.shown is not None and self.is_of(self.shown.photo) and not self._item.pixmap().isNull()
        self._item.setVisible(here)
        if not here:
            self._edge.hide()
