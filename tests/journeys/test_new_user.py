"""Tried as a new user would: a name, two sentences with a daughter in them, and all of it is kept."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from sbp_desktop.services import unlocking
from sbp_desktop.storage import queries
from tests.fixtures import PASSPHRASE
from tests.journeys.conftest import StartApp, unlock

CHOSEN = "heron kettle lantern friday moss"
CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_name_and_two_sentences_take_few_actions_and_no_dialog(start_app: StartApp, vault_folder: Path) -> None:
    hand = start_app(vault_folder)
    unlock(hand)
    hand.press(Qt.Key.Key_N, CTRL)
    hand.type("Eric")
    hand.press(Qt.Key.Key_Return)
    hand.wait(lambda: hand.life.workspace.listening)
    hand.settle()
    hand.type('"My daughter Jean takes me on Tuesdays. She is good to me."')
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    assert hand.actions <= 12
    assert hand.dialogs == 0
    hand.life.end()

    vault = unlocking.unlock(vault_folder, PASSPHRASE)
    try:
        (row,) = queries.people(vault)
        assert row.name == "Eric"
        web = queries.web(vault, row.id)
        jean = next(node for node in web.nodes if node.id != web.self_node)
        assert (jean.label, jean.relation) == ("Jean", "daughter")
        (talk,) = queries.conversations(vault, row.id)
        (line,) = [entry for entry in talk.entries if entry.text]
        assert "takes me on Tuesdays. She is good to me." in line.text
        assert line.said_by == web.self_node
        assert [mention.node for mention in line.mentions] == [jean.id]
    finally:
        vault.close()


def test_a_first_run_without_room_goes_on_in_the_same_window(
    start_app: StartApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, make, full = tmp_path / "mine", os.mkdir, [True]

    def no_room(path: Any, *rest: Any, **more: Any) -> None:
        if Path(path).name == "attachments" and full:
            raise OSError(errno.ENOSPC, "No space left on device")
        make(path, *rest, **more)

    monkeypatch.setattr(os, "mkdir", no_room)
    hand = start_app(folder)
    page = hand.life.unlock_page
    assert page is not None
    steps = page.steps
    assert steps is not None
    hand.type(CHOSEN)
    hand.press(Qt.Key.Key_Return)
    hand.type(CHOSEN)
    hand.press(Qt.Key.Key_Return)
    hand.click(steps.who.skip)
    hand.click(steps.begin.begin)
    hand.wait(lambda: "begin again" in steps.begin.problem.plain)
    assert [path.name for path in folder.iterdir()] == ["lock"]
    full.clear()
    hand.press(Qt.Key.Key_Return)  # the cursor is on it
    hand.wait(lambda: hand.life.workspace is not None and hand.window.isVisible(), timeout=30_000)
    assert hand.ask(queries.people) == ()
    hand.life.end()
    unlocking.unlock(folder, CHOSEN).close()
