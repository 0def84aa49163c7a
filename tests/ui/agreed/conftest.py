"""A person in a real encrypted file, and the page with what was agreed with them."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from sbp_desktop.models.agreed import Agreed
from sbp_desktop.services import people
from sbp_desktop.storage import agreed, drafts, history
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui.agreed.agreed_page import AgreedPage
from sbp_desktop.ui.agreed.agreed_part import AgreedPart
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.change_signals import ChangeSignals
from sbp_desktop.ui.people.kept_text import KeptText


class Table:
    """The vault's thread with one person, and as many pages as a test opens."""

    def __init__(self, qtbot: QtBot, vault: Vault) -> None:
        self.qtbot = qtbot
        self.changes = ChangeSignals()
        self.background = Background(self.changes)
        self.problems: list[str] = []
        self.pages: list[AgreedPage] = []
        self.background.problem.connect(self.problems.append)
        self.background.attach(vault)
        self.person: UUID = self.ask(people.add_person, "Martin").created[0]

    def ask(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Do something on the vault's thread and return what came of it."""
        answers: list[Any] = []
        self.background.run(function, *args, then=answers.append, **kwargs)
        self.settle()
        return answers[0]

    def settle(self) -> None:
        """Wait until everything asked of the vault, and everything that follows from it, is done."""
        for _ in range(6):
            assert self.background.drain()
            QApplication.processEvents()

    def page(self) -> AgreedPage:
        made = AgreedPage(self.background)
        self.changes.changed.connect(made.refresh)
        made.undo_wanted.connect(lambda: self.background.run(history.undo, self.person))
        self.qtbot.addWidget(made)
        self.pages.append(made)
        made.resize(1000, 760)
        made.show()
        made.open(self.person)
        self.settle()
        return made

    def part(self, page: AgreedPage, kind: type[AgreedPart]) -> Any:
        """A part of the page, unfolded."""
        part = next(each for each in page.parts if isinstance(each, kind))
        if not part.unfolded:
            self.click(part.turn)
        return part

    def found(self, *kinds: str) -> Agreed:
        """What the record holds of these."""
        answer: Agreed = self.ask(agreed.of_person, self.person, *kinds)
        return answer

    def drafts(self) -> list[str]:
        return [draft.text for draft in self.ask(drafts.pending, self.person)]

    def write(self, text: KeptText, words: str) -> None:
        """Type into a text and press Enter."""
        text.setFocus()
        self.qtbot.keyClicks(text, words)
        self.qtbot.keyClick(text, Qt.Key.Key_Return)
        self.settle()

    def click(self, widget: QWidget) -> None:
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle()

    def choose(self, under: QWidget, words: str) -> None:
        """Press something and take a choice from the list that comes."""
        self.click(under)
        menu = next(each for each in under.window().findChildren(QMenu) if each.isVisible())
        next(action for action in menu.actions() if action.text() == words).trigger()
        menu.close()
        self.settle()

    def undo(self) -> None:
        self.ask(history.undo, self.person)
        self.settle()


@pytest.fixture
def table(qtbot: QtBot, vault: Vault) -> Iterator[Table]:
    made = Table(qtbot, vault)
    yield made
    made.background.drain()
    made.background.stop()
