"""Tried as a new user would: a name, two sentences with a daughter in them, and all of it is kept."""

from pathlib import Path

from PySide6.QtCore import Qt

from sbp_desktop.services import unlocking
from sbp_desktop.storage import queries
from tests.fixtures import PASSPHRASE
from tests.journeys.conftest import StartApp, unlock

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
