"""Two questions on the person's own side: was it good, is it sorted; words if they like (practice.md A30)."""

from uuid import UUID

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from sbp_desktop.models.snapshots import Audience, ChangeSet
from sbp_desktop.models.vocabulary import HelpsMe
from sbp_desktop.services import check_backs, sharing
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.half_line import HalfLine
from sbp_desktop.ui.together.big_button import Faces
from sbp_desktop.ui.web.card import TallCard
from sbp_desktop.ui.widgets import Heading, PrimaryButton, TextField, Words

_WIDTH = 560  # pixels at the ordinary text size
_YES, _NO = "yes", "no"


class HowItWas(TallCard):
    """Lies over the web until it is closed. What was touched is kept, once; `answered` when it is."""

    answered = Signal()

    def __init__(self, background: Background, person: UUID, parent: QWidget) -> None:
        super().__init__(parent, wide=_WIDTH)
        self._background, self._person = background, person
        self._good = self._sorted = ""
        self.setAccessibleName(self.tr("How was it?"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.good = Faces(
            {
                HelpsMe.YES.value: (self.tr("good"), "smile"),
                HelpsMe.A_BIT.value: (self.tr("a bit"), "so-so"),
                HelpsMe.NO.value: (self.tr("not good"), "frown"),
            },
            self,
        )
        self.sorted = Faces({_YES: (self.tr("yes"), "done"), _NO: (self.tr("not yet"), "close")}, self)
        asks = self.tr("Anything you would like to say?")
        self.words_field = TextField(asks, asks)
        self.half = HalfLine(background, self.words_field, "how_it_was")
        self.done = PrimaryButton(self.tr("Done"), self)
        self.lines.setSpacing(theme.SPACE_12)
        self.lines.addWidget(Heading(self.tr("How was it?")))
        for question, answers in (
            (self.tr("Was it good to talk with us?"), self.good),
            (self.tr("Is what you came for sorted?"), self.sorted),
        ):
            self.lines.addWidget(Words(question))
            self.lines.addWidget(answers, 0, Qt.AlignmentFlag.AlignLeft)
        self.lines.addWidget(self.words_field)
        self.lines.addWidget(self.done, 0, Qt.AlignmentFlag.AlignLeft)
        self.good.said.connect(self._say_good)
        self.sorted.said.connect(self._say_sorted)
        self.done.clicked.connect(self.close_card)
        self.words_field.returnPressed.connect(self.close_card)

    def open(self, room: str) -> None:
        """Ask anew; what was half said comes back in the same `room` alone."""
        self._good = self._sorted = ""
        self.good.show_value(None)
        self.sorted.show_value(None)
        self.half.belong(self._person, name=room)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # and none of the answers looks chosen

    def words(self) -> str:
        """What is asked, to be read aloud."""
        return self.tr("Was it good to talk with us? Is what you came for sorted?")

    def close_card(self) -> None:
        """Keep what was touched and close."""
        self.hide()
        said = self.words_field.text()
        if not (self._good or self._sorted or said.strip()):
            return
        done = {_YES: True, _NO: False}.get(self._sorted)
        good, self._good, self._sorted = self._good, "", ""
        self.words_field.clear()
        self._background.run(
            sharing.together, Audience("person"), check_backs.answer, self._person, good or None, done, said,
            then=self._kept,
        )  # fmt: skip

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What is typed here is what they would like to say."""
        typed = event.text()
        if typed.isprintable() and (typed.strip() or (typed and self.words_field.text())):
            self.words_field.setFocus(Qt.FocusReason.OtherFocusReason)
            self.words_field.insert(typed)
        else:
            super().keyPressEvent(event)

    def place(self, over: QRect) -> None:
        """Stand in the middle of what it lies over, as high as there is room for."""
        size = self.sizeHint().boundedTo(over.size())
        self.setGeometry(QRect(over.center().x() - size.width() // 2, over.top(), size.width(), size.height()))

    def _kept(self, _changes: ChangeSet) -> None:
        self.half.done()
        self.answered.emit()

    def _say_good(self, value: str) -> None:
        self._good = value
        self.good.show_value(value)

    def _say_sorted(self, value: str) -> None:
        self._sorted = value
        self.sorted.show_value(value)
