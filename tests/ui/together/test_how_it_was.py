"""Two questions after a goodbye, on the person's own side: theirs to answer, and nobody's to change (practice.md A30)."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sbp_desktop.models.plan_snapshots import CheckBackSnapshot
from sbp_desktop.services import conversations, goodbyes, people
from sbp_desktop.storage import history, plans, rows
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.change_signals import ChangeSignals
from sbp_desktop.ui.speech import Speech
from sbp_desktop.ui.together.together_page import TogetherPage

LEFT = Qt.MouseButton.LeftButton


class Turned:
    """A shared page over the real file."""

    def __init__(self, qtbot: QtBot, vault: Vault, person: UUID) -> None:
        self.vault, self.person = vault, person
        self.background = Background(ChangeSignals())
        self.background.attach(vault)
        self.page = TogetherPage(self.background, person, frozenset(), Speech(find=lambda _name: None))
        qtbot.addWidget(self.page)
        self.page.resize(1280, 800)
        self.page.show()
        self.settle()

    def settle(self) -> None:
        for _ in range(6):
            assert self.background.drain()
            QApplication.processEvents()

    def answers(self) -> tuple[CheckBackSnapshot, ...]:
        found: list[tuple[CheckBackSnapshot, ...]] = []
        self.background.run(plans.check_backs_of, self.person, then=found.append)
        self.settle()
        return found[0]


@pytest.fixture
def martin(vault: Vault) -> UUID:
    person = people.add_person(vault, "Martin").created[0]
    goodbyes.say_goodbye(vault, conversations.start(vault, person).created[0])
    return person


@pytest.fixture
def turned(qtbot: QtBot, vault: Vault, martin: UUID) -> Iterator[Turned]:
    made = Turned(qtbot, vault, martin)
    yield made
    made.settle()
    made.background.stop()


def test_it_is_there_to_be_asked_only_after_a_goodbye(qtbot: QtBot, vault: Vault, turned: Turned) -> None:
    assert turned.page.asked.isVisible()
    with_us = people.add_person(vault, "Eric").created[0]
    other = Turned(qtbot, vault, with_us)
    assert other.page.asked.isHidden()
    other.background.stop()


def test_what_they_answer_is_kept_as_theirs(turned: Turned) -> None:
    page, card = turned.page, turned.page.how_it_was
    QTest.mouseClick(page.asked, LEFT)
    assert card.isVisible()
    assert page.geometry().contains(card.geometry())
    QTest.mouseClick(card.good.faces["yes"], LEFT)
    QTest.mouseClick(card.sorted.faces["no"], LEFT)
    QTest.keyClicks(card.words_field, "The choir is on Mondays now.")
    QTest.mouseClick(card.done, LEFT)
    turned.settle()
    assert card.isHidden()
    assert page.plain_words.words == "Thank you."
    (said,) = turned.answers()
    assert (said.good, said.sorted, said.words) == ("yes", False, "The choir is on Mondays now.")
    with turned.vault.reading() as conn:
        assert rows.there(conn, "CheckBack", said.id).locked


def test_neither_undo_changes_it(turned: Turned) -> None:
    QTest.mouseClick(turned.page.asked, LEFT)
    QTest.mouseClick(turned.page.how_it_was.good.faces["no"], LEFT)
    QTest.keyClick(turned.page.how_it_was, Qt.Key.Key_Escape)
    turned.settle()
    (said,) = turned.answers()
    turned.page.undo()
    turned.settle()
    turned.background.run(history.undo, turned.person)  # the goodbye goes, and this stays
    assert turned.answers() == (said,)


def test_what_was_touched_is_kept_when_the_screen_is_turned_back(turned: Turned) -> None:
    QTest.mouseClick(turned.page.asked, LEFT)
    QTest.mouseClick(turned.page.how_it_was.sorted.faces["yes"], LEFT)
    turned.page.leave()
    turned.settle()
    assert [(each.good, each.sorted) for each in turned.answers()] == [(None, True)]


def test_nothing_touched_is_nothing_kept(turned: Turned) -> None:
    QTest.mouseClick(turned.page.asked, LEFT)
    QTest.mouseClick(turned.page.how_it_was.good.faces["yes"], LEFT)
    QTest.mouseClick(turned.page.how_it_was.good.faces["yes"], LEFT)
    QTest.mouseClick(turned.page.how_it_was.done, LEFT)
    turned.settle()
    assert turned.answers() == ()
