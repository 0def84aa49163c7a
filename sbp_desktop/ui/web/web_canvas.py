"""The web one can draw on: the view, the line for typing names, the panel that slides over, the key."""

from collections.abc import Callable
from datetime import date
from functools import partial
from uuid import UUID

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sbp_desktop.models.layouts import LIST, ONION
from sbp_desktop.models.showing import Look, Showing
from sbp_desktop.models.snapshots import ChangeSet, WebSnapshot
from sbp_desktop.services import places
from sbp_desktop.storage import queries
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.decisions.starting_help import StartingHelp
from sbp_desktop.ui.web import line_packs
from sbp_desktop.ui.web.card import Cards
from sbp_desktop.ui.web.edits import WebEdits
from sbp_desktop.ui.web.faces import Faces
from sbp_desktop.ui.web.foot import Foot, OnlyLook
from sbp_desktop.ui.web.ink_card import InkCard
from sbp_desktop.ui.web.ink_hand import InkHand
from sbp_desktop.ui.web.key import KeyCard
from sbp_desktop.ui.web.naming import Naming
from sbp_desktop.ui.web.own_first import OwnFirst
from sbp_desktop.ui.web.panel_hand import PanelHand
from sbp_desktop.ui.web.paper_map import PaperCard, PaperUnder
from sbp_desktop.ui.web.photo_hand import PhotoHand
from sbp_desktop.ui.web.scene import WebScene
from sbp_desktop.ui.web.show_as import ShowAsCard
from sbp_desktop.ui.web.side_panel import SidePanel
from sbp_desktop.ui.web.tool_row import ToolRow
from sbp_desktop.ui.web.web_list import WebList
from sbp_desktop.ui.web.web_view import WebView
from sbp_desktop.ui.widgets import LinkButton

_AIR = 24  # page units kept round what is come to
_SHOWN = frozenset(
    {
        "Node",
        "Tie",
        "Web",
        "Person",
        "Strength",
        "Membership",
        "Ink",
        "PaperMap",
        "Attachment",
        "WebView",
        "NodeInView",
        "CarerVoice",
        "Conversation",
        "Team",
        "SafeguardingNote",
        "Connection",
        "ConnectionCheck",
        "HarmCheck",
    }
)

TellDone = Callable[[str, str, Callable[[], object] | None], object]


