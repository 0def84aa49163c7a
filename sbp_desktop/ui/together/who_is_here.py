"""Who is in the room: some things are not for everybody's eyes, so the page follows who is ticked here."""

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from sbp_desktop.models.findings import listed
from sbp_desktop.models.snapshots import WebSnapshot
from sbp_desktop.models.vocabulary import NodeKind
from sbp_desktop.ui.widgets import LinkButton

_PEOPLE = frozenset({NodeKind.PERSON.value, NodeKind.HOUSEHOLD.value, NodeKind.WORKER.value})


class WhoIsHere(LinkButton):
    """Says who is here and opens the list to tick. It names nobody but those on the page and those ticked while they
    were: somebody who may not see themselves here can still be seen to leave.
    """

    present_chosen = Signal(object)

    def __init__(self, present: frozenset[UUID], parent: QWidget | None = None) -> None:
        super().__init__("", parent, icon_name="people")
        self._present = present
        self._names: dict[UUID, str] = {}
        self._own: UUID | None = None
        self.clicked.connect(self._choose)

    def show_web(self, web: WebSnapshot) -> None:
        """Take up who is on the page."""
        still_here = {id_: name for id_, name in self._names.items() if id_ in self._present}
        self._own = web.self_node
        self._names = still_here | {
            node.id: node.label for node in web.nodes if node.kind in _PEOPLE or node.id == web.self_node
        }
        here = [self._names.get(web.self_node, ""), *(self._names[id_] for id_ in self._names if id_ in self._present)]
        there = dict.fromkeys(filter(None, here))
        self.setText(self.tr("Here: {0}").format(listed([*there, self.tr("you")])))

    def _choose(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for id_, name in sorted(self._names.items(), key=lambda pair: pair[1].casefold()):
            if id_ != self._own:
                action = menu.addAction(name)
                action.setCheckable(True)
                action.setChecked(id_ in self._present)
                action.triggered.connect(lambda on, chosen=id_: self._set(chosen, on))
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _set(self, node: UUID, there: bool) -> None:
        self._present = self._present | {node} if there else self._present - {node}
        self.present_chosen.emit(self._present)
