"""What can be done with the line the cursor is in, in a few quiet words under the text."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.conversations.line import CORRECTION, DIFFERENTLY, STAYS, WORDS, Line
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.widgets import LinkButton, QuietButton, Secondary


class LineActions(QWidget):
    """Emits what was pressed; the page does it to the line shown by `show_line`."""

    read_back = Signal()
    kept_apart = Signal()
    who_sees_wanted = Signal()
    corrected = Signal()
    differently_wanted = Signal()
    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._finished = False
        self.said = Secondary("", self)
        self.said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.back = LinkButton(self.tr("Read back"), self)
        self.back.setToolTip(self.tr("They have heard it read to them. From now on it stays as it is."))
        self.apart = LinkButton(self.tr("Keep apart"), self)
        self.apart.setToolTip(_apart_in_words(self))
        self.who_sees = LinkButton(self.tr("Who sees it"), self)
        self.correct = LinkButton(self.tr("Add a correction"), self)
        self.differently = LinkButton(self.tr("They see this differently"), self)
        self.finish = QuietButton(self.tr("Finish"), self)
        for button, signal in (
            (self.back, self.read_back), (self.apart, self.kept_apart), (self.who_sees, self.who_sees_wanted),
            (self.correct, self.corrected), (self.differently, self.differently_wanted), (self.finish, self.finished),
        ):  # fmt: skip
            button.clicked.connect(signal)
        links = QWidget(self)
        wrapped = Wrapped(links, theme.SPACE_16)
        for part in (self.back, self.apart, self.who_sees, self.correct, self.differently):
            wrapped.addWidget(part)
        down = QVBoxLayout()
        down.setSpacing(theme.SPACE_4)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.SPACE_16)
        across.addLayout(down, 1)
        down.addWidget(links)
        down.addWidget(self.said)
        across.setAlignment(down, Qt.AlignmentFlag.AlignVCenter)
        across.addWidget(self.finish, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_line(self, line: Line, *, finished: bool) -> None:
        """Offer what this line allows."""
        self._finished = finished
        written = bool(line.text.strip())
        self.back.setVisible(line.kind == WORDS and written and not line.locked)
        self.apart.setVisible(not line.private and not line.locked and line.kind not in STAYS)
        self.who_sees.setVisible(written and line.kind not in STAYS)
        self.correct.setVisible(line.locked and line.kind not in STAYS)
        self.differently.setVisible(written and line.kept is not None and line.kind != CORRECTION)
        self.finish.setVisible(not finished)
        self._say(self._about(line))

    def offer_correction(self, line: Line) -> None:
        """Say calmly why nothing could be typed, with the way to put it right beside."""
        self.show_line(line, finished=self._finished)
        if line.kind == DIFFERENTLY:
            self._say(self.tr("This is how they see it. Press “They see this differently” to change it."))
        elif line.kind == CORRECTION:
            self._say(self.tr("A correction stays as it was written. Another can be added to the line above."))
        elif line.locked:
            self._say(self.tr("This line stays as it is. A correction can stand beside it, with its day."))

    def _say(self, words: str) -> None:
        """Say something of the line; without words the links alone stand beside the button."""
        self.said.setText(words)
        self.said.setVisible(bool(words))

    def _about(self, line: Line) -> str:
        if line.private:
            return _apart_in_words(self)
        if line.locked and line.kind == WORDS and not self._finished:
            return self.tr("Read back, so it stays as it is.")
        return self.tr("Finished.") if self._finished else ""


def _apart_in_words(widget: QWidget) -> str:
    return widget.tr("Not on this screen or on paper. They can still ask to see it.")
