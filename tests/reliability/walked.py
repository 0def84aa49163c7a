"""The real window in the hands of chance, with canaries in all that is kept and typed: where does a word of it go (S7)?

    python -m tests.reliability.walked STORE OUT SEED EVENTS [plant]

Files are chosen in OUT alone, whatever a dialog offers. Says how many events there were, and what raised an error. With
`plant` what is done is noted in the temporary folder.
"""

import faulthandler
import random
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit

from sbp_desktop import config, logs, process
from sbp_desktop.storage import ballast, queries
from sbp_desktop.ui import application
from sbp_desktop.ui.actions import Actions
from tests.journeys.conftest import apps, unlock
from tests.journeys.hand import Hand, Waiting
from tests.reliability import any_event, any_moment, test_the_room
from tests.reliability.canaries import CANARY

_ANEW = 0.02
"""How often the walk begins anew at some page: alone it would hardly come to a person again."""

_LOCKED = 0.004


class Chooser(QObject):
    """Answers a dialog, and ends a drag: both have an event loop of their own, and nothing goes on meanwhile."""

    def __init__(self, out: Path, rng: random.Random) -> None:
        super().__init__()
        self._out, self._rng, self._files = out, rng, 0
        self._look()

    def _look(self) -> None:
        QTimer.singleShot(20, self, self._look)  # one at a time: what is answered here may ask something itself
        dialog = QApplication.activeModalWidget()
        there = sorted(self._out.iterdir())
        opens = isinstance(dialog, QFileDialog) and dialog.acceptMode() == QFileDialog.AcceptMode.AcceptOpen
        if isinstance(dialog, QFileDialog) and (there or not opens) and self._rng.random() < 0.7:
            self._files += 1
            suffix = Path(dialog.selectedFiles()[0]).suffix if dialog.selectedFiles() else ""
            path = self._rng.choice(there) if opens else self._out / f"kept-{self._files}{suffix}"
            dialog.findChild(QLineEdit).setText(str(path))
            dialog.accept()
        elif isinstance(dialog, QDialog):
            dialog.reject()


class Walk:
    """So many events at the window, some of them after another page was opened; `wrong` is what raised an error."""

    def __init__(self, hand: Hand, rng: random.Random) -> None:
        self._hand, self._rng, self._words = hand, rng, 0
        self.wrong: list[str] = []
        self.doing = "the beginning"
        sys.excepthook = self._raised

    def go(self, events: int) -> None:
        """Do them."""
        eric = self._hand.ask(queries.people, any_moment.CALLED)[0].id
        for number in range(events):
            self.doing = f"event {number}"
            if not number or self._rng.random() < _ANEW:
                self._begin_anew(eric)
            self._words += 1
            any_event.do(self._hand, self._hand.window, self._rng, f"{CANARY}{self._words}")
            any_event.choose(self._rng)
            self._hand.life.background.drain()
            QApplication.processEvents()
            if self._rng.random() < _LOCKED and self._hand.life.workspace is not None:  # the event may have locked it
                self._hand.life.workspace.lock()
            if self._hand.life.workspace is None:
                self._unlock()
            elif self._hand.life.workspace.cover.covered and self._rng.random() < 0.3:
                self._hand.life.workspace.cover._answer(
                    right=True
                )  # how they get there is tests/journeys/test_cover.py's

    def _unlock(self) -> None:
        page = self._hand.life.unlock_page
        assert page is not None
        for top in QApplication.topLevelWidgets():
            if top is not page and top.isVisible():
                top.close()
        page.activateWindow()
        page.passphrase.setFocus()
        self._hand.wait(page.passphrase.field.hasFocus)
        unlock(self._hand)

    def _begin_anew(self, eric: UUID) -> None:
        self._hand.life.workspace.cover.uncover()
        test_the_room.back_to_today(self._hand)
        doing = self._rng.choice(any_moment.DOINGS)
        try:
            last = doing(self._hand, eric)
        except StopIteration:
            return  # chance has left nobody on the web to choose: all taken off, or it is as of a day before they came
        self._hand.settle()
        if last is not None:
            last()

    def _raised(self, _kind: type[BaseException], error: BaseException, _trace: Any) -> None:
        place = traceback.extract_tb(error.__traceback__)[-1]
        self.wrong.append(f"{self.doing}: {type(error).__name__} at {Path(place.filename).name}:{place.lineno}")
        print(self.doing, file=sys.stderr)
        traceback.print_exception(error)  # of what ends the walk itself nothing else is told


def _notes_what_is_done() -> None:
    run = Actions.run

    def note(actions: Actions, action: str) -> bool:
        tempfile.NamedTemporaryFile(prefix=action, delete=False).close()
        return run(actions, action)

    Actions.run = note  # type: ignore[method-assign]


def main() -> None:
    """Walk."""
    process.keep_to_itself()
    faulthandler.enable()  # that alone goes for the walk: where it crashes is to be told
    logs.begin(config.reports_folder())
    store, out, seed, events = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    ballast.BYTES = 64 * 1024
    if "plant" in sys.argv[5:]:
        _notes_what_is_done()
    application.make(["sbp-desktop"])
    rng = random.Random(seed)
    with apps(Waiting()) as start:
        hand = start(store)
        unlock(hand)
        chooser = Chooser(out, rng)
        walk = Walk(hand, rng)
        walk.go(events)
        chooser.deleteLater()
    print(*walk.wrong, f"{events} events", sep="\n", flush=True)


if __name__ == "__main__":
    main()
