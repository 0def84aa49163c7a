"""A copy without the person's yes: that they said no or it was not safe to ask, and what the law has instead (R31)."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.vocabulary import Asked, SharingBasis
from sbp_desktop.ui import theme
from sbp_desktop.ui.web.chips import Chips
from sbp_desktop.ui.web.words import QT_TRANSLATE_NOOP, Choices
from sbp_desktop.ui.widgets import LinkButton, QuietButton, Secondary

_ASKED: Choices = {
    Asked.NO.value: QT_TRANSLATE_NOOP("web", "They say no"),
    Asked.NOT_SAFE.value: QT_TRANSLATE_NOOP("web", "It is not safe to ask"),
}
_INSTEAD: Choices = {
    SharingBasis.LAW.value: QT_TRANSLATE_NOOP("web", "The law asks for it"),
    SharingBasis.SAFETY.value: QT_TRANSLATE_NOOP("web", "To keep somebody safe"),
}


class WithoutYes(QWidget):
    """One quiet link until it is pressed. `changed` when something was chosen, `not_told` when nothing is to go."""

    changed = Signal()
    not_told = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.link = LinkButton(self.tr("Without their yes…"), self, quiet=True)
        self.link.setProperty("touch", True)
        self.asked_chips = Chips(self.tr("What they say"), _ASKED, self)
        self.why = Secondary(self.tr("It may still go where one of these holds:"), self)
        self.basis_chips = Chips(self.tr("Why it may still go"), _INSTEAD, self)
        self.leave = QuietButton(self.tr("We did not tell them"), self)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(theme.SPACE_8)
        for part in (self.link, self.asked_chips, self.why, self.basis_chips, self.leave):
            down.addWidget(part)
        self.asked = self.basis = ""
        self.link.clicked.connect(self._unfold)
        self.asked_chips.chosen.connect(self._take_asked)
        self.basis_chips.chosen.connect(self._take_basis)
        self.leave.clicked.connect(self.not_told)
        self.fold()

    def fold(self) -> None:
        """Say nothing again."""
        self.asked = self.basis = ""
        self._show(unfolded=False)

    def _unfold(self) -> None:
        self._show(unfolded=True)
        next(iter(self.asked_chips.chips.values())).setFocus()
        self.changed.emit()

    def _take_asked(self, value: str) -> None:
        self.asked = value
        self._show(unfolded=True)
        self.changed.emit()

    def _take_basis(self, value: str) -> None:
        self.basis = value
        self._show(unfolded=True)
        self.changed.emit()

    def _show(self, *, unfolded: bool) -> None:
        self.link.setVisible(not unfolded)
        self.asked_chips.setVisible(unfolded)
        self.asked_chips.show_value(self.asked or None)
        self.basis_chips.show_value(self.basis or None)
        for part in (self.why, self.basis_chips):
            part.setVisible(unfolded and bool(self.asked))
        self.leave.setVisible(unfolded and bool(self.asked) and not self.basis)
