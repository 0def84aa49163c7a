"""Ten people and six lines drawn without a mouse, and then everything a hand can do to them, undone and done again."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication

from sbp_desktop.models.snapshots import WebSnapshot
from sbp_desktop.storage.statements import scalar
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import application
from tests.journeys import drawing
from tests.journeys.drawing import KINDS, LINES, PEOPLE, canvas_in_front
from tests.journeys.hand import Hand

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
_POINTING = {QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.TouchBegin, QEvent.Type.TabletPress}


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application as it really starts, for what overlaps depends on its typeface."""
    return application.make(["tests"])


class _NoPointing(QObject):
    """Counts what a mouse, a finger or a pen would send."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.seen += event.type() in _POINTING
        return False


@pytest.fixture
def no_pointing(app_open: Hand) -> Iterator[_NoPointing]:
    counter = _NoPointing()
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(counter)
    yield counter
    application.removeEventFilter(counter)


def type_keys(hand: Hand, words: str) -> None:
    """Letter by letter: the first may take the cursor into a field."""
    for letter in words:
        hand.type(letter)


def name(hand: Hand, words: str) -> None:
    """One name typed to Enter: one action."""
    type_keys(hand, words)
    hand.press(Qt.Key.Key_Return)
    hand.settle()


def start(hand: Hand) -> UUID:
    """From Today: somebody new, and on to their web."""
    hand.window.resize(1280, 800)
    hand.press(Qt.Key.Key_N, CTRL)
    hand.type("Eric")
    hand.press(Qt.Key.Key_Return)
    hand.wait(lambda: hand.life.workspace is not None and hand.life.workspace.listening)
    hand.press(Qt.Key.Key_3, ALT)
    hand.wait(lambda: hasattr(hand.window.page(), "canvas") and hand.window.page().canvas.scene.nodes)
    hand.settle()
    return canvas_in_front(hand).person


def draw(hand: Hand) -> None:
    for label, relation in PEOPLE:
        name(hand, f"{label}, {relation}")
    hand.press(Qt.Key.Key_Escape)
    hand.press(Qt.Key.Key_J, CTRL)
    for kind in KINDS:
        hand.press(Qt.Key.Key_J, CTRL | SHIFT)
        for a, b, wanted in LINES:
            if wanted == kind:
                name(hand, a)
                name(hand, b)
        hand.press(Qt.Key.Key_Escape)
    hand.press(Qt.Key.Key_Escape)
    hand.settle()


def test_ten_people_and_six_lines_take_few_keys_and_no_mouse(
    app_open: Hand, no_pointing: _NoPointing, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = start(app_open)
    draw(app_open)
    drawing.assert_drawn(drawing.kept(app_open, person))
    assert app_open.actions <= drawing.MOST_ACTIONS
    assert (app_open.dialogs, no_pointing.seen) == (0, 0)
    drawing.assert_nothing_overlaps(app_open, monkeypatch)


def go_to(hand: Hand, label: str) -> UUID:
    """Walk the web with Tab until somebody is chosen."""
    scene = canvas_in_front(hand).scene
    wanted = next(id_ for id_, node in scene.nodes.items() if node.label == label)
    for _ in range(len(scene.nodes) + 1):
        if scene.chosen == wanted:
            return wanted
        back = scene.chosen is not None and _place(hand, scene.chosen) > _place(hand, wanted)
        hand.press(Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab, SHIFT if back else Qt.KeyboardModifier.NoModifier)
    raise AssertionError(f"{label} cannot be reached with Tab")


def _place(hand: Hand, id_: UUID) -> int:
    order = canvas_in_front(hand).scene.reading_order()
    return order.index(id_) if id_ in order else len(order)


def choose(hand: Hand, *labels: str) -> None:
    """Choose several, one by one."""
    for label in labels:
        go_to(hand, label)
        hand.press(Qt.Key.Key_Space, CTRL)


def go_to_line(hand: Hand, a: str, b: str) -> UUID:
    """Walk somebody's lines with Page Down until the one to another is chosen."""
    scene = canvas_in_front(hand).scene
    start_at = go_to(hand, a)
    names = {id_: node.label for id_, node in scene.nodes.items()}
    for _ in range(len(scene.ties_of(start_at)) + 1):
        tie = scene.ties.get(scene.chosen) if scene.chosen is not None else None
        if tie is not None and {names[tie.a], names[tie.b]} == {a, b}:
            return tie.id
        hand.press(Qt.Key.Key_PageDown)
    raise AssertionError(f"the line from {a} to {b} cannot be reached")


