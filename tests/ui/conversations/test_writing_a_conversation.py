"""Writing a conversation through the real page and the real encrypted file."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from tests.ui.conversations.conftest import Desk


def test_two_sentences_with_a_daughter_give_a_line_and_the_daughter_with_no_dialog(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, '"Tuesdays are good. My daughter takes me.')
    desk.qtbot.keyClick(page.text, Qt.Key.Key_Return)
    desk.settle()
    [line] = desk.lines()
    web = desk.web()
    assert line.text == "Tuesdays are good. My daughter takes me."
    assert (line.kind, line.said_by) == ("words", web.self_node)
    people = desk.people_on_web()
    assert list(people) == ["Daughter"]
    assert [(line.text[m.start : m.end], m.node) for m in line.mentions] == [("My daughter", people["Daughter"])]
    assert [{tie.a, tie.b} for tie in web.ties] == [{people["Daughter"], web.self_node}]
    assert not [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog)]
    assert desk.problems == []
