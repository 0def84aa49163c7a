"""The row of words under the web: each does with a press what its key does, and moves nothing on the page."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from sbp_desktop.ui import theme
from sbp_desktop.ui.web.chips import Chips
from sbp_desktop.ui.widgets import Chip
from tests.ui.web.conftest import Hand


def press(hand: Hand, chip: Chip) -> None:
    assert chip.isVisible()
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    hand.settle()


def test_add_names_asks_wherever_a_press_lands_until_escape(hand: Hand) -> None:
    tools = hand.canvas.tools.tools
    press(hand, tools["adding"])
    assert tools["adding"].isChecked()
    for name, domain in (("Jean, daughter", "network"), ("Bowls club", "community")):
        hand.click(hand.free_pixel(domain))
        QTest.keyClicks(hand.canvas.naming.box, name)
        QTest.keyClick(hand.canvas.naming.box, Qt.Key.Key_Return)
        QTest.keyClick(hand.canvas.naming.box, Qt.Key.Key_Escape)
        hand.settle()
        assert hand.node(name.partition(",")[0]).domain == domain
    hand.key(Qt.Key.Key_Escape)
    assert not tools["adding"].isChecked()
    hand.click(QPoint(9, 9))
    assert hand.canvas.naming.box.isHidden()


def test_draw_lines_shows_the_kinds_and_keeps_the_one_pressed(hand: Hand) -> None:
    for name in ("Jean, daughter", "Bob", "Anil"):
        hand.type_name(name)
    before = hand.view.viewportTransform()
    row = hand.canvas.tools
    press(hand, row.tools["lines"])
    press(hand, row.kinds.chips["friends"])
    hand.drag(hand.at(hand.node("Jean").id), hand.at(hand.node("Bob").id))
    hand.drag(hand.at(hand.node("Anil").id), hand.at(hand.node("Bob").id))
    assert {hand.tie("Jean", "Bob").kind, hand.tie("Anil", "Bob").kind} == {"friends"}
    assert row.kinds.chips["friends"].isChecked()
    assert hand.view.viewportTransform() == before, "the web does not move for what there is to choose"
    press(hand, row.tools["lines"])
    assert row.kinds.isHidden()


def test_the_row_stays_beneath_the_web_when_something_opens_or_closes_beneath_it(hand: Hand) -> None:
    row = hand.canvas.tools

    def in_row() -> bool:
        chip = row.tools["adding"]
        return row.geometry().contains(chip.parentWidget().geometry().center())

    for _ in range(2):
        QTest.mouseClick(hand.page.time, Qt.MouseButton.LeftButton)
        hand.settle()
        assert in_row()


def test_a_kind_of_ones_own_joins_those_to_choose_from(hand: Hand) -> None:
    for name in ("Jean, daughter", "Bob"):
        hand.type_name(name)
    hand.canvas.edits.join(hand.node("Jean").id, hand.node("Bob").id, "bell ringers")
    hand.settle()
    press(hand, hand.canvas.tools.tools["lines"])
    assert isinstance(hand.canvas.tools.kinds, Chips)
    assert "bell ringers" in hand.canvas.tools.kinds.chips


def test_what_can_be_done_with_several_stands_by_once_two_are_chosen(hand: Hand) -> None:
    for name in ("Jean, daughter", "Bob"):
        hand.type_name(name)
    jean, bob = hand.node("Jean").id, hand.node("Bob").id
    verbs = hand.canvas.tools.verbs
    assert not any(chip.isVisible() for chip in verbs.values())
    press(hand, hand.canvas.tools.tools["several"])
    hand.click(hand.at(jean))
    hand.click(hand.at(bob))
    press(hand, verbs["together"])
    QTest.keyClicks(hand.canvas.naming.box, "the house next door")
    QTest.keyClick(hand.canvas.naming.box, Qt.Key.Key_Return)
    assert len(hand.kept().members) == 2
    hand.scene.pick([jean, bob])
    press(hand, verbs["remove"])
    assert hand.labels() == ["Eric", "the house next door"]
    assert not any(chip.isVisible() for chip in verbs.values())


def test_every_word_of_the_row_is_a_finger_high_and_names_its_key(hand: Hand) -> None:
    for chip in (*hand.canvas.tools.tools.values(), *hand.canvas.tools.verbs.values()):
        assert chip.sizeHint().height() >= theme.TOUCH_TARGET
        assert "(" in chip.toolTip()


def test_where_the_page_is_narrow_one_word_opens_what_there_is_to_choose(hand: Hand) -> None:
    for name in ("Jean, daughter", "Bob"):
        hand.type_name(name)
    hand.page.resize(700, 640)
    hand.settle()
    row = hand.canvas.tools
    press(hand, row.tools["lines"])
    assert row.kinds.isHidden()
    assert row.opener.text() == "Kind of line"
    press(hand, row.opener)
    press(hand, row.kinds.chips["friends"])
    assert row.kinds.isHidden(), "once chosen the web is free again"
    assert row.opener.text() == "friends"
    hand.drag(hand.at(hand.node("Jean").id), hand.at(hand.node("Bob").id))
    assert hand.tie("Jean", "Bob").kind == "friends"
    hand.key(Qt.Key.Key_Escape)
    assert row.opener.isHidden()
    hand.scene.pick([hand.node("Jean").id, hand.node("Bob").id])
    press(hand, row.opener)
    press(hand, row.verbs["remove"])
    assert hand.labels() == ["Eric"]
    assert row.opener.isHidden()


def test_in_the_list_only_lines_are_offered_for_they_are_drawn_by_name(hand: Hand) -> None:
    for name in ("Jean, daughter", "Bob"):
        hand.type_name(name)
    hand.scene.pick([hand.node("Jean").id, hand.node("Bob").id])
    hand.canvas.show_as.chosen.emit("list")
    hand.settle()
    row = hand.canvas.tools
    assert [doing for doing, chip in row.tools.items() if chip.isVisible()] == ["lines"]
    assert not any(chip.isVisible() for chip in row.verbs.values())
    press(hand, row.tools["lines"])
    press(hand, row.kinds.chips["friends"])
    for typed in ("je", "bo"):
        QTest.keyClicks(hand.canvas.name_field, typed)
        QTest.keyClick(hand.canvas.name_field, Qt.Key.Key_Return)
        hand.settle()
    assert hand.tie("Jean", "Bob").kind == "friends"
