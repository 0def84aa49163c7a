"""One working day in the real app, by mouse and key, with canaries wherever a word can stand; then a lock, or a crash.

    python -m tests.reliability.day STORE OUT (lock | wipe | crash | thumbnail)     the passphrase on standard input, as hex

`lock` is what ships: the process is replaced. `wipe` is what the lock would be without that, for the ablation, and
`thumbnail` unlocks and leaves a small picture where small pictures are left. Says "N planted" and "ended" on standard
output, and what a window title should not have said.
"""

import gc
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QTextEdit, QWidget

from sbp_desktop import app as whole
from sbp_desktop import config, logs, process
from sbp_desktop.models.snapshots import FOR_WORKER
from sbp_desktop.services import exporting, people
from sbp_desktop.storage.vault import Vault
from sbp_desktop.tour import hands, walk
from sbp_desktop.ui import application
from sbp_desktop.ui.unlock.unlock_page import UnlockPage
from tests.reliability.canaries import CANARY, canaries, say_everything
from tests.reliability.paged_out import page_out

_CTRL = Qt.KeyboardModifier.ControlModifier


class Titles(QObject):
    """Sees every window's title as it changes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.WindowTitleChange, QEvent.Type.Show) and isinstance(watched, QWidget):
            self.seen.add(watched.windowTitle())
        return False


def said(count: list[int]) -> Iterator[str]:
    """Canaries, counted, in letters that keys can type."""
    for word in canaries():
        count[0] += 1
        yield word.replace("ü", "u")


def stray(_vault: Vault, words: str) -> None:
    """An error nobody foresaw, whose text quotes what somebody said."""
    raise RuntimeError(words)


def main() -> None:
    """Live the day."""
    process.keep_to_itself()
    logs.begin(config.reports_folder())
    store, out, end = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    passphrase = sys.stdin.readline().rstrip("\n")
    sys.argv[1:] = ["--vault", str(store)]  # what the app that comes after the lock is started with
    qt = application.make(["sbp-desktop"])
    application.hush()
    titles = Titles()
    qt.installEventFilter(titles)
    life = whole.App(store) if end == "lock" else whole.App(store, replace=lambda: None)
    QTimer.singleShot(0, lambda: begin(life, out, end, passphrase, titles))
    life.start()
    qt.exec()


def begin(life: whole.App, out: Path, end: str, passphrase: str, titles: Titles) -> None:
    """Live the day; one that goes wrong ends the process."""
    try:
        day(life, out, end, passphrase, titles)
    except BaseException:  # noqa: BLE001 - whatever it was, the harness must hear of it
        traceback.print_exc()
        os._exit(1)


def day(life: whole.App, out: Path, end: str, passphrase: str, titles: Titles) -> None:
    count = [0]
    words = said(count)
    page = hands.wait_for("the unlock page", lambda: hands.shown(UnlockPage))
    for at in range(0, len(passphrase), 2):  # never whole in our own memory, so that what is found there is the app's
        letter = chr(int(passphrase[at : at + 2], 16))
        hands.type_words(page.passphrase.field, letter)
    walk.unlock(page, "")
    if end == "thumbnail":
        tempfile.NamedTemporaryFile(suffix=".png", delete=False).close()
        os._exit(0)
    person = walk.ask(life.background, say_everything, words)
    at_the_screen(life, person, words, out)
    print(count[0], "planted", flush=True)
    print(*(["a title says it"] if any(CANARY in title for title in titles.seen) else []), flush=True)
    if end == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if end == "wipe":
        QTimer.singleShot(3000, wiped)
    else:
        page_out()  # all of the day that may go to swap has been there by the time of the lock
        print("ended", flush=True)
    hands.key(next(hands.windows()), Qt.Key.Key_L, _CTRL)


def wiped() -> None:
    """All that Python can do without a new process."""
    gc.collect()
    print("ended", flush=True)


def at_the_screen(life: whole.App, person: UUID, words: Iterator[str], out: Path) -> None:
    """Met, listened, drawn, copied, searched, taken along, covered, and one thing gone wrong."""
    walk.FIRST_LINE, walk.SECOND_LINE, walk.BY_KEY = next(words), next(words), next(words)
    walk._open_person(walk.Visit(life.background, person, out))
    met = walk.ask(life.background, people.add_person, next(words)).created[0]
    walk.write_and_draw(walk.Visit(life.background, met, out))
    window = next(hands.windows())
    box = QTextEdit(next(words))
    box.selectAll()
    box.copy()
    QGuiApplication.clipboard().setText(next(words))
    hands.key(window, Qt.Key.Key_F, _CTRL)
    hands.pause()
    typed = QApplication.focusWidget()
    if typed is not None:
        hands.type_words(typed, CANARY)
    hands.pause()
    hands.key(window, Qt.Key.Key_Escape)
    for form in ("json", "csv", "graphml"):
        walk.ask(life.background, export, person, out / f"copy-{form}", form)
    life.background.run(stray, next(words), failed=lambda _error: None)
    life.workspace.cover.show()
    hands.pause()
    life.workspace.cover.uncover()
    walk.settle(life.background)


def export(vault: Vault, person: UUID, path: Path, form: str) -> None:
    exporting.export(vault, person, path, audience=FOR_WORKER, format=form)


if __name__ == "__main__":
    main()
