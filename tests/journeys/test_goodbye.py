"""Goodbye and coming back, and looking again on the day agreed: with hands on the real window."""

from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt

from sbp_desktop.models.dates import PartialDate
from sbp_desktop.services import goodbyes, looking_again, outcomes, webs
from sbp_desktop.storage import looking_back, queries
from sbp_desktop.storage import outcomes as kept
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.people.person_page import PersonPage
from sbp_desktop.ui.today.check_back_row import CheckBackRow
from sbp_desktop.ui.today.expected_row import ExpectedRow
from sbp_desktop.ui.web.web_page import WebPage
from sbp_desktop.ui.widgets import LinkButton
from tests.journeys.hand import Hand, spoken

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
ENTER = Qt.Key.Key_Return


def _conversation(hand: Hand) -> ConversationPage:
    page: Any = hand.window.page()
    assert isinstance(page, ConversationPage)
    return page


def _start(hand: Hand, name: str) -> Any:
    hand.start_writing(name)
    (person,) = hand.ask(queries.people)
    return person.id


def test_goodbye_takes_two_taps_and_coming_back_tells_nothing_again(
    app_open: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = app_open
    hand.move_clock(monkeypatch, "2026-12-04")
    martin = _start(hand, "Martin")
    hand.type('"I sing with the choir now.')
    hand.ask(webs.add_node, martin, "Choir")
    hand.settle()
    hand.actions = 0
    page = _conversation(hand)
    hand.click(page.goodbye.link)
    hand.settle()
    assert page.goodbye.part is not None
    hand.click(page.goodbye.part.end)
    hand.settle()
    assert (hand.actions, hand.dialogs) == (2, 0)
    person: Any = hand.window.page()
    assert isinstance(person, PersonPage)
    assert any("Coming back is always all right" in said for said in spoken(person))
    (kept_picture,) = hand.ask(looking_back.moments, martin)
    assert kept_picture.reason == "goodbye"

    hand.move_clock(monkeypatch, "2027-02-20")  # within 90 days (practice.md A36)
    hand.press(Qt.Key.Key_1, ALT)
    hand.settle()
    hand.life.workspace.open_person(martin)
    hand.settle()
    said = list(spoken(hand.window.page()))
    assert "“I sing with the choir now.”" in said
    hand.actions = 0
    hand.click(hand.life.workspace.person._start)
    hand.wait(lambda: hand.life.workspace.listening)
    hand.settle()
    page = _conversation(hand)
    assert page.last_words.text() == "Last time: “I sing with the choir now.” What is different now?"
    assert page.last_words.isVisible()
    hand.wait(lambda: page.beside is not None)
    hand.settle()
    assert "Choir" in {node.label for node in page.beside.scene.nodes.values()}  # type: ignore[union-attr]
    assert hand.actions == 1


def test_six_weeks_later_they_answer_on_their_own_side(app_open: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    hand = app_open
    hand.move_clock(monkeypatch, "2026-12-04")
    martin = _start(hand, "Martin")
    hand.ask(goodbyes.say_goodbye, hand.ask(queries.conversations, martin)[0].id)
    hand.move_clock(monkeypatch, "2027-01-16")
    hand.press(Qt.Key.Key_1, ALT)
    hand.settle()
    (row,) = hand.window.page().findChildren(CheckBackRow)
    hand.actions = 0
    hand.click(row.together)
    hand.wait(lambda: hand.life.workspace.turning.page is not None)
    hand.settle()
    page = hand.life.workspace.turning.page
    assert page.how_it_was.isVisible()
    hand.click(page.how_it_was.good.faces["yes"])
    hand.click(page.how_it_was.sorted.faces["yes"])
    hand.type("I sing on Mondays.")
    hand.press(ENTER)
    hand.settle()
    assert (hand.actions, hand.dialogs) == (4, 0)
    hand.click(page.turn)
    hand.wait(lambda: isinstance(hand.window.page(), PersonPage))
    hand.settle()
    assert "16 January: good, sorted. “I sing on Mondays.”" in list(spoken(hand.window.page()))
    hand.press(Qt.Key.Key_1, ALT)
    hand.settle()
    assert hand.window.page().findChildren(CheckBackRow) == []


def test_on_the_day_agreed_we_look_again_with_one_face_touched(app_open: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    hand = app_open
    hand.move_clock(monkeypatch, "2026-12-04")
    martin = _start(hand, "Martin")
    hand.click(_conversation(hand).line_actions.finish)
    hand.settle()
    hope = hand.ask(outcomes.write_outcome, uuid4(), "I want to sing again.", person=martin).created[0]
    hand.ask(looking_again.agree_day, martin, PartialDate.of("2027-01-15"))
    hand.move_clock(monkeypatch, "2027-01-15")
    hand.press(Qt.Key.Key_1, ALT)
    hand.settle()
    (row,) = [each for each in hand.window.page().findChildren(ExpectedRow) if each.isVisible()]
    assert row.accessibleName() == "Martin, Look again, Today"
    hand.life.workspace.open_person(martin)
    hand.settle()
    hand.actions = 0
    (link,) = [each for each in hand.window.page().findChildren(LinkButton) if each.text() == "Today: Look again"]
    hand.click(link)
    hand.wait(lambda: hand.life.workspace.listening)
    hand.settle()
    page = _conversation(hand)
    part = page.look_again.part
    assert part is not None
    hand.click(part.chips["hopes"])
    hand.click(part.outcomes.rows.rows[hope].faces.faces["yes"])
    hand.settle()
    hand.click(page.line_actions.finish)
    hand.settle()
    assert (hand.actions, hand.dialogs) == (4, 0)
    (found,) = hand.ask(kept.of_person, martin)
    assert [each.status for each in found.went] == ["yes"]
    hand.press(Qt.Key.Key_1, ALT)
    hand.settle()
    assert [each for each in hand.window.page().findChildren(ExpectedRow) if each.isVisible()] == []


def test_then_and_now_are_seen_large_side_by_side(app_open: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    """A11, of a web whose things carry no dates: then is what had been written by then."""
    hand = app_open
    hand.move_clock(monkeypatch, "2026-12-04")
    martin = _start(hand, "Martin")
    hand.ask(webs.add_node, martin, "Choir")
    hand.move_clock(monkeypatch, "2027-02-04")
    hand.ask(webs.add_node, martin, "Sam")
    hand.click(_conversation(hand).kinds.links["REVIEW"])
    hand.settle()
    part = _conversation(hand).look_again.part
    assert part is not None
    hand.click(part.then_and_now.large)
    hand.wait(lambda: isinstance(hand.window.page(), WebPage))
    hand.settle()
    page: Any = hand.window.page()
    assert page.beside.isVisible()
    assert {node.label for node in page.beside.scene.nodes.values()} == {"Martin", "Choir"}
    assert page.changes.said() == ["Sam joined"]
    assert page.strip.compare.currentText() == page.beside.title.text() == "4 December 2026 · when we began"
    hand.press(Qt.Key.Key_Escape)
    hand.press(Qt.Key.Key_Escape)
    hand.settle()
    assert isinstance(hand.window.page(), ConversationPage)
