"""What we hold about them: everything looked through, decided item by item, held-back things twice, and written out."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from uuid import UUID

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models import disclosure, disclosure_words
from sbp_desktop.models.disclosure import WHOLE, Item
from sbp_desktop.services import subject_access
from sbp_desktop.storage import subject_access as kept
from sbp_desktop.storage.rows import Row
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.differently.beside_it import BesideIt
from sbp_desktop.ui.half_line import HalfLine
from sbp_desktop.ui.keep import dialogs
from sbp_desktop.ui.keep.page_sheet import PageSheet
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.widgets import (
    Body,
    Heading,
    LinkButton,
    PrimaryButton,
    Problem,
    Rows,
    Secondary,
    TextField,
)

translate = QCoreApplication.translate
_AT_ONCE = 25
_LONGEST = 160  # characters of a thing in its row


class WhatWeHoldSheet(PageSheet):
    """Lies over a person's page. What is held back stands first; what is given is looked through some at a time."""

    made = Signal(str)

    def __init__(self, background: Background, parent: QWidget) -> None:
        super().__init__(translate("Hold", "What we hold about them"), parent, widest=760)
        self._background = background
        self._person: UUID | None = None
        self._items: tuple[Item, ...] = ()
        self._names: dict[str, str] = {}
        self._from = 0
        self.about = Secondary("", self)
        self.held_title = Heading(self.tr("Held back until you decide"), self)
        self.held = Rows(self)
        self.given_title = Heading("", self)
        self.given = Rows(self)
        self.earlier, self.later = LinkButton(self.tr("Before these"), self), LinkButton(self.tr("After these"), self)
        self.reason = TextField(self.tr("Why do you hold it back?"), self.tr("Why, if you hold more back"), self)
        self.second = TextField(self.tr("Who else has looked?"), self.tr("Who else looked at what is held back?"), self)
        self.halves = (HalfLine(background, self.reason, "held_why"), HalfLine(background, self.second, "held_second"))
        self.save = PrimaryButton(self.tr("Save what they get…"), self)
        self.problem = Problem("", self)
        self._fit = QTimer(self, singleShot=True, interval=0)  # rows take their room once they are shown
        self._fit.timeout.connect(self.place)
        self._lay_out()
        self.earlier.clicked.connect(partial(self._turn, -_AT_ONCE))
        self.later.clicked.connect(partial(self._turn, _AT_ONCE))
        self.save.clicked.connect(self._save)
        self.closed.connect(self._forget)

    def _lay_out(self) -> None:
        turning = QHBoxLayout()
        turning.setSpacing(theme.SPACE_24)
        for widget in (self.about, self.held_title, self.held, self.second, self.save, self.problem):
            self.lines.addWidget(widget)
        self.lines.addSpacing(theme.SPACE_16)
        self.lines.addWidget(self.given_title)
        self.lines.addWidget(self.reason)
        self.lines.addWidget(self.given)
        self.lines.addLayout(turning)
        for link in (self.earlier, self.later):
            link.setProperty("touch", True)
            turning.addWidget(link)
        turning.addStretch(1)

    def open(self, person: UUID) -> None:
        """Note that they asked, and show everything that is kept."""
        self._person, self._items, self._from = person, (), 0
        for half in self.halves:
            half.belong(person)
        self.problem.set_words("")
        self.about.setText(self.tr("Reading all of it…"))
        self._show()
        self.show()
        self.raise_()
        self.place()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._background.run(subject_access.begin, person, then=lambda _changes: self._read())

    def _forget(self) -> None:
        self._person, self._items, self._names = None, (), {}
        for half in self.halves:
            half.belong(None)
        self._show()

    # -- what there is

    def _read(self) -> None:
        person = self._person
        if person is not None:
            self._background.run(subject_access.open_request, person, then=partial(self._say_due, person))
            self._background.run(subject_access.others, then=self._names.update)
            self._background.run(subject_access.gather, person, then=partial(self._take, person), failed=self._failed)

    def _say_due(self, person: UUID, asked: Row | None) -> None:
        if person == self._person and asked is not None and asked.get("due_on") is not None:
            day = when_and_where.partial(asked.values["due_on"], when_and_where.today())
            words = self.tr(
                "They get this by {day}. What you write for yourself in My space is not here: look there too."
            )
            self.about.setText(words.format(day=day))
            self.place()

    def _take(self, person: UUID, items: tuple[Item, ...]) -> None:
        if person == self._person:
            self._items = items
            self._names |= disclosure_words.names(replace(item, held={}) for item in items)  # the worker may know all
            self._show()

    def _show(self) -> None:
        held = [(item, field) for item in self._items for field in item.held]
        self.held.show_rows([self._held_row(item, field) for item, field in held])
        for widget in (self.held_title, self.held, self.second):
            widget.setVisible(bool(held))
        given = [item for item in self._items if item.given]
        self._from = max(0, min(self._from, len(given) - 1))
        shown = given[self._from : self._from + _AT_ONCE]
        self.given.show_rows([self._given_row(item) for item in shown])
        words = self.tr("Given: {first} to {last} of {all}")
        first = self._from + 1 if shown else 0
        self.given_title.setText(words.format(first=first, last=self._from + len(shown), all=len(given)))
        self.earlier.setVisible(self._from > 0)
        self.later.setVisible(self._from + _AT_ONCE < len(given))
        self.save.setEnabled(bool(self._items))
        self._fit.start()

    def _held_row(self, item: Item, field: str) -> QWidget:
        why = disclosure.WORDS.get(item.held[field], item.held[field])
        act = partial(self._decide, item.id, field, hold=False)
        return ThingRow(
            f"{_title(item)}: {self._said(item, [field] if field else list(item.values))}", why, self.tr("Give it"), act
        )

    def _given_row(self, item: Item) -> QWidget:
        marks = [self.tr("kept apart")] if item.private else []
        marks += [self.tr("taken out since")] if item.removed else []
        act = partial(self._decide, item.id, WHOLE, hold=True)
        about = ", ".join([_title(item), *marks])
        given = [name for name in item.values if name not in item.held]
        row = ThingRow(self._said(item, given), about, self.tr("Hold it back"), act)
        if item.kind not in (kept.DRAFT, "Disagreement") and not item.removed and self._person is not None:
            row.stand_beside(self._background, self._person, item.id)
        return row

    def _said(self, item: Item, fields: Iterable[str]) -> str:
        """The words of a thing, as many as a row has room for."""
        kept = {name: item.values[name] for name in fields if item.values.get(name) not in (None, [])}
        words = [
            disclosure_words.with_name(item.kind, name, value, self._names)
            for name, value in kept.items()
            if _reads(item, name)
        ]
        line = " · ".join(words) or _title(item)
        return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"

    def _turn(self, by: int) -> None:
        self._from = max(0, self._from + by)
        self._show()

    # -- deciding, writing

    def _decide(self, item: UUID, field: str, *, hold: bool) -> None:
        if self._person is not None:
            run = partial(subject_access.decide, hold=hold, field=field, reason=self.reason.text() if hold else "")
            self._background.run(run, self._person, item, then=lambda _changes: self._read(), failed=self._failed)

    def _save(self) -> None:
        person = self._person
        if person is None:
            return
        if any(item.held for item in self._items) and not self.second.text().strip():
            self._failed_words(subject_access.SECOND_LOOK)
            self.second.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        path = dialogs.ask_where(self, self.tr("Save as"), ".zip")
        if path is not None:
            self.save.setEnabled(False)
            self._background.run(
                subject_access.write, person, path, self.second.text(), then=self._written, failed=self._failed
            )

    def _written(self, _path: object) -> None:
        for half in self.halves:
            half.done()
        self.close_sheet()
        self.made.emit(self.tr("It is saved. Give it to them, and then take the file from this laptop."))

    def _failed(self, error: ExpectedError) -> None:
        self.save.setEnabled(True)
        self._failed_words(str(error))

    def _failed_words(self, words: str) -> None:
        self.problem.set_words(words)
        self.place()


