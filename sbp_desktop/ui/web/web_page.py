"""The web page: a person's people and places on the whole sheet, with what one might ask next."""

from datetime import date
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.models import rules
from sbp_desktop.models.difference import Difference
from sbp_desktop.models.findings import Finding, findings
from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import ChangeSet, WebSnapshot
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.keep.keep_sheet import KeepSheet
from sbp_desktop.ui.web.beside_view import BesideView
from sbp_desktop.ui.web.changes_list import ChangesList
from sbp_desktop.ui.web.for_me import ForMeCard
from sbp_desktop.ui.web.looking_back import LookingBack
from sbp_desktop.ui.web.show_me import ShowMe
from sbp_desktop.ui.web.time_strip import TimeStrip
from sbp_desktop.ui.web.web_canvas import TellDone, WebCanvas
from sbp_desktop.ui.widgets import Body, LinkButton, PageTitle, Secondary, TurnButton

_ROOMY = 480  # pixels of height at the ordinary text size under which only the name stands over the web
_WIDE = 760  # pixels of width under which the invitation would stand in a column of single words
_CARD_WIDTH = 420  # pixels at the ordinary text size


class WebPage(QWidget):
    """One person's web. Build it, then `load`; `refresh` takes up what changed and moves nothing that did not.

    `bring_in_wanted` asks for a file to be brought in, `leaf_wanted` for a page to leave with the person.
    """

    bring_in_wanted = Signal()
    leaf_wanted = Signal()

    turn_wanted = Signal()
    colleagues_wanted = Signal()

    def __init__(
        self, background: Background, person: UUID, name: str, tell_done: TellDone, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.person = person
        self._background, self._tell_done = background, tell_done
        self.canvas = WebCanvas(background, person, tell_done, self, panel_over=self)
        self.show_me = ShowMe(background, self.canvas, self)
        self.title = PageTitle(name, self)
        self._below = Secondary(self.tr("people and places"), self)
        self.invitation = Body("", self)
        self.turn = TurnButton(self)
        self.for_me = LinkButton(self.tr("For me"), self)
        self.for_me.setToolTip(self.tr("What stands out, for your eyes"))
        self.for_me_card = ForMeCard(self)
        self._found: tuple[Finding, ...] = ()
        self.strip = TimeStrip(background, person, self)
        self.beside = BesideView(self)
        self.changes = ChangesList(self)
        self.past = LookingBack(background, self.canvas, self.strip, tell_done, self)
        self.time = LinkButton(self.tr("Time"), self, icon_name="day")
        self.canvas.add_look(self.past.look, self.time)
        self.canvas.add_look(self.show_me.look, self.show_me.button, before=self.time)
        self.keep = LinkButton(self.tr("Keep or print"), self, icon_name="print")
        self.canvas.foot.add(self.keep)
        self.colleagues = LinkButton(self.tr("Ask my colleagues"), self, icon_name="people")
        self.canvas.foot.add(self.colleagues)
        self.keep_sheet: KeepSheet | None = None
        self._lay_out()
        self.keep.clicked.connect(self.open_keep)
        self.time.clicked.connect(self.past.toggle)
        self.canvas.back_wanted.connect(self.past.leave)
        self.past.compared.connect(self._tell_changes)
        self.past.beside.connect(self._show_beside)
        self.changes.chosen.connect(self.canvas.scene.choose)
        self.turn.clicked.connect(self.turn_wanted)
        self.colleagues.clicked.connect(self.colleagues_wanted)
        self.for_me.clicked.connect(self._open_for_me)
        self.for_me_card.about.connect(self.canvas.scene.light)
        self.canvas.shown.connect(self._web_shown)
        self.setFocusProxy(self.canvas.view)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(theme.SPACE_4)
        self._top = QHBoxLayout()
        self._top.setSpacing(theme.SPACE_24)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(theme.SPACE_8)
        down.addLayout(self._top)
        self._top.addLayout(left, 1)
        left.addWidget(self.title)
        left.addWidget(self._below)
        self._top.addWidget(self.invitation, 1, Qt.AlignmentFlag.AlignVCenter)
        self._top.addWidget(self.turn, 0, Qt.AlignmentFlag.AlignTop)
        self._top.addWidget(self.for_me, 0, Qt.AlignmentFlag.AlignTop)
        across = QHBoxLayout()
        across.setSpacing(0)
        down.addLayout(across, 1)
        across.addWidget(self.beside, 1)
        across.addWidget(self.canvas, 1)
        across.addWidget(self.changes)
        across.addWidget(self.show_me)
        self._foot = QHBoxLayout()
        down.addLayout(self._foot)
        self._foot.addWidget(self.strip)

    def load(self) -> None:
        """Read the web and show it."""
        self.canvas.load()
        self.past.load()

    def refresh(self, changes: ChangeSet) -> None:
        """Take up what changed."""
        self.past.refresh(changes)
        self.canvas.refresh(changes)

    def flush(self) -> None:
        """Make what is half typed part of the record, before the page is left or locked."""
        self.canvas.flush()

    def undo(self) -> None:
        """Take back the last change to this person's record."""
        self.canvas.undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        self.canvas.redo()

    def open_keep(self) -> None:
        """Lay the sheet for keeping and printing over the page; made when it is first wanted."""
        if self.keep_sheet is None:
            self.keep_sheet = KeepSheet(self._background, self.person, self.canvas.scene, self)
            self.keep_sheet.kept.connect(lambda sentence: self._tell_done(sentence, "", None))
            self.keep_sheet.bring_in_wanted.connect(self.bring_in_wanted)
            self.keep_sheet.leaf_wanted.connect(self.leaf_wanted)
        self.keep_sheet.open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close what lies over the page on Esc before the page itself goes."""
        if event.key() == Qt.Key.Key_Escape and not self.for_me_card.isHidden():
            self.for_me_card.hide()
            event.accept()
        elif event.key() == Qt.Key.Key_Escape and (self.show_me.end() or self.past.leave()):
            event.accept()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the margin that suits the window."""
        super().resizeEvent(event)
        side = theme.page_margin(self.window().width())
        self._top.setContentsMargins(side, side * 3 // 4, side, 0)
        self.canvas.set_margins(side, side, theme.SPACE_16)
        self._foot.setContentsMargins(side, 0, side, theme.SPACE_8)
        self.show_me.suit(self.width())
        roomy = self.height() > theme.scaled(_ROOMY)
        self._below.setVisible(roomy)
        self.strip.set_compact(not roomy)
        self.invitation.setVisible(roomy and self.width() > theme.scaled(_WIDE))
        self.canvas.panel.place()
        self._place_card()

    def _tell_changes(self, told: tuple[str, Difference] | None) -> None:
        if told is not None:
            heading, found = told
            self.changes.show_changes(heading, found.changes, found.web.self_node)
        self.changes.setVisible(told is not None)

    def _show_beside(self, picture: tuple[WebSnapshot, Showing, str] | None) -> None:
        if picture is None:
            self.beside.hide()
        else:
            self.beside.show_picture(*picture)

    def _web_shown(self, web: WebSnapshot) -> None:
        own = next((node.label for node in web.nodes if node.id == web.self_node), "")
        if own:
            self.title.setText(own)
        parts = [self.tr("people and places")]
        if web.seen_together is not None and rules.SEEN_TOGETHER not in web.rules_off:
            when = when_and_where.partial(web.seen_together, when_and_where.today())
            parts.append(self.tr("seen together {0}").format(when))
        self._below.setText(" · ".join(parts))
        self._found = findings(web, date.today().toordinal())  # noqa: DTZ011 - the worker's own calendar day
        self.invitation.set_words(self._found[0].invitation if self._found else "")

    def _open_for_me(self) -> None:
        if not self.for_me_card.isHidden():
            self.for_me_card.hide()
            return
        self.for_me_card.show_findings(self._found)
        self.for_me_card.show()
        self._place_card()
        self.for_me_card.raise_()
        if self.for_me.hasFocus():
            self.for_me_card.rows.enter()

    def _place_card(self) -> None:
        if self.for_me_card.isHidden():
            return
        width = min(theme.scaled(_CARD_WIDTH), self.width() - 2 * theme.SPACE_16)
        room = self.height() - self.for_me.geometry().bottom() - theme.SPACE_24
        height = min(self.for_me_card.heightForWidth(width), room)
        right = self.width() - theme.page_margin(self.window().width())
        self.for_me_card.setGeometry(right - width, self.for_me.geometry().bottom() + theme.SPACE_8, width, height)
