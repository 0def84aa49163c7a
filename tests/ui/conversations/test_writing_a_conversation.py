"""Writing a conversation through the real page and the real encrypted file."""

from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QDialog

from sbp_desktop.errors import SaveFailed
from sbp_desktop.models.order import between
from sbp_desktop.services import conversations, people, webs
from sbp_desktop.storage import drafts
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.conversations.writing import Pace
from tests.ui.conversations.conftest import BY_HAND, Desk

CTRL = Qt.KeyboardModifier.ControlModifier
ENTER, BACKSPACE = Qt.Key.Key_Return, Qt.Key.Key_Backspace


def test_two_sentences_with_a_daughter_give_a_line_and_the_daughter_with_no_dialog(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, '"Tuesdays are good. My daughter takes me.\r')
    desk.settle()
    [line] = desk.lines()
    web, people_there = desk.web(), desk.people_on_web()
    assert line.text == "Tuesdays are good. My daughter takes me."
    assert (line.kind, line.said_by) == ("words", web.self_node)
    assert list(people_there) == ["Daughter"]
    assert [(line.text[m.start : m.end], m.node) for m in line.mentions] == [("My daughter", people_there["Daughter"])]
    assert [{tie.a, tie.b} for tie in web.ties] == [{people_there["Daughter"], web.self_node}]
    # All of it lies together in the store (docs/decisions/0046).
    assert {made.bytes[:4] for made in (line.id, people_there["Daughter"], web.ties[0].id)} == {web.person.bytes[:4]}
    assert not [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog)]
    assert desk.problems == []


def test_a_daughter_with_a_name_is_one_person_with_that_name(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "My daughter Jean takes me. Jean's car is old. My daughter is kind.\r")
    desk.settle()
    web = desk.web()
    [jean] = [node for node in web.nodes if node.id != web.self_node]
    assert (jean.label, jean.relation, jean.domain, jean.tier) == ("Jean", "daughter", "network", "close")
    assert {mention.node for mention in desk.lines()[0].mentions} == {jean.id}
    assert len(desk.lines()[0].mentions) == 3


def test_a_pause_after_daughter_makes_her_and_a_name_typed_later_names_her(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "my daughter ")
    assert desk.people_on_web() == {}
    desk.pause(page)
    first = desk.people_on_web()
    assert list(first) == ["Daughter"]
    desk.type(page, "Jean came.\r")
    desk.settle()
    assert desk.people_on_web() == {"Jean": first["Daughter"]}


def test_lines_alternate_between_their_words_and_notes_in_order(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, '"The mornings are long."\rHe was quiet.\r"Yes."\r')
    desk.settle()
    me = desk.web().self_node
    assert [(line.kind, line.said_by, line.text) for line in desk.lines()] == [
        ("words", me, "The mornings are long."),
        ("note", None, "He was quiet."),
        ("words", me, "Yes."),
    ]


def test_a_name_and_a_colon_make_it_theirs_and_the_name_is_not_stored(desk: Desk) -> None:
    jean = desk.ask(webs.add_node, desk.person, "Jean Williams", relation="daughter").created[0]
    page = desk.page()
    desk.type(page, "Jean: I drive him.\rme: we will see\r")
    desk.settle()
    assert [(line.kind, line.said_by, line.text) for line in desk.lines()] == [
        ("words", jean, "I drive him."),
        ("note", None, "we will see"),
    ]
    assert "Jean Williams" in [speaker.label for speaker in page.speakers.speakers]


def test_one_tap_or_ctrl_and_a_digit_sets_who_says_the_line(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "I like it here")
    desk.qtbot.keyClick(page.text, Qt.Key.Key_1, CTRL)
    assert page.text.current().kind == "words"
    desk.qtbot.keyClick(page.text, Qt.Key.Key_2, CTRL)
    assert page.text.current().kind == "note"
    desk.qtbot.mouseClick(page.speakers._chips()[0], Qt.MouseButton.LeftButton)
    desk.type(page, "\r")
    desk.settle()
    assert [(line.kind, line.said_by) for line in desk.lines()] == [("words", desk.web().self_node)]


def test_backspace_at_the_start_of_their_words_makes_it_a_note_again(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, '"')
    assert page.text.current().kind == "words"
    desk.qtbot.keyClick(page.text, BACKSPACE)
    assert (page.text.current().kind, page.text_of_current_line()) == ("note", "")


