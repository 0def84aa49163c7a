"""What kind of conversation it is and when it happened, said on the real page."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QMenu

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.dates import PartialDate
from sbp_desktop.models.vocabulary import C3Opening
from sbp_desktop.services import conversations, rules
from sbp_desktop.storage import history
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.conversations.kinds import OPENINGS
from tests.ui.conversations.conftest import Desk

LEFT = Qt.MouseButton.LeftButton


def _press(desk: Desk, page: ConversationPage, kind: str) -> None:
    desk.qtbot.mouseClick(page.kinds.links[kind], LEFT)
    desk.settle()


def _choose(desk: Desk, page: ConversationPage, words: str) -> None:
    """Choose from the menu that is open, which is no dialog."""
    assert not [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()]
    menu = next(each for each in page.findChildren(QMenu) if each.isVisible())
    next(action for action in menu.actions() if action.text() == words).trigger()
    menu.close()
    desk.settle()


def _marked(page: ConversationPage) -> list[str]:
    return [link.text() for link in page.kinds.links.values() if link.isChecked()]


def test_a_new_conversation_is_one_of_connecting_and_asks_nothing(desk: Desk) -> None:
    page = desk.page()
    assert _marked(page) == ["Connecting"]
    assert desk.talk().kind == "C1"


def test_one_tap_changes_the_kind_and_undo_takes_it_back(desk: Desk) -> None:
    page = desk.page()
    _press(desk, page, "C2")
    assert (_marked(page), desk.talk().kind) == (["Getting back in control"], "C2")
    desk.ask(history.undo, desk.person)
    desk.settle()
    assert (_marked(page), desk.talk().kind) == (["Connecting"], "C1")


@pytest.mark.parametrize("opening", list(C3Opening))
def test_a_good_life_opens_with_one_choice_of_what_leads_to_it(desk: Desk, opening: C3Opening) -> None:
    page = desk.page()
    _press(desk, page, "C3")
    assert desk.talk().kind == "C1"  # pressed alone it has changed nothing
    _choose(desk, page, OPENINGS[opening.value])
    assert (_marked(page), desk.talk().kind, desk.talk().c3_opening) == (["A good life"], "C3", opening.value)
    _press(desk, page, "C1")
    assert (desk.talk().kind, desk.talk().c3_opening) == ("C1", None)


def test_a_good_life_without_what_leads_to_it_is_refused(desk: Desk) -> None:
    with pytest.raises(RuleRefused), desk.straight() as vault:
        conversations.set_kind(vault, desk.conversation, "C3")


def test_a_team_that_switched_the_question_off_opens_a_good_life_at_once(desk: Desk) -> None:
    page = desk.page()
    desk.ask(rules.set_rule, "R02", on=False)
    _press(desk, page, "C3")
    assert (_marked(page), desk.talk().kind, desk.talk().c3_opening) == (["A good life"], "C3", None)


def test_one_about_getting_back_in_control_is_open_at_a_time(desk: Desk) -> None:
    first = desk.conversation
    desk.ask(conversations.set_kind, first, "C2")
    desk.conversation = desk.ask(conversations.start, desk.person).created[0]
    page = desk.page()
    _press(desk, page, "C2")
    assert desk.talk().kind == "C1"
    assert _marked(page) == ["Connecting"]
    assert len(desk.problems) == 1
    desk.ask(conversations.finish, first)
    _press(desk, page, "C2")
    assert desk.talk().kind == "C2"


def test_when_it_happened_stands_beside_when_it_was_written(desk: Desk) -> None:
    page, now = desk.page(), when_and_where.today()
    row = page.where_and_who
    desk.qtbot.mouseClick(row.when.link, LEFT)
    _choose(desk, page, "Yesterday")
    assert desk.talk().happened_on == PartialDate.on(now - 1)
    assert row.when.link.text() == when_and_where.day_and_month(now - 1, now)
    assert row.written.text().startswith("written ")
    desk.qtbot.mouseClick(row.when.link, LEFT)
    _choose(desk, page, "Another day…")
    desk.qtbot.keyClicks(row.when.field, "June 2018")
    desk.qtbot.keyClick(row.when.field, Qt.Key.Key_Return)
    desk.settle()
    assert desk.talk().happened_on == PartialDate.of("2018-06")
    assert row.when.link.text() == "June 2018"


def test_a_day_still_to_come_is_refused(desk: Desk) -> None:
    with pytest.raises(RuleRefused), desk.straight() as vault:
        conversations.set_day(vault, desk.conversation, PartialDate.on(when_and_where.today() + 1))
