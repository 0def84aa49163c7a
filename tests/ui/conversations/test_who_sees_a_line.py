"""Who may see a line is ticked in a short list; what is not for somebody goes from the page while they are here."""

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu

from sbp_desktop.models.snapshots import FOR_PERSON, Audience
from sbp_desktop.services import webs
from sbp_desktop.storage import queries
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from tests.ui.conversations.conftest import Desk


def tick(desk: Desk, page: ConversationPage, text: str) -> None:
    desk.qtbot.mouseClick(page.line_actions.who_sees, Qt.MouseButton.LeftButton)
    desk.settle()
    menu = next(top for top in QApplication.topLevelWidgets() if isinstance(top, QMenu) and top.isVisible())
    action = next(action for action in menu.actions() if action.text() == text)
    action.trigger()
    menu.close()
    desk.settle()


def heard_by(desk: Desk, audience: Audience) -> list[str]:
    return [entry.text for entry in desk.ask(queries.conversation, desk.conversation, audience).entries]


def write(desk: Desk, page: ConversationPage, text: str) -> None:
    desk.type(page, text)
    page.flush()
    desk.settle()


def test_a_line_for_our_team_and_not_the_person(desk: Desk) -> None:
    page = desk.page()
    write(desk, page, "He looked thin.")
    tick(desk, page, "Our team, not Eric")
    assert (heard_by(desk, FOR_PERSON), heard_by(desk, Audience("team"))) == ([], ["He looked thin."])
    page.undo()
    desk.settle()
    assert heard_by(desk, FOR_PERSON) == ["He looked thin."]
    tick(desk, page, "Our team, not Eric")
    tick(desk, page, "Everybody with us")
    assert heard_by(desk, FOR_PERSON) == ["He looked thin."]


def test_a_line_that_is_not_for_somebody_leaves_the_page_while_they_are_here(desk: Desk) -> None:
    tom: UUID = desk.ask(webs.add_node, desk.person, "Tom").created[0]
    page = desk.page()
    write(desk, page, "He is afraid of him.\r")
    write(desk, page, "The kettle is new.")
    page.text.go_to(page.text.line_with(desk.lines()[0].id) or page.text.current())
    tick(desk, page, "Not when Tom is here")
    assert page.text.toPlainText() == "He is afraid of him.\nThe kettle is new."
    page.where_and_who.present_chosen.emit(frozenset({queries.self_node_of(desk.person).hex, tom.hex}))
    desk.settle()
    assert page.text.toPlainText() == "The kettle is new."
    page.where_and_who.present_chosen.emit(frozenset({queries.self_node_of(desk.person).hex}))
    desk.settle()
    assert page.text.toPlainText() == "He is afraid of him.\nThe kettle is new."


def test_a_line_is_on_a_copy_for_somebody_outside_when_it_is_ticked(desk: Desk) -> None:
    tom: UUID = desk.ask(webs.add_node, desk.person, "Tom").created[0]
    page = desk.page()
    write(desk, page, "The kettle is new.")
    desk.qtbot.mouseClick(page.line_actions.who_sees, Qt.MouseButton.LeftButton)
    desk.settle()
    menu = next(top for top in QApplication.topLevelWidgets() if isinstance(top, QMenu) and top.isVisible())
    outside = next(action.menu() for action in menu.actions() if action.menu())
    (action,) = outside.actions()  # type: ignore[attr-defined]
    assert (action.text(), action.isChecked()) == ("Tom", False)
    action.trigger()
    menu.close()
    desk.settle()
    assert heard_by(desk, Audience(f"family:{tom.hex}")) == ["The kettle is new."]
