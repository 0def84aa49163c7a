"""The words somebody rang the bell for, and what our team says instead from now on."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sbp_desktop.models.snapshots import BellWord, ChangeSet
from sbp_desktop.services import bell, teams
from sbp_desktop.storage import history
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.page_part import Part
from sbp_desktop.ui.widgets import Body, LinkButton, Name, TextField

_FIELD = 260  # pixels at the ordinary text size


class BellList(Part):
    """Not there while nobody rang. What is being typed stays while the list is read anew."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Somebody asked for plainer words"), parent)
        self._background = background
        self._shown: tuple[BellWord, ...] = ()
        self.rows: dict[str, BellRow] = {}
        self.hide()

    def load(self) -> None:
        """Ask for the list."""
        self._background.run(bell.words, then=self.show_words)

    def refresh(self, changes: ChangeSet) -> None:
        """Ask again when it changed."""
        if changes.kinds & {"GlossaryTerm"}:
            self.load()

    def undo(self) -> None:
        """Take back the newest change of our team's words."""
        self._background.run(teams.ours, then=partial(self._background.run, history.undo))

    def redo(self) -> None:
        """Do it again."""
        self._background.run(teams.ours, then=partial(self._background.run, history.redo))

    def show_words(self, words: Sequence[BellWord]) -> None:
        """Show these."""
        if tuple(words) == self._shown or any(row.instead.hasFocus() and row.changed for row in self.rows.values()):
            return
        self._shown = tuple(words)
        self.rows = {word.term: self._row(word) for word in words}
        self.show_lines(list(self.rows.values()))

    def _row(self, word: BellWord) -> "BellRow":
        row = BellRow(word)
        row.kept.connect(partial(self._background.run, bell.say_instead, word.id))
        row.away.clicked.connect(lambda _on=False: self._background.run(bell.put_away, word.id))
        return row


class BellRow(QWidget):
    """One word, what it means, what we say instead, and the way off the list."""

    kept = Signal(str)

    def __init__(self, word: BellWord, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._word = word
        label = self.tr("What we say instead of “{word}”").format(word=word.term)
        self.instead = TextField(label, self.tr("What we say instead"), wide=_FIELD)
        self.instead.setText(word.instead)
        self.instead.editingFinished.connect(self._keep)
        self.away = LinkButton(self.tr("Put away"), quiet=True)
        self.away.setProperty("touch", True)
        self.away.setAccessibleName(self.tr("Put away: {word}").format(word=word.term))
        across = QHBoxLayout()
        across.setSpacing(theme.SPACE_16)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, theme.SPACE_8)
        lines.setSpacing(theme.SPACE_4)
        lines.addWidget(Name(word.term[:1].upper() + word.term[1:]), 0, Qt.AlignmentFlag.AlignLeft)
        lines.addWidget(Body(word.plain))
        lines.addLayout(across)
        across.addWidget(self.instead)
        across.addWidget(self.away)
        across.addStretch(1)

    @property
    def changed(self) -> bool:
        """Whether something is typed that is not kept yet."""
        return self.instead.text() != self._word.instead

    def _keep(self) -> None:
        if self.changed:
            self.kept.emit(self.instead.text())
