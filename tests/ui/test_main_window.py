"""The window: pages and the way back, the rail, the line at the foot, notices, actions, help and the idle lock."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTime
from PySide6.QtGui import QMoveEvent, QResizeEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from sbp_desktop.errors import MalformedInput, SaveFailed
from sbp_desktop.ui.actions import Action, Actions
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.change_signals import ChangeSignals
from sbp_desktop.ui.cover import Cover
from sbp_desktop.ui.foot_line import FootLine
from sbp_desktop.ui.help.help_page import HelpPage
from sbp_desktop.ui.idle_lock import IdleLock, Lock
from sbp_desktop.ui.main_window import MainWindow
from sbp_desktop.ui.page_part import Part
from sbp_desktop.ui.widgets import Body, Column


@dataclass
class Changes:
    """What a commit gives back, as far as the window cares."""

    persons: frozenset[str] = frozenset()
    committed_ms: int = 1
    bundle: object = 1


@pytest.fixture
def background(qapp: object) -> Iterator[Background]:
    made = Background(ChangeSignals())
    made.attach(object())
    yield made
    made.stop()


def _page() -> QWidget:
    page = QWidget()
    page.setFocusProxy(QLineEdit(page))
    return page


def test_esc_steps_back_along_the_way_and_stops_at_its_beginning(window: MainWindow, qtbot: QtBot) -> None:
    today, people, person = _page(), _page(), _page()
    window.start_at("today", today)
    window.show()
    window.show_page("people", people)
    window.show_page("people", person, person_open=True)
    for expected in (people, today, today):
        QTest.keyClick(window, Qt.Key.Key_Escape)
        assert window.page() is expected
    window.show_page("people", people)
    window.show_page("today", today)
    assert not window.step_back(), "going to a page already on the way shortens the way"


class _Sized(QWidget):
    """Notes each size it is given while it is to be seen."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[int] = []

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.sizes.append(event.size().width())


def test_a_persons_page_has_the_room_of_the_slim_rail_from_the_start(window: MainWindow) -> None:
    window.start_at("today", _page())
    window.show()
    person = _Sized()
    window.show_page("people", person, person_open=True)
    QCoreApplication.processEvents()
    assert person.sizes == [window.pages.width()]  # given another room later, all of it would be laid out again


class _Foot(QLabel):
    """Counts how often what stands above pushes it elsewhere."""

    pushed = 0

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self.pushed += 1


def test_the_page_that_is_left_is_not_laid_out_in_the_room_of_the_next(window: MainWindow) -> None:
    widths: list[int] = []

    class Measured(QWidget):
        def resizeEvent(self, event: QResizeEvent) -> None:
            widths.append(event.size().width())

    window.start_at("today", Measured())
    window.show()
    widths.clear()
    window.show_page("person", QWidget(), person_open=True)
    QCoreApplication.processEvents()
    assert widths == []


def test_what_is_shown_together_is_laid_out_together(window: MainWindow) -> None:
    def pushes(together: bool) -> int:
        page, parts, foot = Column(), [Part(f"Part {number}") for number in range(12)], _Foot("Below all")
        for part in parts:
            part.hide()
            page.lines.addWidget(part)
        page.lines.addWidget(foot)
        window.show_page("page", page)
        QCoreApplication.processEvents()
        foot.pushed = 0
        with page.laid_out_once() if together else nullcontext():
            for part in parts:
                part.show_lines([Body("Something somebody said.")])
        at_once = foot.y()
        QCoreApplication.processEvents()
        assert not together or at_once == foot.y() > parts[-1].geometry().bottom()
        return foot.pushed

    window.show()
    assert pushes(together=True) <= 2 < pushes(together=False)


def test_while_a_person_is_open_the_rail_is_slim_and_the_title_says_nothing(window: MainWindow) -> None:
    window.resize(1280, 800)
    window.show()
    window.start_at("today", _page())
    assert not window.rail.slim
    assert window.rail.buttons["today"].isChecked()
    window.show_page("people", _page(), person_open=True)
    assert window.rail.slim
    assert not any(button.isChecked() for button in window.rail.buttons.values())
    assert window.windowTitle() == "Support web"