def test_an_input_method_composes_and_commits(desk: Desk) -> None:
    page = desk.page()
    composing = QInputMethodEvent("Ŵy", [])
    QApplication.sendEvent(page.text, composing)
    assert page.text_of_current_line() == ""
    committed = QInputMethodEvent()
    committed.setCommitString("“Fy merch, my daughter Siân, sy'n dod 🎵 ar ddydd Mawrth.")
    QApplication.sendEvent(page.text, committed)
    desk.type(page, "\r")
    desk.settle()
    [line] = desk.lines()
    assert (line.kind, line.text) == ("words", "Fy merch, my daughter Siân, sy'n dod 🎵 ar ddydd Mawrth.")
    assert desk.people_on_web() == {"Siân": line.mentions[0].node}


def test_pasted_paragraphs_become_lines_and_marks_of_ours_cannot_be_pasted(desk: Desk) -> None:
    page = desk.page()
    QApplication.clipboard().setText("First.\n\n\ufdd0x\ufdd1Second, my son.\nThird")
    page.text.paste()
    desk.type(page, "\r")
    page.flush()
    desk.settle()
    assert [line.text for line in desk.lines()] == ["First.", "xSecond, my son.", "Third"]
    assert list(desk.people_on_web()) == ["Son"]


def test_splitting_joining_and_emptying_lines(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "One two my son left.\r")
    desk.settle()
    page.text.moveCursor(QTextCursor.MoveOperation.Start)
    for _ in range(8):
        page.text.moveCursor(QTextCursor.MoveOperation.Right)
    desk.type(page, "\r")
    page.flush()
    desk.settle()
    assert [line.text for line in desk.lines()] == ["One two ", "my son left."]
    assert len(desk.lines()[1].mentions) == 1
    desk.qtbot.keyClick(page.text, BACKSPACE)
    page.flush()
    desk.settle()
    assert [(line.text, len(line.mentions)) for line in desk.lines()] == [("One two my son left.", 1)]
    page.text.selectAll()
    desk.qtbot.keyClick(page.text, Qt.Key.Key_Delete)
    page.flush()
    desk.settle()
    assert desk.lines() == []
    assert list(desk.people_on_web()) == ["Son"]


def test_an_empty_line_above_goes_without_the_words_below(desk: Desk) -> None:
    for key, back in ((Qt.Key.Key_Delete, True), (BACKSPACE, False)):
        page = desk.page()
        page.text.selectAll()
        desk.qtbot.keyClick(page.text, Qt.Key.Key_Delete)
        desk.type(page, '"Some words, my son.')
        page.text.moveCursor(QTextCursor.MoveOperation.Start)
        desk.type(page, "\r")
        if back:
            page.text.moveCursor(QTextCursor.MoveOperation.Start)
        desk.qtbot.keyClick(page.text, key)
        if not back:
            desk.qtbot.keyClick(page.text, key)
        page.flush()
        desk.settle()
        assert page.text.toPlainText() == "Some words, my son."
        assert [(line.text, len(line.mentions)) for line in desk.lines()] == [("Some words, my son.", 1)]
        page.close()


def test_a_line_put_in_between_stays_there(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "First\rThird\r")
    page.text.moveCursor(QTextCursor.MoveOperation.Start)
    page.text.moveCursor(QTextCursor.MoveOperation.EndOfBlock)
    desk.type(page, "\rSecond")
    page.flush()
    desk.settle()
    assert [line.text for line in desk.lines()] == ["First", "Second", "Third"]


# Safety of typing


def test_typing_is_in_the_draft_within_two_seconds(desk: Desk) -> None:
    page = desk.page(Pace(pause=60, at_most=150, idle=3_600_000))
    assert Pace().at_most <= 2000
    assert Pace().pause == 500
    told: list[bool] = []
    page.typing_pending.connect(told.append)
    desk.type(page, "half a sen")
    assert told == [True]
    desk.qtbot.waitUntil(lambda: told == [True, False], timeout=3000)
    assert desk.drafts() == ["half a sen"]
    assert desk.lines() == []


def test_typing_on_and_on_does_not_put_the_draft_off(desk: Desk) -> None:
    page = desk.page(Pace(pause=3_600_000, at_most=120, idle=3_600_000))
    desk.type(page, "no pause in this")
    desk.qtbot.waitUntil(lambda: not page.writing.unsafe(page.text.current()), timeout=3000)
    assert desk.drafts() == ["no pause in this"]


def test_after_a_while_the_line_goes_to_the_record_by_itself(desk: Desk) -> None:
    page = desk.page(Pace(pause=3_600_000, at_most=3_600_000, idle=80))
    desk.type(page, "left standing")
    desk.qtbot.waitUntil(lambda: not page.text.current().dirty, timeout=3000)
    assert [line.text for line in desk.lines()] == ["left standing"]
    assert desk.drafts() == []


