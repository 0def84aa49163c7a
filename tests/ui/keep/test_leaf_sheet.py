"""The sheet with a page to leave: everything on it can be touched, and what cannot be written is said on it."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from sbp_desktop.services import conversations, exporting, people, rules
from sbp_desktop.storage import queries
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.clipboard import Clipboard
from sbp_desktop.ui.keep import dialogs
from sbp_desktop.ui.keep.easy_leaf import EasyLeaf
from sbp_desktop.ui.keep.leaf_sheet import LeafSheet
from tests.ui.conftest import Ask


@pytest.fixture
def sheet(qtbot: QtBot, background: Background, ask: Ask) -> LeafSheet:
    eric: UUID = ask(people.add_person, "Eric").created[0]
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(1200, 760)
    over.show()
    made = LeafSheet(background, Clipboard(over), over)
    made.open(eric)
    background.drain()
    QCoreApplication.processEvents()
    return made


def test_everything_on_it_can_be_touched(sheet: LeafSheet) -> None:
    touched = (sheet.copy, sheet.save_lines, sheet.to_printer, sheet.save, sheet.agreed)
    assert [button.height() for button in touched if button.height() < 44] == []


def test_a_place_that_cannot_be_written_is_said_and_nothing_is_noted(
    sheet: LeafSheet, background: Background, ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "ask_where", lambda *_asked: tmp_path / "nowhere" / "page.pdf")
    sheet.save.click()
    background.drain()
    assert sheet.isVisible()
    assert sheet.problem.plain == exporting.NOT_THERE
    copy = ask(exporting.export, sheet._person, tmp_path / "all.json")
    assert "SharingRecord" not in copy.read_text("utf-8")


def test_easy_words_and_pictures_are_one_press_away_and_go_to_paper(
    sheet: LeafSheet, background: Background, ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    chip = sheet.print.chips.chips["easy"]
    chip.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    assert isinstance(sheet.preview.leaf, EasyLeaf)
    assert "What we agreed" in sheet.preview.accessibleDescription()
    pages = sheet.preview.leaf.pages
    monkeypatch.setattr(dialogs, "ask_where", lambda *_asked: tmp_path / "page.pdf")
    sheet.save.click()
    background.drain()
    assert (tmp_path / "page.pdf").read_bytes().count(b"/Type /Page\n") == pages
    qtbot.mouseClick(sheet.print.chips.chips["ordinary"], Qt.MouseButton.LeftButton)
    assert not isinstance(sheet.preview.leaf, EasyLeaf)


def test_whoever_is_helped_by_easy_words_has_them_at_once(sheet: LeafSheet, background: Background, ask: Ask) -> None:
    sheet.close_sheet()
    ask(people.set_person, sheet_person(ask), communication={"easy_read", "large_print"})
    sheet.open(sheet_person(ask))
    background.drain()
    QCoreApplication.processEvents()
    assert sheet.chosen["print"] == "easy"


def sheet_person(ask: Ask) -> UUID:
    (eric,) = ask(queries.people)
    found: UUID = eric.id
    return found


def test_a_sentence_of_ours_that_is_long_to_read_is_said_and_their_own_never(
    sheet: LeafSheet, background: Background, ask: Ask
) -> None:
    """R32: quiet, beside the page, and holding nothing up; a team may do without."""
    person = sheet._person
    assert person is not None
    long = "word " * 15 + "end."
    talk = ask(conversations.start, person).created[0]

    def shown() -> str:
        sheet.open(person)
        for _ in range(3):
            background.drain()
            QCoreApplication.processEvents()
        return sheet.long.text() if sheet.long.isVisible() else ""

    note = uuid4()
    ask(conversations.write_entry, talk, note, "We rang the choir.")
    assert shown() == ""
    ask(conversations.write_entry, talk, note, f"We rang. {long}")
    assert shown() == f"Long to read: “{long}” Could it be shorter?"
    ask(rules.set_rule, "R32", on=False)
    assert shown() == ""
    ask(rules.set_rule, "R32", on=True)
    said = {"kind": "words", "said_by": queries.self_node_of(person)}
    ask(conversations.write_entry, talk, uuid4(), f"I rang. {long}", **said)
    assert shown() == ""
