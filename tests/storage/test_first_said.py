"""Where somebody first belonged stays known after they were moved in life, so that first places never change."""

from uuid import UUID

import pytest

from sbp_desktop.models.snapshots import FirstStood
from sbp_desktop.services import people, webs
from sbp_desktop.storage import history, queries
from sbp_desktop.storage.vault import Vault


@pytest.fixture
def person(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


def test_who_never_moved_is_not_asked_of_the_log(vault: Vault, person: UUID) -> None:
    jean = webs.add_node(vault, person, "Jean", domain="community").created[0]
    webs.set_node(vault, jean, label="Jeanie")
    webs.move_node(vault, jean, 1.0, 0.5)
    assert queries.web(vault, person).first == {}


def test_the_first_layer_is_kept_through_every_move_and_undo(vault: Vault, person: UUID) -> None:
    jean = webs.add_node(vault, person, "Jean", domain="community").created[0]
    webs.move_node(vault, jean, 1.0, 0.5, domain="network")
    webs.move_node(vault, jean, 1.0, 0.5, domain="statutory")
    webs.move_node(vault, jean, 1.0, 0.5, layout="circles", circle="friendship")
    first = {jean: FirstStood("community")}
    assert queries.web(vault, person).first == first
    history.undo(vault, person)
    assert queries.web(vault, person).first == first


def test_who_was_removed_keeps_their_turn_where_they_first_belonged(vault: Vault, person: UUID) -> None:
    jean = webs.add_node(vault, person, "Jean", domain="community").created[0]
    bob = webs.add_node(vault, person, "Bob", domain="network", tier="close").created[0]
    webs.move_node(vault, jean, 1.0, 0.5, domain="network")
    webs.delete_node(vault, jean)
    webs.delete_node(vault, bob)
    assert queries.web(vault, person).first == {jean: FirstStood("community"), bob: FirstStood("network", "close")}
