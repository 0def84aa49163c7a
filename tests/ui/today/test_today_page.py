"""Today's page, on the real store."""

from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sbp_desktop.models import rhythm
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import ExpectedContact, TodaySnapshot
from sbp_desktop.services import conversations, people, plans, sessions
from sbp_desktop.storage import queries
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.today.today_page import TodayPage
from sbp_desktop.ui.widgets import LinkButton, ListRow, PrimaryButton
from tests.ui.conftest import Ask
from tests.ui.reading import bury_the_dead, kept, seen


@pytest.fixture
def page(qtbot: QtBot, background: Background) -> TodayPage:
    made = TodayPage(background)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    made.show()
    return made


def _rows(page: TodayPage) -> list[str]:
    bury_the_dead()
    return [row.accessibleName() for row in page.findChildren(ListRow)]


def test_an_empty_day_invites(page: TodayPage, qtbot: QtBot) -> None:
    page.load()
    qtbot.waitUntil(lambda: "Who are you meeting first?" in seen(page))
    assert "People I’m with" not in seen(page)
    assert when_and_where.day_title(when_and_where.today()) in seen(page)


def test_an_empty_day_invites_again_once_names_were_cleared(page: TodayPage, qtbot: QtBot) -> None:
    page.load()
    qtbot.waitUntil(lambda: "Who are you meeting first?" in seen(page))
    page.clear_names()
    assert "Who are you meeting first?" not in seen(page)
    page.load()
    qtbot.waitUntil(lambda: "Who are you meeting first?" in seen(page))


def test_people_are_listed_newest_first_without_a_count(page: TodayPage, ask: Ask, qtbot: QtBot) -> None:
    first = ask(people.add_person, "Abigail", neighbourhood="Riverside").created[0]
    second = ask(people.add_person, "Eric").created[0]
    ask(conversations.start, first)
    ask(conversations.start, second)
    page.load()
    qtbot.waitUntil(lambda: len(_rows(page)) == 2)
    assert _rows(page) == ["Eric, Talked today", "Abigail, Riverside · Talked today"]


def test_looking_at_somebody_is_not_told_as_talking(page: TodayPage, ask: Ask, qtbot: QtBot) -> None:
    person = ask(people.add_person, "Eric").created[0]
    ask(people.note_opened, person)
    page.load()
    qtbot.waitUntil(lambda: _rows(page) == ["Eric"])


def test_pressing_a_person_opens_them(page: TodayPage, ask: Ask, qtbot: QtBot) -> None:
    person = ask(people.add_person, "Eric").created[0]
    page.load()
    qtbot.waitUntil(lambda: len(_rows(page)) == 1)
    row = page.findChild(ListRow)
    with qtbot.waitSignal(page.person_opened) as opened:
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert opened.args == [person]


def test_what_is_started_can_be_carried_on(page: TodayPage, ask: Ask, qtbot: QtBot) -> None:
    person = ask(people.add_person).created[0]
    talk = ask(conversations.start, person, setting="community_hub").created[0]
    page.load()
    qtbot.waitUntil(lambda: "A conversation at the hub, " in seen(page))
    assert "no name yet." in seen(page)
    carry_on = next(link for link in page.findChildren(LinkButton) if link.text() == "Carry on")
    with qtbot.waitSignal(page.conversation_opened) as opened:
        carry_on.click()
    assert opened.args == [person, talk]


def test_who_expects_me_names_the_day_and_never_says_late(page: TodayPage) -> None:
    day = when_and_where.today()
    late = ExpectedContact(uuid4(), "Henry", PartialDate.on(day - 1), "Ring before lunch")
    page.show_day(TodaySnapshot(day, expects_me=(late, ExpectedContact(uuid4(), "Martin", None))))
    assert _rows(page) == ["Henry, Ring before lunch, Yesterday", "Martin, When you can"]
    assert not {"overdue", "late", "missed"} & set(seen(page).lower().split())


