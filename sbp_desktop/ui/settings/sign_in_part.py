"""The part of the council's settings where somebody signs in, while the council asks for that."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.ui import theme
from sbp_desktop.ui.sign_in import SignIn, Stage, Standing
from sbp_desktop.ui.web.chips import Wrapped
from sbp_desktop.ui.widgets import Body, QuietButton, Words


class SignInPart(QWidget):
    """One sentence and what can be done about it; takes no room while nobody asks."""

    def __init__(self, sign_in: SignIn, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign_in = sign_in
        self.words, self.code = Body(""), Words("")
        self.begin = QuietButton(self.tr("Sign in"))
        self.elsewhere = QuietButton(self.tr("Sign in on another device"))
        self.cancel = QuietButton(self.tr("Not now"))
        self.code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._build()
        self.begin.clicked.connect(self._begin)
        self.elsewhere.clicked.connect(lambda: sign_in.begin(elsewhere=True))
        self.cancel.clicked.connect(sign_in.cancel)
        sign_in.changed.connect(self.show_standing)
        self.show_standing(sign_in.standing)

    def show_standing(self, standing: Standing) -> None:
        """Show where signing in stands; whoever was on a button that goes is led to the one that comes."""
        held = any(button.hasFocus() for button in (self.begin, self.elsewhere, self.cancel))
        stage = standing.stage
        waiting = stage in (Stage.PAGE, Stage.FETCHING, Stage.CODE)
        self.words.set_words(self._sentence(standing))
        self.code.set_words(standing.code)
        self.code.setVisible(stage is Stage.CODE)
        for button, here in (
            (self.begin, stage is Stage.ASKED), (self.elsewhere, stage in (Stage.ASKED, Stage.PAGE)),
            (self.cancel, waiting),
        ):  # fmt: skip
            button.setVisible(here)
        self.setVisible(stage is not Stage.QUIET)
        if held:
            (self.cancel if waiting else self.begin).setFocus()

    def _begin(self) -> None:
        self._sign_in.begin()

    def _sentence(self, standing: Standing) -> str:
        match standing.stage:
            case Stage.PAGE:
                return self.tr("A page is open in your browser. Sign in there, then come back here.")
            case Stage.FETCHING:
                return self.tr("One moment: the council’s sign-in makes a code.")
            case Stage.CODE:
                return self.tr("On any device, open {0} and type this code:").format(standing.address)
            case _:
                return standing.words or self.tr("Sign in to send your work. It is safe on this laptop until then.")

    def _build(self) -> None:
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.SPACE_12)
        held = QWidget(self)
        buttons = Wrapped(held, theme.SPACE_12)
        for button in (self.begin, self.elsewhere, self.cancel):
            buttons.addWidget(button)
        lines.addWidget(self.words)
        lines.addWidget(self.code)
        lines.addWidget(held)
