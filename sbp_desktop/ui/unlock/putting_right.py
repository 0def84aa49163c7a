"""On the unlock page: the way on where what is kept here cannot be opened, and what was saved."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.errors import ExpectedError, NotAVault, SaveFailed, VaultDamaged, VaultUnreadable
from sbp_desktop.ui import theme
from sbp_desktop.ui.widgets import Body, LinkButton, Secondary


def helps_against(error: ExpectedError) -> bool:
    """Whether putting together what is kept here can help."""
    return isinstance(error, VaultDamaged | VaultUnreadable | NotAVault | SaveFailed)


class PuttingRight(QWidget):
    """Not there until it is needed. `wanted` when the worker presses it."""

    wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.press = LinkButton(self.tr("Put it right from what is kept here"), self)
        self.press.clicked.connect(self.wanted)
        self._about = Secondary(
            self.tr(
                "The copies on this laptop and what you wrote since are put together again. Nothing is deleted: the "
                "damaged files are kept aside."
            ),
            self,
        )
        self._about.setWordWrap(True)
        self._said: list[Body] = []
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(theme.SPACE_4)
        self._lines.addWidget(self.press)
        self._lines.addWidget(self._about)
        self.hide()

    def offer_for(self, error: ExpectedError) -> None:
        """Be there where it can help against this."""
        self._forget()
        self.press.show()
        self._about.show()
        self.setVisible(helps_against(error))

    def report(self, lines: Sequence[str]) -> None:
        """Say what was saved."""
        self._forget()
        self.press.hide()
        self._about.hide()
        for line in (self.tr("It is put right. Press Open to go on."), *lines):
            said = Body(line, self)
            self._lines.addWidget(said)
            self._said.append(said)
        self.show()

    def _forget(self) -> None:
        for said in self._said:
            said.hide()
            said.deleteLater()
        self._said.clear()
