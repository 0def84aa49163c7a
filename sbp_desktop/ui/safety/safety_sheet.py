"""Worried about harm: the number at once, a note for the worker's eyes alone, and nothing in the way of either."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.models.snapshots import ChangeSet, DraftSnapshot
from sbp_desktop.services import safety
from sbp_desktop.storage import drafts
from sbp_desktop.storage import safety as kept
from sbp_desktop.storage.safety import Worry
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.people.kept_text import KeptText
from sbp_desktop.ui.sheet import PageSheet
from sbp_desktop.ui.web.chips import Chips, Wrapped
from sbp_desktop.ui.widgets import Heading, LinkButton, Name, PrimaryButton, QuietButton, Scroll, Secondary, TextField

translate = QCoreApplication.translate
_HEAD = 32  # pixels at the ordinary text size: the height of its first line


def _choices() -> tuple[tuple[str, str, dict[str, str]], ...]:
    """The field, its question and its answers, in the order they are asked (practice.md A95, R42)."""
    return (
        (
            "what_they_want",
            translate("Safety", "Did you ask them what they want?"),
            {
                "asked_expressed": translate("Safety", "Yes, and they said"),
                "asked_none": translate("Safety", "Yes, and they did not say"),
                "not_asked": translate("Safety", "Not yet"),
            },
        ),
        (
            "met",
            translate("Safety", "Did it come about?"),
            {
                "fully": translate("Safety", "Yes"),
                "partly": translate("Safety", "Partly"),
                "not": translate("Safety", "No"),
            },
        ),
        (
            "risk",
            translate("Safety", "The danger now"),
            {
                "remains": translate("Safety", "As it was"),
                "reduced": translate("Safety", "Less"),
                "removed": translate("Safety", "Gone"),
            },
        ),
    )


class SafetySheet(PageSheet):
    """Opened from anywhere in one tap, without a network. `person` gives whom it is about, if anybody is open."""

    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(
        self, background: Background, page: Callable[[], QWidget | None], parent: QWidget,
        person: Callable[[], UUID | None],
    ) -> None:  # fmt: skip
        super().__init__(page, parent)
        self._background, self._whose = background, person
        self._person: UUID | None = None
        self._note = uuid4()
        self.setAccessibleName(self.tr("Worried about harm"))
        self.number = Heading("")
        self.field = TextField(self.tr("The number of your council’s safeguarding team"), self.tr("Number to ring"))
        self.change = LinkButton(self.tr("Change the number"), quiet=True)
        self.told = PrimaryButton(self.tr("I told them now"))
        self.worried = QuietButton(self.tr("Only note that I am worried"))
        self.state = Secondary("")
        self.words = KeptText(
            background,
            "words",
            self.tr("What would you like to happen?"),
            self.tr("In their own words"),
            keep=safety.worry,
        )
        self.chips: dict[str, Chips] = {}
        self._questions: list[QWidget] = []
        self._body = QWidget()
        self._lay_out()
        self.field.editingFinished.connect(self._keep_number)
        self.change.clicked.connect(self._ask_number)
        self.told.clicked.connect(self._tell)
        self.worried.clicked.connect(partial(self._say, "risk", "remains"))
        self.words.undo_wanted.connect(self.undo_wanted)
        self.words.redo_wanted.connect(self.redo_wanted)
        self.hide()

    def _lay_out(self) -> None:
        down = QVBoxLayout(self)
        down.setContentsMargins(theme.SPACE_24, theme.SPACE_16, theme.SPACE_24, theme.SPACE_24)
        down.setSpacing(theme.SPACE_8)
        scroll = Scroll()  # on a page too low for all of it
        scroll.setWidget(self._body)
        lines = QVBoxLayout(self._body)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.SPACE_8)
        head = QHBoxLayout()
        close = LinkButton(self.tr("Close"), icon_name="close")
        close.clicked.connect(self.close_sheet)
        down.addLayout(head)
        head.addWidget(Name(self.tr("Worried about harm? Call now")), 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        down.addWidget(scroll, 1)
        lines.addWidget(self.number)
        lines.addWidget(self.field)
        lines.addWidget(self.change)
        lines.addWidget(Secondary(self.tr("In danger this minute: 999")))
        row = QWidget()
        across = Wrapped(row, theme.SPACE_12)
        across.addWidget(self.told)
        across.addWidget(self.worried)
        lines.addWidget(row)
        lines.addWidget(self.state)
        self._label = Secondary(self.tr("What would you like to happen?"))
        lines.addWidget(self._label)
        lines.addWidget(self.words)
        for field, question, answers in _choices():
            label = Secondary(question)
            chips = self.chips[field] = Chips(question, answers)
            chips.chosen.connect(partial(self._say, field))
            self._questions += [label, chips]
            lines.addWidget(label)
            lines.addWidget(chips)
        lines.addStretch(1)

    def hasHeightForWidth(self) -> bool:
        """A narrow sheet is a tall one."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Ask for room for all of it."""
        inside = width - 2 * theme.SPACE_24
        head = theme.scaled(_HEAD) + theme.SPACE_16 + theme.SPACE_24 + theme.SPACE_8
        return head + max(self._body.heightForWidth(inside), self._body.minimumSizeHint().height())

    # -- what it shows

    def open(self) -> None:
        """Lay the sheet over the page; the number is there before anything is asked."""
        self._person = self._whose()
        self._note = uuid4()
        self._show(Worry(self._person, ""))
        self.lay_over_page()
        self._ask()

    def refresh(self, changes: ChangeSet) -> None:
        """Take up what changed."""
        if self.isVisible() and not changes.empty:
            self._ask()

    def leave(self) -> None:
        """Keep what is being typed."""
        self.words.leave()

    def put_away(self) -> None:
        """Keep what is being typed, and leave nothing of the person."""
        self.words.clear_text()
        self._person = None
        self.hide()

    def _ask(self) -> None:
        self._background.run(kept.worry, self._person, then=self._take)
        if self._person is not None:
            self._background.run(drafts.pending, self._person, then=self._take_drafts)

    def _take(self, worry: Worry) -> None:
        if worry.person == self._person:
            self._show(worry)
            self.place()

    def _take_drafts(self, found: tuple[DraftSnapshot, ...]) -> None:
        for draft in found:
            if draft.entity == self._note and draft.field == "words":
                self.words.take_draft(draft)

    def _show(self, worry: Worry) -> None:
        self._note = worry.id or self._note
        self.number.setText(worry.number)
        self.number.setVisible(bool(worry.number))
        self.change.setVisible(bool(worry.number))
        if not self.field.hasFocus():
            self.field.setText(worry.number)
            self.field.setVisible(not worry.number)
        somebody, going_on = worry.person is not None, worry.id is not None
        self.told.setVisible(somebody)
        self.worried.setVisible(somebody and not going_on)
        self.state.setText(self._state(worry))
        self.state.setVisible(somebody)
        for part in (self._label, self.words, *self._questions):
            part.setVisible(going_on)
        if worry.person is not None:
            self.words.show_text(worry.person, worry.words, self._note)
        for field, chips in self.chips.items():
            chips.show_value(getattr(worry, field))

    def _state(self, worry: Worry) -> str:
        if worry.id is None:
            return self.tr("What you note here is for your eyes alone, on this laptop.")
        quiet = self.tr("For your eyes alone. Until the danger is gone nothing else asks or reminds.")
        if worry.told_ms is None:
            return quiet
        told = self.tr("Told {when}.").format(when=when_and_where.moment(worry.told_ms, when_and_where.today()))
        return f"{told} {quiet}"

    # -- what is done on it

    def _tell(self) -> None:
        if self._person is not None:
            self._background.run(partial(safety.told, person=self._person), self._note)

    def _say(self, field: str, value: str) -> None:
        if self._person is not None:
            said: dict[str, Any] = {field: value or None}
            self._background.run(safety.worry, self._note, person=self._person, **said)

    def _ask_number(self) -> None:
        self.field.show()
        self.change.hide()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.place()

    def _keep_number(self) -> None:
        if self.field.text().strip() != self.number.text():
            self._background.run(safety.keep_number, self.field.text())
