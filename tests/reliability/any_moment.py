"""Locks the real app at any moment of its work, by any of its ways, and searches what runs then (S3).

    wrong, took = any_moment.run(home, seed=1, first=0, count=12)

Each lock is of a process of its own, forked from one that has imported everything: it opens the store that the one
before locked, looks whether what was being typed there is kept, and on the screen where that was a conversation; gets
to some state; types half a sentence where such things are kept; and is locked. The process is then another program:
its memory, and that of whatever it began, is searched for words, passphrase and keys.

Run as `python -m tests.reliability.any_moment HOME --seed S --first K --count N [--plant]`: this process forks, so
it is one that has no threads and opens no store; what is wrong, and how long each lock took, come as JSON.
"""

import argparse
import gc
import importlib
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple, Self
from uuid import UUID

import psutil
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from sbp_desktop import app as whole
from sbp_desktop import process
from sbp_desktop.services import people, unlocking, webs
from sbp_desktop.storage import backups, ballast, enrolment, queries
from sbp_desktop.storage.key_slots import Kdf
from sbp_desktop.storage.statements import Connection
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import application
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.conversations.listening_text import ListeningText
from sbp_desktop.ui.keep import dialogs
from sbp_desktop.ui.people.kept_text import KeptText
from sbp_desktop.ui.web.ink_hand import NoteBox
from sbp_desktop.ui.web.kept_field import KeptField
from tests.fixtures import PASSPHRASE, WORKER
from tests.journeys import test_cover as states
from tests.journeys.conftest import apps, unlock
from tests.journeys.hand import Hand, Waiting
from tests.reliability import test_the_room
from tests.reliability.canaries import CANARY, Needles, canaries, found_in_memory, needles, say_everything
from tests.reliability.forking import Child, Wire
from tests.reliability.power_cut import ROOT
from tests.reliability.test_day import keys_of, wait_for_the_lock

CALLED = f"{CANARY} Eric"
WITHIN_S = 1.0
_PATIENCE_MS = 15_000
_AGAIN_MS = 100
FAR = 1_000_000
"""Between the seeds of one run and those of the next."""
_OF_A_STORE = 50
"""A store is used for so many locks: what each adds to its pages makes the next one slower to get to."""


# ---- what the worker is doing; what a state returns is to be done last


def in_my_space(hand: Hand, _eric: UUID) -> None:
    hand.life.workspace.open_my_space()


def keeping_safe(hand: Hand, eric: UUID) -> None:
    states.on_the_person(hand, eric)
    hand.press(Qt.Key.Key_F7)


def what_was_agreed(hand: Hand, eric: UUID) -> None:
    hand.life.workspace.open_agreed(eric)


def a_page_to_leave(hand: Hand, eric: UUID) -> None:
    states.on_the_person(hand, eric)
    hand.life.workspace.actions.run("leave_page")


def keeping_the_web(hand: Hand, eric: UUID) -> None:
    states.panel_open(hand, eric)
    hand.life.workspace.actions.run("keep")


def choosing_a_file(hand: Hand, eric: UUID) -> Callable[[], object]:
    """In the system's own window, which has an event loop of its own."""
    states.writing(hand, eric)
    return lambda: dialogs.ask_where(hand.window, "Keep", ".pdf")


def a_new_passphrase(hand: Hand, _eric: UUID) -> None:
    hand.life.workspace.open_settings()
    hand.settle()
    hand.life.workspace.settings.passphrase.now.field.setText(PASSPHRASE)


def signing_in(hand: Hand, eric: UUID) -> None:
    """Covered, and half the passphrase typed."""
    states.writing(hand, eric)
    hand.life.workspace.cover.press()
    hand.life.workspace.cover.page.ask()
    hand.type(PASSPHRASE[:12])


def copying(hand: Hand, eric: UUID) -> Callable[[], object]:
    states.writing(hand, eric)
    return lambda: hand.life.background.run(backups.begin, priority="low")


