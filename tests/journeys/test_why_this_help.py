"""Help typed onto the web asks quietly whether it starts; why, and why not something else, is written in one place."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from sbp_desktop.services import decisions, people
from sbp_desktop.storage import decisions as kept
from sbp_desktop.storage import queries
from sbp_desktop.ui.decisions.decision_page import DecisionPage
from sbp_desktop.ui.decisions.decision_row import DecisionRow
from sbp_desktop.ui.decisions.decisions_part import DecisionsPart
from sbp_desktop.ui.web.web_page import WebPage
from sbp_desktop.ui.widgets import LinkButton
from tests.journeys.hand import Hand, spoken

CTRL = Qt.KeyboardModifier.ControlModifier
ENTER = Qt.Key.Key_Return


def _link(root: Any, words: str) -> LinkButton:
    return next(one for one in root.findChildren(LinkButton) if one.text() == words and one.isVisible())


@pytest.fixture
def with_help(app_open: Hand) -> Hand:
    """Home care has just been typed onto Eric's web."""
    hand = app_open
    eric = hand.ask(people.add_person, "Eric").created[0]
    hand.life.workspace.open_web(eric)
    hand.wait(lambda: isinstance(hand.window.page(), WebPage))
    hand.settle()
    hand.window.page().canvas.name_field.setFocus()
    hand.type("Home care")
    hand.press(ENTER)
    hand.settle()
    return hand


def _page(hand: Hand) -> DecisionPage:
    page: Any = hand.window.page()
    assert isinstance(page, DecisionPage)
    return page


def test_why_is_said_in_three_lines_and_taken_back(with_help: Hand) -> None:
    hand = with_help
    assert hand.window.notices.text() == "Home care is on the web. Does it start now?"
    hand.click(_link(hand.window.notices, "Say why"))
    hand.settle()
    card = _page(hand).card
    assert card is not None
    assert card.texts["decided"].toPlainText() == "To start: Home care"
    hand.click(card.agreed)
    hand.settle()
    assert "Say why first" in hand.window.notices.text()
    assert not card.agreed.isChecked()
    card.texts["because"].setFocus()
    hand.type("Mornings are hard.")
    row = next(iter(card.rows.values()))
    row.what.setFocus()
    hand.type("His sister")
    hand.press(ENTER)
    hand.type("She lives too far away.")
    hand.click(card.agreed)
    hand.settle()
    decision = hand.ask(kept.one, card.decision)
    assert (decision.because, decision.agreed) == ("Mornings are hard.", True)
    assert [(one.what, one.why_not, one.domain) for one in decision.options] == [
        ("His sister", "She lives too far away.", "network")
    ]
    assert len(card.rows) == 2  # and an empty one to go on in
    hand.press(Qt.Key.Key_Z, CTRL)
    hand.settle()
    assert not hand.ask(kept.one, card.decision).agreed
    QTest.keyClick(_page(hand), Qt.Key.Key_Escape)
    assert isinstance(hand.window.page(), WebPage)
    assert hand.dialogs == 0


def test_the_panel_says_until_when_and_leads_to_the_same_decision(with_help: Hand) -> None:
    hand = with_help
    eric = hand.ask(queries.people)[0].id
    canvas = hand.window.page().canvas
    care = next(node for node in hand.ask(queries.web, eric).nodes if node.label == "Home care")
    canvas.come_to(care.id, with_keyboard=True)
    canvas.panel_hand.open(False)
    assert "Nothing on the web yet under: me, my people and around here" in list(spoken(canvas.panel))
    hand.click(_link(canvas.panel, "Why this help"))
    hand.settle()
    first = _page(hand).card.decision  # type: ignore[union-attr]
    QTest.keyClick(_page(hand), Qt.Key.Key_Escape)
    hand.click(_link(canvas.panel, "Why this help"))
    hand.settle()
    assert _page(hand).card.decision == first  # type: ignore[union-attr]
    hand.click(_page(hand).remove)
    hand.settle()
    assert isinstance(hand.window.page(), WebPage)
    assert hand.ask(kept.one, first) is None


def test_what_was_being_typed_comes_back_on_its_page(with_help: Hand) -> None:
    hand = with_help
    hand.click(_link(hand.window.notices, "Say why"))
    hand.settle()
    page = _page(hand)
    assert page.card is not None
    row = next(iter(page.card.rows.values()))
    row.what.setFocus()
    hand.type("His si")
    row.what._step()
    hand.settle()
    decision = page.card.decision
    person = hand.ask(queries.people)[0].id
    again = DecisionPage(hand.life.background)
    hand.qtbot.addWidget(again)
    again.open(person, decision)
    hand.settle()
    assert again.card is not None
    assert "His si" in [one.what.toPlainText() for one in again.card.rows.values()]


def test_a_limit_on_freedom_is_written_down_from_what_we_agreed(with_help: Hand) -> None:
    hand = with_help
    eric = hand.ask(queries.people)[0].id
    hand.press(Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    hand.settle()
    part = next(one for one in hand.window.page().parts if isinstance(one, DecisionsPart))
    hand.click(part.turn)
    hand.click(part.begin)
    menu = part.begin.findChild(QMenu)
    next(one for one in menu.actions() if one.text() == "A limit on somebody’s freedom").trigger()
    menu.close()
    hand.settle()
    card = _page(hand).card
    assert card is not None
    assert card.views.isVisible()  # who decides is asked at once
    hand.click(card.capacity.chips["best_interests"])
    hand.settle()
    card.texts["best_interests_link"].setFocus()
    hand.type("Form 7, second drawer")
    hand.click(card.urgent)
    hand.settle()
    made = hand.ask(kept.one, card.decision)
    assert (made.person, made.capacity, made.best_interests_link) == (eric, "best_interests", "Form 7, second drawer")
    assert (made.agreed, made.still_to_write, card.to_write.isVisible()) == (True, True, True)
    QTest.keyClick(_page(hand), Qt.Key.Key_Escape)
    hand.settle()
    (row,) = part.rows.findChildren(DecisionRow)
    hand.click(row)
    hand.settle()
    assert _page(hand).card.decision == made.id  # type: ignore[union-attr]


def test_a_decision_opens_from_its_place_in_their_time(with_help: Hand) -> None:
    hand = with_help
    eric = hand.ask(queries.people)[0].id
    made = hand.ask(decisions.open_decision, eric, "residential", decided="Eric moves to Elm House").created[0]
    hand.life.workspace.open_person(eric)
    hand.settle()
    rows = hand.life.workspace.person.talked.findChildren(DecisionRow)
    hand.click(next(row for row in rows if row.accessibleName().startswith("Eric moves")))
    hand.settle()
    assert _page(hand).card.decision == made  # type: ignore[union-attr]


def test_tab_leads_through_a_decision_as_it_stands_on_the_page(with_help: Hand) -> None:
    hand = with_help
    hand.click(_link(hand.window.notices, "Say why"))
    hand.settle()
    card = _page(hand).card
    assert card is not None
    row = next(iter(card.rows.values()))
    row.what.setFocus()
    hand.type("His sister")
    hand.press(ENTER)
    hand.type("She lives far away.")
    card.texts["decided"].setFocus()  # keeps what was typed, and an empty row comes
    hand.settle()
    new = next(one for one in card.rows.values() if not one.written)
    met = []
    for _ in range(6):
        hand.press(Qt.Key.Key_Tab)
        met.append(QApplication.focusWidget())
    assert met[:5] == [card.texts["because"], row.what, row.layer, row.why_not, new.what]
