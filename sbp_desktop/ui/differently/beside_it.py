"""What stands under a thing of the record: how others see it, what was put right, and the link to write more of it."""

from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sbp_desktop.models.snapshots import ChangeSet, Standing
from sbp_desktop.storage import disagreements, queries
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.differently import words
from sbp_desktop.ui.differently.differently_sheet import open_over
from sbp_desktop.ui.widgets import LinkButton, Secondary


class BesideIt(QWidget):
    """Follows one thing; takes no more room than the link while nothing stands beside it."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._person: UUID | None = None
        self._thing: UUID | None = None
        self._words = ""
        self.said = Secondary("", self)
        self.said.hide()
        self.link = LinkButton(self.tr("They see this differently"), self, quiet=True)
        self.link.setProperty("touch", True)
        self.link.clicked.connect(self._write)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(theme.SPACE_4)
        down.addWidget(self.said)
        down.addWidget(self.link)
        background.committed.connect(self._refresh)

    def follow(self, person: UUID, thing: UUID, its_words: str) -> None:
        """Stand beside this thing of a person's, which says `its_words`."""
        self._person, self._thing, self._words = person, thing, its_words
        self.link.setAccessibleDescription(its_words)
        self._read()

    def _read(self) -> None:
        run = partial(self._background.run, queries.here, disagreements.standing, self._person, self._thing)
        run(then=partial(self._take, self._thing))

    def _refresh(self, changes: ChangeSet) -> None:
        if self._person is not None and changes.concerns(self._person):
            self._read()

    def _take(self, thing: UUID | None, found: Standing) -> None:
        if thing == self._thing:
            self.said.setText("\n".join(words.standing(found)))
            self.said.setVisible(bool(self.said.text()))

    def _write(self) -> None:
        if self._person is not None and self._thing is not None:
            open_over(self, self._background, self._person, self._thing, self._words)
