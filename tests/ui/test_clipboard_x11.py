"""What another program of an X display can read of what was copied and marked in ours: a real display, two programs (S8)."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

pytestmark = pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not installed")

SAID = "quetzalclip at home"
OURS = """
import sys
from PySide6.QtCore import QSocketNotifier, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTextEdit
from sbp_desktop.ui.clipboard import FORGETS_AFTER_MS, Clipboard
app = QApplication([])
guard = Clipboard() if {guarded!r} else None
box = QTextEdit({said!r})
box.show()
QTest.qWaitForWindowExposed(box)
def told():
    word = sys.stdin.readline().strip()
    if word == "copy":
        QTest.mouseDClick(box.viewport(), Qt.MouseButton.LeftButton, pos=box.cursorRect().center())
        box.selectAll()
        QTest.keyClick(box, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        QTest.qWait(50)
    if word == "time" and guard:
        guard.timer.start(1)
        QTest.qWait(100)
        guard.timer.setInterval(FORGETS_AFTER_MS)
    if word == "lock" and guard:
        guard.forget()
        QTest.qWait(50)
    print("done" if word else "", flush=True)
    if not word:
        app.quit()
reader = QSocketNotifier(0, QSocketNotifier.Type.Read)
reader.activated.connect(told)
print("ready", flush=True)
app.exec()
"""
THEIRS = """
from PySide6.QtGui import QClipboard, QGuiApplication
app = QGuiApplication([])
board = app.clipboard()
data = board.mimeData(QClipboard.Mode.Clipboard)
hint = bytes(data.data("x-kde-passwordManagerHint").data()).decode()
print(board.text(QClipboard.Mode.Clipboard), board.text(QClipboard.Mode.Selection), hint, sep="|")
"""


def missing() -> bool:
    return shutil.which("Xvfb") is None


@contextmanager
def a_display() -> Iterator[dict[str, str] | None]:
    """An X display of our own, as surroundings for programs; None where Qt opens no window on it."""
    told, tells = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(tells), "-screen", "0", "640x480x24", "-nolisten", "tcp"],
        pass_fds=[tells],
        stderr=subprocess.DEVNULL,
    )
    os.close(tells)
    try:
        with os.fdopen(told) as number:
            name = number.readline().strip()
        surroundings = {**os.environ, "DISPLAY": f":{name}", "QT_QPA_PLATFORM": "xcb"}
        asked = [sys.executable, "-c", THEIRS]
        opened = name and not subprocess.run(asked, env=surroundings, capture_output=True, check=False).returncode
        yield surroundings if opened else None
    finally:
        server.kill()
        server.wait()


def read_by_others(display: Mapping[str, str]) -> list[str]:
    """What another program reads: the clipboard, what is marked, and the hint for clipboard histories."""
    done = subprocess.run([sys.executable, "-c", THEIRS], env=display, capture_output=True, text=True, check=True)
    return done.stdout.strip("\n").split("|")


@pytest.fixture(scope="module")
def display() -> Iterator[dict[str, str]]:
    with a_display() as made:
        if made is None:
            pytest.skip("Qt cannot open a window of X here")
        yield made


class Ours:
    """A text box of the app's, in a process of its own."""

    def __init__(self, display: dict[str, str], *, guarded: bool) -> None:
        self._display = display
        told = OURS.format(guarded=guarded, said=SAID)
        self._child = subprocess.Popen(
            [sys.executable, "-c", told], env=display, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._line()

    def do(self, word: str) -> None:
        assert self._child.stdin is not None
        self._child.stdin.write(f"{word}\n")
        self._child.stdin.flush()
        self._line()

    def _line(self) -> None:
        assert self._child.stdout is not None
        assert self._child.stdout.readline()

    def seen_by_others(self) -> list[str]:
        """What another program reads: the clipboard, what is marked, and the hint for clipboard histories."""
        return read_by_others(self._display)

    def close(self) -> None:
        self._child.kill()
        self._child.communicate()


@pytest.mark.parametrize("then", ["time", "lock"])
def test_what_is_copied_is_marked_secret_and_gone_and_what_is_marked_is_offered_to_nobody(
    display: dict[str, str], then: str, long_form: bool
) -> None:
    ours = Ours(display, guarded=True)
    try:
        for _ in range(250 if long_form else 1):
            ours.do("copy")
            assert ours.seen_by_others() == [SAID, "", "secret"]
            ours.do(then)
            assert ours.seen_by_others() == ["", "", ""]
    finally:
        ours.close()


def test_without_the_guard_both_would_stand_there_for_anybody(display: dict[str, str]) -> None:
    ours = Ours(display, guarded=False)
    try:
        ours.do("copy")
        ours.do("time")
        copied, marked, hint = ours.seen_by_others()
        assert (copied, marked, hint) == (SAID, SAID.split(maxsplit=1)[0], "")
    finally:
        ours.close()
