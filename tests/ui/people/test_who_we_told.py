"""Who we told what: a line is all it takes, whether they were asked is one press, and a yes is taken back by another."""

from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from sbp_desktop.services import exporting, people, sharing, telling, webs
from sbp_desktop.storage import queries, rows
from sbp_desktop.storage.rows import Row
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.clipboard import Clipboard
from sbp_desktop.ui.keep import dialogs
from sbp_desktop.ui.keep.keep_sheet import KeepSheet
from sbp_desktop.ui.keep.leaf_sheet import LeafSheet
from sbp_desktop.ui.people.who_we_told import ToldRow, WhoWeToldSheet
from sbp_desktop.ui.web.web_canvas import WebCanvas
from tests.ui.conftest import Ask


@pytest.fixture
def eric(ask: Ask) -> UUID:
    person: UUID = ask(people.add_person, "Eric").created[0]
    return person


@pytest.fixture
def over(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1100, 760)
    made.show()
    return made


@pytest.fixture
def sheet(over: QWidget, background: Background, eric: UUID) -> WhoWeToldSheet:
    made = WhoWeToldSheet(background, over)
    made.open(eric)
    settle(background)
    return made


def settle(background: Background) -> None:
    for _ in range(4):
        background.drain()
        QCoreApplication.processEvents()


def records(ask: Ask, person: UUID) -> list[Row]:
    def read(vault: Vault) -> list[Row]:
        with vault.reading() as conn:
            return rows.select(conn, telling.KIND, "person = ? ORDER BY born", (person.bytes,))

    found: list[Row] = ask(read)
    return found


def rows_of(sheet: WhoWeToldSheet) -> list[ToldRow]:
    assert sheet.list is not None
    return [row for row in sheet.list.in_order() if isinstance(row, ToldRow)]


