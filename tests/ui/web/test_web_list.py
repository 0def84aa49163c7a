"""The list twin: the whole web in rows through the real page and file, by keyboard and for screen readers."""

from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QTableView, QWidget

from sbp_desktop.models.layouts import LIST, ONION
from sbp_desktop.services import webs
from sbp_desktop.ui import theme
from sbp_desktop.ui.web.web_list import WebList
from tests.ui.web.conftest import Hand

NAME, RELATION, KIND, LAYER, CLOSE, HARD, WAY, OFTEN, GIVES = range(9)


@pytest.fixture
def listed(hand: Hand) -> Hand:
    """Jean and Bob as a list, with a line between them."""
    for name in ("Jean, daughter", "Bob"):
        hand.type_name(name)
    hand.background.run(webs.add_tie, hand.node("Jean").id, hand.node("Bob").id, kind="neighbours")
    hand.settle()
    hand.canvas.show_as.chosen.emit(LIST)
    hand.settle()
    hand.page.window().activateWindow()
    hand.canvas.list.people.setFocus()
    return hand


def web_list(hand: Hand) -> WebList:
    return hand.canvas.list


def rows(hand: Hand) -> list[str]:
    return [row.node.label for row in web_list(hand).nodes.rows if row.node is not None]


def stand_on(hand: Hand, table: QTableView, row: int, column: int) -> None:
    table.setFocus()
    table.setCurrentIndex(table.model().index(row, column))


def editor(hand: Hand) -> QWidget:
    found = QApplication.focusWidget()
    assert isinstance(found, QLineEdit | QComboBox)
    return found


def test_rows_of_both_tables_stay_in_sight_at_twice_the_text_size(listed: Hand) -> None:
    theme.enlarge(2)
    try:
        listed.settle()
        for table in (listed.canvas.list.people, listed.canvas.list.lines):
            row = table.rowHeight(0)
            assert row >= 2 * theme.TOUCH_TARGET
            assert table.viewport().height() + theme.SPACE_16 >= 2 * row
    finally:
        theme.enlarge(1)


def test_the_list_stands_in_the_pictures_place_and_says_the_same(listed: Hand) -> None:
    assert listed.view.isHidden()
    assert web_list(listed).isVisible()
    assert sorted(rows(listed)) == ["Bob", "Jean"]
    (line,) = web_list(listed).ties.rows
    assert line.tie is not None
    assert line.tie.kind == "neighbours"
    listed.canvas.show_as.chosen.emit(ONION)
    listed.settle()
    assert listed.view.isVisible()
    assert web_list(listed).isHidden()


def test_words_are_changed_in_their_cell_by_key_and_undone(listed: Hand) -> None:
    people = web_list(listed).people
    stand_on(listed, people, rows(listed).index("Bob"), NAME)
    QTest.keyClick(people, Qt.Key.Key_Return)
    field = editor(listed)
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, "Bobby")
    QTest.keyClick(field, Qt.Key.Key_Return)
    listed.settle()
    assert sorted(listed.labels()) == ["Bobby", "Eric", "Jean"]
    assert people.currentIndex().column() == NAME
    listed.page.undo()
    listed.settle()
    assert sorted(rows(listed)) == ["Bob", "Jean"]


def test_escape_leaves_a_cell_as_it_was(listed: Hand) -> None:
    people = web_list(listed).people
    stand_on(listed, people, 0, RELATION)
    QTest.keyClick(people, Qt.Key.Key_F2)
    field = editor(listed)
    QTest.keyClicks(field, "cousin")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    listed.settle()
    assert [node.relation for node in listed.kept().nodes if node.label == "Bob"] == [""]
    assert web_list(listed).isVisible()


def pick(hand: Hand, words: str) -> None:
    combo = editor(hand)
    assert isinstance(combo, QComboBox)
    combo.setCurrentIndex(combo.findText(words))
    combo.activated.emit(combo.currentIndex())
    hand.settle()


@pytest.mark.parametrize(
    ("column", "words", "name", "value"),
    [
        (CLOSE, "close", "strength", "strong"),
        (HARD, "hard at times", "stress", "some"),
        (WAY, "both ways", "flow", "both"),
        (OFTEN, "every week", "frequency", "weekly"),
    ],
)
def test_what_a_line_is_like_is_chosen_in_the_row_of_who_it_goes_to(
    listed: Hand, column: int, words: str, name: str, value: str
) -> None:
    people = web_list(listed).people
    stand_on(listed, people, rows(listed).index("Jean"), column)
    QTest.keyClick(people, Qt.Key.Key_Return)
    pick(listed, words)
    assert getattr(listed.tie("Eric", "Jean"), name) == value
    assert people.currentIndex().data() == words


def test_where_somebody_belongs_is_chosen_and_the_row_one_stands_on_goes_along(listed: Hand) -> None:
    people = web_list(listed).people
    stand_on(listed, people, rows(listed).index("Jean"), LAYER)
    QTest.keyClick(people, Qt.Key.Key_Return)
    pick(listed, "around here")
    assert listed.node("Jean").domain == "community"
    assert rows(listed)[people.currentIndex().row()] == "Jean"


