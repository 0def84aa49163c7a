"""A walk-up at the hub from nameless to named, and a joint visit at the surgery where the carer is asked directly."""

from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt

from sbp_desktop.services import people, webs
from sbp_desktop.storage import queries
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.today.sessions_part import SessionRow
from sbp_desktop.ui.today.today_page import TodayPage
from sbp_desktop.ui.web.carer_part import CarerPart
from sbp_desktop.ui.widgets import LinkButton, ListRow
from tests.journeys.conftest import StartApp, unlock
from tests.journeys.hand import Hand
from tests.ui.reading import bury_the_dead, seen

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape


def _today(hand: Hand) -> TodayPage:
    hand.press(Qt.Key.Key_1, ALT)
    hand.settle()
    bury_the_dead()
    page: Any = hand.window.page()
    assert isinstance(page, TodayPage)
    return page


def _session(hand: Hand) -> SessionRow:
    (row,) = _today(hand).sessions.sessions
    return row


def _link(hand: Hand, words: str) -> LinkButton:
    return next(each for each in hand.window.findChildren(LinkButton) if each.text() == words and each.isVisible())


def _met(hand: Hand) -> list[str]:
    return [row.accessibleName().rsplit(", ", 1)[0] for row in _session(hand).findChildren(ListRow)]


def _name_a_session(hand: Hand, where: str, when: str = "") -> None:
    add = _today(hand).add_session
    hand.click(add.link)
    hand.type(where)
    hand.press(Qt.Key.Key_Tab)
    hand.type(when)
    hand.press(ENTER)
    hand.settle()


def test_a_walk_up_at_the_hub_from_nameless_to_named(app_open: Hand) -> None:
    hand = app_open
    _name_a_session(hand, "The hub, Market Street")
    hand.click(_session(hand).here)
    hand.settle()
    hand.actions = 0
    hand.press(Qt.Key.Key_N, CTRL)
    hand.press(ENTER)  # no name
    hand.wait(lambda: hand.life.workspace.listening)
    hand.settle()
    hand.type("Somebody came about a cooker.")
    hand.press(ENTER)
    page: Any = hand.window.page()
    assert isinstance(page, ConversationPage)
    assert page.where_and_who.where.text() == "The hub, Market Street"
    hand.click(page.line_actions.finish)
    hand.settle()
    assert (hand.actions, hand.dialogs) == (4, 0)
    (met,) = hand.ask(queries.people)
    assert met.nameless
    (talk,) = hand.ask(queries.conversations, met.id)
    assert (talk.setting, talk.place) == ("community_hub", "The hub, Market Street")
    assert _met(hand) == ["No name yet, Somebody came about a cooker"]

    hand.click(_session(hand).findChildren(ListRow)[0])  # they came back, and say who they are
    hand.wait(lambda: isinstance(hand.window.page(), ConversationPage))
    hand.settle()
    hand.press(ESC)
    hand.settle()
    hand.click(_link(hand, "Give a name"))
    hand.type("Rita")
    hand.press(ENTER)
    hand.settle()
    assert _met(hand) == ["Rita, Somebody came about a cooker"]
    assert hand.ask(queries.person, met.id).name == "Rita"
    assert hand.dialogs == 0


def test_where_we_are_is_there_after_a_lock_and_ends_with_a_press(app_open: Hand, start_app: StartApp) -> None:
    hand = app_open
    _name_a_session(hand, "The surgery, Mill Lane")
    hand.click(_session(hand).here)
    hand.settle()
    hand.press(Qt.Key.Key_L, CTRL)
    hand.wait(lambda: hand.life.unlock_page is not None and hand.life.unlock_page.isVisible())
    hand.life.unlock_page.activateWindow()
    hand.settle()
    unlock(hand)
    assert _session(hand).here.text() == "Not here any more"
    hand.start_writing("Abigail")
    page: Any = hand.window.page()
    assert page.where_and_who.where.text() == "The surgery, Mill Lane"
    page.where_and_who.setting_chosen.emit("phone")
    hand.settle()
    assert page.where_and_who.where.text() == "by phone"
    hand.click(_session(hand).here)
    hand.settle()
    assert _session(hand).here.text() == "We are here"
    hand.start_writing("Tony")
    assert hand.window.page().where_and_who.where.text() == "Where?"


def test_a_session_is_changed_by_keys_and_taken_away_and_brought_back(app_open: Hand) -> None:
    hand = app_open
    _name_a_session(hand, "The hall")
    row = _session(hand)
    row.change.setFocus()
    hand.press(ENTER)
    row.fields.where.clear()
    hand.press(ENTER)
    hand.settle()
    assert _today(hand).sessions.sessions == []
    hand.click(next(each for each in hand.window.notices.findChildren(LinkButton) if each.text() == "Undo"))
    hand.settle()
    assert "The hall" in seen(_session(hand))


def test_the_carer_is_asked_at_the_surgery_in_three_taps(app_open: Hand) -> None:
    hand = app_open
    person = hand.ask(people.add_person, "Abigail").created[0]
    care = {"flow": "a_to_b", "support": ["personal_care"], "frequency": "daily"}
    friend = hand.ask(webs.add_node, person, "Her friend", paid="unpaid", tie_fields=care).created[0]
    doctor = hand.ask(webs.add_node, person, "Dr Amin", relation="GP").created[0]
    _name_a_session(hand, "The surgery, Mill Lane")
    hand.click(_session(hand).here)
    hand.life.workspace.open_person(person)
    hand.settle()
    hand.click(hand.life.workspace.person._start)
    hand.wait(lambda: hand.life.workspace.listening)
    page: Any = hand.window.page()
    hand.wait(lambda: page.beside is not None)
    hand.settle()
    page.where_and_who._set_present(doctor, True)
    hand.settle()
    assert page.where_and_who.who.text() == "Abigail, Dr Amin and you"
    assert _stress(hand, person, friend) == "unknown"

    hand.actions = 0
    canvas = page.beside
    hand.click(canvas.view.viewport(), canvas.view.mapFromScene(canvas.scene.point_of(friend)))
    hand.settle()
    for name, value in (("carer_asked", "yes"), ("carer_stress", "high")):
        part = canvas.panel.findChildren(CarerPart)[-1]
        assert part.isVisible()
        hand.click(part.chips[name].chips[value])
        hand.settle()
    assert (hand.actions, hand.dialogs) == (3, 0)
    assert _stress(hand, person, friend) == "high"


def _stress(hand: Hand, person: UUID, friend: UUID) -> str | None:
    web = hand.ask(queries.web, person)
    return next(tie.stress for tie in web.ties if friend in (tie.a, tie.b))
