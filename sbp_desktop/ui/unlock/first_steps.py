"""The first day in three short steps: choose a passphrase, say who you are, begin or try it with the demo people."""

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from sbp_desktop.ui import local_words, theme
from sbp_desktop.ui.unlock import strength
from sbp_desktop.ui.widgets import (
    Body,
    Choice,
    LinkButton,
    PageTitle,
    PassphraseField,
    PrimaryButton,
    Problem,
    QuietButton,
    Secondary,
    TextField,
)


class _Step(QWidget):
    """A step: where we are, a title, a few lines, and what follows below."""

    def __init__(self, place: str, title: str, body: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = QVBoxLayout(self)
        self.lines.setContentsMargins(0, 0, 0, 0)
        self.lines.setSpacing(theme.SPACE_12)
        self.lines.addWidget(Secondary(place, self))
        self.lines.addWidget(PageTitle(title, self))
        self.lines.addWidget(Body(body, self))
        self.lines.addSpacing(theme.SPACE_12)

    def add_named(self, name: str, field: QWidget) -> None:
        """Add a field with its name above it."""
        label = QLabel(name, self)
        label.setBuddy(field)
        self.lines.addSpacing(theme.SPACE_4)
        self.lines.addWidget(label)
        self.lines.addWidget(field)

    def add_buttons(self, *buttons: QWidget) -> None:
        """Add the buttons of the step, the main one first."""
        across = QHBoxLayout()
        across.setSpacing(theme.SPACE_16)
        self.lines.addSpacing(theme.SPACE_12)
        self.lines.addLayout(across)
        for button in buttons:
            across.addWidget(button)
        across.addStretch(1)
        self.lines.addStretch(1)


class ChooseStep(_Step):
    """A passphrase typed twice, its strength told in words as it is typed."""

    done = Signal()
    demo_wanted = Signal()

    def __init__(
        self, parent: QWidget | None = None, *, place: str = "", title: str = "", go_on: str = "", demo: bool = True
    ) -> None:
        super().__init__(
            place or self.tr("Step 1 of 3"),
            title or self.tr("Choose a passphrase"),
            self.tr(
                "Four or five words that only you would put together. It locks everything on this laptop, and nobody "
                "keeps a copy: keep one on paper, somewhere safe and away from the laptop."
            ),
            parent,
        )
        self._estimate: strength.Estimate = strength.light_estimate
        self.first = PassphraseField(self.tr("Passphrase"), parent=self)
        self.again = PassphraseField(self.tr("The same again"), parent=self)
        self.told = Secondary("", self)
        self.problem = Problem("", self)
        self.go_on = PrimaryButton(go_on or self.tr("Go on"), self)
        self.demo = LinkButton(self.tr("Just looking? Try it with the demo people"), self)
        self.demo.setVisible(demo)
        self.add_named(self.tr("Passphrase"), self.first)
        self.lines.addWidget(self.told)
        self.add_named(self.tr("The same again"), self.again)
        self.lines.addWidget(self.problem)
        self.add_buttons(self.go_on, self.demo)
        # Tab leads from field to field: on Show the first space of the passphrase typed again would bare it
        order = (self.first.field, self.again.field, self.go_on, self.demo, self.first.reveal, self.again.reveal)
        for one, following in pairwise(order):
            QWidget.setTabOrder(one, following)
        self.first.edited.connect(self._tell)
        self.again.edited.connect(lambda _text: self.problem.set_words(""))
        self.first.entered.connect(self.again.setFocus)
        self.again.entered.connect(self._go_on)
        self.go_on.clicked.connect(self._go_on)
        self.demo.clicked.connect(self.demo_wanted)
        self._tell("")

    def use_estimate(self, estimate: strength.Estimate) -> None:
        """Tell strength by this estimate from now on."""
        self._estimate = estimate
        self._tell(self.first.text())

    def _tell(self, passphrase: str) -> None:
        told = strength.tell(passphrase, self._estimate)
        self.told.setText(told.words or self.tr("Spaces are welcome."))
        self.problem.set_words("")

    def _go_on(self) -> None:
        told = strength.tell(self.first.text(), self._estimate)
        if not told.enough:
            self.problem.set_words(told.words or self.tr("Type the words you have chosen."))
            self.first.setFocus()
        elif self.first.text() != self.again.text():
            self.problem.set_words(self.tr("The two are not the same yet. Press Show to compare them."))
            self.again.setFocus()
        else:
            self.done.emit()


class WhoStep(_Step):
    """Name, role and direct number; each may be left empty."""

    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Step 2 of 3"),
            self.tr("Who are you?"),
            self.tr("The people you sit with can see who wrote something, and how to reach you."),
            parent,
        )
        self.name = TextField(self.tr("Your name"), parent=self)
        self.role = Choice(self.tr("What you do"), self)
        for value, words in self._roles():
            self.role.addItem(words, value)
        self.number = TextField(self.tr("Your direct number"), parent=self)
        self.go_on = PrimaryButton(self.tr("Go on"), self)
        self.skip = LinkButton(self.tr("Not now"), self)
        self.add_named(self.tr("Your name"), self.name)
        self.add_named(self.tr("What you do"), self.role)
        self.add_named(self.tr("Your direct number"), self.number)
        self.add_buttons(self.go_on, self.skip)
        self.name.returnPressed.connect(self.role.setFocus)
        self.number.returnPressed.connect(self.done)
        self.go_on.clicked.connect(self.done)
        self.skip.clicked.connect(self._skip)

    def _skip(self) -> None:
        self.name.clear()
        self.number.clear()
        self.role.setCurrentIndex(0)
        self.done.emit()

    def worker(self) -> dict[str, str]:
        """Return what was given: name, role (a stored value) and direct_number, without the empty ones."""
        given = {
            "name": self.name.text().strip(),
            "role": str(self.role.currentData() or ""),
            "direct_number": self.number.text().strip(),
        }
        return {field: value for field, value in given.items() if value}

    def _roles(self) -> list[tuple[str, str]]:
        return [
            ("", self.tr("I would rather not say")),
            *local_words.workers().items(),
        ]


