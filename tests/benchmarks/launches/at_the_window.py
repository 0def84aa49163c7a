"""The real window on a big store: Enter to a painted Today, people and webs opened until painted; ends by saying times."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from sbp_desktop.app import App
from sbp_desktop.storage import key_slots
from sbp_desktop.ui import application
from tests.benchmarks.stores import PASSPHRASE, person_id

QUIET_S = 0.04
"""Nothing asked for and nothing drawn for this long: Qt draws at most every 16 ms."""
LONG_ROUND_S = 0.005


class Watch(QObject):
    """Sees when a window has been drawn: Qt asks the window itself to bring its picture up to date."""

    def __init__(self, app: QApplication, life: App) -> None:
        super().__init__()
        self._app, self._life = app, life
        self._words: Callable[[], bool] = lambda: False
        self._drawn = self._said = False  # in this round: a picture at all, and one with the words
        self._tick = QTimer(self, interval=1)
        self._tick.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            watched.windowHandle().installEventFilter(self)
        if event.type() in (QEvent.Type.UpdateRequest, QEvent.Type.Expose):
            self._drawn, self._said = True, self._said or self._words()
        return False

    def follow(self, window: QWidget) -> None:
        """From before it shows: its first picture counts."""
        window.installEventFilter(self)

    def until_drawn(self, act: Callable[[], object], words: Callable[[], bool] = lambda: False) -> tuple[float, float]:
        """Milliseconds from an action until its words were drawn, and until the last picture with nothing to follow.

        `words()` tells whether the words stand on the page; it is asked as each picture begins.
        """
        self._words = words
        began = last = time.perf_counter()
        said: float | None = None
        act()
        busy = time.perf_counter()
        while time.perf_counter() - busy < QUIET_S:
            self._drawn, self._said, round_began = False, False, time.perf_counter()
            # Waits for the timer at the latest: a loop that never sleeps would take a core from the work itself.
            self._app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            now = time.perf_counter()
            if self._drawn:
                last = now
                said = said or (now if self._said else None)
            if self._drawn or self._life.background._waiting or now - round_began > LONG_ROUND_S:
                busy = now
        return ((said or last) - began) * 1000, (last - began) * 1000


def unlocked(app: QApplication, life: App, watch: Watch) -> tuple[float, float]:
    """Press Enter on the typed passphrase and wait for Today."""
    page = life.unlock_page
    assert page is not None
    page.passphrase.field.setText(PASSPHRASE)

    while life._ready is None:  # on a busy machine
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    watch.follow(life._ready.window)

    def enter() -> None:
        QTest.keyClick(page.passphrase.field, Qt.Key.Key_Return)
        while life.workspace is None:
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def said() -> bool:
        return life.workspace.window.isVisible() and not life.workspace.today._with.isHidden()

    return watch.until_drawn(enter, said)


def the_passphrase_alone() -> list[float]:
    """Milliseconds that Argon2id takes within the very unlock that is timed: apart from it, it varies by more than
    the page costs."""
    took: list[float] = []
    real = key_slots.open_root_key

    def timed_one(*args: object, **kwargs: object) -> object:
        began = time.perf_counter()
        try:
            return real(*args, **kwargs)  # type: ignore[arg-type]
        finally:
            took.append((time.perf_counter() - began) * 1000)

    key_slots.open_root_key = timed_one  # type: ignore[assignment]
    return took


def main() -> None:
    folder, opens, known = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    app = application.make(["at-the-window"])
    life = App(folder, replace=lambda: None)
    watch = Watch(app, life)
    watch.until_drawn(life.start)
    watch.until_drawn(lambda: None)
    argon = the_passphrase_alone()
    said: dict[str, object] = {"unlock": unlocked(app, life, watch), "argon": argon[0]}
    workspace = life.workspace
    people, webs, todays = [], [], []

    def open_person(number: int) -> tuple[float, float]:
        person = person_id(number)
        return watch.until_drawn(
            lambda: workspace.open_person(person),
            lambda: workspace.person.shown is not None and workspace.person.shown.id == person,
        )

    for number in range(opens):
        people.append(open_person((number * 37 + 1) % known))
        todays.append(watch.until_drawn(workspace.open_today, lambda: not workspace.today._with.isHidden()))
    for _ in range(max(2, opens // 2)):
        open_person(0)
        webs.append(watch.until_drawn(lambda: workspace.open_web(person_id(0)))[1])
        watch.until_drawn(workspace.open_today)
    print(json.dumps(said | {"people": people, "webs": webs, "todays": todays}), flush=True)
    life.end()


if __name__ == "__main__":
    main()
