"""A carer is asked themselves and heard in their own words; their own page is linked and knows nothing of the other."""

from uuid import UUID, uuid4

import pytest

from sbp_desktop.models import carers as rules_of
from sbp_desktop.models.findings import findings
from sbp_desktop.models.snapshots import FOR_PERSON, NodeSnapshot, WebSnapshot
from sbp_desktop.services import carers, conversations, people, rules, safety, sharing, webs
from sbp_desktop.storage import history, queries, rows
from sbp_desktop.storage.vault import Vault
from tests.colleague import assert_made_from_the_log

DAY = 740_000


@pytest.fixture
def eric(vault: Vault) -> UUID:
    return people.add_person(vault, "Eric").created[0]


@pytest.fixture
def jean(vault: Vault, eric: UUID) -> UUID:
    tie = {"flow": "a_to_b", "support": ["personal_care"], "frequency": "daily"}
    return webs.add_node(vault, eric, "Jean", paid="unpaid", tie_fields=tie).created[0]


def told(vault: Vault, person: UUID) -> set[str]:
    return {finding.key for finding in findings(queries.web(vault, person), DAY)}


def there(web: WebSnapshot, node: UUID) -> NodeSnapshot:
    return next(one for one in web.nodes if one.id == node)


def test_whoever_gives_daily_help_shows_whether_they_were_asked(vault: Vault, eric: UUID, jean: UUID) -> None:
    tom = webs.add_node(vault, eric, "Tom", paid="unpaid").created[0]
    paid = webs.add_node(vault, eric, "Ann", paid="paid", tie_fields={"support": ["personal_care"]}).created[0]
    web = queries.web(vault, eric)
    assert [rules_of.looks_after(web, there(web, one)) for one in (jean, tom, paid)] == [True, False, False]
    webs.set_node(vault, tom, is_carer=True)
    web = queries.web(vault, eric)
    assert rules_of.looks_after(web, there(web, tom))
    assert "carer_not_asked" in told(vault, eric)
    for one in (jean, tom):
        carers.asked(vault, one)
    assert "carer_not_asked" not in told(vault, eric)
    history.undo(vault, eric)
    assert "carer_not_asked" in told(vault, eric)


def test_care_that_rests_on_one_not_asked_or_worn_out_may_need_more(vault: Vault, eric: UUID, jean: UUID) -> None:
    assert "more_than_the_circle" in told(vault, eric)
    carers.asked(vault, jean)
    assert "more_than_the_circle" not in told(vault, eric)
    sharing.carer_says(vault, jean, strain="near_breaking")
    assert "more_than_the_circle" in told(vault, eric)


def test_paid_help_that_does_what_somebody_close_does_is_noticed(vault: Vault, eric: UUID, jean: UUID) -> None:
    assert "both_doing_this" not in told(vault, eric)
    tie = {"flow": "a_to_b", "support": ["personal_care"]}
    webs.add_node(vault, eric, "Home care", kind="service", paid="paid", tie_fields=tie)
    assert "both_doing_this" in told(vault, eric)
    rules.set_rule(vault, "R15", on=False)
    assert "both_doing_this" not in told(vault, eric)


def test_the_team_or_a_worry_about_harm_keeps_the_reminder_quiet(vault: Vault, eric: UUID, jean: UUID) -> None:
    rules.set_rule(vault, "R07", on=False)
    assert "carer_not_asked" not in told(vault, eric)
    rules.set_rule(vault, "R07", on=True)
    safety.worry(vault, uuid4(), person=eric, risk="remains")
    assert "carer_not_asked" not in told(vault, eric)


def test_what_they_say_of_going_on_is_theirs_until_they_agree(vault: Vault, eric: UUID, jean: UUID) -> None:
    before = queries.web(vault, eric, FOR_PERSON)
    carers.asked(vault, jean)
    sharing.carer_says(vault, jean, words="I lie awake.", willing_and_able="some", own_conversation="offered")
    assert queries.web(vault, eric, FOR_PERSON) == before
    (voice,) = queries.web(vault, eric).carer_voices
    assert (voice.asked_directly, voice.willing_and_able, voice.own_conversation) == (True, "some", "offered")
    sharing.carer_agrees(vault, voice.id)
    assert queries.web(vault, eric, FOR_PERSON).carer_voices[0].words == "I lie awake."


def test_a_page_of_their_own_is_linked_both_ways_and_nothing_goes_along(vault: Vault, eric: UUID, jean: UUID) -> None:
    sharing.carer_says(vault, jean, words="I lie awake.", strain="near_breaking")
    webs.make_private(vault, webs.add_node(vault, eric, "Bob").created[0])
    talk = conversations.start(vault, eric).created[0]
    conversations.write_entry(vault, talk, uuid4(), "He shouts at Jean.", private=True)
    new = carers.own_page(vault, jean).created[0]
    theirs = queries.web(vault, new)
    assert [(node.label, node.linked_person) for node in theirs.nodes] == [("Jean", None), ("Eric", eric)]
    assert there(queries.web(vault, eric), jean).linked_person == new
    with vault.reading() as conn:
        links = [
            (link.person, link.get("other"), link.get("kind"))
            for link in rows.select(conn, "PersonLink", "1 ORDER BY born")
        ]
    assert links == [(eric, new, "cared_for_by"), (new, eric, "cares_for")]
    assert queries.conversations(vault, new) == ()
    assert "awake" not in repr(theirs) + repr(queries.person(vault, new))
    secret = conversations.start(vault, new).created[0]
    conversations.write_entry(vault, secret, uuid4(), "I want to leave him.")
    assert "leave him" not in repr(queries.web(vault, eric)) + repr(queries.conversations(vault, eric))
    assert carers.own_page(vault, jean).created == ()  # there is one
    assert_made_from_the_log(vault)


def test_undo_takes_the_page_back_on_both_sides(vault: Vault, eric: UUID, jean: UUID) -> None:
    carers.own_page(vault, jean)
    history.undo(vault, eric)
    assert [row.name for row in queries.people(vault)] == ["Eric"]
    assert there(queries.web(vault, eric), jean).linked_person is None
