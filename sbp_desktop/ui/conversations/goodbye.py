"""Saying goodbye, from any kind of conversation: who stays when we go, whom they can ring, and one press to end."""

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.models import rules
from sbp_desktop.models.findings import listed
from sbp_desktop.models.named_workers import WhoStays
from sbp_desktop.models.snapshots import ChangeSet, ConversationSnapshot, NodeSnapshot, WebSnapshot
from sbp_desktop.models.vocabulary import Harm
from sbp_desktop.models.web import Day, is_everyday
from sbp_desktop.services import goodbyes
from sbp_desktop.storage import named_workers, queries
from sbp_desktop.ui import tab_order, theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.people import described
from sbp_desktop.ui.scrolling_part import ScrollingPart
from sbp_desktop.ui.widgets import Body, Chip, Hairline, LinkButton, QuietButton, Secondary

_SHARE = 0.42  # of the page's height at most


class Goodbye(QWidget):
    """`link` opens and closes it, and may stand elsewhere. `ending` rings before it ends, so that what is being typed
    is kept first; `said` carries the decision begun, None for none.
    """

    ending = Signal()
    said = Signal(object)

    def __init__(self, background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self._background = background
        self._person = self._conversation = UUID(int=0)
        self._web: WebSnapshot | None = None
        self.part: GoodbyePart | None = None
        self.link = LinkButton(self.tr("Say goodbye"), parent, quiet=True)
        self.link.setProperty("touch", True)
        self.link.clicked.connect(self.turn)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def open(self, person: UUID, conversation: UUID) -> None:
        """Belong to this conversation from now on."""
        self.put_away()
        self._person, self._conversation, self._web = person, conversation, None
        self.link.hide()

    def follow(self, talk: ConversationSnapshot) -> None:
        """Offer it while the conversation goes on."""
        self.link.setVisible(talk.closed_ms is None)
        if talk.closed_ms is not None:
            self.put_away()

    def show_web(self, web: WebSnapshot) -> None:
        """Take up who is on the web."""
        self._web = web
        if self.part is not None:
            self.part.show_web(web)

    def turn(self) -> None:
        """Open it, or put it away."""
        if self.part is not None:
            self.put_away()
            return
        self.part = GoodbyePart(self)
        self.part.ended.connect(self._say)
        self.part.left.connect(self.put_away)
        self._lines.addWidget(self.part)
        if self._web is not None:
            self.part.show_web(self._web)
        self.show()
        self._background.run(queries.here, named_workers.of_person, self._person, self._person, then=self._take_worker)
        tab_order.lead_through(self.part, self.link)
        self.part.end.setFocus(Qt.FocusReason.OtherFocusReason)

    def bring_up(self) -> None:
        """Open it, wherever it was asked for."""
        if self.part is None:
            self.turn()

    def put_away(self) -> None:
        """Say nothing of a goodbye."""
        if self.part is not None:
            self.part.hide()
            self.part.deleteLater()
            self.part = None
        self.hide()

    def _take_worker(self, stays: WhoStays) -> None:
        if self.part is not None and stays.person == self._person:
            self.part.show_worker(stays)

    def _say(self, with_risk: bool) -> None:
        label = self.tr("Goodbye")
        self.ending.emit()

        def said(changes: ChangeSet) -> None:
            self.said.emit(next(iter(changes.created[1:]), None))

        self._background.run(goodbyes.say_goodbye, self._conversation, label, with_risk=with_risk, then=said)


class GoodbyePart(ScrollingPart):
    """`ended` carries whether they asked for more or a risk remains; `left` when it is not the time."""

    ended = Signal(bool)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, share=_SHARE)
        self._lifelines: list[str] = []
        self._worker = ""
        self._looked = False
        self.stays = Body("", self.sheet)
        self.to_ring = Secondary("", self.sheet)
        self.to_ring.hide()
        self.more = Chip(self.tr("They asked for more, or a risk remains"), self.sheet)
        self.end = QuietButton(self.tr("Goodbye for now"), self.sheet)
        self.end.clicked.connect(lambda: self.ended.emit(self.more.isChecked()))
        self.back = LinkButton(self.tr("Not yet"), self.sheet)
        self.back.setProperty("touch", True)
        self.back.clicked.connect(self.left)
        self.lines.setSpacing(theme.SPACE_8)
        self.lines.addWidget(Secondary(self.tr("When we go")))
        for part in (self.stays, self.to_ring):
            self.lines.addWidget(part)
        self.lines.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        across = QHBoxLayout()
        across.setSpacing(theme.SPACE_24)
        self.lines.addLayout(across)
        across.addWidget(self.end)
        across.addWidget(self.back)
        across.addStretch(1)
        self.lines.addWidget(Hairline())

    def show_web(self, web: WebSnapshot) -> None:
        """Say who stays; where that is nobody yet, ask who, unless the team asks nothing (practice.md R27)."""
        on = Day.of(web, when_and_where.today())
        there = {node.id: node for _, node in on.live if is_everyday(node) and not node.remembered}
        self._lifelines = [node.label for node in on.there.values() if _can_be_rung(node)]
        if there:
            self.stays.set_words(self.tr("Here for you: {who}").format(who=listed([n.label for n in there.values()])))
        elif rules.ENDINGS not in web.rules_off:
            self.stays.set_words(self.tr("Who will be there for you? We can look for somebody first."))
        self.stays.setVisible(bool(self.stays.plain))
        if not self._looked:  # once: whoever presses it off has thought of it
            self._looked = True
            self.more.setChecked(any(tie.harm in (Harm.SUSPECTED, Harm.KNOWN) for tie in on.ties))
        self._show_ringing()

    def show_worker(self, stays: WhoStays) -> None:
        """Say how to reach us again."""
        self._worker = described.who(stays.named) if stays.named is not None else ""
        self._show_ringing()

    def _show_ringing(self) -> None:
        whom = [*self._lifelines, *([self._worker] if self._worker else [])]
        if whom:
            said = self.tr("Good to ring: {who}. Coming back is always all right.")
            self.to_ring.setText(said.format(who=listed(whom)))
        self.to_ring.setVisible(bool(whom))
        self.updateGeometry()


def _can_be_rung(node: NodeSnapshot) -> bool:
    return node.lifeline and not node.remembered
