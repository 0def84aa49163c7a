"""Worried about harm: the number in one tap from every page, told in the second, and nobody else ever sees the note."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from sbp_desktop.services import conversations, people, safety
from sbp_desktop.storage import safety as kept
from tests.journeys.hand import Hand, spoken

F7 = Qt.Key.Key_F7


@pytest.mark.parametrize("page", ["today", "people", "person", "web", "conversation", "agreed", "settings", "help"])
def test_safeguarding_is_told_in_two_taps_from_every_page(app_open: Hand, page: str) -> None:
    hand, workspace = app_open, app_open.life.workspace
    eric = hand.ask(people.add_person, "Eric").created[0]
    talk = hand.ask(conversations.start, eric).created[0]
    hand.ask(safety.keep_number, "01632 960100")
    workspace.open_person(eric)
    going = {
        "today": workspace.open_today, "people": workspace.open_people, "person": lambda: None,
        "web": lambda: workspace.open_web(eric), "conversation": lambda: workspace.open_conversation(eric, talk),
        "agreed": lambda: workspace.open_agreed(eric), "settings": workspace.open_settings, "help": workspace.open_help,
    }  # fmt: skip
    going[page]()
    hand.settle()
    hand.actions = 0
    hand.click(hand.window.rail.buttons["safety"])
    hand.settle()
    sheet = workspace.safety
    assert sheet.isVisible()
    assert "01632 960100" in list(spoken(sheet))
    if page in ("today", "people"):
        assert sheet.told.isHidden()  # nobody is open whom it could be about
        return
    hand.click(sheet.told)
    hand.settle()
    assert hand.actions == 2
    assert hand.dialogs == 0
    assert hand.ask(kept.worry, eric).told_ms is not None


def test_what_they_want_comes_first_and_ctrl_z_takes_it_back(app_open: Hand) -> None:
    hand, workspace = app_open, app_open.life.workspace
    eric = hand.ask(people.add_person, "Eric").created[0]
    workspace.open_person(eric)
    hand.settle()
    hand.press(F7)
    hand.settle()
    sheet = workspace.safety
    sheet.field.setFocus()
    hand.type("01632 960100")
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    assert sheet.number.text() == "01632 960100"
    hand.click(sheet.worried)
    hand.settle()
    sheet.words.setFocus()
    hand.type("I want him to stop.")
    hand.click(sheet.chips["what_they_want"].chips["asked_expressed"])
    sheet.words.leave()
    hand.settle()
    worry = hand.ask(kept.worry, eric)
    assert (worry.words, worry.what_they_want, worry.risk) == ("I want him to stop.", "asked_expressed", "remains")
    sheet.setFocus()
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet.isHidden()
    for _ in range(3):
        hand.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        hand.settle()
    assert hand.ask(kept.worry, eric).id is None


def test_the_sheet_goes_with_the_person_and_before_the_screen_is_turned(app_open: Hand) -> None:
    hand, workspace = app_open, app_open.life.workspace
    eric = hand.ask(people.add_person, "Eric").created[0]
    hand.ask(safety.worry, note_of(eric), person=eric, words="He is afraid.")
    workspace.open_person(eric)
    hand.settle()
    hand.press(F7)
    hand.settle()
    assert workspace.safety.words.toPlainText() == "He is afraid."
    hand.press(Qt.Key.Key_F8)
    hand.settle()
    assert workspace.safety.isHidden()
    assert "He is afraid." not in " ".join(spoken(hand.window))
    assert workspace.safety.words.toPlainText() == ""


def note_of(person: object) -> object:
    return type(person)(int=7)  # type: ignore[call-arg]
