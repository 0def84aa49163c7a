"""A worker's long day at the real window: people met, lines typed, webs drawn, things undone and found.

Everything goes through the app's own widgets by key and mouse events. Ends by saying the process's own memory.
"""

import json
import os
import random
import sys
import time
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sbp_desktop.app import App
from sbp_desktop.ui import application
from tests.benchmarks.stores import PASSPHRASE, person_id
from tests.benchmarks.words import Language

CTRL = Qt.KeyboardModifier.ControlModifier


class Worker:
    """Works with one person for a while, then turns to the next, as a day goes."""

    def __init__(self, app: QApplication, life: App, known: int) -> None:
        self._app, self._life, self._known = app, life, known
        self._chance = random.Random(17)
        self._lines = Language(2000).sentences(5, 30)
        self.edits = 0
        life.background.committed.connect(self._count)

    def _count(self, _changes: object) -> None:
        self.edits += 1

    def settle(self) -> None:
        """Let everything asked for be done and shown."""
        for _ in range(3):
            self._life.background.drain()
            self._app.processEvents()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def visit(self) -> None:
        """Open somebody, write with them and draw; about thirty edits."""
        workspace = self._life.workspace
        if self._chance.random() < 0.1:
            workspace.new_person.open()
            self._type(" ".join(next(self._lines).split()[:2]))
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
            self._wait_for(lambda: workspace.listening)
            person: UUID = workspace._person
        else:
            person = person_id(self._chance.randrange(self._known))
            workspace.open_person(person)
            self.settle()
            workspace.window.page()._start.click()
            self._wait_for(lambda: workspace.listening)
        self.settle()
        text = workspace.window.page().text
        for _ in range(8):
            self._write(text)
        workspace.open_web(person)
        self.settle()
        self._draw(workspace.window.page().canvas)
        self._find(workspace)
        workspace.open_today()
        self.settle()

    def _write(self, text: Any) -> None:
        text.setFocus()
        QTest.keyClicks(text, next(self._lines))
        QTest.keyClick(text, Qt.Key.Key_Return)
        self.settle()
        if self._chance.random() < 0.2:
            self._life.workspace.undo()
            self.settle()
            self._life.workspace.redo()
            self.settle()

    def _draw(self, canvas: Any) -> None:
        for _ in range(6):
            canvas.name_field.setFocus()
            QTest.keyClicks(canvas.name_field, next(self._lines).split()[0])
            QTest.keyClick(canvas.name_field, Qt.Key.Key_Return)
            self.settle()
            drawn = [key for key in canvas.scene.nodes if key != canvas.scene.web.self_node]
            if drawn:
                self._drag(canvas, self._chance.choice(drawn))

    def _drag(self, canvas: Any, node: UUID) -> None:
        view = canvas.view
        start = view.mapFromScene(canvas.scene.point_of(node))
        end = start + QPoint(self._chance.randint(-30, 30), self._chance.randint(-30, 30))
        QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
        for part in (0.3, 0.6, 1.0):
            QTest.mouseMove(view.viewport(), start + (end - start) * part)
        QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)
        self.settle()

    def _find(self, workspace: Any) -> None:
        workspace.window.open_search()
        self._type(next(self._lines)[:3])
        self.settle()
        workspace.window.step_back()

    def _type(self, words: str) -> None:
        self._app.processEvents()
        target = QApplication.focusWidget()
        if target is not None:
            QTest.keyClicks(target, words)

    def _wait_for(self, condition: Any) -> None:
        until = time.monotonic() + 20
        while not condition() and time.monotonic() < until:
            self.settle()


def megabytes(name: str) -> float:
    """VmRSS (now) or VmHWM (at most) of this process."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    return 0.0


def main() -> None:
    folder, edits, seconds, known = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = application.make(["scripted-worker"])
    life = App(folder, replace=lambda: None)
    life.start()
    page = life.unlock_page
    assert page is not None
    app.processEvents()
    page.passphrase.field.setText(PASSPHRASE)
    QTest.keyClick(page.passphrase.field, Qt.Key.Key_Return)
    worker = Worker(app, life, known)
    while life.workspace is None or not life.workspace.window.isVisible():
        worker.settle()
    life.workspace.window.activateWindow()
    worker.settle()
    idle, began = megabytes("VmRSS"), time.monotonic()
    while worker.edits < edits or time.monotonic() - began < seconds:
        worker.visit()
        # Spread over the hour that was asked for; the app goes on living meanwhile.
        due = min(began + seconds * min(1.0, worker.edits / edits), time.monotonic() + 30.0)
        while time.monotonic() < due:
            app.processEvents()
            time.sleep(0.05)
    said = {"idle_mb": idle, "resident_mb": megabytes("VmRSS"), "peak_mb": megabytes("VmHWM")}
    print(json.dumps(said | {"edits": worker.edits, "seconds": time.monotonic() - began}), flush=True)
    life.end()


main()
