"""The web for screen readers: a list with one item for each person, place and line, named as one would say it.

Qt's own items are invisible to assistive technology, so the view answers as a list and each node and line has a small
QObject standing for it. Python must keep the interfaces alive for as long as Qt knows them. The binding's
types forget that Qt takes None for "there is none", hence the ignored overrides.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, QPoint, QPointF, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QColor
from PySide6.QtWidgets import QApplication

from sbp_desktop.models.snapshots import WebSnapshot
from sbp_desktop.models.web import Day
from sbp_desktop.ui.web import words

if TYPE_CHECKING:
    from sbp_desktop.ui.web.web_view import WebView

_alive: dict[int, QAccessibleInterface] = {}  # by id() of the QObject an interface stands for
_views: dict[int, WebView] = {}
_installed: list[bool] = []


class Proxy(QObject):
    """Stands for one node or line."""

    def __init__(self, view: WebView, id_: UUID) -> None:
        super().__init__(view)
        self.view, self.id = view, id_

    def words(self) -> str:
        """Return the thing as one would say it."""
        scene = self.view.web_scene
        if self.id in scene.nodes:
            said = words.describe_node(scene.nodes[self.id], scene.ties_of(self.id), scene.web.self_node)
            alone = self.view.proxies.rests_on(self.id)
            return f"{said}, {words.only_one(alone)}" if alone else said
        return words.describe_tie(scene.ties[self.id], scene.web) if self.id in scene.ties else ""


class WebProxies:
    """The list's items, in reading order: the people and places, then the lines. Each is made when it is asked for."""

    def __init__(self, view: WebView) -> None:
        self._view = view
        self.ids: list[UUID] = []
        self._by_id: dict[UUID, Proxy] = {}
        self._counted: WebSnapshot | None = None
        self._alone: dict[UUID, tuple[str, ...]] = {}
        _views[id(view)] = view
        view.destroyed.connect(partial(_let_go, id(view)))
        install()

    def rests_on(self, node: UUID) -> tuple[str, ...]:
        """Return the kinds of help that come from one person alone; a page the person sees never says so (D23)."""
        scene = self._view.web_scene
        if self._view.hand.edits.room is not None:
            return ()
        if self._counted is not scene.web:
            self._counted, self._alone = scene.web, {}
            for kind, source in Day.of(scene.web, scene.showing.day).only_sources().items():
                self._alone[source.id] = (*self._alone.get(source.id, ()), kind)
        return self._alone.get(node, ())

    def renew(self) -> None:
        """Take up what was added and let go of what was removed."""
        scene = self._view.web_scene
        self.ids = [*scene.reading_order(), *scene.ties]
        for gone in self._by_id.keys() - set(self.ids):
            proxy = self._by_id.pop(gone)
            _forget(proxy)
            proxy.deleteLater()

    def of(self, id_: UUID) -> Proxy:
        """Return what stands for a node or line."""
        if id_ not in self._by_id:
            self._by_id[id_] = Proxy(self._view, id_)
        return self._by_id[id_]

    def focus(self, id_: UUID | None) -> None:
        """Tell assistive technology that the choice has moved."""
        if id_ is not None and self._view.hasFocus() and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(self.of(id_), QAccessible.Event.Focus))


class _Interface(QAccessibleInterface):
    """What both kinds answer alike."""

    def __init__(self, stands_for: QObject) -> None:
        super().__init__()
        self._object = stands_for

    def isValid(self) -> bool:
        return True

    def object(self) -> QObject:
        return self._object

    def window(self) -> Any:
        return None

    def setText(self, text_type: QAccessible.Text, text: str) -> None:
        pass

    def foregroundColor(self) -> QColor:
        return QColor()

    def backgroundColor(self) -> QColor:
        return QColor()


class _ListInterface(_Interface):
    """The view."""

    def __init__(self, view: WebView) -> None:
        super().__init__(view)
        self._view = view

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.List

    def text(self, text_type: QAccessible.Text) -> str:
        return self._view.accessibleName() if text_type == QAccessible.Text.Name else ""

    def rect(self) -> QRect:
        return QRect(self._view.mapToGlobal(self._view.rect().topLeft()), self._view.size())

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.focusable, state.focused = True, self._view.hasFocus()
        state.invisible = not self._view.isVisible()
        return state

    def parent(self) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self._view.parentWidget() or self._view)

    def childCount(self) -> int:
        return len(self._view.proxies.ids)

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        proxies = self._view.proxies
        return self._interface(proxies.ids[index]) if 0 <= index < len(proxies.ids) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        found = child.object()
        ids = self._view.proxies.ids
        return ids.index(found.id) if isinstance(found, Proxy) and found.id in ids else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        pixel = self._view.viewport().mapFromGlobal(QPoint(x, y))
        found = self._view.hand.something_at(QPointF(pixel)) if self._view.viewport().rect().contains(pixel) else None
        return None if found is None else self._interface(found)

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        chosen = self._view.web_scene.chosen
        return self._interface(chosen) if chosen in self._view.proxies.ids and chosen is not None else None

    def _interface(self, id_: UUID) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self._view.proxies.of(id_))


class _ItemInterface(_Interface):
    """One node or line."""

    def __init__(self, proxy: Proxy) -> None:
        super().__init__(proxy)
        self._proxy, self.view = proxy, proxy.view

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def text(self, text_type: QAccessible.Text) -> str:
        return self._proxy.words() if text_type == QAccessible.Text.Name else ""

    def rect(self) -> QRect:
        view, id_ = self._proxy.view, self._proxy.id
        if id_ not in view.web_scene.nodes and id_ not in view.web_scene.ties:
            return QRect()
        box = view.mapFromScene(view.web_scene.box_of(id_)).boundingRect()
        return QRect(view.viewport().mapToGlobal(box.topLeft()), box.size())

    def state(self) -> QAccessible.State:
        view = self._proxy.view
        state = QAccessible.State()
        chosen = view.web_scene.chosen == self._proxy.id
        state.selectable = state.focusable = True
        state.multiSelectable = True
        state.selected = chosen or self._proxy.id in view.web_scene.picked
        state.focused = chosen and view.hasFocus()
        return state

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        return QAccessible.queryAccessibleInterface(self._proxy.view)

    def childCount(self) -> int:
        return 0

    def child(self, _index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def indexOfChild(self, _child: QAccessibleInterface) -> int:
        return -1

    def childAt(self, _x: int, _y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None


def _let_go(gone: int) -> None:
    """Keep nothing of a view that is no more: its interfaces hold its people's names."""
    view = _views.pop(gone, None)
    for key, interface in list(_alive.items()):
        if key == gone or (isinstance(interface, _ItemInterface) and interface.view is view):
            del _alive[key]


def install() -> None:
    """Let Qt ask us about our views and their items; asking again changes nothing."""
    if not _installed:
        QAccessible.installFactory(_make)
        _installed.append(True)


def _make(_class_name: str, stands_for: QObject | None) -> QAccessibleInterface | None:
    made: QAccessibleInterface | None = None
    if isinstance(stands_for, Proxy):
        made = _ItemInterface(stands_for)
    elif id(stands_for) in _views:
        made = _ListInterface(_views[id(stands_for)])
    if made is not None:
        _alive[id(stands_for)] = made
    return made


def _forget(proxy: Proxy) -> None:
    interface = _alive.pop(id(proxy), None)
    if interface is not None and QApplication.instance() is not None:
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(interface))
