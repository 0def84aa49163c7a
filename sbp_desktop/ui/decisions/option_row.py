"""Something else that was thought about: what, why not that, and where it belongs; each changed where it stands."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from sbp_desktop.models.decisions import OptionSnapshot
from sbp_desktop.services import decisions
from sbp_desktop.ui import theme
from sbp_desktop.ui.agreed.thing_row import RowText
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.people.kept_text import KeptText
from sbp_desktop.ui.web import words as web_words
from sbp_desktop.ui.widgets import LinkButton, Secondary

CONTEXT = "decision"


class OptionRow(QWidget):
    """Two lines and a quiet word for the layer. One with nothing written yet shows only where to write."""

    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self, background: Background, person: UUID, decision: UUID, option: UUID, parent: QWidget) -> None:
        super().__init__(parent)
        self._background, self._decision, self.option = background, decision, option
        keep = partial(decisions.set_option, decision=decision)
        context = {CONTEXT: decision.hex}
        self.what = RowText(
            background, "what", self.tr("We also thought about"), self.tr("What else could there be?"), self,
            keep=keep, context=context,
        )  # fmt: skip
        self.why_not = KeptText(
            background, "why_not", self.tr("But"), self.tr("Why not that?"), self, keep=keep, context=context
        )
        self.layer = LinkButton("", self, quiet=True)
        self.layer.setProperty("touch", True)
        self.layer.clicked.connect(self._choose_layer)
        self.what.entered.connect(partial(self.why_not.setFocus, Qt.FocusReason.OtherFocusReason))
        for text in (self.what, self.why_not):
            text.undo_wanted.connect(self.undo_wanted)
            text.redo_wanted.connect(self.redo_wanted)
            text.show_text(person, "", option)
        first, second = QHBoxLayout(), QHBoxLayout()
        for across in (first, second):
            across.setSpacing(theme.SPACE_12)
        self._but = Secondary(self.tr("But"), self)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, theme.SPACE_8)
        lines.setSpacing(0)
        lines.addLayout(first)
        first.addWidget(self.what, 1, Qt.AlignmentFlag.AlignTop)
        first.addWidget(self.layer, 0, Qt.AlignmentFlag.AlignTop)
        lines.addLayout(second)
        second.addWidget(self._but, 0, Qt.AlignmentFlag.AlignTop)
        second.addWidget(self.why_not, 1)
        self._show_rest(written=False)

    @property
    def written(self) -> bool:
        """Whether the record has it."""
        return not self.layer.isHidden()

    def show_option(self, person: UUID, option: OptionSnapshot) -> None:
        """Show what the record has, leaving alone what is being typed."""
        self.what.show_text(person, option.what, option.id)
        self.why_not.show_text(person, option.why_not, option.id)
        self._show_rest(written=True)
        where = web_words.said(web_words.LAYERS, option.domain)
        self.layer.setText(where or self.tr("Where?"))
        said = self.tr("Where “{what}” belongs: {where}")
        self.layer.setAccessibleName(said.format(what=option.what, where=self.layer.text()))

    def leave(self) -> None:
        """Keep what is being typed."""
        self.what.leave()
        self.why_not.leave()

    def _show_rest(self, *, written: bool) -> None:
        for part in (self.layer, self._but, self.why_not):
            part.setVisible(written)

    def _choose_layer(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for layer, said in web_words.LAYERS.items():
            menu.addAction(web_words.say(said)).triggered.connect(partial(self._place, layer))
        menu.popup(self.layer.mapToGlobal(self.layer.rect().bottomLeft()))

    def _place(self, layer: str) -> None:
        self._background.run(partial(decisions.set_option, decision=self._decision, domain=layer), self.option)
