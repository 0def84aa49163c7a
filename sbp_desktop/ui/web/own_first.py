"""Their own life first: two places to press inside the inmost ring of a new web, before anybody is named (R01)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from sbp_desktop.models.snapshots import WebSnapshot
from sbp_desktop.models.vocabulary import Domain, NodeKind
from sbp_desktop.models.web import is_formal
from sbp_desktop.ui import theme
from sbp_desktop.ui.widgets import LinkButton, Secondary

if TYPE_CHECKING:
    from sbp_desktop.ui.web.web_canvas import WebCanvas


class OwnFirst(QObject):
    """Left and right of the person, on a web with nobody on it yet, and again when the first paid help comes onto one
    that has nothing of the person's own. It asks for nothing and keeps nothing.
    """

    def __init__(self, canvas: WebCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.asks = Secondary(self.tr("Anything of their own to put here first?"), canvas.view)
        self.asks.setWordWrap(False)
        self.asks.setProperty("over_lines", True)
        self.asks.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.slots: dict[str, LinkButton] = {}
        before: QWidget = canvas.view
        for kind, words, asks in (
            (NodeKind.SKILL, self.tr("Good at …"), self.tr("What are they good at?")),
            (NodeKind.KNOWLEDGE, self.tr("Knows …"), self.tr("What do they know?")),
        ):
            slot = self.slots[kind] = LinkButton(words, canvas.view)
            slot.setAccessibleName(asks)
            slot.setToolTip(asks)
            slot.clicked.connect(partial(canvas.naming.ask_own, kind.value, asks))
            QWidget.setTabOrder(before, slot)
            before = slot
        canvas.view.scrolled.connect(self.place)
        self._show(False)

    def show_web(self, web: WebSnapshot, *, fixed: bool) -> None:
        """Be there while this web has nothing of their own and nobody, or a first paid help, on it."""
        others = [node for node in web.nodes if node.id != web.self_node]
        own = bool(web.strengths) or any(node.domain == Domain.PERSONAL for node in others)
        drawn = web.self_node in self._canvas.scene.nodes  # a way of looking may leave even them out
        self._show(drawn and not fixed and not own and (not others or sum(map(is_formal, others)) == 1))

    def place(self) -> None:
        """Stand beside the person, wherever they are on the screen; the question only where it has room."""
        view, scene = self._canvas.view, self._canvas.scene
        if self.slots[NodeKind.SKILL].isHidden() or scene.web.self_node not in scene.nodes:
            return
        box = view.mapFromScene(scene.box_of(scene.web.self_node)).boundingRect()
        middle = view.mapFromScene(scene.point_of(scene.web.self_node))
        left, right = self.slots.values()
        for widget in (left, right, self.asks):
            widget.adjustSize()
        left.move(box.left() - theme.SPACE_8 - left.width(), middle.y() - left.height() // 2)
        right.move(box.right() + theme.SPACE_8, middle.y() - right.height() // 2)
        self.asks.move(middle.x() - self.asks.width() // 2, box.bottom() + theme.SPACE_8)
        others = scene.nodes.keys() - {scene.web.self_node}
        over = (view.mapFromScene(scene.box_of(node)).boundingRect() for node in others)
        self.asks.setVisible(bool(others) and not any(map(self.asks.geometry().intersects, over)))

    def _show(self, offers: bool) -> None:
        for widget in (*self.slots.values(), self.asks):
            widget.setVisible(offers)
        self.place()
