"""A page to leave with somebody: seen first, then printed or saved; and three lines for a GP's record."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.plan_snapshots import LeafSnapshot
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.models.vocabulary import Asked
from sbp_desktop.services import exporting, locked_pdf, people
from sbp_desktop.storage import leaf as kept
from sbp_desktop.storage import telling
from sbp_desktop.ui import kept_pictures, theme, when_and_where
from sbp_desktop.ui.background import Background, Task
from sbp_desktop.ui.clipboard import Clipboard
from sbp_desktop.ui.keep import choices, dialogs, leaf_words, told_once
from sbp_desktop.ui.keep.easy_leaf import EasyLeaf
from sbp_desktop.ui.keep.leaf import Leaf
from sbp_desktop.ui.keep.leaf_preview import LeafPreview
from sbp_desktop.ui.keep.page_sheet import Choosing, PageSheet
from sbp_desktop.ui.keep.told_once import LockChip
from sbp_desktop.ui.keep.without_yes import WithoutYes
from sbp_desktop.ui.web import faces, pictures
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.web.words import Choices, said
from sbp_desktop.ui.widgets import (
    Body,
    Chip,
    Hairline,
    Heading,
    LinkButton,
    PrimaryButton,
    Problem,
    QuietButton,
    Secondary,
)

_WIDEST = 900  # pixels at the ordinary text size: the page, and beside it what can be done with it
_BESIDE_FROM = 760


class LeafSheet(PageSheet):
    """Lies over a person's pages. `kept` carries one sentence of what was done."""

    kept = Signal(str)

    def __init__(self, background: Background, clipboard: Clipboard, parent: QWidget) -> None:
        super().__init__(parent.tr("A page to leave with them"), parent, widest=_WIDEST)
        self._background, self._clipboard = background, clipboard
        self._person: UUID | None = None
        self._conversation: UUID | None = None
        self._about: LeafSnapshot | None = None
        self._faces: Mapping[UUID, QPixmap] = {}
        self._reading: Task | None = None
        self.chosen = {"print": "ordinary", "colours": "light", "paper": "yes"}
        self.preview = LeafPreview(self)
        self.print = self._choosing("print", self.tr("Size of print"), choices.LEAF_PRINT)
        self.colours = self._choosing("colours", self.tr("Colours"), choices.COLOURS)
        self.paper = self._choosing("paper", self.tr("Paper in the house"), choices.PAPER)
        self.meaning = Body(self.tr("Only what anybody in the house may read is on it."), self)
        self.long = Secondary("", self)
        self.to_printer = PrimaryButton(self.tr("Print…"), self)
        self.save = QuietButton(self.tr("Save as PDF…"), self)
        self.lock = LockChip(self)
        self.problem = Problem("", self)
        self.lines_for_gp = Secondary("", self)
        self.taken_back = Secondary("", self)
        self.agreed = Chip(self.tr("They say yes to this"), self)
        self.without = WithoutYes(self)
        self.copy = LinkButton(self.tr("Copy the lines"), self)
        self.save_lines = LinkButton(self.tr("Save them as text…"), self)
        for link in (self.copy, self.save_lines):
            link.setProperty("touch", True)
        self._lay_out()
        self.to_printer.clicked.connect(self._print)
        self.save.clicked.connect(self._save)
        self.agreed.toggled.connect(self._take_yes)
        self.without.changed.connect(self._take_no)
        self.without.not_told.connect(self._note_not_told)
        self.copy.clicked.connect(self._copy)
        self.save_lines.clicked.connect(self._save_lines)
        self.closed.connect(self._forget)
        background.committed.connect(self._refresh)

    def _choosing(self, name: str, label: str, offered: Choices) -> Choosing:
        part = Choosing(label, offered, self)
        part.chips.chosen.connect(partial(self._choose, name))
        return part

    def _lay_out(self) -> None:
        self._on_paper = [self.print, self.colours]
        right = QVBoxLayout()
        right.setSpacing(theme.SPACE_8)
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._across.setSpacing(theme.SPACE_24)
        self.lines.addLayout(self._across)
        self._across.addWidget(self.preview, 1, Qt.AlignmentFlag.AlignTop)
        self._across.addLayout(right, 1)
        for part in (self.meaning, self.long, self.print, self.colours, self.paper):
            right.addWidget(part)
        right.addSpacing(theme.SPACE_8)
        right.addWidget(self.lock, 0, Qt.AlignmentFlag.AlignLeft)
        right.addWidget(_in_a_row(self.to_printer, self.save))
        right.addWidget(self.problem)
        right.addSpacing(theme.SPACE_12)
        right.addWidget(Hairline())
        right.addWidget(Heading(self.tr("Three lines for the GP’s record"), self))
        right.addWidget(self.lines_for_gp)
        right.addWidget(self.taken_back)
        right.addWidget(self.agreed)
        right.addWidget(self.without)
        right.addWidget(_in_a_row(self.copy, self.save_lines))
        right.addWidget(Secondary(self.tr("A copy is gone again after half a minute."), self))
        right.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the page under what can be done with it where there is no room beside."""
        super().resizeEvent(event)
        beside = event.size().width() >= theme.scaled(_BESIDE_FROM)
        ways = QBoxLayout.Direction
        self._across.setDirection(ways.LeftToRight if beside else ways.BottomToTop)

    # -- what there is to leave

    def open(self, person: UUID, conversation: UUID | None = None) -> None:
        """Make the page of a conversation, or of the newest; the keyboard is on the sheet at once."""
        self._person, self._conversation = person, conversation
        self._about, self._faces = None, {}
        self.chosen.update(print="", colours="light", paper="yes")
        self.agreed.setChecked(False)
        self.lock.setChecked(False)
        self.without.fold()
        self._say_taken_back(None)
        self.show()
        self._show_choices()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._say(self.tr("Making the page…"), busy=True)
        self._read()

    def _read(self) -> None:
        asked = (self._person, self._conversation)
        self._reading = self._background.run(kept.read, *asked, then=self._take, failed=self._failed)
        self._background.run(telling.taken_back, self._person, self.tr("The GP"), then=self._say_taken_back)

    def _refresh(self, changes: ChangeSet) -> None:
        """Follow what was changed or taken back meanwhile."""
        if self._person is not None and changes.concerns(self._person):
            self._read()

    def _take(self, about: LeafSnapshot) -> None:
        if about.person != self._person or not self.isVisible():
            return
        about = leaf_words.with_names(about)
        self._about = about
        helps = "easy" if about.easy else "large" if about.large else "ordinary"
        self.chosen["print"] = self.chosen["print"] or helps
        self.chosen["paper"] = "yes" if about.paper_ok else "no"
        self.lines_for_gp.setText(leaf_words.for_the_gp(about, when_and_where.today()))
        long = next(iter(leaf_words.long_sentences(about)), "")
        self.long.setText(
            self.tr("Long to read: “{sentence}” Could it be shorter?").format(sentence=long) if long else ""
        )
        self._say("")
        self._show_choices()
        photos = tuple({photo for _, photo in _photos(about)})
        if photos:
            read = kept_pictures.read
            self._background.run(read, photos, faces.PIXELS, then=partial(self._take_faces, about))

    def _take_faces(self, about: LeafSnapshot, found: Mapping[UUID, QImage]) -> None:
        if about is self._about:
            pixmaps = {photo: QPixmap.fromImage(image) for photo, image in found.items()}
            self._faces = {who: pixmaps[photo] for who, photo in _photos(about) if photo in pixmaps}
            self._show_choices()

    def _take_yes(self, yes: bool) -> None:
        if yes:
            self.without.fold()
        self._show_choices()

    def _take_no(self) -> None:
        if self.without.asked:
            self.agreed.setChecked(False)
        self._show_choices()

    def _say_taken_back(self, on: PartialDate | None) -> None:
        day = when_and_where.partial(on, when_and_where.today()) if on is not None else ""
        self.taken_back.setText(
            self.tr("They took their yes back on {day}. Ask them anew.").format(day=day) if day else ""
        )
        self.taken_back.setVisible(bool(day))
        self.place()

    def _choose(self, name: str, value: str) -> None:
        self.chosen[name] = value
        if name == "paper" and self._person is not None:
            self._background.run(people.set_paper, self._person, value == "yes", failed=self._failed)
        self._show_choices()

    def _show_choices(self) -> None:
        """Show what is chosen, and nothing to print where there is to be no paper."""
        for name in ("print", "colours", "paper"):
            part: Choosing = getattr(self, name)
            part.chips.show_value(self.chosen[name])
        paper = self.chosen["paper"] == "yes"
        self.long.setVisible(paper and bool(self.long.text()))
        for widget in (*self._on_paper, self.meaning, self.preview, self.lock, self.to_printer, self.save):
            widget.setVisible(paper)
        self.preview.show_leaf(self._leaf() if paper else None)
        for button in (self.copy, self.save_lines):
            button.setEnabled((self.agreed.isChecked() or bool(self.without.basis)) and self._about is not None)
        self.place()

    def _leaf(self) -> Leaf | None:
        if self._about is None:
            return None
        kind = EasyLeaf if self.chosen["print"] == "easy" else Leaf
        return kind(
            self._about,
            when_and_where.today(),
            large=self.chosen["print"] != "ordinary",
            plain=self.chosen["colours"] == "plain",
            below=said(choices.BELOW, "person"),
            faces=self._faces,
        )

    # -- leaving it

    def _print(self) -> None:
        leaf = self.preview.leaf
        printer = dialogs.ask_printer(self) if leaf is not None else None
        if leaf is not None and printer is not None:
            leaf.put_on(printer, printer.resolution())
            self._note(self.tr("A page to leave, printed"))

    def _save(self) -> None:
        leaf = self.preview.leaf
        path = dialogs.ask_where(self, self.tr("Save as"), ".pdf") if leaf is not None else None
        if leaf is not None and path is not None:
            passphrase = locked_pdf.suggest() if self.lock.isChecked() else ""
            write = partial(path.write_bytes, pictures.as_pdf(leaf_words.title(), leaf.put_on, passphrase))
            self._write(write, self.tr("A page to leave, PDF"), passphrase=passphrase)

    def _write(self, write: Callable[[], object], what: str, *, gp: bool = False, passphrase: str = "") -> None:
        try:
            write()
        except OSError:
            self._say(exporting.NOT_THERE)
        else:
            self._note(what, gp=gp, passphrase=passphrase)

    def _copy(self) -> None:
        self._clipboard.put(self.lines_for_gp.text())
        self._note(self.tr("Three lines for the GP, copied"), gp=True)

    def _save_lines(self) -> None:
        path: Path | None = dialogs.ask_where(self, self.tr("Save as"), ".txt")
        if path is not None:
            write = partial(path.write_text, self.lines_for_gp.text() + "\n", "utf-8")
            self._write(write, self.tr("Three lines for the GP, text"), gp=True)

    def _note(self, what: str, *, gp: bool = False, passphrase: str = "") -> None:
        """Keep on the record that it left, and whether it was locked; then tell what opens it."""
        if self._person is None:
            return
        self._background.run(
            exporting.note_copy,
            self._person,
            what=f"{what}, {choices.locked()}" if passphrase else what,
            for_whom=self.tr("The GP") if gp else said(choices.WHOM, "person"),
            **(self._asked() if gp else {}),
            then=partial(self._done, gp, passphrase),
            failed=self._failed,
        )

    def _asked(self) -> dict[str, Any]:
        """What came of asking whether the GP may have the lines."""
        agreed = {Asked.NO.value: False, Asked.NOT_SAFE.value: None}.get(self.without.asked, True)
        return {"agreed": agreed, "not_safe": self.without.asked == Asked.NOT_SAFE, "basis": self.without.basis}

    def _note_not_told(self) -> None:
        """Keep on the record that the GP was not told."""
        what, whom = self.tr("Three lines for the GP"), self.tr("The GP")
        note = partial(exporting.note_not_told, what=what, for_whom=whom)
        self._background.run(note, self._person, then=self._not_told, failed=self._failed, **self._asked())

    def _not_told(self, _changes: object) -> None:
        self.without.fold()
        self.kept.emit(self.tr("Nothing went. That it did not, and why, is on the record."))

    def _done(self, gp: bool, passphrase: str, _changes: object) -> None:
        self.kept.emit(self.tr("It is made. That it was, and for whom, is on the record."))
        if not gp:
            self.close_sheet()
            if passphrase:
                told_once.tell(passphrase, self)

    def _failed(self, error: ExpectedError) -> None:
        self._say(str(error))

    def _say(self, problem: str, *, busy: bool = False) -> None:
        self.problem.set_words(problem)
        for button in (self.to_printer, self.save):
            button.setEnabled(not busy and self._about is not None)
        self.place()

    def _forget(self) -> None:
        """Nobody's words stay behind; a page still being made is given up."""
        if self._reading is not None:
            self._reading.cancel()
        self._person = self._about = self._reading = None
        self._faces = {}
        self.preview.show_leaf(None)
        self.lines_for_gp.setText("")
        self.long.setText("")


def _photos(about: LeafSnapshot) -> list[tuple[UUID, UUID]]:
    """Everybody who has a face, each with their photo: those on the web, and the workers."""
    faces_of = [(node.id, node.photo) for node in about.web.nodes]
    faces_of += [(worker.id, worker.photo) for worker in (about.worker, about.visited, about.cover) if worker]
    return [(who, photo) for who, photo in faces_of if photo is not None]


def _in_a_row(*widgets: QWidget) -> QWidget:
    """Beside one another, or under one another where there is no room beside."""
    row = QWidget()
    across = Wrapped(row, theme.SPACE_12)
    for widget in widgets:
        across.addWidget(widget)
    return row
