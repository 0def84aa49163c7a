"""Who stays with a person: the named worker with their number, colleagues beside, and how a change was told."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models.named_workers import Colleague, WhoStays
from sbp_desktop.models.snapshots import ChangeSet, DraftSnapshot, WorkerSnapshot
from sbp_desktop.services import named_workers
from sbp_desktop.ui import kept_pictures, tab_order, theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.people import described
from sbp_desktop.ui.people.change_told import ChangeTold
from sbp_desktop.ui.people.worker_choice import WorkerChoice
from sbp_desktop.ui.people.writing_part import WritingPart
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.widgets import Face, Fitting, LinkButton

_KNOWN = 6
_FACE, _FACE_PIXELS = 40, 160  # at the ordinary text size; sharp at twice that on a doubled screen
_SERVICES: Mapping[str, Callable[..., ChangeSet]] = {
    "change": named_workers.change,
    "bring_in": named_workers.bring_in,
    "cover": named_workers.choose_cover,
}


class WhoStaysPart(WritingPart):
    """Under the head of a person's page. A change is made by two taps and always goes on; what was told comes after."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(background, parent)
        self._shown: WhoStays | None = None
        self._drafts: Sequence[DraftSnapshot] = ()
        self.told: dict[UUID, ChangeTold] = {}
        self._photo: UUID | None = None
        self.face = Face("", _FACE, self)
        self.named = Fitting("", self)
        self.change = self._link(self.tr("Change"), partial(self._ask, "change"))
        self.bring_in = self._link(self.tr("Bring in a colleague"), partial(self._ask, "bring_in"))
        self.choose_cover = self._link("", partial(self._ask, "cover"))
        self.so_far = self._link("", self._turn_changes, quiet=True)
        self.choice = WorkerChoice(background, self)
        self.choice.chosen.connect(self._choose)
        self.choice.left.connect(self._put_away)
        self._lay_out()
        self.set_person(None)

    def _link(self, words: str, act: Callable[[], object], *, quiet: bool = False) -> LinkButton:
        made = LinkButton(words, self, quiet=quiet)
        made.setProperty("touch", True)
        made.clicked.connect(act)
        return made

    def _lay_out(self) -> None:
        self._row = QWidget(self)
        self._across = Wrapped(self._row, theme.SPACE_16, 0)
        self._across.addWidget(self.face)
        self._across.addWidget(self.named)
        self._below = QVBoxLayout()
        self._below.setSpacing(theme.SPACE_4)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.SPACE_4)
        lines.addWidget(self._row)
        lines.addWidget(self.choice)
        lines.addLayout(self._below)

    # The person

    def set_person(self, person: UUID | None) -> None:
        """Belong to this person from now on; nothing of the one before is left."""
        if person != self._person:
            self.leave()
            self._person, self._shown, self._drafts = person, None, ()
            self._show_face(None)
            self._show_changes(())
            self.choice.half.belong(None)
            self.choice.hide()
            self.setVisible(False)

    def leave(self) -> None:
        """Keep what is being typed."""
        for each in self.told.values():
            each.leave()

    def take_drafts(self, drafts: Sequence[DraftSnapshot]) -> None:
        """Bring back typing that a crash cut short."""
        self._drafts = drafts
        self._place_drafts()

    def show_stays(self, found: WhoStays) -> None:
        """Show who stays with the person this belongs to."""
        known, self._shown = self._shown, found
        self.named.setText(described.worker(found.named))
        self.named.setVisible(found.named is not None)
        self.change.setText(self.tr("Change") if found.named is not None else self.tr("Say who the named worker is"))
        self.so_far.setText(_so_far(self, len(found.changes)))
        self.so_far.setVisible(bool(found.changes) and found.asks)
        self.choose_cover.setText(self.tr("Change who covers") if found.cover else self.tr("Choose who covers"))
        self.choose_cover.setVisible(found.named is not None)
        self._show_face(found.named)
        self._show_beside(found)
        newest = found.changes[-1].link if found.changes else None
        before = known.changes[-1].link if known is not None and known.changes else None
        changed_here = known is not None and newest != before and len(found.changes) > len(known.changes)
        if changed_here and newest is not None and found.asks:
            self._show_changes((newest,))  # just changed here: the two questions come up
            self.told[newest].enter()
        else:
            self._show_changes([link for link in self.told if link in {each.link for each in found.changes}])
        self._place_drafts()
        self.show()
        self._lead_tab()

    def _lead_tab(self) -> None:
        stop = tab_order.before(self)
        if stop is not None:
            tab_order.lead_through(self, stop)

    def _show_face(self, named: WorkerSnapshot | None) -> None:
        """Show their photo as soon as it is read; there is no circle where there is none."""
        photo = named.photo if named is not None else None
        if photo == self._photo and photo is not None:
            return
        self._photo = photo
        self.face.hide()
        if photo is not None and named is not None:
            show = partial(self._take_face, named)
            self._background.run(kept_pictures.read, (photo,), _FACE_PIXELS, then=show)

    def _take_face(self, named: WorkerSnapshot, found: Mapping[UUID, QImage]) -> None:
        if self._photo is not None and named.photo == self._photo and self._photo in found:
            self.face.show_person(named.name, found[self._photo])
            self.face.show()

    def _show_beside(self, found: WhoStays) -> None:
        """Show the colleagues there are and who covers, then what can be done about it."""
        for old in self._row.findChildren(LinkButton, "colleague", Qt.FindChildOption.FindDirectChildrenOnly):
            self._across.removeWidget(old)
            old.hide()
            old.deleteLater()
        for each in found.colleagues:
            self._add_colleague(each, self.tr("With {who}"), self.tr("Not with them any more"))
        if found.cover is not None:
            self._add_colleague(found.cover, self.tr("When away: {who}"), self.tr("Nobody covers any more"))
        for part in (self.so_far, self.change, self.bring_in, self.choose_cover):  # after everybody who is there
            self._across.removeWidget(part)
            self._across.addWidget(part)

    def _add_colleague(self, each: Colleague, words: str, no_more: str) -> None:
        link = LinkButton(words.format(who=described.who(each.worker)), self._row, quiet=True)
        link.setObjectName("colleague")
        link.setProperty("touch", True)
        link.clicked.connect(partial(self._offer_colleague, link, each, no_more))
        self._across.addWidget(link)
        link.show()

    def _offer_colleague(self, under: LinkButton, each: Colleague, no_more: str) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        run = self._background.run
        menu.addAction(self.tr("They are the named worker now")).triggered.connect(
            lambda: run(named_workers.change, self._person, each.worker.name)
        )
        menu.addAction(no_more).triggered.connect(lambda: run(named_workers.let_go, each.link))
        menu.popup(under.mapToGlobal(under.rect().bottomLeft()))

    # The changes

    def _turn_changes(self) -> None:
        every = [each.link for each in self._shown.changes] if self._shown is not None else []
        self._show_changes(() if self.told else every)

    def _show_changes(self, links: Sequence[UUID]) -> None:
        changes = {each.link: each for each in self._shown.changes} if self._shown is not None else {}
        for gone in [link for link in self.told if link not in links]:
            old = self.told.pop(gone)
            old.leave()
            old.hide()
            old.deleteLater()
        for link in links:
            if link not in self.told:
                made = self.told[link] = ChangeTold(self._background, link, self)
                self.follow(made)
                self._below.addWidget(made)
            if self._person is not None:
                self.told[link].show_change(self._person, changes[link])
        self.updateGeometry()

    def _place_drafts(self) -> None:
        there = {each.link for each in self._shown.changes} if self._shown is not None else set()
        mine = [draft for draft in self._drafts if draft.entity in there]
        if mine:
            self._drafts = ()
            self._show_changes([*self.told, *({draft.entity for draft in mine} - self.told.keys())])
            for draft in mine:
                self.told[draft.entity].take_draft(draft)

    # The choice

    def _ask(self, what: str) -> None:
        if self._shown is None:
            return
        there = {"bring_in": self._shown.colleagues, "cover": filter(None, (self._shown.cover,))}
        not_again = {each.worker.id for each in there.get(what, ())}
        known = [each for each in self._shown.known if each.id not in not_again]
        self.choice.ask(what, self._person, known[:_KNOWN])
        self._lead_tab()

    def _choose(self, what: str, who: str) -> None:
        self._background.run(_SERVICES[what], self._person, who, then=self._chosen, failed=self._not_chosen)

    def _chosen(self, _changes: ChangeSet) -> None:
        self.choice.half.done()
        self._put_away()

    def _not_chosen(self, error: ExpectedError) -> None:
        self.choice.problem.set_words(str(error))

    def _put_away(self) -> None:
        self.choice.hide()


def _so_far(widget: QWidget, times: int) -> str:
    """How often it changed, in words; a count of the person's, never of a worker's (practice.md R18)."""
    words = {1: widget.tr("Changed once so far"), 2: widget.tr("Changed twice so far")}
    return words.get(times) or widget.tr("Changed {times} times so far").format(times=times)
