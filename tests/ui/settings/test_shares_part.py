"""The team sees how small money and introductions are spread, from the real store, and nobody by name."""

from uuid import uuid4

import pytest
from pytestqt.qtbot import QtBot

from sbp_desktop.services import connections, people, rules, small_money, webs
from sbp_desktop.storage import fair_shares
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui.settings.shares_part import SharesPart


@pytest.fixture
def part(qtbot: QtBot) -> SharesPart:
    made = SharesPart()
    qtbot.addWidget(made)
    return made


def spend(vault: Vault, name: str, where: str, age: int) -> None:
    person = people.add_person(vault, name, neighbourhood=where, age=age).created[0]
    small_money.write_spend(vault, uuid4(), person=person, what_for="A kettle", amount="20")
    club = webs.add_node(vault, person, "Lunch club", kind="group", domain="community").created[0]
    connections.set_status(vault, club, "introduced")


def test_from_five_on_it_is_told_by_neighbourhood_and_by_age(vault: Vault, part: SharesPart) -> None:
    for number in range(4):
        spend(vault, f"Person {number}", "Riverside", 70)
    part.show_shares(fair_shares.spread(vault))
    assert part.isHidden()
    spend(vault, "The fifth", "Riverside", 90)
    part.show_shares(fair_shares.spread(vault))
    assert part.words() == [
        "Riverside: £100 for 5 people",
        "everybody else: £100 for 5 people",  # ages: four of one band and one of another are told together
        "Riverside: 5 introductions for 5 people",
        "everybody else: 5 introductions for 5 people",
    ]
    assert not any("fifth" in line for line in part.words())
    rules.set_rule(vault, "R48", on=False)
    part.show_shares(fair_shares.spread(vault))
    assert part.isHidden()
