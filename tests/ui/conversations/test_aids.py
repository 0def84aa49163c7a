"""Open questions that are never kept, and the basics, one tap each."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from sbp_desktop.models.vocabulary import ConversationKind
from sbp_desktop.services import conversations, rules
from sbp_desktop.storage import history
from sbp_desktop.ui.conversations.aids import questions
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from tests.ui.conversations.conftest import Desk
from tests.ui.test_words import FORBIDDEN

LEFT = Qt.MouseButton.LeftButton


def _drawer(page: ConversationPage) -> QMenu:
    return next(menu for menu in page.aids.findChildren(QMenu) if menu.isVisible())


def test_a_question_stands_beside_the_text_and_is_never_kept(desk: Desk) -> None:
    page = desk.page()
    desk.qtbot.keyClick(page.text, Qt.Key.Key_F4)
    drawer = _drawer(page)
    question = next(action for action in drawer.actions() if action.isEnabled())
    asked = question.text()
    question.trigger()
    drawer.close()
    desk.settle()
    assert page.aids.asked.text() == f"{asked} ✕"
    assert page.text.toPlainText() == ""
    assert (desk.lines(), desk.drafts()) == ([], [])
    desk.qtbot.mouseClick(page.aids.asked, LEFT)
    assert page.aids.asked.isHidden()


def test_a_question_is_gone_with_its_conversation(desk: Desk) -> None:
    page = desk.page()
    page.aids._show("Who makes you laugh?")
    page.open(desk.person, desk.conversation)
    assert page.aids.asked.isHidden()
    assert page.aids.asked.text() == ""


def test_each_kind_has_questions_of_its_own_in_plain_open_words(desk: Desk) -> None:
    seen = set()
    for kind in ConversationKind:
        asks = [question for about in questions()[kind.value].values() for question in about]
        assert asks
        seen |= set(asks)
        for words in (*questions()[kind.value], *asks):
            assert FORBIDDEN.search(words) is None, words
        assert all(question.endswith("?") and len(question.split()) <= 15 for question in asks)
    desk.ask(conversations.set_kind, desk.conversation, "C2")
    page = desk.page()
    desk.qtbot.mouseClick(page.aids.ask, LEFT)
    offered = {action.text() for action in _drawer(page).actions() if action.isEnabled()}
    _drawer(page).close()
    assert offered == {question for about in questions()["C2"].values() for question in about}
    assert offered < seen


def test_a_basic_is_marked_and_unmarked_with_one_tap_and_undone(desk: Desk) -> None:
    page = desk.page()
    for basic in ("money", "heat"):
        desk.qtbot.mouseClick(page.aids.basics[basic], LEFT)
        desk.settle()
    assert desk.talk().basics == {"money", "heat"}
    desk.qtbot.mouseClick(page.aids.basics["money"], LEFT)
    desk.settle()
    assert desk.talk().basics == {"heat"}
    desk.ask(history.undo, desk.person)
    desk.settle()
    assert desk.talk().basics == {"money", "heat"}
    assert [basic for basic, link in page.aids.basics.items() if link.isChecked()] == ["money", "heat"]


def test_a_team_that_switched_the_basics_off_sees_only_what_was_marked(desk: Desk) -> None:
    page = desk.page()
    desk.qtbot.mouseClick(page.aids.basics["heat"], LEFT)
    desk.settle()
    desk.ask(rules.set_rule, "R45", on=False)
    assert [basic for basic, link in page.aids.basics.items() if not link.isHidden()] == ["heat"]
    desk.ask(rules.set_rule, "R45", on=True)
    assert not [basic for basic, link in page.aids.basics.items() if link.isHidden()]