def joined(web: WebSnapshot) -> set[frozenset[str]]:
    names = {node.id: node.label for node in web.nodes}
    return {frozenset((names[tie.a], names[tie.b])) for tie in web.ties}


def same(one: WebSnapshot, other: WebSnapshot) -> bool:
    return (one.nodes, one.ties, one.members, one.strengths) == (
        other.nodes,
        other.ties,
        other.members,
        other.strengths,
    )


def test_everything_a_hand_can_do_is_done_undone_and_done_again_by_keys(
    app_open: Hand, no_pointing: _NoPointing
) -> None:
    hand = app_open
    person = start(hand)
    at_first = drawing.kept(hand, person)
    steps_before = _steps(hand, person)
    draw(hand)

    # move two together, a step along and a ring out
    choose(hand, "Anil", "Bob")
    before = {node.label: node for node in drawing.kept(hand, person).nodes}
    hand.press(Qt.Key.Key_Right, CTRL)
    hand.settle()
    hand.press(Qt.Key.Key_Up, CTRL)
    after = {node.label: node for node in drawing.kept(hand, person).nodes}
    assert {label for label in after if after[label] != before[label]} == {"Anil", "Bob"}
    assert (after["Anil"].domain, after["Bob"].domain) == ("community", "community")

    # all of them evenly round
    hand.press(Qt.Key.Key_A, CTRL)
    hand.press(Qt.Key.Key_O, CTRL | SHIFT)
    assert all(node.positions for node in drawing.kept(hand, person).nodes if node.id != at_first.self_node)
    hand.press(Qt.Key.Key_Escape)

    # a line to somebody else, and help turned round
    go_to_line(hand, "Bob", "Pat")
    hand.press(Qt.Key.Key_E, CTRL)
    if canvas_in_front(hand).view.hand.lines.aiming == next(n.id for n in after.values() if n.label == "Pat"):
        hand.press(Qt.Key.Key_E, CTRL)
    name(hand, "Meg")
    assert frozenset(("Bob", "Meg")) in joined(drawing.kept(hand, person))
    assert frozenset(("Bob", "Pat")) not in joined(drawing.kept(hand, person))
    hand.press(Qt.Key.Key_Escape)
    tie = go_to_line(hand, "Bob", "Meg")
    hand.press(Qt.Key.Key_Return)
    _tab_to(hand, "Help goes: to Meg")
    hand.press(Qt.Key.Key_Space)
    hand.press(Qt.Key.Key_Escape)
    was = next(one.flow for one in drawing.kept(hand, person).ties if one.id == tie)
    hand.press(Qt.Key.Key_X, CTRL | SHIFT)
    now = next(one.flow for one in drawing.kept(hand, person).ties if one.id == tie)
    assert {was, now} == {"a_to_b", "b_to_a"}

    # a household, and two removed
    choose(hand, "Rita", "Col")
    hand.press(Qt.Key.Key_G, CTRL)
    name(hand, "the house next door")
    assert len(drawing.kept(hand, person).members) == 2
    choose(hand, "Tom", "Dawn")
    hand.press(Qt.Key.Key_Delete)
    at_last = drawing.kept(hand, person)
    assert not {"Tom", "Dawn"} & {node.label for node in at_last.nodes}

    # all of it taken back, and done again
    steps = _steps(hand, person) - steps_before
    assert steps == len(PEOPLE) + len(LINES) + 3 + 1 + 2 + 2, "one step for each gesture"
    for _ in range(steps):
        hand.press(Qt.Key.Key_Z, CTRL)
        hand.settle()
    assert same(drawing.kept(hand, person), at_first)
    for _ in range(steps):
        hand.press(Qt.Key.Key_Y, CTRL)
        hand.settle()
    assert same(drawing.kept(hand, person), at_last)
    assert (hand.dialogs, no_pointing.seen) == (0, 0)


def _steps(hand: Hand, person: UUID) -> int:
    """How many steps of undo there are, by the store's own count."""

    def count(vault: Vault) -> int:
        with vault.reading() as conn:
            found = conn.execute("SELECT count(*) FROM undo_step WHERE person = ? AND NOT undone", (person.bytes,))
            return int(scalar(found))

    hand.settle()
    steps: int = hand.ask(count)
    return steps


def _tab_to(hand: Hand, accessible_name: str) -> None:
    for _ in range(40):
        focus = QApplication.focusWidget()
        if focus is not None and focus.accessibleName() == accessible_name:
            return
        hand.press(Qt.Key.Key_Tab)
    raise AssertionError(f"{accessible_name} cannot be reached with Tab")
