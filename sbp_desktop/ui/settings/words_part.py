"""The words a team uses: one of the shipped packs or a council's own, chosen with one press."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from sbp_desktop.errors import ExpectedError
from sbp_desktop.models.words_pack import SHIPPED, WordsPack, shipped
from sbp_desktop.services import words_packs
from sbp_desktop.ui import file_fault, local_words
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.keep.dialogs import ask_which
from sbp_desktop.ui.page_part import Part
from sbp_desktop.ui.web.chips import Chips
from sbp_desktop.ui.widgets import Body, LinkButton, Secondary


class WordsPart(Part):
    """Shows what is in force by `local_words`; `problem` carries why a file was refused."""

    problem = Signal(str)

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("The words we use"), parent)
        self._background = background
        self._own: WordsPack | None = None
        self.chips: Chips | None = None
        self.kinds = Secondary("")
        self.bring_in = LinkButton(self.tr("Bring in our council’s words"))
        self.bring_in.setProperty("touch", True)
        self.lines.addWidget(Body(self.tr("What we call our ways of talking. Nothing that was written changes.")))
        self.lines.addWidget(self.kinds)
        self.lines.addWidget(self.bring_in, 0, Qt.AlignmentFlag.AlignLeft)
        self.bring_in.clicked.connect(self._bring_in)
        local_words.bell.changed.connect(self.show_pack)
        self.show_pack()

    def show_pack(self) -> None:
        """Show which words are in force, and what they are."""
        now = local_words.pack()
        if now.key not in SHIPPED:
            self._own = now
        choices = {key: shipped(key).name for key in SHIPPED} | ({self._own.key: self._own.name} if self._own else {})
        if self.chips is None or list(self.chips.chips) != list(choices):
            self._offer(choices)
        if self.chips is not None:
            self.chips.show_value(now.key)
        self.kinds.setText(" · ".join(now.conversations.values()))

    def _offer(self, choices: dict[str, str]) -> None:
        if self.chips is not None:
            self.chips.hide()
            self.chips.deleteLater()
        self.chips = Chips(self.tr("The words we use"), choices, self, needed=True)
        self.chips.chosen.connect(self._choose)
        self.lines.insertWidget(self.lines.indexOf(self.kinds), self.chips)
        self.setFocusProxy(next(iter(self.chips.chips.values())))

    def _choose(self, key: str) -> None:
        self._background.run(words_packs.choose, key, failed=self._refused)

    def _bring_in(self) -> None:
        chosen = ask_which(self, self.tr("Our council’s words"), self.tr("Words (*.json)"))
        if chosen is not None:
            self._background.run(words_packs.bring_in, chosen, failed=self._refused)

    def _refused(self, error: ExpectedError) -> None:
        self.show_pack()
        self.problem.emit(file_fault.said(error))
