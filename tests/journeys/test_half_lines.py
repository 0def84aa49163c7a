"""Words half typed in fields of one line are there again after a lock: in the same field of the same record alone."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication, QLineEdit

import sbp_desktop.ui
from sbp_desktop.services import conversations, people, webs
from sbp_desktop.storage import drafts, queries, subject_access
from tests.journeys.conftest import unlock
from tests.journeys.hand import Hand

CTRL = Qt.KeyboardModifier.ControlModifier
HALF = "zqhalf"


class Somebody(NamedTuple):
    id: UUID
    talk: UUID
    sister: UUID


def make(vault: Any, name: str) -> Somebody:
    person = people.add_person(vault, name).created[0]
    talk = conversations.start(vault, person).created[0]
    return Somebody(person, talk, webs.add_node(vault, person, "Her sister").created[0])


def in_touch(hand: Hand, who: Somebody) -> QLineEdit:
    hand.life.workspace.open_person(who.id)
    hand.settle()
    part = hand.window.page().in_touch
    if part.panel is None:
        part.link.click()
    return part.panel.line  # type: ignore[no-any-return]


def worker(hand: Hand, who: Somebody) -> QLineEdit:
    hand.life.workspace.open_person(who.id)
    hand.settle()
    stays = hand.window.page().head.who_stays
    stays.bring_in.click()
    return stays.choice.field  # type: ignore[no-any-return]


def held_back(hand: Hand, who: Somebody) -> QLineEdit:
    hand.life.workspace.open_person(who.id)
    hand.life.workspace.hold.open(who.id)
    return hand.life.workspace.hold.reason  # type: ignore[no-any-return]


def introduce(hand: Hand, who: Somebody) -> QLineEdit:
    hand.life.workspace.open_conversation(who.id, who.talk)
    hand.settle()
    part = hand.window.page().introduce
    if part.isHidden():
        part.link.click()
    return part.field  # type: ignore[no-any-return]


def who_matters(hand: Hand, who: Somebody) -> QLineEdit:
    return web(hand, who).canvas.naming.field  # type: ignore[no-any-return]


def name_on_the_page(hand: Hand, who: Somebody) -> QLineEdit:
    naming = web(hand, who).canvas.naming
    naming._ask_name_at(QPointF(0, 0))
    return naming.box  # type: ignore[no-any-return]


def picture(hand: Hand, who: Somebody) -> QLineEdit:
    strip = web(hand, who).strip
    strip.show()
    strip.keep.click()
    return strip.label  # type: ignore[no-any-return]


def shared(hand: Hand, who: Somebody) -> QLineEdit:
    hand.life.workspace.open_person(who.id)
    hand.settle()
    hand.life.workspace.turning.press()
    hand.wait(lambda: hand.life.workspace.turning.page is not None)
    return hand.life.workspace.turning.page.name_field  # type: ignore[no-any-return]


def somebody_new(hand: Hand, who: Somebody) -> QLineEdit:
    hand.life.workspace.open_person(who.id)
    hand.life.workspace.new_person.open()
    return hand.life.workspace.new_person._field  # type: ignore[no-any-return]


def web(hand: Hand, who: Somebody) -> Any:
    hand.life.workspace.open_web(who.id)
    hand.settle()
    return hand.window.page()


FIELDS: tuple[Callable[[Hand, Somebody], QLineEdit], ...] = (
    in_touch, worker, held_back, introduce, who_matters, name_on_the_page, picture, somebody_new, shared,
)  # fmt: skip


def shown(hand: Hand, find: Callable[[Hand, Somebody], QLineEdit], who: Somebody) -> str:
    field = find(hand, who)
    hand.settle()
    text = field.text()
    if find is shared:
        hand.life.workspace.turning.press()
        hand.settle()
    return text


def begin(hand: Hand, find: Callable[[Hand, Somebody], QLineEdit], who: Somebody) -> str:
    """Half a line in one field, by the keyboard; the words."""
    field = find(hand, who)
    hand.settle()
    field.setFocus()
    words = f"{HALF} {find.__name__}"
    hand.type(words)
    return words


def lock_and_unlock(hand: Hand) -> None:
    hand.life.lock()
    page = hand.life.unlock_page
    assert page is not None
    hand.wait(page.isVisible)
    page.activateWindow()
    hand.wait(lambda: page.isAncestorOf(QApplication.focusWidget()))
    unlock(hand)


def wrong_after_a_lock(hand: Hand, fields: tuple[Callable[[Hand, Somebody], QLineEdit], ...] = FIELDS) -> list[str]:
    """Type half a line of one person's in each of these, lock while the last is being typed, and look at two people's."""
    jean, other = hand.ask(make, "Jean"), hand.ask(make, "Amina")
    began = [begin(hand, find, jean) for find in fields]
    lock_and_unlock(hand)
    wrong = [words for find, words in zip(fields, began, strict=True) if shown(hand, find, jean) != words]
    return wrong + [f"of another: {find.__name__}" for find in fields if HALF in shown(hand, find, other)]


def test_half_lines_are_there_again_after_a_lock_and_nowhere_else(app_open: Hand) -> None:
    assert wrong_after_a_lock(app_open) == []


def test_half_lines_that_nobody_keeps_are_missed(app_open: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "step", lambda *_: 0)
    assert wrong_after_a_lock(app_open, (introduce,))


def test_half_lines_known_by_their_field_alone_are_seen(app_open: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = drafts.NOBODY.bytes
    monkeypatch.setattr(drafts, "_key", lambda _person, _entity, field: (nobody, nobody, field))
    assert wrong_after_a_lock(app_open, (introduce,))


def test_half_a_line_is_in_the_file_without_a_lock_and_goes_once_it_is_done(app_open: Hand) -> None:
    hand = app_open
    jean = hand.ask(make, "Jean")
    words = begin(hand, introduce, jean)
    hand.wait(lambda: [half.text for half in hand.ask(drafts.half_lines, jean.id)] == [words], timeout=2500)
    given = [item.values for item in hand.ask(subject_access.items, jean.id) if item.kind == subject_access.DRAFT]
    assert given == [{"half.introduce": words}]  # who asks what we hold gets it too
    hand.press(Qt.Key.Key_Return)
    hand.settle()
    assert hand.ask(drafts.half_lines, jean.id) == ()
    assert words in [node.label for node in hand.ask(queries.web, jean.id).nodes]


def test_what_is_half_said_in_one_room_is_not_shown_in_another(app_open: Hand) -> None:
    hand = app_open
    jean = hand.ask(make, "Jean")
    words = begin(hand, shared, jean)
    page = hand.life.workspace.turning.page
    alone = page.web.audience.present
    page._set_present(alone | {jean.sister})
    hand.settle()
    assert page.name_field.text() == ""
    page._set_present(alone)
    hand.settle()
    assert page.name_field.text() == words


AT_REST = {
    "day_button.py": "a day, read at once",
    "fields.py": "the field itself, and a passphrase",
    "name_fields.py": "NameField is kept by naming.py",
    "glossary_page.py": "a search",
    "help_page.py": "a search",
    "bell_list.py": "our team's words, kept on leaving the field",
    "code_pad.py": "a code",
    "quick_part.py": "a code",
    "panel_sheet.py": "made of kept_field.py",
    "forgotten.py": "an answer of the council's",
    "first_steps.py": "before there is a store to keep it in",
    "council_part.py": "an address and a code",
    "sessions_part.py": "where our team meets people",
    "safety_sheet.py": "the number of the council, kept on leaving the field",
    "kept_field.py": "a field of the record, kept as KeptText is",
    "ideas.py": "kept as its own step",
}


def test_every_field_of_one_line_is_kept_or_named_here() -> None:
    fields = re.compile(r"= (?:_?\w*Field|QLineEdit)\(|\((?:TextField)\)")
    keeps = re.compile(r"HalfLine\(|half_line\(")
    missing = [
        each.name
        for each in Path(sbp_desktop.ui.__path__[0]).rglob("*.py")
        if fields.search(text := each.read_text().replace("FindField(", "").replace("PassphraseField(", ""))
        and not keeps.search(text)
    ]
    assert set(missing) == set(AT_REST)