@pytest.mark.parametrize("written_before", [False, True])
def test_the_half_sentence_is_back_where_it_was(desk: Desk, written_before: bool) -> None:
    page = desk.page()
    desk.type(page, "A whole line.\r" + ("Begun" if written_before else ""))
    page.flush()
    desk.settle()
    desk.type(page, '"my daughter will' if not written_before else " and then")
    desk.pause(page)
    expected = (page.text_of_current_line(), page.text.current().kind, page.text.textCursor().positionInBlock())
    page.blockSignals(True)
    page.writing.blockSignals(True)
    desk.lock()  # as a crash would: nothing more is written
    desk.unlock()
    again = desk.page()
    assert (
        again.text_of_current_line(),
        again.text.current().kind,
        again.text.textCursor().positionInBlock(),
    ) == expected
    assert again.text.toPlainText().startswith("A whole line.")


def test_it_can_come_to_a_line(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "First.\rSecond.\rThird.\r")
    desk.settle()
    page.open(desk.person, desk.conversation, desk.lines()[1].id)
    desk.settle()
    assert page.text_of_current_line() == "Second."
    assert page.text.textCursor().positionInBlock() == len("Second.")


def test_hiding_the_page_writes_what_was_typed(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "about to be covered")
    page.hide()
    desk.settle()
    assert [line.text for line in desk.lines()] == ["about to be covered"]


def test_when_the_record_refuses_nothing_is_lost_and_it_is_told(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "too late")
    desk.background.run(conversations.finish, desk.conversation)
    page.flush()
    desk.settle()
    assert len(desk.problems) == 1
    page.writing.step()
    assert desk.drafts() == ["too late"]


def test_somebody_who_could_not_be_put_on_the_web_is_told_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise SaveFailed("The disk is full.")

    monkeypatch.setattr(conversations, "write_entry_with_node", full)
    page = desk.page()
    desk.type(page, "my daughter. ")
    desk.settle()
    assert desk.problems == ["The disk is full."]
    assert page.text.current().marks == []
    desk.type(page, "She comes")
    desk.pause(page)
    assert desk.problems == ["The disk is full."]
    assert page.text_of_current_line() == "my daughter. She comes"
    assert desk.drafts() == ["my daughter. She comes"]


def test_a_full_name_typed_after_a_relationship_is_all_of_the_name(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "my daughter Jean Evans came.\r")
    desk.settle()
    assert list(desk.people_on_web()) == ["Jean Evans"]


# Taking back


def test_undo_takes_typing_back_step_by_step_then_the_change_before(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "First line.\r")
    desk.settle()
    for part in ("One", " two", " three"):
        desk.type(page, part)
        desk.pause(page)
    seen = []
    for _ in range(4):
        desk.qtbot.keyClick(page.text, Qt.Key.Key_Z, CTRL)
        desk.settle()
        seen.append(page.text.toPlainText())
    assert seen == ["First line.\nOne two", "First line.\nOne", "First line.\n", ""]
    for _ in range(4):
        desk.qtbot.keyClick(page.text, Qt.Key.Key_Y, CTRL)
        desk.settle()
    assert page.text.toPlainText() == "First line.\nOne two three"
    assert desk.problems == []


def test_one_undo_takes_a_name_off_web_and_line_and_it_is_not_made_again(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "my daughter")
    desk.type(page, ".")
    desk.settle()
    assert list(desk.people_on_web()) == ["Daughter"]
    desk.qtbot.keyClick(page.text, Qt.Key.Key_Z, CTRL)
    desk.settle()
    assert desk.people_on_web() == {}
    assert page.text_of_current_line() == "my daughter."
    assert page.text.current().marks == []
    desk.type(page, " She is well.\r")
    desk.settle()
    assert desk.people_on_web() == {}
    assert [(line.text, line.mentions) for line in desk.lines()] == [("my daughter. She is well.", ())]


def test_redo_brings_the_name_back(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "my daughter.")
    desk.settle()
    desk.qtbot.keyClick(page.text, Qt.Key.Key_Z, CTRL)
    desk.settle()
    desk.qtbot.keyClick(page.text, Qt.Key.Key_Y, CTRL)
    desk.settle()
    assert list(desk.people_on_web()) == ["Daughter"]
    assert len(page.text.current().marks) == 1


def test_undo_never_takes_the_page_away_from_under_the_worker(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "One.\r")
    desk.settle()
    for _ in range(4):
        desk.qtbot.keyClick(page.text, Qt.Key.Key_Z, CTRL)
        desk.settle()
    assert desk.lines() == []
    desk.type(page, "Two.\r")
    desk.settle()
    assert [line.text for line in desk.lines()] == ["Two."]
    assert desk.problems == []


