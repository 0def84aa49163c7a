"""Drawing on the web with mouse and keyboard, through the real file."""

from math import pi

import pytest
from PySide6.QtCore import QElapsedTimer, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEventPoint, QPointingDevice, QTabletEvent, QTouchEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sbp_desktop.ui import theme
from sbp_desktop.ui.web.fingers import HOLD_MS, Hold
from tests.ui.web.conftest import Hand

CTRL = Qt.KeyboardModifier.ControlModifier


def test_an_empty_web_invites_and_names_are_typed_one_after_another(hand: Hand) -> None:
    assert "Who matters to them" in hand.canvas._invite.text()
    assert hand.canvas._invite.isVisible()
    hand.view.setFocus()
    QTest.keyClick(hand.view, Qt.Key.Key_J, Qt.KeyboardModifier.ShiftModifier)
    assert hand.canvas.name_field.hasFocus(), "typing on the page starts a name"
    hand.canvas.name_field.clear()
    hand.type_name("Jean, daughter")
    hand.type_name("church tea club")
    assert hand.canvas.name_field.hasFocus()
    assert not hand.canvas._invite.isVisible()
    jean, club = hand.node("Jean"), hand.node("church tea club")
    assert (jean.relation, jean.domain, jean.tier) == ("daughter", "network", "close")
    assert (club.kind, club.domain) == ("group", "community")
    assert hand.tie("Jean", "Eric")
    assert jean.positions == {}, "a first place is worked out, never stored"


