"""Behind "What was said" in the panel stands every sentence about somebody, and each leads to where it was said."""

from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from sbp_desktop.models.marked_text import Mention, mark
from sbp_desktop.services import conversations, webs
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui.web.about_sentences import AboutSentences, SaidRow
from sbp_desktop.ui.widgets import LinkButton
from tests.journeys.hand import spoken
from tests.ui.web.conftest import Hand

NAMED, SAID, ASIDE = uuid4(), uuid4(), uuid4()


@pytest.fixture
def talk(vault: Vault, person: UUID) -> tuple[UUID, UUID]:
    """Jean, and a conversation where she is named, where she speaks, and where a line about her is kept apart."""
    jean = webs.add_node(vault, person, "Jean").created[0]
    talk = conversations.start(vault, person).created[0]
    conversations.write_entry(vault, talk, NAMED, mark("Tea with Jean & Co.", [Mention(9, 13, jean)]))
    conversations.write_entry(vault, talk, SAID, "I will ring.", kind="words", said_by=jean)
    conversations.write_entry(vault, talk, ASIDE, mark("Jean drinks.", [Mention(0, 4, jean)]), private=True)
    conversations.write_entry(vault, talk, uuid4(), "Nobody is named here.")
    return jean, talk


def unfold(hand: Hand, node: UUID) -> LinkButton:
    hand.scene.choose(node)
    hand.view.hand.open_panel.emit(False)
    hand.settle()
    link = next(each for each in hand.canvas.panel.findChildren(LinkButton) if each.text() == "What was said")
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    hand.settle()
    return link


def shown(hand: Hand) -> list[SaidRow]:
    return [row for row in hand.canvas.panel.findChildren(SaidRow) if not row.isHidden()]


def heard(hand: Hand) -> list[str]:
    return [row.accessibleName() for row in shown(hand)]


def test_the_newest_comes_first_and_what_is_kept_apart_keeps_its_words(talk: tuple[UUID, UUID], hand: Hand) -> None:
    unfold(hand, talk[0])
    apart, said, named = heard(hand)
    assert said.startswith("“I will ring.” Jean, ")
    assert named.startswith("Tea with Jean & Co. ")
    assert apart.startswith("A line kept apart ")
    assert "drinks" not in apart


def test_a_sentence_opens_its_conversation_where_it_stands(talk: tuple[UUID, UUID], hand: Hand) -> None:
    unfold(hand, talk[0])
    told: list[tuple[UUID, UUID]] = []
    hand.canvas.sentence_opened.connect(lambda conversation, line: told.append((conversation, line)))
    QTest.mouseClick(shown(hand)[2], Qt.MouseButton.LeftButton)
    QTest.keyClick(shown(hand)[1], Qt.Key.Key_Return)
    assert told == [(talk[1], NAMED), (talk[1], SAID)]


def test_by_keyboard_the_newest_is_come_to_and_the_arrows_walk(talk: tuple[UUID, UUID], hand: Hand) -> None:
    hand.page.activateWindow()
    hand.scene.choose(talk[0])
    hand.view.hand.open_panel.emit(True)
    link = next(each for each in hand.canvas.panel.findChildren(LinkButton) if each.text() == "What was said")
    link.setFocus()
    QTest.keyClick(link, Qt.Key.Key_Space)
    hand.settle()
    assert shown(hand)[0].hasFocus()
    QTest.keyClick(shown(hand)[0], Qt.Key.Key_Down)
    assert shown(hand)[1].hasFocus()


def test_what_is_written_meanwhile_joins_and_other_people_do_not(talk: tuple[UUID, UUID], hand: Hand) -> None:
    unfold(hand, talk[0])
    jean = talk[0]
    hand.background.run(conversations.write_entry, talk[1], uuid4(), mark("Jean rang.", [Mention(0, 4, jean)]))
    hand.settle()
    assert heard(hand)[0].startswith("Jean rang.")
    assert len(shown(hand)) == 4


def test_many_are_shown_a_few_at_a_time(talk: tuple[UUID, UUID], hand: Hand) -> None:
    for number in range(25):
        hand.background.run(
            conversations.write_entry, talk[1], uuid4(), f"Line {number}.", kind="words", said_by=talk[0]
        )
    unfold(hand, talk[0])
    part = hand.canvas.panel.findChild(AboutSentences)
    assert isinstance(part, AboutSentences)
    assert len(shown(hand)) == 20
    QTest.mouseClick(part.earlier, Qt.MouseButton.LeftButton)
    hand.settle()
    assert len(shown(hand)) == 28
    assert part.earlier.isHidden()


def test_somebody_never_spoken_of_has_an_invitation(talk: tuple[UUID, UUID], hand: Hand) -> None:
    hand.type_name("Sam")
    unfold(hand, hand.node("Sam").id)
    assert shown(hand) == []
    part = hand.canvas.panel.findChild(AboutSentences)
    assert isinstance(part, AboutSentences)
    assert "What is said about them by name will stand here." in spoken(part)
