"""A view that shows its scene through a picture of it, so that zooming, panning and dragging copy and do not draw."""

from collections.abc import Iterable

from PySide6.QtCore import QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QRegion, QTransform
from PySide6.QtWidgets import QFrame, QGraphicsItem, QGraphicsView, QStyleOptionGraphicsItem, QWidget

from sbp_desktop.ui.web.scene import WebScene

_STILL_MS = 60
"""So long after the last move the picture is drawn sharp again."""
_MOST_RECTANGLES = 6  # of a region, before its bounding rectangle is cheaper


class PictureView(QGraphicsView):
    """Shows a WebScene. What a hand moves is drawn over a picture of all that stays; while the whole glides, what was
    last drawn is shown moved and scaled, and drawn anew once it stands still.
    """

    def __init__(self, scene: WebScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self.web_scene = scene
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self._kept, self._kept_at = QPixmap(), QTransform()
        self._in_hand: object = None
        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.setInterval(_STILL_MS)
        self._still.timeout.connect(self.stand_still)

    def glide(self) -> None:
        """Show what was last drawn, moved or scaled, until nothing has moved for a moment."""
        if not self._kept.isNull():
            self._still.start()
            self.viewport().update()

    def stand_still(self) -> None:
        """Draw it sharp."""
        self._still.stop()
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy the picture; draw into it first what has changed of the scene."""
        if self._still.isActive():
            self._paint_gliding()
            return
        in_hand, moving = self.web_scene.in_hand, self.web_scene.moving_items()
        if in_hand is None or in_hand != self._in_hand or self._kept_at != self.viewportTransform():
            self._draw(event.region(), moving)
        self._in_hand = in_hand
        painter = QPainter(self.viewport())
        ratio = self._kept.devicePixelRatio()
        for rect in _rectangles(event.region()):
            painter.drawPixmap(QRectF(rect), self._kept, QTransform.fromScale(ratio, ratio).mapRect(QRectF(rect)))
        painter.setRenderHints(self.renderHints())
        _paint(painter, moving, self.viewportTransform())

    def _paint_gliding(self) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self.web_scene.backgroundBrush())
        back, _ = self._kept_at.inverted()
        painter.setTransform(back * self.viewportTransform())
        painter.drawPixmap(0, 0, self._kept)

    def _draw(self, region: QRegion, without: Iterable[QGraphicsItem]) -> None:
        """Draw a part of the scene, or all of it if it is seen from elsewhere, into the picture that is kept."""
        whole, ratio = self.viewport().rect(), self.devicePixelRatio()
        if self._kept.size() != whole.size() * ratio or self._kept_at != self.viewportTransform():
            self._kept = QPixmap(whole.size() * ratio)
            self._kept.setDevicePixelRatio(ratio)
            self._kept_at = self.viewportTransform()
            region = QRegion(whole)
        for item in without:
            item.hide()
        painter = QPainter(self._kept)
        painter.setRenderHints(self.renderHints())
        for rect in _rectangles(region):
            self._draw_part(painter, rect)
        painter.end()
        for item in without:
            item.show()

    def _draw_part(self, painter: QPainter, rect: QRect) -> None:
        painter.fillRect(rect, self.web_scene.backgroundBrush())
        self.render(painter, QRectF(rect), rect, Qt.AspectRatioMode.IgnoreAspectRatio)


def _rectangles(region: QRegion) -> list[QRect]:
    if region.rectCount() > _MOST_RECTANGLES:
        return [region.boundingRect()]
    rectangles: list[QRect] = list(region)  # type: ignore[call-overload]  # the stubs forget that it can be walked
    return rectangles


def _paint(painter: QPainter, items: Iterable[QGraphicsItem], to_device: QTransform) -> None:
    option = QStyleOptionGraphicsItem()
    for item in items:
        painter.setTransform(item.deviceTransform(to_device))
        painter.setOpacity(item.effectiveOpacity())
        item.paint(painter, option, None)
        _paint(painter, (child for child in item.childItems() if child.isVisible()), to_device)
