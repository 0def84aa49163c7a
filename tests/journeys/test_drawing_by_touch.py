"""Ten people and six lines drawn with a finger alone, and with the mouse alone; names are typed, nothing is pasted."""

from collections.abc import Callable
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from sbp_desktop.services import people
from sbp_desktop.ui import application
from sbp_desktop.ui.web.web_canvas import WebCanvas
from tests.journeys import drawing
from tests.journeys.drawing import KINDS, LINES, PEOPLE, canvas_in_front
from tests.journeys.hand import Hand

_STEPS = 8
Drag = Callable[[Hand, QWidget, QPoint, QPoint], None]


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application as it really starts, for what overlaps depends on its typeface."""
    return application.make(["tests"])


@pytest.fixture(scope="module")
def screen() -> QPointingDevice:
    return QTest.createTouchDevice()


def finger(screen: QPointingDevice) -> Drag:
    """Put a finger down, move it and lift it; where it does not move that is a tap. One action."""

    def drag(hand: Hand, widget: QWidget, start: QPoint, end: QPoint) -> None:
        hand.actions += 1
        middle = widget.mapTo(hand.window, (start + end) / 2)
        hand.window.move(hand.window.screen().availableGeometry().center() - middle)  # it is wider than the screen
        QTest.touchEvent(widget, screen, False).press(0, start, widget).commit()
        for step in range(1, _STEPS + 1) if start != end else ():
            QTest.touchEvent(widget, screen, False).move(0, start + (end - start) * step / _STEPS, widget).commit()
        QTest.touchEvent(widget, screen, False).release(0, end, widget).commit()
        QApplication.processEvents()

    return drag


def mouse(hand: Hand, widget: QWidget, start: QPoint, end: QPoint) -> None:
    """Press, move and release the left button: one action."""
    hand.actions += 1
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, _STEPS + 1) if start != end else ():
        QTest.mouseMove(widget, start + (end - start) * step / _STEPS)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=end)
    QApplication.processEvents()


def press(hand: Hand, drag: Drag, widget: QWidget) -> None:
    drag(hand, widget, widget.rect().center(), widget.rect().center())
    hand.settle()


def draw(hand: Hand, drag: Drag) -> UUID:
    person: UUID = hand.ask(people.add_person, "Eric").created[0]
    hand.window.resize(1280, 800)
    hand.life.workspace.open_web(person)
    hand.wait(lambda: hasattr(hand.window.page(), "canvas") and hand.window.page().canvas.scene.nodes)
    hand.settle()
    canvas = canvas_in_front(hand)
    press(hand, drag, canvas.name_field)
    for label, relation in PEOPLE:
        hand.type(f"{label}, {relation}")
        hand.press(Qt.Key.Key_Return)
        hand.settle()
    press(hand, drag, canvas.tools.tools["lines"])
    for kind in KINDS:
        press(hand, drag, canvas.tools.kinds.chips[kind])
        for a, b, wanted in LINES:
            if wanted == kind:
                drag(hand, canvas.view.viewport(), place(canvas, a), place(canvas, b))
                hand.settle()
    press(hand, drag, canvas.tools.tools["lines"])
    return person


def place(canvas: WebCanvas, label: str) -> QPoint:
    scene = canvas.scene
    found = next(id_ for id_, node in scene.nodes.items() if node.label == label)
    return canvas.view.mapFromScene(scene.point_of(found))


@pytest.mark.parametrize("by", ["finger", "mouse"])
def test_ten_people_and_six_lines_take_few_actions(
    app_open: Hand, screen: QPointingDevice, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    person = draw(app_open, finger(screen) if by == "finger" else mouse)
    drawing.assert_drawn(drawing.kept(app_open, person))
    assert app_open.actions <= drawing.MOST_ACTIONS
    assert app_open.dialogs == 0
    drawing.assert_nothing_overlaps(app_open, monkeypatch)
