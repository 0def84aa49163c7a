"""The glossary is the one list of our words, found as you type and reached from the help."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sbp_desktop.models import jargon
from sbp_desktop.ui.actions import Actions
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.help.glossary_page import GlossaryPage
from sbp_desktop.ui.help.help_page import HelpPage
from sbp_desktop.ui.main_window import MainWindow


def shown(window: MainWindow, background: Background) -> GlossaryPage:
    page = GlossaryPage(background)
    window.show_page("help", page)
    window.show()
    QApplication.processEvents()
    return page


def test_every_word_of_the_list_is_there_with_its_meaning(window: MainWindow, background: Background) -> None:
    page = shown(window, background)
    assert page.rows.keys() == jargon.PLAIN.keys() | jargon.INSTEAD.keys()
    assert page.rows["gp"].accessibleName() == "GP. your doctor"
    assert page.rows["services"].accessibleName() == "Services. paid help. In a note, say “help”"


def test_words_typed_find_by_term_or_meaning_and_say_when_there_is_none(
    window: MainWindow, background: Background
) -> None:
    page = shown(window, background)
    QTest.keyClicks(page.field, "doctor")
    assert [term for term, row in page.rows.items() if row.isVisible()] == ["gp"]
    QTest.keyClicks(page.field, "xyz")
    assert page._nothing.isVisible()
    page.field.clear()
    assert all(row.isVisible() for row in page.rows.values())
    assert page._nothing.isHidden()


def test_the_help_leads_there_and_the_keyboard_walks_the_words(
    qtbot: QtBot, window: MainWindow, background: Background
) -> None:
    helping = HelpPage(Actions(window))
    page = GlossaryPage(background)
    helping.glossary_wanted.connect(lambda: window.show_page("help", page))
    window.show_page("help", helping)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.mouseClick(helping.glossary, Qt.MouseButton.LeftButton)
    assert window.page() is page
    first, second = list(page.rows.values())[:2]
    qtbot.waitUntil(first.isVisible)
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Down)
    assert second.hasFocus()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert window.page() is helping