class BeginStep(_Step):
    """Begin with an empty page of one's own, or look round first."""

    begun = Signal()
    demo_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Step 3 of 3"),
            self.tr("Ready when you are"),
            self.tr(
                "Begin with your own people, or look round first with the demo people. The two are kept "
                "apart and never mix."
            ),
            parent,
        )
        self.begin = PrimaryButton(self.tr("Begin"), self)
        self.demo = QuietButton(self.tr("Try it with the demo people"), self)
        self.problem = Problem("", self)
        self.lines.addWidget(self.problem)
        self.add_buttons(self.begin, self.demo)
        self.begin.clicked.connect(self.begun)
        self.demo.clicked.connect(self.demo_wanted)


class FirstSteps(QStackedWidget):
    """The three steps in order; `create(passphrase, worker)` and `open_demo()` are called off the page by the app."""

    def __init__(
        self,
        create: Callable[[str, dict[str, str]], object],
        open_demo: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._create, self._open_demo = create, open_demo
        self.choose, self.who, self.begin = ChooseStep(self), WhoStep(self), BeginStep(self)
        for step in (self.choose, self.who, self.begin):
            self.addWidget(step)
        self.choose.done.connect(lambda: self.go_to(self.who))
        self.who.done.connect(lambda: self.go_to(self.begin))
        self.choose.demo_wanted.connect(self._demo)
        self.begin.demo_wanted.connect(self._demo)
        self.begin.begun.connect(self._begin)

    def go_to(self, step: QWidget) -> None:
        """Show this step with the cursor in its first field."""
        self.setCurrentWidget(step)
        first = {id(self.choose): self.choose.first, id(self.who): self.who.name, id(self.begin): self.begin.begin}
        first[id(step)].setFocus(Qt.FocusReason.OtherFocusReason)

    def step_back(self) -> bool:
        """Go to the step before; False on the first."""
        before = {id(self.who): self.choose, id(self.begin): self.who}.get(id(self.currentWidget()))
        if before is None:
            return False
        self.go_to(before)
        return True

    def refuse(self, sentence: str) -> None:
        """Say what went wrong; everything typed is still there."""
        self.setEnabled(True)
        at_the_end = self.currentWidget() is self.begin
        problem = self.begin.problem if at_the_end else self.choose.problem
        problem.set_words(sentence)
        if at_the_end:
            self.begin.begin.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin(self) -> None:
        self.setEnabled(False)
        self.begin.problem.set_words(self.tr("Making a safe place for your work. This takes a moment."))
        self._create(self.choose.first.text(), self.who.worker())

    def _demo(self) -> None:
        self.setEnabled(False)
        self._open_demo()
