"""Who has seen this, why somebody covers, and what we hold about them: each by mouse and by keyboard, on the real store."""

import zipfile
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from sbp_desktop.models.clock import wall_ms
from sbp_desktop.models.disclosure import WHOLE
from sbp_desktop.services import exporting, people, seen, sharing, subject_access, webs
from sbp_desktop.storage.access_log import Access
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.keep import dialogs
from sbp_desktop.ui.people.person_page import PersonPage
from sbp_desktop.ui.people.what_we_hold import ThingRow, WhatWeHoldSheet
from sbp_desktop.ui.people.who_has_seen import WhoHasSeenSheet
from tests.ui.conftest import Ask
from tests.ui.reading import seen as read

A_DAY_ON = wall_ms() + 24 * 3_600_000
ELSEWHERE = Access(A_DAY_ON, UUID(int=9), "Ann Other", "said why", "She rang")  # later than all that is done here


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
def page(qtbot: QtBot, background: Background) -> PersonPage:
    made = PersonPage(background)
    background.committed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    made.show()
    return made


def settle(background: Background) -> None:
    background.drain()
    QCoreApplication.processEvents()


def covered(vault: Vault, person: UUID) -> None:
    with vault.writing() as conn:
        row = (person.bytes, 0, "cover", 0, 0, 0)
        conn.execute("INSERT INTO granted(person, lane, role, until, touched, hidden) VALUES(?, ?, ?, ?, ?, ?)", row)


# ---- why, of who covers


def test_who_covers_says_why_by_one_tap(
    page: PersonPage, background: Background, ask: Ask, eric: UUID, qtbot: QtBot
) -> None:
    ask(covered, eric)
    page.open(eric)
    qtbot.waitUntil(page.cover_reason.isVisible)
    qtbot.mouseClick(page.cover_reason.chips[0], Qt.MouseButton.LeftButton)
    settle(background)
    assert not page.cover_reason.isVisible()
    assert [one.why for one in ask(seen.who_has_seen, eric)] == [page.cover_reason.chips[0].text()]


def test_or_in_a_few_words_by_keyboard_and_the_cursor_goes_on(
    page: PersonPage, background: Background, ask: Ask, eric: UUID, qtbot: QtBot
) -> None:
    ask(covered, eric)
    page.open(eric)
    qtbot.waitUntil(page.cover_reason.isVisible)
    field = page.cover_reason.field
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settle(background)
    assert page.cover_reason.isVisible()
    assert "A few words" in read(page.cover_reason)
    qtbot.keyClicks(field, "Her sister wrote")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settle(background)
    assert not page.cover_reason.isVisible()
    assert page._start.hasFocus()
    assert ask(seen.who_has_seen, eric)[0].why == "Her sister wrote"


def test_nobody_else_is_asked(page: PersonPage, background: Background, eric: UUID) -> None:
    page.open(eric)
    settle(background)
    assert not page.cover_reason.isVisible()


# ---- who has seen this


def test_what_this_laptop_knows_and_then_what_the_council_says(
    over: QWidget, background: Background, ask: Ask, eric: UUID
) -> None:
    ask(people.note_opened, eric)
    ask(exporting.note_copy, eric, what="Picture, pdf", for_whom="Their own copy")
    asked: list[object] = []
    sheet = WhoHasSeenSheet(background, lambda person, answer: asked.append((person, answer)), over)
    sheet.open(eric)
    settle(background)
    assert [line.split(", ")[1] for line in sheet.rows.said()] == ["Made a copy: Picture", "Opened these pages"]
    assert "with the council" in sheet.about.text()
    [(person, answer)] = asked  # type: ignore[misc]
    assert person == eric
    answer((ELSEWHERE,))
    assert sheet.rows.said()[0].startswith("Ann Other, Looked because: She rang")
    assert len(sheet.rows.said()) == 3
    sheet.close_sheet()
    answer((ELSEWHERE,))  # an answer that comes too late shows nobody
    assert sheet.rows.said() == []


def test_the_links_stand_at_the_foot_of_the_page(
    page: PersonPage, background: Background, eric: UUID, qtbot: QtBot
) -> None:
    page.open(eric)
    settle(background)
    with qtbot.waitSignal(page.seen_wanted) as rung:
        qtbot.mouseClick(page.record.seen, Qt.MouseButton.LeftButton)
    assert rung.args == [eric]
    page.record.hold.setFocus()
    with qtbot.waitSignal(page.hold_wanted) as rung:
        qtbot.keyClick(page.record.hold, Qt.Key.Key_Return)
    assert rung.args == [eric]
    assert min(page.record.seen.height(), page.record.hold.height()) >= 44


# ---- what we hold


@pytest.fixture
def sheet(over: QWidget, background: Background, ask: Ask, eric: UUID) -> WhatWeHoldSheet:
    jean = ask(webs.add_node, eric, "Jean").created[0]
    ask(sharing.carer_says, jean, words="I cannot go on")
    made = WhatWeHoldSheet(background, over)
    made.open(eric)
    settle(background)
    settle(background)
    return made


def rows(sheet: WhatWeHoldSheet, which: str) -> list[ThingRow]:
    return [row for row in getattr(sheet, which).findChildren(ThingRow) if not row.isHidden()]


def test_what_is_held_back_stands_first_with_why(sheet: WhatWeHoldSheet, ask: Ask, eric: UUID) -> None:
    [row] = rows(sheet, "held")
    assert row.about.text() == "A carer said it alone and has not agreed that it is passed on."
    assert len(rows(sheet, "given")) >= 3
    assert "They get this by" in sheet.about.text()
    assert ask(subject_access.open_request, eric) is not None


def test_each_is_decided_by_a_press_and_the_list_follows(
    sheet: WhatWeHoldSheet, background: Background, ask: Ask, eric: UUID, qtbot: QtBot
) -> None:
    qtbot.mouseClick(rows(sheet, "held")[0].action, Qt.MouseButton.LeftButton)
    settle(background)
    settle(background)
    assert rows(sheet, "held") == []
    sheet.reason.setText("Jean asked us not to")
    jean = next(row for row in rows(sheet, "given") if "Jean" in row.words.plain)
    jean.action.setFocus()
    qtbot.keyClick(jean.action, Qt.Key.Key_Space)
    settle(background)
    settle(background)
    held = [item for item in ask(subject_access.gather, eric) if item.held.get(WHOLE) == "Jean asked us not to"]
    assert len(held) == 1
    assert "Jean asked us not to" in [row.about.text() for row in rows(sheet, "held")]


def test_it_is_saved_once_somebody_else_has_looked(
    sheet: WhatWeHoldSheet, background: Background, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    out = tmp_path / "all.zip"
    monkeypatch.setattr(dialogs, "ask_where", lambda *_asked: out)
    sheet.save.click()
    assert sheet.problem.plain == subject_access.SECOND_LOOK
    assert not out.exists()
    sheet.second.setText("Ann Other")
    with qtbot.waitSignal(sheet.made):
        sheet.save.click()
    assert not sheet.isVisible()
    with zipfile.ZipFile(out) as packed:
        assert "3 What is held back.html" in packed.namelist()
        assert b"I cannot go on" not in b"".join(packed.read(name) for name in packed.namelist())


def test_once_closed_nothing_is_left_on_it(sheet: WhatWeHoldSheet) -> None:
    sheet.close_sheet()
    QCoreApplication.processEvents()
    assert rows(sheet, "held") == rows(sheet, "given") == []
