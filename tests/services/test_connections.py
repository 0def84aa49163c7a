"""A place goes from an idea to still going, the web follows, and giving details alone is never the end of it."""

from uuid import UUID, uuid4

import pytest

from sbp_desktop.errors import RuleRefused
from sbp_desktop.models.agreed import Thing
from sbp_desktop.models.snapshots import FOR_PERSON
from sbp_desktop.models.web import web_metrics
from sbp_desktop.services import connections, conversations, people, sharing, webs
from sbp_desktop.storage import agreed, decisions, history, queries
from sbp_desktop.storage.vault import Vault
from sbp_desktop.ui.connections import words
from tests.colleague import assert_made_from_the_log


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric", neighbourhood="Leigh").created[0]


@pytest.fixture
def church(vault: Vault, eric: UUID) -> UUID:
    return webs.add_node(vault, eric, "Church", kind="group", domain="community", status="possible").created[0]


def on_web(vault: Vault, person: UUID, node: UUID) -> str:
    return next(one.status for one in queries.web(vault, person).nodes if one.id == node)


def kept(vault: Vault, node: UUID) -> Thing:
    found = agreed.about_place(vault, node)
    assert found is not None
    return found


def test_the_web_follows_from_idea_to_still_going_and_nothing_hoped_for_counts(
    vault: Vault, eric: UUID, church: UUID
) -> None:
    steps = [
        ("idea", "possible"), ("offered", "offered"), ("agreed", "planned"), ("introduced", "planned"),
        ("started", "active"), ("still_going", "active"), ("stopped", "ended"),
    ]  # fmt: skip
    for status, seen in steps:
        connections.set_status(vault, church, status)
        assert (kept(vault, church).words("status"), on_web(vault, eric, church)) == (status, seen)
        counted = web_metrics(queries.web(vault, eric), 800_000)["by_domain"]["community"]
        assert counted == (0 if seen in ("possible", "offered") else 1)
    assert len(agreed.of_person(vault, eric, "Connection").of("Connection")) == 1
    for _ in steps:
        history.undo(vault, eric)
    assert agreed.about_place(vault, church) is None
    assert on_web(vault, eric, church) == "possible"
    assert_made_from_the_log(vault)


def test_a_no_comes_before_it_began_and_not_after(vault: Vault, church: UUID) -> None:
    for status in ("idea", "offered", "agreed", "introduced"):
        connections.set_status(vault, church, status)
        connections.set_status(vault, church, "declined")
    connections.set_status(vault, church, "started")
    with pytest.raises(RuleRefused):
        connections.set_status(vault, church, "declined")


def test_a_place_they_went_to_before_stays_as_it_is_while_it_is_thought_of(vault: Vault, eric: UUID) -> None:
    club = webs.add_node(vault, eric, "Bowls club").created[0]
    connections.set_status(vault, club, "offered")
    assert on_web(vault, eric, club) == "active"


def test_details_come_last_and_get_a_day_to_ask_again(vault: Vault, church: UUID) -> None:
    assert list(words.METHODS)[-1] == "gave_details"
    connections.set_status(vault, church, "agreed")
    connection = kept(vault, church).id
    connections.set_method(vault, connection, "gave_details")
    assert kept(vault, church).day("follow_up_on") is not None
    connections.set_method(vault, connection, "went_together")
    assert kept(vault, church).day("follow_up_on") is None


def test_whether_it_works_is_one_answer_a_day(vault: Vault, eric: UUID, church: UUID) -> None:
    connections.set_status(vault, church, "started")
    connection = kept(vault, church).id
    connections.check(vault, connection, "a_bit")
    connections.check(vault, connection, "yes")
    (said,) = kept(vault, church).parts["ConnectionCheck"]
    assert said.words("works_for_me") == "yes"
    history.undo(vault, eric)
    assert kept(vault, church).parts["ConnectionCheck"][0].words("works_for_me") == "a_bit"


def test_one_with_a_place_kept_apart_is_kept_apart(vault: Vault, eric: UUID, church: UUID) -> None:
    hidden = webs.make_private(vault, church).created[0]
    connections.set_status(vault, hidden, "started")
    assert agreed.about_place(vault, hidden) is not None
    assert agreed.about_place(vault, hidden, FOR_PERSON) is None
    assert agreed.of_person(vault, eric, "Connection", audience=FOR_PERSON).of("Connection") == ()


def test_what_is_wanted_and_not_here_yet_is_kept_with_where(vault: Vault, eric: UUID) -> None:
    thing = uuid4()
    connections.write_unmet(vault, thing, person=eric, text="A choir in the daytime")
    (wanted,) = agreed.of_person(vault, eric, "Unmet").of("Unmet")
    assert (wanted.words("text"), wanted.words("neighbourhood")) == ("A choir in the daytime", "Leigh")
    connections.write_unmet(vault, thing, person=eric, text="")
    assert agreed.of_person(vault, eric, "Unmet").of("Unmet") == ()


def test_places_that_were_tried_stand_with_why_a_good_life_is_talked_about(vault: Vault, eric: UUID) -> None:
    def place(label: str, status: str) -> UUID:
        node = webs.add_node(vault, eric, label, status="possible").created[0]
        connections.set_status(vault, node, status)
        return node

    place("Church", "stopped")
    place("Library", "idea")  # only thought of
    webs.make_private(vault, place("Support group", "declined"))
    sharing.set_audience(vault, place("Bowls club", "started"), not_with=[queries.self_node_of(eric)])
    talk = conversations.start(vault, eric).created[0]
    conversations.set_kind(vault, talk, "C3", "huddle")
    why = decisions.of_conversation(vault, talk)
    assert why is not None
    assert [(option.what, bool(option.why_not)) for option in why.options] == [("Church", True)]
