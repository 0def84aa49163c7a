"""A worker who types into the real listening page without a pause, is killed, and what of it is there when it is opened again (R3).

    missing = typing_worker.run(home, seed=44, first=0, count=4)

Run as `python -m tests.reliability.typing_worker HOME --count N --seed S [--first K] [--plant]`: this process forks, so it
has no threads, no window and opens no store; the seconds of typing that are missing after each kill come as JSON.
"""

import argparse
import importlib
import json
import os
import pkgutil
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

import sbp_desktop.ui
from sbp_desktop.app import App
from sbp_desktop.services import conversations, people, unlocking
from sbp_desktop.storage import drafts, queries
from sbp_desktop.storage.key_slots import Kdf
from sbp_desktop.ui import application
from sbp_desktop.ui.conversations import conversation_page
from sbp_desktop.ui.conversations.writing import Pace
from tests.fixtures import PASSPHRASE, WORKER
from tests.reliability.forking import Child, Wire
from tests.reliability.ground import cheaply
from tests.reliability.power_cut import ROOT

EVERY_MS = 40
AT_ONCE = 8
"""So many type beside one another: most of a session is waiting for the next letter."""
SENTENCE = "the mornings are the long part and she always had the wireless on "


class Typist:
    """Opens the app as a person does, starts a conversation, and types for ever, saying each letter and its time."""

    def __init__(self, life: App, wire: Wire) -> None:
        self._life, self._wire, self._typed = life, wire, 0
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
            self._wire.say([time.monotonic(), self._typed])


def begin(vault: object) -> tuple[object, object]:
    """Somebody new and a conversation with them."""
    person = people.add_person(vault).created[0]  # type: ignore[arg-type]
    return person, conversations.start(vault, person).created[0]  # type: ignore[arg-type]


def types(folder: Path, plant: bool, wire: Wire) -> None:
    if plant:  # a worker who never pauses: the fault that the proof must see
        conversation_page.Pace = partial(Pace, at_most=1_000_000)  # type: ignore[assignment,misc]
    app = application.make(["typing-worker"])
    life = App(folder, replace=lambda: None)
    life.start()
    page = life.unlock_page
    assert page is not None
    page.passphrase.field.setText(PASSPHRASE)
    QTest.keyClick(page.passphrase.field, Qt.Key.Key_Return)
    typist = Typist(life, wire)
    app.exec()
    del typist


def letters_kept(folder: Path) -> int:
    """How much of the endless sentence is in the store, as a draft or as a line."""
    vault = unlocking.unlock(folder, PASSPHRASE)
    try:
        texts = [draft.text for draft in drafts.pending(vault)]
        for row in queries.people(vault):
            texts += [line.text for talk in queries.conversations(vault, row.id) for line in talk.entries]
        text = max(texts, key=len, default="")
        assert (SENTENCE * (len(text) // len(SENTENCE) + 1)).startswith(text)
        return len(text)
    finally:
        vault.close()


def one_kill(folder: Path, seconds: float, plant: bool) -> float:
    """Type for a while, kill, open again; returns how many seconds of typing are not there."""
    child = Child(lambda wire: types(folder, plant, wire))
    heard = [child.wire.hear()]
    if heard[0] is None:
        raise RuntimeError("the app did not get as far as typing")
    time.sleep(seconds)
    os.kill(child.pid, signal.SIGKILL)
    while (one := child.wire.hear()) is not None:
        heard.append(one)
    child.ended()
    reader = Child(lambda wire: wire.say(letters_kept(folder)))
    kept = reader.wire.hear()
    reader.ended()
    if kept is None:
        raise RuntimeError("what was typed cannot be read again")
    lost = [when for when, typed in heard if typed > kept]
    return float(heard[-1][0] - lost[0]) if lost else 0.0


def run(home: Path, *, seed: int, first: int, count: int, plant: bool = False) -> list[float]:
    """Kill so many sessions of typing, after the first so many; the seconds of typing missing after each."""
    command = [sys.executable, "-m", "tests.reliability.typing_worker", str(home), "--seed", str(seed)]
    command += ["--first", str(first), "--count", str(count)] + ["--plant"] * plant
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return [float(each) for each in json.loads(done.stdout.splitlines()[-1])]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--count", type=int, default=4)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=44)
    parser.add_argument("--plant", action="store_true")
    asked = parser.parse_args()
    for each in pkgutil.walk_packages(sbp_desktop.ui.__path__, "sbp_desktop.ui."):  # or each child loads its own
        importlib.import_module(each.name)
    missing: list[tuple[int, float]] = []
    with cheaply(), tempfile.TemporaryDirectory(dir=asked.home) as home:
        template = Path(home) / "template"
        made = Child(lambda wire: unlocking.create(template, PASSPHRASE, WORKER, Kdf.for_tests()).close())
        made.wire.hear()
        made.ended()
        numbers = range(asked.first, asked.first + asked.count)
        lanes = [
            Child(partial(_sessions, template, numbers[at::AT_ONCE], asked.seed, asked.plant)) for at in range(AT_ONCE)
        ]
        for lane in lanes:
            missing += iter(lane.wire.hear, None)
            lane.ended()
    if len(missing) != asked.count:
        raise RuntimeError("a session did not come to its end")
    print(json.dumps([seconds for _, seconds in sorted(missing)]))


def _sessions(template: Path, numbers: Iterable[int], seed: int, plant: bool, wire: Wire) -> None:
    """Kill one after another, and say the number of each and the seconds that are missing."""
    for number in numbers:
        folder = template.with_name(f"session-{number}")
        shutil.copytree(template, folder)
        chance = random.Random(hash((seed, number)))
        wire.say((number, one_kill(folder, 4.5 if plant else chance.uniform(1.0, 6.0), plant)))
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
