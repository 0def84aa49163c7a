"""In the settings: what is kept is looked at on a press, and a copy is gone back to by choosing it and pressing again."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from sbp_desktop.services import mending, people
from sbp_desktop.services.doctor import Finding
from sbp_desktop.storage import backups
from sbp_desktop.storage.mending import Base, Mended
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.settings.copies_part import CopiesPart
from sbp_desktop.ui.settings.settings_page import SettingsPage
from tests.ui.conftest import Ask
from tests.ui.settings.conftest import settle


@pytest.fixture
def part(page: SettingsPage, background: Background) -> CopiesPart:
    return page.copies


def press(button: QWidget) -> None:
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def said(part: CopiesPart) -> str:
    return " ".join(label.text() for label in part.findChildren(QLabel) if label.isVisible())


def test_without_a_copy_there_is_nothing_to_go_back_to(part: CopiesPart) -> None:
    assert "There is none yet." in said(part)
    assert not part.back.isVisible()


def test_what_is_kept_is_looked_at_and_told_in_sentences(part: CopiesPart, background: Background, ask: Ask) -> None:
    ask(people.add_person, "Jean")
    part.check.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(part.check, Qt.Key.Key_Space)
    assert not part.check.isEnabled()
    settle(background)
    assert part.check.isEnabled()
    assert "Every page of the main file proves itself." in said(part)
    assert "There was no copy to go back to; one was made." in said(part), "what could be put right was"
    assert part.told.plain == "Everything was looked at, and all is well."
    assert part.check.hasFocus(), "who pressed it by key stays where they were"
    assert "Newest copy of everything: " in said(part)
    assert "There is none yet." not in said(part)


def test_a_copy_is_gone_back_to_only_after_it_was_chosen_and_pressed(
    part: CopiesPart, background: Background, ask: Ask, qtbot: QtBot
) -> None:
    ask(people.add_person, "Jean")
    made = ask(backups.at_once)
    part.load()
    settle(background)
    assert "Newest copy of everything: " in said(part)
    wanted: list[object] = []
    part.back_wanted.connect(wanted.append)
    press(part.back)
    assert part.chips is not None
    assert part.chips.isVisible()
    assert "Nothing is lost" in said(part)
    assert not part.go.isVisible(), "choosing comes first"
    chip = next(iter(part.chips.chips.values()))
    chip.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(chip, Qt.Key.Key_Space)
    assert wanted == []
    part.go.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(part.go, Qt.Key.Key_Space)
    assert wanted == [made.at]
    press(part.back)
    assert not part.chips.isVisible()
    assert not part.go.isVisible()


def test_what_is_wrong_is_said_first_and_alone(part: CopiesPart) -> None:
    part.show_findings([Finding("file", True, "Fine."), Finding("disk", False, "The disk is almost full.")])
    assert part.told.plain == "The disk is almost full."
    assert part.looked.text() == "Fine."


def test_two_copies_of_one_minute_are_offered_once(part: CopiesPart) -> None:
    at = 1_790_000_000_000
    part.show_kept(mending.Kept((at + 20_000, at, at - 60_000), None))
    assert part.chips is not None
    assert list(part.chips.chips) == [str(at + 20_000), str(at - 60_000)]
    assert len({chip.text() for chip in part.chips.chips.values()}) == 2, "told apart, however long ago"


def test_what_was_put_right_last_is_told(part: CopiesPart) -> None:
    part.show_kept(mending.Kept((), Mended(Base.COPY, 1_790_000_000_000, 12, 3, False)))
    QApplication.processEvents()
    told = said(part)
    assert "12 changes written since were put back." in told
    assert "3 changes could not be put in their place. They are kept aside." in told
    assert "My space is as it was in the copy." in told
    assert told.index("There is none yet") < told.index("What was put right last"), "what is so now comes first"
    part.show_kept(mending.Kept((), Mended(Base.COPY, 1_790_000_000_000, 1, 1, True)))
    QApplication.processEvents()
    assert "One change written since was put back." in said(part)
    assert "One change could not be put in its place. It is kept aside." in said(part)