class WebCanvas(QWidget):
    """Shows one person's web and lets a hand draw on it. `shown` rings when a newer web is on the page, `back_wanted`
    when somebody has looked enough at what is only to look at."""

    shown = Signal(object)
    back_wanted = Signal()
    sentence_opened = Signal(object, object)  # UUIDs of a conversation and of the line to come to
    decision_opened = Signal(object)  # UUID
    person_opened = Signal(object)  # UUID of somebody linked, on a page of their own
    safety_wanted = Signal()  # somebody may be harmed

    def __init__(
        self,
        background: Background,
        person: UUID,
        tell_done: TellDone,
        parent: QWidget | None = None,
        *,
        panel_over: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.person = person
        self._background, self.tell_done = background, tell_done
        self.edits = WebEdits(background, person, self)
        self.scene = WebScene(theme.tokens(), self)
        self.view = WebView(self.scene, self.edits, self)
        self._waiting: WebSnapshot | None = None
        self._stale = False
        self._read: WebSnapshot | None = None
        self._looks: list[Look] = []
        self._layout = ONION
        self._to_choose: UUID | None = None
        self.naming = Naming(self)
        self.name_field = self.naming.field
        self._invite = QLabel(self.tr("Who matters to them? Type a name and press Enter."), self.view)
        self._invite.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._invite.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._invite.hide()
        self.own_first = OwnFirst(self)
        self.list = WebList(self.view, self)
        self.faces = Faces(background, self.scene, self)
        PhotoHand(self.view)
        self.pen = InkHand(self.view.hand)
        self.ink_card = InkCard(self.pen, self.view.hand, self.look_again, self)
        self.paper_card = PaperCard(self.view.hand, PaperUnder(background, self.scene, self), self)
        self.panel = SidePanel(self.edits, panel_over or self)
        self.key_card, self.show_as = KeyCard(self), ShowAsCard(self)
        self._lay_out()
        self.cards = Cards(self.view, self.foot.more)
        self.panel_hand = PanelHand(self, background)
        StartingHelp(self, background)
        self._connect()
        self._background.run(places.layout_of, person, then=self._take_layout)

    def _lay_out(self) -> None:
        self.only_look = OnlyLook(self)
        names = QWidget(self)
        across = QHBoxLayout(names)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self.name_field, 1)
        across.addWidget(self.only_look, 1)
        across.addStretch(0)
        self.foot = Foot(names, self, self)
        self.show_as_link = LinkButton(self.tr("Show as"), self, icon_name="layout")
        self.fit_link = LinkButton(self.tr("Show all"), self, icon_name="fit")
        self.key_link = LinkButton(self.tr("Key"), self, icon_name="help")
        self.tidy_link = LinkButton(self.tr("Tidy"), self, icon_name="tidy")
        for link in (self.show_as_link, self.tidy_link, self.fit_link):
            self.foot.add(link)
        self.foot.add(self.key_link, stays=True)
        self.draw_link = LinkButton(self.tr("Draw"), self, icon_name="write")
        self.add_look(self.ink_card.look, self.draw_link, before=self.fit_link)
        self.paper_link = LinkButton(self.tr("Paper map"), self, icon_name="patch")
        self.foot.add(self.paper_link)
        self.tools = ToolRow(self.view.hand, self)
        self.set_margins(theme.SPACE_16, theme.SPACE_16, theme.SPACE_16)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(theme.SPACE_8)
        down.addWidget(self.view, 1)
        down.addWidget(self.list, 1)
        down.addWidget(self.tools)
        down.addWidget(self.foot)

    def set_margins(self, left: int, right: int, bottom: int) -> None:
        """Line the rows under the web up with the page around it."""
        self.foot.set_margins(left, right, bottom)
        self.tools.set_margins(left, right)
        self.list.set_margins(left, right)

    def _connect(self) -> None:
        self.fit_link.clicked.connect(self.view.fit)
        self.tidy_link.clicked.connect(self.view.hand.several.tidy)
        for link, card in (
            (self.key_link, self.key_card),
            (self.show_as_link, self.show_as),
            (self.draw_link, self.ink_card),
            (self.paper_link, self.paper_card),
            (self.foot.more, self.foot.card),
        ):
            link.clicked.connect(partial(self.cards.open, card, link))
        self.show_as.chosen.connect(self._choose_layout)
        self.only_look.back.connect(self.back_wanted)
        self.view.hand.idle.connect(self._catch_up)
        self.edits.added.connect(self.choose_when_shown)
        self.edits.joined.connect(self.choose_when_shown)
        self.edits.removed.connect(lambda what: self.tell_done(what, self.tr("Undo"), self.edits.undo))
        self.edits.tidied.connect(self._tell_tidied)
        self.edits.refused.connect(self._refused)
        self.edits.settled.connect(self._read_again)
        self.edits.left_alone.connect(lambda sentence: self.tell_done(sentence, "", None))
        theme.bell.changed.connect(self._restyle)
        line_packs.bell.changed.connect(self._restyle)

    # -- what is shown

    def load(self) -> None:
        """Read the web and show it."""
        self._background.run(
            queries.here, queries.web, self.person, self.person, view=self.edits.view, then=self.show_web
        )

    def draw_on(self, view: UUID | None) -> None:
        """Show, and draw on, another viewer's picture of this web; None is the web's own."""
        self.edits.view = view
        self.load()

    def refresh(self, changes: ChangeSet) -> None:
        """Read the web anew if this person's record changed."""
        if changes.concerns(self.person) and changes.kinds & _SHOWN:
            self.load()

    def show_web(self, web: WebSnapshot) -> None:
        """Show this web as it is today; while a hand is dragging, wait until it lets go.

        A web read before the last change was kept would put things back for a moment, so it is read again instead.
        """
        if self.view.hand.busy:
            self._waiting = web
            return
        if self.edits.pending:
            self._stale = True
            return
        self._waiting, self._stale = None, False
        if self._read is None:
            self.edits.take_up_typing(web)
        self._read = web
        showing = Showing(date.today().toordinal(), self._layout)  # noqa: DTZ011 - the worker's own calendar day
        for look in self._looks:
            web, showing = look(web, showing)
        self._allow_editing(not showing.fixed)
        self.scene.show_web(web, showing)
        empty = len(self.scene.nodes) <= 1
        self.own_first.show_web(self.scene.web, fixed=showing.fixed)
        self._invite.setVisible(empty)
        if empty:
            self._place_invite()
        if self._to_choose in self.scene.nodes or self._to_choose in self.scene.ties:
            self.scene.choose(self._to_choose)
            self._to_choose = None
        elif self._to_choose is not None and any(one.id == self._to_choose for one in web.ink):
            wanted, self._to_choose = self._to_choose, None
            self.ink_card.come_to(wanted)
        if not self.panel.isHidden():
            self.panel.refresh(web)
        self.shown.emit(web)

    def add_look(self, look: Look, button: QPushButton, *, before: QPushButton | None = None) -> None:
        """Let a way of looking have its say in what is shown, after those added before; its button joins the foot,
        `before` another where it matters more.
        """
        self._looks.append(look)
        self.foot.add(button, before=before or self.show_as_link)

    def look_again(self) -> None:
        """Show what was last read anew, because a way of looking was chosen."""
        if self._read is not None:
            self.show_web(self._read)

    def flush(self) -> None:
        """Make what is half typed in the panel part of the record."""
        self.panel.keep()

    def close_panel(self) -> bool:
        """Step back one: a card, then the panel; return whether there was something to close."""
        if self.cards.close():
            return True
        if not self.panel.isHidden():
            self.panel.slide_away()
            return True
        return False

    def undo(self) -> None:
        """Take back the last change."""
        self.edits.undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        self.edits.redo()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step back on Esc before the page around does; what the line for names has no use for is the web's."""
        if event.key() == Qt.Key.Key_Escape and self.close_panel():
            event.accept()
        elif not (self.name_field.hasFocus() and self.view.take_command(event)):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what floats in its place."""
        super().resizeEvent(event)
        self.panel.place()
        self._place_invite()
        self.own_first.place()
        self.cards.place()
        self.naming.place()

    # -- what floats over the web

    def come_to(self, id_: UUID, *, with_keyboard: bool) -> None:
        """Choose this node or line and bring it into view."""
        self.scene.choose(id_)
        self.view.ensureVisible(self.scene.box_of(id_), _AIR, _AIR)
        if with_keyboard:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose_when_shown(self, id_: UUID) -> None:
        """Choose this node or line when the web next shown holds it."""
        self._to_choose = id_

    def _tell_tidied(self, moved: bool) -> None:
        if moved:
            self.tell_done(self.tr("Tidied"), self.tr("Undo"), self.edits.undo)
        else:
            self.tell_done(self.tr("Everything has room already"), "", None)

    def _refused(self, sentence: str) -> None:
        self.scene.undo_preview()
        self.load()
        self.tell_done(sentence, "", None)

    def _read_again(self) -> None:
        if self._stale:
            self.load()

    def _catch_up(self) -> None:
        if self._waiting is not None:
            self.show_web(self._waiting)

    def paper(self) -> QRect:
        """Return the room the picture or the list takes."""
        return (self.view if self.list.isHidden() else self.list).geometry()

    def _take_layout(self, layout: str) -> None:
        told = layout == LIST
        if not told:
            self._layout = layout
        had_keyboard = self.view.hasFocus() or self.list.isAncestorOf(QApplication.focusWidget() or self.view)
        self.list.setVisible(told)
        self.tools.show_for(picture=not told)
        self.view.setVisible(not told)
        self.fit_link.setVisible(not told)
        self.paper_link.setVisible(not told)
        self._allow_editing(not self.scene.showing.fixed)
        self.view.setFocusProxy(self.list if told else None)  # type: ignore[arg-type]  # the stub forgets None
        self.show_as.mark(layout)
        self.show_as_link.setAccessibleDescription(self.show_as.chips[layout].text())
        self.look_again()
        if had_keyboard:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_layout(self, layout: str) -> None:
        self.show_as.hide()
        self._background.run(places.keep_layout, self.person, layout)
        self._take_layout(layout)

    def _allow_editing(self, allowed: bool) -> None:
        self.edits.only_to_look = not allowed
        self.name_field.setVisible(allowed)
        self.only_look.setVisible(not allowed)
        self.tidy_link.setVisible(allowed and self.list.isHidden())

    def _place_invite(self) -> None:
        self._invite.setFont(theme.font("words"))
        height = self._invite.sizeHint().height() + theme.SPACE_16
        self._invite.setGeometry(0, self.view.height() * 5 // 8, self.view.width(), height)

    def _restyle(self) -> None:
        self.scene.restyle(theme.tokens())
        self.panel.place()
