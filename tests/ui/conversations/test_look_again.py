"""Looking again: then and now on the real page, three faces, and no form; one tap is enough (practice.md A11)."""

from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from sbp_desktop.models.outcome_snapshots import OutcomeSnapshot
from sbp_desktop.services import conversations, moments, outcomes, webs
from sbp_desktop.storage import history, looking_back
from sbp_desktop.storage import outcomes as kept
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.conversations.look_again import LookAgainPart
from sbp_desktop.ui.outcomes.outcome_row import OutcomeRow
from tests.days import days_on
from tests.ui.conversations.conftest import Desk

LEFT, ENTER = Qt.MouseButton.LeftButton, Qt.Key.Key_Return


def _days_later(desk: Desk, patch: pytest.MonkeyPatch, days: int) -> None:
    today = when_and_where.today() + days

    def go_on(vault: Vault) -> None:
        now = vault.clock.now_ms()
        vault.clock.now_ms = lambda: days_on(now, days)

    patch.setattr(when_and_where, "today", lambda: today)
    desk.ask(go_on)


@pytest.fixture
def page(desk: Desk) -> ConversationPage:
    desk.ask(conversations.set_kind, desk.conversation, "REVIEW")
    return desk.page()


def _part(page: ConversationPage) -> LookAgainPart:
    assert page.look_again.part is not None
    return page.look_again.part


def _hopes(desk: Desk, page: ConversationPage) -> list[OutcomeRow]:
    desk.qtbot.mouseClick(_part(page).chips["hopes"], LEFT)
    desk.settle()
    return _part(page).outcomes.rows.in_order()


def _hope(desk: Desk) -> OutcomeSnapshot:
    (found,) = desk.ask(kept.of_person, desk.person)
    assert isinstance(found, OutcomeSnapshot)
    return found


def _choose(desk: Desk, under: QWidget, words: str) -> None:
    menu = next(each for each in under.findChildren(QMenu) if each.isVisible())
    next(action for action in menu.actions() if action.text() == words).trigger()
    menu.close()
    desk.settle()


def test_only_this_kind_looks_again_and_nothing_is_asked(desk: Desk, page: ConversationPage) -> None:
    assert _part(page).then_and_now.isVisible()
    assert page.text.placeholderText() == "What helped? What got in the way?"
    assert desk.ask(looking_back.moments, desk.person) == ()
    desk.qtbot.mouseClick(page.kinds.links["C1"], LEFT)
    desk.settle()
    assert page.look_again.part is None
    desk.qtbot.mouseClick(page.kinds.links["REVIEW"], LEFT)
    desk.settle()
    assert _part(page).isVisible()


def test_it_saves_with_one_hope_touched_and_no_text(desk: Desk) -> None:
    desk.ask(outcomes.write_outcome, uuid4(), "I want to sing again.", person=desk.person)
    desk.ask(conversations.set_kind, desk.conversation, "REVIEW")
    page = desk.page()
    row = _hopes(desk, page)[0]
    desk.qtbot.mouseClick(row.faces.faces["some"], LEFT)
    with desk.qtbot.waitSignal(page.finished):
        desk.qtbot.mouseClick(page.line_actions.finish, LEFT)
    desk.settle()
    assert [each.status for each in _hope(desk).went] == ["some"]
    assert desk.talk().closed_ms is not None
    assert [line for line in desk.lines() if line.text] == []


def test_a_face_pressed_again_is_taken_back_and_so_is_it_by_undo(desk: Desk, page: ConversationPage) -> None:
    desk.ask(outcomes.write_outcome, uuid4(), "I want to sing again.", person=desk.person)
    row = _hopes(desk, page)[0]
    for expected in (["yes"], []):
        desk.qtbot.mouseClick(row.faces.faces["yes"], LEFT)
        desk.settle()
        assert [each.status for each in _hope(desk).went] == expected
        assert row.faces.faces["yes"].isChecked() == bool(expected)
        assert row.said.isVisible() == bool(expected)
    desk.qtbot.mouseClick(row.faces.faces["yes"], LEFT)
    desk.settle()
    desk.ask(history.undo, desk.person)
    desk.settle()
    assert not row.faces.faces["yes"].isChecked()


def test_hopes_and_steps_are_written_where_they_stand_and_come_back_after_a_crash(
    desk: Desk, page: ConversationPage
) -> None:
    blank = _hopes(desk, page)[0]
    desk.type_into(blank.text, "I want to sing again.")
    blank.text._step()
    desk.settle()
    assert desk.drafts() == ["I want to sing again."]
    again = desk.page()
    desk.settle()
    rows = _hopes(desk, again)
    assert [row.text.toPlainText() for row in rows] == ["I want to sing again.", ""]
    assert _hope(desk).words == "I want to sing again."
    step = rows[0].steps.blank
    assert step is not None
    desk.type_into(step.text, "Find the song book")
    desk.qtbot.keyClick(step.text, ENTER)
    desk.settle()
    desk.qtbot.mouseClick(step.done, LEFT)
    desk.settle()
    assert [(each.what, each.done) for each in _hope(desk).steps] == [("Find the song book", "some")]
    next_step = rows[0].steps.blank
    assert next_step is not None
    assert next_step.text.hasFocus()


