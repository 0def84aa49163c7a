"""Names typed, pasted and met again; a group named; a line drawn by name."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from tests.ui.web.conftest import Hand

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PASTED = "1. Jean, daughter\n2. Bob\n3. church tea club"


@pytest.fixture
def clipboard(hand: Hand) -> None:
    QGuiApplication.clipboard().setText(PASTED)
    hand.canvas.name_field.setFocus()


@pytest.mark.usefixtures("clipboard")
def test_a_pasted_list_is_shown_as_read_and_enter_adds_it_as_one_change(hand: Hand) -> None:
    QTest.keyClick(hand.canvas.name_field, Qt.Key.Key_V, CTRL)
    card = hand.canvas.naming.list_card
    assert card.isVisible()
    assert "3 people and places" in card.accessibleName()
    assert hand.labels() == ["Eric"], "nothing is kept before it was seen"
    QTest.keyClick(hand.canvas.name_field, Qt.Key.Key_Return)
    assert hand.labels() == ["Eric", "Jean", "Bob", "church tea club"]
    assert card.isHidden()
    assert (hand.node("Jean").relation, hand.node("church tea club").kind) == ("daughter", "group")
    assert len(hand.kept().ties) == 3
    hand.page.undo()
    assert hand.labels() == ["Eric"]


def test_a_hint_without_room_gives_way_to_the_question_alone(hand: Hand) -> None:
    field = hand.canvas.name_field
    for width, shown in ((470, "Who matters to them? Type a name and press Enter."), (300, "Who matters to them?")):
        field.setFixedWidth(width)
        QGuiApplication.processEvents()
        assert field.placeholderText() == shown


@pytest.mark.usefixtures("clipboard")
def test_a_list_leaves_out_who_is_here_and_says_so(hand: Hand) -> None:
    hand.type_name("Bob")
    QTest.keyClick(hand.canvas.name_field, Qt.Key.Key_V, CTRL)
    assert hand.canvas.naming.list_card._here.text() == "Here already: Bob"
    QTest.mouseClick(hand.canvas.naming.list_card.take, Qt.MouseButton.LeftButton)
    assert sorted(hand.labels()) == ["Bob", "Eric", "Jean", "church tea club"]


def test_what_looks_like_a_list_can_stay_one_name(hand: Hand) -> None:
    QTest.keyClicks(hand.canvas.name_field, "Rosencrantz and Guildenstern")
    assert hand.canvas.naming.list_card.isVisible()
    QTest.mouseClick(hand.canvas.naming.list_card.keep, Qt.MouseButton.LeftButton)
    assert hand.labels() == ["Eric", "Rosencrantz and Guildenstern"]


@pytest.mark.usefixtures("clipboard")
def test_escape_from_a_pasted_list_leaves_no_trace(hand: Hand) -> None:
    QTest.keyClick(hand.canvas.name_field, Qt.Key.Key_V, CTRL)
    QTest.keyClick(hand.canvas.name_field, Qt.Key.Key_Escape)
    assert hand.canvas.naming.list_card.isHidden()
    assert hand.canvas.name_field.text() == ""
    assert hand.view.hasFocus()
    assert hand.labels() == ["Eric"]


def test_a_name_that_is_here_already_is_quietly_asked_about(hand: Hand) -> None:
    hand.canvas.name_field.setFocus()
    hand.type_name("Jean")
    first = hand.node("Jean").id
    hand.type_name("Jean, daughter")
    assert hand.labels() == ["Eric", "Jean", "Jean"], "there may be two, so typing goes on"
    assert hand.told == ["Jean is here already. Is this the same Jean?"]
    assert hand.canvas.name_field.hasFocus()
    hand.answers[-1]()
    assert hand.labels() == ["Eric", "Jean"]
    assert (hand.node("Jean").id, hand.node("Jean").relation) == (first, "daughter")
    hand.page.undo()
    assert hand.labels() == ["Eric", "Jean", "Jean"]


def test_those_chosen_are_put_together_under_a_name(hand: Hand) -> None:
    for name in ("Jean, daughter", "Bob"):
        hand.type_name(name)
    jean, bob = hand.node("Jean").id, hand.node("Bob").id
    before = hand.kept()
    hand.view.setFocus()
    hand.scene.pick([jean, bob])
    hand.key(Qt.Key.Key_G, CTRL)
    QTest.keyClicks(hand.canvas.naming.box, "the house next door")
    QTest.keyClick(hand.canvas.naming.box, Qt.Key.Key_Return)
    house = hand.node("the house next door")
    assert (house.kind, house.domain) == ("household", "network")
    assert set(hand.kept().members) == {(house.id, jean), (house.id, bob)}
    assert hand.view.hasFocus()
    hand.page.undo()
    assert hand.kept().nodes == before.nodes
    assert hand.kept().members == ()


def test_lines_are_drawn_by_typing_names_alone(hand: Hand) -> None:
    for name in ("Jean, daughter", "Bob", "Anil"):
        hand.type_name(name)
    hand.view.setFocus()
    hand.key(Qt.Key.Key_J, CTRL)
    hand.key(Qt.Key.Key_J, CTRL | SHIFT)
    field = hand.canvas.name_field
    assert field.accessibleName() == "Whose line?"
    for start, end in (("je", "bo"), ("Bob", "Anil")):
        for typed in (start, end):
            for letter in typed:
                QTest.keyClicks(hand.canvas.focusWidget(), letter)
            QTest.keyClick(field, Qt.Key.Key_Return)
            hand.settle()
    assert (hand.tie("Jean", "Bob").kind, hand.tie("Bob", "Anil").kind) == ("family", "family")
    assert hand.labels() == ["Eric", "Jean", "Bob", "Anil"], "nobody was added"
    QTest.keyClicks(field, "Nobody")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert hand.told == ["Nobody here is called Nobody yet."]


def test_the_keys_of_the_web_work_from_the_line_for_names_too(hand: Hand) -> None:
    field = hand.canvas.name_field
    field.setFocus()
    for name in ("Jean", "Bob"):
        hand.type_name(name)
    QTest.keyClick(field, Qt.Key.Key_J, CTRL)
    QTest.keyClick(field, Qt.Key.Key_J, CTRL | SHIFT)
    assert field.hasFocus()
    for typed in ("je", "bo"):
        QTest.keyClicks(field, typed)
        QTest.keyClick(field, Qt.Key.Key_Return)
        hand.settle()
    assert hand.tie("Jean", "Bob").kind == "family"
    QTest.keyClicks(field, "x")
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_Home, Qt.Key.Key_Delete, Qt.Key.Key_Delete):
        QTest.keyClick(field, key)
    assert field.text() == ""
    assert hand.labels() == ["Eric", "Jean", "Bob"], "keys that edit words edit words"