def test_a_double_click_adds_where_the_hand_is_and_enter_adds_the_next(hand: Hand) -> None:
    where = hand.layer_pixel("community", 0.4)
    QTest.mouseDClick(hand.view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    QTest.keyClicks(hand.canvas.naming.box, "Bob")
    QTest.keyClick(hand.canvas.naming.box, Qt.Key.Key_Return)
    hand.settle()
    assert hand.canvas.naming.box.isVisible()
    QTest.keyClicks(hand.canvas.naming.box, "Anil")
    QTest.keyClick(hand.canvas.naming.box, Qt.Key.Key_Return)
    hand.settle()
    QTest.keyClick(hand.canvas.naming.box, Qt.Key.Key_Return)
    assert not hand.canvas.naming.box.isVisible()
    assert hand.canvas.panel.isHidden(), "Enter in the field is not Enter on the page"
    bob, anil = hand.node("Bob"), hand.node("Anil")
    assert bob.domain == anil.domain == "community"
    assert (hand.at(bob.id) - where).manhattanLength() < 6
    assert (hand.at(anil.id) - hand.at(bob.id)).manhattanLength() > 40


def test_leaving_the_field_on_the_page_with_escape_leaves_no_trace(hand: Hand) -> None:
    QTest.mouseDClick(hand.view.viewport(), Qt.MouseButton.LeftButton, pos=hand.layer_pixel("network", 0.4))
    QTest.keyClicks(hand.canvas.naming.box, "Bob")
    QTest.keyClick(hand.canvas.naming.box, Qt.Key.Key_Escape)
    assert hand.labels() == ["Eric"]
    assert hand.view.hasFocus()


def test_a_drag_into_another_layer_changes_it_and_moves_nothing_else(hand: Hand) -> None:
    for name in ("Jean, daughter", "Bob", "Tuesday club"):
        hand.type_name(name)
    before = {id_: hand.scene.point_of(id_) for id_ in hand.scene.nodes}
    bob = hand.node("Bob")
    target = hand.free_pixel("community")
    hand.drag(hand.at(bob.id), target)
    kept = hand.node("Bob")
    assert kept.domain == "community"
    assert set(kept.positions) == {"onion"}
    assert (hand.at(bob.id) - target).manhattanLength() < 4
    assert {i: p for i, p in before.items() if i != bob.id} == {
        i: hand.scene.point_of(i) for i in before if i != bob.id
    }


def test_escape_in_the_middle_of_a_drag_leaves_no_trace(hand: Hand) -> None:
    hand.type_name("Bob")
    bob = hand.node("Bob")
    hand.view.setFocus()
    picture = hand.view.grab().toImage()
    start = hand.at(bob.id)
    hand.press(start)
    hand.drag_over(start, hand.layer_pixel("statutory", 1.0))
    QTest.keyClick(hand.view, Qt.Key.Key_Escape)
    hand.let_go(start)
    assert hand.node("Bob") == bob
    hand.scene.choose(bob.id)
    hand.view.hand.show_handle(bob.id)
    assert hand.view.grab().toImage() == picture


def test_a_line_is_pulled_from_the_handle_and_nothing_is_drawn_over_empty_paper(hand: Hand) -> None:
    for name in ("Jean, daughter", "Bob"):
        hand.type_name(name)
    jean, bob = hand.node("Jean"), hand.node("Bob")
    hand.scene.choose(jean.id)
    handle = hand.pixel(hand.scene.handle_point(jean.id))
    hand.drag(handle, hand.at(bob.id))
    line = hand.tie("Jean", "Bob")
    assert {line.a, line.b} == {jean.id, bob.id}
    assert hand.scene.chosen == line.id
    hand.scene.choose(bob.id)
    hand.drag(hand.pixel(hand.scene.handle_point(bob.id)), QPoint(20, 20))
    assert len(hand.kept().ties) == 3


def test_a_line_drawn_twice_is_refused_in_one_calm_sentence(hand: Hand) -> None:
    hand.type_name("Bob")
    bob = hand.node("Bob")
    hand.scene.choose(bob.id)
    hand.drag(hand.pixel(hand.scene.handle_point(bob.id)), hand.at(hand.kept().self_node))
    assert hand.told == ["There is a line between these two already."]


def test_the_key_c_draws_a_line_by_keyboard_alone(hand: Hand) -> None:
    for name in ("Jean, daughter", "Bob"):
        hand.type_name(name)
    jean, bob = hand.node("Jean"), hand.node("Bob")
    hand.view.setFocus()
    hand.scene.choose(jean.id)
    hand.key(Qt.Key.Key_C)
    for _ in range(12):
        if hand.view.hand.lines.aimed_at == bob.id:
            break
        off = hand.scene.point_of(bob.id) - hand.scene.point_of(hand.view.hand.lines.aimed_at or jean.id)
        across = Qt.Key.Key_Right if off.x() > 0 else Qt.Key.Key_Left
        down = Qt.Key.Key_Down if off.y() > 0 else Qt.Key.Key_Up
        hand.key(across if abs(off.x()) > abs(off.y()) else down)
    assert hand.view.hand.lines.aimed_at == bob.id
    hand.key(Qt.Key.Key_Return)
    assert hand.tie("Jean", "Bob")


def test_a_name_beginning_with_c_can_still_be_typed_while_something_is_chosen(hand: Hand) -> None:
    hand.type_name("Bob")
    hand.view.setFocus()
    hand.scene.choose(hand.node("Bob").id)
    QTest.keyClicks(hand.view, "c")
    QTest.keyClicks(hand.view, "a")
    assert hand.canvas.name_field.text() == "ca"


def test_removing_is_told_undone_and_redone(hand: Hand) -> None:
    hand.type_name("Bob")
    bob = hand.node("Bob")
    hand.view.setFocus()
    hand.scene.choose(bob.id)
    hand.key(Qt.Key.Key_Delete)
    assert hand.labels() == ["Eric"]
    assert hand.told == ["Removed Bob"]
    assert bob.id not in hand.scene.nodes
    hand.page.undo()
    assert hand.node("Bob") == bob
    assert hand.tie("Bob", "Eric")
    hand.page.redo()
    assert hand.labels() == ["Eric"]


def test_the_person_in_the_middle_stays(hand: Hand) -> None:
    hand.view.setFocus()
    hand.scene.choose(hand.kept().self_node)
    hand.key(Qt.Key.Key_Delete)
    assert hand.labels() == ["Eric"]


def test_a_node_moves_by_steps_and_layers_with_the_keyboard(hand: Hand) -> None:
    hand.type_name("Bob")
    bob = hand.node("Bob")
    hand.view.setFocus()
    hand.scene.choose(bob.id)
    hand.key(Qt.Key.Key_Up, CTRL)
    assert hand.node("Bob").domain == "community"
    hand.key(Qt.Key.Key_Down, CTRL)
    hand.key(Qt.Key.Key_Down, CTRL)
    assert hand.node("Bob").domain == "personal"
    before = hand.node("Bob").positions["onion"]
    hand.key(Qt.Key.Key_Right, CTRL)
    after = hand.node("Bob").positions["onion"]
    assert after[0] - before[0] == pytest.approx(pi / 36)


def test_quick_steps_add_up_and_nothing_goes_back_between_them(hand: Hand) -> None:
    hand.type_name("Bob")
    bob = hand.node("Bob").id
    hand.view.setFocus()
    hand.scene.choose(bob)
    seen = []
    hand.canvas.shown.connect(lambda _web: seen.append(hand.scene.point_of(bob)))
    QTest.keyClick(hand.view, Qt.Key.Key_Up, CTRL)
    for _ in range(3):
        QTest.keyClick(hand.view, Qt.Key.Key_Right, CTRL)
    there = hand.scene.point_of(bob)
    hand.settle()
    assert hand.node("Bob").domain == "community"
    assert seen
    assert all((point - there).manhattanLength() < 1 for point in seen)


def test_a_capital_c_begins_a_name_too(hand: Hand) -> None:
    hand.type_name("Bob")
    hand.view.setFocus()
    hand.scene.choose(hand.node("Bob").id)
    QTest.keyClick(hand.view, "C", Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(hand.view, "a")
    assert hand.canvas.name_field.text() == "Ca"


def test_f2_renames_in_place(hand: Hand) -> None:
    hand.type_name("Bob")
    bob = hand.node("Bob")
    hand.view.setFocus()
    hand.scene.choose(bob.id)
    hand.key(Qt.Key.Key_F2)
    assert hand.canvas.naming.box.text() == "Bob"
    QTest.keyClicks(hand.canvas.naming.box, "Robert")
    QTest.keyClick(hand.canvas.naming.box, Qt.Key.Key_Return)
    assert hand.labels() == ["Eric", "Robert"]


def test_tab_goes_round_the_web_and_on(hand: Hand) -> None:
    for name in ("Jean, daughter", "Bob"):
        hand.type_name(name)
    hand.scene.choose(None)
    hand.canvas.name_field.setFocus()
    hand.view.setFocus(Qt.FocusReason.TabFocusReason)
    seen = [hand.scene.chosen]
    for _ in range(2):
        QTest.keyClick(hand.view, Qt.Key.Key_Tab)
        seen.append(hand.scene.chosen)
    assert seen == hand.scene.reading_order()
    QTest.keyClick(hand.view, Qt.Key.Key_Tab)
    assert not hand.view.hasFocus()


def test_a_change_keeps_choice_zoom_and_place(hand: Hand) -> None:
    for name in ("Jean, daughter", "Bob"):
        hand.type_name(name)
    bob = hand.node("Bob").id
    hand.scene.choose(bob)
    hand.view.zoom(1.4)
    hand.view.shift_paper(QPoint(40, 25))
    before = (hand.view.viewportTransform(), hand.scene.chosen)
    others = {id_: hand.scene.point_of(id_) for id_ in hand.scene.nodes}
    hand.canvas.edits.set_node(bob, relation="neighbour")
    hand.settle()
    assert (hand.view.viewportTransform(), hand.scene.chosen) == before
    assert {id_: hand.scene.point_of(id_) for id_ in others} == others


def test_the_wheel_zooms_about_the_pointer_and_ctrl_0_shows_all(hand: Hand) -> None:
    hand.view.setFocus()
    hand.key(Qt.Key.Key_0, CTRL)
    fitted = hand.view.scale_now()
    where = QPointF(300, 200)
    under = hand.view.mapToScene(where.toPoint())
    event = QWheelEvent(
        where, hand.view.viewport().mapToGlobal(where), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(hand.view.viewport(), event)
    assert hand.view.scale_now() > fitted * 1.2
    now = hand.view.mapToScene(where.toPoint())
    assert (now - under).manhattanLength() < 3
    hand.key(Qt.Key.Key_0, CTRL)
    assert hand.view.scale_now() == pytest.approx(fitted)


def test_dragging_the_paper_moves_it_and_changes_nothing(hand: Hand) -> None:
    hand.type_name("Bob")
    before, at = hand.kept(), hand.at(hand.node("Bob").id)
    hand.drag(QPoint(30, 30), QPoint(90, 70))
    assert hand.at(hand.node("Bob").id) - at == QPoint(60, 40)
    assert hand.kept() == before


def touch(hand: Hand, kind: QEvent.Type, *places: QPoint) -> None:
    """Send one touch event; what comes from the screen arrives at the viewport in just this form."""
    state = {
        QEvent.Type.TouchBegin: QEventPoint.State.Pressed,
        QEvent.Type.TouchEnd: QEventPoint.State.Released,
    }.get(kind, QEventPoint.State.Updated)
    sheet = hand.view.viewport()
    points = [
        QEventPoint(i, state, QPointF(place), QPointF(sheet.mapToGlobal(place))) for i, place in enumerate(places)
    ]
    device = QPointingDevice.primaryPointingDevice()
    QApplication.sendEvent(hand.view.viewport(), QTouchEvent(kind, device, Qt.KeyboardModifier.NoModifier, points))


def test_one_finger_drags_and_a_double_tap_asks_for_a_name(hand: Hand) -> None:
    hand.type_name("Bob")
    start, end = hand.at(hand.node("Bob").id) + QPoint(12, 8), hand.free_pixel("community")
    touch(hand, QEvent.Type.TouchBegin, start)
    for i in range(1, 9):
        touch(hand, QEvent.Type.TouchUpdate, start + (end - start) * i / 8)
    touch(hand, QEvent.Type.TouchEnd, end)
    assert hand.node("Bob").domain == "community"
    for _ in range(2):
        touch(hand, QEvent.Type.TouchBegin, QPoint(40, 40))
        touch(hand, QEvent.Type.TouchEnd, QPoint(40, 40))
    assert hand.canvas.naming.box.isVisible()


def test_two_fingers_stretch_the_paper_and_give_up_the_drag_one_began(hand: Hand) -> None:
    hand.type_name("Bob")
    bob = hand.node("Bob")
    scale = hand.view.scale_now()
    first, second = hand.at(bob.id), hand.at(bob.id) + QPoint(80, 0)
    touch(hand, QEvent.Type.TouchBegin, first)
    for i in range(1, 7):
        touch(hand, QEvent.Type.TouchUpdate, first - QPoint(20 * i, 0), second + QPoint(20 * i, 0))
    touch(hand, QEvent.Type.TouchEnd, first, second)
    assert hand.view.scale_now() > scale * 2
    assert hand.node("Bob") == bob


def test_a_finger_held_still_opens_the_panel_after_a_ring_has_begun_to_close(hand: Hand, qtbot: QtBot) -> None:
    hand.type_name("Bob")
    bob = hand.node("Bob")
    since = QElapsedTimer()
    since.start()
    touch(hand, QEvent.Type.TouchBegin, hand.at(bob.id))
    ring = hand.view.viewport().findChild(Hold)
    assert isinstance(ring, Hold)
    qtbot.waitUntil(ring.isVisible)
    assert hand.canvas.panel.isHidden()
    qtbot.waitUntil(lambda: not hand.canvas.panel.isHidden())
    assert since.elapsed() >= HOLD_MS
    assert ring.isHidden()
    assert hand.scene.chosen == bob.id
    touch(hand, QEvent.Type.TouchEnd, hand.at(bob.id))
    assert hand.node("Bob") == bob


def test_a_finger_that_moves_is_not_held(hand: Hand, qtbot: QtBot) -> None:
    hand.type_name("Bob")
    start = hand.at(hand.node("Bob").id)
    touch(hand, QEvent.Type.TouchBegin, start)
    touch(hand, QEvent.Type.TouchUpdate, start + QPoint(30, 0))
    ring = hand.view.viewport().findChild(Hold)
    assert isinstance(ring, Hold)
    assert not ring._timer.isActive()
    touch(hand, QEvent.Type.TouchEnd, start + QPoint(30, 0))
    assert hand.canvas.panel.isHidden()
    assert hand.node("Bob").positions


def pen(hand: Hand, kind: QEvent.Type, place: QPoint, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
    """Send what a pen on the screen sends, pressed neither hard nor lightly."""
    sheet = hand.view.viewport()
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletRelease else button
    event = QTabletEvent(
        kind, QPointingDevice.primaryPointingDevice(), QPointF(place), QPointF(sheet.mapToGlobal(place)), 0.3, 0, 0,
        0, 0, 0, Qt.KeyboardModifier.NoModifier, button, held,
    )  # fmt: skip
    QApplication.sendEvent(sheet, event)


def test_a_pen_drags_draws_lines_and_opens_the_panel_with_its_button(hand: Hand) -> None:
    for name in ("Jean, daughter", "Bob"):
        hand.type_name(name)
    jean, bob = hand.node("Jean").id, hand.node("Bob").id
    start, end = hand.at(bob), hand.free_pixel("community")
    pen(hand, QEvent.Type.TabletPress, start)
    for i in range(1, 9):
        pen(hand, QEvent.Type.TabletMove, start + (end - start) * i / 8)
    pen(hand, QEvent.Type.TabletRelease, end)
    assert hand.node("Bob").domain == "community"
    hand.view.hand.do("lines")
    for place in (hand.at(jean), hand.at(bob)):
        pen(hand, QEvent.Type.TabletPress, place)
        pen(hand, QEvent.Type.TabletRelease, place)
    assert hand.tie("Jean", "Bob")
    pen(hand, QEvent.Type.TabletPress, hand.at(jean), Qt.MouseButton.RightButton)
    assert hand.scene.chosen == jean
    assert not hand.canvas.panel.isHidden()


@pytest.mark.parametrize("zoom", [0.3, 1.0, 3.0])
def test_everybody_is_a_finger_wide_at_any_size_of_the_picture(hand: Hand, zoom: float) -> None:
    for name in ("Jean, daughter", "Bob"):
        hand.type_name(name)
    bob = hand.node("Bob").id
    hand.view.zoom(zoom)
    hand.view.centerOn(hand.scene.point_of(bob))
    for off in (QPoint(-theme.TOUCH_TARGET // 2 + 1, 0), QPoint(0, theme.TOUCH_TARGET // 2 - 1)):
        hand.scene.choose(None)
        touch(hand, QEvent.Type.TouchBegin, hand.at(bob) + off)
        touch(hand, QEvent.Type.TouchEnd, hand.at(bob) + off)
        hand.settle()
        assert hand.scene.chosen == bob
        hand.canvas.panel.slide_away()
