"""Their own life first: two places to press in the middle of a new web, before anybody else is named (R01, A14)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.snapshots import WebSnapshot
from sbp_desktop.models.vocabulary import Domain, NodeKind
from sbp_desktop.models.web import is_formal
from sbp_desktop.ui import theme
from sbp_desktop.ui.widgets import LinkButton, Secondary

if TYPE_CHECKING:
    from sbp_desktop.ui.web.web_canvas import WebCanvas


class OwnFirst(QWidget):
    """Stands on a web with nobody on it yet, and again when the first paid help comes onto one that has nothing of the
    person's own. It asks for nothing and keeps nothing.
    """

    def __init__(self, canvas: WebCanvas) -> None:
        super().__init__(canvas.view)
        self._canvas = canvas
        self._first = Secondary(self.tr("Anything of their own to put here first?"), self)
        self._first.setAlignment(Qt.AlignmentFlag.AlignCenter)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.SPACE_4)
        lines.addWidget(self._first)
        self.slots: dict[str, LinkButton] = {}
        for kind, words in (
            (NodeKind.SKILL, self.tr("What are they good at?")),
            (NodeKind.KNOWLEDGE, self.tr("What do they know?")),
        ):
            slot = self.slots[kind] = LinkButton(words, self)
            slot.setProperty("touch", True)
            slot.clicked.connect(partial(canvas.naming.ask_own, kind.value, words))
            lines.addWidget(slot, 0, Qt.AlignmentFlag.AlignHCenter)
        before: QWidget = canvas.view
        for slot in self.slots.values():
            QWidget.setTabOrder(before, slot)
            before = slot
        self.hide()

    def show_web(self, web: WebSnapshot, *, fixed: bool) -> None:
        """Be there while this web has nothing of their own and nobody, or a first paid help, on it."""
        others = [node for node in web.nodes if node.id != web.self_node]
        own = bool(web.strengths) or any(node.domain == Domain.PERSONAL for node in others)
        formal = sum(map(is_formal, others))
        self._first.setVisible(bool(others))
        self.setVisible(not fixed and not own and (not others or formal == 1))
        self.place()

    def place(self) -> None:
        """Stand under the middle of an empty web, or at the head of one that is begun."""
        room, high = self._canvas.view.rect(), self.sizeHint().height()
        top = theme.SPACE_16 if not self._first.isHidden() else room.height() * 9 // 16
        self.setGeometry(0, top, room.width(), high)
