"""The strip for looking back: a line of days, what was written by then, kept pictures, and what to compare with."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.models.snapshots import MomentSnapshot
from sbp_desktop.ui import theme, when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.half_line import HalfLine
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.web.time_line import TimeLine
from sbp_desktop.ui.widgets import Chip, Choice, Heading, LinkButton, Secondary, TextField

GIVEN = "given"


class TimeStrip(QWidget):
    """What a hand chooses. `day_chosen` an ordinal, `moment_chosen` a picture's id or None for any day.

    `compared` "" for nothing, "today", "given" for the day of `offer_day`, "view:" and whose picture (hex, nothing for
    the web's own), or a kept picture's id (hex); `whose_chosen` such a "view:...", or "new:" and whose eyes, and of a
    carer's which node.
    """

    day_chosen = Signal(int)
    written_chosen = Signal(bool)
    moment_chosen = Signal(object)
    compared = Signal(str)
    whose_chosen = Signal(str)
    beside_chosen = Signal(bool)
    keep_wanted = Signal(str)
    rename_wanted = Signal(object, str)
    remove_wanted = Signal(object)
    left = Signal()

    def __init__(self, background: Background, person: UUID, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._person = person
        self.day = Heading("", self)
        self.line = TimeLine(self)
        self.written = Chip(self.tr("Only what we had written by then"), self)
        self.pictures = Choice(self.tr("Pictures on a date"), self)
        self.compare = Choice(self.tr("Compare with"), self)
        self.whose = Choice(self.tr("Whose picture it is"), self)
        self.beside = Chip(self.tr("Side by side"), self)
        self.keep = LinkButton(self.tr("Keep this picture"), self, icon_name="add")
        self.rename = LinkButton(self.tr("Rename"), self)
        self.remove = LinkButton(self.tr("Remove"), self)
        self.back = LinkButton(self.tr("Back to today"), self, icon_name="close")
        self.more = LinkButton(self.tr("More"), self, icon_name="more")
        self.more.setCheckable(True)
        self.label = TextField(self.tr("What to call this picture"), self.tr("What shall we call it?"), self)
        self._half = HalfLine(background, self.label, "picture")
        self._renaming: UUID | None = None
        self._whose: tuple[tuple[str, str], ...] = ()
        self._kept: tuple[tuple[str, str], ...] = ()
        self._given: tuple[tuple[str, str], ...] = ()
        self._lay_out()
        self._connect()
        self.label.hide()
        self.hide()

    def _lay_out(self) -> None:
        self.day.setWordWrap(False)
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE_16)
        self._below = QWidget(self)
        row = Wrapped(self._below, theme.SPACE_12)
        comparing = QWidget(self._below)
        together = QHBoxLayout(comparing)
        together.setContentsMargins(0, 0, 0, 0)
        together.setSpacing(theme.SPACE_8)
        together.addWidget(Secondary(self.tr("Compare with"), comparing))
        together.addWidget(self.compare)
        pictures = (self.written, self.whose, self.pictures, self.rename, self.remove, self.keep, self.label)
        parts: tuple[QWidget, ...] = (*pictures, comparing, self.beside)
        for part in parts:
            row.addWidget(part)
        self.label.setFixedWidth(theme.scaled(240))
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(theme.SPACE_8)
        down.addLayout(top)
        top.addWidget(self.day)
        top.addWidget(self.line, 1)
        top.addWidget(self.more)
        top.addWidget(self.back)
        down.addWidget(self._below)
        self.set_compact(False)

    def set_compact(self, compact: bool) -> None:
        """On a low page keep to the line of days, so that the web has room; More opens the rest."""
        self.more.setVisible(compact)
        self._below.setVisible(not compact or self.more.isChecked())

    def _connect(self) -> None:
        self.line.valueChanged.connect(self._slid)
        self.written.toggled.connect(self.written_chosen)
        self.pictures.activated.connect(self._picture_chosen)
        self.compare.activated.connect(lambda: self.compared.emit(str(self.compare.currentData() or "")))
        self.whose.activated.connect(lambda: self.whose_chosen.emit(str(self.whose.currentData() or "view:")))
        self.beside.toggled.connect(self.beside_chosen)
        self.keep.clicked.connect(lambda: self._ask_label(None))
        self.rename.clicked.connect(lambda: self._ask_label(self.picture))
        self.remove.clicked.connect(lambda: self.remove_wanted.emit(self.picture))
        self.back.clicked.connect(self.left)
        self.more.toggled.connect(self._below.setVisible)
        self.label.returnPressed.connect(self._take_label)

    @property
    def picture(self) -> UUID | None:
        """The kept picture that is chosen."""
        held = self.pictures.currentData()
        return UUID(hex=held) if held else None

    def show_days(self, days: Sequence[int], today: int) -> None:
        """Let the line reach over these days of change and today; stay on the day it is on."""
        with QSignalBlocker(self.line):
            self.line.set_days(days, today)
        self._tell_day()

    def show_day(self, day: int) -> None:
        """Stand on a day without telling anybody."""
        with QSignalBlocker(self.line):
            self.line.setRange(min(self.line.minimum(), day), max(self.line.maximum(), day))
            self.line.setValue(day)
        self._tell_day()

    def show_whose(self, there: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]], chosen: str) -> None:
        """Offer the pictures there are, then those that could be begun; each is (words, data of `whose_chosen`)."""
        self._whose = tuple(there)
        _fill(self.whose, [*there, *new])
        self.whose.setCurrentIndex(max(0, self.whose.findData(chosen)))
        self._offer_to_compare()

    def show_moments(self, moments: Sequence[MomentSnapshot]) -> None:
        """Offer these kept pictures, keeping what is chosen while it is still there."""
        now = when_and_where.today()
        named = [(f"{m.label} · {when_and_where.partial(m.on, now)}" if m.on else m.label, m.id.hex) for m in moments]
        _fill(self.pictures, [(self.tr("Any day"), ""), *named])
        self._kept = tuple(named)
        self._offer_to_compare()
        self._show_tools()

    def offer_day(self, words: str) -> None:
        """Offer a day to compare with that no kept picture stands for."""
        self._given = ((words, GIVEN),)
        self._offer_to_compare()

    def _offer_to_compare(self) -> None:
        others = self._whose if len(self._whose) > 1 else ()
        _fill(self.compare, [(self.tr("Nothing"), ""), (self.tr("Today"), "today"), *others, *self._given, *self._kept])

    def choose_picture(self, moment: UUID | None) -> None:
        """Stand on a kept picture, or on none, without telling anybody."""
        self.pictures.setCurrentIndex(max(0, self.pictures.findData(moment.hex if moment else "")))
        self._show_tools()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the name first, then the past."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif not self.label.isHidden():
            self._close_label()
        else:
            self.left.emit()

    def _slid(self, day: int) -> None:
        self._tell_day()
        self.choose_picture(None)
        self.day_chosen.emit(day)

    def _tell_day(self) -> None:
        words = self.line.words()
        self.day.setText(words)
        self.line.setAccessibleDescription(words)

    def _picture_chosen(self) -> None:
        self._show_tools()
        self.moment_chosen.emit(self.picture)

    def _show_tools(self) -> None:
        chosen = self.picture is not None
        self.rename.setVisible(chosen)
        self.remove.setVisible(chosen)
        self.beside.setVisible(bool(self.compare.currentData()))

    def show_comparing(self, with_what: str) -> None:
        """Stand on what is compared with, without telling anybody."""
        self.compare.setCurrentIndex(max(0, self.compare.findData(with_what)))
        self._show_tools()

    def _ask_label(self, moment: UUID | None) -> None:
        self._renaming = moment
        called = self.pictures.currentText().rsplit(" · ", 1)[0] if moment else ""
        self._half.belong(self._person, moment, rest=called)
        self.label.show()
        self.label.setFocus(Qt.FocusReason.OtherFocusReason)
        self.label.selectAll()

    def _take_label(self) -> None:
        typed = self.label.text().strip()
        if typed and self._renaming is not None:
            self.rename_wanted.emit(self._renaming, typed)
        elif typed:
            self.keep_wanted.emit(typed)
        self._close_label()

    def _close_label(self) -> None:
        self._half.done()
        self.label.clear()
        self.label.hide()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)


def _fill(choice: Choice, rows: Sequence[tuple[str, str]]) -> None:
    held = choice.currentData()
    with QSignalBlocker(choice):
        choice.clear()
        for text, data in rows:
            choice.addItem(text, data)
        choice.setCurrentIndex(max(0, choice.findData(held)))
