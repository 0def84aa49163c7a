"""Who expects me, noting that we were in touch, calls after a goodbye, and the end of the day: on the real store."""

from uuid import UUID

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QDialog, QMenu
from pytestqt.qtbot import QtBot

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.snapshots import CheckBackDue, ExpectedContact, TodaySnapshot
from sbp_desktop.services import conversations, my_days, people, plans, rules
from sbp_desktop.storage import history, queries
from sbp_desktop.storage import plans as kept
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.today.check_back_row import CheckBackRow
from sbp_desktop.ui.today.expected_row import ExpectedRow
from sbp_desktop.ui.today.today_page import TodayPage
from sbp_desktop.ui.widgets import LinkButton
from tests.ui.conftest import Ask
from tests.ui.reading import bury_the_dead, seen

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot: QtBot, background: Background) -> TodayPage:
    made = TodayPage(background)
    background.committed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    made.show()
    return made


@pytest.fixture
def henry(ask: Ask) -> UUID:
    """Somebody being steadied every day."""
    person: UUID = ask(people.add_person, "Henry").created[0]
    talk = ask(conversations.start, person).created[0]
    ask(conversations.set_kind, talk, "C2")
    ask(plans.agree_rhythm, ask(kept.of_conversation, talk).id, 1)
    return person


def _rows(page: TodayPage) -> list[ExpectedRow]:
    bury_the_dead()
    return page.findChildren(ExpectedRow)


def _settle(page: TodayPage) -> None:
    for _ in range(4):
        page._background.drain()
        QCoreApplication.processEvents()


def test_two_taps_note_a_call_as_one_change(page: TodayPage, ask: Ask, henry: UUID, qtbot: QtBot) -> None:
    page.load()
    qtbot.waitUntil(lambda: bool(_rows(page)))
    before = ask(queries.today, when_and_where.today()).expects_me
    in_touch = _rows(page)[0].in_touch
    qtbot.mouseClick(in_touch.link, LEFT)
    assert in_touch.panel is not None
    with qtbot.waitSignal(page.noted) as noted:
        qtbot.mouseClick(in_touch.panel.modes["call"], LEFT)
    assert not [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog)]
    [contact] = ask(kept.contacts, henry)
    assert (contact.mode, contact.line, contact.next_on) == ("call", "", None)
    assert noted.args is not None
    assert noted.args[0].persons == {henry}
    ask(history.undo, henry)
    assert ask(kept.contacts, henry) == ()
    assert ask(queries.today, when_and_where.today()).expects_me == before


def test_a_line_and_the_next_day_stand_on_the_same_row(page: TodayPage, ask: Ask, henry: UUID, qtbot: QtBot) -> None:
    page.load()
    qtbot.waitUntil(lambda: bool(_rows(page)))
    in_touch = _rows(page)[0].in_touch
    qtbot.mouseClick(in_touch.link, LEFT)
    panel = in_touch.panel
    assert panel is not None
    qtbot.keyClicks(panel.line, "He was out with the dog.")
    qtbot.mouseClick(panel.next.link, LEFT)
    menu = next(each for each in panel.findChildren(QMenu) if each.isVisible())
    menu.actions()[3].trigger()
    menu.close()
    with qtbot.waitSignal(page.noted):
        qtbot.mouseClick(panel.modes["not_today"], LEFT)
    agreed = PartialDate.on(when_and_where.today() + 3)
    [contact] = ask(kept.contacts, henry)
    assert (contact.mode, contact.line, contact.next_on) == ("not_today", "He was out with the dog.", agreed)
    (expected,) = ask(queries.today, when_and_where.today()).expects_me
    assert (expected.on, expected.last_line) == (agreed, "He was out with the dog.")
    qtbot.waitUntil(lambda: "He was out with the dog. · every day" in _rows(page)[0].accessibleName())


def test_escape_keeps_nothing(page: TodayPage, ask: Ask, henry: UUID, qtbot: QtBot) -> None:
    page.load()
    qtbot.waitUntil(lambda: bool(_rows(page)))
    in_touch = _rows(page)[0].in_touch
    qtbot.keyClick(in_touch.link, Qt.Key.Key_Space)
    assert in_touch.panel is not None
    qtbot.keyClick(in_touch.panel.line, Qt.Key.Key_Escape)
    assert in_touch.panel is None
    assert ask(kept.contacts, henry) == ()


