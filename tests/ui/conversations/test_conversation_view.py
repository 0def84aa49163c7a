"""An earlier conversation, to read."""

from uuid import uuid4

from PySide6.QtCore import Qt

from sbp_desktop.services import conversations, webs
from sbp_desktop.ui.conversations.conversation_view import ConversationView
from tests.ui.conversations.conftest import Desk


def shown(desk: Desk) -> ConversationView:
    web = desk.web()
    view = ConversationView()
    desk.qtbot.addWidget(view)
    view.resize(600, 200)
    view.show()
    view.show_conversation(desk.talk(), {node.id: node.label for node in web.nodes}, web.self_node)
    return view


def test_it_shows_every_line_but_those_kept_apart_and_is_as_tall_as_its_text(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, '"The mornings are long, but my daughter comes.\rHe was quiet.\r')
    page.line_actions.apart.click()
    desk.type(page, "Not to be shown.\rA note.\r")
    desk.settle()
    view = shown(desk)
    assert view.when.text().startswith("at home, ")
    assert view.text.toPlainText().split("\n") == [
        "The mornings are long, but my daughter comes.",
        "He was quiet.",
        "A note.",
    ]
    assert view.text.verticalScrollBar().maximum() == 0
    desk.type_into(view.text, "x")
    assert "x" not in view.text.toPlainText()


def test_somebody_elses_words_bear_their_name(desk: Desk) -> None:
    jean = desk.ask(webs.add_node, desk.person, "Jean").created[0]
    desk.ask(conversations.write_entry, desk.conversation, uuid4(), "I drive him.", kind="words", said_by=jean)
    view = shown(desk)
    [(_, line)] = list(view.text.blocks())
    assert view.text.before(line) == "Jean"


def test_a_name_can_be_pressed(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "my daughter came.\r")
    desk.settle()
    view = shown(desk)
    with desk.qtbot.waitSignal(view.mention_activated) as told:
        where = view.text.cursorRect().center()
        where.setX(12)
        desk.qtbot.mouseClick(view.text.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert told.args == [desk.people_on_web()["Daughter"]]
