"""Somebody who looks after the person, asked and heard where they stand on the web: strain in at most three taps."""

from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from sbp_desktop.models.snapshots import FOR_PERSON, Audience, WebSnapshot
from sbp_desktop.services import rules, webs
from sbp_desktop.storage import drafts, queries
from sbp_desktop.ui.web.carer_part import CarerPart
from tests.ui.web.conftest import Hand

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def friend(hand: Hand) -> UUID:
    hand.type_name("Elderly friend")
    friend = hand.node("Elderly friend").id
    hand.background.run(webs.set_node, friend, is_carer=True)
    hand.settle()
    return friend


def part(hand: Hand) -> CarerPart:
    return hand.canvas.panel.findChildren(CarerPart)[-1]


def tap(hand: Hand, name: str, value: str) -> None:
    chip: QPushButton = part(hand).chips[name].chips[value]
    QTest.mouseClick(chip, LEFT)
    hand.settle()


def read(hand: Hand, audience: Audience) -> WebSnapshot:
    web = hand.ask(queries.web, hand.page.person, audience)
    assert isinstance(web, WebSnapshot)
    return web


def test_at_the_surgery_stress_goes_from_unknown_to_high_in_three_taps(hand: Hand, friend: UUID) -> None:
    before = read(hand, FOR_PERSON)
    assert hand.tie("Elderly friend", "Eric").stress == "unknown"
    hand.click(hand.at(friend))  # one tap opens what is known of him
    assert part(hand).isVisible()
    assert part(hand).when.link.text() == "Not asked yet"
    tap(hand, "carer_asked", "yes")
    tap(hand, "carer_stress", "high")
    assert hand.tie("Elderly friend", "Eric").stress == "high"
    assert part(hand).when.link.text() != "Not asked yet"
    assert read(hand, FOR_PERSON) == before  # unseen by the person until he agrees
    tap(hand, "carer_agrees", "yes")
    assert read(hand, FOR_PERSON).carer_voices[0].stress == "high"
    hand.canvas.undo()
    hand.settle()
    assert read(hand, FOR_PERSON) == before


def test_their_words_keep_themselves_and_come_back_after_a_crash(hand: Hand, friend: UUID) -> None:
    hand.click(hand.at(friend))
    words = part(hand).words
    words.setFocus()
    QTest.keyClicks(words, "I lie awa")
    words._step()
    hand.settle()
    (draft,) = hand.ask(drafts.pending, hand.page.person)  # type: ignore[misc]
    assert draft.context["carer"] == friend.hex
    hand.canvas.edits.take_up_typing(hand.kept())  # as at the next start
    hand.settle()
    assert read(hand, Audience("worker")).carer_voices[0].words == "I lie awa"
    QTest.keyClicks(words, "ke.")
    hand.canvas.panel.slide_away()
    hand.settle()
    assert read(hand, Audience("worker")).carer_voices[0].words == "I lie awake."


def test_only_those_who_look_after_the_person_are_asked_about(hand: Hand, friend: UUID) -> None:
    hand.type_name("Tom")
    hand.canvas.panel.open_on(hand.scene.web, hand.node("Tom").id)
    assert part(hand).isHidden()
    hand.background.run(webs.set_node, hand.node("Tom").id, is_carer=True)
    hand.settle()
    assert part(hand).isVisible()


def test_one_tap_gives_them_a_page_of_their_own(hand: Hand, friend: UUID) -> None:
    opened: list[UUID] = []
    hand.canvas.person_opened.connect(opened.append)
    hand.click(hand.at(friend))
    assert part(hand).page.text() == "Give them a page of their own"
    QTest.mouseClick(part(hand).page, LEFT)
    hand.settle()
    assert len(opened) == 1
    assert part(hand).page.text() == "Open their own page"
    QTest.mouseClick(part(hand).page, LEFT)
    hand.settle()
    assert opened == [hand.node("Elderly friend").linked_person] * 2


def test_help_for_a_while_asks_once_after_a_carer_nobody_asked(hand: Hand, friend: UUID) -> None:
    hand.type_name("Reablement")
    assert hand.told[-1] == "Reablement is on the web. Has anybody asked Elderly friend how it is?"
    hand.answers[-1]()
    hand.settle()
    assert part(hand).isVisible()
    tap(hand, "carer_asked", "yes")
    hand.type_name("Physiotherapy")
    assert hand.told[-1] == "Physiotherapy is on the web. Does it start now?"
    hand.background.run(rules.set_rule, "R09", on=False)
    hand.settle()
    hand.canvas.load()
    hand.settle()
    before = list(hand.told)
    hand.type_name("Day centre")
    assert hand.told == before
