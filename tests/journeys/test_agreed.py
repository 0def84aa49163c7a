"""What we agreed, in the real app: reached by key and by mouse, undone like everything else, and gone with the person."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from sbp_desktop.storage import agreed, queries
from sbp_desktop.ui.agreed.agreed_page import AgreedPage
from sbp_desktop.ui.agreed.learning_part import LearningPart
from tests.journeys.hand import Hand, spoken

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
ENTER, TAB = Qt.Key.Key_Return, Qt.Key.Key_Tab


def _start(hand: Hand, name: str) -> None:
    hand.press(Qt.Key.Key_N, CTRL)
    hand.type(name)
    hand.press(ENTER)
    hand.wait(lambda: hand.life.workspace.listening)
    hand.settle()


def _page(hand: Hand) -> AgreedPage:
    hand.wait(lambda: isinstance(hand.window.page(), AgreedPage))
    hand.settle()
    page: AgreedPage = hand.window.page()
    return page


def _part(hand: Hand, kind: type[Any]) -> Any:
    return next(part for part in _page(hand).parts if isinstance(part, kind))


def test_by_keys_alone_a_skill_is_written_and_taken_back(app_open: Hand) -> None:
    hand = app_open
    _start(hand, "Martin")
    hand.press(Qt.Key.Key_4, ALT)
    part = _part(hand, LearningPart)
    part.turn.setFocus(Qt.FocusReason.TabFocusReason)
    hand.press(ENTER)
    hand.type("Email")
    hand.press(ENTER)
    hand.settle()
    (martin,) = hand.ask(queries.people)
    assert [skill.words("skill") for skill in _skills(hand, martin.id)] == ["Email"]
    hand.press(Qt.Key.Key_Z, CTRL)
    hand.settle()
    assert _skills(hand, martin.id) == ()
    assert hand.dialogs == 0


def test_by_mouse_it_opens_from_the_persons_page_and_nothing_of_it_stays_when_they_are_left(app_open: Hand) -> None:
    hand = app_open
    _start(hand, "Martin")
    (martin,) = hand.ask(queries.people)
    hand.life.workspace.open_person(martin.id)
    hand.settle()
    hand.click(hand.life.workspace.person.agreed_link)
    part = _part(hand, LearningPart)
    hand.click(part.turn)
    part.list.in_order()[0].first.setFocus()
    hand.type("Ring Ann by video")
    hand.press(Qt.Key.Key_1, ALT)
    hand.settle()
    assert [skill.words("skill") for skill in _skills(hand, martin.id)] == ["Ring Ann by video"]
    assert not [page for page in hand.window.findChildren(AgreedPage) if page.isVisible()]
    assert not any("Ann" in words for words in spoken(hand.window))
    hand.press(Qt.Key.Key_4, ALT)
    hand.settle()
    assert not isinstance(hand.window.page(), AgreedPage)  # nobody is open
    QApplication.processEvents()


def _skills(hand: Hand, person: Any) -> tuple[Any, ...]:
    found: tuple[Any, ...] = hand.ask(agreed.of_person, person, "DevelopmentItem").of("DevelopmentItem")
    return found
