"""The worker's passphrase and the keys of this laptop in the settings: change the one, make the others anew."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from sbp_desktop.errors import ExpectedError
from sbp_desktop.services import unlocking
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.page_part import Part
from sbp_desktop.ui.unlock import strength
from sbp_desktop.ui.widgets import Body, PassphraseField, Problem, QuietButton, Secondary


class KeysPart(Part):
    """`folder()` is where the open store is. `new_keys_wanted` carries the passphrase, known to be the right one."""

    new_keys_wanted = Signal(str)

    def __init__(self, background: Background, folder: Callable[[], Path], parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Your passphrase"), parent)
        self._background, self._folder = background, folder
        self.now = PassphraseField(self.tr("Your passphrase now"))
        self.first = PassphraseField(self.tr("A new passphrase"))
        self.again = PassphraseField(self.tr("The new one again"))
        self.told, self.problem, self.done = Secondary(""), Problem(""), Body("")
        self.change = QuietButton(self.tr("Change my passphrase"))
        self.renew = QuietButton(self.tr("Make new keys for this laptop"))
        self.made = Secondary("")
        self._build()
        self.first.edited.connect(self._tell)
        self.now.edited.connect(lambda _: self._say(""))
        self.again.entered.connect(self._change)
        self.change.clicked.connect(self._change)
        self.renew.clicked.connect(self._renew)

    def load(self) -> None:
        """Ask when the keys were made."""
        self._background.run(unlocking.keys_made, then=self._show_made)

    def _build(self) -> None:
        self._add_named(self.tr("Your passphrase now"), self.now)
        self._add_named(self.tr("A new passphrase"), self.first)
        self.told.hide()
        self.lines.addWidget(self.told)
        self._add_named(self.tr("The new one again"), self.again)
        self.lines.addWidget(self.change, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self.problem, self.done):
            widget.hide()
            self.lines.addWidget(widget)
        self.lines.addWidget(
            Body(
                self.tr(
                    "Has somebody seen your passphrase, or had this laptop in their hands? Then make new keys as well. "
                    "Give your passphrase above. Everything is locked anew and checked, and nothing is lost. Older "
                    "copies of the keys open nothing any more. The app then asks for your passphrase."
                )
            )
        )
        self.lines.addWidget(self.renew, 0, Qt.AlignmentFlag.AlignLeft)
        self.made.hide()
        self.lines.addWidget(self.made)

    def _add_named(self, name: str, field: QWidget) -> None:
        label = QLabel(name)
        label.setBuddy(field)
        self.lines.addWidget(label)
        self.lines.addWidget(field)

    def _show_made(self, at: int) -> None:
        when = when_and_where.moment(at, when_and_where.today()) if at else ""
        self.made.setText(self.tr("New keys were made {0}.").format(when) if at else "")
        self.made.setVisible(bool(at))

    def _tell(self, typed: str) -> None:
        words = strength.tell(typed, strength.light_estimate).words
        self.told.setText(words)
        self.told.setVisible(bool(words))
        self._say("")

    def _say(self, problem: str, done: str = "") -> None:
        for widget, words in ((self.problem, problem), (self.done, done)):
            widget.set_words(words)
            widget.setVisible(bool(words))

    def _change(self) -> None:
        told = strength.tell(self.first.text(), strength.light_estimate)
        if not self.now.text():
            self._ask_for_passphrase()
        elif not told.enough:
            self._say(told.words or self.tr("Type the words you have chosen."))
            self.first.setFocus()
        elif self.first.text() != self.again.text():
            self._say(self.tr("The two are not the same yet. Press Show to compare them."))
            self.again.setFocus()
        else:
            self._wait(True)
            self._background.run_alone(
                unlocking.change_passphrase, self._folder(), self.now.text(), self.first.text(), then=self._changed,
                failed=self._refused,
            )  # fmt: skip

    def _changed(self, _nothing: object) -> None:
        self._wait(False)
        for field in (self.now, self.first, self.again):
            field.clear()
        self._say("", self.tr("Your passphrase is changed. The old one opens nothing any more."))

    def _refused(self, error: ExpectedError) -> None:
        self._wait(False)
        self._say(str(error))
        self.now.setFocus()

    def _renew(self) -> None:
        if not self.now.text():
            self._ask_for_passphrase()
            return
        self._wait(True)
        self._background.run_alone(
            unlocking.may_make_new_keys, self._folder(), self.now.text(), then=self._checked, failed=self._refused
        )

    def _checked(self, right: bool) -> None:
        self._wait(False)
        passphrase = self.now.text()
        if not right:
            self._say(self.tr("That is not your passphrase. Check Caps Lock and try again."))
            self.now.setFocus()
            return
        self.now.clear()
        self.new_keys_wanted.emit(passphrase)

    def _ask_for_passphrase(self) -> None:
        self._say(self.tr("Type your passphrase first."))
        self.now.setFocus()

    def _wait(self, waiting: bool) -> None:
        for widget in (self.change, self.renew):
            widget.setEnabled(not waiting)
