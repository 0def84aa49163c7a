"""The line that comes by itself on Today, on the real store: what it is about, where it leads, and how it goes away."""

from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from pytestqt.qtbot import QtBot

from sbp_desktop.models import rhythm
from sbp_desktop.models.clock import wall_ms
from sbp_desktop.models.schema import DIRECTORY
from sbp_desktop.services import carers, connections, conversations, people, plans, rules, safety, teams, webs
from sbp_desktop.storage import history, queries
from sbp_desktop.storage import nudges as kept
from sbp_desktop.storage import plans as kept_plans
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.today.today_page import TodayPage
from tests.days import days_on
from tests.ui.conftest import Ask
from tests.ui.reading import kept as kept_words
from tests.ui.reading import seen

LEFT = Qt.MouseButton.LeftButton
Later = Callable[[int], str]


@pytest.fixture
def page(qtbot: QtBot, background: Background) -> TodayPage:
    made = TodayPage(background)
    background.committed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    made.show()
    return made


@pytest.fixture
def later(page: TodayPage, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> Later:
    """Goes so many days from now and says what the line says there, "" while there is none."""
    today, now = when_and_where.today(), wall_ms()

    def move_clock(vault: Vault, days: int) -> None:
        vault.clock.now_ms = lambda: days_on(now, days)

    def look(days: int) -> str:
        monkeypatch.setattr(when_and_where, "today", lambda: today + days)
        ask(move_clock, days)
        page.load()
        settle(page)
        return page.nudge._sentence.plain if page.nudge.isVisible() else ""

    return look


def settle(page: TodayPage) -> None:
    for _ in range(4):
        page._background.drain()
        QCoreApplication.processEvents()


def in_crisis(ask: Ask, name: str, every: int = 2) -> tuple[UUID, UUID]:
    person = ask(people.add_person, name).created[0]
    talk = ask(conversations.start, person, kind="C2").created[0]
    ask(plans.agree_rhythm, ask(kept_plans.of_conversation, talk).id, every)
    return person, talk


def twice(every: int) -> int:
    """So many days from now nothing was heard for twice as long as agreed."""
    today = when_and_where.today()
    return rhythm.next_day(today, 2 * every) - today


def test_a_day_of_another_year_has_its_year(ask: Ask, later: Later) -> None:
    in_crisis(ask, "Mrs B")
    year = date.fromordinal(rhythm.next_day(when_and_where.today(), 2)).year
    assert str(year) in later(800)


def test_after_twice_the_rhythm_without_a_word_three_ways_are_offered(
    page: TodayPage, ask: Ask, later: Later, qtbot: QtBot
) -> None:
    person, talk = in_crisis(ask, "Mrs B")
    due = twice(2)
    assert later(due - 1) == ""
    assert later(due).startswith("Mrs B expected you by ")
    links = page.nudge.links
    assert list(links) == ["call", "ask", "rhythm", "not_now"]
    with qtbot.waitSignal(page.person_opened) as opened:
        qtbot.mouseClick(links["call"], LEFT)
    assert opened.args == [person]
    with qtbot.waitSignal(page.nudge.colleagues_wanted) as asked:
        qtbot.keyClick(links["ask"], Qt.Key.Key_Return)
    assert asked.args == [person]
    with qtbot.waitSignal(page.conversation_opened) as agreed:
        qtbot.mouseClick(links["rhythm"], LEFT)
    assert agreed.args == [person, talk]
    ask(plans.log_contact, person, "call")
    assert later(due) == "", "one call and it is gone"


def test_a_day_that_was_agreed_holds_the_line_back(ask: Ask, later: Later) -> None:
    person, _ = in_crisis(ask, "Mrs B")
    plan = ask(kept_plans.open_plan, person)
    agreed = kept_plans.PartialDate.on(when_and_where.today() + 20)
    ask(plans.agree_day, plan.id, agreed)
    assert later(twice(2)) == ""
    assert later(20) == ""
    assert later(30).startswith("Mrs B expected you by ")


def test_not_now_keeps_it_quiet_for_a_fortnight_and_lets_another_come(
    page: TodayPage, ask: Ask, later: Later, qtbot: QtBot
) -> None:
    for name in ("Anna", "Bo", "Cy"):
        in_crisis(ask, name)
    due = twice(2)
    read = []
    for _ in range(3):
        read.append(later(due)[:4].strip())
        if page.nudge.isVisible():
            qtbot.mouseClick(page.nudge.links["not_now"], LEFT)
            settle(page)
    assert read == ["Anna", "Bo e", ""], "two a day"
    assert later(due + 1).startswith("Cy")
    qtbot.mouseClick(page.nudge.links["not_now"], LEFT)
    settle(page)
    assert later(due + 13) == ""
    assert later(due + 14).startswith("Anna")


def test_a_carer_nobody_asked_a_week_on_is_named_until_they_are_asked(
    page: TodayPage, ask: Ask, later: Later, qtbot: QtBot
) -> None:
    abigail = ask(people.add_person, "Abigail").created[0]
    care = {"flow": "a_to_b", "support": ["personal_care"], "frequency": "daily"}
    friend = ask(webs.add_node, abigail, "Friend", paid="unpaid", tie_fields=care).created[0]
    talk = ask(conversations.start, abigail).created[0]
    assert later(30) == "", "connecting is no crisis and no plan"
    ask(conversations.set_kind, talk, "C3", "urgent")
    assert later(36) == "", "a week since it became one about a good life"
    assert later(37) == "Nobody has asked Friend yet how it is to help Abigail."
    with qtbot.waitSignal(page.nudge.place_opened) as opened:
        qtbot.mouseClick(page.nudge.links["ask"], LEFT)
    assert opened.args == [abigail, friend]
    ask(carers.asked, friend)
    assert later(37) == ""


def test_ten_on_their_way_to_one_small_group_bring_a_line_and_the_team_says_how_many(
    page: TodayPage, ask: Ask, later: Later
) -> None:
    def send(name: str, status: str, where: str = "Knit and Natter") -> None:
        person = ask(people.add_person, name).created[0]
        group = ask(webs.add_node, person, where, kind="group", domain="community").created[0]
        ask(connections.set_status, group, status)

    for number in range(9):
        send(f"Person {number}", ("offered", "agreed", "introduced")[number % 3])
    send("Already there", "still_going")
    send("Only thought of it", "idea")
    send("Going elsewhere", "offered", "Men’s shed")
    assert later(0) == ""
    send("The tenth", "offered")
    assert later(0).startswith("Many people are on their way to Knit and Natter at once.")
    assert list(page.nudge.links) == ["not_now"]
    ask(teams.set_team, "Agreed", group_full_at=20)
    assert later(0) == ""


def test_where_nobody_looked_round_for_half_a_year_a_walk_is_offered_and_noted(
    page: TodayPage, ask: Ask, later: Later, qtbot: QtBot
) -> None:
    for name, where in (("Eric", "Riverside"), ("Anna", "Hill Top"), ("Bo", "")):
        ask(conversations.start, ask(people.add_person, name, neighbourhood=where).created[0])
    assert later(0) == "Nobody has looked round Riverside for six months. You might walk it."
    with qtbot.waitSignal(page.noted):
        qtbot.mouseClick(page.nudge.links["walked"], LEFT)
    settle(page)
    assert not page.nudge.isVisible(), "one a month, wherever it is"
    assert ask(walks) == ["Riverside"]
    ask(history.undo, DIRECTORY)
    assert ask(walks) == []


def walks(vault: Vault) -> list[str]:
    with vault.reading() as conn:
        return [row[0] for row in conn.execute("SELECT neighbourhood FROM walk_now WHERE alive = 1")]


def due_rules(vault: Vault, day: int) -> set[str]:
    return {nudge.rule for nudge in kept.due(vault, day)}


@pytest.fixture
def everything(ask: Ask) -> UUID:
    """Somebody about whom, and around whom, every line is due a fortnight from now."""
    person, _ = in_crisis(ask, "Mrs B")
    ask(people.set_person, person, neighbourhood="Riverside")
    care = {"flow": "a_to_b", "support": ["personal_care"], "frequency": "daily"}
    ask(webs.add_node, person, "Sam", paid="unpaid", tie_fields=care)
    ask(teams.set_team, "Agreed", group_full_at=1)
    group = ask(webs.add_node, person, "Knit and Natter", kind="group", domain="community").created[0]
    ask(connections.set_status, group, "offered")
    other = ask(people.add_person, "Eric", neighbourhood="Riverside").created[0]
    ask(conversations.start, other)
    return person


@pytest.mark.parametrize("rule", ["R06", "R07", "R19", "R49"])
def test_a_rule_switched_off_brings_no_line_and_switched_on_brings_it_again(
    ask: Ask, everything: UUID, rule: str
) -> None:
    day = when_and_where.today() + (0 if rule == "R19" else 14)
    assert rule in ask(due_rules, day)
    ask(rules.set_rule, rule, on=False)
    assert rule not in ask(due_rules, day)
    ask(rules.set_rule, rule, on=True)
    assert rule in ask(due_rules, day)


def test_with_a_worry_about_harm_no_line_is_about_them(ask: Ask, everything: UUID) -> None:
    day = when_and_where.today() + 14
    assert ask(due_rules, day) == {"R06", "R07", "R49"}
    ask(safety.worry, uuid4(), person=everything, words="He is afraid.", risk="remains")
    assert ask(due_rules, day) == {"R49"}


def test_nothing_of_it_is_left_once_names_are_cleared(page: TodayPage, ask: Ask, later: Later) -> None:
    in_crisis(ask, "Mrs B")
    assert later(twice(2))
    page.load()
    page.clear_names()
    settle(page)
    assert "Mrs B" not in kept_words(page) + seen(page)


def test_what_was_told_is_no_part_of_anybodys_record(ask: Ask, later: Later) -> None:
    person, _ = in_crisis(ask, "Mrs B")
    before = ask(lambda vault: history.status(vault, person))
    assert later(twice(2))
    assert ask(lambda vault: history.status(vault, person)) == before
    assert ask(queries.person, person)
