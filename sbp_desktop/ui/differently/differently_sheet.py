"""Where it is written that somebody sees a thing differently: what the record says stays, theirs stands beside it."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from sbp_desktop.models.agreed import Agreed, Thing
from sbp_desktop.models.snapshots import ChangeSet, DraftSnapshot
from sbp_desktop.services import disagreements
from sbp_desktop.storage import agreed, drafts, history, queries
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.agreed import choosing
from sbp_desktop.ui.agreed.thing_list import ThingList
from sbp_desktop.ui.agreed.thing_row import Line, ThingRow, Where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.keep.page_sheet import PageSheet
from sbp_desktop.ui.widgets import Body, LinkButton, Secondary

translate = QCoreApplication.translate
_PART = "differently"


class DifferentlyRow(ThingRow):
    """How one of them sees it, in their own words, and who that is."""

    def __init__(self, where: Where, of: UUID, thing: UUID, parent: QWidget) -> None:
        line = Line("words", self.tr("How they see it"), self.tr("How do they see it?"), long=True)
        super().__init__(where, thing, [line], partial(disagreements.write, of=of), parent)
        self.first.setProperty("theirs", True)
        self._agreed: Agreed | None = None
        self._said_by: UUID | None = None
        self.who = LinkButton("", self)
        self.who.setProperty("touch", True)
        self.who.clicked.connect(self._choose_who)
        self.add_below(self.tr("Who sees it so"), self.who)
        self.day = Secondary("", self)
        self.add_below(self.tr("Written on"), self.day)
        self.down.setContentsMargins(0, 0, 0, theme.SPACE_16)

    def show_more(self, thing: Thing, agreed: Agreed) -> None:
        """Show whose words they are, and since when they stand here."""
        self._agreed, self._said_by = agreed, thing.ref("said_by")
        me = queries.self_node_of(agreed.person)
        own = agreed.name or self.tr("The person")
        self.who.setText(own if self._said_by in (None, me) else agreed.label(self._said_by) or self.tr("Somebody"))
        self.who.setAccessibleName(self.tr("Who sees it so: {who}").format(who=self.who.text()))
        at = thing.day("at")
        self.day.setText(when_and_where.partial(at, when_and_where.today()) if at is not None else "")

    def _choose_who(self) -> None:
        if self._agreed is not None:
            me = queries.self_node_of(self._agreed.person)
            everybody = [(me, self._agreed.name or self.tr("The person")), *choosing.people(self._agreed)]
            say = partial(self.where.background.run, disagreements.say_who, self.thing)
            choosing.offer(self.who, everybody, say, marked=[self._said_by or me])


class DifferentlySheet(PageSheet):
    """Lies over a page. The thing itself is never changed here; what is written is theirs and stands beside it."""

    def __init__(self, background: Background, parent: QWidget) -> None:
        super().__init__(translate("Differently", "They see this differently"), parent)
        self._background = background
        self._person: UUID | None = None
        self._of = UUID(int=0)
        self.says = Secondary(translate("Differently", "It says here, and that stays as it is:"), self)
        self.words = Body("", self)
        self.list: ThingList | None = None
        goes = translate("Differently", "What you write goes with it to everybody who gets a copy. Undo takes it back.")
        self.goes = Secondary(goes, self)
        for widget in (self.says, self.words, self.goes):
            self.lines.addWidget(widget)
        self._fit = QTimer(self, singleShot=True, interval=0)
        self._fit.timeout.connect(self.place)
        background.committed.connect(self._refresh)
        self.closed.connect(self._forget)

    def open(self, person: UUID, thing: UUID, words: str) -> None:
        """Show how a thing of this person's is seen differently; `words` are its own."""
        self._put_away()
        self._person, self._of = person, thing
        self.words.set_words(words)
        for part in (self.says, self.words):
            part.setVisible(bool(words.strip()))
        where = Where(self._background, person, _PART, thing)
        self.list = ThingList(where, lambda made, _draft: DifferentlyRow(where, thing, made, self), self)
        self.list.undo_wanted.connect(self._undo)
        self.list.redo_wanted.connect(self._redo)
        self.list.done.connect(self.close_sheet)
        self.lines.insertWidget(self.lines.indexOf(self.words) + 1, self.list)
        self.show()
        self.raise_()
        self.place()
        self.list.enter()
        self._read()
        self._background.run(queries.here, drafts.pending, person, person, then=partial(self._take_drafts, thing))

    def _read(self) -> None:
        run = partial(self._background.run, queries.here, agreed.of_person, self._person, self._person, "Disagreement")
        run(then=partial(self._take, self._of))

    def _refresh(self, changes: ChangeSet) -> None:
        if self._person is not None and changes.concerns(self._person):
            self._read()

    def _take(self, of: UUID, found: Agreed) -> None:
        if of == self._of and self.list is not None:
            self.list.show_things([one for one in found.of("Disagreement") if one.ref("of") == of], found)
            self._fit.start()

    def _take_drafts(self, of: UUID, found: tuple[DraftSnapshot, ...]) -> None:
        if of == self._of and self.list is not None:
            self.list.take_drafts(found)

    def _undo(self) -> None:
        self._background.run(history.undo, self._person)

    def _redo(self) -> None:
        self._background.run(history.redo, self._person)

    def _put_away(self) -> None:
        if self.list is not None:
            self.list.leave()
            self.list.clear()
            self.lines.removeWidget(self.list)
            self.list.hide()
            self.list.deleteLater()
            self.list = None

    def _forget(self) -> None:
        """What is typed is kept, and nobody's words stay behind."""
        self._put_away()
        self._person = None
        self.words.set_words("")


def open_over(widget: QWidget, background: Background, person: UUID, thing: UUID, words: str) -> DifferentlySheet:
    """Open the sheet over the page that a widget stands on."""
    page = widget
    while (above := page.parentWidget()) is not None and not isinstance(above, QStackedWidget):
        page = above
    found = page.findChild(DifferentlySheet, options=Qt.FindChildOption.FindDirectChildrenOnly)
    sheet = found if isinstance(found, DifferentlySheet) else DifferentlySheet(background, page)
    sheet.open(person, thing, words)
    return sheet
