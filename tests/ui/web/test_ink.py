"""Drawing on the web with mouse, finger, pen and keyboard, and each conversation's drawing as a layer to show or list."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from sbp_desktop.models import ink as strokes
from sbp_desktop.models.layouts import FREE, LIST, ONION
from sbp_desktop.models.snapshots import InkSnapshot
from sbp_desktop.services import conversations
from sbp_desktop.storage import drafts
from sbp_desktop.ui.web import pictures, told
from sbp_desktop.ui.web.ink_card import InkCard
from sbp_desktop.ui.web.ink_hand import NoteBox
from sbp_desktop.ui.web.web_page import WebPage
from tests.ui.web.conftest import Hand

CORNER = QPoint(160, 120)


def drawn(hand: Hand) -> tuple[InkSnapshot, ...]:
    return hand.kept().ink


def hold(hand: Hand, doing: str) -> None:
    """Take up a tool on the card, by mouse."""
    if hand.canvas.ink_card.isHidden():
        QTest.mouseClick(hand.canvas.draw_link, Qt.MouseButton.LeftButton)
    QTest.mouseClick(hand.canvas.ink_card.tools[doing], Qt.MouseButton.LeftButton)  # type: ignore[index]
    hand.settle()


def draw(hand: Hand, start: QPoint = CORNER, across: int = 80) -> None:
    hand.drag(start, start + QPoint(across, 40))


def on_page(hand: Hand, one: InkSnapshot) -> strokes.Stroke:
    """A stroke's points in pixels of the view."""
    (stroke,) = strokes.of_text(one.strokes)
    middle = hand.scene.ink.point_of(one.id)
    pixels = [hand.pixel(middle + QPointF(*point)) for point in stroke]
    return tuple((float(pixel.x()), float(pixel.y())) for pixel in pixels)


def dark_at(hand: Hand, where: QPoint) -> bool:
    image = hand.view.grab().toImage()
    return any(image.pixelColor(where + QPoint(x, y)).lightness() < 120 for x in range(-3, 4) for y in range(-3, 4))


def test_the_pen_stays_in_the_hand_and_each_stroke_is_one_step_back(hand: Hand) -> None:
    hold(hand, "drawing")
    draw(hand)
    draw(hand, CORNER + QPoint(0, 60))
    assert len(drawn(hand)) == 2
    hand.canvas.undo()
    assert len(drawn(hand)) == 1
    hand.canvas.undo()
    assert drawn(hand) == ()
    assert hand.view.hand.doing == "drawing"
    hand.key(Qt.Key.Key_Escape)
    assert hand.view.hand.doing == ""


