"""The list beside the web: one way of looking at a time, the rest of the picture stepping back; nothing is changed."""

from dataclasses import replace
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.models import lenses
from sbp_desktop.models.clock import local_day
from sbp_desktop.models.lenses import LastTime, Lens
from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import NodeSnapshot, PersonSnapshot, WebSnapshot
from sbp_desktop.storage import queries
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.web import lens_words
from sbp_desktop.ui.web.chips import Chips
from sbp_desktop.ui.web.web_canvas import WebCanvas
from sbp_desktop.ui.widgets import Body, Hairline, Heading, LinkButton, ListRow, Rows, Scroll, Secondary

_WIDTH = 340  # pixels at the ordinary text size
_MOST_OF_PAGE = 0.34


class Sentence(Body):
    """A sentence that can be come to with Tab and read out like a row."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("halo", True)
        self.setContentsMargins(0, theme.SPACE_12, 0, theme.SPACE_12)


class ShowMe(QFrame):
    """Stands beside a canvas while a lens is on or somebody is lifted out; hidden otherwise. `button` opens it."""

    backup_wanted = Signal()  # to agree who else could, with those who would

    def __init__(self, background: Background, canvas: WebCanvas, parent: QWidget) -> None:
        super().__init__(parent)
        self._background, self._canvas = background, canvas
        self._lens: Lens | None = None
        self._away: UUID | None = None
        self._last = LastTime()
        self._shown: tuple[object, ...] = ()
        self._enter_when_shown = self._crowded = False
        self.button = LinkButton(self.tr("Show me"), self, icon_name="people")
        self.button.setToolTip(self.tr("Who cares, who is on the team, what helps, and more"))
        self._heading = Heading("", self)
        self.note = Secondary("", self)
        self.chips = Chips(self.tr("Show me"), lens_words.LENSES, self)
        self.rows = Rows()
        self.backup = LinkButton(self.tr("Agree who steps in"), self)
        self.backup.setProperty("touch", True)
        self.backup.clicked.connect(self.backup_wanted)
        self._lay_out()
        self.button.clicked.connect(self._press_button)
        self.chips.chosen.connect(lambda lens: self.show_lens(Lens(lens)) if lens else self.end())
        canvas.panel.offer(self._offer_away, self._away_from_panel)
        canvas.shown.connect(self._web_shown)
        self.hide()

    def _lay_out(self) -> None:
        close = LinkButton(self.tr("Close"), self, icon_name="close")
        close.clicked.connect(self.end)
        across = QHBoxLayout()
        sheet = QWidget()
        self._lines = down = QVBoxLayout(sheet)
        down.setSpacing(theme.SPACE_8)
        down.addLayout(across)
        across.addWidget(Secondary(self.tr("Show me"), self), 1)
        across.addWidget(close)
        down.addWidget(self.chips)
        down.addSpacing(theme.SPACE_8)
        down.addWidget(self._heading)
        down.addWidget(self.note)
        down.addWidget(self.rows)
        down.addWidget(self.backup)
        down.addStretch(1)
        self._scroll = Scroll(self)
        self._scroll.setWidget(sheet)
        beside = QHBoxLayout(self)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(Hairline(self, upright=True))
        beside.addWidget(self._scroll, 1)

    # -- what to look at

    def show_lens(self, lens: Lens, *, by_key: bool = False) -> None:
        """Look through a lens; through the one that is on already, stop looking."""
        if lens is self._lens:
            self.end()
            return
        self._lens, self._away = lens, None
        if lens is Lens.NEW:
            person = self._canvas.person
            then = partial(self._since_last_time, by_key)
            self._background.run(queries.here, queries.person, person, person, then=then)
        else:
            self._open(by_key)

    def show_away(self, node: UUID, *, by_key: bool = False) -> None:
        """Look at what would stop if somebody were away."""
        self._lens, self._away = None, node
        self._open(by_key)

    def can_be_away(self, id_: UUID | None) -> bool:
        """Whether it is somebody or something, other than the person, that can be lifted out."""
        scene = self._canvas.scene
        return id_ is not None and lenses.if_away(scene.web, scene.showing.day, id_) is not None

    def end(self) -> bool:
        """Show everything again; return whether there was anything to end."""
        if self._lens is None and self._away is None:
            return False
        focus = QApplication.focusWidget()
        had_keyboard = focus is not None and self.isAncestorOf(focus)
        self._lens = self._away = None
        self._shown = ()
        self.hide()
        if had_keyboard:
            self._canvas.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._canvas.look_again()
        return True

    def look(self, web: WebSnapshot, showing: Showing) -> tuple[WebSnapshot, Showing]:
        """Let everything step back but what is looked at."""
        quiet: frozenset[UUID] = frozenset()
        if self._lens is not None:
            quiet = lenses.look(web, showing.day, self._lens, self._last).quiet
        elif self._away is not None and (away := lenses.if_away(web, showing.day, self._away)) is not None:
            quiet = away.quiet
        return web, replace(showing, quiet=showing.quiet | quiet)

    def said(self) -> str:
        """Return the list as it is read aloud: what it is called, and each row, or what to ask where there is none."""
        heard = [self._heading.text(), *self.rows.said()]
        return ". ".join([*heard, self.note.text()] if self.note.isVisible() else heard)

    def suit(self, page_width: int) -> None:
        """Take a share of a page so wide."""
        width = min(theme.scaled(_WIDTH), int(page_width * _MOST_OF_PAGE))
        self._crowded = width < theme.scaled(_WIDTH)
        side = theme.SPACE_16 if self._crowded else theme.SPACE_24
        self._lines.setContentsMargins(side, theme.SPACE_16, side, theme.SPACE_16)
        self.setFixedWidth(width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show everything again on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        else:
            super().keyPressEvent(event)

    # -- inside

    def _press_button(self) -> None:
        if not self.end():
            self.show_lens(Lens.WHO_CARES, by_key=self.button.hasFocus())

    def _offer_away(self, node: NodeSnapshot) -> str:
        return lens_words.if_away_title(node.label) if self.can_be_away(node.id) else ""

    def _away_from_panel(self, node: UUID) -> None:
        self._canvas.panel.slide_away()
        self.show_away(node, by_key=True)

    def _open(self, by_key: bool) -> None:
        self._enter_when_shown = by_key
        self.show()
        self._canvas.look_again()

    def _web_shown(self, web: WebSnapshot) -> None:
        """Say in words what the picture shows, unless it is what was said already."""
        wanted = ((self._lens, self._away), self._last, self._canvas.scene.showing.day, web)
        if self.isHidden() or wanted == self._shown:
            return
        looked, self._shown = self._shown[0] if self._shown else None, wanted
        self.chips.setVisible(self._away is None)
        self.backup.setVisible(self._away is not None)
        if self._crowded:
            self.chips.fold()
        self.chips.show_value(self._lens)
        if self._lens is not None:
            self._list_lens(web, self._lens)
        elif self._away is not None:
            self._list_away(web, self._away)
        self.setAccessibleName(self._heading.text())
        if self._enter_when_shown:
            self._enter_when_shown = False
            if not self.rows.enter() and self._lens is not None:
                self.chips.chips[self._lens].setFocus(Qt.FocusReason.OtherFocusReason)
        elif looked != (self._lens, self._away) and self.isVisible():  # covered, nothing of a page is read aloud
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.said()))

    def _list_lens(self, web: WebSnapshot, lens: Lens) -> None:
        sight = lenses.look(web, self._canvas.scene.showing.day, lens, self._last)
        self._heading.setText(lens_words.title(lens, self._last))
        self.note.setText("" if sight.rows else lens_words.invitation(lens))
        self.note.setVisible(not sight.rows)
        own_name = self._own_name(web)
        self.rows.show_rows([self._row(row.node, lens_words.why(lens, row, own_name)) for row in sight.rows])

    def _list_away(self, web: WebSnapshot, node: UUID) -> None:
        away = lenses.if_away(web, self._canvas.scene.showing.day, node)
        if away is None:
            self.end()
            return
        self._heading.setText(lens_words.if_away_title(away.node.label))
        self.note.setText(self.tr("Only to look at; nothing is changed. Esc shows everything again."))
        self.note.show()
        self.rows.show_rows([Sentence(said, self) for said in lens_words.if_away(away, self._own_name(web))])

    def _row(self, node: NodeSnapshot, line: str) -> ListRow:
        row = ListRow(node.label, line, parent=self)
        row.opened.connect(partial(self._canvas.come_to, node.id, with_keyboard=False))
        return row

    def _own_name(self, web: WebSnapshot) -> str:
        return next((node.label for node in web.nodes if node.id == web.self_node), "") or self.tr("them")

    def _since_last_time(self, by_key: bool, who: PersonSnapshot) -> None:
        talk = who.last_conversation
        if talk is not None:
            day = talk.happened_on.lo if talk.happened_on is not None else local_day(talk.opened_ms).toordinal()
            self._last = LastTime(day, talk.opened_ms)
        if self._lens is Lens.NEW:
            self._open(by_key)
