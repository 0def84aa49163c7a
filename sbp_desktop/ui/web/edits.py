"""What a hand on the web asks of the services: each call is one change, and one step of undo."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit
from shiboken6 import isValid

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models.arrangement import Fields, Layout, Spot
from sbp_desktop.models.guess import guess
from sbp_desktop.models.name_list import Named
from sbp_desktop.models.snapshots import Audience, ChangeSet, DraftSnapshot, WebSnapshot
from sbp_desktop.models.vocabulary import NodeKind
from sbp_desktop.services import groups, ink, sharing, tidying, versions, views, webs
from sbp_desktop.storage import drafts, history
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.half_line import HalfLine


class WebEdits(QObject):
    """Hands changes to the vault's thread. `added` and `joined` carry the new thing's id; `removed` its words,
    `tidied` whether anything had to move.

    `refused` rings when a change was not made, so that the picture can go back to what is kept, and `left_alone` when
    undo did not touch what others changed since; both carry one calm sentence. `pending` counts changes on their way
    to the file; `settled` rings when none is left. While it is `only_to_look` at, nothing is changed. On the
    shared screen `room` is for whom that was built.
    """

    added = Signal(object)
    joined = Signal(object)
    removed = Signal(str)
    tidied = Signal(bool)
    refused = Signal(str)
    settled = Signal()
    left_alone = Signal(str)

    def __init__(self, background: Background, person: UUID, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self.person = person
        self.room: Audience | None = None
        self.pending = 0
        self.only_to_look = False
        self.view: UUID | None = None  # whose picture is drawn on; None: the web's own

    def half_line(self, field: QLineEdit, name: str) -> HalfLine:
        """What is half typed in a field of this web."""
        return HalfLine(self._background, field, name)

    def add_all(
        self, named: Sequence[Named], layout: Layout | None = None, spot: Spot | None = None,
        then: Callable[[UUID], object] | None = None,
    ) -> None:  # fmt: skip
        """Put these on the web as one change, the first at a spot of a layout, the others where the words suggest.

        `then` gets the first one's id once it is there.
        """
        fields = [_fields_of(one, layout, spot if i == 0 else None) for i, one in enumerate(named)]

        def added(changes: ChangeSet) -> None:
            self.added.emit(changes.created[0])
            if then is not None:
                then(changes.created[0])

        if len(fields) == 1:
            self._run(webs.add_node, self.person, then=added, **fields[0])
        else:
            self._run(webs.add_nodes, self.person, fields, then=added)

    def add_own(self, label: str, kind: str) -> None:
        """Put something of the person's own on the web: what they are good at, know or like."""

        def added(changes: ChangeSet) -> None:
            self.added.emit(changes.created[0])

        self._run(webs.add_node, self.person, label, kind=kind, then=added)

    def keep_one(self, kept: UUID, again: UUID) -> None:
        """Say that two are one and the same; the second goes."""
        self._run(webs.keep_one, kept, again)

    def move(
        self, layout: str, spots: Mapping[UUID, Spot], says: Mapping[UUID, Fields], into: UUID | None = None
    ) -> None:
        """Keep where nodes were put down on a layout, what that says of each, and into which group, if any."""
        moves = [(node, *spot.place) for node, spot in spots.items()]
        if self.view is not None:
            self._run(views.move_nodes, self.view, moves, layout=layout, parts=says)
        elif into is not None:
            self._run(groups.move_into, into, moves, layout=layout, parts=says)
        elif len(spots) == 1:
            ((node, spot),) = spots.items()
            self._run(webs.move_node, node, *spot.place, layout=layout, **says[node])
        else:
            self._run(webs.move_nodes, moves, layout=layout, parts=says)

    def tidy(self, layout: str, shown: Iterable[UUID]) -> None:
        """Make room among those shown on a layout, and bring together who is joined."""
        self._run(
            tidying.tidy, self.person, layout, frozenset(shown), view=self.view,
            then=lambda changes: self.tidied.emit(not changes.empty),
        )  # fmt: skip

    def join(self, a: UUID, b: UUID, kind: str = "", **fields: Any) -> None:
        """Draw a line between two, of a kind in words."""
        self._run(webs.add_tie, a, b, kind=kind, view=self.view, then=self._tell_joined, **fields)

    def _tell_joined(self, changes: ChangeSet) -> None:
        self.joined.emit(changes.created[0])

    def join_again(self, tie: UUID, end: str, node: UUID) -> None:
        """Take one end ("a" or "b") of a line to another node."""
        self._run(webs.join_again, tie, end, node)

    def put_together(
        self, members: Iterable[UUID], typed: str, domain: str, layout: str, spot: Spot | None = None
    ) -> None:
        """Make a group of these in a layer, at a spot of a layout: a household, a club, the family next door."""
        found = guess(typed)
        kind = NodeKind.HOUSEHOLD.value if not found.known else found.kind
        self._run(
            groups.put_together, tuple(members), typed, kind=kind, domain=domain, layout=layout,
            position=None if spot is None else spot.place,
            then=lambda changes: self.added.emit(changes.created[0]),
        )  # fmt: skip

    def take_in(self, group: UUID, members: Iterable[UUID]) -> None:
        """Let these belong to a group."""
        self._run(groups.take_in, group, tuple(members))

    def take_out(self, group: UUID, members: Iterable[UUID]) -> None:
        """Let these no longer belong to a group."""
        self._run(groups.take_out, group, tuple(members))

    def set_node(self, node: UUID, **fields: Any) -> None:
        """Change fields of somebody or something."""
        self._run(webs.set_node, node, **fields)

    def set_tie(self, tie: UUID, **fields: Any) -> None:
        """Change fields of a line, in the picture that is drawn on."""
        if self.view is None:
            self._run(webs.set_tie, tie, **fields)
        else:
            self._run(views.set_tie, self.view, tie, then=self._follow_own_line, **fields)

    def _follow_own_line(self, changes: ChangeSet) -> None:
        if changes.created:  # the viewer has a line of their own from now on
            self.joined.emit(changes.created[0])

    def remove_node(self, node: UUID, label: str) -> None:
        """Take somebody or something off the web, with a way back."""
        self._run(webs.delete_node, node, then=lambda _changes: self.removed.emit(self.tr("Removed {0}").format(label)))

    def remove_nodes(self, nodes: Iterable[UUID]) -> None:
        """Take several off the web, with a way back."""
        gone = tuple(nodes)
        said = self.tr("Removed %n people and places", "", len(gone))
        self._run(webs.delete_nodes, gone, then=lambda _changes: self.removed.emit(said))

    def remove_tie(self, tie: UUID) -> None:
        """Take a line away, with a way back."""
        function = webs.delete_tie if self.view is None else partial(views.delete_tie, view=self.view)
        self._run(function, tie, then=lambda _changes: self.removed.emit(self.tr("Removed a line")))

    def refuse_to_change(self) -> None:
        """Say why nothing is changed on a picture of another day."""
        self.refused.emit(self.tr("This picture is one to look at. Go back to today to change something."))

    def keep_typing(self, of: UUID, field: str, text: str, context: Mapping[str, object] | None = None) -> None:
        """Keep what is typed so far of a field, so that a crash cannot take it; `context`: where a new note stands."""
        self._background.run(drafts.step, self.person, of, field, text, context or {})

    def forget_typing(self, of: UUID, field: str) -> None:
        """What was typed says what is kept already."""
        self._background.run(drafts.clear, self.person, of, field)

    def take_up_typing(self, web: WebSnapshot) -> None:
        """Make typing that a crash cut short part of the record."""

        def take(waiting: tuple[DraftSnapshot, ...]) -> None:
            nodes, ties = {node.id for node in web.nodes}, {tie.id for tie in web.ties}
            notes = {one.id for one in web.ink}
            for draft in waiting:
                if not draft.text.strip():
                    continue
                if "carer" in draft.context:
                    self.ask(
                        versions.as_seen, draft.readings, sharing.carer_says, draft.entity, words=draft.text.strip()
                    )
                elif draft.entity in nodes:
                    self.set_node(draft.entity, **{draft.field: draft.text.strip()})
                elif draft.entity in ties:
                    self.set_tie(draft.entity, **{draft.field: draft.text.strip()})
                elif draft.entity in notes:
                    self.ask(ink.set_note, draft.entity, draft.text)
                elif "layout" in draft.context:
                    self._write_again(draft)

        self._background.run(drafts.pending, self.person, then=take)

    def _write_again(self, draft: DraftSnapshot) -> None:
        """Put a note that was being written on the page, where it was being written."""
        x, y, layout, talk = (draft.context[name] for name in ("x", "y", "layout", "conversation"))
        self.ask(
            ink.write_note,
            self.person,
            draft.text,
            (x, y),
            layout=layout,
            conversation=UUID(hex=str(talk)) if talk else None,
            note=draft.entity,
        )

    def ask(self, service: Callable[..., ChangeSet], *args: Any, **fields: Any) -> None:
        """Make another change of this page's, with the same care."""
        self._run(service, *args, **fields)

    def say_who_sees(self, thing: UUID, **said: Any) -> None:
        """Say whether the person may see something (`person`), in front of whom it is not to be (`not_with`), and for
        whom outside it is `named`.
        """
        self._run(sharing.set_audience, thing, **said)

    def keep_apart(self, thing: UUID) -> None:
        """Keep something for the worker's eyes alone; it is written anew, and so is another thing from then on."""
        self._run(webs.make_private, thing, then=lambda changes: self.joined.emit(changes.created[0]))

    def share_again(self, thing: UUID) -> None:
        """Give back to everybody what was kept apart."""
        self._run(webs.share_again, thing, then=lambda changes: self.joined.emit(changes.created[0]))

    def carer_says(self, carer: UUID, **said: Any) -> None:
        """Keep what a carer says alone."""
        self._run(sharing.carer_says, carer, **said)

    def carer_agrees(self, voice: UUID, agreed: bool) -> None:
        """Let the person hear what a carer said, or no longer."""
        self._run(sharing.carer_agrees, voice, agreed)

    def undo(self) -> None:
        """Take back the last change to this person's record."""
        self._send(history.undo, self.person, then=self._tell_left_alone)

    def redo(self) -> None:
        """Do again what was last taken back."""
        self._send(history.redo, self.person, then=self._tell_left_alone)

    def _run(self, function: Callable[..., ChangeSet], *args: Any, **fields: Any) -> None:
        if self.only_to_look:
            self.refuse_to_change()
        else:
            self._send(function, *args, **fields)

    def _send(
        self,
        function: Callable[..., ChangeSet],
        *args: Any,
        then: Callable[[ChangeSet], object] | None = None,
        **fields: Any,
    ) -> None:
        self.pending += 1
        if self.room is not None:
            function, args = sharing.together, (self.room, function, *args)
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
            said = self.tr("Somebody else has changed part of this since. That part was left as it is.")
            self.left_alone.emit(said)

    def _refuse(self, error: ExpectedError) -> None:
        self.pending -= 1
        self.refused.emit(str(error))


def _fields_of(named: Named, layout: Layout | None, spot: Spot | None) -> dict[str, Any]:
    """What is written of a new one: what its words suggest, and what being put down there says."""
    found = guess(named.typed())
    fields: dict[str, Any] = {
        "label": named.label, "relation": named.relation, "kind": found.kind, "domain": found.domain,
        "tier": found.tier, "paid": found.paid,
    }  # fmt: skip
    if layout is not None and spot is not None:
        says = layout.says(spot.part)
        if says.get("domain", found.domain) != found.domain:
            fields["tier"] = None
            if not found.known and says["domain"] == "personal":
                fields["kind"] = NodeKind.INTEREST.value  # words of one's own, not somebody's name
        fields |= {"position": spot.place, "layout": layout.name, **says}
    return {name: value for name, value in fields.items() if value}
