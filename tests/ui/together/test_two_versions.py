"""On the turned screen nobody is asked which of two versions is right, and no colleague is named."""

from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sbp_desktop.services import people, webs
from sbp_desktop.storage import queries
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.change_signals import ChangeSignals
from sbp_desktop.ui.speech import Speech
from sbp_desktop.ui.together.together_page import TogetherPage
from tests.colleague import arrive, heads_here, named_colleague, newest_op
from tests.ui.reading import kept

BASE, OURS, THEIRS = "The choir.", "The choir on Mondays.", "The choir, if there is a lift."


@pytest.fixture
def martin(vault: Vault) -> UUID:
    person = people.add_person(vault, "Martin").created[0]
    jean = webs.add_node(vault, person, "Jean").created[0]
    people.set_person(vault, person, about_me__important=BASE)
    over, base = heads_here(vault, jean, "label"), newest_op(vault, person, "about_me.important")
    webs.set_node(vault, jean, label="Jeanie")
    people.set_person(vault, person, about_me__important=OURS)
    sam = named_colleague(vault, person, "Samuel")
    arrive(vault, sam.set(jean, "label", "Jean M", over=over))
    arrive(vault, sam.revise(person, "about_me.important", THEIRS, base, BASE, lane=0))
    return person


def test_the_turned_screen_asks_nothing(qtbot: QtBot, vault: Vault, martin: UUID) -> None:
    assert queries.person(vault, martin).about_me["important"] == f"{OURS} {THEIRS}"
    background = Background(ChangeSignals())
    background.attach(vault)
    page = TogetherPage(background, martin, frozenset(), Speech(find=lambda _name: None))
    qtbot.addWidget(page)
    page.resize(1280, 800)
    page.show()
    for _ in range(6):
        assert background.drain()
        QApplication.processEvents()
    held = kept(page)
    assert "Jean M" in held
    for words in ("versions", "Jeanie", "Samuel", "Also recorded", "Keep "):
        assert words not in held
    background.stop()
