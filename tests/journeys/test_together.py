"""The screen turned round and back, through the real app: what is there, what is not, what is kept."""

import sys
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGraphicsSimpleTextItem, QWidget
from shiboken6 import isValid

from sbp_desktop.models.snapshots import FOR_PERSON, NodeSnapshot, WebSnapshot
from sbp_desktop.services import conversations, people, sharing, webs
from sbp_desktop.storage import queries
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import theme
from sbp_desktop.ui.conversations.conversation_page import ConversationPage
from sbp_desktop.ui.speech import Speech
from sbp_desktop.ui.together.together_page import LARGER, LOOKED_S, TogetherPage
from sbp_desktop.ui.web.web_page import WebPage
from tests.fixtures import PASSPHRASE
from tests.journeys.hand import Hand, spoken
from tests.journeys.test_drawing_by_touch import finger, press

HIDDEN = "Zzyxqua"


@pytest.fixture
def eric(app_open: Hand) -> UUID:
    person: UUID = app_open.ask(people.add_person, "Eric").created[0]
    app_open.ask(webs.add_node, person, "Jean", relation="daughter")
    app_open.ask(webs.add_node, person, f"{HIDDEN} lodger", private=True)
    return person


def turn(hand: Hand) -> TogetherPage:
    hand.press(Qt.Key.Key_F8)
    hand.wait(lambda: hand.life.workspace.turning.page is not None)
    hand.settle()
    page: TogetherPage = hand.life.workspace.turning.page
    hand.wait(lambda: page.web.web is not None)
    hand.settle()
    return page


def web_of(hand: Hand, eric: UUID) -> WebSnapshot:
    found: WebSnapshot = hand.ask(queries.web, eric)
    return found


def named(web: WebSnapshot, label: str) -> NodeSnapshot:
    return next(node for node in web.nodes if node.label == label)


def everything_in_memory() -> str:
    """All the words any widget holds, shown or not."""
    names = ("text", "plainText", "accessibleName", "accessibleDescription", "toolTip", "placeholderText", "title")
    found = []
    for widget in QApplication.allWidgets():
        for name in names:
            said = getattr(widget, name, None)
            found.append(str(said()) if callable(said) else "")
    return " ".join(found)


@pytest.mark.parametrize("page_name", ["person", "web", "conversation"])
def test_one_key_turns_any_page_of_a_person_and_the_same_key_turns_it_back(
    app_open: Hand, eric: UUID, page_name: str
) -> None:
    workspace = app_open.life.workspace
    talk = app_open.ask(conversations.start, eric).created[0]
    app_open.ask(conversations.write_entry, talk, UUID(int=7), f"{HIDDEN} came round.")
    opening = {
        "person": lambda: workspace.open_person(eric),
        "web": lambda: workspace.open_web(eric),
        "conversation": lambda: workspace.open_conversation(eric, talk),
    }
    opening[page_name]()
    app_open.settle()
    before = app_open.window.page()
    turn(app_open)
    assert page_name == "person" or not isValid(before)
    assert not any(
        isinstance(one, WebPage | ConversationPage) and isValid(one) and one.isVisible()
        for one in QApplication.allWidgets()
    )
    assert HIDDEN not in everything_in_memory()
    assert not [words for words in spoken(app_open.window) if HIDDEN in words]
    assert not app_open.window.rail.isVisible()
    assert not app_open.window.foot.isVisible()
    assert app_open.window.windowTitle() == "Support web"
    app_open.press(Qt.Key.Key_F8)
    app_open.settle()
    assert type(app_open.window.page()) is type(workspace.person if page_name == "person" else before)
    assert app_open.window.rail.isVisible()
    app_open.press(Qt.Key.Key_Escape)
    assert app_open.window.page() is not None


def test_everything_is_larger_while_it_is_turned(app_open: Hand, eric: UUID) -> None:
    app_open.life.workspace.open_web(eric)
    app_open.settle()
    ordinary = theme.font("body").pointSizeF()
    page = turn(app_open)
    assert theme.font("body").pointSizeF() == pytest.approx(LARGER * ordinary)
    assert all(
        min(button.width(), button.height()) >= theme.TOUCH_TARGET for button in page._buttons if button.isVisible()
    )
    app_open.press(Qt.Key.Key_Escape)
    app_open.settle()
    assert theme.font("body").pointSizeF() == ordinary


