"""Where a thing is, said on the pages that show the thing: on this laptop alone, sent, held, or safe for good."""

import random
import re
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sbp_desktop.models.clock import wall_ms
from sbp_desktop.models.vocabulary import DecisionPoint
from sbp_desktop.services import conversations, decisions, learning, people, webs
from sbp_desktop.storage.vault import Vault
from sbp_desktop.sync import signing
from sbp_desktop.sync.engine import Engine
from sbp_desktop.ui.agreed.agreed_page import AgreedPage
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.change_signals import ChangeSignals
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.council_whereabouts import WhereItIs
from sbp_desktop.ui.decisions.decision_page import DecisionPage
from sbp_desktop.ui.speech import Speech
from sbp_desktop.ui.together.together_page import TogetherPage
from sbp_desktop.ui.web.web_page import WebPage
from sbp_desktop.ui.widgets import LinkButton
from tests.sync.client.small_council import SmallCouncil

SAFE = "Safe with the council, in its backup too"


class Desk:
    """A store in step with a council when told to, and pages over it."""

    def __init__(self, qtbot: QtBot, vault: Vault) -> None:
        self.qtbot, self.vault = qtbot, vault
        self.changes = ChangeSignals()
        self.background = Background(self.changes)
        self.background.attach(vault)
        self.council, self.worker = SmallCouncil(wall_ms), uuid4()
        self.engine = Engine(self.on_vault, self.post, wall_ms, random.Random(1))

    def on_vault(self, function: Callable, *args: object) -> object:
        return self.background.call(function, *args, given_up=lambda: False)

    def post(self, message: object) -> object:
        return self.council.laptop(self.worker.bytes)(message)

    def enrol(self) -> None:
        signing.enrol(self.on_vault, self.post, "https://council.example", "code", "a laptop")

    def ask(self, function: Callable, *args: object, **said: object):
        answers: list = []
        self.background.run(function, *args, then=answers.append, **said)
        self.settle()
        return answers[0]

    def settle(self) -> None:
        for _ in range(6):
            assert self.background.drain()
            QApplication.processEvents()

    def run(self) -> None:
        """One run, and the signal the council's link gives after it."""
        outcome = self.engine.run_once()
        assert outcome.problem is None
        self.background.standing_changed.emit()
        self.settle()

    def show(self, page: QWidget) -> None:
        self.qtbot.addWidget(page)
        page.resize(1200, 800)
        page.show()
        self.settle()

    def goes_the_way(self, page: QWidget, change: Callable[[], object]) -> WhereItIs:
        """After `change` the page's one line says each station of the way, and the keyboard comes to it."""
        change()
        self.settle()
        line = only(page)
        assert re.fullmatch(r"Only on this laptop, since \d\d:\d\d", line.text())
        self.council.durable = False
        self.run()
        assert re.fullmatch(r"With the council, \d\d:\d\d", line.text())
        self.council.durable = True
        self.run()
        assert (line.text(), line.accessibleName()) == (SAFE, SAFE)
        assert tab_comes_to(page, line)
        return line


def only(page: QWidget) -> WhereItIs:
    shown = [line for line in page.findChildren(WhereItIs) if line.isVisible()]
    assert len(shown) == 1
    return shown[0]


def unfold(desk: Desk, page: WebPage) -> None:
    """Open the panel on what is chosen, and more of it."""
    page.canvas.panel_hand.open(by_key=True)
    desk.settle()
    more = next(link for link in page.canvas.panel.findChildren(LinkButton) if link.text() == "More")
    QTest.keyClick(more, Qt.Key.Key_Space)
    desk.settle()


def tab_comes_to(page: QWidget, line: QWidget) -> bool:
    line.setFocus(Qt.FocusReason.OtherFocusReason)
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert not line.hasFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    return line.hasFocus()


@pytest.fixture
def desk(qtbot: QtBot, vault: Vault) -> Iterator[Desk]:
    made = Desk(qtbot, vault)
    yield made
    made.background.drain()
    made.background.stop()


