"""Who may see a thing is chosen in the panel, in plain words, and taken back like anything else."""

from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from sbp_desktop.models.snapshots import FOR_PERSON, Audience, WebSnapshot
from sbp_desktop.services import conversations, webs
from sbp_desktop.storage import queries
from sbp_desktop.ui.web.chips import Chips
from sbp_desktop.ui.widgets import LinkButton
from tests.ui.web.conftest import Hand


@pytest.fixture
def people(hand: Hand) -> dict[str, UUID]:
    hand.type_name("Jean, daughter")
    hand.type_name("Tom")
    return {label: hand.node(label).id for label in ("Jean", "Tom")}


def open_on(hand: Hand, id_: UUID) -> None:
    """Open the panel on somebody, with all that is behind More."""
    hand.scene.choose(id_)
    hand.canvas.panel.open_on(hand.scene.web, id_)
    press_link(hand, "More")
    QApplication.processEvents()


def press_link(hand: Hand, text: str) -> None:
    link = next(one for one in hand.canvas.panel.findChildren(LinkButton) if one.text() == text and not one.isHidden())
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)


def chips(hand: Hand, name: str) -> Chips:
    return next(one for one in hand.canvas.panel.findChildren(Chips) if one.objectName() == name)


def press(hand: Hand, name: str, value: str) -> None:
    chip: QPushButton = chips(hand, name).chips[value]
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    hand.settle()


def seen(hand: Hand, audience: Audience) -> set[str]:
    return {node.label for node in read(hand, audience).nodes}


def read(hand: Hand, audience: Audience) -> WebSnapshot:
    web = hand.ask(queries.web, hand.page.person, audience)
    assert isinstance(web, WebSnapshot)
    return web


def test_our_team_and_not_the_person_and_back(hand: Hand, people: dict[str, UUID]) -> None:
    open_on(hand, people["Jean"])
    assert chips(hand, "who_sees").chips["all"].isChecked()
    press(hand, "who_sees", "team")
    assert seen(hand, FOR_PERSON) == {"Eric", "Tom"}
    press(hand, "who_sees", "all")
    assert seen(hand, FOR_PERSON) == {"Eric", "Jean", "Tom"}
    hand.canvas.undo()
    hand.settle()
    assert seen(hand, FOR_PERSON) == {"Eric", "Tom"}


def test_only_me_says_what_that_means_and_can_be_shared_again(hand: Hand, people: dict[str, UUID]) -> None:
    open_on(hand, people["Jean"])
    press(hand, "who_sees", "me")
    jean = hand.node("Jean")
    assert (jean.private, seen(hand, FOR_PERSON)) == (True, {"Eric", "Tom"})
    assert hand.scene.chosen == jean.id
    open_on(hand, jean.id)
    words = [label.text() for label in hand.canvas.panel.findChildren(type(hand.page._below)) if label.isVisible()]
    assert "Not on this screen or on paper. They can still ask to see it." in words
    press(hand, "who_sees", "all")
    assert seen(hand, FOR_PERSON) == {"Eric", "Jean", "Tom"}
    assert not hand.node("Jean").private


def test_a_line_to_somebody_kept_apart_is_not_shared_before_them(hand: Hand, people: dict[str, UUID]) -> None:
    hand.background.run(webs.make_private, people["Jean"])
    hand.settle()
    line = hand.tie("Jean", "Eric")
    open_on(hand, line.id)
    press(hand, "who_sees", "all")
    assert hand.told[-1] == "Share the people it joins first."
    assert hand.tie("Jean", "Eric").private


def test_not_when_somebody_is_here(hand: Hand, people: dict[str, UUID]) -> None:
    open_on(hand, people["Jean"])
    press_link(hand, "Not when somebody is here")
    press(hand, "not_with", people["Tom"].hex)
    with_tom = Audience("person", frozenset({people["Tom"]}))
    assert (seen(hand, FOR_PERSON), seen(hand, with_tom)) == ({"Eric", "Jean", "Tom"}, {"Eric", "Tom"})
    talk: list[UUID] = []
    hand.background.run(conversations.start, hand.page.person, then=lambda made: talk.append(made.created[0]))
    hand.settle()
    assert people["Jean"] in hand.scene.nodes
    hand.background.run(conversations.set_conversation, talk[0], present={people["Tom"]})
    hand.settle()
    assert people["Jean"] not in hand.scene.nodes  # on the worker's own screen too, while he is here
    hand.background.run(conversations.set_conversation, talk[0], present=set())
    hand.settle()
    assert people["Jean"] in hand.scene.nodes


def test_the_person_in_the_middle_is_seen_by_everybody(hand: Hand, people: dict[str, UUID]) -> None:
    hand.scene.choose(hand.scene.web.self_node)
    hand.canvas.panel.open_on(hand.scene.web, hand.scene.web.self_node)
    assert not [one for one in hand.canvas.panel.findChildren(Chips) if one.objectName() == "who_sees"]


def test_somebody_outside_has_on_their_copy_what_is_named_for_them(hand: Hand, people: dict[str, UUID]) -> None:
    open_on(hand, people["Jean"])
    press_link(hand, "On a copy for somebody outside, too")
    tom = f"family:{people['Tom'].hex}"
    assert set(chips(hand, "named").chips) == {tom}, "nobody needs a copy with themselves alone"
    chip = chips(hand, "named").chips[tom]
    chip.setFocus()
    QTest.keyClick(chip, Qt.Key.Key_Space)
    hand.settle()
    assert seen(hand, Audience(tom)) == {"Eric", "Jean"}
    hand.canvas.undo()
    hand.settle()
    assert seen(hand, Audience(tom)) == set()
    assert not chip.isChecked()
