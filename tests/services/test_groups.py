"""Who belongs together: kept, undone, and shown to nobody who may not see both the group and the member."""

import time
from uuid import UUID

import pytest

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.snapshots import FOR_PERSON
from sbp_desktop.services import groups, people, webs
from sbp_desktop.storage import history, queries
from sbp_desktop.storage.vault import Vault


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


@pytest.fixture
def family(vault: Vault, eric: UUID) -> list[UUID]:
    return [webs.add_node(vault, eric, label).created[0] for label in ("Jean", "Tom", "Bob")]


def test_a_household_is_put_together_changed_and_undone(vault: Vault, eric: UUID, family: list[UUID]) -> None:
    jean, tom, bob = family
    before = queries.web(vault, eric)
    home = groups.put_together(vault, [jean, tom], "Jean's house", kind="household", domain="network").created[0]
    web = queries.web(vault, eric)
    assert web.members == ((home, jean), (home, tom))
    assert web.ties == before.ties, "belonging together is no line to the person"
    groups.take_in(vault, home, [bob, jean])
    assert queries.web(vault, eric).members == ((home, jean), (home, tom), (home, bob))
    groups.take_out(vault, home, [jean])
    assert queries.web(vault, eric).members == ((home, tom), (home, bob))
    for _ in range(3):
        history.undo(vault, eric)
    undone = queries.web(vault, eric)
    assert (undone.nodes, undone.ties, undone.members) == (before.nodes, before.ties, ())
    for _ in range(3):
        history.redo(vault, eric)
    assert queries.web(vault, eric).members == ((home, tom), (home, bob))


def test_who_is_removed_leaves_and_comes_back_with_undo(vault: Vault, eric: UUID, family: list[UUID]) -> None:
    jean, tom, _bob = family
    home = groups.put_together(vault, [jean, tom], "Jean's house").created[0]
    webs.delete_node(vault, tom)
    assert queries.web(vault, eric).members == ((home, jean),)
    history.undo(vault, eric)
    assert queries.web(vault, eric).members == ((home, jean), (home, tom))
    webs.delete_node(vault, home)
    assert queries.web(vault, eric).members == ()


def test_belonging_is_seen_only_where_both_are(vault: Vault, eric: UUID, family: list[UUID]) -> None:
    jean, tom, _bob = family
    home = groups.put_together(vault, [jean, tom], "Jean's house").created[0]
    apart = webs.make_private(vault, tom).created[0]
    assert set(queries.web(vault, eric).members) == {(home, jean), (home, apart)}
    assert queries.web(vault, eric, FOR_PERSON).members == ((home, jean),)


def test_the_past_knows_who_belonged_together(vault: Vault, eric: UUID, family: list[UUID]) -> None:
    jean, tom, _bob = family
    home = groups.put_together(vault, [jean, tom], "Jean's house")
    time.sleep(0.002)
    groups.take_out(vault, home.created[0], [tom])
    assert len(queries.web(vault, eric, as_written=home.committed_ms).members) == 2
    assert queries.web(vault, eric, as_written=home.committed_ms - 1).members == ()


@pytest.mark.parametrize("chosen", [0, 1])
def test_one_alone_is_no_group(vault: Vault, eric: UUID, family: list[UUID], chosen: int) -> None:
    with pytest.raises(RuleRefused):
        groups.put_together(vault, family[:chosen] * 2, "Jean's house")
    assert len(queries.web(vault, eric).nodes) == 4


def test_neither_the_person_nor_a_group_itself_nor_a_stranger_belongs(
    vault: Vault, eric: UUID, family: list[UUID]
) -> None:
    home = groups.put_together(vault, family, "Jean's house").created[0]
    stranger = webs.add_node(vault, people.add_person(vault, "Ann").created[0], "Col").created[0]
    for wrong in (home, stranger, queries.self_node_of(eric)):
        with pytest.raises(RuleRefused):
            groups.take_in(vault, home, [wrong])