def test_no_other_key_of_the_app_leads_to_anybody_else(app_open: Hand, eric: UUID) -> None:
    app_open.life.workspace.open_web(eric)
    app_open.settle()
    page = turn(app_open)
    for action in app_open.life.workspace.actions.known():
        if action.id not in ("turn", "cover", "lock"):
            app_open.life.workspace.actions.run(action.id)
            app_open.settle()
            assert app_open.window.page() is page


def test_what_they_draw_is_done_together_and_undone_together(app_open: Hand, eric: UUID) -> None:
    app_open.life.workspace.open_web(eric)
    app_open.settle()
    page = turn(app_open)
    app_open.type("S")  # a letter on the page begins a name in the field
    app_open.type("am, neighbour")
    app_open.press(Qt.Key.Key_Return)
    app_open.settle()
    assert {node.label for node in page.web.scene.nodes.values()} == {"Eric", "Jean", "Sam"}
    jean = named(web_of(app_open, eric), "Jean").id
    page.web.scene.choose(jean)
    app_open.click(page.smiles.faces["yes"])
    app_open.settle()
    assert next(tie for tie in web_of(app_open, eric).ties if jean in (tie.a, tie.b)).helps_me == "yes"
    for _ in range(3):  # more often than there is anything to take back
        app_open.click(page.back_again)
        app_open.settle()
    web = web_of(app_open, eric)
    assert {node.label for node in web.nodes} == {"Eric", "Jean", f"{HIDDEN} lodger"}
    assert {tie.helps_me for tie in web.ties} == {None}


def test_what_stood_there_long_enough_is_seen_and_later_edits_are_not(app_open: Hand, eric: UUID) -> None:
    workspace = app_open.life.workspace
    workspace.open_web(eric)
    app_open.settle()
    turn(app_open)
    app_open.press(Qt.Key.Key_F8)
    app_open.settle()
    assert web_of(app_open, eric).seen_together is None  # a turn by mistake
    page = turn(app_open)
    then = page._clock() + LOOKED_S
    page._clock = lambda: then
    app_open.press(Qt.Key.Key_F8)
    app_open.settle()
    jean = named(web_of(app_open, eric), "Jean")
    assert (jean.unseen, jean.seen_together is None) == (False, False)
    app_open.ask(webs.set_node, jean.id, relation="friend")
    assert named(web_of(app_open, eric), "Jean").unseen
    assert not named(web_of(app_open, eric), f"{HIDDEN} lodger").unseen


def test_who_is_ticked_here_decides_what_is_shown(app_open: Hand, eric: UUID) -> None:
    jean = named(web_of(app_open, eric), "Jean").id
    tom = app_open.ask(webs.add_node, eric, "Tom").created[0]
    app_open.ask(sharing.set_audience, jean, not_with=[tom])
    talk = app_open.ask(conversations.start, eric).created[0]
    app_open.life.workspace.open_conversation(eric, talk)
    app_open.settle()
    page = turn(app_open)
    assert jean in page.web.scene.nodes
    page.here.present_chosen.emit(frozenset({tom}))
    app_open.settle()
    assert jean not in page.web.scene.nodes
    assert tom.hex in app_open.ask(queries.conversation, talk).present
    app_open.press(Qt.Key.Key_F8)
    app_open.settle()
    again = turn(app_open)  # whoever is ticked in the conversation is here from the start
    assert jean not in again.web.scene.nodes


def test_a_team_may_put_the_workers_screen_behind_their_passphrase(app_open: Hand, eric: UUID) -> None:
    def agree(vault: Vault) -> None:
        with vault.unit_of_work("Agreed") as work:
            work.new("Team", vault.worker_id, {"unlock_to_turn_back": True})

    app_open.ask(agree)
    app_open.life.workspace.open_web(eric)
    app_open.settle()
    page = turn(app_open)
    app_open.press(Qt.Key.Key_F8)
    app_open.settle()
    assert app_open.life.workspace.cover.covered
    app_open.type("not that")
    app_open.press(Qt.Key.Key_Return)
    app_open.settle()
    assert app_open.life.workspace.turning.page is page
    app_open.wait(app_open.life.workspace.cover.page.sign_in.isEnabled)
    app_open.type(PASSPHRASE)
    app_open.press(Qt.Key.Key_Return)
    app_open.settle()
    app_open.wait(lambda: isinstance(app_open.window.page(), WebPage))
    assert app_open.life.workspace.turning.page is None


