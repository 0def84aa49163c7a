"""A copy is kept and a file brought in without ever touching the mouse."""

import json
from pathlib import Path
from uuid import UUID

import pytest
from pypdf import PasswordType, PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from sbp_desktop.services import exporting, people, webs
from sbp_desktop.storage import queries
from sbp_desktop.ui.keep import dialogs
from sbp_desktop.ui.keep.told_once import ToldOnce
from sbp_desktop.ui.web.web_page import WebPage
from tests.journeys.hand import Hand, spoken

CTRL = Qt.KeyboardModifier.ControlModifier


def tab_to(hand: Hand, name: str) -> None:
    """Go on with Tab until the keyboard is on what a screen reader calls this."""
    for _ in range(40):
        focus = QApplication.focusWidget()
        if focus is not None and name in (focus.accessibleName(), getattr(focus, "text", str)()):
            return
        hand.press(Qt.Key.Key_Tab)
    pytest.fail(f"Tab never comes to {name}")


def test_by_keyboard_alone(app_open: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    eric = app_open.ask(people.add_person, "Eric").created[0]
    app_open.ask(webs.add_node, eric, "Jean")
    app_open.life.workspace.open_web(eric)
    app_open.wait(lambda: isinstance(app_open.window.page(), WebPage))
    app_open.settle()
    copy = tmp_path / "copy.json"
    monkeypatch.setattr(dialogs, "ask_where", lambda *_asked: copy)
    app_open.press(Qt.Key.Key_P, CTRL)
    tab_to(app_open, "What: The data")
    app_open.press(Qt.Key.Key_Space)
    tab_to(app_open, "For whom: Everything, for me")
    app_open.press(Qt.Key.Key_Space)
    page = app_open.window.page()
    assert any("private things too" in said for said in spoken(page.keep_sheet))
    tab_to(app_open, "Save as…")
    app_open.press(Qt.Key.Key_Space)
    app_open.wait(copy.exists)
    app_open.settle()
    assert json.loads(copy.read_text("utf-8"))["audience"] == "worker"
    assert page.keep_sheet.isHidden()

    names = tmp_path / "names.csv"
    names.write_text("name\nTom\n", "utf-8")
    monkeypatch.setattr(dialogs, "ask_which", lambda *_asked: names)
    app_open.press(Qt.Key.Key_O, CTRL)
    app_open.settle()
    tab_to(app_open, "Bring it in")
    app_open.press(Qt.Key.Key_Space)
    app_open.settle()
    assert [node.label for node in app_open.ask(queries.web, eric).nodes] == ["Eric", "Jean", "Tom"]
    app_open.press(Qt.Key.Key_Z, CTRL)
    app_open.settle()
    assert [node.label for node in app_open.ask(queries.web, eric).nodes] == ["Eric", "Jean"]
    assert app_open.dialogs == 0
    app_open.press(Qt.Key.Key_P, CTRL)
    assert page.keep_sheet.isVisible()
    app_open.press(Qt.Key.Key_Escape)
    assert page.keep_sheet.isHidden()
    assert app_open.window.page() is page, "Esc takes the sheet away, not the page"


def test_a_picture_as_pdf_can_be_locked_and_the_record_says_so(
    app_open: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    eric = app_open.ask(people.add_person, "Eric").created[0]
    app_open.life.workspace.open_web(eric)
    app_open.wait(lambda: isinstance(app_open.window.page(), WebPage))
    app_open.settle()
    copy = tmp_path / "copy.pdf"
    monkeypatch.setattr(dialogs, "ask_where", lambda *_asked: copy)
    app_open.press(Qt.Key.Key_P, CTRL)
    sheet = app_open.window.page().keep_sheet
    app_open.click(sheet.what.chips.chips["data"])
    assert sheet.lock.isHidden(), "only a PDF can be locked"
    app_open.click(sheet.what.chips.chips["both"])
    app_open.click(sheet.lock)
    app_open.click(sheet.save)
    app_open.wait(lambda: app_open.window.findChild(ToldOnce) is not None)
    told = app_open.window.findChild(ToldOnce)
    reader = PdfReader(copy)
    assert reader.is_encrypted
    assert reader.decrypt(told.words.text()) != PasswordType.NOT_DECRYPTED
    assert len(reader.pages) >= 2
    assert [
        record for record in what_left(app_open, eric, tmp_path) if record.endswith("PDF, locked with a passphrase")
    ]
    app_open.click(told.done)


def what_left(hand: Hand, person: UUID, tmp_path: Path) -> list[str]:
    """What the record says of each copy that left."""
    path = tmp_path / "all.json"
    hand.ask(exporting.export, person, path)
    return [one["what"] for one in json.loads(path.read_text("utf-8"))["entities"]["SharingRecord"]]


def test_what_a_file_says_leaves_the_screen_with_the_person(
    app_open: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    eric = app_open.ask(people.add_person, "Eric").created[0]
    names = tmp_path / "names.csv"
    names.write_text("name\nEric's Jean\n", "utf-8")
    app_open.ask(webs.add_node, eric, "Eric's Jean")
    monkeypatch.setattr(dialogs, "ask_which", lambda *_asked: names)
    for key, modifier in (
        (Qt.Key.Key_F8, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier),
    ):
        app_open.life.workspace.open_person(eric)
        app_open.settle()
        app_open.press(Qt.Key.Key_O, CTRL)
        app_open.settle()
        assert "Here already: Eric's Jean" in set(spoken(app_open.window))
        app_open.press(key, modifier)
        app_open.settle()
        assert not any("Here already" in said for said in spoken(app_open.window))
        if app_open.life.workspace.turning.turned:
            app_open.press(Qt.Key.Key_O, CTRL)
            app_open.settle()
            assert not any("Here already" in said for said in spoken(app_open.window)), "not on the shared screen"
            app_open.press(Qt.Key.Key_F8)
            app_open.settle()


def test_a_record_comes_in_with_nobody_open(app_open: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "names.csv"
    table.write_text("name\nTom\n", "utf-8")
    monkeypatch.setattr(dialogs, "ask_which", lambda *_asked: table)
    app_open.press(Qt.Key.Key_O, CTRL)
    app_open.settle()
    assert "Say whose web this is to go to." in set(spoken(app_open.window))
    app_open.press(Qt.Key.Key_Escape)
    app_open.settle()
    assert app_open.ask(queries.people) == ()
