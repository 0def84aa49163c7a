"""The panel beside the web: what is changed there reaches the file."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from sbp_desktop.models.findings import findings
from sbp_desktop.models.snapshots import FOR_PERSON
from sbp_desktop.services import rules, webs
from sbp_desktop.storage import drafts, queries
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.web.chips import Chips
from sbp_desktop.ui.web.kept_field import KeptField
from sbp_desktop.ui.web.web_page import WebPage
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


def test_half_typed_words_outlive_a_crash_and_come_back_as_kept(hand: Hand, qtbot: QtBot) -> None:
    open_on(hand, "Bob")
    field = hand.canvas.panel.findChild(KeptField, "label")
    assert isinstance(field, KeptField)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "Rob")
    qtbot.waitUntil(lambda: hand.ask(drafts.pending) != ())
    assert "Rob" not in hand.labels()
    after = WebPage(hand.background, hand.page.person, "Eric", lambda what, _action, _run: hand.told.append(what))
    qtbot.addWidget(after)
    after.load()
    hand.settle()
    assert hand.labels() == ["Eric", "Rob"]
    assert hand.ask(drafts.pending) == ()


def test_words_typed_and_taken_back_leave_nothing_half_kept(hand: Hand, qtbot: QtBot) -> None:
    open_on(hand, "Bob")
    field = hand.canvas.panel.findChild(KeptField, "label")
    assert isinstance(field, KeptField)
    field.setFocus()
    QTest.keyClicks(field, "x")
    qtbot.waitUntil(lambda: hand.ask(drafts.pending) != ())
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    QTest.keyClick(field, Qt.Key.Key_Return)
    hand.settle()
    assert hand.ask(drafts.pending) == ()
    assert hand.labels() == ["Eric", "Bob"]


def test_leaving_the_page_keeps_what_is_half_typed(hand: Hand) -> None:
    open_on(hand, "Bob")
    field = hand.canvas.panel.findChild(KeptField, "relation")
    assert isinstance(field, KeptField)
    field.setFocus()
    QTest.keyClicks(field, "neighbour")
    hand.page.flush()
    assert hand.node("Bob").relation == "neighbour"


def test_a_lines_kind_is_chosen_and_its_end_taken_to_somebody_else(hand: Hand) -> None:
    for name in ("Jean, daughter", "Anil"):
        hand.type_name(name)
    open_on(hand, "Bob")
    jean, bob, anil = hand.node("Jean").id, hand.node("Bob").id, hand.node("Anil").id
    hand.canvas.edits.join(jean, bob)
    hand.settle()
    tie = hand.tie("Jean", "Bob")
    hand.canvas.panel.open_on(hand.kept(), tie.id)
    QTest.mouseClick(link(hand, "More"), Qt.MouseButton.LeftButton)
    press(hand, "kind", "friends")
    assert hand.tie("Jean", "Bob").kind == "friends"
    QTest.mouseClick(link(hand, "Not Bob, but somebody else"), Qt.MouseButton.LeftButton)
    assert hand.canvas.panel.isHidden()
    hand.click(hand.at(anil))
    assert hand.tie("Jean", "Anil").id == tie.id


def test_who_belongs_together_is_told_and_taken_out_in_the_panel(hand: Hand) -> None:
    for name in ("Jean, daughter", "Bob"):
        hand.type_name(name)
    pair = hand.node("Jean").id, hand.node("Bob").id
    hand.canvas.edits.put_together(pair, "the house next door", "network", "onion")
    hand.settle()
    group = hand.node("the house next door")
    assert set(hand.kept().members) == {(group.id, id_) for id_ in pair}
    hand.canvas.panel.open_on(hand.kept(), pair[0])
    QTest.mouseClick(link(hand, "Part of the house next door"), Qt.MouseButton.LeftButton)
    assert hand.scene.chosen == group.id
    QTest.mouseClick(link(hand, "Take Bob out"), Qt.MouseButton.LeftButton)
    assert hand.kept().members == ((group.id, pair[0]),)
    assert "Take Bob out" not in [button.text() for button in hand.canvas.panel.findChildren(LinkButton)]


def test_a_long_name_pushes_nothing_out_of_the_panel(hand: Hand) -> None:
    hand.background.run(
        webs.add_node, hand.page.person, "The Existing Care Package of the Council (reviewed)", domain="statutory"
    )
    hand.settle()
    panel = hand.canvas.panel
    panel.open_on(hand.scene.web, hand.node("The Existing Care Package of the Council (reviewed)").id)
    hand.settle()
    assert panel._scroll.widget().width() <= panel._scroll.viewport().width()
    away = next(link for link in panel.findChildren(LinkButton) if link.accessibleName().endswith("were away"))
    assert "…" in away.text()
    assert "Council" in away.accessibleName()


def noticed(hand: Hand) -> set[str]:
    return {found.key for found in findings(hand.kept(), when_and_where.today())}


def test_the_person_says_of_a_place_whether_they_only_go_there(hand: Hand) -> None:
    open_on(hand, "The choir")
    press(hand, "takes_part", "attends")
    assert hand.tie("The choir", "Eric").takes_part == "attends"
    assert "only_goes_there" in noticed(hand)
    press(hand, "takes_part", "takes_part")
    assert "only_goes_there" not in noticed(hand)
    hand.canvas.undo()
    hand.settle()
    assert chips(hand, "takes_part").chips["attends"].isChecked()
    hand.background.run(rules.set_rule, "R30", on=False)
    hand.settle()
    hand.canvas.load()
    hand.settle()
    assert "only_goes_there" not in noticed(hand)
    assert not chips(hand, "takes_part").isVisible()


def test_a_child_is_said_to_be_one_where_little_is_said(hand: Hand) -> None:
    open_on(hand, "Sam, grandson")
    QTest.mouseClick(link(hand, "More"), Qt.MouseButton.LeftButton)
    press(hand, "dependant", "yes")
    assert hand.node("Sam").dependant
    hand.canvas.undo()
    hand.settle()
    assert not hand.node("Sam").dependant


def test_that_a_line_may_do_harm_is_marked_behind_more_and_is_for_our_eyes_alone(hand: Hand, qtbot: QtBot) -> None:
    open_on(hand, "Jean, daughter")
    QTest.mouseClick(link(hand, "The line to Eric"), Qt.MouseButton.LeftButton)
    hand.settle()
    QTest.mouseClick(link(hand, "More"), Qt.MouseButton.LeftButton)
    hand.settle()
    ask = link(hand, "What would they like to happen?")
    assert ask.isHidden()
    harmed = chips(hand, "harm")
    harmed.chips["known"].setFocus()
    QTest.keyClick(harmed.chips["known"], Qt.Key.Key_Space)
    hand.settle()
    assert hand.tie("Jean", "Eric").harm == "known"
    (theirs,) = hand.ask(queries.web, hand.page.person, FOR_PERSON).ties  # type: ignore[attr-defined]
    assert theirs.harm == "none"
    with qtbot.waitSignal(hand.canvas.safety_wanted):
        QTest.mouseClick(ask, Qt.MouseButton.LeftButton)
    hand.canvas.undo()
    hand.settle()
    assert hand.tie("Jean", "Eric").harm == "none"
    assert ask.isHidden()
