"""A person in a real encrypted file, and the page their conversation is written on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sbp_desktop.models.snapshots import ConversationSnapshot, EntrySnapshot, WebSnapshot
from sbp_desktop.services import conversations, people, unlocking
from sbp_desktop.storage import drafts, queries
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.change_signals import ChangeSignals
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.conversations.writing import Pace
from sbp_desktop.ui.web.web_canvas import WebCanvas
from tests.fixtures import PASSPHRASE

BY_HAND = Pace(pause=3_600_000, at_most=3_600_000, idle=3_600_000)  # nothing happens by the clock in these tests


class Desk:
    """The vault's thread with one person's conversation in it, and as many pages as a test opens."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.changes = ChangeSignals()
        self.background = Background(self.changes)
        self.unlock()
        self.person: UUID = self.ask(people.add_person, "Eric").created[0]
        self.conversation: UUID = self.ask(conversations.start, self.person, setting="home_visit").created[0]
        self.problems: list[str] = []

    def unlock(self) -> None:
        self.background.run_alone(unlocking.unlock, self.folder, PASSPHRASE, then=self.background.attach)
        assert self.background.drain()

    def lock(self) -> None:
        """Close the file, as when the lid shuts."""
        assert self.background.drain()
        vault = self.background.detach()
        if vault is not None:
            self.background.run_alone(vault.close)
            assert self.background.drain()

    def ask(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Do something on the vault's thread and return what came of it."""
        answers: list[Any] = []
        self.background.run(function, *args, then=answers.append, **kwargs)
        self.settle()
        return answers[0]

    @contextmanager
    def straight(self) -> Iterator[Vault]:
        """The store itself, without its thread: what a service raises comes out here."""
        self.lock()
        vault = unlocking.unlock(self.folder, PASSPHRASE)
        try:
            yield vault
        finally:
            vault.close()

    def settle(self) -> None:
        """Wait until everything asked of the vault, and everything that follows from it, is done."""
        for _ in range(6):
            assert self.background.drain()
            QApplication.processEvents()

    def page(self, pace: Pace = BY_HAND, *, beside: bool = False) -> ConversationPage:
        def web() -> WebCanvas:
            return WebCanvas(self.background, self.person, lambda *_said: None)

        made = ConversationPage(self.background, self.changes, web if beside else None, pace=pace)
        made.problem.connect(self.problems.append)
        self.qtbot.addWidget(made)
        made.resize(1200, 760)
        made.show()
        made.open(self.person, self.conversation)
        self.settle()
        if beside:
            self.qtbot.waitUntil(lambda: made.beside is not None)
            self.settle()
        made.text.setFocus()
        return made

    def talk(self) -> ConversationSnapshot:
        found: ConversationSnapshot = self.ask(queries.conversation, self.conversation)
        return found

    def lines(self) -> list[EntrySnapshot]:
        return list(self.talk().entries)

    def web(self) -> WebSnapshot:
        found: WebSnapshot = self.ask(queries.web, self.person)
        return found

    def people_on_web(self) -> dict[str, UUID]:
        web = self.web()
        return {node.label: node.id for node in web.nodes if node.id != web.self_node}

    def drafts(self) -> list[str]:
        return [draft.text for draft in self.ask(drafts.pending, self.person)]

    def type(self, page: ConversationPage, text: str) -> None:
        self.type_into(page.text, text)

    def type_into(self, box: QWidget, text: str) -> None:
        """Type key by key; what no key has is committed as an input method does."""
        for letter in text:
            if ord(letter) < 256:
                self.qtbot.keyClicks(box, letter)
            else:
                event = QInputMethodEvent()
                event.setCommitString(letter)
                QApplication.sendEvent(box, event)

    def pause(self, page: ConversationPage) -> None:
        """Stop typing for half a second, without the half second."""
        page.writing._pause.timeout.emit()
        self.settle()


@pytest.fixture
def desk(qtbot: QtBot, vault_folder: Path) -> Iterator[Desk]:
    made = Desk(qtbot, vault_folder)
    yield made
    made.lock()
    made.background.stop()
