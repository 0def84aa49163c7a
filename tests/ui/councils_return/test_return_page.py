"""For the council's return, on the real page: guesses are quiet, a press puts one right, and it is saved as a table."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from sbp_desktop.services import conversations, exporting, outcomes, people
from sbp_desktop.storage import history
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.councils_return.code_link import CodeLink
from sbp_desktop.ui.councils_return.return_page import ReturnPage
from sbp_desktop.ui.keep import dialogs
from tests.ui.conftest import Ask


@pytest.fixture
def eric(ask: Ask) -> UUID:
    person: UUID = ask(people.add_person, "Eric").created[0]
    ask(conversations.finish, ask(conversations.start, person, setting="home_visit").created[0], "connected")
    ask(outcomes.write_outcome, uuid4(), "A job I am proud of", person=person)
    return person


@pytest.fixture
def page(qtbot: QtBot, background: Background, eric: UUID) -> ReturnPage:
    made = ReturnPage(background)
    background.committed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1000, 760)
    made.show()
    made.open(eric)
    _settle(background)
    return made


def _settle(background: Background) -> None:
    for _ in range(4):
        assert background.drain()
        QCoreApplication.processEvents()


def _choose(link: CodeLink, words: str, background: Background) -> None:
    menu = next(each for each in link.findChildren(QMenu) if each.isVisible())
    next(action for action in menu.actions() if action.text() == words).trigger()
    menu.close()
    _settle(background)


def test_it_is_there_already_and_a_guess_says_that_it_is_one(page: ReturnPage) -> None:
    (row,) = page.events.values()
    assert row.codes["event"].text() == "Event: Request?"
    assert row.codes["event"].accessibleName().endswith("Event, Request, guessed")
    assert not row.codes["met"].isVisible(), "asked of a review alone"
    (hope,) = page.hopes.values()
    assert hope.words.plain == "A job I am proud of"
    assert hope.codes["area"].text() == "Wellbeing area: Work, education, training or recreation?"


def test_by_keys_a_guess_is_put_right_and_taken_back(
    page: ReturnPage, background: Background, ask: Ask, eric: UUID, qtbot: QtBot
) -> None:
    (row,) = page.events.values()
    event = row.codes["event"]
    event.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(event, Qt.Key.Key_Return)
    _choose(event, "Review", background)
    assert event.text() == "Event: Review"
    assert row.codes["met"].isVisible()
    assert row.codes["met"].text() == "Review outcome: not said"
    assert list(page.events.values()) == [row], "no row is made anew under the hand"
    ask(history.undo, eric)
    _settle(background)
    assert event.text() == "Event: Request?"


def test_a_tag_of_a_hope_is_chosen_by_touch_and_is_a_guess_again(
    page: ReturnPage, background: Background, qtbot: QtBot
) -> None:
    (hope,) = page.hopes.values()
    link = hope.codes["eligibility"]
    assert link.height() >= 44
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    _choose(link, "Managing and maintaining nutrition", background)
    assert link.text() == "Eligibility outcome: Managing and maintaining nutrition"
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    _choose(link, "As it is guessed", background)
    assert link.text() == "Eligibility outcome: Work, training, education or volunteering?"


def test_the_table_is_saved_and_that_it_was_is_on_the_record(
    page: ReturnPage,
    background: Background,
    ask: Ask,
    eric: UUID,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    monkeypatch.setattr(dialogs, "ask_where", lambda *_asked: tmp_path / "return.csv")
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(page.save, Qt.MouseButton.LeftButton)
    _settle(background)
    assert "Request" in (tmp_path / "return.csv").read_text("utf-8")
    record = ask(exporting.export, eric, tmp_path / "all.json").read_text("utf-8")
    assert "What councils must report by law" in record


def test_where_nothing_can_be_written_that_is_said(
    page: ReturnPage, background: Background, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "ask_where", lambda *_asked: tmp_path / "nowhere" / "return.csv")
    said: list[str] = []
    page.problem.connect(said.append)
    page.save.click()
    _settle(background)
    assert said == [exporting.NOT_THERE]