def test_two_words_by_keyboard_are_enough_and_ctrl_z_takes_them_back(
    sheet: WhoWeToldSheet, background: Background, ask: Ask, eric: UUID, qtbot: QtBot
) -> None:
    row = rows_of(sheet)[0]
    assert row.first.hasFocus()
    qtbot.keyClicks(row.first, "That he moved")
    qtbot.keyClick(row.first, Qt.Key.Key_Return)
    assert row.texts["with_whom"].hasFocus()
    qtbot.keyClicks(row.texts["with_whom"], "The housing office")
    row.texts["with_whom"].leave()
    settle(background)
    [kept] = records(ask, eric)
    assert (kept.get("what"), kept.get("with_whom"), kept.get("basis")) == (
        "That he moved",
        "The housing office",
        "care",
    )
    qtbot.keyClick(row.first, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(background)
    assert records(ask, eric) == []


def test_what_they_answered_and_what_lets_us_are_a_press_each(
    sheet: WhoWeToldSheet, background: Background, ask: Ask, eric: UUID, qtbot: QtBot
) -> None:
    ask(exporting.note_copy, eric, what="Three lines", for_whom="The GP", agreed=True)
    settle(background)
    row = rows_of(sheet)[0]
    assert row.asked.chips["yes"].isChecked()
    assert row.taken_line.isVisible()
    qtbot.mouseClick(row.asked.chips["not_safe"], Qt.MouseButton.LeftButton)
    settle(background)
    assert records(ask, eric)[0].get("not_safe") is True
    assert not row.taken_line.isVisible()
    assert not row.basis.isVisible()
    row.more.setFocus()
    qtbot.keyClick(row.more, Qt.Key.Key_Space)
    qtbot.keyClick(row.basis.chips["safety"], Qt.Key.Key_Space)
    qtbot.mouseClick(row.withheld.chips["withheld"], Qt.MouseButton.LeftButton)
    settle(background)
    kept = records(ask, eric)[0]
    assert (kept.get("basis"), kept.get("withheld")) == ("safety", True)


def test_a_yes_is_taken_back_and_given_again(
    sheet: WhoWeToldSheet, background: Background, ask: Ask, eric: UUID, qtbot: QtBot
) -> None:
    jean = ask(webs.add_node, eric, "Jean").created[0]
    choir = ask(webs.add_node, eric, "Choir", kind="group").created[0]
    ask(sharing.set_audience, choir, named={f"family:{jean.hex}"})
    ask(exporting.note_copy, eric, what="The picture", for_whom="Jean", agreed=True, to=jean)
    settle(background)
    row = rows_of(sheet)[0]
    qtbot.mouseClick(row.taken, Qt.MouseButton.LeftButton)
    settle(background)
    assert row.taken.text().startswith("Taken back on ")
    assert ask(queries.copies_for, eric) == {}
    row.taken.setFocus()
    qtbot.keyClick(row.taken, Qt.Key.Key_Return)
    settle(background)
    assert row.taken.text() == "They take it back"
    assert records(ask, eric)[0].get("withdrawn_on") is None


def test_once_closed_no_name_is_left_on_it(
    sheet: WhoWeToldSheet, background: Background, ask: Ask, eric: UUID, qtbot: QtBot
) -> None:
    ask(exporting.note_copy, eric, what="Three lines", for_whom="The GP", agreed=True)
    settle(background)
    assert len(rows_of(sheet)) == 2
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet.list is None


# ---- at the moment of a copy


@pytest.fixture
def gp(over: QWidget, background: Background, eric: UUID) -> LeafSheet:
    made = LeafSheet(background, Clipboard(over), over)
    made.open(eric)
    settle(background)
    return made


def test_the_gp_is_told_with_a_yes_or_for_a_reason_in_law_and_never_without(
    gp: LeafSheet, background: Background, ask: Ask, eric: UUID, qtbot: QtBot
) -> None:
    assert not gp.copy.isEnabled()
    qtbot.mouseClick(gp.without.link, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(gp.without.asked_chips.chips["no"], Qt.MouseButton.LeftButton)
    assert not gp.copy.isEnabled()
    qtbot.mouseClick(gp.without.basis_chips.chips["safety"], Qt.MouseButton.LeftButton)
    assert gp.copy.isEnabled()
    gp.copy.click()
    settle(background)
    [kept] = records(ask, eric)
    assert (kept.get("with_whom"), kept.get("agreed"), kept.get("basis")) == ("The GP", False, "safety")
    qtbot.mouseClick(gp.agreed, Qt.MouseButton.LeftButton)
    assert gp.without.basis == ""
    assert gp.copy.isEnabled()


def test_that_the_gp_was_not_told_is_kept_and_a_yes_taken_back_is_said(
    gp: LeafSheet, background: Background, ask: Ask, eric: UUID, qtbot: QtBot
) -> None:
    gp.without.link.click()
    gp.without.asked_chips.chips["not_safe"].click()
    assert gp.without.leave.isVisible()
    with qtbot.waitSignal(gp.kept):
        gp.without.leave.click()
    [kept] = records(ask, eric)
    assert (kept.get("withheld"), kept.get("not_safe")) == (True, True)
    ask(exporting.note_copy, eric, what="Lines", for_whom="The GP", agreed=True)
    ask(telling.take_back, records(ask, eric)[1].id)
    settle(background)
    assert "They took their yes back on" in gp.taken_back.text()
    assert gp.taken_back.isVisible()


def test_a_copy_for_somebody_outside_without_their_yes_names_what_lets_it_go(
    background: Background, ask: Ask, eric: UUID, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jean = ask(webs.add_node, eric, "Jean").created[0]
    family = f"family:{jean.hex}"
    ask(sharing.set_audience, ask(webs.add_node, eric, "Choir").created[0], named={family})
    canvas = WebCanvas(background, eric, lambda *_said: None)
    qtbot.addWidget(canvas)
    canvas.resize(1100, 760)
    canvas.show()
    canvas.load()
    settle(background)
    sheet = KeepSheet(background, eric, canvas.scene, canvas)
    sheet.open()
    settle(background)
    assert not sheet.without.isVisible()
    assert sheet.outside is not None
    sheet.outside.chips.chips[family].click()
    settle(background)
    assert sheet.without.isVisible()
    monkeypatch.setattr(dialogs, "ask_where", lambda *_asked: tmp_path / "copy.pdf")
    sheet.save.click()
    settle(background)
    assert sheet.problem.plain == telling.ASK_FIRST
    sheet.without.link.click()
    sheet.without.asked_chips.chips["no"].click()
    sheet.without.basis_chips.chips["law"].click()
    sheet.save.click()
    settle(background)
    [kept] = records(ask, eric)
    assert (kept.get("to"), kept.get("agreed"), kept.get("basis")) == (jean, False, "law")
