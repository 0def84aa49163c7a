"""The row at the foot of the web: never wider than the page, everything on it in reach of the keyboard."""

from dataclasses import replace
from functools import partial
from itertools import pairwise

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from sbp_desktop.models.showing import Showing
from sbp_desktop.models.snapshots import WebSnapshot
from sbp_desktop.ui import fonts, theme
from sbp_desktop.ui.widgets import LinkButton
from tests.ui.web.conftest import Hand

WORDS = ("The first way", "Another way", "A third way to look", "One with many words in it", "The last way")


def on_page(hand: Hand, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(hand.canvas, widget.rect().topLeft()), widget.size())


def in_row(hand: Hand) -> list[QPushButton]:
    found = [button for button in hand.canvas.foot.findChildren(QPushButton) if button.isVisible()]
    return sorted(found, key=lambda button: button.mapTo(hand.canvas, button.rect().topLeft()).x())


def with_more_ways(hand: Hand) -> list[LinkButton]:
    links = [LinkButton(words, hand.canvas) for words in WORDS]
    for link in links:
        hand.canvas.add_look(lambda web, showing: (web, showing), link)
    hand.settle()
    return links


@pytest.mark.parametrize("text_size", [1.0, 2.0])
@pytest.mark.parametrize("width", [480, 800, 1280, 1900])
def test_the_row_never_overflows(hand: Hand, monkeypatch: pytest.MonkeyPatch, width: int, text_size: float) -> None:
    body = QFont(fonts.body())
    body.setPointSizeF(body.pointSizeF() * text_size)
    monkeypatch.setattr(fonts, "body", lambda: body)
    theme.refresh()
    with_more_ways(hand)
    hand.page.resize(width, 800)
    hand.settle()
    shown = [on_page(hand, button) for button in in_row(hand)]
    assert all(box.left() >= 0 and box.right() < hand.canvas.width() for box in shown)
    assert all(left.right() < right.left() for left, right in pairwise(shown)), "no two overlap"
    assert all(box.height() >= theme.TOUCH_TARGET for box in shown), "a finger finds each"
    assert hand.canvas.name_field.width() >= 120
    assert hand.canvas.key_link.isVisible(), "the key is one tap away"
    monkeypatch.undo()
    theme.refresh()


def test_what_is_folded_away_is_under_more_and_comes_back(hand: Hand) -> None:
    links = with_more_ways(hand)
    hand.page.resize(700, 700)
    hand.settle()
    folded = [link for link in links if not link.isVisible()]
    assert folded, "there is no room for all of them"
    assert hand.canvas.foot.more.isVisible()
    hand.page.resize(2800, 700)
    hand.settle()
    assert all(link.isVisible() for link in links)
    assert not hand.canvas.foot.more.isVisible()
    wanted = [*WORDS, "Show as", "Show all"]
    shown = [button.text() for button in in_row(hand)]
    assert [words for words in shown if words in wanted] == wanted, "in the order they were added"


def test_more_is_opened_used_and_left_by_keyboard(hand: Hand) -> None:
    with_more_ways(hand)
    hand.page.resize(560, 700)
    hand.settle()
    foot = hand.canvas.foot
    foot.more.setFocus()
    QTest.keyClick(foot.more, Qt.Key.Key_Space)
    first = QApplication.focusWidget()
    assert isinstance(first, LinkButton)
    assert foot.card.isAncestorOf(first)
    assert on_page(hand, foot.card).bottom() < hand.canvas.height()
    QTest.keyClick(first, Qt.Key.Key_Escape)
    assert foot.card.isHidden()
    assert foot.more.hasFocus(), "back where one came from"
    pressed: list[str] = []
    first.clicked.connect(partial(pressed.append, first.text()))
    QTest.keyClick(foot.more, Qt.Key.Key_Space)
    QTest.keyClick(first, Qt.Key.Key_Space)
    assert pressed == [first.text()]
    assert foot.card.isHidden()


def test_a_low_page_scrolls_to_what_the_keyboard_reaches(hand: Hand) -> None:
    with_more_ways(hand)
    hand.page.resize(560, 420)
    hand.settle()
    foot = hand.canvas.foot
    QTest.keyClick(foot.more, Qt.Key.Key_Space)
    assert foot.card.height() < foot.card.sizeHint().height(), "there is more than fits"
    waiting = set(foot.card.findChildren(LinkButton))
    while waiting:
        button = QApplication.focusWidget()
        assert button in waiting, "Tab goes from one to the next and leaves none out"
        waiting.remove(button)
        shown = QRect(button.mapTo(foot.card, button.rect().topLeft()), button.size())
        assert foot.card.rect().contains(shown)
        QTest.keyClick(button, Qt.Key.Key_Tab)
    assert hand.canvas.rect().contains(foot.card.geometry())


def test_a_card_of_a_folded_button_leads_back_to_more(hand: Hand) -> None:
    with_more_ways(hand)
    hand.page.resize(560, 700)
    hand.settle()
    QTest.keyClick(hand.canvas.foot.more, Qt.Key.Key_Space)
    QTest.keyClick(hand.canvas.show_as_link, Qt.Key.Key_Space)
    assert hand.canvas.show_as.isVisible()
    assert hand.canvas.foot.card.isHidden()
    QTest.keyClick(hand.canvas.show_as.chips["onion"], Qt.Key.Key_Escape)
    assert hand.canvas.show_as.isHidden()
    assert hand.canvas.foot.more.hasFocus()


def test_one_card_at_a_time(hand: Hand) -> None:
    QTest.mouseClick(hand.canvas.show_as_link, Qt.MouseButton.LeftButton)
    assert hand.canvas.show_as.isVisible()
    assert hand.canvas.show_as.chips["onion"].hasFocus(), "the keyboard follows"
    QTest.mouseClick(hand.canvas.key_link, Qt.MouseButton.LeftButton)
    assert hand.canvas.key_card.isVisible()
    assert hand.canvas.show_as.isHidden()
    QTest.mouseClick(hand.canvas.key_link, Qt.MouseButton.LeftButton)
    assert hand.canvas.key_card.isHidden()


def test_a_page_to_look_at_says_so_takes_nothing_and_leads_back(hand: Hand) -> None:
    hand.type_name("Bob")
    link = LinkButton("Another day", hand.canvas)
    link.setCheckable(True)

    def look(web: WebSnapshot, showing: Showing) -> tuple[WebSnapshot, Showing]:
        return web, replace(showing, fixed=link.isChecked())

    hand.canvas.add_look(look, link)
    hand.canvas.back_wanted.connect(lambda: (link.setChecked(False), hand.canvas.look_again()))
    link.setChecked(True)
    hand.canvas.look_again()
    hand.settle()
    assert not hand.canvas.name_field.isVisible()
    assert hand.canvas.only_look.isVisible()
    before = hand.node("Bob")
    hand.drag(hand.at(before.id), hand.free_pixel("statutory"))
    assert hand.node("Bob") == before
    assert hand.told[-1].startswith("This picture is one to look at")
    hand.scene.choose(before.id)
    hand.key(Qt.Key.Key_Delete)
    assert "Bob" in hand.labels()
    QTest.keyClick(hand.canvas.only_look.link, Qt.Key.Key_Space)
    assert not hand.scene.showing.fixed
    assert hand.canvas.name_field.isVisible()
    hand.type_name("Ann")
    assert "Ann" in hand.labels()
