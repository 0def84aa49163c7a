"""The web as a hand feels it: opened, dragged, zoomed and pushed about on the real page, at three sizes.

"Opens" is from the data in hand to the last pixel. A frame is one event of the hand and all that is painted for it.
The floor is a bare QGraphicsView with as many stock items of hairlines, in the same run.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QMouseEvent, QPainter, QPainterPath, QPen, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGraphicsEllipseItem,
    QGraphicsPathItem,
    QGraphicsScene,
    QGraphicsSimpleTextItem,
    QGraphicsView,
)

from sbp_desktop.models.snapshots import WebSnapshot
from sbp_desktop.ui import application
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.change_signals import ChangeSignals
from sbp_desktop.ui.web.web_page import WebPage
from sbp_desktop.ui.web.web_view import WebView
from tests.benchmarks.measuring import Figure, quantile, spread
from tests.benchmarks.stores import Stores
from tests.made_webs import generated

_SIZE = (1600, 1000)
_LIMITS = {60: (100.0, 2.0), 500: (200.0, 4.0), 2000: (600.0, 8.0)}
_GLIDE, _SHARP = 4.0, 150.0
_FRAMES = 12
_HULLS, _MEMBERS = 12, 4  # a group for every so many people and places, with so many in it
_NOTCH = 120


def run(stores: Stores, _scratch: Path) -> list[Figure]:
    """All sizes, at fit and at 100 %."""
    app = application.make(["bench"])
    QAccessible.setActive(True)
    figures = []
    for nodes, ties in stores.sizes.webs:
        figures += _size(app, _with_groups(generated(nodes, ties)), nodes, ties, stores.sizes.drags)
    return figures


def _with_groups(web: WebSnapshot) -> WebSnapshot:
    """The same web, with a soft hull round some."""
    others = [node.id for node in web.nodes[1:]]
    pairs = [
        (others[i], member)
        for i in range(0, len(others), _HULLS)
        for member in islice(others, i + 1, min(i + 1 + _MEMBERS, len(others)))
    ]
    return replace(web, members=tuple(pairs))


def _size(app: QApplication, web: WebSnapshot, nodes: int, ties: int, drags: int) -> list[Figure]:
    named = f"{nodes}/{ties}"
    opens, drag = _LIMITS.get(nodes, (None, None))
    opened = []
    for _ in range(_FRAMES):
        with _page(app) as page:
            opened.append(_timed(app, lambda page=page: page.canvas.show_web(web)))
    figures = [_figure(f"{named} opens", opened, opens, at=0.5)]
    with _page(app) as page:
        figures += _moving(app, page, web, named, drag, drags)
    return figures


def _moving(
    app: QApplication, page: WebPage, web: WebSnapshot, named: str, drag: float | None, drags: int
) -> list[Figure]:
    page.canvas.show_web(web)
    app.processEvents()
    view = page.canvas.view
    bare = _Bare(app, Counter(type(item) for item in view.web_scene.items() if item.isVisible()))
    figures = [_figure(f"{named} opens, bare", bare.opened, at=0.5)]
    floors = {"drag": bare.drag(), "zoom": bare.zoom()}
    chosen = random.Random(7).choices([node.id for node in web.nodes[1:]], k=drags)
    for seen in ("fit", "100 %"):
        frames, first = _drag(app, view, chosen, whole=seen == "fit")
        figures.append(_figure(f"{named} drag frame, {seen}", frames, drag, floors["drag"]))
        figures.append(_figure(f"{named} drag, first frame, {seen}", first))
        _look(app, view, web.self_node, whole=seen == "fit")
        pulled = list(_moves(app, view, _pixel(view, web.self_node)))
        figures.append(_figure(f"{named} line pulled from the person, frame, {seen}", pulled))
        for name, frame in (("zoom", _zoomed), ("pan", _panned)):
            moved, sharp = _glide(app, view, frame)
            figures.append(_figure(f"{named} {name} frame, {seen}", moved, _GLIDE, floors["zoom"]))
            figures.append(_figure(f"{named} sharp again after {name}, {seen}", sharp, _SHARP))
    return figures


def _figure(
    name: str, took: list[float], limit: float | None = None, floor: list[float] | None = None, at: float = 0.95
) -> Figure:
    return Figure(
        f"web {name}, p{at * 100:.0f}", quantile(took, at), limit=limit, more={"ours": spread(took)},
        floor=None if floor is None else quantile(floor, at), floor_is="" if floor is None else "a bare QGraphicsView",
    )  # fmt: skip


@contextmanager
def _page(app: QApplication) -> Iterator[WebPage]:
    """An empty page whose view has the size of the measure."""
    background = Background(ChangeSignals())
    page = WebPage(background, UUID(int=3), "Eric", lambda *_told: None)
    page.resize(*_SIZE)
    page.show()
    app.processEvents()
    lacking = page.canvas.view.size()
    page.resize(2 * _SIZE[0] - lacking.width(), 2 * _SIZE[1] - lacking.height())
    app.processEvents()
    yield page
    page.hide()
    background.stop()


def _timed(app: QApplication, act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    app.processEvents()
    return (time.perf_counter() - began) * 1000


def _look(app: QApplication, view: WebView, node: UUID, *, whole: bool) -> None:
    """See all of the web, or a part of it at 100 % with this node in the middle."""
    view.fit()
    if not whole:
        view.zoom(1 / view.scale_now())
        view.shift_paper(view.viewport().rect().center() - _pixel(view, node))
    view.stand_still()
    app.processEvents()


def _pixel(view: WebView, node: UUID) -> QPoint:
    return view.mapFromScene(view.web_scene.point_of(node))


def _drag(app: QApplication, view: WebView, nodes: list[UUID], *, whole: bool) -> tuple[list[float], list[float]]:
    """Frames of dragging these, each taken hold of, moved and given up; the first frame of each drag apart."""
    frames: list[float] = []
    first: list[float] = []
    for node in nodes:
        _look(app, view, node, whole=whole)
        took = list(_moves(app, view, _pixel(view, node)))
        first.append(took[0])
        frames += took[1:]
    return frames, first


def _moves(app: QApplication, view: WebView, start: QPoint) -> Iterator[float]:
    _hand(view, QEvent.Type.MouseButtonPress, start)
    app.processEvents()
    for step in range(1, _FRAMES + 1):
        at = start + QPoint(9 * step, 5 * step)
        yield _timed(app, lambda at=at: _hand(view, QEvent.Type.MouseMove, at))
    QTest.keyClick(view, Qt.Key.Key_Escape)
    _hand(view, QEvent.Type.MouseButtonRelease, start)
    app.processEvents()


def _hand(view: WebView, kind: QEvent.Type, at: QPoint) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = none if kind == QEvent.Type.MouseMove else left
    held = none if kind == QEvent.Type.MouseButtonRelease else left
    place = QPointF(at)
    on_screen = QPointF(view.viewport().mapToGlobal(at))
    event = QMouseEvent(kind, place, on_screen, button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view.viewport(), event)


def _glide(app: QApplication, view: WebView, frame: Callable[[WebView, int], None]) -> tuple[list[float], list[float]]:
    """Frames of zooming or panning, and from each last one until all is sharp again."""
    frames: list[float] = []
    sharp: list[float] = []
    for _ in range(5):
        frames += [_timed(app, lambda step=step: frame(view, step)) for step in range(_FRAMES)]
        began = time.perf_counter()
        while view.gliding:
            app.processEvents()
            time.sleep(0.0005)
        app.processEvents()
        sharp.append((time.perf_counter() - began) * 1000)
    return frames, sharp


def _zoomed(view: WebView, step: int) -> None:
    middle = QPointF(view.viewport().rect().center())
    notch = QPoint(0, _NOTCH if step % _FRAMES < _FRAMES // 2 else -_NOTCH)
    event = QWheelEvent(
        middle, QPointF(view.viewport().mapToGlobal(middle.toPoint())), QPoint(), notch, Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)


def _panned(view: WebView, step: int) -> None:
    view.shift_paper(QPoint(15, 9) * (1 if step % _FRAMES < _FRAMES // 2 else -1))


class _Bare:
    """A plain view of plain items, as many of each kind as ours has, of hairlines and filled with one colour."""

    def __init__(self, app: QApplication, counts: Counter[type]) -> None:
        self._app, self._counts = app, counts
        self.opened = [_timed(app, self._open) for _ in range(3)]

    def _open(self) -> None:
        chance = random.Random(1)
        scene = QGraphicsScene()
        pen = QPen(QColor("#444444"), 1.0)
        pen.setCosmetic(True)
        self._nodes = [
            _circle() for _ in range(self._counts[QGraphicsEllipseItem] + self._counts[QGraphicsPathItem] // 3)
        ]
        reach = 60.0 * len(self._nodes) ** 0.5
        for node in self._nodes:
            node.setPos(chance.uniform(-reach, reach), chance.uniform(-reach, reach) / 1.6)
            node.setPen(pen)
            node.setBrush(QColor("#DDDDDD"))
            node.setZValue(1)
            scene.addItem(node)
        self._lines = []
        for _ in range(self._counts[QGraphicsPathItem] - self._counts[QGraphicsPathItem] // 3):
            a, b = chance.sample(self._nodes, 2)
            line = QGraphicsPathItem(_path(a, b))
            line.setPen(pen)
            scene.addItem(line)
            self._lines.append((line, a, b))
        for _ in range(self._counts[QGraphicsSimpleTextItem]):
            text = scene.addSimpleText("Somebody")
            text.setPos(chance.choice(self._nodes).pos())
        self._scene, self._view = scene, QGraphicsView(scene)
        self._view.setFrameShape(QFrame.Shape.NoFrame)
        self._view.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._view.resize(*_SIZE)
        self._view.fitInView(scene.itemsBoundingRect(), Qt.AspectRatioMode.KeepAspectRatio)
        self._view.show()

    def drag(self) -> list[float]:
        """Frames of moving a node with the lines it has."""
        took = []
        for node in self._nodes[:20]:
            own = [(line, a, b) for line, a, b in self._lines if node in (a, b)]
            took += [_timed(self._app, lambda node=node, own=own: _move(node, own)) for _ in range(_FRAMES)]
        return took

    def zoom(self) -> list[float]:
        """Frames of zooming."""
        return [_timed(self._app, lambda: self._view.scale(1.05, 1.05)) for _ in range(_FRAMES)]


def _circle() -> QGraphicsEllipseItem:
    return QGraphicsEllipseItem(-25, -25, 50, 50)


def _path(a: QGraphicsEllipseItem, b: QGraphicsEllipseItem) -> QPainterPath:
    path = QPainterPath(a.pos())
    bend = (a.pos() + b.pos()) / 2 + QPointF(20, 20)
    path.quadTo(bend, b.pos())
    return path


def _move(
    node: QGraphicsEllipseItem, own: list[tuple[QGraphicsPathItem, QGraphicsEllipseItem, QGraphicsEllipseItem]]
) -> None:
    node.moveBy(4, 2)
    for line, a, b in own:
        line.setPath(_path(a, b))
