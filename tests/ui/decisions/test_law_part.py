"""The law that goes with a decision is one tap away, in plain words, and nothing of it is asked for or kept."""

from uuid import UUID

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from pytestqt.qtbot import QtBot

from sbp_desktop.models.vocabulary import DecisionPoint
from sbp_desktop.services import decisions, people, rules
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.decisions import laws
from sbp_desktop.ui.decisions.decision_page import DecisionPage
from sbp_desktop.ui.decisions.law_part import LawPart
from tests.ui.conftest import Ask
from tests.ui.reading import seen

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot: QtBot, background: Background) -> DecisionPage:
    made = DecisionPage(background)
    background.committed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1000, 900)
    made.show()
    return made


def opened(page: DecisionPage, ask: Ask, point: str) -> LawPart:
    person: UUID = ask(people.add_person, "Eric").created[0]
    page.open(person, ask(decisions.open_decision, person, point).created[0])
    settle(page)
    assert page.card is not None
    return page.card.law


def settle(page: DecisionPage) -> None:
    for _ in range(4):
        page._background.drain()
        QCoreApplication.processEvents()


@pytest.mark.parametrize("point", list(DecisionPoint))
def test_each_kind_of_decision_has_its_law_in_one_tap_and_a_second_puts_it_away(
    page: DecisionPage, ask: Ask, qtbot: QtBot, point: str
) -> None:
    part = opened(page, ask, point)
    assert part.sheet is None
    qtbot.mouseClick(part.link, LEFT)
    said = seen(page)
    for law in laws.of_point(point):
        assert law.title in said
        assert law.says in said
    qtbot.keyClick(part.link, Qt.Key.Key_Return)
    assert part.sheet is None


def test_every_law_says_where_the_whole_of_it_stands() -> None:
    every = {law for found in laws.LAWS.values() for law in found}
    assert laws.LAWS.keys() == set(DecisionPoint)
    for law in every:
        kind, year, number, part, _ = law.where.split("/", 4)
        assert (kind, part) in {("ukpga", "section"), ("ukpga", "schedule")}
        assert f" {year}" in law.title
        assert number in {"23", "9", "42"}
    restricting = {law.title for law in laws.of_point(DecisionPoint.RESTRICTION_OR_BEST_INTEREST)}
    assert {"Mental Capacity Act 2005, section 1", "Mental Capacity Act 2005, section 4"} <= restricting


def test_a_team_may_do_without(page: DecisionPage, ask: Ask) -> None:
    part = opened(page, ask, "residential")
    assert part.isVisible()
    ask(rules.set_rule, "R43", on=False)
    settle(page)
    assert part.isHidden()
