"""With thousands of people kept and one open, nobody else's name is anywhere a person in the room could see or hear."""

import shutil
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from sbp_desktop.services import people, unlocking
from sbp_desktop.storage import queries
from sbp_desktop.storage.vault import Vault
from tests.fixtures import PASSPHRASE
from tests.journeys.conftest import StartApp, unlock
from tests.journeys.hand import Hand, spoken

CTRL = Qt.KeyboardModifier.ControlModifier
OTHERS = 5000
FAMILY = "Zzyxqua"  # in every other person's name and nowhere else


def fill(vault: Vault, others: int) -> None:
    with vault.unit_of_work("Added many", undoable=False) as work:
        for number in range(others):
            person = work.new("Person", work.vault.worker_id, {"preferred_name": f"Ann {FAMILY}{number}"})
            del person


def test_nobody_else_is_named_while_a_person_is_open(start_app: StartApp, vault_folder: Path, tmp_path: Path) -> None:
    alone = Path(shutil.copytree(vault_folder, tmp_path / "alone"))
    pictures: dict[str, list[QImage]] = {}
    for name, folder, others in (("crowd", vault_folder, OTHERS), ("alone", alone, 0)):
        vault = unlocking.unlock(folder, PASSPHRASE)
        fill(vault, others)
        eric = people.add_person(vault, "Eric").created[0]
        vault.close()
        hand = start_app(folder)
        unlock(hand)
        if others:
            somebody = hand.ask(queries.people, FAMILY)[0].id
            for opening in (hand.life.workspace.open_person, hand.life.workspace.open_web):
                opening(somebody)
                hand.settle()
        hand.life.workspace.open_person(eric)
        hand.settle()
        pictures[name] = [hand.window.grab().toImage()]
        check(hand)
        hand.press(Qt.Key.Key_K, CTRL)
        hand.type("ann")
        hand.settle()
        pictures[name].append(hand.window.grab().toImage())
        check(hand)
        hand.press(Qt.Key.Key_Escape)
        talk = hand.ask(queries.person, eric)
        assert talk.name == "Eric"
        hand.life.end()
    assert pictures["crowd"] == pictures["alone"]


def check(hand: Hand) -> None:
    for top in QApplication.topLevelWidgets():
        assert FAMILY not in top.windowTitle()
        if top.isVisible():
            assert not [words for words in spoken(top) if FAMILY in words]