@pytest.fixture
def eric(desk: Desk) -> UUID:
    made: UUID = desk.ask(people.add_person, "Eric").created[0]
    return made


def test_of_somebody_on_the_web_and_of_a_line(desk: Desk, eric: UUID) -> None:
    jean, tie = desk.ask(webs.add_node, eric, "Jean").created[:2]
    page = WebPage(desk.background, eric, "Eric", lambda *_: None)
    desk.changes.changed.connect(page.refresh)
    desk.show(page)
    page.load()
    desk.settle()
    for thing, change in (
        (jean, lambda: desk.ask(webs.set_node, jean, reach="by the gate")),
        (tie, lambda: desk.ask(webs.set_tie, tie, strength="strong")),
    ):
        page.canvas.scene.choose(thing)
        unfold(desk, page)
        if thing == jean:
            assert not [one for one in page.findChildren(WhereItIs) if one.isVisible()], "no council, nothing to say"
            desk.enrol()
        desk.goes_the_way(page, change)


def test_of_a_sentence_and_once_it_is_finished_of_the_conversation(desk: Desk, eric: UUID) -> None:
    talk = desk.ask(conversations.start, eric).created[0]
    sentence = uuid4()
    desk.ask(conversations.write_entry, talk, sentence, "She rang the hub.")
    desk.enrol()
    page = ConversationPage(desk.background, desk.changes)
    desk.show(page)
    page.open(eric, talk, sentence)
    desk.settle()
    line = desk.goes_the_way(page, lambda: desk.ask(conversations.write_entry, talk, sentence, "She rang."))
    page.text.setFocus()
    QTest.keyClicks(page.text, " Twice")
    assert line.text() == "", "of what is being typed nothing is said"
    page.flush()
    desk.settle()
    assert line.text().startswith("Only on this laptop")
    page.line_actions.finish.click()
    desk.settle()
    desk.run()
    desk.run()
    assert line.text() == SAFE
    desk.ask(conversations.correct_entry, sentence, "He rang.")
    assert line.text().startswith("Only on this laptop"), "a correction in it is part of it"


def test_of_what_was_agreed_and_of_one_decision(desk: Desk, eric: UUID) -> None:
    desk.enrol()
    agreed = AgreedPage(desk.background)
    desk.changes.changed.connect(agreed.refresh)
    desk.show(agreed)
    agreed.open(eric)
    desk.settle()
    assert not agreed.whereabouts.isVisible(), "nothing was agreed"
    desk.goes_the_way(agreed, lambda: desk.ask(learning.write_skill, uuid4(), person=eric, skill="To bake"))
    agreed.hide()
    decision = desk.ask(decisions.open_decision, eric, DecisionPoint.STATUTORY_SERVICE.value).created[0]
    page = DecisionPage(desk.background)
    desk.changes.changed.connect(page.refresh)
    desk.show(page)
    page.open(eric, decision)
    desk.settle()
    option = uuid4()
    desk.goes_the_way(page, lambda: desk.ask(decisions.set_option, option, decision=decision, what="A neighbour"))


def test_what_waits_for_a_manager_is_said_to(desk: Desk, eric: UUID) -> None:
    desk.enrol()
    jean = desk.ask(webs.add_node, eric, "Jean").created[0]
    page = WebPage(desk.background, eric, "Eric", lambda *_: None)
    desk.show(page)
    page.load()
    desk.settle()
    page.canvas.scene.choose(jean)
    unfold(desk, page)
    desk.council.holds_all = True
    desk.run()
    assert only(page).text() == "With the council, for a manager to read"


def test_nobody_else_is_told(desk: Desk, eric: UUID) -> None:
    desk.ask(webs.add_node, eric, "Jean")
    desk.enrol()
    page = TogetherPage(desk.background, eric, frozenset(), Speech(find=lambda _name: None))
    desk.show(page)
    desk.run()
    assert page.findChildren(WhereItIs) == []
