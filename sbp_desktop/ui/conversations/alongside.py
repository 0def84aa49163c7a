"""What is agreed while it is talked about: a good life in its conversation, small money also in a crisis."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QSize, Signal
from PySide6.QtWidgets import QWidget

from sbp_desktop.models.snapshots import ConversationSnapshot, DraftSnapshot
from sbp_desktop.models.vocabulary import ConversationKind
from sbp_desktop.ui import tab_order, theme
from sbp_desktop.ui.agreed.agreed_part import AgreedPart
from sbp_desktop.ui.agreed.good_life_part import GoodLifePart
from sbp_desktop.ui.agreed.small_money_part import SmallMoneyPart
from sbp_desktop.ui.agreed.with_parts import WithParts
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.outcomes.hopes_part import HopesPart
from sbp_desktop.ui.scrolling_part import ScrollingPart

_SHARE = 0.36  # of the page's height at most
_LEAST = 200  # pixels at the ordinary text size
_WITH: Mapping[str, tuple[Callable[[Background], AgreedPart], ...]] = {
    ConversationKind.C2.value: (SmallMoneyPart,),
    ConversationKind.C3.value: (GoodLifePart, HopesPart, SmallMoneyPart),
}


class Alongside(WithParts, ScrollingPart):
    """The same parts as on the page of what was agreed; a conversation about neither has none and asks for nothing."""

    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self, background: Background, parent: QWidget) -> None:
        super().__init__(parent, share=_SHARE)
        self._background = background
        self._person = self._conversation = UUID(int=0)
        self._kind = ""
        self.drafts: Sequence[DraftSnapshot] = ()
        self.parts: tuple[AgreedPart, ...] = ()
        self.lines.setContentsMargins(0, 0, 0, 0)
        self.sheet.installEventFilter(self)
        self.hide()

    def open(self, person: UUID, conversation: UUID) -> None:
        """Belong to this conversation from now on."""
        self._person, self._conversation = person, conversation
        self._show_kind("")

    def follow(self, talk: ConversationSnapshot) -> None:
        """Show what goes with the kind of conversation while it goes on."""
        self._show_kind(talk.kind if talk.closed_ms is None and talk.kind in _WITH else "")

    def minimumSizeHint(self) -> QSize:
        """Keep in view what somebody writes in; on a low page the page around scrolls too."""
        return QSize(0, min(self.sizeHint().height(), theme.scaled(_LEAST)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for another height when something folds, unfolds or grows."""
        if watched is self.sheet and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def _show_kind(self, kind: str) -> None:
        if kind == self._kind:
            return
        self._kind = kind
        self.leave()
        for part in self.parts:
            part.set_person(None)
            part.hide()
            part.deleteLater()
        self.parts = tuple(make(self._background) for make in _WITH.get(kind, ()))
        for part in self.parts:
            part.undo_wanted.connect(self.undo_wanted)
            part.redo_wanted.connect(self.redo_wanted)
            part.calm, part.opens_at_once = True, isinstance(part, GoodLifePart)
            self.lines.addWidget(part)
            part.set_person(self._person)
            part.take_drafts(self.drafts)
        self.setVisible(bool(self.parts))
        stop = tab_order.before(self)
        for part in self.parts:
            if stop is not None:
                QWidget.setTabOrder(stop, part.turn)
            stop = part.turn
