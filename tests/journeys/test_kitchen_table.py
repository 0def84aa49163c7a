"""At a kitchen table without a signal: somebody new, their words, their web, the lid shut twice, a page left behind."""

import socket
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from sbp_desktop.storage import queries
from sbp_desktop.ui.keep import dialogs
from tests.journeys.conftest import unlock
from tests.journeys.hand import Hand
from tests.journeys.test_leaving_a_page import sheet_of
from tests.journeys.test_lock import CTRL, start_writing

ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def no_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reaches for a network fails the test."""

    def refuse(*_anywhere: object, **_how: object) -> None:
        raise AssertionError("something reached for a network")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def shut_the_lid(hand: Hand) -> None:
    """Lock, and come back after the passphrase."""
    hand.press(Qt.Key.Key_L, CTRL)
    hand.wait(lambda: hand.life.unlock_page is not None)
    unlock(hand)
    hand.settle()


def test_from_somebody_new_to_a_page_left_behind(
    app_open: Hand, no_signal: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = app_open
    start_writing(hand, "Eric")
    hand.type('"My daughter Jean takes me on Tuesdays."')
    hand.press(Qt.Key.Key_Return)
    hand.type("He would like to hear better. He half")
    shut_the_lid(hand)
    hand.wait(lambda: hand.life.workspace.listening)
    hand.type(" hears the bell.")
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    hand.press(Qt.Key.Key_3, ALT)
    hand.settle()
    hand.type("S")  # a letter on the page begins a name in the field
    for typed in ("am, neighbour", "Church tea club"):
        hand.type(typed)
        hand.press(Qt.Key.Key_Return)
        hand.settle()
    shut_the_lid(hand)
    target = tmp_path / "page.pdf"
    monkeypatch.setattr(dialogs, "ask_where", lambda *_asked: target)
    hand.press(Qt.Key.Key_P, CTRL | SHIFT)
    hand.settle()
    hand.click(sheet_of(hand).save)
    hand.wait(target.exists)
    hand.settle()
    assert target.read_bytes().startswith(b"%PDF")
    (row,) = hand.ask(queries.people)
    web = hand.ask(queries.web, row.id)
    assert {node.label for node in web.nodes} == {"Eric", "Jean", "Sam", "Church tea club"}
    (talk,) = hand.ask(queries.conversations, row.id)
    assert [entry.text for entry in talk.entries if entry.text] == [
        "My daughter Jean takes me on Tuesdays.",
        "He would like to hear better. He half hears the bell.",
    ]
    assert hand.dialogs == 0
    assert hand.actions <= 20