def test_a_narrow_window_has_a_slim_rail_with_its_labels(window: MainWindow, qtbot: QtBot) -> None:
    window.start_at("today", _page())
    window.resize(1000, 700)
    window.show()
    assert window.rail.slim
    assert window.rail.buttons["people"].text() == "People"
    window.resize(1200, 700)
    qtbot.waitUntil(lambda: not window.rail.slim)


def test_the_rail_says_where_to_go(window: MainWindow, qtbot: QtBot) -> None:
    window.start_at("today", _page())
    window.show()
    with qtbot.waitSignal(window.entry_chosen) as chosen:
        QTest.mouseClick(window.rail.buttons["people"], Qt.MouseButton.LeftButton)
    assert chosen.args == ["people"]


def test_a_page_that_is_forgotten_is_destroyed(window: MainWindow, qtbot: QtBot) -> None:
    today, person = _page(), _page()
    window.start_at("today", today)
    window.show_page("people", person, person_open=True)
    with qtbot.waitSignal(person.destroyed):
        window.forget(person)
    assert window.page() is today
    assert not window.person_open


def test_search_floats_over_the_page_and_esc_closes_it(window: MainWindow, qtbot: QtBot) -> None:
    search = QLineEdit()
    window.set_search(search)
    window.start_at("today", _page())
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.open_search()
    assert search.isVisible()
    assert search.hasFocus()
    QTest.keyClick(search, Qt.Key.Key_Escape)
    assert not search.isVisible()


def test_the_foot_tells_the_truth_at_every_moment(background: Background, qtbot: QtBot) -> None:
    foot = FootLine(now=lambda: QTime(10, 42))
    qtbot.addWidget(foot)
    foot.follow(background)
    assert foot.text() == "All safe on this laptop"
    foot.typing("words", True)
    assert foot.text() == "Saving…"
    background.run(lambda _vault: Changes())
    foot.typing("words", False)
    assert foot.text() == "Saving…", "the change itself is still on its way"
    background.drain()
    assert foot.text() == "All safe on this laptop, 10:42"


def test_a_failed_save_stays_told_until_one_succeeds(background: Background, qtbot: QtBot) -> None:
    def full(_vault: object) -> None:
        raise SaveFailed("The disk is full. Your last change was not kept; make room and try again.")

    foot = FootLine(now=lambda: QTime(10, 42))
    qtbot.addWidget(foot)
    foot.follow(background)
    background.run(full, failed=lambda _error: None)
    background.drain()
    foot.typing("words", True)
    assert foot.text().startswith("The disk is full.")
    foot.typing("words", False)
    background.run(lambda _vault: Changes())
    background.drain()
    assert foot.text() == "All safe on this laptop, 10:42"


def test_what_was_refused_leaves_the_truth_about_what_is_saved(background: Background, qtbot: QtBot) -> None:
    def refuse(_vault: object) -> None:
        raise MalformedInput("/home/maud/names.csv", 1, "file", "the first line must name the columns")

    foot = FootLine()
    qtbot.addWidget(foot)
    foot.follow(background)
    background.run(refuse, failed=lambda _error: None)
    background.drain()
    assert foot.text() == "All safe on this laptop"


def test_what_was_done_can_be_taken_back_from_the_notice(window: MainWindow) -> None:
    undone: list[str] = []
    window.start_at("today", _page())
    window.show()
    window.notices.tell_done("Moved Jean", "Undo", lambda: undone.append("Jean"))
    assert window.notices.text() == "Moved Jean"
    QTest.mouseClick(window.notices.findChildren(type(window.foot.corner))[0], Qt.MouseButton.LeftButton)
    assert undone == ["Jean"]
    assert window.notices.text() == ""
    window.notices.tell_problem("The place could not be read.")
    assert window.notices.text() == "The place could not be read."


