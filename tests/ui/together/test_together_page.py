"""The shared page: the bell, reading aloud, who is here, and what it never reads."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from sbp_desktop.services import conversations, people, sharing, webs
from sbp_desktop.storage import queries
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import application
from sbp_desktop.ui.background import Background
from sbp_desktop.ui.change_signals import ChangeSignals
from sbp_desktop.ui.speech import Speech
from sbp_desktop.ui.together import together_page
from sbp_desktop.ui.together.together_page import TogetherPage


class Voice(Speech):
    """Says nothing and remembers what it was given; the command itself is tested in test_speech.py."""

    def __init__(self) -> None:
        super().__init__(find=lambda name: name)
        self.said: list[str] = []

    def say(self, words: str) -> None:
        self.said.append(words)


class Turned:
    """A shared page over the real file."""

    def __init__(self, page: TogetherPage, background: Background, voice: Voice) -> None:
        self.page, self.background, self.voice = page, background, voice

    def settle(self) -> None:
        for _ in range(6):
            assert self.background.drain()
            QApplication.processEvents()

    def choose(self, label: str) -> None:
        scene = self.page.web.scene
        scene.choose(next(node.id for node in scene.nodes.values() if node.label == label))


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    return application.make(["tests"])


@pytest.fixture
def eric(vault: Vault) -> UUID:
    person = people.add_person(vault, "Eric").created[0]
    webs.add_node(vault, person, "Jean", relation="daughter")
    webs.add_node(vault, person, "Respite at Oak House", kind="service")
    return person


@pytest.fixture
def turned(qtbot: QtBot, vault: Vault, eric: UUID) -> Iterator[Turned]:
    signals = ChangeSignals()
    background = Background(signals)
    background.attach(vault)
    voice = Voice()
    page = TogetherPage(background, eric, frozenset(), voice)
    signals.changed.connect(page.refresh)
    qtbot.addWidget(page)
    page.resize(1280, 800)
    page.show()
    made = Turned(page, background, voice)
    made.settle()
    yield made
    background.stop()


def test_the_bell_says_our_words_in_plainer_ones_and_remembers_them(turned: Turned) -> None:
    page = turned.page
    QTest.mouseClick(page.bell, Qt.MouseButton.LeftButton)
    assert page.plain_words.isVisible()
    assert page.plain_words.words == "“Respite” is a break, for you and who looks after you."
    assert page.rung == ["Respite"]
    QTest.mouseClick(page.aloud, Qt.MouseButton.LeftButton)
    assert turned.voice.said == [page.plain_words.words]
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert not page.plain_words.isVisible()


def test_the_bell_at_something_without_such_words_is_noted_all_the_same(turned: Turned) -> None:
    turned.choose("Jean")
    QTest.mouseClick(turned.page.bell, Qt.MouseButton.LeftButton)
    assert turned.page.plain_words.words == "Let us say that another way."
    assert turned.page.rung == ["Jean"]


def test_what_is_chosen_is_read_aloud_or_else_everything(turned: Turned) -> None:
    QTest.mouseClick(turned.page.aloud, Qt.MouseButton.LeftButton)
    assert "Eric: my people and places" in turned.voice.said[0]
    assert "Jean, daughter" in turned.voice.said[0]
    assert "Respite at Oak House" in turned.voice.said[0]
    turned.choose("Jean")
    QTest.mouseClick(turned.page.aloud, Qt.MouseButton.LeftButton)
    assert turned.voice.said[1].startswith("Jean, daughter")
    assert "Respite" not in turned.voice.said[1]


def test_faces_come_seven_at_a_time(turned: Turned, eric: UUID) -> None:
    for number in range(8):
        turned.background.run(webs.add_node, eric, f"Friend {number}")
    turned.settle()
    page = turned.page
    QTest.mouseClick(page.wordless, Qt.MouseButton.LeftButton)
    turned.settle()
    first = set(page.web.scene.nodes)
    QTest.mouseClick(page.after, Qt.MouseButton.LeftButton)
    turned.settle()
    second = set(page.web.scene.nodes)
    me = queries.self_node_of(eric)
    assert (len(first), len(second), first & second) == (8, 3, {me})
    QTest.mouseClick(page.after, Qt.MouseButton.LeftButton)
    turned.settle()
    assert set(page.web.scene.nodes) == first
    QTest.mouseClick(page.wordless, Qt.MouseButton.LeftButton)
    turned.settle()
    assert len(page.web.scene.nodes) == 11


def test_two_circles_come_before_five(turned: Turned) -> None:
    page = turned.page
    assert not page.rings.isVisible()
    QTest.mouseClick(page.wordless, Qt.MouseButton.LeftButton)
    turned.settle()
    assert page.web.scene.showing.layout == "two"
    QTest.mouseClick(page.rings, Qt.MouseButton.LeftButton)
    turned.settle()
    assert page.web.scene.showing.layout == "onion"


def test_who_is_here_is_ticked_from_those_on_the_page_alone(turned: Turned, eric: UUID) -> None:
    tom: list[UUID] = []
    turned.background.run(webs.add_node, eric, "Tom", then=lambda made: tom.append(made.created[0]))
    turned.background.run(webs.add_node, eric, "Ann", private=True)
    turned.settle()
    jean = next(node.id for node in turned.page.web.scene.nodes.values() if node.label == "Jean")
    turned.background.run(sharing.set_audience, jean, not_with=tom)
    turned.settle()
    QTest.mouseClick(turned.page.here, Qt.MouseButton.LeftButton)
    menu = next(top for top in QApplication.topLevelWidgets() if isinstance(top, QMenu) and top.isVisible())
    assert [action.text() for action in menu.actions()] == ["Jean", "Tom"]
    menu.actions()[1].trigger()
    menu.close()
    turned.settle()
    assert jean not in turned.page.web.scene.nodes
    assert turned.page.here.text() == "Here: Eric, Tom and you"


def test_undo_takes_back_what_was_drawn_and_not_who_is_here(turned: Turned, eric: UUID) -> None:
    turned.background.run(conversations.start, eric)
    turned.page.web.add("Sam")
    turned.settle()
    jean = next(node.id for node in turned.page.web.scene.nodes.values() if node.label == "Jean")
    turned.page.here.present_chosen.emit(frozenset({jean}))
    turned.settle()
    QTest.mouseClick(turned.page.back_again, Qt.MouseButton.LeftButton)
    turned.settle()
    assert "Sam" not in {node.label for node in turned.page.web.scene.nodes.values()}
    assert jean in turned.page.web.audience.present


def test_a_smile_for_somebody_without_a_line_draws_one(turned: Turned, eric: UUID) -> None:
    turned.background.run(webs.add_node, eric, "Sam", tie=False)
    turned.settle()
    turned.choose("Sam")
    QTest.mouseClick(turned.page.smiles.faces["a_bit"], Qt.MouseButton.LeftButton)
    turned.settle()
    turned.choose("Sam")
    assert turned.page.smiles.faces["a_bit"].isChecked()
    QTest.mouseClick(turned.page.smiles.faces["a_bit"], Qt.MouseButton.LeftButton)
    turned.settle()
    turned.choose("Sam")
    line = turned.page.web.line_to_me()
    assert line is not None
    assert line.helps_me is None


def test_the_page_has_no_way_to_read_for_the_worker() -> None:
    sources = list(Path(together_page.__file__).parent.glob("*.py"))
    assert len(sources) > 5
    assert not any("FOR_WORKER" in source.read_text("utf-8") for source in sources)


def test_their_pen_draws_what_stays_to_be_seen(turned: Turned, eric: UUID) -> None:
    def write_apart(vault: Vault) -> None:
        webs.make_private(vault, conversations.start(vault, eric).created[0])

    turned.background.run(write_apart)
    turned.settle()
    QTest.mouseClick(turned.page.draw, Qt.MouseButton.LeftButton)
    sheet, start = turned.page.web.view.viewport(), QPoint(90, 70)
    QTest.mousePress(sheet, Qt.MouseButton.LeftButton, pos=start)
    for i in range(1, 9):
        QTest.mouseMove(sheet, start + QPoint(8 * i, 3 * i))
    QTest.mouseRelease(sheet, Qt.MouseButton.LeftButton, pos=start + QPoint(64, 24))
    turned.settle()
    assert len(turned.page.web.scene.ink.ids()) == 1
    assert turned.page.draw.isChecked()
    QTest.mouseClick(turned.page.back_again, Qt.MouseButton.LeftButton)
    turned.settle()
    assert turned.page.web.scene.ink.ids() == ()
