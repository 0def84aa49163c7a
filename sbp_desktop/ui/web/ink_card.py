"""The card for drawing: pen, rubber and words, and each conversation's drawing to show, list and mend."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sbp_desktop.models import ink
from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import InkSnapshot, WebSnapshot
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.web.card import TallCard
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.web.ink_hand import InkHand
from sbp_desktop.ui.web.web_hand import Doing, WebHand
from sbp_desktop.ui.widgets import Chip, LinkButton, Secondary

_WIDTH = 340  # pixels at the ordinary text size
_LONGEST = 32  # letters of a note in the list


@dataclass(frozen=True)
class Drawing:
    """What was drawn in one conversation, in the order it was."""

    conversation: UUID
    began_ms: int
    strokes: tuple[InkSnapshot, ...]
    notes: tuple[InkSnapshot, ...]


def drawings(inks: Iterable[InkSnapshot]) -> list[Drawing]:
    """Return the drawing of each conversation, the newest first."""
    found: dict[UUID, list[InkSnapshot]] = {}
    for one in inks:
        found.setdefault(one.conversation, []).append(one)
    made = [
        Drawing(
            talk,
            of_it[0].conversation_ms,
            tuple(one for one in of_it if not one.text),
            tuple(one for one in of_it if one.text),
        )
        for talk, of_it in found.items()
    ]
    return sorted(made, key=lambda drawing: drawing.began_ms, reverse=True)


class InkCard(TallCard):
    """Chooses what the pen does and whose drawings are on the page. `look` is this card's say in what is shown."""

    def __init__(self, pen: InkHand, hand: WebHand, look_again: Callable[[], object], parent: QWidget) -> None:
        super().__init__(parent, wide=_WIDTH)
        self._pen, self._hand, self._look_again = pen, hand, look_again
        self._inks: tuple[InkSnapshot, ...] = ()
        self._wanted: dict[UUID, bool] = {}
        self._listed: set[UUID] = set()
        self._buttons: list[QPushButton] = []
        self.setAccessibleName(self.tr("Draw"))
        self.tools: dict[Doing, Chip] = {}
        self._lay_out()
        hand.changed.connect(self._mark)

    def _lay_out(self) -> None:
        tools = QWidget()
        wrapped = Wrapped(tools)
        kinds: tuple[tuple[Doing, str], ...] = (
            ("drawing", self.tr("Pen")),
            ("rubbing", self.tr("Rubber")),
            ("noting", self.tr("Words")),
        )
        for doing, text in kinds:
            chip = Chip(text, tools)
            chip.clicked.connect(partial(self._hand.do, doing))
            self.tools[doing] = chip
            wrapped.addWidget(chip)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.SPACE_4)
        self.lines.setSpacing(theme.SPACE_12)
        self.lines.addWidget(tools)
        self.lines.addLayout(self._list)
        self.lines.addStretch(1)

    def look(self, web: WebSnapshot, showing: Showing) -> tuple[WebSnapshot, Showing]:
        """Say whose drawings are wanted on the page: the newest alone, unless somebody chose."""
        if web.ink != self._inks:
            self._inks = web.ink
            self._write_list()
        wanted = frozenset(drawing.conversation for drawing in drawings(web.ink) if self._is_shown(drawing))
        return web, replace(showing, drawings=wanted)

    def come_to(self, wanted: UUID) -> bool:
        """Show the drawing that holds a note or stroke, and choose that; return whether there is such a one."""
        found = next((one for one in self._inks if one.id == wanted), None)
        if found is None:
            return False
        self._show_drawing(found.conversation, True)
        if wanted in self._pen.ink.ids():  # it may have been drawn on another layout
            self._choose(wanted)
        return True

    def _is_shown(self, drawing: Drawing) -> bool:
        unless_chosen = ink.newest_drawing(self._inks) | {self._pen.conversation}
        return self._wanted.get(drawing.conversation, drawing.conversation in unless_chosen)

    def _mark(self) -> None:
        for doing, chip in self.tools.items():
            chip.setChecked(self._hand.doing == doing)

    # -- the list

    def _write_list(self) -> None:
        """Write the list anew; the keyboard stays at the same row of it."""
        held = next((i for i, button in enumerate(self._buttons) if button.hasFocus()), None)
        while (item := self._list.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._buttons = []
        for drawing in drawings(self._inks):
            self._write_drawing(drawing)
        if not self._inks:
            whose = self.tr("What is drawn here belongs to the conversation of the day.")
            self._list.addWidget(Secondary(whose, self))
        if held is not None and self._buttons:
            self._buttons[min(held, len(self._buttons) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def _write_drawing(self, drawing: Drawing) -> None:
        day = when_and_where.day_and_month(when_and_where.day_of(drawing.began_ms), when_and_where.today())
        holds = self._holds(drawing)
        shown = self._is_shown(drawing)
        chip = Chip(day, self)
        chip.setChecked(shown)
        chip.setAccessibleName(self.tr("A drawing from {0}, {1}").format(day, holds))
        chip.clicked.connect(lambda shown: self._show_drawing(drawing.conversation, shown))
        self._buttons.append(chip)
        self._list.addWidget(chip, 0, Qt.AlignmentFlag.AlignLeft)
        self._list.addWidget(Secondary(holds, self))
        if not shown:
            return
        for note in drawing.notes:
            self._write_row(_cut(note.text), note)
        if drawing.strokes and drawing.conversation not in self._listed:
            link = LinkButton(self.tr("List the strokes"), self)
            link.clicked.connect(partial(self._list_strokes, drawing.conversation))
            self._buttons.append(link)
            self._list.addWidget(link)
        elif drawing.strokes:
            for number, stroke in enumerate(drawing.strokes, 1):
                self._write_row(self.tr("Stroke {0}").format(number), stroke)

    def _write_row(self, text: str, one: InkSnapshot) -> None:
        row = QWidget(self)
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.SPACE_16)
        here = LinkButton(text, row, quiet=True)
        here.setToolTip(one.text)
        here.clicked.connect(partial(self._choose, one.id))
        remove = LinkButton(self.tr("Remove"), row)
        remove.setAccessibleName(self.tr("Remove {0}").format(text))
        remove.clicked.connect(partial(self._pen.rub_out, {one.id}))
        across.addWidget(here)
        across.addStretch(1)
        across.addWidget(remove)
        self._buttons += [here, remove]
        self._list.addWidget(row)

    def _holds(self, drawing: Drawing) -> str:
        """Return "three strokes and a note" in words short enough to hear."""
        strokes, notes = len(drawing.strokes), len(drawing.notes)
        parts = []
        if strokes:
            parts.append(self.tr("one stroke") if strokes == 1 else self.tr("{0} strokes").format(strokes))
        if notes:
            parts.append(self.tr("one note") if notes == 1 else self.tr("{0} notes").format(notes))
        return ", ".join(parts)

    def _show_drawing(self, conversation: UUID, shown: bool) -> None:
        self._wanted[conversation] = shown
        self._write_list()
        self._look_again()

    def _list_strokes(self, conversation: UUID) -> None:
        self._listed.add(conversation)
        self._write_list()

    def _choose(self, one: UUID) -> None:
        """Choose it on the page, where arrows move it, Enter changes its words and Del removes it."""
        self._pen.choose(one)
        self._hand.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._hand.view.ensureVisible(self._pen.ink.box_of(one), 24, 24)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
