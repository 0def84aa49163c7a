"""The view on a web: hands pointer and keys to the tools, zooms and pans, and tells screen readers what is there."""

from uuid import UUID

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.web.accessible import WebProxies
from sbp_desktop.ui.web.crowd import Box
from sbp_desktop.ui.web.edits import WebEdits
from sbp_desktop.ui.web.fingers import Fingers
from sbp_desktop.ui.web.keys import Keys
from sbp_desktop.ui.web.picture_view import PictureView
from sbp_desktop.ui.web.scene import WebScene
from sbp_desktop.ui.web.web_hand import WebHand

_LEAST, _MOST = 0.2, 4.0
NOTCH = 1.15
"""How much one notch of the wheel zooms."""
_LARGEST_FIT = 1.15
_TOO_SMALL = 10
_NARROWEST_RINGS, _WIDEST_RINGS = 1.1, 2.0
_SAME_RINGS = 0.15
_LABELS = 90


class WebView(PictureView):
    """Shows a WebScene. `typed` carries the first letter of a name typed onto the page, `rename_wanted` a node."""

    typed = Signal(str)
    rename_wanted = Signal(object)
    scrolled = Signal()

    def __init__(self, scene: WebScene, edits: WebEdits, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.viewport().ungrabGesture(Qt.GestureType.PanGesture)  # two fingers are ours
        self.hand = WebHand(self, scene, edits)
        self._fingers = Fingers(self)
        self._keys = Keys(self)
        self.setAccessibleName(self.tr("The web: people and places"))
        self._fitted = True
        self._fitted_to: tuple[object, ...] = ()
        self.proxies = WebProxies(self)
        scene.arranged.connect(self._web_arranged)
        scene.shown.connect(self._web_shown)
        scene.chosen_changed.connect(self._chosen_changed)

    # -- looking

    def fit(self) -> None:
        """Show the whole web."""
        if self.width() < _TOO_SMALL:
            return
        room = self.viewport().rect()
        aspect = aspect_for(room.width(), room.height())
        if self.web_scene.nodes and abs(aspect - self.web_scene.aspect) < _SAME_RINGS:
            aspect = self.web_scene.aspect
        self._fitted = True
        self.web_scene.lay_out(aspect)
        whole = self.web_scene.whole()
        largest = _LARGEST_FIT * theme.scaled(100) / 100
        scale = min(room.width() / whole.width(), room.height() / whole.height(), largest)
        self._look(scale, whole.center())
        self.web_scene.see(scale)
        self._fitted_to = self._to_fit()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom by a factor about a pixel of the view, or its middle; what is under it stays under it."""
        pixel = at if at is not None else QPointF(self.viewport().rect().center())
        wanted = min(_MOST, max(_LEAST, self.scale_now() * factor))
        held = self.page_point(pixel)
        self._fitted = False
        self.setTransform(self.transform().scale(wanted / self.scale_now(), wanted / self.scale_now()))
        moved = self.page_point(pixel)
        self._centre(self._page_centre() + held - moved)
        self.glide()
        self.scrolled.emit()

    def scale_now(self) -> float:
        """Return pixels per page unit."""
        return self.transform().m11()

    def page_point(self, pixel: QPointF) -> QPointF:
        """Return the page point under a pixel."""
        inverted, _ = self.viewportTransform().inverted()
        return inverted.map(pixel)

    def shift_paper(self, by: QPoint) -> None:
        """Move the paper by pixels."""
        self._fitted = False
        self._centre(self._page_centre() - QPointF(by) / self.scale_now())
        self.glide()
        self.scrolled.emit()

    def stand_still(self) -> None:
        """Draw what has come near enough to be read, and all of it sharp."""
        corners = self.mapToScene(self.viewport().rect()).boundingRect()
        self.web_scene.see(self.scale_now(), Box(corners.left(), corners.top(), corners.right(), corners.bottom()))
        super().stand_still()

    def uncover(self, id_: UUID, hidden_right: int) -> None:
        """Move the paper just enough for a thing to show left of `hidden_right` pixels of panel."""
        box = self.mapFromScene(self.web_scene.box_of(id_)).boundingRect()
        covered = box.right() - (self.viewport().width() - hidden_right - theme.SPACE_16)
        if covered > 0:
            self.shift_paper(QPoint(-min(covered, max(0, box.left() - theme.SPACE_16)), 0))

    # -- the hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin what is under the pointer calls for; the middle button moves the paper."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            pans = event.button() == Qt.MouseButton.MiddleButton or self._keys.space_held
            self.hand.pressed(event.position(), event.modifiers(), pans=pans)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the drag, or show the handle of what is under the pointer."""
        if self.hand.busy or self.hand.lines.aiming is not None:
            self.hand.moved(event.position())
        elif not event.buttons():
            self.viewport().setCursor(self.hand.hover(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag."""
        self.hand.released(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for a name where the paper is empty."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.hand.pressed_twice(event.position())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The right button opens the panel of what is under it."""
        self.hand.held(QPointF(event.pos()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer; with pixel-precise wheels and Shift, pan."""
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.shift_paper(event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 2)
        elif event.angleDelta().y():
            self.zoom(NOTCH ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Take fingers and the pen on the screen, and pinching on a touch pad."""
        if isinstance(event, QTouchEvent):
            self._fingers.take(event)
            event.accept()
            return True
        if isinstance(event, QTabletEvent):
            self._fingers.take_pen(event)
            event.accept()
            return True
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom(1 + event.value(), event.position())
            return True
        return super().viewportEvent(event)

    # -- the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the choice, move what is chosen, draw lines and type names without the mouse."""
        event.setAccepted(self._keys.take(event))

    def take_command(self, event: QKeyEvent) -> bool:
        """Act on a key that means the same on the picture and in the list; return whether it was one."""
        return self._keys.take_command(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let go of the paper with the space bar."""
        self._keys.let_go(event)
        super().keyReleaseEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from thing to thing while one is chosen, from a line to one of its ends, and on after the last."""
        order, chosen = self.web_scene.reading_order(), self.web_scene.chosen
        if chosen is not None and chosen in self.web_scene.ties:
            self.web_scene.choose(self.web_scene.ties[chosen].a)
            return True
        if chosen in order:
            place = order.index(chosen) + (1 if forward else -1)
            if 0 <= place < len(order):
                self.web_scene.choose(order[place])
                return True
        return super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming by keyboard, start at the person in the middle."""
        super().focusInEvent(event)
        by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_key and self.web_scene.chosen is None and self.web_scene.nodes:
            self.web_scene.choose(self.web_scene.web.self_node)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the whole web in sight if it was."""
        super().resizeEvent(event)
        if self._fitted:
            self.fit()
            self.hand.show_handle(self.web_scene.chosen)  # it went along with what it belongs to

    # -- inside

    def _chosen_changed(self, id_: UUID | None) -> None:
        self.proxies.focus(id_)

    def _web_arranged(self) -> None:
        if not self._fitted:
            self._widen()
        elif self._fitted_to != self._to_fit():
            self.fit()
        else:  # a nudge that a key gave it stays: its going would show that something came which nobody here may see
            self.web_scene.see(self.scale_now())

    def _to_fit(self) -> tuple[object, ...]:
        """What fitting hangs on: while it is the same there is nothing to fit anew."""
        return self.viewport().size(), self.web_scene.whole(), theme.scaled(100)

    def _web_shown(self) -> None:
        self.hand.show_handle(self.web_scene.chosen)
        self.proxies.renew()

    def _page_centre(self) -> QPointF:
        return self.page_point(QPointF(self.viewport().width() / 2, self.viewport().height() / 2))

    def _look(self, scale: float, centre: QPointF) -> None:
        self.resetTransform()
        self.scale(scale, scale)
        self._centre(centre)

    def _centre(self, point: QPointF) -> None:
        self._widen()
        self.centerOn(point)

    def _widen(self) -> None:
        """Let the paper reach a window's width beyond the web on every side, so that it can be pushed anywhere."""
        across, down = self.width() / self.scale_now(), self.height() / self.scale_now()
        self.setSceneRect(QRectF(self.web_scene.whole()).adjusted(-across, -down, across, down))


def aspect_for(width: int, height: int) -> float:
    """Return how wide to draw the rings on a page of this size."""
    wanted = max(1.0, width - _LABELS) / max(1.0, height - _LABELS / 2)
    return min(_WIDEST_RINGS, max(_NARROWEST_RINGS, wanted))
