"""From any state the cover shows at once, names nobody, keeps the half sentence and gives the window back."""

import random
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleInterface, QImage, QKeyEvent, QTextCursor
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QGraphicsScene,
    QGraphicsView,
    QLabel,
    QLineEdit,
    QMenu,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from sbp_desktop.ui.cover import Cover
from sbp_desktop.ui.cover_page import CoverPage
from sbp_desktop.ui.input_watch import InputWatch
from sbp_desktop.ui.main_window import MainWindow

SECRET = "Jean"
HALF = "Jean said that on Thursdays she"
PASSPHRASE = "four plain words here"


class PersonPage(QWidget):
    """A page with what pages have: words being typed, a picture being dragged, a list to pull down."""

    def __init__(self) -> None:
        super().__init__()
        self.words = QTextEdit(self)
        self.words.setPlainText(HALF)
        self.words.moveCursor(QTextCursor.MoveOperation.End)
        self.pull_down = QComboBox(self)
        self.pull_down.addItems([SECRET, "Joan"])
        self.scene = QGraphicsScene(0, 0, 300, 200, self)
        self.item = self.scene.addSimpleText(SECRET)
        self.item.setFlag(self.item.GraphicsItemFlag.ItemIsMovable)
        self.view = QGraphicsView(self.scene, self)
        lines = QVBoxLayout(self)
        for widget in (QLabel(SECRET, self), self.words, self.pull_down, self.view):
            lines.addWidget(widget)
        self.setFocusProxy(self.words)


class Scene:
    """A window with the page in front, its cover, and what a test opened on it."""

    def __init__(self, window: MainWindow, page: PersonPage) -> None:
        self.window, self.page = window, page
        self.opened: list[QWidget] = []
        self.flushed: list[str] = []
        self.printer = QPrinter()  # a preview does not own its printer
        self.wrong = 0
        self.cover = Cover(
            window,
            lambda: self.flushed.append(page.words.toPlainText()),
            self._verify,
            lambda: 30 if self.wrong >= 5 else 0,
        )

    def _verify(self, passphrase: str, answer: Callable[[bool], None]) -> None:
        self.wrong += passphrase != PASSPHRASE
        QTimer.singleShot(0, lambda: answer(passphrase == PASSPHRASE))

    @property
    def cover_page(self) -> CoverPage:
        return self.cover.page


@pytest.fixture
def scene(window: MainWindow, qtbot: QtBot, dressed: QApplication) -> Iterator[Scene]:
    page = PersonPage()
    window.show_page("people", page, person_open=True)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    made = Scene(window, page)
    watch = InputWatch(dressed, {Qt.Key.Key_F9: Qt.KeyboardModifier.NoModifier})
    watch.on_key = {Qt.Key.Key_F9: made.cover.press}
    yield made
    watch.stop()
    made.cover.uncover()
    for opened in made.opened:
        opened.close()
        opened.deleteLater()


def _typing(scene: Scene) -> None:
    scene.page.words.setFocus()


def _menu(scene: Scene) -> None:
    menu = QMenu(scene.window)
    menu.addAction(f"Open {SECRET}")
    menu.popup(scene.window.mapToGlobal(QPoint(200, 200)))
    scene.opened.append(menu)


def _modal_dialog(scene: Scene) -> None:
    dialog = QDialog(scene.window)
    dialog.setWindowTitle(f"About {SECRET}")
    lines = QVBoxLayout(dialog)
    field = QLineEdit(HALF, dialog)
    lines.addWidget(field)
    dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
    dialog.show()
    field.setFocus()
    scene.opened.append(dialog)


def _two_dialogs(scene: Scene) -> None:
    _modal_dialog(scene)
    over = QDialog(scene.opened[-1])
    over.setWindowTitle(f"About {SECRET}")
    QVBoxLayout(over).addWidget(QLabel(f"Keep {SECRET}?", over))
    over.open()
    scene.opened.append(over)


