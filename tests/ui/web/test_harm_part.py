"""In the panel of paid help one quiet question lists everyday friends; it holds nothing up and can be switched off."""

from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from sbp_desktop.services import rules
from sbp_desktop.storage import harm_checks as kept
from sbp_desktop.ui.web.harm_part import HarmPart
from tests.ui.web.conftest import Hand


@pytest.fixture
def care(hand: Hand) -> UUID:
    hand.type_name("Jean, daughter")
    hand.type_name("Home care")
    return hand.node("Home care").id


def part(hand: Hand) -> HarmPart:
    return hand.canvas.panel.findChildren(HarmPart)[-1]


def test_one_tap_lists_them_and_two_say_what_it_does(hand: Hand, care: UUID) -> None:
    hand.click(hand.at(care))
    hand.settle()
    QTest.mouseClick(part(hand).question, Qt.MouseButton.LeftButton)
    (row,) = part(hand).rows.values()
    assert row.text() == "Jean: not thought of yet"
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    menu = row.findChild(QMenu)
    next(one for one in menu.actions() if one.text() == "might get in the way").trigger()
    menu.close()
    hand.settle()
    assert row.text() == "Jean: might get in the way"
    found = hand.ask(kept.of_service, care)
    assert [line.effect for line in found.lines] == ["might_weaken"]  # type: ignore[attr-defined]
    hand.canvas.undo()
    hand.settle()
    assert row.text() == "Jean: not thought of yet"


def test_a_team_may_do_without_the_question(hand: Hand, care: UUID) -> None:
    hand.background.run(rules.set_rule, "R14", on=False)
    hand.settle()
    hand.canvas.load()
    hand.settle()
    hand.click(hand.at(care))
    hand.settle()
    assert part(hand).isHidden()
