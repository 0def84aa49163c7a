"""The view on a web: hands pointer and keys to the tools, zooms and pans, and tells screen readers what is there."""

from math import hypot
from uuid import UUID

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QResizeEvent,
    QTouchEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from sbp_desktop.models.arrangement import BY_HAND_APART, Spot, clear_spot
from sbp_desktop.ui import theme
from sbp_desktop.ui.web import tools
from sbp_desktop.ui.web.accessible import WebProxies
from sbp_desktop.ui.web.edits import WebEdits
from sbp_desktop.ui.web.fingers import Fingers
from sbp_desktop.ui.web.keys import Keys
from sbp_desktop.ui.web.scene import WebScene
from sbp_desktop.ui.web.tools import Pointer, Tool

_LEAST, _MOST = 0.2, 4.0
NOTCH = 1.15
"""How much one notch of the wheel zooms."""
_LARGEST_FIT = 1.15
_HANDLE_REACH = 17.0
_TOO_SMALL = 10
_NARROWEST_RINGS, _WIDEST_RINGS = 1.1, 1.7
_SAME_RINGS = 0.15
_LABELS = 90


class WebView(QGraphicsView):
    """Shows a WebScene. `typed` carries the first letter of a name typed onto the page, `asked_for_name` where a new
    thing was asked for (page point), `rename_wanted` a node; `open_panel` asks for the panel, by key or not."""

    typed = Signal(str)
    asked_for_name = Signal(QPointF)
    rename_wanted = Signal(object)
    open_panel = Signal(bool)
    idle = Signal()
    scrolled = Signal()

    def __init__(self, scene: WebScene, edits: WebEdits, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self.web_scene, self.edits = scene, edits
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.viewport().ungrabGesture(Qt.GestureType.PanGesture)  # two fingers are ours
        self._fingers = Fingers(self)
        self._keys = Keys(self)
        self.setAccessibleName(self.tr("The web: people and places"))
        self._tool: Tool | None = None
        self.aiming: UUID | None = None
        self.aimed_at: UUID | None = None
        self._handle_of: UUID | None = None
        self._fitted = True
        self.proxies = WebProxies(self)
        scene.shown.connect(self._web_shown)
        scene.chosen_changed.connect(self._chosen_changed)

    # -- looking

    def fit(self) -> None:
        """Show the whole web."""
        if self.width() < _TOO_SMALL:
            return
        room = self.viewport().rect()
        aspect = _aspect(room.width(), room.height())
        if self.web_scene.nodes and abs(aspect - self.web_scene.aspect) < _SAME_RINGS:
            aspect = self.web_scene.aspect
        self._fitted = False  # a page of another width shows the web anew, which must not lead back here
        self.web_scene.fill(aspect, self.scale_now())
        self._fitted = True
        whole = self.web_scene.whole()
        largest = _LARGEST_FIT * theme.scaled(100) / 100
        scale = min(room.width() / whole.width(), room.height() / whole.height(), largest)
        self.web_scene.fill(aspect, scale)
        self._look(scale, whole.center())

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom by a factor about a pixel of the view, or its middle; what is under it stays under it."""
        pixel = at if at is not None else QPointF(self.viewport().rect().center())
        wanted = min(_MOST, max(_LEAST, self.scale_now() * factor))
        held = self._page_point(pixel)
        self._fitted = False
        self.setTransform(self.transform().scale(wanted / self.scale_now(), wanted / self.scale_now()))
        moved = self._page_point(pixel)
        self._centre(self._page_centre() + held - moved)
        self.scrolled.emit()

    def scale_now(self) -> float:
        """Return pixels per page unit."""
        return self.transform().m11()

    def reach(self) -> float:
        """Return half a finger (22 pixels) in page units."""
        return theme.TOUCH_TARGET / 2 / self.scale_now()

    def shift_paper(self, by: QPoint) -> None:
        """Move the paper by pixels."""
        self._fitted = False
        self._centre(self._page_centre() - QPointF(by) / self.scale_now())
        self.scrolled.emit()

    def uncover(self, id_: UUID, hidden_right: int) -> None:
        """Move the paper just enough for a thing to show left of `hidden_right` pixels of panel."""
        box = self.mapFromScene(self.web_scene.box_of(id_)).boundingRect()
        covered = box.right() - (self.viewport().width() - hidden_right - theme.SPACE_16)
        if covered > 0:
            self.shift_paper(QPoint(-min(covered, max(0, box.left() - theme.SPACE_16)), 0))

    @property
    def busy(self) -> bool:
        """Whether a drag is going on, during which nothing else may change the picture."""
        return self._tool is not None

    # -- the hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin what is under the pointer calls for; the middle button moves the paper."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self.hand_pressed(event.position(), pans=event.button() == Qt.MouseButton.MiddleButton)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the drag, or show the handle of what is under the pointer."""
        if self.busy or self.aiming is not None:
            self.hand_moved(event.position())
        elif not event.buttons():
            self._hover(self._page_point(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag."""
        self.hand_released(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for a name where the paper is empty."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.hand_pressed_twice(event.position())

    def hand_pressed(self, place: QPointF, *, pans: bool = False) -> None:
        """Begin the drag that what is at a pixel calls for, or end a line that is being aimed."""
        pressed = self._pointer("move", place)
        if self.aiming is not None:
            self.finish_aim(self.web_scene.node_at(pressed.page, self.reach()))
        elif not self.busy:
            self._begin(tools.pan(self, pressed) if pans or self._keys.space_held else self._tool_for(pressed))

    def hand_pressed_twice(self, place: QPointF) -> None:
        """Ask for a name where the paper is empty."""
        point = self._page_point(place)
        if self.web_scene.node_at(point, 0) is None:
            self.cancel()
            self.asked_for_name.emit(point)
        else:
            self.hand_pressed(place)

    def hand_moved(self, place: QPointF) -> None:
        """Go on with the drag, or with aiming."""
        pointer = self._pointer("move", place)
        if self.aiming is not None:
            self.aim(pointer.page, self.web_scene.node_at(pointer.page, self.reach()))
        else:
            self._send(pointer)

    def hand_released(self, place: QPointF) -> None:
        """End the drag."""
        self._send(self._pointer("release", place))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A long press or the right button opens the panel of what is under it."""
        point = self._page_point(QPointF(event.pos()))
        found = self.web_scene.node_at(point, self.reach()) or self.web_scene.tie_at(point, self.reach() / 2)
        if found is not None:
            self.web_scene.choose(found)
            self.open_panel.emit(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer; with pixel-precise wheels and Shift, pan."""
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.shift_paper(event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 2)
        elif event.angleDelta().y():
            self.zoom(NOTCH ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Take fingers on the screen, and pinching on a touch pad."""
        if isinstance(event, QTouchEvent):
            self._fingers.take(event)
            event.accept()
            return True
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom(1 + event.value(), event.position())
            return True
        return super().viewportEvent(event)

    def take_line_or_let_go(self, point: QPointF) -> None:
        """Choose the line at a page point, or nothing."""
        tie = self.web_scene.tie_at(point, self.reach() / 2)
        self.web_scene.choose(tie)
        if tie is not None:
            self.open_panel.emit(False)

    def cancel(self) -> bool:
        """Give up the drag or the aimed line; return whether there was one."""
        if self.aiming is not None:
            self.finish_aim(None)
            return True
        if self._tool is None:
            return False
        self._send(Pointer("cancel", QPointF(), QPoint()))
        return True

    # -- the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the choice, move what is chosen, draw lines and type names without the mouse."""
        event.setAccepted(self._keys.take(event))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let go of the paper with the space bar."""
        self._keys.let_go(event)
        super().keyReleaseEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from thing to thing while one is chosen, and on to the rest of the page after the last."""
        order = self.web_scene.reading_order()
        if self.web_scene.chosen in order:
            place = order.index(self.web_scene.chosen) + (1 if forward else -1)
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

    # -- inside

    def put_down(self, node: UUID, point: QPointF, spot: Spot | None = None) -> None:
        """Let go of a node, at this very spot or else beside what it would cover, and keep where it is."""
        scene = self.web_scene
        layout = scene.arrangement.layout
        if spot is None:
            others = [scene.point_of(id_) for id_ in scene.nodes if id_ != node]
            around = [(other.x(), other.y()) for other in others]
            x, y = clear_spot(layout, (point.x(), point.y()), around, BY_HAND_APART)
            point, spot = QPointF(x, y), layout.spot((x, y))
        scene.preview_move(node, point)
        says = layout.says(spot.part, scene.nodes[node])
        scene.settle_preview(node, says)
        self.edits.move(node, layout.name, spot, says)

    def remove_chosen(self) -> None:
        """Take what is chosen off the web; the person in the middle stays."""
        scene, chosen = self.web_scene, self.web_scene.chosen
        if chosen is None or chosen == scene.web.self_node:
            return
        if chosen in scene.nodes:
            self.edits.remove_node(chosen, scene.nodes[chosen].label)
        else:
            self.edits.remove_tie(chosen)

    def _tool_for(self, pressed: Pointer) -> Tool:
        scene = self.web_scene
        if self._at_handle(pressed.page) and self._handle_of is not None:
            return tools.pull_line(self, self._handle_of, pressed)
        node = scene.node_at(pressed.page, self.reach())
        if node is None:
            return tools.pan(self, pressed)
        scene.choose(node)
        if node == scene.web.self_node:
            return tools.pull_line(self, node, pressed)
        return tools.move_node(self, node, pressed)

    def _begin(self, tool: Tool) -> None:
        next(tool)
        self._tool = tool

    def _send(self, pointer: Pointer) -> None:
        if self._tool is None:
            return
        try:
            self._tool.send(pointer)
        except StopIteration:
            self._tool = None
            self.idle.emit()
        self._show_handle(self.web_scene.chosen if self._tool is None else None)

    def aim(self, point: QPointF, target: UUID | None) -> None:
        self.aimed_at = None if target == self.aiming else target
        if self.aiming is not None:
            self.web_scene.preview_line(self.aiming, point, self.aimed_at)

    def finish_aim(self, target: UUID | None) -> None:
        start, self.aiming, self.aimed_at = self.aiming, None, None
        self.web_scene.hide_preview()
        if start is not None and target is not None and target != start:
            self.edits.join(start, target)

    def _hover(self, point: QPointF) -> None:
        if self._at_handle(point):
            self.viewport().setCursor(Qt.CursorShape.CrossCursor)
            return
        over = self.web_scene.node_at(point, 0)
        self.viewport().setCursor(Qt.CursorShape.OpenHandCursor if over is None else Qt.CursorShape.PointingHandCursor)
        self._show_handle(over if over is not None else self.web_scene.chosen)

    def _show_handle(self, id_: UUID | None) -> None:
        self._handle_of = id_ if id_ in self.web_scene.nodes else None
        self.web_scene.show_handle(self._handle_of)

    def _at_handle(self, point: QPointF) -> bool:
        if self._handle_of is None or self._handle_of not in self.web_scene.nodes:
            return False
        off = self.web_scene.handle_point(self._handle_of) - point
        return hypot(off.x(), off.y()) <= max(_HANDLE_REACH, self.reach() * 0.7)

    def _chosen_changed(self, id_: UUID | None) -> None:
        self._show_handle(id_)
        self.proxies.focus(id_)

    def _web_shown(self) -> None:
        if self._fitted:
            self.fit()
        else:
            self._widen()
        self._show_handle(self.web_scene.chosen)
        self.proxies.renew()

    def _pointer(self, kind: str, position: QPointF) -> Pointer:
        return Pointer("move" if kind == "move" else "release", self._page_point(position), position.toPoint())

    def _page_point(self, pixel: QPointF) -> QPointF:
        inverted, _ = self.viewportTransform().inverted()
        return inverted.map(pixel)

    def _page_centre(self) -> QPointF:
        return self._page_point(QPointF(self.viewport().width() / 2, self.viewport().height() / 2))

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


def _aspect(width: int, height: int) -> float:
    """Return how wide to draw the rings on a page of this size."""
    wanted = max(1.0, width - _LABELS) / max(1.0, height - _LABELS / 2)
    return min(_WIDEST_RINGS, max(_NARROWEST_RINGS, wanted))
