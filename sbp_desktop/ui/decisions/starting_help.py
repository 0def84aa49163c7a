"""Paid or legal help on the web: until when, why it starts, and a quiet question when some is new."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from sbp_desktop.models import carers, rules
from sbp_desktop.models import decisions as decided
from sbp_desktop.models.decisions import DecisionSnapshot
from sbp_desktop.models.findings import listed
from sbp_desktop.models.snapshots import ChangeSet, NodeSnapshot, WebSnapshot
from sbp_desktop.models.vocabulary import Domain, NodeKind, NodeStatus
from sbp_desktop.models.web import NOT_THERE, is_formal
from sbp_desktop.services import formal_help, nudges
from sbp_desktop.storage import decisions, queries
from sbp_desktop.storage import nudges as kept_nudges
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.web import words
from sbp_desktop.ui.web.panel_sheet import Sheet, Thing

if TYPE_CHECKING:
    from sbp_desktop.ui.web.web_canvas import WebCanvas


class StartingHelp(QObject):
    """Belongs to one canvas; what is to be read or written of a decision is asked for with its `decision_opened`."""

    def __init__(self, canvas: WebCanvas, background: Background) -> None:
        super().__init__(canvas)
        self._canvas, self._background = canvas, background
        self._known: frozenset[UUID] | None = None
        canvas.panel.parts.append(self._until)
        canvas.panel.offer(self._offer, self._open)
        canvas.shown.connect(self._look)

    def _offer(self, node: NodeSnapshot) -> str:
        return self.tr("Why this help") if _is_help(node) else ""

    def _until(self, sheet: Sheet, thing: Thing) -> None:
        """Say until when it was meant to be, or when to look again; an end can be taken away by saying why."""
        if not isinstance(thing, NodeSnapshot) or not _is_help(thing):
            return
        now = when_and_where.today()
        unlit = _unlit(sheet.web)
        if unlit:
            layers = listed([words.said(words.LAYERS, layer) for layer in unlit])
            sheet.quiet(self.tr("Nothing on the web yet under: {layers}").format(layers=layers))
        if thing.until is not None and thing.until.hi > now:
            sheet.quiet(self.tr("For now, until {day}").format(day=when_and_where.partial(thing.until, now)))
            sheet.link(self.tr("It goes on after that"), partial(self._goes_on, thing.id))
        elif thing.review_on is not None:
            day = when_and_where.partial(thing.review_on, now)
            sheet.quiet(self.tr("We look again {day}").format(day=day))

    def _open(self, node: UUID) -> None:
        """Open what was decided about it, begun now if nothing was."""
        person = self._canvas.person
        then = partial(self._found, node)
        self._background.run(queries.here, decisions.about, person, node, then=then)

    def _found(self, node: UUID, decision: DecisionSnapshot | None) -> None:
        if decision is not None:
            self._canvas.decision_opened.emit(decision.id)
        else:
            self._canvas.edits.ask(formal_help.say_why, node, then=self._begun)

    def _begun(self, changes: ChangeSet) -> None:
        if changes.created:
            self._canvas.decision_opened.emit(changes.created[0])

    def _goes_on(self, node: UUID) -> None:
        self._canvas.edits.ask(formal_help.goes_on, node, then=self._begun)

    def _look(self, web: WebSnapshot) -> None:
        """Ask once about paid help that was not there a moment ago (practice.md R09)."""
        there = {node.id: node for node in web.nodes if _is_help(node)}
        new = there.keys() - self._known if self._known is not None else set()
        self._known = frozenset(there) | (self._known or frozenset())
        if len(new) == 1 and self._canvas.isVisible():
            self._ask_about(web, there[next(iter(new))])

    def _ask_about(self, web: WebSnapshot, node: NodeSnapshot) -> None:
        """One line at most: help for a while asks after a carer nobody asked, unless a line about them came too often
        already (R07); other help whether it starts.
        """
        carer = next(
            (one for one in web.nodes if carers.looks_after(web, one) and not carers.was_asked(web, one)), None
        )
        listens = carer is not None and rules.LISTEN_TO_CARERS not in web.rules_off
        if carer is not None and listens and node.domain == Domain.TARGETED:
            line = kept_nudges.carer_not_asked(web.person, "", carer.id, carer.label)
            then = partial(self._ask_after, web, node, carer)
            self._background.run(nudges.may_tell, line, when_and_where.today(), then=then)
        else:
            self._ask_whether(web, node)

    def _ask_after(self, web: WebSnapshot, node: NodeSnapshot, carer: NodeSnapshot, may: bool) -> None:
        if not may:
            self._ask_whether(web, node)
        elif self._canvas.isVisible():
            said = self.tr("{help} is on the web. Has anybody asked {name} how it is?")
            ask = partial(self._show_carer, carer.id)
            self._canvas.tell_done(said.format(help=node.label, name=carer.label), self.tr("Ask"), ask)

    def _ask_whether(self, web: WebSnapshot, node: NodeSnapshot) -> None:
        if rules.OWN_FIRST not in web.rules_off:
            said = self.tr("{help} is on the web. Does it start now?").format(help=node.label)
            self._canvas.tell_done(said, self.tr("Say why"), partial(self._open, node.id))

    def _show_carer(self, node: UUID) -> None:
        self._canvas.come_to(node, with_keyboard=False)
        self._canvas.panel_hand.open(by_key=False)


def _unlit(web: WebSnapshot) -> tuple[str, ...]:
    """The layers of their own life with nothing on the web, hoped for or there (practice.md R09, R10)."""
    if web.rules_off & {rules.OWN_FIRST, rules.OWN_LIFE}:
        return ()
    gone = NOT_THERE - {NodeStatus.POSSIBLE, NodeStatus.OFFERED} | {NodeStatus.ENDED}
    there = [node.domain for node in web.nodes if node.id != web.self_node and node.status not in gone]
    return decided.unlit(there, ["personal"] if web.strengths else [])


def _is_help(node: NodeSnapshot) -> bool:
    return node.kind == NodeKind.SERVICE and is_formal(node) and node.status in (NodeStatus.ACTIVE, NodeStatus.PLANNED)
