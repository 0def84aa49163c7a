"""The first thing a worker sees: the passphrase, or the first day's three steps. Imports Qt and the kit, no more."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from sbp_desktop.errors import ExpectedError, QuickOpeningOver, TryLater, WrongPassphrase
from sbp_desktop.ui import theme
from sbp_desktop.ui.unlock.code_pad import CodePad, resting
from sbp_desktop.ui.unlock.first_steps import FirstSteps
from sbp_desktop.ui.unlock.putting_right import PuttingRight, helps_against
from sbp_desktop.ui.unlock.strength import Estimate
from sbp_desktop.ui.unlock.tries import Pause, in_words
from sbp_desktop.ui.widgets import Body, LinkButton, PageTitle, PassphraseField, PrimaryButton, Problem, Secondary
from sbp_desktop.ui.widgets.scroll import bring_into_view

_COLUMN = 520  # pixels at the ordinary text size


class Ways(NamedTuple):
    """What the app does when asked, without holding up the page; failures come back through `UnlockPage.refuse`.

    `wait_s()`: in how many seconds the next passphrase is looked at. `forgotten()` answers by `say_forgotten` or
    `show_instead`. `unlock_quickly(code)` comes only after `show_code("ready")`.
    """

    unlock: Callable[[str], object]
    create: Callable[[str, dict[str, str]], object]
    open_demo: Callable[[], object]
    wait_s: Callable[[], int] = lambda: 0
    forgotten: Callable[[], object] = lambda: None
    unlock_quickly: Callable[[str], object] = lambda _: None
    put_right: Callable[[str], object] = lambda _passphrase: None


class UnlockPage(QWidget):
    """`painted` comes once, after the first picture is on the screen: the moment to load what unlocking needs.

    `demo_passphrase`, where given, is shown on the page: the people behind it come from published stories.
    """

    painted = Signal()

    def __init__(
        self, ways: Ways, *, first_run: bool, demo_passphrase: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Support web"))
        self.setMinimumSize(480, 480)
        self.resize(1280, 800)
        self._ways, self._painted = ways, False
        self._pause = Pause(ways.wait_s, self._wait, self)
        self.steps: FirstSteps | None = None
        self.pad: CodePad | None = None
        self._lay_out(first_run, demo_passphrase)
        if not first_run:
            self._pause.look()

    def _lay_out(self, first_run: bool, demo_passphrase: str) -> None:
        sheet = QWidget()
        self._inner = QWidget(sheet)
        self._inner.setMaximumWidth(theme.scaled(_COLUMN))
        lines = QVBoxLayout(self._inner)
        lines.setContentsMargins(theme.SPACE_8, theme.SPACE_32, theme.SPACE_8, theme.SPACE_32)
        lines.setSpacing(theme.SPACE_12)
        lines.addStretch(2)
        if first_run:
            self.steps = FirstSteps(self._ways.create, self._ways.open_demo, self._inner)
            lines.addWidget(self.steps)
        else:
            self.asking = QWidget(self._inner)
            asked = QVBoxLayout(self.asking)
            asked.setContentsMargins(0, 0, 0, 0)
            asked.setSpacing(theme.SPACE_12)
            self._ask(asked, demo_passphrase)
            lines.addWidget(self.asking)
        self._place = lines.count()
        self._lines = lines
        lines.addStretch(3)
        lines.addWidget(Secondary(self.tr("Everything stays on this laptop, locked with your passphrase."), sheet))
        across = QHBoxLayout(sheet)
        across.setContentsMargins(theme.SPACE_16, 0, theme.SPACE_16, 0)
        across.addStretch(1)
        across.addWidget(self._inner, 100)
        across.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(sheet)
        scroll.viewport().setAutoFillBackground(False)
        sheet.setAutoFillBackground(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        self.setFocusProxy(self.steps.choose.first if self.steps is not None else self.passphrase)

    def _ask(self, lines: QVBoxLayout, demo_passphrase: str) -> None:
        self.passphrase = PassphraseField(self.tr("Your passphrase"), parent=self._inner)
        self.problem = Problem("", self._inner)
        self.open = PrimaryButton(self.tr("Open"), self._inner)
        self.putting_right = PuttingRight(self._inner)
        self.forgot = LinkButton(self.tr("I have forgotten my passphrase"), self._inner)
        self._answer = Body(self._forgotten_words(), self._inner)
        self._answer.hide()
        label = QLabel(self.tr("Your passphrase"), self._inner)
        label.setBuddy(self.passphrase)
        lines.addWidget(PageTitle(self.tr("Welcome back"), self._inner))
        if demo_passphrase:
            lines.addWidget(
                Body(self.tr("These are demo people, from published stories. The passphrase is:"), self._inner)
            )
            shown = Body(demo_passphrase, self._inner)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            lines.addWidget(shown)
            self.passphrase.field.setText(demo_passphrase)
        lines.addSpacing(theme.SPACE_12)
        lines.addWidget(label)
        lines.addWidget(self.passphrase)
        lines.addWidget(self.problem)
        lines.addWidget(self.putting_right)
        lines.addSpacing(theme.SPACE_4)
        lines.addWidget(self.open)
        lines.addSpacing(theme.SPACE_12)
        self.code = LinkButton(self.tr("Use my quick code"), self._inner)
        self.code.hide()
        lines.addWidget(self.code)
        lines.addWidget(self.forgot)
        lines.addWidget(self._answer)
        self.code.clicked.connect(self._show_pad)
        self.passphrase.entered.connect(self._unlock)
        self.passphrase.edited.connect(self._typed)
        self.open.clicked.connect(self._unlock)
        self.putting_right.wanted.connect(self._put_right)
        self.forgot.clicked.connect(self._ways.forgotten)

    def use_estimate(self, estimate: Estimate) -> None:
        """Tell the strength of a new passphrase by this estimate, loaded after the first paint."""
        if self.steps is not None:
            self.steps.choose.use_estimate(estimate)

    def refuse(self, error: ExpectedError) -> None:
        """Show why the app could not open, in its own sentence; after a few wrong passphrases, how long to wait."""
        if self.steps is not None:
            self.steps.refuse(str(error))
            return
        if self._still_by_code(error):
            return
        self._set_busy(False)
        self.problem.set_words(str(error))
        self.putting_right.offer_for(error)
        if isinstance(error, WrongPassphrase):
            self.passphrase.clear()
            self.problem.set_words(str(error))
        if isinstance(error, WrongPassphrase | TryLater):
            self._pause.look()
        if not self._pause.running:
            self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def _still_by_code(self, error: ExpectedError) -> bool:
        """Tell it on the pad while the code may be tried again; otherwise the passphrase is asked for again."""
        if self.pad is None or self.pad.isHidden():
            return False
        over = isinstance(error, QuickOpeningOver | TryLater) or helps_against(error)
        if over or self._ways.wait_s():
            self._drop_pad()
            return False
        self.pad.refuse(str(error))
        return True

    def show_code(self, standing: str) -> None:
        """Let the quick code open as well, or say why it rests. `standing` is a value of `quick_slot.Standing`."""
        if standing == "ready":
            self._offer_code()
        elif not self.problem.plain:
            self.problem.set_words(resting(standing))

    def _offer_code(self) -> None:
        """Whoever has begun to type their passphrase goes on; the code is one press away."""
        if self.pad is None:
            self.pad = CodePad(self._inner)
            self.pad.hide()
            self.pad.entered.connect(self._ways.unlock_quickly)
            self.pad.passphrase_wanted.connect(self._show_asking)
            self._lines.insertWidget(self._place, self.pad)
            self.code.show()
            if not self.passphrase.text() and self.asking.isVisible() and not self._pause.running:
                self._show_pad()

    def _show_pad(self) -> None:
        if self.pad is not None:
            self.passphrase.clear()
            self.asking.hide()
            self.pad.show()
            self.pad.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_asking(self) -> None:
        if self.pad is not None:
            self.pad.wipe()
            self.pad.hide()
        self.asking.show()
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop_pad(self) -> None:
        """The code opens nothing any more."""
        self._show_asking()
        if self.pad is not None:
            self.pad.deleteLater()
            self.pad = None
        self.code.hide()

    def say_forgotten(self) -> None:
        """Say what can be done where no council can help; said again, take it away."""
        self._answer.setVisible(self._answer.isHidden())

    def show_instead(self, widget: QWidget) -> None:
        """Show this in the place of the passphrase."""
        self.asking.hide()
        self._lines.insertWidget(self._place, widget)
        widget.show()
        widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_passphrase_again(self, instead: QWidget, said: str = "") -> None:
        """Ask for the passphrase again, in the place of what was shown; `said` is a sentence beside it."""
        instead.hide()
        instead.deleteLater()
        self._set_busy(False)
        self.asking.show()
        self.problem.set_words(said)
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
        self._pause.look()

    def show_put_right(self, lines: Sequence[str]) -> None:
        """Show what was saved, and offer to open it."""
        self._set_busy(False)
        self.putting_right.report(lines)
        self.open.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self.open, lambda: bring_into_view(self.open))  # once the lines have their place

    def wipe(self) -> None:
        """Forget what was typed, once the app is open."""
        if self.pad is not None:
            self.pad.wipe()
        if self.steps is None:
            self.passphrase.clear()
        else:
            self.steps.choose.first.clear()
            self.steps.choose.again.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step back on Esc."""
        if event.key() == Qt.Key.Key_Escape and self.steps is not None and self.steps.step_back():
            event.accept()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Note the first picture."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.painted.emit)

    def _unlock(self) -> None:
        if self._pause.running or not self.passphrase.isEnabled():
            return
        if not self.passphrase.text():
            self.problem.set_words(self.tr("Type your passphrase, then press Enter."))
            self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._set_busy(True)
        self._ways.unlock(self.passphrase.text())

    def _put_right(self) -> None:
        if self._pause.running or not self.passphrase.text():
            self._unlock()
            return
        self._set_busy(True)
        self.open.setText(self.tr("Putting it right…"))
        self._ways.put_right(self.passphrase.text())

    def _typed(self, text: str) -> None:
        if text:
            self.problem.set_words("")

    def _set_busy(self, busy: bool) -> None:
        self.passphrase.setEnabled(not busy)
        self.open.setEnabled(not busy)
        self.open.setText(self.tr("Opening…") if busy else self.tr("Open"))
        self.problem.set_words("")
        self.putting_right.hide()

    def _wait(self, seconds: int) -> None:
        self.passphrase.setEnabled(seconds == 0)
        self.open.setEnabled(seconds == 0)
        if seconds == 0:
            self.problem.set_words("")
            self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            said = self.tr("That was not it. Have a breather: you can try again {when}. Nothing is lost.")
            self.problem.set_words(said.format(when=in_words(seconds)))

    def _forgotten_words(self) -> str:
        return self.tr(
            "Your passphrase is the only way in on this laptop: no council was set up to help. Nobody keeps a copy, "
            "so nobody who finds the laptop can read it. If you kept it on paper, now is the time to look. If it is "
            "gone, ask the person at your council who looks after laptops. They can set you up to begin again. What "
            "was only on this laptop cannot be read without it. Trying again never wipes anything."
        )