def test_what_they_said_is_kept_when_it_is_left(desk: Desk, page: ConversationPage) -> None:
    desk.ask(outcomes.write_outcome, uuid4(), "I want to sing again.", person=desk.person)
    row = _hopes(desk, page)[0]
    desk.qtbot.mouseClick(row.faces.faces["some"], LEFT)
    desk.settle()
    desk.type_into(row.said, "On Tuesdays")
    page.flush()
    desk.settle()
    assert _hope(desk).went[0].said == "On Tuesdays"
    desk.qtbot.mouseClick(row.more, LEFT)
    _choose(desk, row, "How I see it")
    desk.type_into(row.own, "She glows")
    page.flush()
    desk.settle()
    assert _hope(desk).went[0].own_view == "She glows"
    desk.qtbot.mouseClick(row.more, LEFT)
    _choose(desk, row, "Work, learning, free time")
    assert _hope(desk).area == "participation"


def test_then_is_when_we_began_as_the_web_was_written_by_then(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    _join(desk, "Jean")
    bowls = _join(desk, "Bowls")
    _days_later(desk, monkeypatch, 60)
    _join(desk, "Sam")
    desk.ask(webs.delete_node, bowls)
    desk.ask(conversations.set_kind, desk.conversation, "REVIEW")
    page = desk.page()
    then = _part(page).then_and_now
    assert then.since.text().endswith("when we began")
    assert then.words.plain.split("\n") == [
        "Started since then: Sam", "There then and now: Jean", "There then: Bowls",
    ]  # fmt: skip
    assert {node.label for node in then.picture.scene.nodes.values()} == {"Eric", "Jean", "Bowls"}


def test_the_last_look_again_is_then_and_any_kept_picture_can_be(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    _join(desk, "Jean")
    desk.ask(moments.keep_moment, desk.person, "First picture")
    _days_later(desk, monkeypatch, 30)
    _join(desk, "Sam")
    desk.ask(moments.keep_moment, desk.person, "Look again", reason="review")
    _days_later(desk, monkeypatch, 30)
    desk.ask(conversations.set_kind, desk.conversation, "REVIEW")
    page = desk.page()
    then = _part(page).then_and_now
    assert then.words.plain == "There then and now: Jean and Sam"
    desk.qtbot.mouseClick(then.since, LEFT)
    first = when_and_where.day_and_month(when_and_where.today() - 60, when_and_where.today())
    _choose(desk, then, f"{first}, First picture")
    assert then.words.plain.split("\n") == ["Started since then: Sam", "There then and now: Jean"]


def test_keeping_a_picture_is_offered_and_done_only_when_pressed(desk: Desk, page: ConversationPage) -> None:
    then = _part(page).then_and_now
    desk.qtbot.mouseClick(then.keep, LEFT)
    desk.settle()
    (moment,) = desk.ask(looking_back.moments, desk.person)
    assert (moment.reason, then.keep.text()) == ("review", "Today’s picture is kept")
    desk.ask(history.undo, desk.person)
    desk.settle()
    assert (desk.ask(looking_back.moments, desk.person), then.keep.isEnabled()) == ((), True)


def _join(desk: Desk, name: str) -> UUID:
    made: UUID = desk.ask(webs.add_node, desk.person, name).created[0]
    return made


def _tabbed(desk: Desk, start: QWidget, stops: int) -> list[QWidget]:
    start.window().activateWindow()
    desk.qtbot.waitUntil(start.window().isActiveWindow)
    start.setFocus()
    found: list[QWidget] = []
    for _ in range(stops):
        desk.qtbot.keyClick(QApplication.focusWidget() or start, Qt.Key.Key_Tab)
        reached = QApplication.focusWidget()
        assert reached is not None
        found.append(reached)
    return found


def test_tab_goes_through_it_as_it_stands(desk: Desk) -> None:
    """Of the places that exclude each other Tab comes to one, and the arrow keys to the others."""
    desk.ask(outcomes.write_outcome, uuid4(), "I want to sing again.", person=desk.person)
    desk.ask(conversations.set_kind, desk.conversation, "REVIEW")
    page = desk.page()
    part = _part(page)
    first, blank = _hopes(desk, page)
    reached = _tabbed(desk, page.kinds.links["REVIEW"], 10)
    in_part = [widget for widget in reached if part.isAncestorOf(widget)]
    assert in_part[0] in part.chips.values()
    assert in_part[1:] == [
        first.text, *first.faces.faces.values(), first.more, first.beside.link, first.steps.blank.text, blank.text,  # type: ignore[union-attr]
    ]  # fmt: skip
    part.chips["hopes"].setFocus()
    desk.qtbot.keyClick(part.chips["hopes"], Qt.Key.Key_Right)
    assert part.next.isVisible()
