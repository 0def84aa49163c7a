"""The quick code in the settings: chosen with the passphrase, given up with one press, or why there is none here."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from sbp_desktop.errors import ExpectedError
from sbp_desktop.services import quick_opening
from sbp_desktop.services.quick_opening import QuickOpening
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.page_part import Part
from sbp_desktop.ui.unlock.code_pad import CodeField
from sbp_desktop.ui.widgets import Body, PassphraseField, Problem, QuietButton


class QuickPart(Part):
    """Asks for the passphrase too: whoever finds the laptop open must not be able to make a way back in."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Your quick code"), parent)
        self._background = background
        self.said, self.problem = Body(""), Problem("")
        self.passphrase = PassphraseField(self.tr("Your passphrase"))
        self.code, self.again = CodeField(self.tr("Six to twelve digits")), CodeField(self.tr("The same digits again"))
        self.use = QuietButton(self.tr("Use this quick code"))
        self.stop = QuietButton(self.tr("Stop using my quick code"))
        self.choosing = self._choosing()
        self.lines.addWidget(self.said)
        self.lines.addWidget(self.choosing)
        self.lines.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignLeft)
        self.lines.addWidget(self.problem)
        for widget in (self.choosing, self.stop, self.problem):
            widget.hide()
        self.again.returnPressed.connect(self.use.click)
        self.use.clicked.connect(self._choose)
        self.stop.clicked.connect(self._stop)
        for edited in (self.passphrase.edited, self.code.textChanged, self.again.textChanged):
            edited.connect(lambda _: self.problem.set_words(""))

    def load(self) -> None:
        """Ask how it stands."""
        self._background.run(quick_opening.look, then=self.show_standing, failed=lambda _: None)

    def _choosing(self) -> QWidget:
        choosing = QWidget()
        lines = QVBoxLayout(choosing)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.SPACE_12)
        for field in (self.passphrase, self.code, self.again):
            label = QLabel(
                field.field.accessibleName() if isinstance(field, PassphraseField) else field.accessibleName()
            )
            label.setBuddy(field)
            lines.addWidget(label)
            lines.addWidget(field)
        lines.addWidget(self.use, 0, Qt.AlignmentFlag.AlignLeft)
        return choosing

    def show_standing(self, standing: QuickOpening) -> None:
        """Show how it stands on this computer."""
        can = standing.allowed and not standing.shared and bool(standing.keychain)
        self.said.set_words(self._words(standing))
        self.choosing.setVisible(can and not standing.chosen)
        self.stop.setVisible(standing.chosen)

    def _words(self, standing: QuickOpening) -> str:
        if not standing.allowed:
            return self.tr("Your team has not agreed on quick codes. The switch is under “What our team agreed”.")
        if standing.shared:
            return self.tr("There are no quick codes on a computer that several people use.")
        if not standing.keychain:
            return self.tr(
                "This computer has no password store to keep part of a quick code in. Your passphrase is the way in."
            )
        if standing.chosen:
            return self.tr(
                "For twelve hours from your passphrase, your quick code opens the app after a lock. Then your "
                "passphrase is asked for. So it is after five wrong tries, or when app or computer start again."
            )
        return self.tr(
            "For twelve hours from your passphrase, a few digits open the app after a lock. They are worth nothing "
            "on another computer. Nor are they here, once it was switched off. Choose digits you use nowhere else."
        )

    def _choose(self) -> None:
        if not self.passphrase.text():
            self._say(self.tr("Type your passphrase first."), self.passphrase)
        elif self.code.text() != self.again.text():
            self._say(self.tr("The two are not the same yet. Type the digits once more."), self.again)
        else:
            self.use.setEnabled(False)
            self._background.run(
                quick_opening.choose, self.passphrase.text(), self.code.text(), then=self._chosen, failed=self._refused
            )

    def _stop(self) -> None:
        self._background.run(quick_opening.give_up, failed=self._refused)

    def _chosen(self, _changes: object) -> None:
        self.use.setEnabled(True)
        for field in (self.passphrase, self.code, self.again):
            field.clear()

    def _refused(self, error: ExpectedError) -> None:
        self.use.setEnabled(True)
        self._say(str(error), self.passphrase)

    def _say(self, words: str, field: QWidget) -> None:
        self.problem.set_words(words)
        field.setFocus(Qt.FocusReason.OtherFocusReason)
