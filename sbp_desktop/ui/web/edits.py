"""What a hand on the web asks of the services: each call is one change, and one step of undo."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models.arrangement import Fields, Layout, Spot
from sbp_desktop.models.guess import guess, split_relation
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.vocabulary import NodeKind
from sbp_desktop.services import webs
from sbp_desktop.storage import history
from sbp_desktop.ui.background import Background


class WebEdits(QObject):
    """Hands changes to the vault's thread. `added` and `joined` carry the new thing's id; `removed` its words.

    `refused` rings when a change was not made, so that the picture can go back to what is kept, and `left_alone` when
    undo did not touch what others changed since; both carry one calm sentence. `pending` counts changes on their way
    to the file; `settled` rings when none is left.
    """

    added = Signal(object)
    joined = Signal(object)
    removed = Signal(str)
    refused = Signal(str)
    settled = Signal()
    left_alone = Signal(str)

    def __init__(self, background: Background, person: UUID, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self.person = person
        self.pending = 0

    def add(self, typed: str, layout: Layout | None = None, spot: Spot | None = None) -> None:
        """Put a typed name on the web, at a spot of a layout or else where the words suggest."""
        label, relation = split_relation(typed)
        if not label:
            return
        found = guess(typed)
        kind = found.kind
        fields: dict[str, Any] = {"relation": relation, "domain": found.domain, "tier": found.tier, "paid": found.paid}
        if layout is not None and spot is not None:
            says = layout.says(spot.part)
            if says.get("domain", found.domain) != found.domain:
                fields["tier"] = None
                if not found.known and says["domain"] == "personal":
                    kind = NodeKind.INTEREST.value  # words of one's own, not somebody's name
            fields |= {"position": spot.place, "layout": layout.name, **says}
        self._run(
            webs.add_node,
            self.person,
            label,
            kind=kind,
            then=lambda changes: self.added.emit(changes.created[0]),
            **{name: value for name, value in fields.items() if value},
        )

    def move(self, node: UUID, layout: str, spot: Spot, says: Fields) -> None:
        """Keep where a node was put down on a layout, and what that says of it."""
        self._run(webs.move_node, node, *spot.place, layout=layout, **says)

    def join(self, a: UUID, b: UUID) -> None:
        """Draw a line between two."""
        self._run(webs.add_tie, a, b, then=lambda changes: self.joined.emit(changes.created[0]))

    def set_node(self, node: UUID, **fields: Any) -> None:
        """Change fields of somebody or something."""
        self._run(webs.set_node, node, **fields)

    def set_tie(self, tie: UUID, **fields: Any) -> None:
        """Change fields of a line."""
        self._run(webs.set_tie, tie, **fields)

    def remove_node(self, node: UUID, label: str) -> None:
        """Take somebody or something off the web, with a way back."""
        self._run(webs.delete_node, node, then=lambda _changes: self.removed.emit(self.tr("Removed {0}").format(label)))

    def remove_tie(self, tie: UUID) -> None:
        """Take a line away, with a way back."""
        self._run(webs.delete_tie, tie, then=lambda _changes: self.removed.emit(self.tr("Removed a line")))

    def undo(self) -> None:
        """Take back the last change to this person's record."""
        self._run(history.undo, self.person, then=self._tell_left_alone)

    def redo(self) -> None:
        """Do again what was last taken back."""
        self._run(history.redo, self.person, then=self._tell_left_alone)

    def _run(
        self,
        function: Callable[..., ChangeSet],
        *args: Any,
        then: Callable[[ChangeSet], object] | None = None,
        **fields: Any,
    ) -> None:
        self.pending += 1
        self._background.run(function, *args, then=partial(self._kept, then), failed=self._refuse, **fields)

    def _kept(self, then: Callable[[ChangeSet], object] | None, changes: ChangeSet) -> None:
        if not isValid(self):  # the page was left meanwhile; the change is kept all the same
            return
        self.pending -= 1
        if then is not None:
            then(changes)
        if not self.pending:
            self.settled.emit()

    def _tell_left_alone(self, changes: ChangeSet) -> None:
        if changes.left_alone:
            said = self.tr("Somebody else has changed part of this since, so that part was left as it is.")
            self.left_alone.emit(said)

    def _refuse(self, error: ExpectedError) -> None:
        self.pending -= 1
        self.refused.emit(str(error))
