"""Twice the text size in the smallest window: nothing on these pages is wider than its room, so nothing is cut off."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from sbp_desktop.services import (
    conversations,
    exporting,
    learning,
    named_workers,
    outcomes,
    people,
    sessions,
    sharing,
    small_money,
    webs,
)
from sbp_desktop.ui import theme
from sbp_desktop.ui.agreed.agreed_part import AgreedPart
from sbp_desktop.ui.clipboard import Clipboard
from sbp_desktop.ui.council_link import CouncilLink
from sbp_desktop.ui.councils_return.return_page import ReturnPage
from sbp_desktop.ui.differently.differently_sheet import DifferentlySheet
from sbp_desktop.ui.huddle.huddle_page import HuddlePage
from sbp_desktop.ui.keep.leaf_sheet import LeafSheet
from sbp_desktop.ui.people.person_page import PersonPage
from sbp_desktop.ui.people.what_we_hold import WhatWeHoldSheet
from sbp_desktop.ui.people.who_we_told import WhoWeToldSheet
from sbp_desktop.ui.safety.safety_sheet import SafetySheet
from sbp_desktop.ui.settings.settings_page import SettingsPage
from sbp_desktop.ui.today.today_page import TodayPage
from sbp_desktop.ui.widgets import LinkButton
from tests.ui.agreed.conftest import Table

NARROW = 471  # pixels: what a window of 640 leaves beside the rail


@pytest.fixture(autouse=True)
def twice_as_large() -> Iterator[None]:
    theme.enlarge(2)
    yield
    theme.enlarge(1)


@pytest.fixture
def full(table: Table) -> UUID:
    person = table.person
    table.ask(people.set_person, person, about_me__important="Bread of his own baking, and the choir")
    table.ask(small_money.write_spend, uuid4(), person=person, what_for="A new kettle for the kitchen", amount="20")
    table.ask(learning.write_skill, uuid4(), person=person, skill="Email", how="With the library")
    table.ask(outcomes.write_outcome, uuid4(), "To sing again", person=person)
    jean = table.ask(webs.add_node, person, "Jean").created[0]
    table.ask(sharing.carer_says, jean, words="I cannot go on", strain="near_breaking")
    table.ask(exporting.note_copy, person, what="Three lines", for_whom="The GP", agreed=True)
    table.ask(named_workers.change, person, "Oluwaseun Featherstonehaugh-Montgomery, 01632 960144")
    table.ask(named_workers.bring_in, person, "Amina Bello of the hospital team, 01632 960145")
    table.ask(conversations.start, person)
    return person


def too_wide(scroll: QScrollArea) -> int:
    """How much wider than its window what is scrolled is; 0 where nothing is cut off."""
    return max(0, scroll.widget().width() - scroll.viewport().width())


def cut_off(page: QWidget) -> list[str]:
    """What is wider than its room: what is scrolled, and each button that is shown."""
    scrolls = [page] if isinstance(page, QScrollArea) else page.findChildren(QScrollArea)
    wide = [type(each).__name__ for each in scrolls if each.isVisible() and too_wide(each)]
    for button in page.findChildren(QPushButton):
        beside = button.parentWidget()
        if button.isVisible() and not beside.rect().adjusted(0, 0, 1, 1).contains(button.geometry()):
            wide.append(button.text())
    return wide


def _person_page(table: Table) -> PersonPage:
    made = PersonPage(table.background)
    table.qtbot.addWidget(made)
    made.open(table.person)
    table.settle()
    made.head.who_stays.change.click()
    made.in_touch.link.click()
    return made


def _today(table: Table) -> TodayPage:
    table.ask(sessions.write, "The surgery in Market Street", "Every day of the week, 10 to 12, and at 3 by asking")
    made = TodayPage(table.background)
    table.qtbot.addWidget(made)
    made.load()
    table.settle()
    [session] = made.sessions.sessions
    session.change.click()
    made.add_session.link.click()
    return made


def _opened(make: Callable[..., Any]) -> Callable[[Table], QWidget]:
    def made(table: Table) -> QWidget:
        page: QWidget = make(table.background)
        page.open(table.person)  # type: ignore[attr-defined]
        return page

    return made


PAGES: dict[str, Callable[[Table], QWidget]] = {
    "the person": _person_page,
    "today": _today,
    "ask my colleagues": _opened(HuddlePage),
    "for the council's return": _opened(ReturnPage),
    "settings": lambda table: SettingsPage(table.background, CouncilLink(table.background)),
}


@pytest.mark.parametrize("which", PAGES)
def test_a_page(table: Table, full: UUID, which: str) -> None:
    page = PAGES[which](table)
    table.qtbot.addWidget(page)
    page.resize(NARROW, 540)
    page.show()
    table.settle()
    assert cut_off(page) == []


def test_long_words_of_a_button_go_on_in_a_second_line_and_come_back(table: Table) -> None:
    over = QWidget()
    table.qtbot.addWidget(over)
    button = LinkButton("This is somebody I know already")
    down = QVBoxLayout(over)
    down.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
    down.addStretch(1)
    over.resize(900, 400)
    over.show()
    table.settle()
    whole, in_one_line = button.size(), button.grab().toImage()
    over.resize(360, 400)
    table.settle()
    assert button.height() == whole.height() + button.fontMetrics().lineSpacing()
    drawn = button.grab().toImage()
    rows = [len({drawn.pixel(x, y) for x in range(drawn.width())}) > 1 for y in range(drawn.height())]
    assert any(rows[: len(rows) // 2])
    assert any(rows[len(rows) // 2 :])
    over.resize(900, 400)
    table.settle()
    assert button.size() == whole
    assert button.grab().toImage() == in_one_line


def test_what_we_agreed_with_every_part_open(table: Table, full: UUID) -> None:
    page = table.page()
    page.resize(NARROW, 760)
    page.open(full)
    for part in page.parts:
        if isinstance(part, AgreedPart):
            part.unfold()
    table.settle()
    assert too_wide(page) == 0


@pytest.mark.parametrize("which", ["what we hold", "who we told", "a page to leave", "seen differently", "harm"])
def test_a_sheet(table: Table, full: UUID, which: str) -> None:
    over = QWidget()
    table.qtbot.addWidget(over)
    over.resize(NARROW, 760)
    over.show()
    if which == "what we hold":
        sheet: QWidget = WhatWeHoldSheet(table.background, over)
        sheet.open(full)  # type: ignore[attr-defined]
    elif which == "who we told":
        sheet = told = WhoWeToldSheet(table.background, over)
        told.open(full)
        table.settle()
        assert told.list is not None
        told.list.in_order()[0].more.click()  # type: ignore[attr-defined]
    elif which == "a page to leave":
        sheet = leaf = LeafSheet(table.background, Clipboard(over), over)
        leaf.open(full)
        table.settle()
        leaf.without.link.click()
        leaf.without.asked_chips.chips["not_safe"].click()
    elif which == "harm":
        sheet = worried = SafetySheet(table.background, lambda: None, over, lambda: full)
        worried.open()
        table.settle()
        worried.worried.click()
    else:
        sheet = differently = DifferentlySheet(table.background, over)
        differently.open(full, full, "He has no friends left, and he seldom goes out of the house.")
    table.settle()
    [scroll] = sheet.findChildren(QScrollArea)[:1]
    assert cut_off(sheet) == []
    assert sheet.geometry().bottom() <= over.height()
    bar = scroll.verticalScrollBar()
    assert scroll.widget().height() - scroll.viewport().height() == bar.maximum()  # its foot can be reached
    assert scroll.widget().height() >= scroll.widget().layout().totalHeightForWidth(scroll.viewport().width())
