"""The panel beside the web: what is changed there reaches the file."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from sbp_desktop.ui.web.chips import Chips
from sbp_desktop.ui.widgets import LinkButton, TextField
from tests.ui.web.conftest import Hand


def chips(hand: Hand, name: str) -> Chips:
    found = hand.canvas.panel.findChild(Chips, name)
    assert isinstance(found, Chips)
    return found


def link(hand: Hand, text: str) -> LinkButton:
    return next(button for button in hand.canvas.panel.findChildren(LinkButton) if button.text() == text)


def press(hand: Hand, name: str, value: str) -> None:
    QTest.mouseClick(chips(hand, name).chips[value], Qt.MouseButton.LeftButton)
    hand.settle()


def open_on(hand: Hand, typed: str) -> None:
    hand.type_name(typed)
    label = typed.partition(",")[0]
    hand.click(hand.at(hand.node(label).id))
    assert not hand.canvas.panel.isHidden()


def test_a_press_opens_the_panel_and_its_chips_reach_the_file(hand: Hand) -> None:
    open_on(hand, "Bob")
    press(hand, "kind", "group")
    press(hand, "is_carer", "yes")
    press(hand, "domain", "community")
    bob = hand.node("Bob")
    assert (bob.kind, bob.is_carer, bob.domain) == ("group", True, "community")
    assert chips(hand, "domain").chips["community"].isChecked()
    assert not hand.canvas.panel.findChildren(QComboBox)


def test_a_changed_name_is_kept_when_the_cursor_leaves_it(hand: Hand) -> None:
    open_on(hand, "Bob")
    field = hand.canvas.panel.findChild(TextField, "label")
    assert isinstance(field, TextField)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "Robert")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    hand.settle()
    assert hand.canvas.panel.isHidden()
    assert hand.labels() == ["Eric", "Robert"]


def test_the_line_says_how_close_how_hard_which_way_how_often_and_what(hand: Hand) -> None:
    open_on(hand, "Jean, daughter")
    QTest.mouseClick(link(hand, "The line to Eric"), Qt.MouseButton.LeftButton)
    hand.settle()
    tie = hand.tie("Jean", "Eric")
    assert hand.scene.chosen == tie.id
    press(hand, "strength", "strong")
    press(hand, "stress", "some")
    press(hand, "flow", "a_to_b" if tie.b == hand.kept().self_node else "b_to_a")
    press(hand, "frequency", "weekly")
    press(hand, "support", "company")
    press(hand, "support", "transport")
    kept = hand.tie("Jean", "Eric")
    assert (kept.strength, kept.stress, kept.frequency) == ("strong", "some", "weekly")
    assert kept.support == {"company", "transport"}
    press(hand, "strength", "strong")
    assert hand.tie("Jean", "Eric").strength == "unknown", "a second press takes it back"


def test_the_rest_is_behind_more(hand: Hand) -> None:
    open_on(hand, "Bob")
    assert hand.canvas.panel.findChild(Chips, "status") is None
    QTest.mouseClick(link(hand, "More"), Qt.MouseButton.LeftButton)
    press(hand, "status", "possible")
    press(hand, "lifeline", "yes")
    bob = hand.node("Bob")
    assert (bob.status, bob.lifeline) == ("possible", True)


def test_removing_closes_the_panel(hand: Hand) -> None:
    open_on(hand, "Bob")
    QTest.mouseClick(link(hand, "Remove"), Qt.MouseButton.LeftButton)
    hand.settle()
    assert hand.canvas.panel.isHidden()
    assert hand.labels() == ["Eric"]


def test_enter_opens_the_panel_with_the_keyboard_in_it_and_escape_comes_back(hand: Hand) -> None:
    hand.type_name("Bob")
    hand.view.setFocus()
    hand.scene.choose(hand.node("Bob").id)
    hand.key(Qt.Key.Key_Return)
    inside = hand.page.focusWidget()
    assert inside is not None
    assert hand.canvas.panel.isAncestorOf(inside)
    QTest.keyClick(inside, Qt.Key.Key_Escape)
    assert hand.canvas.panel.isHidden()
    assert hand.view.hasFocus()


def test_a_line_can_be_pressed_too(hand: Hand) -> None:
    hand.type_name("Jean, daughter")
    line = hand.tie("Jean", "Eric")
    hand.click(hand.pixel(hand.scene.point_of(line.id)))
    assert hand.scene.chosen == line.id
    assert chips(hand, "strength")