def test_keys_run_actions_only_when_they_can_be_run(window: MainWindow, qtbot: QtBot) -> None:
    ran: list[str] = []
    actions = Actions(window)
    actions.add(Action("new", "Start a conversation", ("Ctrl+N",), lambda: ran.append("new")))
    actions.add(Action("redo", "Do it again", ("Ctrl+Y", "Ctrl+Shift+Z"), lambda: ran.append("redo"), lambda: False))
    window.start_at("today", _page())
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert ran == ["new"]
    actions.suspend(True)
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert ran == ["new"]


def test_help_lists_the_keys_of_the_registry(window: MainWindow, qtbot: QtBot) -> None:
    actions = Actions(window)
    actions.add(Action("cover", "Put an ordinary page on the screen", ("F9",), lambda: None, watched=True))
    page = HelpPage(actions)
    qtbot.addWidget(page)
    words = page.text().casefold()
    assert "put an ordinary page on the screen" in words
    assert "f9" in words


class Clock:
    """Seconds under the test's hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(("listening", "limit"), [(False, 300), (True, 900)])
def test_listening_is_not_idleness_and_a_touch_stops_the_fade(window: MainWindow, listening: bool, limit: int) -> None:
    clock, locked = Clock(), []
    idle = IdleLock(window, lambda: locked.append(clock.now), lambda: listening, clock=clock)
    window.start_at("today", _page())
    window.show()
    clock.now = limit - 31
    idle.look()
    assert not idle.fading
    clock.now = limit - 10
    idle.look()
    assert idle.fading
    idle.touched()
    assert not idle.fading
    clock.now = 2 * limit - 11
    idle.look()
    assert locked == []
    clock.now = 2 * limit
    idle.look()
    idle.look()
    assert locked == [2 * limit], "once"


def test_the_lock_comes_after_the_minutes_chosen_and_listening_is_not_shortened(window: MainWindow) -> None:
    clock, locked, listening = Clock(), [], [True]
    idle = IdleLock(window, lambda: locked.append(clock.now), lambda: listening[0], clock=clock)
    idle.resting_s = 60
    clock.now = 61
    idle.look()
    assert locked == []
    listening[0] = False
    idle.look()
    assert locked == [61]


def test_the_cover_stays_an_ordinary_page_until_the_lock(window: MainWindow) -> None:
    clock, locked = Clock(), []
    idle = IdleLock(window, lambda: locked.append(True), lambda: False, clock=clock)
    cover = Cover(window, lambda: None, lambda _passphrase, answer: answer(False))
    window.start_at("today", _page())
    window.show()
    cover.show()
    clock.now = 290
    before = window.grab().toImage()
    idle.look()
    assert not idle.fading
    assert window.grab().toImage() == before
    clock.now = 300
    idle.look()
    assert locked == [True]
    cover.uncover()


def test_a_page_that_fails_at_keeping_its_typing_keeps_no_lock_away(window: MainWindow, background: Background) -> None:
    def fails() -> None:
        raise RuntimeError

    order: list[str] = []
    window.start_at("today", _page())
    window.show()
    cover = Cover(window, fails, lambda _passphrase, answer: answer(False))
    Lock(cover, background, lambda _vault: order.append("closed"), lambda: order.append("replaced"))()
    assert order == ["closed", "replaced"]
    assert cover.covered
    cover.uncover()


def test_locking_covers_flushes_closes_and_only_then_replaces_the_process(
    window: MainWindow, background: Background
) -> None:
    order: list[str] = []
    window.start_at("today", _page())
    window.show()
    cover = Cover(
        window,
        lambda: background.run(lambda _vault: order.append("typing saved")),
        lambda _passphrase, answer: answer(False),
    )
    lock = Lock(cover, background, lambda _vault: order.append("closed"), lambda: order.append("replaced"))
    lock()
    assert order == ["typing saved", "closed", "replaced"]
    assert cover.covered
    cover.uncover()
