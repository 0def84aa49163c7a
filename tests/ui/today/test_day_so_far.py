"""At the end of the day: whom I was in touch with, from what was written anyway, and a slip taken out."""

from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sbp_desktop.services import conversations, people, plans, sessions
from sbp_desktop.storage import history, queries
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.today.today_page import TodayPage
from sbp_desktop.ui.widgets import Body, LinkButton
from tests.ui.conftest import Ask
from tests.ui.reading import bury_the_dead, kept, seen

TURN = "Who I was in touch with today"


@pytest.fixture
def page(qtbot: QtBot, background: Background) -> TodayPage:
    made = TodayPage(background)
    background.committed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    made.show()
    return made


def in_words(page: TodayPage) -> list[str]:
    """The lines without the time they begin with."""
    bury_the_dead()
    said = [line.findChild(Body).plain for line in page.day_so_far.lines]
    return [f"{name}: {what.split(', ', 1)[1]}" for name, what in (one.split(": ", 1) for one in said)]


def link(page: TodayPage, words: str, line: int) -> LinkButton:
    return next(each for each in page.day_so_far.lines[line].findChildren(LinkButton) if each.text() == words)


def test_an_empty_day_says_nothing_of_itself(page: TodayPage, ask: Ask, qtbot: QtBot) -> None:
    ask(people.add_person, "Eric")
    page.load()
    qtbot.waitUntil(lambda: "Eric" in seen(page))
    assert TURN not in seen(page)


def test_one_press_shows_each_of_them_in_order_and_counts_nobody(page: TodayPage, ask: Ask, qtbot: QtBot) -> None:
    eric = ask(people.add_person, "Eric").created[0]
    hub = ask(sessions.write, "The hub, Market Street").created[0]
    ask(sessions.be_at, hub)
    talk = ask(conversations.start, eric).created[0]
    jean = ask(people.add_person, "Jean").created[0]
    ask(plans.log_contact, jean, "call", line="She sounded well.")
    nameless = ask(people.add_person).created[0]
    ask(plans.log_contact, nameless, "message")
    page.load()
    qtbot.waitUntil(page.day_so_far.isVisible)
    assert page.day_so_far.lines == [], "folded until it is asked for"
    page.day_so_far.turn.setFocus()
    qtbot.keyClick(page.day_so_far.turn, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(in_words(page)) == 3)
    assert in_words(page) == [
        "Eric: a conversation, The hub, Market Street.",
        "Jean: call: She sounded well.",
        "No name yet: message.",
    ]
    assert not [word for word in ["2", "3", "two", "three"] if word in page.day_so_far.turn.text()]
    with qtbot.waitSignal(page.conversation_opened) as opened:
        link(page, "Open", 0).click()
    assert opened.args == [eric, talk]
    with qtbot.waitSignal(page.person_opened) as who:
        link(page, "Open", 1).click()
    assert who.args == [jean]


def test_a_slip_is_taken_out_and_comes_back_with_undo(page: TodayPage, ask: Ask, qtbot: QtBot) -> None:
    jean = ask(people.add_person, "Jean").created[0]
    for mode in ("call", "visit"):
        ask(plans.log_contact, jean, mode)
    page.load()
    qtbot.waitUntil(page.day_so_far.isVisible)
    page.day_so_far.turn.click()
    with qtbot.waitSignal(page.taken_out):
        link(page, "Take it out", 0).click()
    qtbot.waitUntil(lambda: in_words(page) == ["Jean: visit."])
    ask(history.undo, jean)
    qtbot.waitUntil(lambda: in_words(page) == ["Jean: call.", "Jean: visit."])
    for _ in range(2):
        link(page, "Take it out", 0).click()  # the second press comes too late to be one
    qtbot.waitUntil(lambda: in_words(page) == ["Jean: visit."])
    link(page, "Take it out", 0).click()
    qtbot.waitUntil(lambda: not page.day_so_far.isVisible())


def test_nobody_is_left_once_names_are_cleared(page: TodayPage, ask: Ask, qtbot: QtBot) -> None:
    jean = ask(people.add_person, "Jean").created[0]
    ask(plans.log_contact, jean, "call")
    page.load()
    qtbot.waitUntil(page.day_so_far.isVisible)
    page.day_so_far.turn.click()
    page.clear_names()
    assert "Jean" not in kept(page)


def test_what_a_colleague_wrote_and_what_is_of_another_day_is_not_mine_of_today(vault: Vault) -> None:
    jean, today = people.add_person(vault, "Jean").created[0], when_and_where.today()
    at = vault.clock.now_ms()
    with vault.unit_of_work("Theirs") as work:
        for by, ms in ((uuid4(), at), (vault.worker_id, at - 3 * 86_400_000)):
            work.new("Contact", jean, {"at": ms, "mode": "call", "by": by})
            work.new("Conversation", jean, {"kind": "C1", "opened": ms, "led_by": by})
    assert queries.today(vault, today).touches == ()
    ours: UUID = plans.log_contact(vault, jean, "call").created[0]
    assert [touch.contact for touch in queries.today(vault, today).touches] == [ours]
