"""One hope: the person's words, three faces for how it goes, what they said of it, and its tiny steps."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from sbp_desktop.models.outcome_snapshots import HowItWent, OutcomeSnapshot
from sbp_desktop.models.snapshots import DraftSnapshot
from sbp_desktop.services import outcomes
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.differently.beside_it import BesideIt
from sbp_desktop.ui.outcomes import words
from sbp_desktop.ui.outcomes.kept_rows import KeptRows, WrittenRow
from sbp_desktop.ui.outcomes.tiny_step_row import TinyStepRow
from sbp_desktop.ui.people.kept_text import KeptText
from sbp_desktop.ui.together.big_button import Faces
from sbp_desktop.ui.widgets import LinkButton, Secondary

FIELD = "words"
_DAYS_SHOWN = 3  # the newest; all of them stay in the record


class OutcomeRow(WrittenRow):
    """A row with nothing written yet shows only where to write. One face is enough; no word is ever needed."""

    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self, background: Background, person: UUID, outcome: UUID, parent: QWidget) -> None:
        super().__init__(parent)
        self._background, self._person, self._outcome = background, person, outcome
        self._shown: OutcomeSnapshot | None = None
        keep = partial(outcomes.write_outcome, person=person)
        self.text = self._text(
            FIELD, self.tr("What they hope for"), self.tr("What would you like to be different?"), keep
        )
        self.text.setProperty("theirs", True)
        self.text.show_text(person, "", outcome)
        self.faces = Faces(words.faces(), self)
        self.faces.said.connect(partial(background.run, outcomes.rate, outcome))
        self.went = Secondary("", self)
        self.said = self._text(
            "said", self.tr("What they said"), self.tr("What did you say about it?"), outcomes.set_review
        )
        self.own = self._text(
            "worker_view", self.tr("How I see it"), self.tr("How I see it, beside theirs"), outcomes.set_review
        )
        self.more = LinkButton(self.tr("More"), self, quiet=True)
        self.more.setProperty("touch", True)
        self.more.clicked.connect(self._offer_more)
        self.beside = BesideIt(background, self)
        self.steps: KeptRows[TinyStepRow] = KeptRows(self._make_step, self)
        self._lay_out()

    def _text(self, field: str, label: str, invitation: str, keep: object) -> KeptText:
        made = KeptText(
            self._background, field, label, invitation, self, keep=keep, context={"hopes": self._person.hex},  # type: ignore[arg-type]
        )  # fmt: skip
        made.undo_wanted.connect(self.undo_wanted)
        made.redo_wanted.connect(self.redo_wanted)
        return made

    def _lay_out(self) -> None:
        across = QHBoxLayout()
        across.setSpacing(theme.SPACE_12)
        self._below = QWidget(self)
        below = QVBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, theme.SPACE_8)
        below.setSpacing(theme.SPACE_4)
        below.addLayout(across)
        across.addWidget(self.faces, 1)
        across.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        parts: tuple[QWidget, ...] = (self.said, self.own, self.went, self.beside, self.steps)
        for part in parts:
            below.addWidget(part)
        self.steps.setContentsMargins(theme.SPACE_16, 0, 0, 0)  # they belong to the hope above
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.SPACE_4)
        lines.addWidget(self.text)
        lines.addWidget(self._below)
        for part in (self.said, self.own, self.went, self._below):
            part.hide()

    def show_outcome(self, outcome: OutcomeSnapshot) -> None:
        """Show it as the record has it, leaving alone what is being typed."""
        self._shown = outcome
        now = when_and_where.today()
        self.text.show_text(self._person, outcome.words, outcome.id)
        today = self._today()
        self.faces.show_value(today.status if today is not None else None)
        for value, face in self.faces.faces.items():
            face.setAccessibleName(f"{outcome.words}: {words.faces()[value][0]}")
        for text, held in ((self.said, today.said if today else ""), (self.own, today.own_view if today else "")):
            if today is not None:
                text.show_text(self._person, held, today.id)
        self.said.setVisible(today is not None)
        self.own.setVisible(today is not None and (bool(today.own_view) or not self.own.isHidden()))
        area = words.AREAS.get(outcome.area or "", "")
        earlier = [words.went(each, now) for each in outcome.went if each.status and each is not today]
        self.went.setText("\n".join([*([area] if area else []), *earlier[-_DAYS_SHOWN:]]))
        self.went.setVisible(bool(self.went.text()))
        self._show_steps(outcome)
        self.beside.follow(self._person, outcome.id, outcome.words)
        self._below.show()

    def _show_steps(self, outcome: OutcomeSnapshot) -> None:
        self.steps.follow([step.id for step in outcome.steps])
        for step in outcome.steps:
            self.steps.row(step.id).show_step(self._person, step)
        if self.steps.blank is not None:
            asks = self.tr("What’s the next small step?") if outcome.quiet else self.tr("A small step")
            self.steps.blank.text.setPlaceholderText(asks)

    def _today(self) -> HowItWent | None:
        """What was said today, if anything was."""
        now = when_and_where.today()
        went = self._shown.went if self._shown is not None else ()
        return next((each for each in reversed(went) if each.at is not None and each.at.lo == now), None)

    def _make_step(self, step: UUID) -> TinyStepRow:
        row = TinyStepRow(self._background, self._person, self._outcome, step, self.steps)
        row.entered.connect(partial(self.steps.go_on_from, step))
        row.text.undo_wanted.connect(self.undo_wanted)
        row.text.redo_wanted.connect(self.redo_wanted)
        return row

    def take_drafts(self, drafts: Sequence[DraftSnapshot]) -> None:
        """Bring back typing that a crash cut short."""
        today = self._today()
        for draft in drafts:
            if draft.entity == self._outcome and draft.field == FIELD:
                self.text.take_draft(draft)
            elif draft.context.get("outcome") == self._outcome.hex:
                self.steps.row(draft.entity).text.take_draft(draft)
            elif today is not None and draft.entity == today.id:
                text = self.said if draft.field == "said" else self.own
                text.show()
                text.take_draft(draft)

    def leave(self) -> None:
        """Keep what is being typed."""
        for text in (self.text, self.said, self.own):
            text.leave()
        self.steps.leave()

    def _offer_more(self) -> None:
        """My own view beside theirs, and the part of a life it belongs to: for whoever wants it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._today() is not None:
            menu.addAction(self.tr("How I see it")).triggered.connect(self._write_own_view)
            menu.addSeparator()
        menu.addAction(self.tr("Part of life")).setEnabled(False)
        area = self._shown.area if self._shown is not None else None
        for value, said in words.AREAS.items():
            action = menu.addAction(said)
            action.setCheckable(True)
            action.setChecked(value == area)
            chosen = None if value == area else value
            action.triggered.connect(
                lambda _on=False, area=chosen: self._background.run(outcomes.set_area, self._outcome, area)
            )
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _write_own_view(self) -> None:
        self.own.show()
        self.own.setFocus(Qt.FocusReason.OtherFocusReason)
