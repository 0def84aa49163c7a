"""A part of what was agreed: a quiet link while there is nothing, else a heading with one line, and both unfold it."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.agreed import Agreed
from sbp_desktop.models.snapshots import ChangeSet, DraftSnapshot
from sbp_desktop.storage import agreed, queries
from sbp_desktop.ui import tab_order, theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.people.writing_part import WritingPart
from sbp_desktop.ui.widgets import LinkButton, Secondary

_LINE = 110  # letters of a summary


class AgreedPart(WritingPart):
    """Subclasses say which entities it is about (`kinds`) and which it only speaks of (`beside`), build what unfolds
    (`make`), show it (`show_agreed`), and say it in one line (`said`, "" for nothing yet). What unfolds is made when it
    is first wanted. On a page about something else a part is `calm`, a quiet link always; one that `opens_at_once` is
    there to be written in.
    """

    calm = opens_at_once = False
    kinds: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    def __init__(self, background: Background, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(background, parent)
        self._agreed: Agreed | None = None
        self._drafts: Sequence[DraftSnapshot] = ()
        self.sheet: QWidget | None = None
        self.turn = LinkButton(heading, self, quiet=True)
        self.turn.setProperty("touch", True)
        self.turn.setCheckable(True)
        self.turn.clicked.connect(self._turned)
        self.summary = Secondary("", self)
        self.summary.hide()
        self._laid_out = QTimer(self, singleShot=True, interval=0)
        self._laid_out.timeout.connect(self._order_tabs)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        self._lines.addWidget(self.turn, 0, Qt.AlignmentFlag.AlignLeft)
        self._lines.addWidget(self.summary)

    # What every part of the page answers

    def set_person(self, person: UUID | None) -> None:
        """Belong to this person from now on; nothing of the one before is left."""
        if person != self._person:
            self._put_away()
        self._person = person
        self._ask()

    def refresh(self, changes: ChangeSet) -> None:
        """Ask again when this person's record changed."""
        if self._person is not None and changes.concerns(self._person):
            self._ask()

    def leave(self) -> None:
        """Keep what is being typed."""

    def take_drafts(self, drafts: Sequence[DraftSnapshot]) -> None:
        """Bring back typing that a crash cut short, unfolding for it."""
        self._drafts = [draft for draft in drafts if draft.context.get("part") == type(self).__name__]
        self._bring_back()

    def holds(self, kind: str) -> bool:
        """Whether things of this entity stand here."""
        return kind in self.kinds or any(kind in agreed.BELONGING.get(each, ()) for each in self.kinds)

    # What a subclass says

    def make(self, sheet: QWidget, lines: QVBoxLayout, person: UUID) -> None:
        """Build what unfolds."""
        raise NotImplementedError

    def show_agreed(self, found: Agreed) -> None:
        """Show the record in what was unfolded, leaving alone what is being typed."""
        raise NotImplementedError

    def give_drafts(self, drafts: Sequence[DraftSnapshot]) -> None:
        """Hand typing that a crash cut short to where it was."""

    def said(self, found: Agreed) -> str:
        """Return what there is in one line."""
        raise NotImplementedError

    def enter(self) -> None:
        """Put the cursor where the next thing is written."""

    # Folding

    @property
    def unfolded(self) -> bool:
        """Whether more than the heading is to be seen."""
        return self.sheet is not None and not self.sheet.isHidden()

    def unfold(self) -> None:
        """Show all of it."""
        if self._agreed is None or self._person is None:
            return
        if self.sheet is None:
            self.sheet = QWidget(self)
            lines = QVBoxLayout(self.sheet)
            lines.setContentsMargins(0, theme.SPACE_4, 0, theme.SPACE_24)
            lines.setSpacing(theme.SPACE_4)
            self.make(self.sheet, lines, self._person)
            self._lines.addWidget(self.sheet)
            self.show_agreed(self._agreed)
        self.sheet.show()
        self._show_head(self._agreed)
        self._laid_out.start()

    def where(self) -> str:
        """Return the name of this part that goes with what is typed."""
        return type(self).__name__

    def _turned(self) -> None:
        if self.unfolded and self.sheet is not None and self._agreed is not None:
            self.leave()
            self.sheet.hide()
            self._show_head(self._agreed)
        else:
            self.unfold()
            if self.turn.hasFocus():
                self.enter()

    def _ask(self) -> None:
        if (person := self._person) is not None:
            take = partial(self._take, person)
            self._background.run(queries.here, agreed.of_person, person, person, *self.kinds, *self.beside, then=take)

    def _take(self, person: UUID, found: Agreed) -> None:
        if person != self._person:
            return
        self._agreed = found
        self._show_head(found)
        if self.sheet is not None:
            self.show_agreed(found)
            self._laid_out.start()
        elif self.opens_at_once:
            self.unfold()
        self._bring_back()

    def _bring_back(self) -> None:
        if self._drafts and self._agreed is not None:
            self.unfold()
            waiting, self._drafts = self._drafts, ()
            self.give_drafts(waiting)

    def _show_head(self, found: Agreed) -> None:
        said = self.said(found)
        self.summary.setText(said if len(said) <= _LINE else said[:_LINE].rsplit(" ", 1)[0] + "…")
        self.summary.setVisible(bool(said) and not self.unfolded)
        self.turn.setChecked(self.unfolded)
        self.turn.setCheckable(not self.calm)  # a line under it would look like the kind of conversation above
        heading = (bool(said) or self.unfolded) and not self.calm
        if self.turn.property("heading") != heading:
            self.turn.setProperty("heading", heading)
            self.turn.setProperty("quiet", not heading)
            self.turn.style().unpolish(self.turn)
            self.turn.style().polish(self.turn)

    def _order_tabs(self) -> None:
        if self.sheet is not None:
            tab_order.lead_through(self.sheet, self.turn)

    def _put_away(self) -> None:
        """Keep what is being typed, then leave nothing of the person."""
        self.leave()
        self._agreed, self._drafts = None, ()
        self.summary.setText("")
        self.summary.hide()
        self.turn.setChecked(False)
        if self.sheet is not None:
            self.sheet.hide()
            self.sheet.deleteLater()
            self.sheet = None