# @


def test_at_offers_people_of_this_web_only_and_is_driven_by_keys(desk: Desk) -> None:
    other = desk.ask(people.add_person, "Zebedee Quill").created[0]
    desk.ask(webs.add_node, other, "Jemima Puddle")
    jean = desk.ask(webs.add_node, desk.person, "Jean", relation="daughter").created[0]
    page = desk.page()
    for letters in ("", "j", "z", "quill", "zeb"):
        desk.type(page, f"@{letters}")
        offered = page.at_names.list.labels() if page.at_names.list.isVisible() else []
        assert not [each for each in offered if each in ("Zebedee Quill", "Jemima Puddle")]
        page.text.selectAll()
        desk.qtbot.keyClick(page.text, Qt.Key.Key_Delete)
    desk.type(page, "With @je")
    assert page.at_names.list.labels() == ["Jean", "Add ‘je’"]
    desk.qtbot.keyClick(page.text, ENTER)
    desk.type(page, " today\r")
    desk.settle()
    [line] = desk.lines()
    assert (line.text, [m.node for m in line.mentions]) == ("With Jean today", [jean])


def test_at_adds_somebody_new(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "Met @Ann Price")
    assert page.at_names.list.labels() == ["Add ‘Ann Price’"]
    desk.qtbot.keyClick(page.text, ENTER)
    desk.type(page, " there\r")
    desk.settle()
    assert list(desk.people_on_web()) == ["Ann Price"]
    assert desk.lines()[0].text == "Met Ann Price there"


def test_esc_leaves_what_was_typed_and_arrows_choose(desk: Desk) -> None:
    for name in ("Jean", "Jim"):
        desk.ask(webs.add_node, desk.person, name)
    page = desk.page()
    desk.type(page, "@j")
    desk.qtbot.keyClick(page.text, Qt.Key.Key_Escape)
    assert not page.at_names.list.isVisible()
    desk.type(page, "x @j")
    desk.qtbot.keyClick(page.text, Qt.Key.Key_Down)
    desk.qtbot.keyClick(page.text, ENTER)
    assert page.text_of_current_line() == "@jx Jim"


# Lines that stay


def test_words_read_back_stay_and_a_correction_stands_beside(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, '"I moved here in 1970.')
    desk.qtbot.mouseClick(page.line_actions.back, Qt.MouseButton.LeftButton)
    desk.settle()
    desk.type(page, "x")
    desk.qtbot.keyClick(page.text, BACKSPACE)
    page.text.cut()
    assert page.text_of_current_line() == "I moved here in 1970."
    assert "correction" in page.line_actions.said.text()
    desk.qtbot.mouseClick(page.line_actions.correct, Qt.MouseButton.LeftButton)
    desk.type(page, "It was 1971.\rHe laughed.\r")
    desk.settle()
    lines = desk.lines()
    assert [(line.kind, line.text) for line in lines] == [
        ("words", "I moved here in 1970."),
        ("correction", "It was 1971."),
        ("note", "He laughed."),
    ]
    assert lines[1].corrects == lines[0].id
    assert desk.drafts() == []
    assert desk.problems == []


def test_a_finished_conversation_cannot_be_typed_in(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, '"All is well.')
    with desk.qtbot.waitSignal(page.finished):
        desk.qtbot.mouseClick(page.line_actions.finish, Qt.MouseButton.LeftButton)
    desk.settle()
    desk.type(page, "more")
    assert page.text.toPlainText() == "All is well."
    assert desk.talk().closed_ms is not None


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_line_is_kept_apart_with_one_tap(desk: Desk, when: str) -> None:
    page = desk.page()
    if when == "after":
        desk.type(page, "Not for the screen.\r")
        page.text.moveCursor(QTextCursor.MoveOperation.Start)
        desk.settle()
    desk.qtbot.mouseClick(page.line_actions.apart, Qt.MouseButton.LeftButton)
    desk.settle()
    if when == "before":
        desk.type(page, "Not for the screen.")
        desk.pause(page)
    page.flush()
    desk.settle()
    [line] = desk.lines()
    assert (line.private, line.text) == (True, "Not for the screen.")
    assert "They can still ask to see it." in page.line_actions.said.text()
    page.text.go_to(page.text.line_with(line.id) or page.text.current())
    desk.type(page, " More")
    page.flush()
    desk.settle()
    assert [each.text for each in desk.lines() if each.private] == ["Not for the screen. More"]
    assert desk.problems == []


# Following the record, and the web beside


