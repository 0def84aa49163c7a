"""Who we told what: each copy, introduction and word to somebody else, and whether they were asked."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from sbp_desktop.models.agreed import Agreed, Thing
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import ChangeSet, DraftSnapshot
from sbp_desktop.models.vocabulary import Asked, SharingBasis
from sbp_desktop.services import telling
from sbp_desktop.storage import agreed, drafts, history, queries
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.agreed.thing_list import ThingList
from sbp_desktop.ui.agreed.thing_row import Line, ThingRow, Where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.day_button import DayButton
from sbp_desktop.ui.keep.page_sheet import PageSheet
from sbp_desktop.ui.web.chips import Chips
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP, Choices
from sbp_desktop.ui.widgets import Labelled, LinkButton, Secondary

translate = QCoreApplication.translate
ASKED: Choices = {
    Asked.YES.value: QT_TRANSLATE_NOOP("web", "They said yes"),
    Asked.NO.value: QT_TRANSLATE_NOOP("web", "They said no"),
    Asked.NOT_SAFE.value: QT_TRANSLATE_NOOP("web", "It was not safe to ask"),
}
BASES: Choices = {
    SharingBasis.CARE.value: QT_TRANSLATE_NOOP("web", "To care for them"),
    SharingBasis.LAW.value: QT_TRANSLATE_NOOP("web", "The law asks for it"),
    SharingBasis.SAFETY.value: QT_TRANSLATE_NOOP("web", "To keep somebody safe"),
}
_WITHHELD: Choices = {"withheld": QT_TRANSLATE_NOOP("web", "We decided not to tell them")}
_PART = "told"


class ToldRow(ThingRow):
    """What was told and to whom; whether they were asked; behind "More" the rest, none of which is ever needed."""

    def __init__(self, where: Where, thing: UUID, parent: QWidget) -> None:
        lines = (
            Line("what", self.tr("What was told"), self.tr("What did you tell?")),
            Line("with_whom", self.tr("To whom"), self.tr("To whom?")),
            Line("legal_reason", self.tr("What for"), self.tr("What is it for?")),
        )
        keep = partial(telling.write_told, person=where.person)
        super().__init__(where, thing, lines, keep, parent, needed=["with_whom"])
        run = where.background.run
        self.day = DayButton(self.tr("On which day"), self, quiet=True)
        self.day.chosen.connect(lambda day: run(partial(telling.set_told, at=day), thing))
        self.day.hide()
        self.put_aside(self.day, 1)
        self.asked = self._chips(self.tr("Were they asked?"), ASKED)
        self.asked.chosen.connect(lambda answer: run(telling.were_asked, thing, answer))
        self.taken = LinkButton("", self)
        self.taken.setProperty("touch", True)
        self.taken.clicked.connect(self._take_back)
        self._rest: list[Labelled] = []
        self.taken_line = self.add_below(self.tr("Their yes"), self.taken)
        self.more = LinkButton(self.tr("More"), self, quiet=True)
        self.more.setProperty("touch", True)
        self.more.clicked.connect(self._unfold)
        self._more_line = self.add_below("", self.more)
        self.basis = self._chips(self.tr("What lets us"), BASES, rest=True)
        self.basis.chosen.connect(lambda basis: run(partial(telling.set_told, basis=basis), thing))
        self.withheld = self._chips(self.tr("Or"), _WITHHELD, rest=True)
        self.withheld.chosen.connect(lambda chosen: run(partial(telling.set_told, withheld=bool(chosen)), thing))
        who = Line("decided_by", self.tr("Who decided"), self.tr("You, unless you write somebody else"))
        self.texts["decided_by"] = text = self._text(who, keep, where.context({}))
        self._rest.append(self.add_below(who.label, text))
        self.review = DayButton(self.tr("Look at it again"), self, ahead=True)
        self.review.chosen.connect(lambda day: run(partial(telling.set_told, review_on=day), thing))
        self._rest.append(self.add_below(self.tr("Look at it again"), self.review))
        self._unfolded, self._withdrawn = False, False
        self.down.setSpacing(theme.SPACE_4)
        self.down.setContentsMargins(0, 0, 0, theme.SPACE_16)

    def _chips(self, label: str, choices: Choices, *, rest: bool = False) -> Chips:
        chips = Chips(label, choices, self)
        rule = chips.sizePolicy()
        rule.setHorizontalPolicy(QSizePolicy.Policy.Expanding)  # so that they stand side by side
        chips.setSizePolicy(rule)
        line = self.add_below(label, chips, lead=theme.SPACE_8)
        if rest:
            self._rest.append(line)
        return chips

    def show_more(self, thing: Thing, _agreed: Agreed) -> None:
        """Show what was answered, and when."""
        now = when_and_where.today()
        at, review, back = (thing.day(name) for name in ("at", "review_on", "withdrawn_on"))
        yes = thing.values.get("agreed")
        self.day.show_words(_day(at, now) or self.tr("Which day?"))
        self.day.show()
        not_safe = bool(thing.values.get("not_safe"))
        answer = Asked.NOT_SAFE if not_safe else {True: Asked.YES, False: Asked.NO}.get(yes)  # type: ignore[arg-type]
        self.asked.show_value(answer.value if answer is not None else None)
        self.basis.show_value(thing.words("basis") or None)
        self.withheld.show_value("withheld" if thing.values.get("withheld") else None)
        self.review.show_words(_day(review, now) or self.tr("A day, if you want one"))
        self._withdrawn = back is not None
        took = self.tr("Taken back on {day}. They say yes again").format(day=_day(back, now))
        self.taken.setText(took if self._withdrawn else self.tr("They take it back"))
        self.taken.setAccessibleName(f"{thing.words('what')}, {thing.words('with_whom')}: {self.taken.text()}")
        self.taken_line.setVisible(yes is True)
        self.more.setAccessibleName(self.tr("More about “{what}”").format(what=thing.words("what")))
        worth_showing = thing.values.get("withheld") or review or thing.words("decided_by")
        self._show_rest(self._unfolded or bool(worth_showing))

    def _unfold(self) -> None:
        self._unfolded = True
        self._show_rest(True)
        next(iter(self.basis.chips.values())).setFocus()

    def _show_rest(self, shown: bool) -> None:
        self._more_line.setVisible(self.written and not shown)
        for line in self._rest:
            line.setVisible(self.written and shown)

    def _take_back(self) -> None:
        self.where.background.run(telling.take_back, self.thing, not self._withdrawn)


def _day(on: PartialDate | None, now: int) -> str:
    return when_and_where.partial(on, now) if on is not None else ""


class WhoWeToldSheet(PageSheet):
    """Lies over a person's page; the newest stands first, and the empty row last takes what was told by word."""

    grown = Signal()

    def __init__(self, background: Background, parent: QWidget) -> None:
        super().__init__(translate("Told", "Who we told what"), parent, widest=760)
        self._background = background
        self._person: UUID | None = None
        about = translate("Told", "Copies and introductions stand here by themselves. Nothing has to be filled in.")
        self.about = Secondary(about, self)
        self.lines.addWidget(self.about)
        self.list: ThingList | None = None
        self._fit = QTimer(self, singleShot=True, interval=0)
        self._fit.timeout.connect(self.place)
        background.committed.connect(self._refresh)
        self.closed.connect(self._forget)

    def open(self, person: UUID) -> None:
        """Show what was told of this person."""
        self._forget()
        self._person = person
        where = Where(self._background, person, _PART)
        self.list = ThingList(where, lambda thing, _draft: ToldRow(where, thing, self), self)
        self.list.undo_wanted.connect(partial(self._step, history.undo))
        self.list.redo_wanted.connect(partial(self._step, history.redo))
        self.list.done.connect(self.close_sheet)
        self.lines.addWidget(self.list)
        self.show()
        self.raise_()
        self.place()
        self.list.enter()
        self._read()
        self._background.run(queries.here, drafts.pending, person, person, then=partial(self._take_drafts, person))

    def _step(self, take: Callable[..., object]) -> None:
        self._background.run(take, self._person)

    def _read(self) -> None:
        run = partial(self._background.run, queries.here, agreed.of_person, self._person, self._person, telling.KIND)
        run(then=partial(self._take, self._person))

    def _refresh(self, changes: ChangeSet) -> None:
        if self._person is not None and changes.concerns(self._person):
            self._read()

    def _take(self, person: UUID | None, found: Agreed) -> None:
        if person == self._person and self.list is not None:
            self.list.show_things(reversed(found.of(telling.KIND)), found)
            self._fit.start()

    def _take_drafts(self, person: UUID, found: tuple[DraftSnapshot, ...]) -> None:
        if person == self._person and self.list is not None:
            self.list.take_drafts(found)

    def _forget(self) -> None:
        """What is typed is kept, and no names stay behind."""
        self._person = None
        if self.list is not None:
            self.list.leave()
            self.list.clear()
            self.lines.removeWidget(self.list)
            self.list.hide()
            self.list.deleteLater()
            self.list = None