def test_a_rhythm_is_told_in_words_and_never_as_late(page: TodayPage) -> None:
    day = when_and_where.today()
    gone_by = ExpectedContact(UUID(int=1), "Henry", PartialDate.on(day - 9), every=2)
    page.show_day(TodaySnapshot(day, expects_me=(gone_by,)))
    said = _rows(page)[0].accessibleName()
    assert said == f"Henry, every 2 days, {when_and_where.day_and_month(day - 9, day)}"
    assert not {"overdue", "late", "missed", "due"} & set(seen(page).lower().split())


def test_nobody_expects_me_on_a_day_off(page: TodayPage, ask: Ask, henry: UUID, qtbot: QtBot) -> None:
    today = when_and_where.today()
    (before,) = ask(queries.today, today).expects_me
    page.load()
    page.my_day.add.chosen.emit(before.on)
    _settle(page)
    (after,) = ask(queries.today, today).expects_me
    assert after.on.lo > before.on.lo
    links = page.my_day._days.findChildren(LinkButton, "off")
    assert [link.text() for link in links] == [f"{when_and_where.day_title(before.on.lo)} ✕"]
    qtbot.mouseClick(links[0], LEFT)
    _settle(page)
    assert ask(queries.today, today).expects_me == (before,)


def test_a_call_after_a_goodbye_is_noted_with_one_tap(page: TodayPage, ask: Ask, qtbot: QtBot) -> None:
    martin = ask(people.add_person, "Martin").created[0]
    talk = ask(conversations.start, martin).created[0]
    ask(conversations.finish, talk, "goodbye")
    day = when_and_where.today() + 42
    assert ask(queries.today, day - 1).check_backs == ()
    assert ask(queries.today, day).check_backs == (CheckBackDue(martin, "Martin", 42),)
    ask(plans.check_back, martin)  # made today, which is before it is worth anything
    assert ask(queries.today, day).check_backs == (CheckBackDue(martin, "Martin", 42),)
    page.show_day(ask(queries.today, day))
    row = page.findChild(CheckBackRow)
    assert row.accessibleName() == "Martin, 6 weeks since we said goodbye"
    qtbot.mouseClick(row.answers["yes"], LEFT)
    _settle(page)
    with_calls = ask(_calls, martin)
    assert sorted(with_calls, key=str) == sorted([None, "yes"], key=str)
    ask(conversations.start, martin)
    assert ask(queries.today, day).check_backs == ()  # we are with them again


def _calls(vault, person: UUID) -> list[str | None]:  # type: ignore[no-untyped-def]
    with vault.reading() as conn:
        found = conn.execute("SELECT good_experience FROM check_back_now WHERE person = ?", (person.bytes,)).fetchall()
    return [row[0] for row in found]


def test_one_thing_learned_is_kept_for_the_day(page: TodayPage, ask: Ask, qtbot: QtBot) -> None:
    today = when_and_where.today()
    qtbot.keyClicks(page.my_day.learned, "Ask about the cat first.")
    qtbot.keyClick(page.my_day.learned, Qt.Key.Key_Return)
    _settle(page)
    assert ask(queries.today, today).learned == "Ask about the cat first."
    assert ask(queries.today, today + 1).learned == ""
    ask(my_days.learn, "The cat is called Bess.")
    assert ask(queries.today, today).learned == "The cat is called Bess."


def test_whom_i_see_first_stands_first(ask: Ask, henry: UUID) -> None:
    anna = ask(people.add_person, "Anna").created[0]
    ask(plans.log_contact, anna, "visit", next_on=PartialDate.on(when_and_where.today()))
    assert [each.name for each in ask(queries.today, when_and_where.today()).expects_me] == ["Anna", "Henry"]


def test_where_the_team_asks_nobody_what_they_learned_there_is_no_line_until_one_stands(
    page: TodayPage, ask: Ask, background: Background
) -> None:
    ask(rules.set_rule, "R39", on=False)
    background.drain()
    QCoreApplication.processEvents()
    assert page.my_day.learned.isHidden()
    page.show_day(TodaySnapshot(when_and_where.today(), learned="The cat is called Bess.", asks_learned=False))
    assert not page.my_day.learned.isHidden()
