"""One thing of a list, written where it stands: its first words, what can be pressed beside them, and lines below."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.models.agreed import Agreed, Thing
from sbp_desktop.models.snapshots import ChangeSet, DraftSnapshot
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.people.kept_text import HoldsTexts, KeptText
from sbp_desktop.ui.plans.step_row import StepText
from sbp_desktop.ui.widgets import Labelled

_LABELS, _STACK_UNDER = 184, 480  # pixels at the ordinary text size


@dataclass(frozen=True, slots=True)
class Line:
    """A text of a thing: its field, what it is called, and the invitation to write it. In a long one Enter types."""

    field: str
    label: str
    invitation: str
    long: bool = False


@dataclass(frozen=True, slots=True)
class Where:
    """The part of the page a row stands in: whose it is and what brings half-typed words back there."""

    background: Background
    person: UUID
    part: str
    of: UUID | None = None

    def context(self, more: Mapping[str, str]) -> dict[str, object]:
        """Return what a step of typing needs to be found again."""
        return {"part": self.part, "of": self.of.hex if self.of else "", **more}

    def holds(self, draft: DraftSnapshot) -> bool:
        """Whether this was typed here."""
        return draft.context.get("part") == self.part and draft.context.get("of") == (self.of.hex if self.of else "")


class RowText(StepText):
    """A text of a row. While the row is not in the record and `waits`, what is typed stays a step.

    Where it `offers` names, @ rings `asked`; `reached` rings when the cursor comes.
    """

    asked = Signal()
    reached = Signal()
    offers = False

    waits: Callable[[], bool] = staticmethod(lambda: False)
    beside: Callable[[], Mapping[str, str]] = staticmethod(dict)
    kept: Callable[[], object] = staticmethod(lambda: None)
    long = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """In a long text Enter begins a new line; in a short one it is done with it."""
        if self.offers and event.text() == "@":
            self.asked.emit()
        elif self.long:
            KeptText.keyPressEvent(self, event)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that the cursor is here."""
        super().focusInEvent(event)
        self.reached.emit()

    @property
    def lead(self) -> int:
        """The room above the first line that makes one line as high as a finger."""
        return max(0, (theme.scaled(theme.TOUCH_TARGET) - self.fontMetrics().lineSpacing()) // 2)

    def _grow(self) -> None:
        self.setViewportMargins(0, self.lead, 0, 0)
        high = self.height_of_words() + 2 + 2 * self.lead
        self.setFixedHeight(max(theme.scaled(theme.TOUCH_TARGET), high))

    def said(self) -> dict[str, Any]:
        """Return it with what the record must have at the same time."""
        return {**self.beside(), **super().said()}

    def leave(self) -> None:
        """Make it part of the record with what it needs beside it, or keep it as typed until that is there."""
        if not self.changed:
            super().leave()
        elif self.waits():
            self.hold()
        else:
            super().leave()
            self.kept()


class ThingRow(HoldsTexts, QWidget):
    """`lines[0]` are its first words; those after it show once it is written, or at once where `needed`;
    `across` stand beside the first.

    Subclasses add what is pressed to `across`, hide it until `written`, and show it in `show_more`.
    """

    undo_wanted = Signal()
    redo_wanted = Signal()
    entered = Signal()

    def __init__(
        self, where: Where, thing: UUID, lines: Sequence[Line], keep: Callable[..., ChangeSet],
        parent: QWidget | None = None, *, needed: Sequence[str] = (),
        across: Sequence[str] = (), context: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.where, self.thing, self.written = where, thing, False
        self._needed = (lines[0].field, *needed)
        self.texts: dict[str, RowText] = {}
        self._below: list[QWidget] = []
        self._aside: QWidget | None = None
        self._aside_at = 0
        self._aside_under = False
        self.across = QHBoxLayout()
        self.across.setSpacing(theme.SPACE_12)
        self.down = QVBoxLayout(self)
        self.down.setContentsMargins(0, 0, 0, 0)
        self.down.setSpacing(0)
        self.down.addLayout(self.across)
        for line in lines:
            text = self.texts[line.field] = self._text(line, keep, where.context(context or {}))
            if line is lines[0] or line.field in across:
                self.across.addWidget(text, 1 if line is lines[0] else 0, Qt.AlignmentFlag.AlignTop)
            elif line.field in self._needed:
                self.down.addWidget(self._labelled(line.label, text))
            else:
                self.add_below(line.label, text)

    def add_below(self, label: str, beside: QWidget, lead: int = 0) -> Labelled:
        """Put something under the first words, there once the thing is written; `lead` is the room above its words.
        Returns the line it stands in.
        """
        line = self._labelled(label, beside)
        line.lead = line.lead or lead
        line.setVisible(self.written)
        self._below.append(line)
        self.down.addWidget(line)
        return line

    def put_aside(self, link: QWidget, place: int) -> None:
        """Put something quiet beside the first words, at this place; in a narrow row it stands under them."""
        self._aside, self._aside_at = link, place
        self.across.insertWidget(place, link, 0, Qt.AlignmentFlag.AlignTop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the first words the room in a narrow row."""
        super().resizeEvent(event)
        under = event.size().width() < theme.scaled(_STACK_UNDER)
        if self._aside is None or under == self._aside_under:
            return
        self._aside_under = under
        if under:
            self.across.removeWidget(self._aside)
            self.down.insertWidget(1, self._aside, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            self.down.removeWidget(self._aside)
            self.across.insertWidget(self._aside_at, self._aside, 0, Qt.AlignmentFlag.AlignTop)

    def show_thing(self, thing: Thing, agreed: Agreed) -> None:
        """Show it as the record has it, leaving alone what is being typed."""
        self.written = True
        for field, text in self.texts.items():
            text.show_text(self.where.person, self.shown(thing, field), self.thing)
        for line in self._below:
            line.show()
        self.show_more(thing, agreed)

    def shown(self, thing: Thing, field: str) -> str:
        """Return the words a field is shown with."""
        return thing.words(field)

    def show_more(self, thing: Thing, agreed: Agreed) -> None:
        """Show what is not words."""

    def clear(self) -> None:
        """Keep what is being typed, then forget it."""
        for text in self.texts.values():
            text.clear_text()

    @property
    def tall(self) -> bool:
        """Whether it has lines below its first words."""
        return bool(self._below)

    @property
    def empty(self) -> bool:
        """Whether nothing stands here, in the record or out of it."""
        return not self.written and not any(text.toPlainText().strip() for text in self.texts.values())

    @property
    def first(self) -> RowText:
        """Its first words."""
        return next(iter(self.texts.values()))

    def _text(self, line: Line, keep: Callable[..., ChangeSet], context: Mapping[str, object]) -> RowText:
        text = RowText(self.where.background, line.field, line.label, line.invitation, self, keep=keep, context=context)
        text.waits, text.beside, text.kept, text.long = self._waits, self._beside, self.leave, line.long
        text.undo_wanted.connect(self.undo_wanted)
        text.redo_wanted.connect(self.redo_wanted)
        text.entered.connect(self._go_on)
        text.show_text(self.where.person, "", self.thing)
        return text

    def _labelled(self, label: str, beside: QWidget) -> Labelled:
        line = Labelled(label, beside, self, labels=_LABELS, stack_under=_STACK_UNDER)
        line.lead = beside.lead if isinstance(beside, RowText) else 0
        line.setContentsMargins(theme.SPACE_24, 0, 0, 0)
        return line

    def _waits(self) -> bool:
        return not self.written and not all(self.texts[field].toPlainText().strip() for field in self._needed)

    def _beside(self) -> dict[str, str]:
        """What a thing not yet in the record is written with at once."""
        return {} if self.written else {field: self.texts[field].toPlainText() for field in self._needed}

    def _go_on(self) -> None:
        """After Enter: to what is still needed here, or on to the next row."""
        missing = next((self.texts[field] for field in self._needed if not self.texts[field].toPlainText()), None)
        if self._waits() and missing is not None and not self.empty:
            missing.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.entered.emit()