def test_the_cover_lies_over_the_shared_screen_and_leads_back_to_it(app_open: Hand, eric: UUID) -> None:
    app_open.life.workspace.open_web(eric)
    app_open.settle()
    page = turn(app_open)
    app_open.click(page.cover)
    app_open.settle()
    assert app_open.life.workspace.cover.covered
    app_open.press(Qt.Key.Key_F9)
    app_open.type(PASSPHRASE)
    app_open.press(Qt.Key.Key_Return)
    app_open.settle()
    app_open.wait(lambda: not app_open.life.workspace.cover.covered)
    assert app_open.window.page() is page


def test_what_cannot_be_read_leaves_the_worker_where_they_were(app_open: Hand, eric: UUID) -> None:
    workspace, background = app_open.life.workspace, app_open.life.background
    workspace.open_person(eric)
    app_open.settle()
    vault = background.detach()
    app_open.press(Qt.Key.Key_F8)
    app_open.settle()
    assert not workspace.turning.turned
    assert app_open.window.page() is workspace.person
    assert app_open.window.rail.isVisible()
    background.attach(vault)
    turn(app_open)


def test_looking_together_is_not_idleness(app_open: Hand, eric: UUID) -> None:
    app_open.life.workspace.open_web(eric)
    app_open.settle()
    assert not app_open.life.workspace.listening
    turn(app_open)
    assert app_open.life.workspace.listening


# Without words, by touch alone


@pytest.fixture(scope="module")
def screen() -> QPointingDevice:
    return QTest.createTouchDevice()


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for the speech command is a shell script")
def test_five_faces_without_a_word_by_touch_alone(app_open: Hand, screen: QPointingDevice, tmp_path: Path) -> None:
    drag = finger(screen)

    def tap(button: QWidget) -> None:
        assert min(button.width(), button.height()) >= theme.TOUCH_TARGET
        press(app_open, drag, button)

    person = app_open.ask(people.add_person, "Ann").created[0]
    names = ["Jean", "Sam", "Tom", "Mary", "Bob"]
    ids = {name: app_open.ask(webs.add_node, person, name).created[0] for name in names}
    heard, command = tmp_path / "heard", tmp_path / "spd-say"
    command.write_text(f"#!/bin/sh\ncat >> {heard}\necho >> {heard}\n", "utf-8")
    command.chmod(0o700)
    workspace = app_open.life.workspace
    workspace.turning.make_speech = lambda: Speech(find=lambda name: str(command) if name == "spd-say" else None)
    workspace.open_web(person)
    app_open.settle()
    page = turn(app_open)
    tap(page.wordless)
    app_open.settle()
    scene, view = page.web.scene, page.web.view
    assert set(scene.nodes) == {*ids.values(), queries.self_node_of(person)}
    texts = [item.text() for item in scene.items() if isinstance(item, QGraphicsSimpleTextItem)]
    assert "".join(texts) == ""
    assert len({scene.faces[id_].toImage().pixel(2, 2) for id_ in ids.values()}) == 5  # each a colour of its own

    def place(point: QPointF) -> QPoint:
        return view.mapFromScene(point)

    middle = place(scene.point_of(queries.self_node_of(person)))
    for name, far in (("Jean", 0.45), ("Sam", 0.82)):  # of the way to the edge of the further circle
        start = place(scene.point_of(ids[name]))
        guides = {guide.part: guide for guide in scene.arrangement.layout.guides()}
        down = view.transform().m22() * guides["further"].half_height
        end = middle + QPoint(0, round(down * far * (-1 if name == "Jean" else 1)))
        drag(app_open, view.viewport(), start, end)
        app_open.settle()
    for name, smile in (("Jean", "yes"), ("Tom", "no"), ("Mary", "yes")):
        drag(app_open, view.viewport(), place(scene.point_of(ids[name])), place(scene.point_of(ids[name])))
        app_open.settle()
        app_open.wait(lambda name=name: heard.exists() and heard.read_text("utf-8").split()[-1:] == [name])
        tap(page.smiles.faces[smile])
        app_open.settle()
    web = app_open.ask(queries.web, person, FOR_PERSON)
    closeness = {node.label: node.closeness for node in web.nodes if node.id in ids.values()}
    assert closeness == {"Jean": "inner", "Sam": "outer", "Tom": None, "Mary": None, "Bob": None}
    helps = {next(n.label for n in web.nodes if n.id == tie.a): tie.helps_me for tie in web.ties}
    assert helps == {"Jean": "yes", "Sam": None, "Tom": "no", "Mary": "yes", "Bob": None}
    assert "".join(item.text() for item in scene.items() if isinstance(item, QGraphicsSimpleTextItem)) == ""
