"""Getting back in with the council's help: ask, read out the numbers, wait, and choose a new passphrase."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.unlock.first_steps import ChooseStep
from sbp_desktop.ui.widgets import Body, LinkButton, Name, PageTitle, PrimaryButton, Problem, QuietButton, TextField


class AskStep(QWidget):
    """What to do, the numbers, and how it stands; by hand where there is no connection."""

    send_wanted = Signal()
    keep_wanted = Signal()
    answer_given = Signal(str)
    back_wanted = Signal()

    def __init__(self, council: str, numbers: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._council = council
        self.numbers = Name("")
        self.numbers.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.show_numbers(numbers)
        self.send = PrimaryButton(self.tr("Ask my council"))
        self.state, self.problem = Body(""), Problem("")
        self.by_hand = LinkButton(self.tr("There is no connection here"))
        self.back = LinkButton(self.tr("I remember it after all"))
        self.hand = self._hand()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.SPACE_12)
        lines.addWidget(PageTitle(self.tr("You can get back in")))
        lines.addWidget(Body(self._what_to_do()))
        lines.addWidget(self.numbers)
        for widget in (self.state, self.problem):
            widget.hide()
            lines.addWidget(widget)
        across = QHBoxLayout()
        across.setSpacing(theme.SPACE_16)
        lines.addLayout(across)
        across.addWidget(self.send)
        across.addWidget(self.back)
        across.addStretch(1)
        lines.addWidget(self.by_hand, 0, Qt.AlignmentFlag.AlignLeft)
        lines.addWidget(self.hand)
        lines.addStretch(1)
        self.hand.hide()
        self.send.clicked.connect(self.send_wanted)
        self.back.clicked.connect(self.back_wanted)
        self.by_hand.clicked.connect(lambda: self.hand.setVisible(self.hand.isHidden()))
        self.setFocusProxy(self.send)

    def _what_to_do(self) -> str:
        said = self.tr(
            "Nothing is lost, not even what was never sent. Call the people at {0} who look after laptops. They check "
            "that it is you, and you read them these numbers. They never learn your passphrase: you choose a new one "
            "here."
        )
        return said.format(self._council)

    def _hand(self) -> QWidget:
        hand = QWidget(self)
        self.keep = QuietButton(self.tr("Keep my request as a file"), hand)
        self.answer = TextField(self.tr("What your council sent back"), parent=hand)
        self.use = QuietButton(self.tr("Use it"), hand)
        label = QLabel(self.tr("What your council sent back, typed or pasted"), hand)
        label.setBuddy(self.answer)
        lines = QVBoxLayout(hand)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.SPACE_12)
        lines.addWidget(
            Body(self.tr("Keep the request as a file and send it to them any way you can. Leave this open."))
        )
        lines.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)
        lines.addWidget(label)
        lines.addWidget(self.answer)
        lines.addWidget(self.use, 0, Qt.AlignmentFlag.AlignLeft)
        self.keep.clicked.connect(self.keep_wanted)
        self.answer.returnPressed.connect(self.use.click)
        self.use.clicked.connect(lambda: self.answer_given.emit(self.answer.text()))
        return hand

    def show_numbers(self, numbers: str) -> None:
        """Show the numbers to read out."""
        self.numbers.setText(numbers)
        self.numbers.setAccessibleName(self.tr("Your numbers: {0}").format(numbers))

    def show_sent(self) -> None:
        """The council has the request; whatever it decides comes by itself."""
        self.send.setEnabled(False)
        self.show_problem("")
        self.state.set_words(
            self.tr("Your council has your request. This page goes on by itself when they let you in.")
        )
        self.state.show()
        self.by_hand.setFocus()  # not on the way back, where Enter pressed twice would end the request

    def show_state(self, words: str) -> None:
        """Say how it stands."""
        self.state.set_words(words)
        self.state.setVisible(bool(words))

    def show_problem(self, words: str) -> None:
        """Say what went wrong; "" for nothing."""
        self.problem.set_words(words)
        self.problem.setVisible(bool(words))

    def show_ended(self, words: str) -> None:
        """This request is over; another may be made."""
        self.show_state("")
        self.show_problem(words)
        self.send.setEnabled(True)


class Forgotten(QStackedWidget):
    """The two steps: ask, then choose. `chosen` carries the new passphrase."""

    chosen = Signal(str)

    def __init__(self, council: str, numbers: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ask = AskStep(council, numbers, self)
        self.choose = ChooseStep(
            self,
            place=self.tr("Your council has let you in"),
            title=self.tr("Choose a new passphrase"),
            go_on=self.tr("Open"),
            demo=False,
        )
        self.addWidget(self.ask)
        self.addWidget(self.choose)
        self.setFocusProxy(self.ask)
        self.choose.done.connect(lambda: self.chosen.emit(self.choose.first.text()))

    def go_to_choose(self) -> None:
        """The council let us in."""
        self.setCurrentWidget(self.choose)
        self.choose.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_opening(self) -> None:
        """A new passphrase was chosen; what follows takes a moment."""
        self.choose.setEnabled(False)
        self.choose.problem.set_words(self.tr("Making new keys. This takes a moment."))

    def refuse(self, sentence: str) -> None:
        """Say what went wrong; everything typed is still there."""
        self.choose.setEnabled(True)
        self.choose.problem.set_words(sentence)

    def wipe(self) -> None:
        """Forget what was typed."""
        self.choose.first.clear()
        self.choose.again.clear()
