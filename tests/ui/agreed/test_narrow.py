"""Twice the text size in a narrow window: nothing on these pages is wider than the window, so nothing is cut off."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from PySide6.QtWidgets import QScrollArea, QWidget

from sbp_desktop.services import exporting, learning, outcomes, people, sharing, small_money, webs
from sbp_desktop.ui import theme
from sbp_desktop.ui.agreed.agreed_part import AgreedPart
from sbp_desktop.ui.clipboard import Clipboard
from sbp_desktop.ui.differently.differently_sheet import DifferentlySheet
from sbp_desktop.ui.keep.leaf_sheet import LeafSheet
from sbp_desktop.ui.people.what_we_hold import WhatWeHoldSheet
from sbp_desktop.ui.people.who_we_told import WhoWeToldSheet
from tests.ui.agreed.conftest import Table

NARROW = 620


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
    return person


def too_wide(scroll: QScrollArea) -> int:
    """How much wider than its window what is scrolled is; 0 where nothing is cut off."""
    return max(0, scroll.widget().width() - scroll.viewport().width())


def test_what_we_agreed_with_every_part_open(table: Table, full: UUID) -> None:
    page = table.page()
    page.resize(NARROW, 760)
    page.open(full)
    for part in page.parts:
        if isinstance(part, AgreedPart):
            part.unfold()
    table.settle()
    assert too_wide(page) == 0


@pytest.mark.parametrize("which", ["what we hold", "who we told", "a page to leave", "seen differently"])
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
    else:
        sheet = differently = DifferentlySheet(table.background, over)
        differently.open(full, full, "He has no friends left, and he seldom goes out of the house.")
    table.settle()
    [scroll] = sheet.findChildren(QScrollArea)[:1]
    assert too_wide(scroll) == 0
    assert sheet.geometry().bottom() <= over.height()
    bar = scroll.verticalScrollBar()
    assert scroll.widget().height() - scroll.viewport().height() == bar.maximum()  # its foot can be reached
    assert scroll.widget().height() >= scroll.widget().layout().totalHeightForWidth(scroll.viewport().width())