def test_what_is_kept_lies_where_it_was_drawn(hand: Hand) -> None:
    hold(hand, "drawing")
    draw(hand)
    (one,) = drawn(hand)
    first, *_, last = on_page(hand, one)
    assert QPoint(*map(round, first)) in [CORNER + QPoint(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
    assert abs(last[0] - CORNER.x() - 80) <= 2
    assert dark_at(hand, CORNER + QPoint(40, 20))


def test_a_stroke_given_up_leaves_nothing(hand: Hand) -> None:
    hold(hand, "drawing")
    hand.press(CORNER)
    hand.drag_over(CORNER, CORNER + QPoint(80, 0))
    assert dark_at(hand, CORNER + QPoint(40, 0))
    hand.key(Qt.Key.Key_Escape)
    assert drawn(hand) == ()
    assert not dark_at(hand, CORNER + QPoint(40, 0))


def test_the_pen_goes_over_people_without_moving_them(hand: Hand) -> None:
    hand.type_name("Jean, daughter")
    before = hand.at(hand.node("Jean").id)
    hold(hand, "drawing")
    hand.drag(before - QPoint(40, 0), before + QPoint(40, 0))
    hand.drag(before, before + QPoint(60, 30))
    assert len(drawn(hand)) == 2
    assert hand.at(hand.node("Jean").id) == before
    assert hand.canvas.panel.isHidden()


@pytest.mark.parametrize("by", ["finger", "pen"])
def test_fingers_and_pens_draw_as_the_mouse_does(hand: Hand, by: str, touch: Callable[[], QPointingDevice]) -> None:
    hold(hand, "drawing")
    places = [CORNER + QPoint(10 * i, 4 * i) for i in range(9)]
    if by == "finger":
        device = touch()
        events = QTest.touchEvent(hand.view.viewport(), device)
        events.press(0, places[0], hand.view.viewport()).commit()
        for place in places[1:]:
            QTest.touchEvent(hand.view.viewport(), device).move(0, place, hand.view.viewport()).commit()
        QTest.touchEvent(hand.view.viewport(), device).release(0, places[-1], hand.view.viewport()).commit()
    else:
        for kind, place in [
            (QEvent.Type.TabletPress, places[0]),
            *((QEvent.Type.TabletMove, place) for place in places[1:]),
            (QEvent.Type.TabletRelease, places[-1]),
        ]:
            tablet(hand, kind, QPointF(place))
    hand.settle()
    assert len(drawn(hand)) == 1
    assert dark_at(hand, CORNER + QPoint(40, 16))


@pytest.fixture
def touch() -> Callable[[], QPointingDevice]:
    return QTest.createTouchDevice


def tablet(hand: Hand, kind: QEvent.Type, place: QPointF) -> None:
    down = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletRelease else Qt.MouseButton.LeftButton
    changed = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletMove else Qt.MouseButton.LeftButton
    device = QPointingDevice.primaryPointingDevice()
    event = QTabletEvent(
        kind, device, place, hand.view.viewport().mapToGlobal(place), 0.3, 0, 0, 0, 0, 0,
        Qt.KeyboardModifier.NoModifier, changed, down,
    )  # fmt: skip
    QApplication.sendEvent(hand.view.viewport(), event)


def test_the_rubber_takes_what_it_passes_over_as_one_change(hand: Hand) -> None:
    hold(hand, "drawing")
    for row in range(3):
        draw(hand, CORNER + QPoint(0, 60 * row))
    hold(hand, "rubbing")
    hand.drag(CORNER + QPoint(40, -10), CORNER + QPoint(40, 100))
    (left,) = drawn(hand)
    assert not dark_at(hand, CORNER + QPoint(40, 20))
    assert dark_at(hand, CORNER + QPoint(40, 140))
    hand.canvas.undo()
    assert len(drawn(hand)) == 3
    assert left in drawn(hand)


def write(hand: Hand, text: str) -> None:
    box = hand.view.findChild(NoteBox)
    assert isinstance(box, NoteBox)
    assert box.isVisible()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)
    hand.settle()


def test_words_are_put_where_the_hand_is_and_moved_by_it(hand: Hand) -> None:
    hold(hand, "noting")
    hand.click(CORNER + QPoint(100, 60))
    write(hand, "ask about bowls")
    (note,) = drawn(hand)
    assert note.text == "ask about bowls"
    hold(hand, "noting")
    assert hand.view.hand.doing == ""
    at = hand.pixel(hand.scene.ink.point_of(note.id))
    assert (at - CORNER - QPoint(100, 60)).manhattanLength() <= 2
    hand.drag(at, at + QPoint(120, 80))
    moved = hand.pixel(hand.scene.ink.point_of(note.id))
    assert (moved - at - QPoint(120, 80)).manhattanLength() <= 3
    hand.canvas.undo()
    hand.settle()
    assert (hand.pixel(hand.scene.ink.point_of(note.id)) - at).manhattanLength() <= 2


def test_esc_leaves_no_words_and_leaving_the_box_keeps_them(hand: Hand) -> None:
    hold(hand, "noting")
    hand.click(CORNER)
    box = hand.view.findChild(NoteBox)
    QTest.keyClicks(box, "not this")
    QTest.keyClick(box, Qt.Key.Key_Escape)
    hand.settle()
    assert drawn(hand) == ()
    hand.click(CORNER)
    QTest.keyClicks(box, "but this")
    hand.canvas.name_field.setFocus()
    hand.settle()
    assert [one.text for one in drawn(hand)] == ["but this"]


def test_a_note_is_written_moved_changed_and_removed_by_keyboard_alone(hand: Hand) -> None:
    hand.view.setFocus()
    hand.key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    write(hand, "ring the chemist")
    (note,) = drawn(hand)
    QTest.keyClick(hand.canvas.draw_link, Qt.Key.Key_Space)
    row = button(hand, "ring the chemist")
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Space)
    hand.settle()
    before = hand.scene.ink.point_of(note.id)
    hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Down)
    after = hand.scene.ink.point_of(note.id)
    assert (after.x() > before.x(), after.y() > before.y()) == (True, True)
    assert drawn(hand)[0].positions != note.positions
    hand.key(Qt.Key.Key_Return)
    write(hand, "ring the chemist on Friday")
    assert [one.text for one in drawn(hand)] == ["ring the chemist on Friday"]
    hand.key(Qt.Key.Key_Delete)
    assert drawn(hand) == ()
    assert len(hand.labels()) == 1


def button(hand: Hand, text: str) -> QPushButton:
    found = hand.canvas.ink_card.findChildren(QPushButton)
    return next(one for one in found if not one.isHidden() and text in (one.text(), one.accessibleName()))


