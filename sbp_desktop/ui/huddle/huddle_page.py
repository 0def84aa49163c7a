"""Ask my colleagues: the web, what is wanted and what was tried on one screen, and what comes of thinking together."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QVBoxLayout, QWidget

from sbp_desktop.models import masking, rules
from sbp_desktop.models.huddles import Asking, Earlier
from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import ChangeSet, DraftSnapshot
from sbp_desktop.models.vocabulary import HuddleChoice
from sbp_desktop.services import huddles, spelling
from sbp_desktop.storage import drafts
from sbp_desktop.storage import huddles as kept
from sbp_desktop.ui import local_words, tab_order, theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.huddle.ideas import Ideas
from sbp_desktop.ui.people.kept_text import KeptText
from sbp_desktop.ui.web import words
from sbp_desktop.ui.web.beside_view import BesideView
from sbp_desktop.ui.web.chips import Chips
from sbp_desktop.ui.widgets import Body, LinkButton, Name, PageTitle, Secondary, TitleRow

_SIDE_BY_SIDE = 900  # pixels at the ordinary text size
_LEAST = 320  # of the picture's height, pixels at the ordinary text size


class HuddlePage(QWidget):
    """Nothing but what our team may see is read here, and with masked names nothing else is ever put on the page.

    `went_ahead` carries the person once colleagues would talk about a good life.
    """

    undo_wanted = Signal()
    redo_wanted = Signal()
    went_ahead = Signal(object)

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._person: UUID | None = None
        self._asking: Asking | None = None
        self._waiting: Sequence[DraftSnapshot] = ()
        self.is_masked = True
        self._laid_out = QTimer(self, singleShot=True, interval=0)
        self._laid_out.timeout.connect(self._order_tabs)
        self.picture = BesideView(self)
        self.title = PageTitle(self.tr("Ask my colleagues"))
        self.turn_mask = LinkButton("", self)
        self.turn_mask.setProperty("touch", True)
        self.turn_mask.clicked.connect(self._turn_mask)
        self.wants, self.tried = _Said(self.tr("What they want")), _Said(self.tr("Tried already"))
        self.before = _Said(self.tr("Asked before"))
        here, hint = self.tr("Colleagues who are here"), self.tr("Their names")
        self.present = KeptText(background, "present", here, hint, keep=self._keep_present)
        self.ideas = Ideas(background)
        self.choice = Chips(
            self.tr("What would colleagues do?"),
            {
                HuddleChoice.GO_AHEAD.value: self._go_ahead(),
                HuddleChoice.TRY_MORE.value: self.tr("Try more first"),
            },
        )
        local_words.bell.changed.connect(self._rename)
        self._lay_out()
        self.choice.chosen.connect(self._choose)
        for part in (self.present, self.ideas):
            part.undo_wanted.connect(self.undo_wanted)
            part.redo_wanted.connect(self.redo_wanted)
        self.setFocusProxy(self.ideas.field)

    def _go_ahead(self) -> str:
        return local_words.filled(self.tr("Go ahead: talk about “{good_life}”"))

    def _rename(self) -> None:
        self.choice.chips[HuddleChoice.GO_AHEAD.value].setText(self._go_ahead())

    def _lay_out(self) -> None:
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, theme.SPACE_12, 0)
        column.setSpacing(theme.SPACE_8)
        self._column = column
        column.addWidget(self.tried)
        column.addWidget(self.wants)
        for name, part in (
            (self.tr("Who is here"), self.present),
            (self.tr("Have you thought of …? One idea a line"), self.ideas),
        ):
            column.addWidget(Name(name))
            column.addWidget(part)
        column.addWidget(Name(self.tr("What would colleagues do?")))
        column.addWidget(self.choice)
        column.addWidget(Secondary(self.tr("This is advice. You and they decide.")))
        column.addSpacing(theme.SPACE_16)
        column.addWidget(self.before)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidget(sheet)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setAutoFillBackground(False)
        sheet.setAutoFillBackground(False)
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._across.setSpacing(theme.SPACE_32)
        self._down = QVBoxLayout(self)
        self._down.setSpacing(theme.SPACE_12)
        self._down.addWidget(TitleRow(self.title, self.turn_mask))
        self._down.addLayout(self._across, 1)
        self._across.addWidget(self.picture, 3)
        self._across.addWidget(scroll, 2)

    def open(self, person: UUID) -> None:
        """Show what can be asked about this person, names masked, and go on with today's asking if it has begun."""
        self._person, self.is_masked = person, True
        self._background.run(drafts.pending, person, kept.FOR_TEAM, then=self._take_drafts)
        self._ask()

    def refresh(self, changes: ChangeSet) -> None:
        """Take up what changed."""
        if changes.concerns(self._person):
            self._ask()

    def leave(self) -> None:
        """Keep what is being typed."""
        self.present.leave()
        self.ideas.leave()

    def _ask(self) -> None:
        self._background.run(kept.asking, self._person, then=self._take)

    def _take_drafts(self, found: tuple[DraftSnapshot, ...]) -> None:
        self._waiting = found

    def _take(self, asking: Asking) -> None:
        if asking.person != self._person:
            return
        self._asking = asking
        self._show()
        for draft in self._waiting:
            if draft.entity == asking.person and draft.field == "present":
                self.present.take_draft(draft)
        self.ideas.take_drafts(self._waiting)
        self._waiting = ()

    def _show(self) -> None:
        """Put on the page what may be read there; while names are masked no name is given to any widget."""
        asking = self._asking
        if asking is None:
            return
        if self.is_masked:
            kinds = {kind: words.said(words.KINDS, kind) for kind in words.KINDS}
            asking = masking.masked(asking, kinds, self.tr("them"), spelling.ordinary)
        self.turn_mask.setText(self.tr("Show the names") if self.is_masked else self.tr("Mask the names"))
        self.title.setText(
            self.tr("Ask my colleagues about {name}").format(name=asking.name)
            if asking.name
            else self.tr("Ask my colleagues")
        )
        self.picture.show_picture(asking.web, Showing(when_and_where.today(), fixed=True), self.tr("People and places"))
        self.wants.show_lines(asking.wants)
        self._show_tried(asking)
        self.before.show_lines([self._told(one) for one in asking.before])
        self.present.show_text(asking.person, asking.present)
        shown = tuple(replace(idea, text=self._said(idea.text)) for idea in asking.ideas)
        self.ideas.show_ideas(asking.person, shown, asking.present, masked=self.is_masked)
        self.choice.show_value(asking.choice)
        self._laid_out.start()

    def _show_tried(self, asking: Asking) -> None:
        """What was tried stands first and is asked after (practice.md R34), unless our team has it otherwise."""
        first = rules.TRIED_FIRST not in asking.web.rules_off
        self._column.removeWidget(self.tried)
        self._column.insertWidget(0 if first else 1, self.tried)
        nothing = (self.tr("Nothing is written yet. Who knows what was tried?"),) if first else ()
        self.tried.show_lines(asking.tried or nothing)

    def _told(self, earlier: Earlier) -> str:
        """An earlier time in one line: when, who, what they would have done, and their ideas."""
        day = when_and_where.partial(earlier.at, when_and_where.today()) if earlier.at is not None else ""
        chosen = self.choice.chips[earlier.choice].text() if earlier.choice in self.choice.chips else ""
        head = ", ".join(filter(None, (day, earlier.present)))
        return ". ".join(filter(None, (head, chosen, "; ".join(earlier.ideas))))

    def _said(self, text: str) -> str:
        """An idea as it may be read; it may name somebody on the web."""
        if not self.is_masked or self._asking is None:
            return text
        return masking.without_names(text, masking.names(self._asking), spelling.ordinary)

    def _order_tabs(self) -> None:
        tab_order.lead_through(self, self.turn_mask)

    def _turn_mask(self) -> None:
        self.is_masked = not self.is_masked
        self._show()

    def _keep_present(self, vault: object, person: UUID, present: str) -> ChangeSet:
        return huddles.set_present(vault, person, present=present, masked=self.is_masked)  # type: ignore[arg-type]

    def _choose(self, choice: str) -> None:
        self.leave()
        then = partial(self._chosen, self._person, choice)
        self._background.run(
            partial(huddles.choose, choice=choice or None, masked=self.is_masked), self._person, then=then
        )

    def _chosen(self, person: UUID | None, choice: str, _changes: ChangeSet) -> None:
        if choice == HuddleChoice.GO_AHEAD:
            self.went_ahead.emit(person)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the words under the picture where there is no room beside it."""
        super().resizeEvent(event)
        side = theme.page_margin(self.window().width())
        self._down.setContentsMargins(side, side, side, theme.SPACE_12)
        wide = event.size().width() >= theme.scaled(_SIDE_BY_SIDE)
        self._across.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._across.setStretch(0, 3 if wide else 1)
        self.picture.setMinimumHeight(0 if wide else min(theme.scaled(_LEAST), event.size().height() // 3))


class _Said(QWidget):
    """A few lines under a heading, and nothing at all while there are none."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        self._shown: list[Body] = []
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, theme.SPACE_8)
        self._lines.setSpacing(theme.SPACE_4)
        self._lines.addWidget(Name(heading))

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show these in place of those before."""
        for old in self._shown:
            old.hide()
            old.deleteLater()
        self._shown = [Body(line) for line in lines]
        for line in self._shown:
            self._lines.addWidget(line)
        self.setVisible(bool(lines))
