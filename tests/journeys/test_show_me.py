"""What the web shows is one key away from any page of a person, and is found by its words."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt

from sbp_desktop.services import people, webs
from sbp_desktop.ui.web.web_page import WebPage
from tests.journeys.hand import Hand, spoken

CTRL = Qt.KeyboardModifier.ControlModifier
SHOW = CTRL | Qt.KeyboardModifier.ShiftModifier


def person_open(hand: Hand) -> UUID:
    eric = hand.ask(people.add_person, "Eric").created[0]
    tie = {"flow": "a_to_b", "support": ["emotional"]}
    jean: UUID = hand.ask(partial(webs.add_node, tie_fields=tie), eric, "Jean").created[0]
    hand.ask(webs.add_node, eric, "Sam")
    hand.life.workspace.open_person(eric)
    hand.settle()
    return jean


def quiet(hand: Hand) -> set[str]:
    scene = hand.window.page().canvas.scene
    return {scene.nodes[id_].label for id_ in scene.showing.quiet if id_ in scene.nodes}


def test_by_key_from_the_persons_page_and_what_if_on_the_web(app_open: Hand) -> None:
    jean = person_open(app_open)
    app_open.press(Qt.Key.Key_1, SHOW)
    app_open.wait(lambda: isinstance(app_open.window.page(), WebPage))
    app_open.settle()
    assert quiet(app_open) == {"Sam"}
    page = app_open.window.page()
    assert "Who cares" in set(spoken(page))
    assert page.focusWidget().accessibleName() == "Jean, Someone to talk to"
    app_open.press(Qt.Key.Key_2, SHOW)
    app_open.settle()
    assert quiet(app_open) == set()
    app_open.press(Qt.Key.Key_W, SHOW)
    app_open.settle()
    assert quiet(app_open) == set(), "nobody is chosen yet, so nobody is away"
    page.canvas.scene.choose(jean)
    app_open.press(Qt.Key.Key_W, SHOW)
    app_open.settle()
    assert quiet(app_open) == {"Jean"}
    app_open.press(Qt.Key.Key_Escape)
    app_open.settle()
    assert quiet(app_open) == set()


def test_a_way_of_looking_is_found_by_its_words(app_open: Hand) -> None:
    person_open(app_open)
    app_open.press(Qt.Key.Key_K, CTRL)
    app_open.type("who cares")
    app_open.press(Qt.Key.Key_Return)
    app_open.wait(lambda: isinstance(app_open.window.page(), WebPage))
    app_open.settle()
    assert quiet(app_open) == {"Sam"}


def test_without_a_person_open_it_is_not_offered(app_open: Hand) -> None:
    app_open.press(Qt.Key.Key_1, SHOW)
    app_open.settle()
    assert not isinstance(app_open.window.page(), WebPage)
    assert not next(each for each in app_open.life.workspace.actions.known() if each.id == "show_who_cares").enabled()