def test_strokes_are_listed_and_removed_by_keyboard(hand: Hand) -> None:
    hold(hand, "drawing")
    for row in range(3):
        draw(hand, CORNER + QPoint(0, 60 * row))
    first = drawn(hand)[0]
    listing = button(hand, "List the strokes")
    listing.setFocus()
    QTest.keyClick(listing, Qt.Key.Key_Space)
    remove = button(hand, "Remove Stroke 1")
    remove.setFocus()
    QTest.keyClick(remove, Qt.Key.Key_Space)
    hand.settle()
    assert first not in drawn(hand)
    assert len(drawn(hand)) == 2
    assert hand.canvas.ink_card.isAncestorOf(QApplication.focusWidget())


def test_a_drawing_is_named_for_screen_readers(hand: Hand) -> None:
    hold(hand, "drawing")
    for row in range(3):
        draw(hand, CORNER + QPoint(0, 60 * row))
    names = [
        QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name)
        for one in hand.canvas.ink_card.findChildren(QPushButton)
        if not one.isHidden()
    ]
    assert any(name.startswith("A drawing from ") and name.endswith(", 3 strokes") for name in names)


def test_each_conversations_drawing_is_shown_or_not(hand: Hand) -> None:
    ask = hand.background.run
    older: list[UUID] = []
    ask(conversations.start, hand.page.person, then=lambda changes: older.append(changes.created[0]))
    hand.settle()
    hold(hand, "drawing")
    draw(hand)
    ask(conversations.finish, older[0])
    ask(conversations.start, hand.page.person)
    hand.settle()
    draw(hand, CORNER + QPoint(0, 100))
    assert len(drawn(hand)) == 2
    assert len(hand.scene.ink.ids()) == 1  # the newest conversation's alone
    assert not dark_at(hand, CORNER + QPoint(40, 20))
    assert dark_at(hand, CORNER + QPoint(40, 120))
    chips = [one for one in hand.canvas.ink_card.findChildren(QPushButton) if one.accessibleName().startswith("A dra")]
    chips = [one for one in chips if not one.isHidden()]
    assert [one.isChecked() for one in chips] == [True, False]
    QTest.mouseClick(chips[1], Qt.MouseButton.LeftButton)
    hand.settle()
    assert dark_at(hand, CORNER + QPoint(40, 20))


def test_ink_is_drawn_on_the_layout_it_was_drawn_on(hand: Hand) -> None:
    hold(hand, "drawing")
    draw(hand)
    hand.canvas._choose_layout(FREE)
    hand.settle()
    assert hand.scene.ink.ids() == ()
    hand.canvas._choose_layout(ONION)
    hand.settle()
    assert len(hand.scene.ink.ids()) == 1


def test_ink_round_somebody_stays_round_them_when_the_window_changes(hand: Hand) -> None:
    hand.type_name("Jean, daughter")
    jean = hand.node("Jean").id
    hand.view.hand.several.put_down({jean: QPointF(200.0, 30.0)})
    hand.settle()
    hold(hand, "drawing")
    at = hand.at(jean)
    hand.drag(at - QPoint(30, 20), at + QPoint(30, 20))
    (one,) = drawn(hand)
    assert (hand.scene.ink.point_of(one.id) - hand.scene.point_of(jean)).manhattanLength() < 3
    before = hand.scene.aspect
    hand.page.resize(900, 1100)
    hand.settle()
    assert hand.scene.aspect != before
    assert (hand.scene.ink.point_of(one.id) - hand.scene.point_of(jean)).manhattanLength() < 3


def test_a_picture_to_look_at_takes_no_ink(hand: Hand) -> None:
    hand.canvas._looks.append(lambda web, showing: (web, replace(showing, fixed=True)))
    hand.canvas.look_again()
    hold(hand, "drawing")
    draw(hand)
    assert drawn(hand) == ()
    hand.key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert hand.view.findChild(NoteBox).isHidden()


