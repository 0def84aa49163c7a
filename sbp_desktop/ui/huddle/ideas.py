"""Colleagues' ideas, typed one a line; each is on the web at once, dotted, with who had it."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.models.huddles import Idea
from sbp_desktop.models.snapshots import DraftSnapshot
from sbp_desktop.services import huddles
from sbp_desktop.storage import drafts
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.people.writing_part import WritingPart
from sbp_desktop.ui.typing_steps import TypingSteps
from sbp_desktop.ui.web.chips import Chips
from sbp_desktop.ui.widgets import Body, LinkButton, TextField

_FIELD = "idea"


class IdeaField(TextField):
    """The next idea; Ctrl+Z in an empty one takes back the last."""

    undo_wanted = Signal()
    redo_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Undo goes to the record where nothing is typed; every other key types."""
        if event.matches(QKeySequence.StandardKey.Undo) and not self.text():
            self.undo_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Redo) and not self.text():
            self.redo_wanted.emit()
        else:
            super().keyPressEvent(event)


class Ideas(WritingPart):
    """Shows the ideas there are and takes the next; whose it is, is one tap among those who are here."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(background, parent)
        self._here: tuple[str, ...] = ()
        self._masked, self._unstepped = True, False
        self.by = ""
        self.rows: dict[UUID, QWidget] = {}
        self.field = IdeaField(self.tr("The next idea"), self.tr("What else could there be?"))
        self.field.returnPressed.connect(self.keep)
        self.follow(self.field)
        self._steps = TypingSteps(self)
        self._steps.due.connect(self._step)
        self.field.textEdited.connect(self._typed)
        self.whose: Chips | None = None
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, theme.SPACE_8)
        self._lines.setSpacing(theme.SPACE_8)
        self._lines.addWidget(self.field)
        self._ideas = QVBoxLayout()
        self._ideas.setSpacing(0)
        self._lines.addLayout(self._ideas)

    def show_ideas(self, person: UUID, ideas: Sequence[Idea], present: str, *, masked: bool) -> None:
        """Show these, as the record has them or as they may be read."""
        self._person, self._masked = person, masked
        for row in self.rows.values():
            row.hide()
            row.deleteLater()
        self.rows = {idea.id: self._row(idea) for idea in ideas}
        here = tuple(name.strip() for name in present.replace(" and ", ",").split(",") if name.strip())
        if here != self._here:
            self._here = here
            self._offer_whose()

    def take_drafts(self, found: Sequence[DraftSnapshot]) -> None:
        """Bring back an idea half typed."""
        for draft in found:
            if draft.entity == self._person and draft.field == _FIELD and not self.field.text():
                self.field.setText(draft.text)

    def leave(self) -> None:
        """Keep what is typed as a step; only Enter makes it an idea."""
        if self._unstepped:
            self._steps.ring()

    def keep(self) -> None:
        """Make what is typed an idea."""
        text = self.field.text().strip()
        if not text or self._person is None:
            return
        self._steps.stop()
        self._unstepped = False
        self.field.clear()
        self._background.run(
            partial(huddles.add_idea, by=self.by, masked=self._masked), self._person, text,
            then=lambda _changes: self._forget(),
        )  # fmt: skip

    def _typed(self) -> None:
        self._unstepped = True
        self._steps.typed()

    def _step(self) -> None:
        self._unstepped = False
        if self._person is not None:
            self._background.run(drafts.step, self._person, self._person, _FIELD, self.field.text(), {})

    def _forget(self) -> None:
        self._background.run(drafts.clear, self._person, self._person, _FIELD)

    def _offer_whose(self) -> None:
        """One chip for each who is here, the first on."""
        if self.whose is not None:
            self.whose.hide()
            self.whose.deleteLater()
            self.whose = None
        self.by = self._here[0] if self._here else ""
        if len(self._here) > 1:
            self.whose = Chips(self.tr("Whose idea"), {name: name for name in self._here}, self, needed=True)
            self.whose.show_value(self.by)
            self.whose.chosen.connect(self._say_whose)
            self._lines.insertWidget(0, self.whose)

    def _say_whose(self, name: str) -> None:
        self.by = name
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _row(self, idea: Idea) -> QWidget:
        row = QWidget(self)
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.SPACE_12)
        across.addWidget(Body(f"{idea.text} ({idea.by})" if idea.by else idea.text), 1)
        remove = LinkButton(self.tr("Remove"), row, quiet=True)
        remove.setProperty("touch", True)
        remove.setAccessibleName(self.tr("Remove “{idea}”").format(idea=idea.text))
        remove.clicked.connect(lambda: self._background.run(huddles.drop_idea, idea.id))
        across.addWidget(remove, 0, Qt.AlignmentFlag.AlignVCenter)
        self._ideas.addWidget(row)
        return row