def test_it_follows_what_changes(page: TodayPage, background: Background, qtbot: QtBot) -> None:
    background.committed.connect(page.refresh)
    background.run(people.add_person, "Tony")
    qtbot.waitUntil(lambda: _rows(page) == ["Tony"])


def test_start_writing_is_the_one_button(page: TodayPage, qtbot: QtBot) -> None:
    (button,) = page.findChildren(PrimaryButton)
    with qtbot.waitSignal(page.start_wanted):
        button.click()


def test_nobody_is_left_once_names_are_cleared(page: TodayPage, ask: Ask, qtbot: QtBot) -> None:
    person = ask(people.add_person, "Abigail").created[0]
    ask(conversations.start, person)
    page.load()
    qtbot.waitUntil(lambda: len(_rows(page)) == 1)
    page.load()  # an answer under way must not bring them back
    page.clear_names()
    qtbot.wait(50)
    assert "Abigail" not in kept(page)


def test_whoever_nobody_has_talked_with_is_named_a_working_day_later_and_let_go_in_time(
    page: TodayPage, ask: Ask, qtbot: QtBot
) -> None:
    """R04: by name, and aimed at nobody."""
    anna, bo, _cy = (ask(people.add_person, name).created[0] for name in ("Anna", "Bo", "Cy"))
    ask(conversations.start, anna)
    ask(plans.log_contact, bo, "call")
    today = when_and_where.today()
    after = rhythm.next_day(today, 1)

    def named(day: int) -> list[str]:
        return [row.name for row in ask(queries.today, day).not_met]

    assert [named(day) for day in (today, after - 1, after)] == [[], [], ["Cy"]]
    assert named(today + rhythm.LET_GO_OF_NEW) == ["Cy"]
    assert named(today + rhythm.LET_GO_OF_NEW + 1) == []
    page.show_day(ask(queries.today, after))
    assert "Nobody has said hello yet" in seen(page)
    assert page._not_met.isVisible()


def test_of_much_that_was_started_the_newest_stand_there_and_the_rest_is_one_press_away(
    page: TodayPage, ask: Ask, qtbot: QtBot
) -> None:
    for number in range(8):
        ask(conversations.start, ask(people.add_person, f"Person {number}").created[0])
    page.load()
    qtbot.waitUntil(page._earlier.isVisible)
    assert seen(page).count("Carry on") == 6
    assert "Person 7," in seen(page)
    page._earlier.click()
    qtbot.waitUntil(lambda: seen(page).count("Carry on") == 8)
    assert not page._earlier.isVisible()


def test_a_session_stands_there_on_its_day_with_whom_we_met_and_nothing_kept_apart(
    page: TodayPage, ask: Ask, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = when_and_where.today()
    named = when_and_where.day_title(today).split()[0]
    other = when_and_where.day_title(today + 1).split()[0]
    hub = ask(sessions.write, "The hub", f"{named}s at ten").created[0]
    ask(sessions.write, "The hall", f"{other}s at ten")
    ask(sessions.be_at, hub)
    rita = ask(people.add_person, "Rita").created[0]
    talk = ask(conversations.start, rita).created[0]
    ask(conversations.write_entry, talk, uuid4(), "Her son must not know.", private=True)
    ask(conversations.write_entry, talk, uuid4(), "She needs a cooker.")
    page.load()
    qtbot.waitUntil(lambda: len(page.sessions.sessions) == 1)
    assert "The hub" in seen(page.sessions)
    (met,) = [row.accessibleName() for row in page.sessions.findChildren(ListRow)]
    assert met.startswith("Rita, She needs a cooker, ")  # and not the line that is kept apart
    page.clear_names()
    bury_the_dead()
    assert page.sessions.findChildren(ListRow) == []

    monkeypatch.setattr(when_and_where, "today", lambda: today + 7)
    page.load()
    qtbot.waitUntil(lambda: len(page.sessions.sessions) == 1)
    (row,) = page.sessions.sessions
    assert row.here.text() == "We are here"  # a week later we are not there any more
    assert row.findChildren(ListRow) == []
