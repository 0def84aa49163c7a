"""The unlock page: nothing but Qt before its first picture, calm refusals, and the first day's three steps."""

import errno
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from sbp_desktop.errors import VaultDamaged, VaultInUse, WrongPassphrase
from sbp_desktop.storage import files
from sbp_desktop.ui.unlock import strength
from sbp_desktop.ui.unlock.tries import in_words
from sbp_desktop.ui.unlock.unlock_page import UnlockPage, Ways

HEAVY = "sqlalchemy sqlcipher3 argon2 alembic matplotlib networkx cryptography yaml msgpack zstandard edtf numpy zxcvbn"

PAINT_AND_LIST = """
import sys
from sbp_desktop.ui import application
from sbp_desktop.ui.unlock.unlock_page import UnlockPage, Ways
app = application.make(["test"])
nothing = lambda *given: None
page = UnlockPage(Ways(nothing, nothing, nothing), first_run={first_run})
page.painted.connect(app.quit)
page.show()
app.exec()
print(" ".join(sorted({{name.partition(".")[0] for name in sys.modules}})))
"""


class App:
    """Notes what the page asks for."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.wait_s = 0
        self.ways = Ways(
            lambda passphrase: self.asked.append(("unlock", passphrase)),
            lambda passphrase, worker: self.asked.append(("create", passphrase, worker)),
            lambda: self.asked.append(("demo",)),
            lambda: self.wait_s,
            lambda: self.asked.append(("forgotten",)),
            put_right=lambda passphrase: self.asked.append(("put right", passphrase)),
        )


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def page(app: App, qtbot: QtBot) -> UnlockPage:
    made = UnlockPage(app.ways, first_run=False)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def first_day(app: App, qtbot: QtBot) -> UnlockPage:
    made = UnlockPage(app.ways, first_run=True)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.mark.parametrize("first_run", [True, False])
def test_only_qt_is_imported_before_the_first_picture(first_run: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PAINT_AND_LIST.format(first_run=first_run)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert not set(HEAVY.split()) & set(done.stdout.split())


def test_no_source_is_read_and_kept_for_a_spelling_nobody_uses() -> None:
    """Read for PySide it was millions of letters. What SQLAlchemy writes for itself, and the module that says no, stay."""
    kept = (
        "import linecache, sbp_desktop.app, sbp_desktop.ui.workspace\n"
        "print(sum(len(line) for one in linecache.cache.values() if len(one) > 1 for line in one[2]))"
    )
    done = subprocess.run([sys.executable, "-c", kept], capture_output=True, text=True, timeout=120, check=True)
    assert int(done.stdout) < 100_000


def _try(page: UnlockPage, passphrase: str) -> None:
    page.passphrase.field.setText(passphrase)
    QTest.keyClick(page.passphrase.field, Qt.Key.Key_Return)


def test_enter_asks_to_unlock_once_and_shows_that_it_is_opening(page: UnlockPage, app: App) -> None:
    _try(page, "heron kettle lantern friday")
    QTest.keyClick(page.passphrase.field, Qt.Key.Key_Return)
    assert app.asked == [("unlock", "heron kettle lantern friday")]
    assert page.open.text() == "Opening…"


def test_a_refusal_is_one_sentence_and_the_cursor_is_back(page: UnlockPage) -> None:
    _try(page, "x" * 20)
    page.refuse(VaultInUse("Another window has it open."))
    assert page.problem.plain == "Another window has it open."
    assert page.passphrase.text() == "x" * 20, "nothing typed is lost when the passphrase was not the trouble"
    assert page.passphrase.field.hasFocus()


def test_a_pause_is_told_with_the_time_left_and_ends_by_itself(page: UnlockPage, app: App, qtbot: QtBot) -> None:
    page.refuse(WrongPassphrase("That is not the passphrase."))
    assert page.passphrase.isEnabled()
    assert page.problem.plain == "That is not the passphrase."
    app.wait_s = 30
    page.refuse(WrongPassphrase("That is not the passphrase."))
    assert not page.passphrase.isEnabled()
    assert "in 30 seconds" in page.problem.plain
    assert "Nothing is lost" in page.problem.plain
    app.wait_s = 0
    qtbot.waitUntil(page.passphrase.isEnabled, timeout=3000)
    assert page.problem.plain == ""
    assert [in_words(seconds) for seconds in (1, 90, 150)] == ["in a moment", "in 90 seconds", "in 3 minutes"]


def test_a_page_that_opens_within_a_pause_says_so(app: App, qtbot: QtBot) -> None:
    app.wait_s = 3600
    page = UnlockPage(app.ways, first_run=False)
    qtbot.addWidget(page)
    page.show()
    assert "in 60 minutes" in page.problem.plain
    _try(page, "heron kettle lantern friday")
    assert app.asked == []


@pytest.mark.parametrize("by_keyboard", [False, True])
def test_what_cannot_be_opened_is_put_right_with_one_press(page: UnlockPage, app: App, by_keyboard: bool) -> None:
    assert not page.putting_right.isVisible()
    _try(page, "five calm words")
    page.refuse(VaultDamaged("Part of this file was altered."))
    press = page.putting_right.press
    assert press.isVisible()
    if by_keyboard:
        press.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(press, Qt.Key.Key_Space)
    else:
        QTest.mouseClick(press, Qt.MouseButton.LeftButton)
    assert app.asked[-1] == ("put right", "five calm words")
    assert page.open.text() == "Putting it right…"
    assert not page.open.isEnabled(), "once is enough"
    page.show_put_right(["Everything of the copy is there.", "12 changes were put back."])
    QApplication.processEvents()
    told = " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())
    assert "Everything of the copy is there." in told
    assert "12 changes were put back." in told
    assert not press.isVisible()
    assert page.open.isEnabled()
    QTest.keyClick(page.open, Qt.Key.Key_Space)
    assert app.asked[-1] == ("unlock", "five calm words")


def test_the_way_on_is_there_where_the_disk_does_not_give_a_file(page: UnlockPage) -> None:
    _try(page, "five calm words")
    page.refuse(files.unread(OSError(errno.EIO, "Input/output error")))
    assert "could not read" in page.problem.plain
    assert "not be kept" not in page.problem.plain, "nothing was being written"
    assert page.putting_right.press.isVisible()


def test_a_wrong_passphrase_puts_nothing_right(page: UnlockPage) -> None:
    _try(page, "five calm words")
    page.refuse(VaultDamaged("Part of this file was altered."))
    page.refuse(WrongPassphrase())
    assert not page.putting_right.isVisible()


def test_where_no_council_can_help_it_is_said_what_there_is(page: UnlockPage, app: App) -> None:
    page.forgot.click()
    assert app.asked == [("forgotten",)]
    page.say_forgotten()
    said = " ".join(label.accessibleName() for label in page.findChildren(QLabel) if label.isVisible())
    assert "the only way in" in said


def test_the_three_steps_lead_to_a_store_with_what_was_given(first_day: UnlockPage, app: App) -> None:
    steps = first_day.steps
    assert steps is not None
    QTest.keyClicks(steps.choose.first.field, "heron kettle")
    steps.choose.go_on.click()
    assert steps.currentWidget() is steps.choose, "too easy a passphrase goes no further"
    QTest.keyClicks(steps.choose.first.field, " lantern friday")
    steps.choose.again.field.setText("heron kettle lantern fryday")
    steps.choose.go_on.click()
    assert "not the same" in steps.choose.problem.plain
    steps.choose.again.field.setText("heron kettle lantern friday")
    QTest.keyClick(steps.choose.again.field, Qt.Key.Key_Return)
    steps.who.name.setText("Sam Okoro")
    steps.who.role.setCurrentIndex(1)
    steps.who.go_on.click()
    steps.begin.begin.click()
    assert app.asked == [("create", "heron kettle lantern friday", {"name": "Sam Okoro", "role": "social_worker"})]


def test_tab_leads_from_one_passphrase_to_the_other_and_nothing_is_bared(first_day: UnlockPage, qtbot: QtBot) -> None:
    assert first_day.steps is not None
    step = first_day.steps.choose
    qtbot.waitUntil(step.first.field.hasFocus)
    QTest.keyClicks(step.first.field, "river table seven")
    QTest.keyClick(step.first.field, Qt.Key.Key_Tab)
    assert step.again.field.hasFocus()
    assert step.first.field.echoMode() == QLineEdit.EchoMode.Password


def test_enter_presses_the_button_one_has_come_to_with_tab(first_day: UnlockPage, app: App, qtbot: QtBot) -> None:
    steps = first_day.steps
    assert steps is not None
    for field in (steps.choose.first.field, steps.choose.again.field):
        qtbot.waitUntil(field.hasFocus)
        QTest.keyClicks(field, "heron kettle lantern friday")
        QTest.keyClick(field, Qt.Key.Key_Tab)
    for button in (steps.choose.go_on, steps.who.go_on, steps.begin.begin):
        button.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(button, Qt.Key.Key_Return)
    assert [what for what, *_ in app.asked] == ["create"]


def test_who_you_are_may_wait_and_esc_steps_back(first_day: UnlockPage) -> None:
    steps = first_day.steps
    assert steps is not None
    steps.go_to(steps.who)
    steps.who.name.setText("Sam")
    steps.who.skip.click()
    assert steps.who.worker() == {}
    QTest.keyClick(first_day, Qt.Key.Key_Escape)
    assert steps.currentWidget() is steps.who


def test_the_demo_is_one_press_away_and_shows_its_passphrase(first_day: UnlockPage, app: App, qtbot: QtBot) -> None:
    assert first_day.steps is not None
    first_day.steps.choose.demo.click()
    assert app.asked == [("demo",)]
    demo = UnlockPage(app.ways, first_run=False, demo_passphrase="made up words")
    qtbot.addWidget(demo)
    assert "made up words" in [label.accessibleName() for label in demo.findChildren(QLabel)]


def test_strength_is_told_in_words_and_a_better_estimate_may_take_over() -> None:
    def tell(words: str) -> strength.Strength:
        return strength.tell(words, strength.light_estimate)

    assert [tell(words).enough for words in ("", "password", "aaaaaaaaaaaaaaaa", "heron kettle lantern")] == [
        False,
        False,
        False,
        True,
    ]
    assert not strength.tell("heron kettle lantern friday", lambda _words: 1).enough
    assert not strength.tell("short", lambda _words: 4).enough