def _pulled_down(scene: Scene) -> None:
    scene.page.pull_down.showPopup()


def _mid_drag(scene: Scene) -> None:
    viewport = scene.page.view.viewport()
    at = scene.page.view.mapFromScene(scene.page.item.sceneBoundingRect().center())
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=at)
    for step in range(1, 6):
        QTest.mouseMove(viewport, at + QPoint(4 * step, 2 * step))


def _print_preview(scene: Scene) -> None:
    scene.printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    preview = QPrintPreviewDialog(scene.printer, scene.window)
    preview.setWindowTitle(f"{SECRET}'s people and places")
    preview.open()
    scene.opened.append(preview)


def _notice(scene: Scene) -> None:
    scene.window.notices.tell_done(f"Moved {SECRET}", "Undo", lambda: None)


def _loose_window(scene: Scene) -> None:
    loose = QLabel(SECRET, scene.window, Qt.WindowType.Tool)
    loose.show()
    scene.opened.append(loose)


def _search(scene: Scene) -> None:
    scene.window.set_search(QLineEdit(SECRET))
    scene.window.open_search()


STATES = [
    _typing,
    _menu,
    _modal_dialog,
    _two_dialogs,
    _pulled_down,
    _mid_drag,
    _print_preview,
    _notice,
    _loose_window,
    _search,
]


def _press_f9() -> None:
    """Press it where the system sends every key: to the window in front, which under a modal dialog is the dialog."""
    modal = QApplication.activeModalWidget()
    if modal is not None and QApplication.activePopupWidget() is None:
        modal.activateWindow()
        QApplication.processEvents()
    QTest.keyClick(QApplication.focusWindow(), Qt.Key.Key_F9)


def _picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def _said(interface: QAccessibleInterface, shown_only: bool) -> Iterator[str]:
    if interface is None or (shown_only and interface.state().invisible):
        return
    for text in (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value):
        yield interface.text(text)
    for number in range(interface.childCount()):
        yield from _said(interface.child(number), shown_only)


