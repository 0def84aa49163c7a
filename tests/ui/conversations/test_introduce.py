"""Whom or what could I introduce you to: an idea typed beside the text stands dotted on the web, and undo takes it back."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sbp_desktop.models.schema import DIRECTORY
from sbp_desktop.services import connections, conversations, safety, webs
from sbp_desktop.storage import agreed
from sbp_desktop.storage.vault import Vault
from tests.ui.conversations.conftest import Desk

ENTER, ESC, CTRL = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.KeyboardModifier.ControlModifier


def _know(vault: Vault) -> None:
    with vault.unit_of_work("Knows the hall") as work:
        work.new("Resource", DIRECTORY, {"name": "Riverside Hall"})


def test_ideas_by_keys_alone_each_on_the_web_at_once(desk: Desk) -> None:
    desk.ask(_know)
    desk.ask(safety.keep_number, "01632 960999")
    desk.ask(webs.add_node, desk.person, "Jean")
    page = desk.page()
    page.introduce.link.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(page.introduce.link, Qt.Key.Key_Space)
    desk.settle()
    field = page.introduce.field
    assert field.hasFocus()
    offers = field.completer()
    offers.setCompletionPrefix("riverside")
    assert offers.currentCompletion() == "Riverside Hall"
    offers.setCompletionPrefix("safeguarding")
    assert offers.completionCount() == 0  # a number to ring is no place to go to
    for typed in ("Riverside Hall", "choir", "Ann, befriender", "Jean"):
        QTest.keyClicks(field, typed)
        QTest.keyClick(field, ENTER)
        desk.settle()
        assert field.text() == ""
    nodes = {node.label: node for node in desk.web().nodes if node.id != desk.web().self_node}
    assert set(nodes) == {"Riverside Hall", "choir", "Ann", "Jean"}  # she was there already
    assert {node.status for label, node in nodes.items() if label != "Jean"} == {"possible"}
    assert (nodes["Jean"].status, nodes["Ann"].relation) == ("active", "befriender")
    assert nodes["choir"].domain == nodes["Riverside Hall"].domain == "community"
    ideas = desk.ask(agreed.of_person, desk.person, "Connection").of("Connection")
    assert {idea.words("status") for idea in ideas} == {"idea"}
    assert {idea.ref("node") for idea in ideas} == {node.id for node in nodes.values()}
    assert {idea.ref("conversation") for idea in ideas} == {desk.conversation}

    QTest.keyClick(field, ESC)
    assert field.isHidden() or not field.isVisible()
    assert QApplication.focusWidget() is page.text
    QTest.keyClick(page.text, Qt.Key.Key_Z, CTRL)
    QTest.keyClick(page.text, Qt.Key.Key_Z, CTRL)
    desk.settle()
    assert "Ann" not in desk.people_on_web()
    assert "choir" in desk.people_on_web()


def test_nothing_typed_is_no_idea_and_a_finished_conversation_offers_none(desk: Desk) -> None:
    page = desk.page()
    QTest.mouseClick(page.introduce.link, Qt.MouseButton.LeftButton)
    QTest.keyClick(page.introduce.field, ENTER)
    desk.settle()
    assert desk.people_on_web() == {}
    assert desk.ask(connections.introduce, desk.conversation).created == ()
    desk.ask(conversations.finish, desk.conversation)
    desk.settle()
    assert not page.introduce.isVisible()
    assert not page.introduce.link.isVisible()