def test_the_card_mirrors_what_the_hand_is_doing(hand: Hand) -> None:
    card = hand.canvas.ink_card
    assert isinstance(card, InkCard)
    hand.key(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert card.tools["drawing"].isChecked()
    hand.key(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert not card.tools["drawing"].isChecked()


def test_a_picture_holds_the_ink_that_is_shown_and_has_room_for_it(hand: Hand, tmp_path: Path) -> None:
    hold(hand, "noting")
    hand.click(QPoint(90, 40))  # out in the corner, beyond the rings
    write(hand, "bowls")
    shown = pictures.Sheet(hand.scene.web, hand.scene.showing)
    without = pictures.Sheet(hand.scene.web, replace(hand.scene.showing, drawings=frozenset()))
    pictures.save_picture(shown, tmp_path / "with.svg", "svg")
    pictures.save_picture(without, tmp_path / "without.svg", "svg")
    assert "bowls" in (tmp_path / "with.svg").read_text("utf-8")
    assert "bowls" not in (tmp_path / "without.svg").read_text("utf-8")
    (note,) = hand.scene.ink.ids()
    assert hand.scene.used().contains(hand.scene.ink.box_of(note))


def test_a_drawing_put_away_is_not_on_paper(hand: Hand) -> None:
    hold(hand, "drawing")
    draw(hand)
    hand.page.open_keep()
    sheet = hand.page.keep_sheet
    assert sheet is not None
    (one,) = drawn(hand)
    assert sheet._paper_sheet(hand.kept()).showing.drawings == {one.conversation}
    QTest.mouseClick(button(hand, hand.canvas.ink_card._buttons[0].text()), Qt.MouseButton.LeftButton)
    hand.settle()
    assert hand.scene.ink.ids() == ()
    assert sheet._paper_sheet(hand.kept()).showing.drawings == frozenset()


def test_a_note_that_was_searched_for_is_shown_and_chosen(hand: Hand) -> None:
    hold(hand, "noting")
    hand.click(CORNER)
    write(hand, "ask about bowls")
    (note,) = drawn(hand)
    QTest.mouseClick(button(hand, hand.canvas.ink_card._buttons[0].text()), Qt.MouseButton.LeftButton)
    hand.settle()
    assert hand.scene.ink.ids() == ()
    hand.canvas.choose_when_shown(note.id)
    hand.canvas.load()
    hand.settle()
    assert hand.scene.ink.chosen == note.id


def test_only_the_newest_drawing_is_on_a_page_where_nobody_chooses() -> None:
    talks = [UUID(int=1), UUID(int=2)]
    inks = [InkSnapshot(UUID(int=10 + i), talks[i % 2], 1000 * (i % 2)) for i in range(4)]
    assert strokes.newest_drawing(inks) == {talks[1]}
    assert strokes.newest_drawing([]) == frozenset()


@pytest.mark.parametrize("new", [True, False])
def test_a_note_half_written_when_the_app_was_killed_is_on_the_page_again(hand: Hand, qtbot: QtBot, new: bool) -> None:
    hold(hand, "noting")
    hand.click(CORNER)
    box = hand.view.findChild(NoteBox)
    assert isinstance(box, NoteBox)
    if not new:
        write(hand, "ask")
        hand.click(CORNER)
    QTest.keyClicks(box, "ask about the bow")
    with qtbot.waitSignal(box.typed, timeout=3000):
        pass
    hand.settle()
    killed = WebPage(hand.background, hand.page.person, "Eric", lambda *_told: None)
    qtbot.addWidget(killed)
    killed.load()
    hand.settle()
    hand.settle()
    (note,) = drawn(hand)
    assert note.text == "ask about the bow"
    assert hand.ask(drafts.pending, hand.page.person) == ()


def test_a_note_given_up_leaves_no_typing_behind(hand: Hand, qtbot: QtBot) -> None:
    hold(hand, "noting")
    hand.click(CORNER)
    box = hand.view.findChild(NoteBox)
    assert isinstance(box, NoteBox)
    QTest.keyClicks(box, "not this")
    with qtbot.waitSignal(box.typed, timeout=3000):
        pass
    QTest.keyClick(box, Qt.Key.Key_Escape)
    hand.settle()
    assert hand.ask(drafts.pending, hand.page.person) == ()
    assert drawn(hand) == ()


def test_what_is_written_on_the_page_is_in_the_list_and_in_its_words(hand: Hand) -> None:
    hold(hand, "noting")
    hand.click(CORNER + QPoint(100, 60))
    write(hand, "ask about bowls")
    hold(hand, "noting")
    hand.canvas.show_as.chosen.emit(LIST)
    hand.settle()
    listed = hand.canvas.list
    assert listed.notes.isVisible()
    assert listed.notes.plain == "ask about bowls"
    QTest.mouseClick(listed.in_words, Qt.MouseButton.LeftButton)
    assert "Written on the page\n- ask about bowls" in listed.words.toPlainText()
    assert not listed.notes.isVisible()
    (note,) = drawn(hand)
    hidden = replace(hand.scene.showing, drawings=frozenset())
    assert told.notes(hand.scene.web, hidden) == [], "a drawing that is put away is not told either"
    assert note.conversation in hand.scene.showing.drawings
