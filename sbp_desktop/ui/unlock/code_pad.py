"""Coming back after a lock with the quick code: a small field, and digits to press where there are no keys."""

from PySide6.QtCore import QCoreApplication, QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from sbp_desktop.models import quick_code
from sbp_desktop.ui import theme
from sbp_desktop.ui.widgets import LinkButton, PageTitle, PrimaryButton, Problem, QuietButton, TextField

_DIGIT = (88, 52)  # pixels at the ordinary text size
_PLACES = {"0": (3, 1), **{str(digit): divmod(digit - 1, 3) for digit in range(1, 10)}}


def resting(standing: str) -> str:
    """Why the quick code opens nothing for now; "" where nothing is to be said. As `quick_slot.Standing` has it."""
    said = {
        "over": _tr(
            "Your quick code rests. Your passphrase was some hours ago, or this computer was started again. Or "
            "there were too many wrong tries. Give your passphrase once, and the code works again."
        ),
        "gone": _tr(
            "The password store of this computer has lost its part of your quick code. Your passphrase opens as ever, "
            "and after it the code works again."
        ),
        "silent": _tr(
            "The password store of this computer does not answer, so your quick code rests. Your passphrase opens "
            "as ever."
        ),
    }
    return said.get(standing, "")


class CodeField(TextField):
    """Takes digits alone, and shows none of them."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(label, parent=parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(quick_code.LONGEST)
        self.setFixedWidth(3 * theme.scaled(_DIGIT[0]) + 2 * theme.SPACE_8)  # as wide as the digits below it
        self.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]*"), self))
        hints = Qt.InputMethodHint
        self.setInputMethodHints(hints.ImhDigitsOnly | hints.ImhSensitiveData | hints.ImhNoPredictiveText)


class CodePad(QWidget):
    """`entered` carries the code; `passphrase_wanted`: the worker would rather type that."""

    entered = Signal(str)
    passphrase_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.code = CodeField(self.tr("Your quick code"), self)
        self.problem = Problem("", self)
        self.open = PrimaryButton(self.tr("Open"), self)
        self.rather = LinkButton(self.tr("Use my passphrase"), self)
        self.digits = {digit: self._digit(digit) for digit in _PLACES}
        self.delete = self._key(self.tr("Delete"))
        self._lay_out()
        self.delete.clicked.connect(self.code.backspace)
        self.code.textChanged.connect(self._typed)
        self.code.returnPressed.connect(self._enter)
        self.open.clicked.connect(self._enter)
        self.rather.clicked.connect(self.passphrase_wanted)
        self.setFocusProxy(self.code)

    def _lay_out(self) -> None:
        label = QLabel(self.tr("Your quick code"), self)
        label.setBuddy(self.code)
        pad = QGridLayout()
        pad.setSpacing(theme.SPACE_8)
        pad.setColumnStretch(3, 1)
        across = QHBoxLayout()
        across.setSpacing(theme.SPACE_16)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.SPACE_12)
        lines.addWidget(PageTitle(self.tr("Welcome back"), self))
        lines.addSpacing(theme.SPACE_12)
        lines.addWidget(label)
        lines.addWidget(self.code)
        lines.addWidget(self.problem)
        lines.addLayout(pad)
        for digit, (row, column) in _PLACES.items():
            pad.addWidget(self.digits[digit], row, column)
        pad.addWidget(self.delete, 3, 2)
        lines.addSpacing(theme.SPACE_4)
        lines.addLayout(across)
        across.addWidget(self.open)
        across.addWidget(self.rather)
        across.addStretch(1)

    def _digit(self, digit: str) -> QuietButton:
        made = self._key(digit)
        made.clicked.connect(lambda: self.code.insert(digit))
        return made

    def _key(self, words: str) -> QuietButton:
        """A key for finger or mouse; with a keyboard the field is there, so Tab does not stop at each of them."""
        made = QuietButton(words, self)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setFixedSize(theme.scaled(_DIGIT[0]), theme.scaled(_DIGIT[1]))
        return made

    def refuse(self, sentence: str) -> None:
        """Say what went wrong; the next code can be typed at once."""
        self.set_busy(False)
        self.code.clear()
        self.problem.set_words(sentence)
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, busy: bool) -> None:
        """While a code is looked at no other is taken."""
        for widget in (self.code, self.open, self.delete, *self.digits.values()):
            widget.setEnabled(not busy)
        self.open.setText(self.tr("Opening…") if busy else self.tr("Open"))
        self.problem.set_words("")

    def wipe(self) -> None:
        """Forget what was typed."""
        self.code.clear()

    def _typed(self, text: str) -> None:
        if text:
            self.problem.set_words("")

    def _enter(self) -> None:
        if not quick_code.is_one(self.code.text()):
            self.problem.set_words(self.tr("Type your quick code, then press Enter."))
            self.code.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            code = self.code.text()
            self.set_busy(True)
            self.entered.emit(code)


def _tr(words: str) -> str:
    return QCoreApplication.translate("CodePad", words)
