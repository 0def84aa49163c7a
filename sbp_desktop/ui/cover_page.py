"""What the cover shows: opening hours and bus times as any town's page would, and a small place to sign in again."""

import json
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sbp_desktop.ui import resources, theme
from sbp_desktop.ui.unlock.tries import Pause, in_words
from sbp_desktop.ui.widgets import (
    Body,
    Column,
    Hairline,
    Heading,
    LinkButton,
    Name,
    PageTitle,
    PassphraseField,
    Secondary,
)

_NAME_COLUMN = 240  # pixels at the ordinary text size


class CoverPage(QWidget):
    """An ordinary page of public places. Pressing its foot on the right, or the cover key, brings "Sign in"."""

    corner_pressed = Signal()
    passphrase_given = Signal(str)

    def __init__(self, wait_s: Callable[[], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hide()
        words = json.loads(resources.text("cover", "en.json"))
        self.title: str = words["title"]
        self._pause = Pause(wait_s, self._wait, self)
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.title)
        column = Column(self)
        self._write(column.lines, words)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(column, 1)
        whole.addWidget(Hairline(self))
        whole.addWidget(self._foot(words["foot"]))

    def _write(self, lines: QVBoxLayout, words: dict[str, list[list[str]]]) -> None:
        lines.addWidget(PageTitle(self.title, self))
        lines.addWidget(Secondary(str(words["lead"]), self))
        lines.addSpacing(theme.SPACE_12)
        for name, street, hours in words["places"]:
            lines.addWidget(Hairline(self))
            self._add_place(lines, name, street, hours)
        lines.addWidget(Hairline(self))
        lines.addSpacing(theme.SPACE_16)
        lines.addWidget(Heading(str(words["buses_title"]), self))
        buses = QGridLayout()
        buses.setHorizontalSpacing(theme.SPACE_24)
        buses.setColumnStretch(2, 1)
        lines.addLayout(buses)
        for row, (number, where, when) in enumerate(words["buses"]):
            buses.addWidget(Name(number, self), row, 0)
            buses.addWidget(QLabel(where, self), row, 1)
            buses.addWidget(Secondary(when, self), row, 2)
        lines.addStretch(1)

    def _add_place(self, lines: QVBoxLayout, name: str, street: str, hours: str) -> None:
        who = QVBoxLayout()
        who.setSpacing(2)
        title = Name(name, self)
        title.setFixedWidth(theme.scaled(_NAME_COLUMN))
        across = QHBoxLayout()
        across.setSpacing(theme.SPACE_24)
        lines.addLayout(across)
        across.addLayout(who)
        who.addWidget(title)
        who.addWidget(Secondary(street, self))
        across.addWidget(Body(hours, self), 1, Qt.AlignmentFlag.AlignTop)

    def _foot(self, words: str) -> QWidget:
        foot = QWidget(self)
        self._line = Secondary(words, foot)
        self._foot_words = words
        self.corner = LinkButton(self.tr("Today"), foot, quiet=True)
        self.corner.clicked.connect(self.corner_pressed)
        self.sign_in = PassphraseField(self.tr("Your passphrase"), self.tr("Sign in"), foot)
        self.sign_in.entered.connect(self._give)
        self.sign_in.hide()
        across = QHBoxLayout(foot)
        across.setContentsMargins(theme.SPACE_32, theme.SPACE_4, theme.SPACE_16, theme.SPACE_4)
        across.setSpacing(theme.SPACE_16)
        across.addWidget(self._line, 1)
        across.addWidget(self.sign_in, 1)
        across.addWidget(self.corner)
        return foot

    def ask(self) -> None:
        """Show the small field at the foot with the cursor in it."""
        self.corner.hide()
        self.sign_in.show()
        self.sign_in.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._pause.look()

    def forget_asking(self) -> None:
        """Be the plain page again."""
        self.sign_in.clear()
        self.sign_in.hide()
        self.corner.show()
        self._line.setText(self._foot_words)

    def accepted(self) -> None:
        """The passphrase was right."""
        self.sign_in.setEnabled(True)  # for the next time
        self.forget_asking()

    def refused(self) -> None:
        """The passphrase was not right: say so, and after a few tries say how long to wait."""
        self.sign_in.clear()
        self.sign_in.setEnabled(True)
        self._pause.look()
        if not self._pause.running:
            self._line.setText(self.tr("That is not it. Try once more."))
            self.sign_in.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Be the plain page again on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.forget_asking()
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            event.accept()  # nothing typed here may reach what lies beneath

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep presses from what lies beneath."""
        event.accept()

    def _give(self) -> None:
        if self.sign_in.text() and not self._pause.running:
            self.sign_in.setEnabled(False)
            self.passphrase_given.emit(self.sign_in.text())

    def _wait(self, seconds: int) -> None:
        self.sign_in.setEnabled(seconds == 0)
        if seconds:
            self._line.setText(self.tr("You can try again {when}.").format(when=in_words(seconds)))
        else:
            self._line.setText(self._foot_words)
            self.sign_in.setFocus(Qt.FocusReason.OtherFocusReason)