class ThingRow(QWidget):
    """A thing in its own words, what is said of it below, and the one thing to do about it."""

    def __init__(self, words: str, about: str, action: str, act: Callable[[], object]) -> None:
        super().__init__()
        self.words, self.about = Body(words, self), Secondary(about, self)
        self.action = LinkButton(action, self)
        self.action.setProperty("touch", True)
        self.action.setAccessibleDescription(f"{words}. {about}")
        self.action.clicked.connect(lambda _on=False: act())
        row = QWidget(self)
        self.links = Wrapped(row, theme.SPACE_24)
        self.links.addWidget(self.action)
        self.down = QVBoxLayout(self)
        self.down.setContentsMargins(0, theme.SPACE_8, 0, theme.SPACE_8)
        self.down.setSpacing(0)
        for part in (self.words, self.about, row):
            self.down.addWidget(part)

    def stand_beside(self, background: Background, person: UUID, thing: UUID) -> None:
        """Let them say that they see it differently."""
        beside = BesideIt(background, self)
        self.links.addWidget(beside.link)
        self.down.insertWidget(1, beside)
        beside.follow(person, thing, self.words.plain)


def _title(item: Item) -> str:
    return disclosure_words.kind(item.kind)


def _reads(item: Item, name: str) -> bool:
    return item.kind == kept.DRAFT or disclosure_words.reads(item.kind, name)
