"""A view that shows its scene through a picture of it, so that zooming, panning and dragging copy and do not draw."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QRegion, QTransform
from PySide6.QtWidgets import QFrame, QGraphicsItem, QGraphicsView, QStyleOptionGraphicsItem, QWidget

from sbp_desktop.ui.web.scene import WebScene
from sbp_desktop.ui.web.tie_item import TIE_Z

_STILL_MS = 60
"""So long after the last move the picture is drawn sharp again."""
_A_HAZE = 700
"""More lines than this run into one another: smoothing them takes most of the time, and shows nothing more."""
_PEN = 5  # pixels by which a line may be wider on the screen than its item knows


class PictureView(QGraphicsView):
    """Shows a WebScene through a picture that is kept of it, drawn anew only where the scene says it changed.

    Over it goes what a hand moves, and what rings and points (`WebScene.overlay`). While the whole glides, the picture
    is shown moved and scaled; once it stands still it is drawn anew.
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
        self._kept, self._kept_on = QPixmap(), scene.backgroundBrush()
        self._kept_at, self._kept_back = QTransform(), QTransform()
        self._stale = QRegion()
        self._touched = QRect()
        self._stamped: tuple[object, float] = (None, 0.0)
        self._stamps: dict[QGraphicsItem, tuple[QPoint, QPixmap]] = {}
        self._still = QTimer(self)
        # All of it is drawn by us every time: Qt need not first draw the pages behind it.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._still.setSingleShot(True)
        self._still.setInterval(_STILL_MS)
        self._still.timeout.connect(self.stand_still)
        scene.changed.connect(self._scene_changed)
        scene.overlay_changed.connect(self._overlay_changed)

    @property
    def gliding(self) -> bool:
        """Whether what was last drawn is shown moved or scaled just now."""
        return self._still.isActive()

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
        if self.gliding:
            self._paint_gliding()
            return
        QCoreApplication.sendPostedEvents(self.web_scene, QEvent.Type.MetaCall)  # what it has yet to say has changed
        self._renew()
        self._touched = QRect()
        painter = QPainter(self.viewport())
        ratio, rect = self._kept.devicePixelRatio(), QRectF(event.rect())
        painter.drawPixmap(rect, self._kept, QTransform.fromScale(ratio, ratio).mapRect(rect))
        self._paint_moving(painter)
        near = self._kept_back.mapRect(rect.adjusted(-_PEN, -_PEN, _PEN, _PEN))
        overlay = (item for item in self.web_scene.overlay() if near.intersects(item.sceneBoundingRect()))
        _paint(painter, overlay, self._kept_at)

    def _paint_moving(self, painter: QPainter) -> None:
        """Draw what is in the hand: lines as they run, and who or what is held from a small picture of its own."""
        held, to_device = self.web_scene.in_hand, self._kept_at
        if self._stamped[0] is not held or self._stamped[1] != to_device.m11():  # every time in hand is anew
            self._stamped, self._stamps = (held, to_device.m11()), {}
        moving = self.web_scene.moving_items()
        _paint(painter, (item for item in moving if item.zValue() <= TIE_Z), to_device)
        painter.resetTransform()
        painter.setOpacity(1.0)
        for item in moving:
            if item.zValue() > TIE_Z:
                at = to_device.map(item.pos()).toPoint()
                away, stamp = self._stamps.get(item) or self._stamps.setdefault(item, self._stamp(item, at))
                painter.drawPixmap(at + away, stamp)

    def _stamp(self, item: QGraphicsItem, at: QPoint) -> tuple[QPoint, QPixmap]:
        """Return a picture of an item with all its parts, and how far from the item's pixel its corner is."""
        ratio = self.devicePixelRatio()
        room = self._device(item.mapRectToScene(item.boundingRect() | item.childrenBoundingRect()))
        stamp = QPixmap(room.size() * ratio)
        stamp.setDevicePixelRatio(ratio)
        stamp.fill(Qt.GlobalColor.transparent)
        painter = QPainter(stamp)
        painter.setRenderHints(self.renderHints())
        back = QTransform.fromTranslate(-room.x(), -room.y())
        _paint(painter, (item,), self._kept_at * back)
        painter.end()
        return room.topLeft() - at, stamp

    def _paint_gliding(self) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self.web_scene.backgroundBrush())
        painter.setTransform(self._kept_back * self.viewportTransform())
        painter.drawPixmap(0, 0, self._kept)

    def _scene_changed(self, rects: Sequence[QRectF]) -> None:
        changed = QRegion()
        for rect in rects:
            changed |= self._device(rect)
        self._stale |= changed
        self.viewport().update(changed)

    def _overlay_changed(self, room: QRectF) -> None:
        """Paint there again: in one rectangle with what was asked for before, which Qt cuts to far quicker than to
        several.
        """
        self._touched |= self._device(room)
        self.viewport().update(self._touched)

    def _renew(self) -> None:
        """Draw what is stale, or everything if it is seen from elsewhere or on other paper: the scene tells of its own
        room alone, and the paper goes on beyond it.
        """
        whole, ratio, paper = self.viewport().rect(), self.devicePixelRatio(), self.web_scene.backgroundBrush()
        seen = (self._kept.size(), self._kept_at, self._kept_on)
        if seen != (whole.size() * ratio, self.viewportTransform(), paper):
            self._kept = QPixmap(whole.size() * ratio)
            self._kept.setDevicePixelRatio(ratio)
            self._kept_at, self._kept_on = self.viewportTransform(), paper
            self._kept_back, _ = self._kept_at.inverted()
            self._stale = QRegion(whole)
        if self._stale.isEmpty():
            return
        rect, self._stale = self._stale.boundingRect() & whole, QRegion()
        if rect.isEmpty():
            return
        painter = QPainter(self._kept)
        painter.setRenderHints(self.renderHints())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(self.web_scene.ties) <= _A_HAZE)
        # In one go: what is long would be drawn again in every part of it.
        painter.fillRect(rect, self.web_scene.backgroundBrush())
        self.render(painter, QRectF(rect), rect, Qt.AspectRatioMode.IgnoreAspectRatio)
        painter.end()

    def _device(self, rect: QRectF) -> QRect:
        return self.viewportTransform().mapRect(rect).toAlignedRect().adjusted(-_PEN, -_PEN, _PEN, _PEN)


def _paint(painter: QPainter, items: Iterable[QGraphicsItem], to_device: QTransform) -> None:
    """Draw these as the view would. Long thick lines and soft shapes cost most to smooth, and nobody sees it while
    they move.
    """
    option = QStyleOptionGraphicsItem()
    for item in items:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, item.zValue() > TIE_Z)
        _paint_whole(painter, item, to_device, option)


def _paint_whole(
    painter: QPainter, item: QGraphicsItem, to_device: QTransform, option: QStyleOptionGraphicsItem
) -> None:
    painter.setTransform(item.sceneTransform() * to_device)
    painter.setOpacity(item.effectiveOpacity())
    item.paint(painter, option, None)
    for child in item.childItems():
        if child.isVisible():
            _paint_whole(painter, child, to_device, option)