def together(hand: Hand, eric: UUID) -> None:
    page = test_the_room.turn(hand, eric)
    walk = test_the_room.Walk(hand, eric, 0, lambda _vault, _coming: None, 0)
    draw = random.Random(hand.life.background.vault().newest())
    for _ in range(2):
        draw.choice(test_the_room.DEEDS)(walk, draw)
    page.ask_how_it_was()
    hand.type("good")


DOINGS: tuple[Callable[[Hand, UUID], Callable[[], object] | None], ...] = (
    *states.STATES, in_my_space, keeping_safe, what_was_agreed, a_page_to_leave, keeping_the_web, choosing_a_file,
    a_new_passphrase, signing_in, copying, together,
)  # fmt: skip
_KEEPS = (KeptText, KeptField, ListeningText, NoteBox)


def half_a_sentence(hand: Hand, draw: random.Random, words: str) -> str:
    """Type into one of the texts that keep themselves; the words, "" where none can be typed into now."""
    if QApplication.activeModalWidget() is not None or hand.life.workspace.cover.covered:
        return ""
    boxes = [box for box in hand.window.findChildren(QWidget) if isinstance(box, _KEEPS) and box.isVisible()]
    boxes = [box for box in boxes if box.isEnabled() and not box.isReadOnly()]
    if not boxes:
        return ""
    box = draw.choice(boxes)
    box.setFocus()
    QTest.keyClicks(box, words)
    return words


# ---- the ways a lock comes


def by_key(hand: Hand) -> None:
    """As the system hands a key over: to a window, which gives it to a menu that is open or to where the cursor is.

    Pressed again where a dialog opens over it just then: Qt drops what the window below is still given.
    """
    to, over = QApplication.focusWindow() or hand.window.windowHandle(), QApplication.modalWindow()
    QTest.keyClick(to, Qt.Key.Key_L, states.CTRL)
    if over is not None and over != to and not hand.life.workspace.cover.covered:
        QTimer.singleShot(_AGAIN_MS, hand.window, partial(by_key, hand))


def from_find(hand: Hand) -> None:
    """As chosen among what can be done."""
    hand.life.workspace.actions.run("lock")


def left_alone(hand: Hand) -> None:
    idle = hand.life.workspace.idle
    idle._clock = lambda: 1e12
    idle.look()


def screen_locked(hand: Hand) -> None:
    hand.life.workspace._session.locked()


def lid_closed(hand: Hand) -> None:
    hand.life.workspace._session.sleeping(True)


WAYS = (by_key, from_find, left_alone, screen_locked, lid_closed)


# ---- what is kept


def kept(vault: Vault, words: str) -> bool:
    """Whether these words stand anywhere in what the worker kept."""
    with vault.reading() as shared, vault.local() as own:
        return any(words.encode() in cell for conn in (shared, own) for cell in _cells(conn))


def _cells(conn: Connection) -> Iterator[bytes]:
    for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        for row in conn.execute(f'SELECT * FROM "{name}"').fetchall():
            yield from (
                cell.encode() if isinstance(cell, str) else cell for cell in row if isinstance(cell, str | bytes)
            )


# ---- one life, from unlocking to its lock


class Clock(NamedTuple):
    """Where the time goes: seconds that passed, and those of them in which one of these threads, which wait for each other,
    waited for a processor.
    """

    passed: float
    waited: float

    @classmethod
    def now(cls, threads: Iterable[int]) -> Self:
        told = [Path(f"/proc/self/task/{one}/schedstat").read_text() for one in threads]
        return cls(time.monotonic(), sum(int(one.split()[1]) for one in told) / 1e9)


