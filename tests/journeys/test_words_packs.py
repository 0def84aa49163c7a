"""Other words are chosen in the running app: every label follows at once, by mouse and by keys, and Ctrl+Z brings back."""

import json
import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from sbp_desktop.models.words_pack import PLAIN, SHIPPED, shipped
from sbp_desktop.services import conversations, people
from sbp_desktop.ui.conversations import aids
from sbp_desktop.ui.settings import words_part
from sbp_desktop.ui.web import line_packs
from tests.journeys.conftest import unlock
from tests.journeys.hand import Hand, spoken

CTRL = Qt.KeyboardModifier.ControlModifier
_CLOCK = re.compile(r"\d\d:\d\d")  # a minute may go by meanwhile


def everything(hand: Hand) -> str:
    """All that any page of the open app says, shown or not."""
    workspace = hand.life.workspace
    pages: list[QWidget] = [hand.window, workspace.settings, workspace.help, workspace.glossary]
    said = [text for page in pages for child in page.findChildren(QWidget) for text in texts(child)]
    return "\n".join([*said, *spoken(hand.window)])


def texts(widget: QWidget) -> list[str]:
    said = [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
    reads = (getattr(widget, name, None) for name in ("text", "toPlainText"))
    return said + [str(read()) for read in reads if callable(read)]


def talk_open(hand: Hand) -> None:
    eric = hand.ask(people.add_person, "Eric").created[0]
    talk = hand.ask(conversations.start, eric).created[0]
    hand.life.workspace.open_help()
    hand.life.workspace.open_glossary()
    hand.life.workspace.open_conversation(eric, talk)
    hand.settle()
    hand.press(Qt.Key.Key_Comma, CTRL)
    hand.settle()
    assert hand.window.page().isAncestorOf(QApplication.focusWidget())


def test_switching_changes_every_label_and_switching_back_brings_them_all_back(app_open: Hand) -> None:
    hand = app_open
    talk_open(hand)
    plain = everything(hand)
    chips = hand.life.workspace.settings.words.chips.chips
    assert [chip.text() for chip in chips.values()] == [shipped(key).name for key in SHIPPED]
    for key in SHIPPED[1:]:
        hand.click(chips[key])
        hand.settle()
        said = everything(hand)
        for kind, name in shipped(key).conversations.items():
            assert name in said
            assert f"“{shipped(PLAIN).conversations[kind]}”" not in said
        assert not any(link.text() in shipped(PLAIN).conversations.values() for link in links(hand))
        assert shipped(key).model in hand.life.workspace.help.text()
    for _ in SHIPPED[1:]:
        hand.press(Qt.Key.Key_Z, CTRL)
        hand.settle()
    differs = {_CLOCK.sub("", line) for line in everything(hand).splitlines()}
    differs ^= {_CLOCK.sub("", line) for line in plain.splitlines()}
    assert [line for line in differs if not line.startswith(("All safe", "Saving"))] == []


def links(hand: Hand) -> list[QWidget]:
    return list(hand.life.workspace._of_person["conversation"].kinds.links.values())


def test_the_choice_is_there_after_a_lock(app_open: Hand) -> None:
    hand = app_open
    talk_open(hand)
    hand.click(hand.life.workspace.settings.words.chips.chips["good-lives"])
    hand.settle()
    hand.press(Qt.Key.Key_L, CTRL)
    hand.wait(lambda: hand.life.unlock_page is not None)
    unlock(hand)
    hand.settle()
    assert [link.text() for link in links(hand)] == list(shipped("good-lives").conversations.values())


def test_a_councils_own_file_is_chosen_and_a_bad_one_is_told_by_line(
    app_open: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = app_open
    talk_open(hand)
    part = hand.life.workspace.settings.words
    path = tmp_path / "Eric" / "ours.json"
    path.parent.mkdir()
    monkeypatch.setattr(words_part, "ask_which", lambda *_: path)
    path.write_text('{"name": "Riverside",\n"conversations": {"C5": "More"}}', "utf-8")
    hand.click(part.bring_in)
    hand.settle()
    told = hand.window.notices
    said = "\n".join(spoken(told))
    assert "ours.json, line 2, conversations.C5: 'C5' is not one of" in said
    assert "Eric" not in said
    asks = {"C1": {"Here": ["What brings you to Riverside?"]}}
    own = {"name": "Riverside", "conversations": {"C1": "Hello"}, "questions": asks}
    path.write_text(json.dumps(own), "utf-8")
    hand.click(part.bring_in)
    hand.settle()
    assert [chip.text() for chip in part.chips.chips.values() if chip.isChecked()] == ["Riverside"]
    assert links(hand)[0].text() == "Hello"
    assert aids.questions()["C1"] == asks["C1"]  # in the drawer beside the text
    assert "What is one small thing for tomorrow?" in aids.questions()["C2"]["Together"]
    hand.click(part.chips.chips[PLAIN])
    hand.settle()
    hand.click(next(chip for chip in part.chips.chips.values() if chip.text() == "Riverside"))
    hand.settle()
    assert links(hand)[0].text() == "Hello"


def test_lines_are_drawn_as_the_team_chose_and_after_a_lock_still(app_open: Hand) -> None:
    hand = app_open
    eric = hand.ask(people.add_person, "Eric").created[0]
    hand.life.workspace.open_person(eric)
    hand.press(Qt.Key.Key_Comma, CTRL)
    hand.settle()
    hand.click(hand.life.workspace.settings.key.packs.chips["hartman"])
    hand.settle()
    assert line_packs.chosen() == "hartman"
    hand.press(Qt.Key.Key_L, CTRL)
    hand.wait(lambda: hand.life.unlock_page is not None)
    assert line_packs.chosen() == "ours", "nothing of the team's is there while it is locked"
    unlock(hand)
    hand.settle()
    assert line_packs.chosen() == "hartman"
    hand.press(Qt.Key.Key_Comma, CTRL)
    hand.settle()
    hand.press(Qt.Key.Key_Z, CTRL)
    hand.settle()
    assert line_packs.chosen() == "ours"
