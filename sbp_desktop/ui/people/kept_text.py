"""A text that keeps itself: a crash-safe step at each pause, a change when it is left."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Protocol
from uuid import UUID

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models import text_merge
from sbp_desktop.models.snapshots import BEFORE, ChangeSet, DraftSnapshot
from sbp_desktop.services import people, versions
from sbp_desktop.storage import drafts
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.spelling import Spelled, Speller
from sbp_desktop.ui.typing_steps import TypingSteps
from sbp_desktop.ui.widgets import InvitingText


class Typing(Protocol):
    """Where the steps of a text are kept: `storage.drafts`, or a module with the same three functions."""

    @property
    def step(self) -> Callable[..., object]:
        """Keep what is typed so far."""

    @property
    def pop(self) -> Callable[..., DraftSnapshot | None]:
        """Undo the newest step."""

    @property
    def clear(self) -> Callable[..., None]:
        """Forget the steps."""


_THEIRS = {"their_words", "good_life_words", "words", "said", "persons_view", "carers_view", "how_they_felt"}
_NOT_SPELT = _THEIRS | {"name", "direct_number", "present", "contact.phone", "contact.address"}
"""Fields that hold what somebody said, as they said it, or names: nobody puts their spelling right."""


class KeptText(InvitingText):
    """One text of a person or of something of theirs, `field` being its name in the record. It grows as it is written.

    `keep` is the service that takes it, given what it is of and the field's new words; `context` is what a step needs
    to be found again where there is nothing in the record yet; `typing` is where steps are kept meanwhile.

    Ctrl+Z walks back through the steps; `undo_wanted` when there are none left, so that the last change is taken back.
    """

    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(
        self, background: Background, field: str, label: str, invitation: str, parent: QWidget | None = None, *,
        keep: Callable[..., ChangeSet] = people.set_person, context: Mapping[str, object] = MappingProxyType({}),
        typing: Typing = drafts,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._background, self._field, self._keep, self._context = background, field, keep, context
        self._typing = typing
        self._person: UUID | None = None
        self._of = UUID(int=0)
        self._kept = self._seen = ""
        self._before = text_merge.reading("")  # the record's words that what is typed here replaces
        self._steps = 0
        self._on_its_way = 0
        self._unstepped = False
        self.setUndoRedoEnabled(False)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setProperty("halo", True)
        self.setAccessibleName(label)
        self.setPlaceholderText(invitation)
        self.document().setDocumentMargin(0)
        self.spelled = None if field in _NOT_SPELT else Spelled(self, Speller.of(background))
        self._due = TypingSteps(self)
        self._due.due.connect(self._step)
        self.textChanged.connect(self._typed)
        self.textChanged.connect(self._grow)  # its invitation may be taller than the first letter
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        theme.bell.changed.connect(self._grow)
        self._grow()

    @property
    def changed(self) -> bool:
        """Whether it holds something not yet part of the record."""
        return self.toPlainText() != self._kept

    def show_text(self, person: UUID, text: str, of: UUID | None = None) -> None:
        """Show what is kept of the person, or of this thing of theirs, unless the same text is being typed."""
        before, self._of = self._of, of or person
        if (person, before) == (self._person, self._of) and (self.changed or self._on_its_way or text == self._kept):
            return  # an answer from before a change of ours would put the old words back
        self._person, self._kept, self._steps = person, text, 0
        self._before = text_merge.reading(text)
        self._put(text)

    def take_draft(self, draft: DraftSnapshot) -> None:
        """Bring back typing that a crash cut short, and make it part of the record; typing begun since comes first."""
        if draft.person == self._person and not self.changed and not self._steps:
            self._before = draft.readings.get(self._field, self._before)
            self._steps = 1  # there is a draft to clear, even one that says the same as the record
            self._put(draft.text)
            self.leave()

    def clear_text(self) -> None:
        """Keep what is typed, then forget it."""
        self.leave()
        self._person, self._kept, self._before = None, "", text_merge.reading("")
        self._put("")

    def leave(self) -> None:
        """Make what is typed part of the record; nothing when nothing changed."""
        self._stop()
        if self._person is None or not (self.changed or self._steps):
            return
        text, of = self.toPlainText(), self._of
        forget = partial(self._background.run, self._typing.clear, self._person, of, self._field)
        self._steps = 0
        if not self.changed:  # typed and taken back again
            forget()
            return
        before, self._before = self._before, text_merge.reading(text)
        self._kept = text
        self._on_its_way += 1
        keep = partial(self._keep, **self.said())
        self._background.run(
            versions.as_seen,
            {self._field: before},
            keep,
            of,
            then=partial(self._made_safe, forget),
            failed=partial(self._not_kept, self._person, of, text, {**self._context, BEFORE: before}),
        )

    def hold(self) -> None:
        """Keep what is typed as a step, and leave the record alone."""
        if self._unstepped:
            self._step()
        self._stop()

    def said(self) -> dict[str, Any]:
        """Return what is written, by field, as the service takes it."""
        return {self._field.replace(".", "__"): self.toPlainText()}

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving the text keeps it."""
        super().focusOutEvent(event)
        if self.spelled is not None and isValid(self.spelled):  # a box that is being destroyed loses the focus too
            self.spelled.rehighlight()  # the last word too
        self.leave()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what may have been meant, or what any text box offers."""
        if self.spelled is None or not self.spelled.menu.asked(event):
            super().contextMenuEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Offer the same to a held finger."""
        if event.type() == QEvent.Type.Gesture and self.spelled is not None and self.spelled.menu.held(event):
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Undo and redo are ours, Esc leaves the text; every other key types."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self._undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.redo_wanted.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower text is a taller one."""
        super().resizeEvent(event)
        self._grow()

    def _put(self, text: str) -> None:
        if text == self._seen:
            return
        self.blockSignals(True)  # shown, not typed
        self.setPlainText(text)
        self._seen = self.toPlainText()
        self.blockSignals(False)
        self._grow()

    def _typed(self) -> None:
        if self.toPlainText() == self._seen:
            return  # a line was drawn under a word, and Qt calls that a change
        self._seen = self.toPlainText()
        self._unstepped = True
        self._due.typed()

    def _stop(self) -> None:
        self._unstepped = False
        self._due.stop()

    def _step(self) -> None:
        self._stop()
        if self._person is not None and (self.changed or self._steps):
            self._steps += 1
            text = self.toPlainText()
            context = {**self._context, BEFORE: self._before}
            self._background.run(self._typing.step, self._person, self._of, self._field, text, context)

    def _undo(self) -> None:
        if self._unstepped:
            self._step()
        if self._steps == 0:
            self.undo_wanted.emit()
            return
        self._steps -= 1
        self._background.run(self._typing.pop, self._person, self._of, self._field, then=self._popped)

    def _popped(self, draft: DraftSnapshot | None) -> None:
        if draft is None or draft.person == self._person:
            self._put(self._kept if draft is None else draft.text)
            self.moveCursor(self.textCursor().MoveOperation.End)

    def _made_safe(self, forget: Callable[[], object], _changes: ChangeSet) -> None:
        self._on_its_way -= 1
        forget()

    def _not_kept(self, person: UUID, of: UUID, text: str, context: Mapping[str, object], error: ExpectedError) -> None:
        """The draft holds it, whatever the page shows by now; what is on screen counts as not kept."""
        self._background.run(self._typing.step, person, of, self._field, text, context)
        self._kept = ""
        self._on_its_way -= 1
        self._background.problem.emit(str(error))

    def _grow(self) -> None:
        self.setFixedHeight(max(theme.TARGET, self.height_of_words() + 2))


class HoldsTexts:
    """What a widget with texts of its own, by field, does with all of them."""

    texts: Mapping[str, KeptText]

    def take_draft(self, draft: DraftSnapshot) -> None:
        """Bring back typing that a crash, or words still missing, left unfinished."""
        if draft.field in self.texts:
            self.texts[draft.field].take_draft(draft)

    def leave(self) -> None:
        """Keep what is being typed."""
        for text in self.texts.values():
            text.leave()