class Life:
    """The app in this process. What it is doing, and how it is locked, is drawn by its number."""

    def __init__(self, wire: Wire, folder: Path, number: int, plant: bool) -> None:
        self._wire, self._folder, self._plant = wire, folder, plant
        self._draw = random.Random(number)
        self._doing, self._way = self._draw.choice(DOINGS), self._draw.choice(WAYS)
        self._said = {"at": f"{number} ({self._doing.__name__}, {self._way.__name__})", "words": "", "page": ""}
        self._covered: list[bool] = []
        self._threads: tuple[int, ...] = ()
        self._began = Clock(0, 0)

    def live(self, before: Mapping[str, str]) -> None:
        """Never returns. `before`: what the life before this one said as it was locked."""
        sys.argv[1:] = ["--vault", str(self._folder)]  # what the app that comes after the lock is started with
        sys.excepthook = lambda _kind, error, _trace: self._wrong(_told(error))
        application.make(["sbp-desktop"])
        with apps(Waiting()) as start:
            hand = start(self._folder)
            hand.life._replace = self._replace
            unlock(hand)
            self._look_back(hand, before)
            self._go_on(hand)
            with suppress(TimeoutError):
                hand.wait(lambda: False, _PATIENCE_MS)
            self._wrong("it was not locked")
            os._exit(1)

    def _wrong(self, what: str) -> None:
        self._wire.say({"wrong": f"{self._said['at']}: {what}"})

    def _look_back(self, hand: Hand, before: Mapping[str, str]) -> None:
        """Is what was being typed kept, and where it was a conversation on the screen again?"""
        if before.get("words"):
            if not hand.ask(kept, before["words"]):
                self._wire.say({"wrong": f"{before['at']}: what was typed is not kept"})
            hand.settle()
            page = hand.window.page()
            there = isinstance(page, ConversationPage) and before["words"] in page.text.toPlainText()
            if before["page"] == ConversationPage.__name__ and not there:
                self._wire.say({"wrong": f"{before['at']}: what was typed is not on the screen again"})

    def _go_on(self, hand: Hand) -> None:
        """Get to some state, type, and have the lock come a moment later."""
        last = self._doing(hand, hand.ask(queries.people, CALLED)[0].id)
        hand.settle()
        words = f"{CANARY}{self._draw.randrange(10**6)} he hears less"
        QTimer.singleShot(self._draw.randrange(600), hand.window, lambda: self._lock(hand))
        typed = half_a_sentence(hand, self._draw, words)
        self._said["words"] = typed or states.HALF * isinstance(hand.window.page(), ConversationPage)
        if last is not None:
            last()

    def _lock(self, hand: Hand) -> None:
        cover = hand.life.workspace.cover
        if cover.covered and self._way in (by_key, from_find):
            self._way = screen_locked  # the cover lets no key through but its own
        self._said["page"] = type(hand.window.page()).__name__
        self._covered.append(cover.covered)
        cover.covered_changed.connect(self._covered.append)
        self._wire.say({"locked": self._said})
        self._threads = threading.get_native_id(), hand.life.background._thread.native_id or 0
        if self._plant:
            hand.life.background.drain = lambda *_: True  # type: ignore[method-assign]
        self._began = Clock.now(self._threads)
        self._way(hand)

    def _replace(self) -> None:
        """What a lock calls last."""
        if True not in self._covered:
            self._wrong("nothing was covered")
        waited = Clock.now(self._threads).waited - self._began.waited
        self._wire.say({"began": self._began.passed, "waited": waited})
        if self._plant:
            gc.collect()
            self._wire.close()
            time.sleep(60)
        whole.replace_process()


