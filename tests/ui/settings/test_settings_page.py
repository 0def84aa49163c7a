"""The settings page: every rule to read, a switch for those that have one, by mouse, touch and keyboard."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sbp_desktop.models.rules import RULES, Acts
from sbp_desktop.models.snapshots import TeamRulesSnapshot
from sbp_desktop.services import locking, people, rules, spelling, teams
from sbp_desktop.storage import team_rules
from sbp_desktop.ui import theme
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.main_window import MainWindow
from sbp_desktop.ui.people.kept_text import KeptText
from sbp_desktop.ui.people.person_page import PersonPage
from sbp_desktop.ui.settings.lines_part import KeyPicture
from sbp_desktop.ui.settings.rule_row import RuleRow
from sbp_desktop.ui.settings.settings_page import SettingsPage
from sbp_desktop.ui.web import key, line_packs
from tests.ui.conftest import Ask
from tests.ui.settings.conftest import settle


def standing(ask: Ask) -> TeamRulesSnapshot:
    found = ask(team_rules.standing)
    assert isinstance(found, TeamRulesSnapshot)
    return found


def press(row: RuleRow) -> None:
    assert row.switch is not None
    QTest.mouseClick(row.switch, Qt.MouseButton.LeftButton)


def test_all_fifty_are_read_with_kind_and_source_and_only_those_that_can_have_a_switch(page: SettingsPage) -> None:
    assert len(page.rows) == len(RULES)
    for row in page.rows.values():
        assert (row.switch is not None) == (row.rule.acts is Acts.UNLESS_OFF), row.rule.id
        said = row.words.accessibleName()
        ending = {Acts.ALWAYS: "Always so.", Acts.UNLESS_OFF: "On."}
        assert said.endswith(ending[row.rule.acts]), said
    assert "Says no" in page.rows["R05"].words.accessibleName()
    assert "Norfolk County Council" in page.rows["R05"].words.accessibleName()


def test_a_press_switches_it_off_and_says_by_whom_and_undo_takes_that_back(
    page: SettingsPage, background: Background, ask: Ask
) -> None:
    row = page.rows["R20"]
    press(row)
    settle(background)
    assert standing(ask).off == {"R20"}
    assert row.note.text().startswith("Switched off by Test worker, ")
    assert "Off. Switched off by Test worker" in row.words.accessibleName()
    page.undo()
    settle(background)
    assert standing(ask).off == frozenset()
    assert row.switch is not None
    assert row.switch.isChecked()
    assert row.note.isHidden()
    page.redo()
    settle(background)
    assert not row.switch.isChecked()


def test_the_keyboard_walks_the_rules_and_switches(page: SettingsPage, background: Background, ask: Ask) -> None:
    page.window().activateWindow()
    page.rows["R01"].setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert page.rows["R21"].hasFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    settle(background)
    assert standing(ask).off == {"R21"}
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is page.rows["R21"].switch
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    settle(background)
    assert standing(ask).off == frozenset()


def test_every_switch_is_as_large_as_a_finger_at_any_text_size(page: SettingsPage) -> None:
    for times in (1, 2):
        theme.enlarge(times)
        for row in page.rows.values():
            if row.switch is not None:
                assert min(row.switch.sizeHint().width(), row.switch.sizeHint().height()) >= theme.TOUCH_TARGET
    theme.enlarge(1)


def test_words_typed_leave_the_rules_that_have_them(page: SettingsPage) -> None:
    QTest.keyClicks(page.field, "carers listen")
    assert [row.rule.id for row in page.rows.values() if row.isVisible()] == ["R07"]
    QTest.keyClicks(page.field, " zzz")
    assert not any(row.isVisible() for row in page.rows.values())
    page.field.clear()
    assert all(row.isVisible() for row in page.rows.values())


@pytest.mark.parametrize(
    ("rule", "field", "label"),
    [
        ("R21", "about_me__situated_knowledge", "What I know about getting by here"),
        ("R29", "about_me__what_i_give", "What I give"),
    ],
)
def test_a_question_switched_off_is_asked_of_nobody_and_an_answer_stays(
    window: MainWindow, background: Background, ask: Ask, rule: str, field: str, label: str
) -> None:
    person = ask(people.add_person, "Mrs B").created[0]
    shown = PersonPage(background)
    background.committed.connect(shown.refresh)
    window.show_page("person", shown)
    window.show()
    shown.open(person)
    settle(background)
    asked = {text.accessibleName(): text for text in shown.findChildren(KeptText)}
    assert asked[label].isVisible()
    ask(rules.set_rule, rule, on=False)
    settle(background)
    assert [name for name, text in asked.items() if not text.isVisible()] == [label]
    ask(people.set_person, person, **{field: "I know the night bus."})
    settle(background)
    assert asked[label].isVisible()


def test_what_the_team_agreed_is_pressed_kept_shown_and_taken_back(
    page: SettingsPage, background: Background, ask: Ask
) -> None:
    QTest.mouseClick(page.team.often.chips["2"], Qt.MouseButton.LeftButton)
    settle(background)
    QTest.mouseClick(page.team.money.chips["50"], Qt.MouseButton.LeftButton)
    settle(background)
    QTest.mouseClick(page.team.many.chips["5"], Qt.MouseButton.LeftButton)
    settle(background)
    QTest.mouseClick(page.team.unlock, Qt.MouseButton.LeftButton)
    settle(background)
    agreed = standing(ask)
    assert (agreed.small_spend_limit, agreed.group_full_at) == (50, 5)
    assert (agreed.rhythm_days, agreed.unlock_to_turn_back) == (2, True)
    page.undo()
    settle(background)
    assert not page.team.unlock.isChecked()
    page.undo()
    settle(background)
    assert page.team.many.chips["10"].isChecked()
    page.undo()
    settle(background)
    assert page.team.money.chips["200"].isChecked()
    page.undo()
    settle(background)
    assert page.team.often.chips[""].isChecked()
    assert standing(ask).rhythm_days is None


def test_the_minutes_until_the_lock_are_chosen_by_keys(page: SettingsPage, background: Background, ask: Ask) -> None:
    page.window().activateWindow()
    chip = page.lock.minutes.chips["2"]
    chip.setFocus()
    QTest.keyClick(chip, Qt.Key.Key_Space)
    settle(background)
    assert ask(locking.minutes) == 2
    assert [value for value, each in page.lock.minutes.chips.items() if each.isChecked()] == ["2"]


@pytest.mark.parametrize(("times", "wide"), [(1, 1280), (2, 1280), (1, 640), (2, 640)])
def test_the_key_is_whole_at_any_width_and_text_size(
    page: SettingsPage, background: Background, times: float, wide: int
) -> None:
    theme.enlarge(times)
    page.window().resize(wide, 800)
    settle(background)
    (picture,) = page.key.findChildren(KeyPicture)
    rows, scale = picture._fit(picture.width())
    assert key.size(rows)[0] * scale <= picture.width() + 1
    assert key.size(rows)[1] * scale <= picture.height()
    assert "hard at times" in picture.accessibleDescription()
    theme.enlarge(1)


def test_a_word_kept_is_shown_and_let_go_with_a_press(page: SettingsPage, background: Background, ask: Ask) -> None:
    assert page.kept.isHidden()
    ask(spelling.keep, "ginnel")
    ask(spelling.keep, "snicket")
    settle(background)
    assert page.kept.isVisible()
    assert page.kept.chips is not None
    QTest.mouseClick(page.kept.chips.chips["ginnel"], Qt.MouseButton.LeftButton)
    settle(background)
    assert ask(spelling.kept) == {"snicket"}
    assert list(page.kept.chips.chips) == ["snicket"]


@pytest.fixture
def our_lines() -> Iterator[None]:
    yield
    line_packs.use(None)


def test_another_way_to_draw_lines_is_chosen_for_the_team_and_taken_back(
    page: SettingsPage, background: Background, ask: Ask, qtbot: QtBot, our_lines: None
) -> None:
    assert page.key.packs.chips["ours"].isChecked()
    chip = page.key.packs.chips["hartman"]
    chip.setFocus()
    QTest.keyClick(chip, Qt.Key.Key_Space)
    settle(background)
    assert ask(teams.line_pack) == "hartman"
    line_packs.use(ask(teams.line_pack))  # as the workspace does when it hears of it
    assert chip.isChecked()
    page.undo()
    settle(background)
    assert ask(teams.line_pack) is None
    line_packs.use(ask(teams.line_pack))
    assert page.key.packs.chips["ours"].isChecked()


def test_the_key_is_drawn_as_the_lines_are(page: SettingsPage, our_lines: None) -> None:
    picture = page.findChild(KeyPicture)
    assert picture is not None
    before = picture.grab().toImage()
    line_packs.use("hartman")
    assert picture.grab().toImage() != before
    line_packs.use("a way of next year")
    assert picture.grab().toImage() == before


def test_what_went_wrong_is_seen_where_the_page_has_to_scroll_for_it(page: SettingsPage, qtbot: QtBot) -> None:
    page.window().resize(900, 500)
    page.quick.choosing.show()
    page.quick.again.setFocus(Qt.FocusReason.TabFocusReason)
    page.quick.code.setText("123456")
    page.quick.passphrase.field.setText("something")
    page.quick.use.click()
    problem = page.quick.problem
    assert problem.isVisible()
    qtbot.waitUntil(lambda: problem.visibleRegion().boundingRect() == problem.rect())