def test_a_line_begun_in_the_list_where_there_was_none(listed: Hand) -> None:
    line = listed.tie("Eric", "Bob").id
    listed.background.run(webs.delete_tie, line)
    listed.settle()
    people = web_list(listed).people
    stand_on(listed, people, rows(listed).index("Bob"), CLOSE)
    QTest.keyClick(people, Qt.Key.Key_Return)
    pick(listed, "close")
    assert listed.tie("Eric", "Bob").strength == "strong"


def test_a_line_between_others_changes_its_end_and_its_kind(listed: Hand) -> None:
    listed.type_name("Sam")
    listed.canvas.list.lines.setFocus()
    lines = web_list(listed).lines
    stand_on(listed, lines, 0, 2)
    QTest.keyClick(lines, Qt.Key.Key_Return)
    field = editor(listed)
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, "friends")
    QTest.keyClick(field, Qt.Key.Key_Return)
    listed.settle()
    assert listed.tie("Jean", "Bob").kind == "friends"
    end = 0 if web_list(listed).ties.index(0, 0).data() == "Bob" else 1
    stand_on(listed, lines, 0, end)
    QTest.keyClick(lines, Qt.Key.Key_Return)
    pick(listed, "Sam")
    assert listed.tie("Jean", "Sam").kind == "friends"


def test_the_keys_of_the_web_mean_the_same_here(listed: Hand) -> None:
    people = web_list(listed).people
    stand_on(listed, people, rows(listed).index("Jean"), NAME)
    before = listed.node("Jean").domain
    QTest.keyClick(people, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    listed.settle()
    assert listed.node("Jean").domain != before
    assert rows(listed)[people.currentIndex().row()] == "Jean"
    QTest.keyClick(people, Qt.Key.Key_Delete)
    listed.settle()
    assert sorted(listed.labels()) == ["Bob", "Eric"]
    assert listed.told == ["Removed Jean"]


def test_several_rows_are_several_picked(listed: Hand) -> None:
    people = web_list(listed).people
    stand_on(listed, people, 0, NAME)
    QTest.keyClick(people, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    listed.settle()
    assert {listed.scene.nodes[id_].label for id_ in listed.scene.picked} == {"Jean", "Bob"}
    QTest.keyClick(people, Qt.Key.Key_Delete)
    listed.settle()
    assert listed.labels() == ["Eric"]


def test_what_is_only_to_read_opens_the_panel(listed: Hand) -> None:
    people = web_list(listed).people
    stand_on(listed, people, rows(listed).index("Jean"), GIVES)
    QTest.keyClick(people, Qt.Key.Key_Return)
    listed.settle()
    assert not listed.canvas.panel.isHidden()
    assert listed.canvas.panel.shown == listed.node("Jean").id


def test_another_day_is_only_to_look_at(listed: Hand) -> None:
    QTest.mouseClick(listed.page.time, Qt.MouseButton.LeftButton)
    listed.page.strip.line.setValue(listed.page.strip.line.maximum())
    listed.page.strip.written.click()
    listed.settle()
    index = web_list(listed).nodes.index(0, NAME)
    assert not index.flags() & Qt.ItemFlag.ItemIsEditable


def test_all_of_it_in_words(listed: Hand) -> None:
    QTest.mouseClick(web_list(listed).in_words, Qt.MouseButton.LeftButton)
    said = web_list(listed).words.toPlainText()
    assert "Jean, daughter" in said
    assert "Line between Jean and Bob, neighbours" in said
    listed.type_name("Sam")
    assert "Sam" in web_list(listed).words.toPlainText()


def cells(table: QAccessibleInterface) -> list[str]:
    children = [table.child(i) for i in range(table.childCount())]
    return [child.text(QAccessible.Text.Name) for child in children if child is not None]


def test_a_screen_reader_finds_every_cell_with_its_column(listed: Hand) -> None:
    interface = QAccessible.queryAccessibleInterface(web_list(listed).people)
    assert interface.role() == QAccessible.Role.Table
    assert interface.text(QAccessible.Text.Name) == "People and places"
    said = cells(interface)
    assert "Name: Jean" in said
    assert "Who they are: daughter" in said
    assert "How close: not said" in said


def test_the_picture_tells_a_screen_reader_who_is_the_only_one(hand: Hand) -> None:
    hand.type_name("Jean, daughter")
    jean: UUID = hand.node("Jean").id
    line = hand.tie("Eric", "Jean")
    flow = "a_to_b" if line.a == jean else "b_to_a"
    hand.background.run(webs.set_node, jean, paid="unpaid")
    hand.background.run(webs.set_tie, line.id, strength="strong", support=["personal_care"], flow=flow)
    hand.settle()
    interface = QAccessible.queryAccessibleInterface(hand.view)
    names = [interface.child(i).text(QAccessible.Text.Name) for i in range(interface.childCount())]
    assert "Jean, daughter, my people, close, gives personal care, the only one for personal care" in names
