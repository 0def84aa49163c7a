"""The card "For me" says everything worth noticing with what to ask, and shows on the web of whom it speaks."""

from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from sbp_desktop.models.findings import findings
from sbp_desktop.services import webs
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui import when_and_where
from sbp_desktop.ui.widgets import DrawnRow
from tests.ui.web.conftest import Hand


@pytest.fixture
def jean(vault: Vault, person: UUID) -> UUID:
    """Jean, through whom most help comes, whom nobody helps and who is to be rung first."""
    tie = {"flow": "a_to_b", "support": ["transport", "company", "practical"], "frequency": "weekly"}
    fields = {"paid": "unpaid", "is_carer": True, "lifeline": True}
    return webs.add_node(vault, person, "Jean", tie_fields=tie, **fields).created[0]


def card_rows(hand: Hand) -> list[DrawnRow]:
    return [row for row in hand.page.for_me_card.rows.findChildren(DrawnRow) if not row.isHidden()]


def test_every_finding_stands_with_its_question_and_the_page_itself_only_asks(jean: UUID, hand: Hand) -> None:
    found = findings(hand.kept(), when_and_where.today())
    assert [finding.key for finding in found] == [
        "most_through_one",
        "only_one_for",
        "gives_to_nobody",
        "carer_helped_by_nobody",
        "carer_not_asked",
    ]
    assert hand.page.invitation.plain == "Who else could step in when Jean is away?"
    QTest.mouseClick(hand.page.for_me, Qt.MouseButton.LeftButton)
    hand.settle()
    assert [row.accessibleName() for row in card_rows(hand)] == [
        f"{finding.for_me} {finding.invitation}" for finding in found
    ]


def test_a_finding_rings_those_it_speaks_of_until_the_card_is_closed(jean: UUID, hand: Hand) -> None:
    QTest.mouseClick(hand.page.for_me, Qt.MouseButton.LeftButton)
    hand.settle()
    QTest.mouseClick(card_rows(hand)[0], Qt.MouseButton.LeftButton)
    assert hand.scene.lit == {jean}
    QTest.keyClick(hand.page, Qt.Key.Key_Escape)
    assert hand.page.for_me_card.isHidden()
    assert hand.scene.lit == frozenset()


def test_by_keyboard_the_first_finding_is_come_to(jean: UUID, hand: Hand) -> None:
    hand.page.activateWindow()
    hand.page.for_me.setFocus()
    QTest.keyClick(hand.page.for_me, Qt.Key.Key_Space)
    hand.settle()
    assert card_rows(hand)[0].hasFocus()
    QTest.keyClick(card_rows(hand)[0], Qt.Key.Key_Down)
    assert card_rows(hand)[1].hasFocus()


def test_with_little_room_the_card_stays_on_the_page(jean: UUID, hand: Hand) -> None:
    hand.page.resize(700, 320)
    QTest.mouseClick(hand.page.for_me, Qt.MouseButton.LeftButton)
    hand.settle()
    assert hand.page.rect().contains(hand.page.for_me_card.geometry())