def test_a_change_elsewhere_shows_and_what_is_being_typed_stays(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "Mine\r")
    desk.settle()
    desk.type(page, "half")
    first = desk.lines()[0].id
    desk.ask(conversations.write_entry, desk.conversation, first, "Mine, changed")
    desk.ask(conversations.write_entry, desk.conversation, uuid4(), "Another")
    assert sorted(page.text.toPlainText().split("\n")) == ["Another", "Mine, changed", "half"]
    assert page.text_of_current_line() == "half"


def test_pressing_a_name_tells_who(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "my daughter. ")
    desk.settle()
    block = page.text.textCursor().block()
    where = page.text.cursorRect(QTextCursor(block)).center()
    with desk.qtbot.waitSignal(page.mention_activated) as told:
        desk.qtbot.mouseClick(page.text.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert told.args == [desk.people_on_web()["Daughter"]]


def test_where_and_who_are_shown_and_changed(desk: Desk) -> None:
    jean = desk.ask(webs.add_node, desk.person, "Jean").created[0]
    page = desk.page()
    assert page.title.text() == "Eric"
    assert (page.where_and_who.where.text(), page.where_and_who.who.text()) == ("at home", "Eric and you")
    page.where_and_who.setting_chosen.emit("phone")
    page.where_and_who._set_present(jean, True)
    desk.settle()
    assert (page.where_and_who.where.text(), page.where_and_who.who.text()) == ("by phone", "Eric, Jean and you")
    assert [speaker.label for speaker in page.speakers.speakers] == ["Eric", "Jean", "My note"]


def test_somebody_with_no_name_yet(desk: Desk) -> None:
    desk.person = desk.ask(people.add_person, "").created[0]
    desk.conversation = desk.ask(conversations.start, desk.person).created[0]
    page = desk.page()
    assert page.title.text() == "Somebody new"
    desk.type(page, '"Hello. My daughter sent me.\r')
    desk.settle()
    assert list(desk.people_on_web()) == ["Daughter"]


def many_lines(vault: Vault, person: UUID, conversation: UUID, count: int) -> None:
    key = None
    with vault.unit_of_work("Wrote a good deal") as work:
        for number in range(count):
            key = between(key, None)
            said = {"kind": "note", "text": f"Line {number} about this and that."}
            work.new("Entry", person, {"parent": conversation, "order": key, **said})


def test_five_hundred_lines_open_and_take_typing(desk: Desk) -> None:
    desk.ask(many_lines, desk.person, desk.conversation, 500)
    page = desk.page()
    assert page.text.document().blockCount() == 501
    desk.type(page, "my daughter came.\r")
    desk.settle()
    assert list(desk.people_on_web()) == ["Daughter"]
    assert desk.ask(drafts.pending, desk.person) == ()


def test_typing_before_the_record_has_been_read_stays_on_the_page(desk: Desk) -> None:
    earlier = desk.page()
    desk.type(earlier, "Said before.\r")
    desk.settle()
    earlier.close()
    page = ConversationPage(desk.background, desk.changes, pace=BY_HAND)
    desk.qtbot.addWidget(page)
    page.resize(1200, 760)
    page.show()
    page.open(desk.person, desk.conversation)
    desk.type(page, "First.\rSecond")  # the vault has not answered yet
    assert "Said before." not in page.text.toPlainText()
    desk.settle()
    assert page.text.toPlainText().split("\n") == ["Said before.", "First.", "Second"]
    desk.type(page, " and third.\r")
    desk.settle()
    assert page.text.toPlainText().split("\n") == ["Said before.", "First.", "Second and third.", ""]
    assert [line.text for line in desk.lines()] == ["Said before.", "First.", "Second and third."]
    assert desk.problems == []


def test_the_web_beside_shows_who_was_named_and_each_shows_the_other(desk: Desk) -> None:
    page = desk.page(beside=True)
    desk.type(page, "my daughter came. ")
    desk.settle()
    daughter = desk.people_on_web()["Daughter"]
    assert page.beside is not None
    scene = page.beside.scene
    assert daughter in scene.nodes
    page.mention_activated.emit(daughter)
    assert scene.chosen == daughter
    assert page.text.underliner.chosen == daughter
    scene.choose(None)
    assert page.text.underliner.chosen is None


@pytest.mark.parametrize(
    "typed", ['"I would like to be near."', '"', "me: I rang them", '"My daughter Jean takes me."']
)
def test_what_is_typed_is_laid_out_to_be_seen(desk: Desk, typed: str) -> None:
    page = desk.page()
    desk.type(page, typed)
    desk.settle()
    block = page.text.document().firstBlock()
    while block.isValid():
        assert block.layout().lineCount() > 0
        block = block.next()
