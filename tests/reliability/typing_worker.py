"""A worker who types into the real listening page without a pause, saying each letter and its time until killed."""

import sys
import time
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from sbp_desktop.app import App
from sbp_desktop.services import conversations, people
from sbp_desktop.ui import application
from sbp_desktop.ui.conversations import conversation_page
from sbp_desktop.ui.conversations.writing import Pace
from tests.fixtures import PASSPHRASE

EVERY_MS = 40
SENTENCE = "the mornings are the long part and she always had the wireless on "


class Typist:
    """Opens the app as a person does, starts a conversation, and types for ever."""

    def __init__(self, life: App) -> None:
        self._life, self._typed = life, 0
        self._timer = QTimer(life)
        self._timer.timeout.connect(self._go_on)
        self._timer.start(EVERY_MS)
        self._asked = False

    def _go_on(self) -> None:
        workspace = self._life.workspace
        if workspace is None or not workspace.window.isVisible():  # opened, and not yet begun: Today comes over all
            return
        if not self._asked:
            self._asked = True
            self._life.background.run(begin, then=lambda there: workspace.open_conversation(*there))
        elif workspace.listening and workspace.window.page().text.may_write:
            letter = SENTENCE[self._typed % len(SENTENCE)]
            QTest.keyClicks(workspace.window.page().text, letter)
            self._typed += 1
            print(f"{time.monotonic():.3f} {self._typed}", flush=True)


def begin(vault: object) -> tuple[object, object]:
    """Somebody new and a conversation with them."""
    person = people.add_person(vault).created[0]  # type: ignore[arg-type]
    return person, conversations.start(vault, person).created[0]  # type: ignore[arg-type]


def main() -> None:
    if "pauses" in sys.argv[2:]:  # a worker who never pauses: the fault that the proof must see
        conversation_page.Pace = partial(Pace, at_most=1_000_000)  # type: ignore[assignment,misc]
    app = application.make(["typing-worker"])
    life = App(Path(sys.argv[1]), replace=lambda: None)
    life.start()
    page = life.unlock_page
    assert page is not None
    page.passphrase.field.setText(PASSPHRASE)
    QTest.keyClick(page.passphrase.field, Qt.Key.Key_Return)
    typist = Typist(life)
    app.exec()
    del typist


if __name__ == "__main__":
    main()