@pytest.mark.parametrize("seed", range(20))
def test_from_a_random_state_the_cover_shows_and_gives_everything_back(scene: Scene, seed: int, qtbot: QtBot) -> None:
    chance = random.Random(seed)
    for state in (chance.choice(STATES), STATES[seed % len(STATES)]):
        state(scene)
    QApplication.processEvents()
    fields = [field for opened in scene.opened for field in opened.findChildren(QLineEdit) if field.text() == HALF]
    before = scene.page.words.toPlainText(), scene.window.windowTitle()

    begun = time.thread_time()
    _press_f9()
    took_ms = (time.thread_time() - begun) * 1000

    page = scene.cover_page
    assert page.isVisible()
    assert page.size() == scene.window.size()
    assert scene.flushed == [HALF]
    assert took_ms < 150, "the cover came after the next frame"
    assert QApplication.activePopupWidget() is None
    titles = [widget.windowTitle() for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    assert scene.window.windowTitle() == "Local information"
    assert set(titles) <= {"Local information", ""}
    for top in QApplication.topLevelWidgets():
        if top.isVisible():
            shown_only = top is not scene.window and top is not page
            heard = " ".join(_said(QAccessible.queryAccessibleInterface(top), shown_only))
            assert SECRET not in heard
            assert "hidden" not in heard.casefold()
    assert _picture(page) == _plain_cover(scene), "the picture is the ordinary page and nothing else"

    QTest.keyClicks(page, "typed blindly")
    assert scene.page.words.toPlainText() == HALF

    _press_f9()
    assert page.sign_in.isVisible()
    page.sign_in.field.setText(PASSPHRASE)
    QTest.keyClick(page.sign_in.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not scene.cover.covered)
    assert (scene.page.words.toPlainText(), scene.window.windowTitle()) == before
    assert scene.window.page() is scene.page
    assert scene.page.isVisible()
    assert [field.text() for field in fields] == [HALF] * len(fields)
    assert all(field.isVisible() for field in fields)


def _plain_cover(scene: Scene) -> QImage:
    alone = CoverPage(lambda: 0)
    alone.resize(scene.window.size())
    alone.show()
    alone.setFocus()
    QApplication.processEvents()
    picture = _picture(alone)
    alone.deleteLater()
    return picture


def test_typing_goes_on_where_it_was(scene: Scene, qtbot: QtBot) -> None:
    scene.page.words.setFocus()
    qtbot.waitUntil(scene.page.words.hasFocus)
    QApplication.processEvents()
    before = _picture(scene.window)
    _press_f9()
    assert _picture(scene.window) != before
    scene.cover.uncover()
    qtbot.waitUntil(lambda: _picture(scene.window) == before)
    QTest.keyClicks(QApplication.focusWidget(), " sings")
    assert scene.page.words.toPlainText() == HALF + " sings"


def test_a_dialog_that_holds_its_own_loop_is_still_open_afterwards(scene: Scene) -> None:
    dialog = QDialog(scene.window)
    field = QLineEdit(HALF, dialog)
    seen: list[object] = []

    def inside() -> None:
        _press_f9()
        seen.append((scene.cover_page.isVisible(), field.isVisible()))
        _press_f9()
        scene.cover_page.sign_in.field.setText(PASSPHRASE)
        seen.append(QApplication.activeModalWidget() is scene.cover_page)
        scene.cover.uncover()
        seen.append((field.isVisible(), field.text(), dialog.isVisible()))
        dialog.accept()

    QTimer.singleShot(0, inside)
    assert dialog.exec() == QDialog.DialogCode.Accepted
    assert seen == [(True, False), True, (True, HALF, True)]
    dialog.deleteLater()


def test_wrong_passphrases_are_told_calmly_and_then_slow_down(scene: Scene, qtbot: QtBot) -> None:
    scene.cover.show()
    scene.cover.press()
    page = scene.cover_page
    for _ in range(5):
        page.sign_in.field.setText("not this")
        QTest.keyClick(page.sign_in.field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: page.sign_in.text() == "")
    assert scene.cover.covered
    assert not page.sign_in.isEnabled()
    assert any("30" in label.text() for label in page.findChildren(QLabel))
    scene.wrong = 0
    qtbot.waitUntil(page.sign_in.isEnabled, timeout=3000)
    scene.wrong = 5
    scene.cover.uncover()
    scene.cover.show()
    scene.cover.press()
    assert not page.sign_in.isEnabled(), "the pause is the store's, not the page's"


def test_the_way_back_is_there_every_time(scene: Scene, qtbot: QtBot) -> None:
    for _ in range(3):
        scene.cover.show()
        scene.cover.press()
        QTest.keyClicks(scene.cover_page.sign_in.field, PASSPHRASE)
        QTest.keyClick(scene.cover_page.sign_in.field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not scene.cover.covered)


def test_the_corner_works_like_the_key(scene: Scene) -> None:
    scene.window.foot.corner_pressed.connect(scene.cover.press)
    QTest.mouseClick(scene.window.foot.corner, Qt.MouseButton.LeftButton)
    assert scene.cover.covered
    QTest.mouseClick(scene.cover_page.corner, Qt.MouseButton.LeftButton)
    assert scene.cover_page.sign_in.isVisible()
    QTest.keyClick(scene.cover_page.sign_in.field, Qt.Key.Key_Escape)
    assert not scene.cover_page.sign_in.isVisible()
    assert scene.cover.covered


def test_a_held_key_covers_once_and_does_not_ask(scene: Scene) -> None:
    _press_f9()
    QApplication.sendEvent(scene.cover_page, _repeat())
    assert not scene.cover_page.sign_in.isVisible()


def _repeat() -> QEvent:
    return QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier, "", True)
