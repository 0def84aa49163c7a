"""Bringing something in: what would come of a file is said first, then it is written as one change, or nothing is."""

import threading
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models.snapshots import ChangeSet
from sbp_desktop.services import bringing_in
from sbp_desktop.services.bringing_in import Choices, Look
from sbp_desktop.ui import file_fault, theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.keep import dialogs
from sbp_desktop.ui.keep.page_sheet import Choosing, PageSheet
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP
from sbp_desktop.ui.widgets import Body, PrimaryButton, Problem, QuietButton, Secondary

_NAMES_TOLD = 6
_BOTH = {
    "one": QT_TRANSLATE_NOOP("web", "They are the same: keep one"),
    "both": QT_TRANSLATE_NOOP("web", "They are others: keep both"),
}
_THEIRS = {
    "ours": QT_TRANSLATE_NOOP("web", "Leave it as it is here"),
    "theirs": QT_TRANSLATE_NOOP("web", "Take it from the file"),
}


class BringInSheet(PageSheet):
    """`brought_in` carries the change; whoever shows the page tells of it, with its undo."""

    brought_in = Signal(object)
    _progress = Signal(int, int)  # from the vault's thread

    def __init__(self, background: Background, parent: QWidget) -> None:
        super().__init__(parent.tr("Bring something in"), parent)
        self._background = background
        self._person: UUID | None = None
        self._look: Look | None = None
        self._stop = threading.Event()
        self.what = Body("", self)
        self.names = Choosing(self.tr("Are they the same?"), _BOTH, self)
        self.names_told = Secondary("", self)
        self.differing = Choosing(self.tr("Where the file differs, or has what was taken away"), _THEIRS, self)
        self.passed_over = Secondary("", self)
        self.progress = QProgressBar(self)
        self.problem = Problem("", self)
        self.do = PrimaryButton(self.tr("Bring it in"), self)
        self.stop = QuietButton(self.tr("Leave it"), self)
        for widget in (self.what, self.names_told, self.names, self.differing, self.passed_over, self.progress):
            self.lines.addWidget(widget)
        foot = QHBoxLayout()
        foot.setSpacing(theme.SPACE_12)
        self.lines.addWidget(self.problem)
        self.lines.addSpacing(theme.SPACE_8)
        self.lines.addLayout(foot)
        foot.addWidget(self.do)
        foot.addWidget(self.stop)
        foot.addStretch(1)
        self.progress.setAccessibleName(self.tr("How far it is"))
        self.names.chips.chosen.connect(self._choose)
        self.differing.chips.chosen.connect(self._choose)
        self.do.clicked.connect(self._bring_in)
        self.stop.clicked.connect(self._leave_it)
        self._progress.connect(self._show_progress)
        self.closed.connect(self._forget)

    def choose_file(self, person: UUID | None) -> None:
        """Ask for a file and say what would come of it; `person` is who is open, to whom tables go."""
        kinds = self.tr("Records and tables") + " (*.json *.csv *.tsv *.txt)"
        path = dialogs.ask_which(self.parentWidget() or self, self.accessibleName(), kinds)
        if path is not None:
            self._person = person
            self.names.chips.show_value("one")
            self.differing.chips.show_value("ours")
            self._show(None, "")
            self.show()
            self.raise_()
            self.stop.setFocus(Qt.FocusReason.OtherFocusReason)
            self._background.run(bringing_in.look, path, person, then=self._looked, failed=self._failed)

    # -- what would come of it

    def _choices(self) -> Choices:
        return Choices(
            keep_both=self.names.chips.chips["both"].isChecked(),
            take_theirs=self.differing.chips.chips["theirs"].isChecked(),
        )

    def _choose(self, _value: str) -> None:
        if self._look is not None:
            arguments = (self._look.file, self._person, self._choices())
            self._background.run(bringing_in.look_again, *arguments, then=self._looked, failed=self._failed)

    def _looked(self, look: Look) -> None:
        if self.isVisible():
            self._show(look, "")

    def _show(self, look: Look | None, problem: str) -> None:
        self._look = look
        self.what.set_words(self._told(look) if look is not None else "")
        seen = look.preview if look is not None else None
        names = seen.same_names if seen is not None else ()
        self.names.setVisible(bool(names))
        told = ", ".join(names[:_NAMES_TOLD]) + ("…" if len(names) > _NAMES_TOLD else "")
        self.names_told.setText(self.tr("Here already: {0}").format(told))
        self.names_told.setVisible(bool(names))
        self.differing.setVisible(seen is not None and seen.differ > 0 and not seen.new_person)
        over = ", ".join(seen.passed_over) if seen is not None else ""
        self.passed_over.setText(self.tr("Passed over: {0}").format(over))
        self.passed_over.setVisible(bool(over))
        self.progress.hide()
        self.problem.set_words(problem)
        self.do.setEnabled(seen is not None and not seen.nothing_new)
        self.place()

    def _told(self, look: Look) -> str:
        """What the file would bring, in a sentence or two that name nobody else (decisions.md D21)."""
        seen = look.preview
        counts = [
            self.tr("New people and places: {0}").format(seen.nodes),
            self.tr("New lines: {0}").format(seen.ties),
            self.tr("New conversations: {0}").format(seen.conversations) if seen.conversations else "",
            self.tr("Different here: {0}").format(seen.differ) if seen.differ and not seen.new_person else "",
        ]
        parts = [". ".join(part for part in counts if part) + "."]
        if seen.nothing_new:
            parts = [self.tr("Everything in this file is here already.")]
        elif seen.person != self._person:
            parts.append(self.tr("It is a record with a person of its own. You will find them under People."))
        return "\n".join(parts)

    # -- writing it

    def _bring_in(self) -> None:
        if self._look is None or not self.do.isEnabled():
            return
        self._stop.clear()
        self.do.setEnabled(False)
        self._background.run(
            bringing_in.bring_in,
            self._look.file,
            self._person,
            self._choices(),
            progress=self._progress.emit,
            stopped=self._stop.is_set,
            then=self._done,
            failed=self._failed,
        )

    def _show_progress(self, done: int, total: int) -> None:
        if self.progress.isHidden():
            self.progress.setRange(0, total)
            self.progress.show()
            self.place()
        self.progress.setValue(done)

    def _leave_it(self) -> None:
        self._stop.set()
        self.close_sheet()

    def _done(self, changes: ChangeSet) -> None:
        self.close_sheet()
        self.brought_in.emit(changes)

    def _failed(self, error: ExpectedError) -> None:
        if self.isVisible():
            self._show(None, file_fault.said(error))

    def _forget(self) -> None:
        """Names leave with the sheet; what is being written is stopped."""
        self._stop.set()
        self._look = None
        self.what.set_words("")
        self.names_told.setText("")
