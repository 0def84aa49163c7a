"""A page is left with somebody: seen first, printed or saved without a mouse, covered by the cover, on the record."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from pypdf import PasswordType, PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from sbp_desktop.models.order import between
from sbp_desktop.services import conversations, exporting, people
from sbp_desktop.storage import history, queries
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui.keep import dialogs
from sbp_desktop.ui.keep.leaf_sheet import LeafSheet
from sbp_desktop.ui.keep.told_once import ToldOnce
from sbp_desktop.ui.widgets import LinkButton
from tests.journeys.hand import Hand, spoken
from tests.journeys.test_keep import tab_to

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
WORDS = "The mornings are the long part."


@pytest.fixture
def eric(app_open: Hand) -> UUID:
    person: UUID = app_open.ask(people.add_person, "Eric").created[0]
    talk = app_open.ask(conversations.start, person, setting="home_visit").created[0]
    said = {"kind": "words", "said_by": queries.self_node_of(person), "order": between(None, None)}
    app_open.ask(conversations.write_entry, talk, uuid4(), WORDS, **said)
    return person


def opened(hand: Hand, eric: UUID) -> LeafSheet:
    hand.life.workspace.open_person(eric)
    hand.settle()
    hand.press(Qt.Key.Key_P, CTRL | SHIFT)
    hand.settle()
    return sheet_of(hand)


def sheet_of(hand: Hand) -> LeafSheet:
    sheet = hand.window.findChild(LeafSheet)
    assert isinstance(sheet, LeafSheet)
    return sheet


def all_rows(vault: Vault) -> str:
    """Every row of every table, as it stands in the store."""
    with vault.reading() as conn:
        tables = [name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return repr([conn.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables])


def shared(hand: Hand, eric: UUID, tmp_path: Path) -> list[dict[str, Any]]:
    path = tmp_path / "all.json"
    hand.ask(exporting.export, eric, path)
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["entities"].get("SharingRecord", [])
    return found


def test_it_is_seen_first_then_saved_by_keyboard_alone_and_on_the_record(
    app_open: Hand, eric: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = opened(app_open, eric)
    assert sheet.isVisible()
    assert any(WORDS in said and "Test worker, 01632 960001" in said for said in spoken(sheet.preview))
    target = tmp_path / "page.pdf"
    monkeypatch.setattr(dialogs, "ask_where", lambda *_asked: target)
    tab_to(app_open, "Size of print: Large print")
    app_open.press(Qt.Key.Key_Space)
    tab_to(app_open, "Save as PDF…")
    app_open.press(Qt.Key.Key_Space)
    app_open.wait(target.exists)
    app_open.settle()
    assert target.read_bytes().startswith(b"%PDF")
    assert not sheet.isVisible()
    assert app_open.dialogs == 0
    (record,) = shared(app_open, eric, tmp_path)
    assert (record["what"], record["with_whom"]) == ("A page to leave, PDF", "Their own copy")
    assert not any(WORDS in said for said in spoken(sheet)), "nobody's words stay on a sheet that is put away"


def test_locked_it_opens_with_five_words_told_once_and_kept_nowhere(
    app_open: Hand, eric: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = app_open
    opened(hand, eric)
    target = tmp_path / "page.pdf"
    monkeypatch.setattr(dialogs, "ask_where", lambda *_asked: target)
    tab_to(hand, "Lock the PDF with a passphrase")
    hand.press(Qt.Key.Key_Space)
    tab_to(hand, "Save as PDF…")
    hand.press(Qt.Key.Key_Space)
    hand.wait(lambda: hand.window.findChild(ToldOnce) is not None)
    told = hand.window.findChild(ToldOnce)
    words = told.words.text()
    assert len(words.split()) == 5
    assert any(words in said for said in spoken(told))
    reader = PdfReader(target)
    assert reader.is_encrypted
    assert reader.decrypt("another five words of it") == PasswordType.NOT_DECRYPTED
    assert reader.decrypt(words) != PasswordType.NOT_DECRYPTED
    assert len(reader.pages) == 1
    (record,) = shared(hand, eric, tmp_path)
    assert record["what"] == "A page to leave, PDF, locked with a passphrase"
    hand.click(told.copy)
    assert QGuiApplication.clipboard().text() == words
    assert hand.life.workspace.keeping.clipboard.timer.isActive(), "and forgotten after half a minute"
    hand.press(Qt.Key.Key_F9)
    assert not any(words in said for said in spoken(hand.window))
    hand.life.workspace.cover.uncover()
    hand.settle()
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    assert hand.window.findChild(ToldOnce) is None
    assert not any(words in said for said in spoken(hand.window))
    everything = hand.ask(all_rows)
    assert "locked with a passphrase" in everything
    assert words not in everything
    sheet = opened(hand, eric)
    assert not sheet.lock.isChecked(), "asked for each time anew"


def test_another_page_takes_the_five_words_away(
    app_open: Hand, eric: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = app_open
    sheet = opened(hand, eric)
    monkeypatch.setattr(dialogs, "ask_where", lambda *_asked: tmp_path / "page.pdf")
    hand.click(sheet.lock)
    hand.click(sheet.save)
    hand.wait(lambda: hand.window.findChild(ToldOnce) is not None)
    hand.life.workspace.open_today()
    hand.settle()
    assert hand.window.findChild(ToldOnce) is None


def test_the_cover_covers_it_and_gives_it_back(app_open: Hand, eric: UUID) -> None:
    sheet = opened(app_open, eric)
    shown = app_open.window.grab().toImage()
    app_open.press(Qt.Key.Key_F9)
    assert not any(WORDS in said for said in spoken(app_open.window))
    covered: QImage = app_open.window.grab().toImage()
    app_open.life.workspace.cover.uncover()
    app_open.settle()
    assert sheet.isVisible()
    assert covered != shown
    app_open.press(Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_the_corner_that_covers_stays_free_and_the_sheet_goes_with_the_page(app_open: Hand, eric: UUID) -> None:
    sheet = opened(app_open, eric)
    foot = app_open.window.foot
    assert sheet.mapTo(app_open.window, sheet.rect().bottomLeft()).y() < foot.mapTo(app_open.window, foot.pos() * 0).y()
    app_open.life.workspace.open_web(eric)
    app_open.settle()
    assert not sheet.isVisible()


def test_the_end_of_a_conversation_offers_it_where_paper_is_welcome(app_open: Hand, eric: UUID) -> None:
    def end_of_a_talk() -> None:
        talk = app_open.ask(conversations.start, eric).created[0]
        app_open.life.workspace.open_conversation(eric, talk)
        app_open.settle()
        app_open.type("He would like to sing again.")
        app_open.click(app_open.window.page().line_actions.finish)
        app_open.settle()

    def offers() -> list[LinkButton]:
        links = app_open.window.notices.findChildren(LinkButton)
        return [link for link in links if link.isVisible() and link.text() == "A page to leave with them"]

    end_of_a_talk()
    app_open.click(offers()[0])
    app_open.settle()
    assert "He would like to sing again." in sheet_of(app_open).preview.accessibleDescription()
    sheet_of(app_open).close_sheet()
    app_open.window.notices.forget()
    app_open.ask(people.set_paper, eric, False)
    app_open.settle()
    end_of_a_talk()
    assert offers() == []


def test_a_no_to_paper_takes_the_offer_away_and_undo_brings_it_back(app_open: Hand, eric: UUID) -> None:
    sheet = opened(app_open, eric)
    app_open.click(sheet.paper.chips.chips["no"])
    app_open.settle()
    assert not any(part.isVisible() for part in (sheet.preview, sheet.to_printer, sheet.save))
    assert app_open.life.workspace.person.leaf.text() == "No paper, please"
    sheet.close_sheet()
    app_open.life.workspace.open_web(eric)
    app_open.settle()
    page = app_open.window.page()
    page.open_keep()
    app_open.settle()
    assert not page.keep_sheet.to_printer.isVisible()
    assert not page.keep_sheet.leaf.isVisible()
    page.keep_sheet.whom.chips.chips["worker"].click()
    assert page.keep_sheet.to_printer.isVisible(), "it is their paper that they said no to"
    page.keep_sheet.close_sheet()
    app_open.ask(history.undo, eric)
    page.open_keep()
    app_open.settle()
    app_open.click(page.keep_sheet.leaf)
    app_open.settle()
    assert sheet.to_printer.isVisible()


def test_the_gps_lines_need_their_yes_and_leave_the_clipboard_at_a_lock(
    app_open: Hand, eric: UUID, tmp_path: Path
) -> None:
    sheet = opened(app_open, eric)
    assert not sheet.copy.isEnabled()
    app_open.click(sheet.agreed)
    app_open.click(sheet.copy)
    app_open.settle()
    assert QGuiApplication.clipboard().text().count("\n") == 2
    assert WORDS in QGuiApplication.clipboard().text()
    (record,) = shared(app_open, eric, tmp_path)
    assert (record["what"], record["with_whom"], record["agreed"]) == ("Three lines for the GP, copied", "The GP", True)
    app_open.life.workspace.lock()
    app_open.wait(lambda: app_open.life.workspace is None or QGuiApplication.clipboard().text() == "")
    QApplication.processEvents()
    assert QGuiApplication.clipboard().text() == ""