def _told(error: BaseException) -> str:
    """By class and place, as the app's own log does."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"


def _live(wire: Wire, folder: Path, number: int, before: Mapping[str, str], plant: bool) -> None:
    process.keep_to_itself()
    try:
        Life(wire, folder, number, plant).live(before)
    except BaseException as error:
        wire.say({"wrong": f"{number}: {_told(error)}"})
        raise


def somebody_among_others(folder: Path) -> Vault:
    """A store in which every word is a canary."""
    vault = unlocking.create(folder, PASSPHRASE, WORKER, Kdf.for_tests())
    said = canaries()
    say_everything(vault, said)
    eric = people.add_person(vault, CALLED).created[0]
    for _ in range(6):
        webs.add_node(vault, eric, next(said))
    return vault


def _make(wire: Wire, folder: Path, port: int) -> None:
    """A store that is known to a council which hears and never answers."""
    vault = somebody_among_others(folder)
    known = enrolment.Enrolment(f"http://127.0.0.1:{port}", bytes(16), bytes(32), "Test council", "Test worker")
    enrolment.keep(vault, known, vault.worker_id)
    vault.close()
    wire.say("made")


# ---- one after another


@dataclass
class Locks:
    """What came of a run: how many seconds passed at each lock and how many of them it took, the rest being others' of
    this machine; and what is wrong.
    """

    passed: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def longest(self) -> float:
        """The seconds that 99 of 100 took at the most."""
        return _at(self.took, 0.99)

    def __str__(self) -> str:
        told = (
            f"{what}: half {_at(of, 0.5):.2f}, 99 of 100 {_at(of, 0.99):.2f}"
            for what, of in (("taken", self.took), ("passed", self.passed))
        )
        return f"{len(self.took)} locks; seconds {'; '.join(told)}"


def _at(seconds: list[float], part: float) -> float:
    return sorted(seconds)[int(len(seconds) * part)] if seconds else 0.0


def _locks(home: Path, first: int, count: int, plant: bool) -> Locks:
    run = Locks()
    nobody = socket.create_server(("127.0.0.1", 0), backlog=4096)
    for begin in range(first, first + count, _OF_A_STORE):
        folder = home / f"store-{begin}"
        maker = Child(lambda wire, to=folder: _make(wire, to, nobody.getsockname()[1]))
        made = maker.wire.hear()
        maker.ended()
        if made is None:
            raise RuntimeError("no store could be made")
        wanted = needles({"canary": CANARY, "half a sentence": states.HALF, "passphrase": PASSPHRASE}, keys_of(folder))
        before: Mapping[str, str] = {}
        for number in range(begin, min(begin + _OF_A_STORE, first + count)):
            before = _one(run, folder, number, before, wanted, plant)
        shutil.rmtree(folder)
    return run


def _one(
    run: Locks, folder: Path, number: int, before: Mapping[str, str], wanted: Needles, plant: bool
) -> Mapping[str, str]:
    """Let one process work and be locked, and look for what it knew in what runs then; what it said as it was locked."""
    child = Child(lambda wire: _live(wire, folder, number, before, plant))
    said: Mapping[str, str] = {}
    began = waited = 0.0
    try:
        while (message := child.wire.hear()) is not None:
            said = message.get("locked", said)
            run.wrong += [message["wrong"]] if "wrong" in message else []
            began, waited = message.get("began", began), message.get("waited", waited)
        if began:
            # The wire closes as the process becomes another program, which is the end of a lock.
            run.passed.append(time.monotonic() - began)
            run.took.append(run.passed[-1] - waited)
            if not plant:
                wait_for_the_lock(child.pid, replaced=True, at_rest=number == 0)
            everyone = [child.pid, *(one.pid for one in psutil.Process(child.pid).children(recursive=True))]
            run.wrong += [f"{said['at']}: {name} in memory" for name in found_in_memory(everyone, wanted)]
        else:
            run.wrong.append(f"{number}: no lock came to its end")
    finally:
        child.ended()
    return said


def run(home: Path, *, seed: int = 0, first: int = 0, count: int = 0, plant: bool = False) -> Locks:
    """Lock so many times more after the first so many, in a process of its own."""
    command = [sys.executable, "-m", "tests.reliability.any_moment", str(home), "--seed", str(seed)]
    command += ["--first", str(first), "--count", str(count)] + ["--plant"] * plant
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return Locks(**json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--plant", action="store_true")
    asked = parser.parse_args()
    ballast.BYTES = 64 * 1024
    for name in ("council_speaker", "mended_words"):
        importlib.import_module(f"sbp_desktop.ui.{name}")
    whole._load_services()
    print(json.dumps(asdict(_locks(asked.home, asked.seed * FAR + asked.first, asked.count, asked.plant))))


if __name__ == "__main__":
    main()
